#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "sim/internal.h"

enum stage {
    STAGE_LATENCY,  /* its first bit travels; or nothing does, and the sender does not know yet */
    STAGE_HELD,     /* its hub holds it for a device that sleeps; then as above */
    STAGE_DROPPED,  /* its hub holds it in vain */
    STAGE_RADIO,    /* its bytes pass a radio */
    STAGE_TURN,     /* it waits for its turn on a radio of limited duty cycle, or has it */
    STAGE_ALONE,    /* its bytes pass links that nobody else uses */
    STAGE_FLOW,     /* its bytes pass links that it shares: SimGrid says how fast */
    STAGE_LANDED,   /* its last byte is there */
    STAGE_BROKEN,   /* decided; SimGrid's flow ends now */
    STAGE_VANISHED, /* lost on a radio; its sender does not know */
};

struct sim_transfer {
    struct sim_engine *engine;
    struct sim_node *from;    /* of the hop under way */
    struct sim_node *to;      /* NULL: nobody */
    struct sim_node *next[2]; /* where it goes on from there; NULL: nowhere */
    struct sim_address address;
    struct sim_message *message; /* NULL when it was handed on or dropped */
    struct sim_actor *watcher;   /* NULL: nobody looks at the fate */
    enum stage stage;
    bool is_decided;
    enum sim_fate fate;
    bool is_lan;
    bool is_on_air;           /* it counts on a hub's radio */
    struct sim_node *sleeper; /* that it keeps awake; NULL: none */
    uint64_t up_bytes;        /* on the sender's link */
    uint64_t down_bytes;      /* on the receiver's link */
    struct sim_sharing_job airtime;
    struct sim_link_use *uses[2]; /* while bytes pass the WAN */
    double rate_Bps;              /* when it is alone */
    sim_time begin;               /* when it is alone or has a turn: since when */
    struct sim_kernel_flow *flow;
    struct sim_list in_engine;
    struct sim_list in_from;
    struct sim_list in_to;
    struct sim_list in_routed[2]; /* of the hubs that pass it on */
    struct sim_agenda_entry entry;
};

static double flow_bytes(const struct sim_transfer *transfer)
{
    return (double)(transfer->up_bytes > transfer->down_bytes ? transfer->up_bytes
                                                              : transfer->down_bytes);
}

static void free_if_over(struct sim_transfer *transfer)
{
    if (!transfer->is_decided || transfer->watcher != NULL || transfer->flow != NULL ||
        transfer->entry.place != 0)
        return;
    sim_engine_promise(transfer->engine, -1);
    sim_list_remove(&transfer->in_engine);
    free(transfer);
}

/* Counts `fraction` of what this transfer weighs on both links. */
static void count_bytes(struct sim_transfer *transfer, double fraction)
{
    struct sim_engine_stats *stats = &transfer->engine->stats;
    uint64_t up = transfer->up_bytes, down = transfer->down_bytes;
    if (fraction < 1) {
        up = (uint64_t)llround((double)up * fraction);
        down = (uint64_t)llround((double)down * fraction);
    }
    if (transfer->is_lan) {
        transfer->from->traffic.lan_up_bytes += up;
        transfer->to->traffic.lan_down_bytes += down;
        transfer->from->traffic.lan_up_messages++;
        transfer->to->traffic.lan_down_messages++;
        stats->lan_bytes += up;
    } else {
        transfer->from->traffic.wan_up_bytes += up;
        transfer->to->traffic.wan_down_bytes += down;
        stats->wan_bytes += up;
    }
}

static void join_links(struct sim_transfer *transfer)
{
    for (int i = 0; i < 2; i++)
        transfer->uses[i]->count++;
}

static void leave_links(struct sim_transfer *transfer)
{
    for (int i = 0; i < 2; i++) {
        transfer->uses[i]->count--;
        if (transfer->uses[i]->alone == transfer)
            transfer->uses[i]->alone = NULL;
    }
}

