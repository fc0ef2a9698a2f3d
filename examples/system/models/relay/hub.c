#include <string.h>

#include "base/error.h"
#include "models/relay/state.h"

/* A hub gets the update, hands it to its devices, and then passes it on to other hubs. */

/** A request and its answer, of kind `answer`. NULL: another answer, or none in time. */
static struct sim_message *ask(struct relay *state, struct participant *self, uint32_t to_hub,
                               uint32_t kind, uint32_t answer, sim_time timeout)
{
    const struct participant *to = to_hub < state->world->counts[WORLD_HUB]
                                       ? &state->world->participants[WORLD_HUB][to_hub]
                                       : &state->world->participants[WORLD_MANUFACTURER][0];
    const struct sim_retry retry = {.timeout = timeout, .attempts = 1};
    CONVERSE_PORT port = NULL;
    struct sim_message *reply = NULL;
    enum sim_fate fate = SIM_TIMED_OUT;
    int r = sim_port_new(self->node, &port);
    if (r == 0)
        r = sim_port_request(port, sim_port_address(to->port), kind, NULL, 0, &retry, &fate,
                             &reply);
    if (r < 0)
        world_fail(state->world, r);
    if (r < 0 || fate != SIM_DELIVERED)
        return NULL;
    if (reply->kind == answer)
        return reply;
    sim_message_free(reply);
    return NULL;
}

/** Asks who has U, and gets it there. */
static bool fetch(struct relay *state, struct participant *self, struct relay_hub *own)
{
    CONVERSE_MESSAGE source = NULL;
    CONVERSE_MESSAGE update = NULL;
    struct base_reader reader;
    source = ask(state, self, RELAY_MANUFACTURER, RELAY_WHO_HAS, RELAY_SOURCE,
                 state->config->answer_timeout_ns);
    if (!source)
        return false;
    base_reader_init(&reader, source->payload, source->payload_len);
    base_reader_copy(&reader, own->signature.bytes, sizeof own->signature.bytes);
    uint32_t hub = base_reader_be32(&reader);
    if (!base_reader_done(&reader))
        return false;
    for (uint32_t i = 0; i < self->device_count; i++)
        participant_reach(&state->world->participants[WORLD_DEVICE][self->first_device + i],
                          OUTCOME_DISCOVERED);
    update = ask(state, self, hub, RELAY_FETCH, RELAY_UPDATE, state->config->fetch_timeout_ns);
    return update &&
           relay_check(state, self, update->payload, update->payload_len, &own->signature);
}

/** Sends signature and U over the home's radio, and waits until the device has installed it. */
static void hand_over(struct relay *state, struct participant *self, struct relay_hub *own,
                      struct participant *device)
{
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_MESSAGE installed = NULL;
    sim_time deadline = world_now(state->world) + state->config->device_timeout_ns;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    base_buffer_append(&payload, own->signature.bytes, sizeof own->signature.bytes);
    base_buffer_append(&payload, state->update, (size_t)state->config->update_bytes);
    if (converse_send(self, port, sim_port_address(device->port), RELAY_DEVICE_UPDATE, &payload, 0,
                      0, state->config->device_timeout_ns))
        installed = converse_expect(self, port, RELAY_DEVICE_INSTALLED, RELAY_REFUSAL,
                                    deadline - world_now(state->world));
}

/** One attempt for each device that needs one. True: a device has attempts left. */
static bool play_round(struct relay *state, struct participant *self, struct relay_hub *own)
{
    struct world *world = state->world;
    bool is_unfinished = false;
    for (uint32_t i = 0; i < self->device_count; i++) {
        struct participant *device = &world->participants[WORLD_DEVICE][self->first_device + i];
        struct outcome_device *row = &world->outcome.devices[device->index];
        if (row->state == OUTCOME_PATCHED || row->attempts == state->config->attempts)
            continue;
        participant_reach(device, OUTCOME_REQUESTED);
        row->attempts++;
        participant_settle(device, OUTCOME_IN_PROGRESS);
        hand_over(state, self, own, device);
        if (row->state != OUTCOME_PATCHED) /* the device says so itself */
            participant_settle(device, OUTCOME_FAILED);
        is_unfinished |= row->state == OUTCOME_FAILED && row->attempts < state->config->attempts;
    }
    return is_unfinished;
}

/** Tells the manufacturer that it has U, and gives it to whoever asks. */
static void pass_on(struct relay *state, struct participant *self)
{
    CONVERSE_BUFFER payload = {0};
    base_buffer_append_be32(&payload, self->index);
    converse_post(self, self->port,
                  sim_port_address(state->world->participants[WORLD_MANUFACTURER][0].port),
                  RELAY_HAVE, &payload, 0);
    for (;;) {
        CONVERSE_MESSAGE request = NULL;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) == SIM_DELIVERED &&
            request->kind == RELAY_FETCH)
            relay_serve(state, self, request);
    }
}

void relay_hub_play(struct relay *state, struct participant *self)
{
    struct relay_hub *own = &state->hubs[self->index];
    struct base_random random;
    uint64_t interval = (uint64_t)state->config->hub_poll_ns;
    if (!own->has_update) {
        participant_random_of_life(self, "poll", &random);
        sim_actor_sleep(state->world->engine, (sim_time)base_random_below(&random, interval));
        while (!fetch(state, self, own))
            sim_actor_sleep(state->world->engine, (sim_time)interval);
        own->has_update = true;
    }
    while (play_round(state, self, own))
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    if (!own->is_done && --state->hubs_left == 0)
        world_finish(state->world);
    own->is_done = true;
    pass_on(state, self);
}
