#include "base/error.h"
#include "models/client_server/attack.h"

/* A hub polls for a new version, fetches the update, and hands it to its devices, one after the
 * other, in rounds of one attempt each. */

static struct sim_address server_address(const struct client_server *state)
{
    return sim_port_address(state->world->participants[WORLD_MANUFACTURER][0].port);
}

/** Asks once. True: there is a release, and the manufacturer has signed it. */
static bool poll_once(struct client_server *state, struct participant *self,
                      struct manifest *ret_manifest)
{
    struct manifest manifest;
    CONVERSE_PORT port = NULL;
    CONVERSE_MESSAGE answer = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    answer = client_server_ask(state, port, sim_port_address(client_server_server_of(state)->port),
                               CLIENT_SERVER_VERSION_REQUEST, 0, CLIENT_SERVER_VERSION,
                               state->config->answer_timeout_ns);
    if (!answer || !manifest_decode(answer->payload, answer->payload_len, &manifest) ||
        !client_server_check_manifest(state, self, &manifest))
        return false;
    state->forged_accepted += manifest.version != state->manifest.version;
    *ret_manifest = manifest;
    return true;
}

static void await_release(struct client_server *state, struct participant *self,
                          struct client_server_hub *own)
{
    sim_time interval = state->config->hub_poll_ns;
    sim_actor_sleep_until(state->world->engine, participant_first_poll(self, interval));
    while (!poll_once(state, self, &own->manifest))
        sim_actor_sleep(state->world->engine, interval);
    own->has_manifest = true;
    for (uint32_t i = 0; i < self->device_count; i++)
        participant_reach(&state->world->participants[WORLD_DEVICE][self->first_device + i],
                          OUTCOME_DISCOVERED);
}

/** Gets U from the server or the nearest edge, and checks it. */
static bool fetch(struct client_server *state, struct participant *self,
                  struct client_server_hub *own)
{
    CONVERSE_PORT port = NULL;
    CONVERSE_MESSAGE update = NULL;
    struct sim_address source =
        state->edges
            ? sim_port_address(state->edges[state->world->servers.nearest[self->region]].port)
            : server_address(state);
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    update =
        client_server_ask(state, port, source, CLIENT_SERVER_FETCH_REQUEST, own->manifest.version,
                          CLIENT_SERVER_UPDATE, state->config->fetch_timeout_ns);
    return update &&
           client_server_check_update(self, &own->manifest, update->payload, update->payload_len);
}

/** Sends manifest and U over the home's radio, and waits until the device has installed it. */
static bool hand_over(struct client_server *state, struct participant *self,
                      struct client_server_hub *own, struct participant *device)
{
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_MESSAGE installed = NULL;
    sim_time deadline = world_now(state->world) + state->config->device_timeout_ns;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    manifest_encode(&payload, &own->manifest);
    base_buffer_append(&payload, state->update, (size_t)state->config->update_bytes);
    bool tampers = client_server_tampers(self) && !base_buffer_failed(&payload);
    if (tampers)
        payload.data[MANIFEST_BYTES] ^= 1;
    state->tampered_sent += tampers;
    if (!converse_send(self, port, sim_port_address(device->port), CLIENT_SERVER_DEVICE_UPDATE,
                       &payload, 0, 0, state->config->device_timeout_ns))
        return false;
    installed = converse_expect(self, port, CLIENT_SERVER_DEVICE_INSTALLED, CLIENT_SERVER_REFUSAL,
                                deadline - world_now(state->world));
    state->tampered_refused += tampers && !installed;
    return installed != NULL;
}

static bool attempt_update(struct client_server *state, struct participant *self,
                           struct client_server_hub *own, struct participant *device)
{
    if (!own->has_update && !fetch(state, self, own))
        return false;
    own->has_update = state->config->fetch == CLIENT_SERVER_ONCE_A_HUB;
    return hand_over(state, self, own, device);
}

/** One attempt for each device that needs one. True: a device has attempts left. */
static bool play_round(struct client_server *state, struct participant *self,
                       struct client_server_hub *own)
{
    struct world *world = state->world;
    bool is_unfinished = false;
    for (uint32_t i = 0; i < self->device_count; i++) {
        struct participant *device = &world->participants[WORLD_DEVICE][self->first_device + i];
        struct outcome_device *row = &world->outcome.devices[device->index];
        bool *is_known = &state->is_known[device->index];
        if (*is_known || row->attempts == state->config->attempts)
            continue;
        participant_reach(device, OUTCOME_REQUESTED);
        row->attempts++;
        if (row->state != OUTCOME_PATCHED) /* its answer was lost */
            participant_settle(device, OUTCOME_IN_PROGRESS);
        *is_known = attempt_update(state, self, own, device);
        if (row->state != OUTCOME_PATCHED) /* the device says so itself */
            participant_settle(device, OUTCOME_FAILED);
        is_unfinished |= !*is_known && row->attempts < state->config->attempts;
    }
    return is_unfinished;
}

void client_server_hub_play(struct client_server *state, struct participant *self)
{
    struct client_server_hub *own = &state->hubs[self->index];
    if (!own->has_manifest)
        await_release(state, self, own);
    while (play_round(state, self, own))
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    if (own->is_done)
        return;
    own->is_done = true;
    if (--state->hubs_left == 0)
        world_finish(state->world);
}
