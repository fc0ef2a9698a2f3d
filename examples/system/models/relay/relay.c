#include "models/relay/relay.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/relay/state.h"

/* What all share, and the manufacturer's life. */

bool relay_check(struct relay *state, struct participant *self, const uint8_t *update, size_t len,
                 const crypto_ed25519_signature *signature)
{
    const struct participant *server = &state->world->participants[WORLD_MANUFACTURER][0];
    participant_charge(self, CRYPTO_OP_SHA256, len);
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
    crypto_digest digest = crypto_sha256(update, len);
    return crypto_token_ed25519_verify(state->world->tokens, &server->identity, digest.bytes,
                                       sizeof digest.bytes, signature);
}

void relay_serve(struct relay *state, struct participant *self, const struct sim_message *request)
{
    CONVERSE_BUFFER payload = {0};
    base_buffer_append(&payload, state->update, (size_t)state->config->update_bytes);
    converse_post(self, self->port, request->from, RELAY_UPDATE, &payload, request->id);
    if (self->role == WORLD_HUB)
        state->sent_by_hubs++;
    else
        state->sent_by_manufacturer++;
}

static void release(struct relay *state, struct participant *self)
{
    participant_charge(self, CRYPTO_OP_SHA256, state->config->update_bytes);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
    crypto_digest digest = crypto_sha256(state->update, (size_t)state->config->update_bytes);
    crypto_token_ed25519_sign(state->world->tokens, &self->identity_secret, digest.bytes,
                              sizeof digest.bytes, &state->signature);
    state->is_released = true;
}

/** Those who have U in turn, the manufacturer too, so that nobody is asked by all. */
static void name_source(struct relay *state, struct participant *self,
                        const struct sim_message *request)
{
    CONVERSE_BUFFER payload = {0};
    uint32_t turn = state->turn++ % (state->holder_count + 1);
    uint32_t hub = turn == 0 ? RELAY_MANUFACTURER : state->holders[turn - 1];
    base_buffer_append(&payload, state->signature.bytes, sizeof state->signature.bytes);
    base_buffer_append_be32(&payload, hub);
    converse_post(self, self->port, request->from, RELAY_SOURCE, &payload, request->id);
}

static void note_holder(struct relay *state, const struct sim_message *message)
{
    struct base_reader reader;
    base_reader_init(&reader, message->payload, message->payload_len);
    uint32_t hub = base_reader_be32(&reader);
    if (!base_reader_done(&reader) || hub >= state->world->counts[WORLD_HUB])
        return;
    for (uint32_t i = 0; i < state->holder_count; i++)
        if (state->holders[i] == hub)
            return;
    state->holders[state->holder_count++] = hub;
}

static void manufacturer_play(struct relay *state, struct participant *self)
{
    if (!state->is_released)
        release(state, self);
    if (state->hubs_left == 0)
        world_finish(state->world);
    for (;;) {
        CONVERSE_MESSAGE message = NULL;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &message) != SIM_DELIVERED)
            continue;
        if (message->kind == RELAY_WHO_HAS)
            name_source(state, self, message);
        else if (message->kind == RELAY_FETCH)
            relay_serve(state, self, message);
        else if (message->kind == RELAY_HAVE)
            note_holder(state, message);
    }
}

static void play(void *model_state, struct participant *self)
{
    if (self->role == WORLD_MANUFACTURER)
        manufacturer_play(model_state, self);
    else if (self->role == WORLD_HUB)
        relay_hub_play(model_state, self);
}

static void teardown(void *model_state)
{
    struct relay *state = model_state;
    if (!state)
        return;
    free(state->update);
    free(state->hubs);
    free(state->holders);
    free(state->installed);
    free(state);
}

static int setup(struct world *world, void **ret_state)
{
    struct base_random random;
    struct relay *state = calloc(1, sizeof *state);
    if (!state)
        return BASE_E_NOMEM;
    state->world = world;
    state->config = scenario_section_values(world->scenario, relay_section.name);
    state->hubs_left = world->counts[WORLD_HUB];
    state->update = malloc((size_t)state->config->update_bytes);
    state->hubs = calloc(world->counts[WORLD_HUB] + 1u, sizeof *state->hubs);
    state->holders = calloc(world->counts[WORLD_HUB] + 1u, sizeof *state->holders);
    state->installed = calloc(world->counts[WORLD_DEVICE] + 1u, sizeof *state->installed);
    if (!state->update || !state->hubs || !state->holders || !state->installed) {
        teardown(state);
        return BASE_E_NOMEM;
    }
    participant_random(&world->participants[WORLD_MANUFACTURER][0], "update", &random);
    base_random_bytes(&random, state->update, (size_t)state->config->update_bytes);
    *ret_state = state;
    return 0;
}

static int report(void *model_state, struct world *world)
{
    const struct relay *state = model_state;
    outcome_add_number(&world->outcome, "update_bytes", (double)state->config->update_bytes);
    outcome_add_number(&world->outcome, "sent_by_manufacturer",
                       (double)state->sent_by_manufacturer);
    outcome_add_number(&world->outcome, "sent_by_hubs", (double)state->sent_by_hubs);
    outcome_show(&world->outcome, "sent_by_hubs", "uploads of hubs");
    return 0;
}

static const struct model_message messages[] = {
    {RELAY_REFUSAL, "refusal", "refused {}"},
    {RELAY_WHO_HAS, "who_has", "asked {} who has the update"},
    {RELAY_SOURCE, "source", "told {} who has the update"},
    {RELAY_FETCH, "fetch", "asked {} for the update"},
    {RELAY_UPDATE, "update", "sent {} the update"},
    {RELAY_HAVE, "have", "told {} that it passes the update on"},
    {RELAY_DEVICE_UPDATE, "device_update", "handed {} the update"},
    {RELAY_DEVICE_INSTALLED, "device_installed", "told {} that the update is installed"},
    {0, NULL, NULL},
};

const struct model_ops relay_ops = {
    .about =
        {
            .name = "relay",
            .summary = "hubs that have the update pass it on to hubs that ask for it",
            .source = "none: an example; models/relay/README.md",
            .section = &relay_section,
            .messages = messages,
            .parts = MODEL_DEVICES_SERVE,
        },
    .setup = setup,
    .play = play,
    .act = relay_device_act,
    .report = report,
    .teardown = teardown,
};