/* What is left of a transfer that is alone. */
static double bytes_left(const struct sim_transfer *transfer)
{
    sim_time elapsed = sim_engine_now(transfer->engine) - transfer->begin;
    double left = flow_bytes(transfer) - transfer->rate_Bps * ((double)elapsed / 1e9);
    return left > 0 ? left : 0;
}

/* The hub whose radio both are on, or NULL: they meet on the WAN. */
static struct sim_node *common_hub(struct sim_node *from, struct sim_node *to)
{
    return from->hub == to ? to : to->hub == from ? from : NULL;
}

/* It has left the radio, whatever became of it. */
static void leave_air(struct sim_transfer *transfer)
{
    if (transfer->is_on_air)
        common_hub(transfer->from, transfer->to)->radio->on_air--;
    transfer->is_on_air = false;
    if (transfer->sleeper != NULL)
        sim_sleep_end(transfer->sleeper);
    transfer->sleeper = NULL;
}

static void decide(struct sim_transfer *transfer, enum sim_fate fate)
{
    struct sim_engine *engine = transfer->engine;
    assert(!transfer->is_decided);
    leave_air(transfer);
    transfer->is_decided = true;
    transfer->fate = fate;
    if (fate == SIM_DELIVERED)
        engine->stats.messages_delivered++;
    else
        engine->stats.messages_lost++;
    sim_message_free(transfer->message);
    transfer->message = NULL;
    sim_list_remove(&transfer->in_from);
    sim_list_remove(&transfer->in_to);
    for (int i = 0; i < 2; i++)
        sim_list_remove(&transfer->in_routed[i]);
    sim_agenda_remove(&engine->agenda, &transfer->entry);
    if (transfer->stage == STAGE_RADIO) {
        struct sim_node *hub = common_hub(transfer->from, transfer->to);
        count_bytes(transfer,
                    1 - sim_radio_leave(hub->radio, &transfer->airtime) / flow_bytes(transfer));
    } else if (transfer->stage == STAGE_TURN) {
        if (sim_engine_now(engine) > transfer->begin)
            count_bytes(transfer, 1 - bytes_left(transfer) / flow_bytes(transfer));
    } else if (transfer->stage == STAGE_ALONE) {
        count_bytes(transfer, 1 - bytes_left(transfer) / flow_bytes(transfer));
        leave_links(transfer);
    } else if (transfer->flow != NULL) {
        transfer->stage = STAGE_BROKEN;
        sim_engine_schedule(engine, &transfer->entry, 0);
    }
    if (transfer->watcher != NULL)
        sim_actor_wake(transfer->watcher);
}

/* Those that land at one date arrive in the order in which they were sent. */
static void land(struct sim_transfer *transfer)
{
    transfer->stage = STAGE_LANDED;
    sim_engine_schedule_again(transfer->engine, &transfer->entry, 0);
}

void sim_transfer_radio_passed(struct sim_sharing_job *job)
{
    struct sim_transfer *transfer = SIM_CONTAINER_OF(job, struct sim_transfer, airtime);
    count_bytes(transfer, 1);
    land(transfer);
}

void sim_transfer_flow_ended(struct sim_transfer *transfer)
{
    transfer->flow = NULL;
    transfer->engine->flow_count--;
    count_bytes(transfer, 1);
    leave_links(transfer);
    if (transfer->stage == STAGE_BROKEN)
        return; /* at the very date at which it was broken off; its entry frees it */
    land(transfer);
}

static void cancel_flow(struct sim_transfer *transfer)
{
    if (transfer->flow == NULL)
        return;
    double remaining_bytes = sim_kernel_flow_cancel(transfer->flow);
    transfer->flow = NULL;
    transfer->engine->flow_count--;
    double fraction = 1 - remaining_bytes / flow_bytes(transfer);
    count_bytes(transfer, fraction < 0 ? 0 : fraction);
    leave_links(transfer);
}

