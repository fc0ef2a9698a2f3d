#include "models/client_server/client_server.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "models/client_server/attack.h"

#define BYTES_PER_GB 1e9

/** U is random bytes, as an encrypted or compressed firmware looks. */
static int make_update(struct client_server *state)
{
    struct base_random random;
    size_t len = (size_t)state->config->update_bytes;
    state->update = malloc(len);
    if (!state->update)
        return BASE_E_NOMEM;
    participant_random(&state->world->participants[WORLD_MANUFACTURER][0], "update", &random);
    base_random_bytes(&random, state->update, len);
    return 0;
}

/** An edge in every region that has servers. */
static int add_edges(struct client_server *state)
{
    struct world *world = state->world;
    const struct client_server_config *config = state->config;
    double edge_Bps = (double)config->edge_up_bps / 8.0;
    int r = 0;
    state->edges = calloc(world->servers.count, sizeof *state->edges);
    if (!state->edges)
        return BASE_E_NOMEM;
    state->edge_count = world->servers.count;
    for (size_t i = 0; r == 0 && i < state->edge_count; i++) {
        struct client_server_source *edge = &state->edges[i];
        char name[32];
        snprintf(name, sizeof name, "edge-%zu", i);
        const struct sim_node_spec spec = {
            .name = name,
            .cores = 1,
            .region = world->servers.regions[i],
            .access = {.up_Bps = edge_Bps,
                       .down_Bps = edge_Bps,
                       .latency_s = (double)config->edge_latency_ns / 1e9,
                       .segment_payload_bytes = SIM_LINK_TCP_PAYLOAD_BYTES,
                       .segment_header_bytes = SIM_LINK_TCP_HEADER_BYTES},
        };
        edge->state = state;
        r = sim_node_add(world->engine, &spec, &edge->node);
    }
    return r;
}

static void teardown(void *model_state)
{
    struct client_server *state = model_state;
    if (!state)
        return;
    client_server_source_reset(&state->server);
    for (size_t i = 0; i < state->edge_count; i++) {
        client_server_source_reset(&state->edges[i]);
        sim_port_free(state->edges[i].port);
    }
    free(state->edges);
    free(state->hubs);
    free(state->is_known);
    free(state->installed);
    free(state->update);
    free(state);
}

static int setup(struct world *world, void **ret_state)
{
    struct client_server *state = calloc(1, sizeof *state);
    if (!state)
        return BASE_E_NOMEM;
    state->world = world;
    state->config = scenario_section_values(world->scenario, client_server_section.name);
    state->released = -1;
    state->hubs_left = world->counts[WORLD_HUB];
    state->server.state = state;
    state->server.node = world->participants[WORLD_MANUFACTURER][0].node;
    state->hubs = calloc(world->counts[WORLD_HUB] + 1u, sizeof *state->hubs);
    state->is_known = calloc(world->counts[WORLD_DEVICE] + 1u, sizeof *state->is_known);
    state->installed = calloc(world->counts[WORLD_DEVICE] + 1u, sizeof *state->installed);
    int r = state->hubs && state->is_known && state->installed ? make_update(state) : BASE_E_NOMEM;
    if (r == 0 && state->config->variant == CLIENT_SERVER_CDN)
        r = add_edges(state);
    if (r < 0) {
        teardown(state);
        return r;
    }
    *ret_state = state;
    return 0;
}

static void play(void *model_state, struct participant *self)
{
    struct client_server *state = model_state;
    switch (self->role) {
    case WORLD_MANUFACTURER:
        client_server_server_play(state, self);
        break;
    case WORLD_HUB:
        client_server_hub_play(state, self);
        break;
    case WORLD_OUTSIDER:
        client_server_outsider_play(state, self);
        break;
    case WORLD_DISTRIBUTOR:
    case WORLD_DEVICE:
    case WORLD_ROLE_COUNT:
        break;
    }
}

static void report_edges(const struct client_server *state, struct outcome *outcome)
{
    uint64_t up_bytes = 0, uploads = 0, pulls = 0;
    for (size_t i = 0; i < state->edge_count; i++) {
        up_bytes += sim_node_traffic(state->edges[i].node)->wan_up_bytes;
        uploads += state->edges[i].uploads;
        pulls += state->edges[i].has_update;
    }
    outcome->manufacturer.services_usd =
        (double)up_bytes / BYTES_PER_GB * state->config->cdn_usd_per_gb;
    outcome_add_number(outcome, "edge_up_bytes", (double)up_bytes);
    outcome_add_number(outcome, "edge_uploads", (double)uploads);
    outcome_add_number(outcome, "edges_with_update", (double)pulls);
    outcome_show(outcome, "edge_up_bytes", "sent by edges");
}

static int report(void *model_state, struct world *world)
{
    const struct client_server *state = model_state;
    struct outcome *outcome = &world->outcome;
    outcome_add_number(outcome, "update_bytes", (double)state->config->update_bytes);
    outcome_add_number(outcome, "polls", (double)state->polls);
    outcome_add_number(outcome, "server_uploads", (double)state->server.uploads);
    outcome_add_number(outcome, "most_waiting", (double)state->server.most_waiting);
    outcome_show(outcome, "server_uploads", "uploads of the server");
    if (state->edges)
        report_edges(state, outcome);
    client_server_attack_report(state, outcome);
    return 0;
}

const struct model_ops client_server_ops = {
    .about =
        {
            .name = "client_server",
            .summary = "the manufacturer's server sends signed updates to hubs that poll, or a CDN",
            .source = "none: what a manufacturer does today; models/client_server/README.md",
            .section = &client_server_section,
            .messages = client_server_messages,
            .variant_key = "variant",
            .parts = MODEL_DEVICES_SERVE,
            .attacks = CLIENT_SERVER_ATTACKS,
            .shared_attacks = ADVERSARY_ON_LINES,
        },
    .setup = setup,
    .play = play,
    .act = client_server_device_act,
    .report = report,
    .teardown = teardown,
};
