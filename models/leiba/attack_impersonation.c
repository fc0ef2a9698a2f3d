#include "base/error.h"
#include "models/leiba/state.h"

/* Section V-A1 of Puggioni et al. 2020: an outsider that poses as the manufacturer. */

/* Assumption: as an honest manufacturer. */
#define GAS_WITHDRAW UINT64_C(100000)

/** One try; true: a contract has done it. */
static bool transact(struct leiba *state, struct participant *self,
                     const struct chain_intent *intent)
{
    state->impersonation.tries++;
    const struct chain_receipt *receipt = chain_service_confirm(
        state->world->chain, self, self->port, intent, state->config->transaction_timeout_ns);
    return receipt && receipt->success;
}

/** Announces an update in a contract of its own, with the devices of the real one.
 *  Assumption: attackers have their list, which is in every P. */
static bool announce(struct leiba *state, struct participant *self,
                     const crypto_digest *update_hash)
{
    CONVERSE_BUFFER data = {0};
    const struct leiba_config *config = state->config;
    uint64_t devices = state->world->counts[WORLD_DEVICE];
    const struct contracts_announcement announcement = {
        .expiry_s = (uint64_t)(config->expiry_ns / SIM_TIME_SECOND),
        .reveal_window_s = (uint64_t)(config->reveal_window_ns / SIM_TIME_SECOND),
        .device_count = devices,
        .device_root = members_root(&state->members),
        .update_hash = *update_hash,
        .package_hash = *update_hash,
        .delivery_vk_hash = state->proving_key.verifying.hash,
        .delivery_pk_hash = state->proving_key.hash,
        .reward_wei = u256_from_u64(1),
    };
    contracts_distribution_encode_creation(&data, &announcement);
    const struct chain_intent intent = {
        .operation = "false_create",
        .value_wei = u256_from_u64(devices),
        .data = data.data,
        .data_len = data.len,
        .gas_limit = LEIBA_GAS_CREATE,
    };
    return transact(state, self, &intent);
}

/** Asks the real contract for the deposit. */
static bool withdraw(struct leiba *state, struct participant *self)
{
    CONVERSE_BUFFER data = {0};
    contracts_distribution_encode_withdraw(&data);
    const struct chain_intent intent = {
        .operation = "false_withdraw",
        .to = &state->contract,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_WITHDRAW,
    };
    return transact(state, self, &intent);
}

/** Releases an update of its own, asks for the deposit of the real one, offers its own, and waits
 *  for somebody to ask: for P as one asks a manufacturer, or for U. */
static void impersonate_manufacturer(struct leiba *state, struct participant *self)
{
    struct leiba_impersonation *own = &state->impersonation;
    struct contracts_announced real;
    uint64_t block = 0;
    const crypto_digest update_hash = crypto_sha256(self->address.bytes, sizeof self->address);
    while (!leiba_find_release(state, self, self->port, &block, &real))
        sim_actor_sleep(state->world->engine, state->config->distributor_poll_ns);
    own->false_releases += announce(state, self, &update_hash);
    if (withdraw(state, self))
        own->successes++;
    else
        own->refusals++;
    int r = dht_announce(state->world->dht, &update_hash, self);
    if (r < 0)
        world_fail(state->world, r);
    for (;;) {
        CONVERSE_MESSAGE request = NULL;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) == SIM_DELIVERED)
            own->successes++;
    }
}

void leiba_outsider_play(struct leiba *state, struct participant *self)
{
    adversary_await_start(self);
    if (state->world->adversary->kind == ADVERSARY_IMPERSONATE_MANUFACTURER)
        impersonate_manufacturer(state, self);
}