static void start_flow(struct sim_transfer *transfer, double bytes)
{
    struct sim_engine *engine = transfer->engine;
    transfer->stage = STAGE_FLOW;
    transfer->flow =
        sim_kernel_flow_start(transfer->from->host, transfer->to->host, bytes, transfer);
    if (transfer->flow != NULL) {
        engine->flow_count++;
        return;
    }
    leave_links(transfer);
    decide(transfer, SIM_PEER_LOST);
    sim_engine_fail(engine, base_fail(BASE_E_NOMEM, "no memory for a transfer"));
}

/* Its links are no longer its own. */
static void end_solitude(struct sim_transfer *transfer)
{
    for (int i = 0; i < 2; i++)
        transfer->uses[i]->alone = NULL;
    sim_agenda_remove(&transfer->engine->agenda, &transfer->entry);
    start_flow(transfer, bytes_left(transfer));
}

/* A device that sleeps has woken: what its hub holds for it comes now. */
static void release_held(struct sim_node *device)
{
    for (struct sim_list *link = device->incoming.next; link != &device->incoming;
         link = link->next) {
        struct sim_transfer *transfer = SIM_CONTAINER_OF(link, struct sim_transfer, in_to);
        if (transfer->to != device ||
            (transfer->stage != STAGE_HELD && transfer->stage != STAGE_DROPPED))
            continue;
        transfer->stage = STAGE_LATENCY;
        sim_agenda_remove(&transfer->engine->agenda, &transfer->entry);
        sim_engine_schedule_again(
            transfer->engine, &transfer->entry,
            sim_engine_date_in(transfer->engine, device->hub->radio->latency));
    }
}

static void keep_awake(struct sim_transfer *transfer, struct sim_node *device)
{
    transfer->sleeper = device;
    if (sim_sleep_begin(device))
        release_held(device);
}

/* The hop that begins now takes this latency; returns when its first byte is there, from now. */
static sim_time depart(struct sim_transfer *transfer, sim_time latency)
{
    transfer->stage = STAGE_LATENCY;
    if (!transfer->is_lan)
        return latency;
    if (transfer->from->sleep != NULL)
        keep_awake(transfer, transfer->from);
    if (transfer->to->sleep == NULL)
        return latency;
    sim_time wait = sim_sleep_wait(transfer->to, latency);
    if (wait < 0) {
        transfer->stage = STAGE_DROPPED;
        return sim_sleep_patience(transfer->to);
    }
    if (wait > 0)
        transfer->stage = STAGE_HELD;
    return wait + latency;
}

static void enter_radio(struct sim_transfer *transfer)
{
    struct sim_engine_stats *stats = &transfer->engine->stats;
    struct sim_radio *radio = common_hub(transfer->from, transfer->to)->radio;
    double bytes = flow_bytes(transfer);
    if (transfer->to->sleep != NULL)
        keep_awake(transfer, transfer->to);
    if (bytes == 0) {
        land(transfer);
        return;
    }
    stats->radio_messages_shared += radio->on_air > 0;
    transfer->is_on_air = true;
    if (++radio->on_air > stats->radio_most_at_once)
        stats->radio_most_at_once = radio->on_air;
    if (sim_radio_is_limited(radio)) {
        sim_time end;
        transfer->stage = STAGE_TURN;
        sim_radio_take_turn(radio, transfer->up_bytes, &transfer->begin, &end);
        transfer->rate_Bps = bytes * 1e9 / (double)(end - transfer->begin);
        sim_engine_schedule_again(transfer->engine, &transfer->entry, end);
        return;
    }
    transfer->stage = STAGE_RADIO;
    sim_radio_join(radio, &transfer->airtime, bytes);
}

/* The first byte enters the links. Where nobody else is, the time is bytes / rate and SimGrid has
   nothing to solve: with many small messages, that is most of them. */
