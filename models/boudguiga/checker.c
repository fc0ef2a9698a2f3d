#include "base/error.h"
#include "contracts-model/contracts/update_log_contract.h"
#include "models/boudguiga/attack.h"
#include "models/boudguiga/state.h"
#include "models/shared/dht.h"

/* Section III-D: an innocuousness checking node gets the binary from the manufacturer, tests it,
 * votes, and passes on what it approves. */

/** Assumption: above the measured use. */
#define GAS_VOTE UINT64_C(80000)

static bool fetch_once(struct boudguiga *state, struct participant *self,
                       const struct boudguiga_checker *own)
{
    CONVERSE_MESSAGE binary =
        boudguiga_fetch(state, self, &state->world->participants[WORLD_MANUFACTURER][0],
                        &own->release.parts[0], state->config->fetch_timeout_ns);
    return binary && boudguiga_check_bytes(self, binary->payload, binary->payload_len,
                                           &own->release.parts[0]);
}

static bool get_binary(struct boudguiga *state, struct participant *self,
                       const struct boudguiga_checker *own)
{
    struct boudguiga_peer *peer = boudguiga_peer_of(state, self);
    const struct outcome_distributor *row = &state->world->outcome.distributors[self->index];
    for (uint64_t i = 0; !peer->has_binary && i < state->config->attempts; i++) {
        if (i > 0)
            sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
        peer->has_binary = fetch_once(state, self, own);
    }
    if (!peer->has_binary || row->source != OUTCOME_SOURCE_NONE)
        return peer->has_binary;
    participant_stock(self, OUTCOME_SOURCE_FIRST_HAND, OUTCOME_NOBODY);
    return true;
}

/** Whether the tests find nothing. */
static bool seems_innocuous(struct boudguiga *state, struct participant *self)
{
    const struct boudguiga_config *config = state->config;
    struct base_random random;
    participant_random(self, "check", &random);
    sim_actor_sleep(state->world->engine, config->check_ns);
    double alarm =
        state->is_malicious ? config->detection_probability : config->false_alarm_probability;
    return base_random_uniform(&random) >= alarm;
}

/** A or NA of section III-E. */
static bool vote(struct boudguiga *state, struct participant *self, bool is_positive)
{
    const crypto_address nobody = {{0}};
    const crypto_address *accused =
        is_positive ? &nobody : &state->world->participants[WORLD_MANUFACTURER][0].address;
    CONVERSE_BUFFER data = {0};
    CONVERSE_PORT port = NULL;
    crypto_ed25519_signature signature;
    crypto_digest digest =
        boudguiga_vote_digest(&state->update_id, &self->address, is_positive, accused);
    participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
    crypto_token_ed25519_sign(state->world->tokens, &self->identity_secret, digest.bytes,
                              sizeof digest.bytes, &signature);
    contracts_update_log_encode_vote(&data, &state->update_id, is_positive, accused,
                                     signature.bytes);
    if (sim_port_new(self->node, &port) < 0 || base_buffer_failed(&data)) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    const struct chain_intent intent = {
        .operation = "vote",
        .to = &state->log,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_VOTE,
    };
    return boudguiga_place(state, self, port, &intent);
}

static void await_release(struct boudguiga *state, struct participant *self,
                          struct boudguiga_checker *own)
{
    struct world *world = state->world;
    struct sim_address node = chain_service_node(world->chain, self->region);
    sim_time interval = state->config->checker_poll_ns;
    CONVERSE_PORT port = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(world, BASE_E_NOMEM);
        return;
    }
    sim_actor_sleep_until(world->engine, participant_first_poll(self, interval));
    while (!boudguiga_read_posts(state, self, port, node, &own->release))
        sim_actor_sleep(world->engine, interval);
}

static void check_main(void *argument)
{
    struct participant *self = argument;
    struct boudguiga *state = self->world->model_state;
    struct boudguiga_checker *own = &state->checkers[self->index];
    if (own->release.known == 0)
        await_release(state, self, own);
    if (!get_binary(state, self, own))
        return;
    if (!own->has_verdict) {
        bool is_positive =
            boudguiga_open(state, self, &own->release,
                           boudguiga_audience_checker(&state->audience, self->index)) ==
                BOUDGUIGA_OPENED &&
            seems_innocuous(state, self);
        own->is_positive = boudguiga_voices(state, self, is_positive);
        own->has_verdict = true;
    }
    if (!own->has_voted)
        own->has_voted = vote(state, self, own->is_positive);
    bool is_peer = own->is_positive && !adversary_acts(self, ADVERSARY_FREE_RIDING);
    int r = is_peer ? dht_announce(state->world->dht, &own->release.parts[0], self) : 0;
    if (r < 0)
        world_fail(state->world, r);
}

void boudguiga_checker_play(struct boudguiga *state, struct participant *self)
{
    if (state->config->variant != BOUDGUIGA_INNOCUOUSNESS || self->index >= state->checker_count)
        return;
    int r = sim_actor_spawn(self->node, "check", check_main, self, NULL);
    if (r < 0)
        world_fail(state->world, r);
    for (;;) {
        struct sim_message *request;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) == SIM_DELIVERED)
            boudguiga_serve(state, self, request);
    }
}
