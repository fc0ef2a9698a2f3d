#include "sim/node.h"

#include <assert.h>
#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sim/internal.h"

static bool is_valid_link(const struct sim_link_spec *link)
{
    return link->up_Bps > 0 && link->down_Bps > 0 && link->latency_s >= 0 &&
           link->segment_payload_bytes > 0 && link->duty_cycle >= 0 && link->duty_cycle <= 1;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Returns false when there is no memory, or a node of this name. */
static bool add_name(struct sim_engine *engine, const char *name)
{
    const char *const *entry = tsearch(name, &engine->node_names, compare_names);
    return entry != NULL && *entry == name;
}

void sim_node_free(struct sim_node *node)
{
    tdelete(node->name, &node->engine->node_names, compare_names);
    free(node->radio);
    free(node->sleep);
    free(node->name);
    free(node);
}

/* Those who were alive when the node failed. Actors of a node that was restored meanwhile are not
   doomed. */
static void fire_fail(struct sim_agenda_entry *entry)
{
    struct sim_node *node = SIM_CONTAINER_OF(entry, struct sim_node, fail);
    sim_actor_kill_doomed(node);
}

int sim_node_add(struct sim_engine *engine, const struct sim_node_spec *spec,
                 struct sim_node **ret_node)
{
    assert(!engine->sealed && spec->cores >= 1);
    assert(spec->lan_of == NULL
               ? spec->region < engine->platform.region_count && is_valid_link(&spec->access)
               : spec->lan_of->radio != NULL && spec->radio == NULL);
    assert(spec->radio == NULL ? !spec->routes : is_valid_link(spec->radio));
    if (engine->node_count == engine->node_capacity) {
        size_t capacity = engine->node_capacity > 0 ? 2 * engine->node_capacity : 64;
        struct sim_node **nodes = realloc(engine->nodes, capacity * sizeof(*nodes));
        if (nodes == NULL)
            return base_fail(BASE_E_NOMEM, "no memory for %zu nodes", capacity);
        engine->nodes = nodes;
        engine->node_capacity = capacity;
    }
    struct sim_node *node = calloc(1, sizeof(*node));
    char *name = strdup(spec->name);
    if (node == NULL || name == NULL || sim_engine_promise(engine, 2) < 0 ||
        !add_name(engine, name)) {
        free(node);
        free(name);
        return base_fail(BASE_E_NOMEM, "no memory for node %s, or a second one of this name",
                         spec->name);
    }
    bool is_wan = spec->lan_of == NULL;
    *node = (struct sim_node){
        .engine = engine,
        .name = name,
        .index = (uint32_t)engine->node_count,
        .region = is_wan ? spec->region : 0,
        .access = is_wan ? spec->access : (struct sim_link_spec){0},
        .routes = spec->routes,
        .hub = spec->lan_of,
        .is_up = true,
        .is_connected = true,
        .fail = {.fire = fire_fail},
        .computed = {.fire = sim_compute_fire},
    };
    sim_sharing_init(&node->cores, spec->cores, 1);
    node->latency = (sim_time)llround(node->access.latency_s * 1e9);
    sim_list_init(&node->actors);
    sim_list_init(&node->duties);
    sim_list_init(&node->ports);
    sim_list_init(&node->outgoing);
    sim_list_init(&node->incoming);
    for (int i = 0; i < 2; i++)
        sim_list_init(&node->routed[i]);
    int error = spec->radio != NULL ? sim_radio_new(engine, spec->radio, &node->radio) : 0;
    if (error < 0) {
        sim_node_free(node);
        return error;
    }
    if (is_wan)
        node->host = sim_kernel_host_add(node->access.up_Bps, node->access.down_Bps);
    if (is_wan && node->host == NULL) {
        sim_node_free(node);
        return base_fail(BASE_E_NOMEM, "no memory for node %s", spec->name);
    }
    engine->nodes[engine->node_count++] = node;
    *ret_node = node;
    return 0;
}

size_t sim_node_count(const struct sim_engine *engine)
{
    return engine->node_count;
}

struct sim_node *sim_node_at(const struct sim_engine *engine, size_t index)
{
    assert(index < engine->node_count);
    return engine->nodes[index];
}

const char *sim_node_name(const struct sim_node *node)
{
    return node->name;
}

uint32_t sim_node_index(const struct sim_node *node)
{
    return node->index;
}

const struct sim_node *sim_node_hub(const struct sim_node *node)
{
    return node->hub;
}

size_t sim_node_region(const struct sim_node *node)
{
    return node->region;
}

const struct sim_node_traffic *sim_node_traffic(const struct sim_node *node)
{
    return &node->traffic;
}

sim_time sim_node_busy(const struct sim_node *node)
{
    return node->busy;
}

bool sim_node_is_up(const struct sim_node *node)
{
    return node->is_up;
}

uint64_t sim_link_wire_bytes(const struct sim_link_spec *link, uint64_t payload_bytes)
{
    uint64_t segments = payload_bytes / link->segment_payload_bytes +
                        (payload_bytes % link->segment_payload_bytes != 0 || payload_bytes == 0);
    return payload_bytes + segments * link->segment_header_bytes;
}

void sim_node_fail(struct sim_node *node)
{
    struct sim_engine *engine = node->engine;
    if (!node->is_up)
        return;
    node->is_up = false;
    if (engine->trace != NULL)
        sim_trace_machine(node, "down");
    sim_actor_doom_all(node);
    sim_transfer_fail_node(node);
    sim_port_close_all(node);
    sim_duty_end_all(node);
    if (node->fail.place == 0)
        sim_engine_schedule(engine, &node->fail, 0);
    if (engine->current != NULL && engine->current->node == node)
        sim_kernel_exit();
}

void sim_node_restore(struct sim_node *node)
{
    node->is_up = true;
    if (node->engine->trace != NULL)
        sim_trace_machine(node, "up");
}

bool sim_node_is_connected(const struct sim_node *node)
{
    return node->is_connected;
}

void sim_node_disconnect(struct sim_node *node)
{
    assert(node->hub == NULL);
    if (!node->is_connected)
        return;
    node->is_connected = false;
    if (node->engine->trace != NULL)
        sim_trace_machine(node, "disconnect");
    sim_transfer_fail_link(node);
}

void sim_node_reconnect(struct sim_node *node)
{
    assert(node->hub == NULL);
    node->is_connected = true;
    if (node->engine->trace != NULL)
        sim_trace_machine(node, "reconnect");
}

void sim_node_leave_radio(struct sim_node *device)
{
    assert(device->hub != NULL);
    device->is_connected = false;
}

void sim_node_set_radio_loss(struct sim_node *hub, double probability,
                             const struct base_random *random)
{
    assert(hub->radio != NULL && probability >= 0 && probability <= 1);
    hub->radio->loss = probability;
    hub->radio->random = *random;
}