static void enter_links(struct sim_transfer *transfer)
{
    struct sim_node *from = transfer->from, *to = transfer->to;
    transfer->uses[0] = &from->up_use;
    transfer->uses[1] = &to->down_use;
    transfer->rate_Bps = fmin(from->access.up_Bps, to->access.down_Bps);
    bool is_alone = true;
    for (int i = 0; i < 2; i++) {
        if (transfer->uses[i]->alone != NULL)
            end_solitude(transfer->uses[i]->alone);
        is_alone = is_alone && transfer->uses[i]->count == 0;
    }
    join_links(transfer);
    double bytes = flow_bytes(transfer);
    double duration_ns = bytes / transfer->rate_Bps * 1e9;
    if (!is_alone || duration_ns >= 9e18) {
        start_flow(transfer, bytes);
        return;
    }
    for (int i = 0; i < 2; i++)
        transfer->uses[i]->alone = transfer;
    transfer->stage = STAGE_ALONE;
    transfer->begin = sim_engine_now(transfer->engine);
    sim_engine_schedule_again(transfer->engine, &transfer->entry,
                              sim_engine_date_in(transfer->engine, llround(duration_ns)));
}

/* How it passes from `from` to `to`, which have a link in common; returns the latency. */
static sim_time take_hop(struct sim_transfer *transfer, uint64_t payload_bytes)
{
    const struct sim_engine *engine = transfer->engine;
    struct sim_node *from = transfer->from, *to = transfer->to;
    const struct sim_node *hub = common_hub(from, to);
    transfer->is_lan = hub != NULL;
    if (hub != NULL) {
        transfer->up_bytes = transfer->down_bytes =
            sim_link_wire_bytes(&hub->radio->link, payload_bytes);
        return hub->radio->latency;
    }
    transfer->up_bytes = sim_link_wire_bytes(&from->access, payload_bytes);
    transfer->down_bytes = sim_link_wire_bytes(&to->access, payload_bytes);
    return from->latency +
           engine->platform.latency(engine->platform.context, from->region, to->region) +
           to->latency;
}

/* A hub passes it on. */
static void go_on(struct sim_transfer *transfer)
{
    transfer->from = transfer->to;
    transfer->to = transfer->next[0];
    transfer->next[0] = transfer->next[1];
    transfer->next[1] = NULL;
    if (!sim_way_is_connected(transfer->from, transfer->to)) {
        decide(transfer, SIM_PEER_LOST);
        return;
    }
    sim_time latency = take_hop(transfer, transfer->message->wire_payload_bytes);
    latency = depart(transfer, latency);
    sim_engine_schedule_again(transfer->engine, &transfer->entry,
                              sim_engine_date_in(transfer->engine, latency));
}

/* Draws for a message that has passed a radio. */
static bool is_lost(struct sim_transfer *transfer)
{
    if (!transfer->is_lan)
        return false;
    struct sim_radio *radio = common_hub(transfer->from, transfer->to)->radio;
    return radio->loss > 0 && base_random_uniform(&radio->random) < radio->loss;
}

/* Who waits for its fate waits on. */
static void vanish(struct sim_transfer *transfer)
{
    transfer->stage = STAGE_VANISHED;
    if (transfer->watcher == NULL)
        decide(transfer, SIM_TIMED_OUT);
}

static void arrive(struct sim_transfer *transfer)
{
    leave_air(transfer);
    if (is_lost(transfer)) {
        transfer->engine->stats.radio_messages_lost++;
        vanish(transfer);
        return;
    }
    if (transfer->next[0] != NULL) {
        go_on(transfer);
        return;
    }
    transfer->stage = STAGE_LANDED;
    bool is_delivered = sim_port_deliver(transfer->engine, transfer->address, transfer->message);
    if (is_delivered)
        transfer->message = NULL;
    decide(transfer, is_delivered ? SIM_DELIVERED : SIM_PEER_LOST);
}

