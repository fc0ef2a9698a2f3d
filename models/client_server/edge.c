#include "base/error.h"
#include "models/client_server/state.h"

/* An edge of a CDN pulls the update once, when it is first asked, and then sends it to the hubs
 * that it is nearest to. Requests that come while it pulls wait at its port. */

/** Gets the update from the server, however often it must ask. */
static void pull(struct client_server_source *edge, uint64_t version)
{
    struct client_server *state = edge->state;
    const struct participant *server = &state->world->participants[WORLD_MANUFACTURER][0];
    for (;;) {
        CONVERSE_PORT port = NULL;
        CONVERSE_MESSAGE update = NULL;
        if (sim_port_new(edge->node, &port) < 0) {
            world_fail(state->world, BASE_E_NOMEM);
            return;
        }
        update = client_server_ask(state, port, sim_port_address(server->port),
                                   CLIENT_SERVER_FETCH_REQUEST, version, CLIENT_SERVER_UPDATE,
                                   state->config->fetch_timeout_ns);
        edge->has_update = update != NULL;
        if (edge->has_update)
            return;
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    }
}

static void edge_main(void *argument)
{
    struct client_server_source *edge = argument;
    for (;;) {
        CONVERSE_MESSAGE request = NULL;
        uint64_t version;
        if (sim_port_receive(edge->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED ||
            request->kind != CLIENT_SERVER_FETCH_REQUEST ||
            !client_server_decode_version(request->payload, request->payload_len, &version))
            continue;
        if (!edge->has_update)
            pull(edge, version);
        client_server_source_serve(edge, request);
        request = NULL;
    }
}

int client_server_edges_start(struct client_server *state)
{
    int r = 0;
    if (state->edges_started)
        return 0;
    state->edges_started = true;
    for (size_t i = 0; r == 0 && i < state->edge_count; i++) {
        struct client_server_source *edge = &state->edges[i];
        r = sim_port_new(edge->node, &edge->port);
        if (r == 0)
            r = sim_actor_spawn(edge->node, "edge", edge_main, edge, NULL);
    }
    return r;
}
