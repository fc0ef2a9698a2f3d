#include <stdlib.h>

#include "base/error.h"
#include "models/refai_wu/state.h"

/* The manufacturer looks at its own node what is on chain, and sends what comes next: the contract,
 * the gateways, the announcement, the chunks. So it goes on where it was after a failure. */

/* Assumption: one to four times the measured use. */
#define GAS_ANNOUNCE UINT64_C(400000)

/** Its uploads at a time, among peers. Assumption: a server's, as the other systems' manufacturers.
 */
#define UPLOADS 64
/** Transactions that may fail one after the other. Assumption: a reorganisation is behind one. */
#define FAILURES_MAX 3

struct step {
    const char *operation;
    uint64_t gas_limit;
    bool is_creation;
    bool is_last; /* nothing is left to send */
};

static const struct participant *self_of(const struct refai_wu *state)
{
    return &state->world->participants[WORLD_MANUFACTURER][0];
}

static bool is_node(const struct refai_wu *state, const crypto_address *address)
{
    CONVERSE_BUFFER data = {0};
    CONVERSE_BYTES output = NULL;
    size_t len;
    contracts_firmware_encode_is_node(&data, address);
    return chain_service_read(state->world->chain, self_of(state), &state->contract, &data, &output,
                              &len) &&
           len == 32 && output[31] == 1;
}

/** Appends a call that adds the next gateways. False: all of them are there. */
static bool add_nodes(const struct refai_wu *state, struct base_buffer *data, struct step *ret_step)
{
    size_t most = (size_t)refai_wu_nodes_at_once(state->world->chain_config), count = 0;
    CONVERSE_BYTES memory = malloc(most * sizeof(crypto_address));
    crypto_address *nodes = (crypto_address *)memory;
    if (!nodes) {
        world_fail(state->world, base_fail(BASE_E_NOMEM, "out of memory"));
        return false;
    }
    for (size_t i = 0; i < state->gateway_count && count < most; i++) {
        const struct refai_wu_gateway *gateway = &state->gateways[i];
        if (!gateway->is_outsider && !is_node(state, &gateway->self->address))
            nodes[count++] = gateway->self->address;
    }
    if (count == 0)
        return false;
    contracts_firmware_encode_add_nodes(data, nodes, count);
    *ret_step = (struct step){"add_nodes", refai_wu_nodes_gas(count), false, false};
    return true;
}

static void push_chunk(const struct refai_wu *state, uint64_t index, struct base_buffer *data,
                       struct step *ret_step)
{
    const struct refai_wu_config *config = state->config;
    uint64_t first = index * config->chunk_bytes, rest = config->update_bytes - first;
    uint64_t len = rest < config->chunk_bytes ? rest : config->chunk_bytes;
    contracts_firmware_encode_push_chunk(data, state->release.version, index,
                                         state->firmware + first, (size_t)len);
    *ret_step = (struct step){"push_chunk", refai_wu_chunk_gas(len), false, false};
}

/** What comes next, after what the chain shows. */
static struct step next_step(const struct refai_wu *state, struct base_buffer *data)
{
    CONVERSE_BUFFER question = {0};
    CONVERSE_BYTES output = NULL;
    uint64_t version, chunks;
    struct step step = {.is_last = true};
    size_t len;
    contracts_firmware_encode_progress(&question);
    if (!chain_service_read(state->world->chain, self_of(state), &state->contract, &question,
                            &output, &len) ||
        !contracts_firmware_decode_progress(output, len, &version, &chunks)) {
        contracts_firmware_encode_creation(data);
        return (struct step){"create", REFAI_WU_GAS_CREATE, true, false};
    }
    if (add_nodes(state, data, &step))
        return step;
    if (version < state->release.version) {
        contracts_firmware_encode_announce(data, &state->release);
        return (struct step){"announce", GAS_ANNOUNCE, false, false};
    }
    if (chunks < state->release.chunk_count)
        push_chunk(state, chunks, data, &step);
    return step;
}

/** Until all is on chain. False: the chain does not take it. */
static bool publish(struct refai_wu *state, struct participant *self)
{
    for (int failures = 0; failures < FAILURES_MAX;) {
        CONVERSE_BUFFER data = {0};
        struct step step = next_step(state, &data);
        if (step.is_last)
            return true;
        const struct chain_intent intent = {
            .operation = step.operation,
            .to = step.is_creation ? NULL : &state->contract,
            .data = data.data,
            .data_len = data.len,
            .gas_limit = step.gas_limit,
        };
        failures =
            chain_service_insist(state->world->chain, self, self->port, &intent) ? 0 : failures + 1;
    }
    return false;
}

void refai_wu_manufacturer_play(struct refai_wu *state, struct participant *self)
{
    struct world *world = state->world;
    int r = refai_wu_seconds_start(state);
    if (r < 0) {
        world_fail(world, r);
        return;
    }
    if (state->released < 0) {
        participant_charge(self, CRYPTO_OP_SHA256, state->config->update_bytes);
        participant_charge(self, CRYPTO_OP_ED25519_SIGN, 1);
        if (!publish(state, self)) {
            outcome_warn(&world->outcome, "the release failed: the chain refuses a transaction");
            world_finish(world);
            return;
        }
        state->released = world_now(world);
    }
    if (state->gateways_left == 0)
        world_finish(world);
    if (state->config->variant != REFAI_WU_PEER_TO_PEER)
        return;
    r = dht_announce(world->dht, &state->release.hash, self);
    if (r < 0)
        world_fail(world, r);
    state->file.slots = state->config->seed_requests;
    refai_wu_serve(state, self, &state->seeding, &state->file, UPLOADS);
}