static void fire(struct sim_agenda_entry *entry)
{
    struct sim_transfer *transfer = SIM_CONTAINER_OF(entry, struct sim_transfer, entry);
    switch (transfer->stage) {
    case STAGE_LATENCY:
        if (transfer->to == NULL) {
            decide(transfer, SIM_PEER_LOST);
            break;
        }
        /* fallthrough */
    case STAGE_HELD:
        if (transfer->is_lan)
            enter_radio(transfer);
        else
            enter_links(transfer);
        break;
    case STAGE_DROPPED:
        transfer->engine->stats.sleeper_messages_dropped++;
        vanish(transfer);
        break;
    case STAGE_TURN:
        count_bytes(transfer, 1);
        transfer->stage = STAGE_LANDED;
        arrive(transfer);
        break;
    case STAGE_ALONE:
        count_bytes(transfer, 1);
        leave_links(transfer);
        arrive(transfer);
        break;
    case STAGE_LANDED:
        arrive(transfer);
        break;
    case STAGE_BROKEN:
        cancel_flow(transfer);
        break;
    case STAGE_RADIO:
    case STAGE_FLOW:
    case STAGE_VANISHED:
        assert(!"it has no date");
    }
    free_if_over(transfer);
}

/* One way, over all hops. */
static sim_time way_latency(struct sim_transfer *transfer, struct sim_node *const way[],
                            size_t count)
{
    struct sim_node *from = transfer->from;
    sim_time latency = 0;
    for (size_t i = 0; i < count; i++) {
        transfer->to = way[i];
        latency += take_hop(transfer, 0);
        transfer->from = way[i];
    }
    transfer->from = from;
    transfer->to = NULL;
    return latency;
}

int sim_transfer_start(struct sim_node *from, struct sim_address to, struct sim_message *message,
                       bool is_watched, struct sim_transfer **ret_transfer)
{
    struct sim_engine *engine = from->engine;
    struct sim_transfer *transfer = calloc(1, sizeof(*transfer));
    if (transfer == NULL || sim_engine_promise(engine, 1) < 0) {
        free(transfer);
        sim_message_free(message);
        return base_fail(BASE_E_NOMEM, "no memory for a transfer");
    }
    transfer->engine = engine;
    transfer->from = from;
    transfer->address = to;
    transfer->message = message;
    transfer->watcher = is_watched ? engine->current : NULL;
    transfer->entry.fire = fire;
    sim_list_append(&engine->transfers, &transfer->in_engine);
    sim_list_append(&from->outgoing, &transfer->in_from);
    sim_list_init(&transfer->in_to);
    for (int i = 0; i < 2; i++)
        sim_list_init(&transfer->in_routed[i]);
    engine->stats.messages_sent++;

    struct sim_node *peer =
        to.node > 0 && to.node <= engine->node_count ? engine->nodes[to.node - 1] : NULL;
    struct sim_node *way[3];
    size_t count = peer != NULL && peer != from ? sim_way_find(from, peer, way) : 0;
    if (peer == NULL || !from->is_up || engine->stopping || (peer != from && count == 0)) {
        decide(transfer, SIM_PEER_LOST);
    } else if (!sim_way_is_passable(from, way, count) || !peer->is_up ||
               !sim_port_is_open(engine, to)) {
        sim_engine_schedule(engine, &transfer->entry,
                            sim_engine_date_in(engine, 2 * way_latency(transfer, way, count)));
    } else {
        sim_time latency = 0;
        transfer->to = count > 0 ? way[0] : peer;
        transfer->stage = peer == from ? STAGE_LANDED : STAGE_LATENCY;
        for (size_t i = 1; i < count; i++) {
            transfer->next[i - 1] = way[i];
            sim_list_append(&way[i - 1]->routed[i - 1], &transfer->in_routed[i - 1]);
        }
        sim_list_append(&peer->incoming, &transfer->in_to);
        if (peer != from)
            latency = depart(transfer, take_hop(transfer, message->wire_payload_bytes));
        sim_engine_schedule(engine, &transfer->entry, sim_engine_date_in(engine, latency));
    }
    if (is_watched)
        *ret_transfer = transfer;
    else
        free_if_over(transfer);
    return 0;
}

