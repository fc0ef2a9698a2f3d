#include "base/error.h"
#include "models/leiba/state.h"

/* Section V-A1 of Puggioni et al. 2020: an outsider that poses as the manufacturer, or as a device.
 */

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

static void await_release(struct leiba *state, struct participant *self,
                          struct contracts_announced *ret_release)
{
    uint64_t block = 0;
    while (!leiba_find_release(state, self, self->port, &block, ret_release))
        sim_actor_sleep(state->world->engine, state->config->distributor_poll_ns);
}

/** Releases an update of its own, asks for the deposit of the real one, offers its own, and waits
 *  for somebody to ask: for P as one asks a manufacturer, or for U. */
static void impersonate_manufacturer(struct leiba *state, struct participant *self)
{
    struct leiba_impersonation *own = &state->impersonation;
    struct contracts_announced real;
    const crypto_digest update_hash = crypto_sha256(self->address.bytes, sizeof self->address);
    await_release(state, self, &real);
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

/** Asks a distributor for the update under a device's name, or every other time under its own, and
 * answers the challenge with the only key that it has. */
static void pose_as(struct leiba *state, struct participant *self,
                    const struct contracts_announced *release, const struct participant *device,
                    const struct participant *distributor)
{
    struct leiba_impersonation *own = &state->impersonation;
    const struct leiba_config *config = state->config;
    bool is_own = own->tries++ % 2 != 0;
    struct leiba_identity identity = {.device = is_own ? self->address : device->address};
    crypto_secp256k1_signature signature;
    crypto_digest digest;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_PORT port = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    base_buffer_append(&payload, release->update_hash.bytes, sizeof release->update_hash.bytes);
    if (!converse_send(self, port, sim_port_address(distributor->port), LEIBA_REQUEST, &payload, 0,
                       0, config->answer_timeout_ns))
        return;
    CONVERSE_MESSAGE challenge =
        converse_expect(self, port, LEIBA_CHALLENGE, LEIBA_REFUSAL, config->answer_timeout_ns);
    if (!challenge || !leiba_identity_digest((enum leiba_challenge)config->challenge,
                                             challenge->payload, challenge->payload_len, &digest))
        return;
    participant_charge(self, CRYPTO_OP_SECP256K1_SIGN, 1);
    crypto_token_secp256k1_sign(state->world->tokens, &self->secret, &digest, &signature);
    identity.signature = crypto_scheme_from_secp256k1(&signature);
    leiba_encode_identity(&payload, &identity);
    if (!converse_send(self, port, challenge->from, LEIBA_IDENTITY, &payload, 0, 0,
                       config->device_timeout_ns))
        return;
    bool refused;
    CONVERSE_MESSAGE offer = converse_expect_or_no(self, port, LEIBA_OFFER, LEIBA_REFUSAL,
                                                   config->proof_timeout_ns, &refused);
    own->successes += offer != NULL;
    own->refused_signatures += refused && !is_own;
    own->refused_targets += refused && is_own;
}

static void impersonate_devices(struct leiba *state, struct participant *self)
{
    struct contracts_announced release;
    struct participant *found[LEIBA_CANDIDATES_MAX];
    await_release(state, self, &release);
    while (!leiba_is_expired(state, &release)) {
        for (uint32_t i = 0; i < state->world->counts[WORLD_DEVICE]; i++) {
            size_t count = dht_lookup(state->world->dht, self, &release.update_hash, found,
                                      (size_t)state->config->candidates);
            for (size_t k = 0; k < count; k++)
                pose_as(state, self, &release, &state->world->participants[WORLD_DEVICE][i],
                        found[k]);
        }
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    }
}

void leiba_outsider_play(struct leiba *state, struct participant *self)
{
    adversary_await_start(self);
    if (state->world->adversary->kind == ADVERSARY_IMPERSONATE_DEVICE)
        impersonate_devices(state, self);
    if (state->world->adversary->kind == ADVERSARY_IMPERSONATE_MANUFACTURER)
        impersonate_manufacturer(state, self);
}