bool sim_transfer_is_decided(const struct sim_transfer *transfer, enum sim_fate *ret_fate)
{
    if (transfer->is_decided)
        *ret_fate = transfer->fate;
    return transfer->is_decided;
}

void sim_transfer_leave(struct sim_transfer **transfer)
{
    if (*transfer == NULL)
        return;
    (*transfer)->watcher = NULL;
    if (!(*transfer)->is_decided)
        decide(*transfer, SIM_TIMED_OUT);
    free_if_over(*transfer);
    *transfer = NULL;
}

static void fail(struct sim_transfer *transfer)
{
    transfer->engine->stats.messages_broken++;
    decide(transfer, SIM_PEER_LOST);
    free_if_over(transfer);
}

void sim_transfer_fail_node(struct sim_node *node)
{
    while (!sim_list_is_empty(&node->outgoing))
        fail(SIM_CONTAINER_OF(node->outgoing.next, struct sim_transfer, in_from));
    while (!sim_list_is_empty(&node->incoming))
        fail(SIM_CONTAINER_OF(node->incoming.next, struct sim_transfer, in_to));
    while (!sim_list_is_empty(&node->routed[0]))
        fail(SIM_CONTAINER_OF(node->routed[0].next, struct sim_transfer, in_routed[0]));
    while (!sim_list_is_empty(&node->routed[1]))
        fail(SIM_CONTAINER_OF(node->routed[1].next, struct sim_transfer, in_routed[1]));
}

/* Those in the list whose bytes pass the node's own link. */
static void fail_on_link(const struct sim_node *node, struct sim_list *list,
                         struct sim_transfer *(*transfer_of)(struct sim_list *link))
{
    for (struct sim_list *link = list->next, *next; link != list; link = next) {
        next = link->next;
        struct sim_transfer *transfer = transfer_of(link);
        bool is_on_wan =
            transfer->to != NULL && transfer->to != transfer->from && !transfer->is_lan;
        if (is_on_wan && (transfer->from == node || transfer->to == node))
            fail(transfer);
    }
}

static struct sim_transfer *of_outgoing(struct sim_list *link)
{
    return SIM_CONTAINER_OF(link, struct sim_transfer, in_from);
}

static struct sim_transfer *of_incoming(struct sim_list *link)
{
    return SIM_CONTAINER_OF(link, struct sim_transfer, in_to);
}

static struct sim_transfer *of_first_hub(struct sim_list *link)
{
    return SIM_CONTAINER_OF(link, struct sim_transfer, in_routed[0]);
}

static struct sim_transfer *of_second_hub(struct sim_list *link)
{
    return SIM_CONTAINER_OF(link, struct sim_transfer, in_routed[1]);
}

void sim_transfer_fail_link(struct sim_node *node)
{
    fail_on_link(node, &node->outgoing, of_outgoing);
    fail_on_link(node, &node->incoming, of_incoming);
    fail_on_link(node, &node->routed[0], of_first_hub);
    fail_on_link(node, &node->routed[1], of_second_hub);
}

void sim_transfer_drop_all(struct sim_engine *engine)
{
    for (struct sim_list *link = engine->transfers.next, *next; link != &engine->transfers;
         link = next) {
        next = link->next;
        struct sim_transfer *transfer = SIM_CONTAINER_OF(link, struct sim_transfer, in_engine);
        if (!transfer->is_decided)
            decide(transfer, SIM_PEER_LOST);
        sim_agenda_remove(&engine->agenda, &transfer->entry);
        cancel_flow(transfer);
        free_if_over(transfer);
    }
}
