#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Section V-A1: outsiders that pose as a manufacturer, as hubs, as devices. */

/* Assumption: as an honest claimant. */
#define GAS_CLAIM UINT64_C(400000)

/** A key of its own of the devices' scheme. */
static bool make_key(struct crowdpatching *state, struct participant *self,
                     struct crowdpatching_keys *ret_keys)
{
    struct base_random random;
    uint8_t seed[32];
    participant_random(self, "impersonation.key", &random);
    base_random_bytes(&random, seed, sizeof seed);
    int r = crypto_token_scheme_keypair(state->world->tokens, state->rules.scheme, seed,
                                        &ret_keys->key, &ret_keys->secret);
    if (r < 0)
        world_fail(state->world, r);
    return r == 0;
}

/** Announces an update through this Super contract; true when the contract did it. */
static bool announce(struct crowdpatching *state, struct participant *self,
                     const crypto_address *super_contract, const crypto_digest *update_hash)
{
    CONVERSE_BUFFER data = {0};
    const crypto_address *device = &state->world->participants[WORLD_DEVICE][0].address;
    const struct crowdpatching_maker *maker = &state->makers[0];
    size_t count = state->world->counts[WORLD_DEVICE] > 0;
    const struct contracts_release release = {
        .expiry_s = (uint64_t)(state->config->expiry_ns / SIM_TIME_SECOND),
        .update_hash = *update_hash,
        .package_hash = *update_hash,
        .delivery_vk_hash = maker->delivery_pk.verifying.hash,
        .delivery_pk_hash = maker->delivery_pk.hash,
        .exchange_vk_hash = maker->exchange_pk.verifying.hash,
        .exchange_pk_hash = maker->exchange_pk.hash,
        .device_count = count,
        .distributor_reward_wei = u256_from_u64(1),
        .hub_reward_wei = u256_from_u64(1),
    };
    contracts_super_encode_release(&data, &release, device, count);
    const struct chain_intent intent = {
        .operation = "false_release",
        .to = super_contract,
        .value_wei = u256_from_u64(2),
        .data = data.data,
        .data_len = data.len,
        .gas_limit = crowdpatching_release_gas(count),
    };
    state->attack.tries++;
    return crowdpatching_transact(state, self, self->port, &intent);
}

/** Deploys a Super contract of its own, releases an update of its own there and through the real
 *  one, offers it, and waits for somebody to ask. */
static void impersonate_manufacturer(struct crowdpatching *state, struct participant *self)
{
    CONVERSE_BUFFER data = {0};
    struct crowdpatching_search search = {{0}};
    const crypto_digest update_hash = crypto_sha256(self->address.bytes, sizeof self->address);
    if (!crowdpatching_knows_release(state, self))
        crowdpatching_await_release(state, self, self->port, state->config->distributor_poll_ns,
                                    &search);
    contracts_super_encode_creation(&data, &state->rules,
                                    crowdpatching_score_period_s(state->config));
    const struct chain_intent intent = {
        .operation = "false_super_contract",
        .data = data.data,
        .data_len = data.len,
        .gas_limit = CROWDPATCHING_GAS_DEPLOY,
    };
    const struct chain_receipt *receipt = crowdpatching_transact(state, self, self->port, &intent);
    if (receipt)
        state->attack.false_releases += announce(state, self, &receipt->to, &update_hash);
    if (announce(state, self, &state->makers[0].super_contract, &update_hash))
        state->attack.successes++;
    else
        state->attack.refusals++;
    int r = dht_announce(state->world->dht, &update_hash, self);
    if (r < 0)
        world_fail(state->world, r);
    for (;;) {
        CONVERSE_MESSAGE request = NULL;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) == SIM_DELIVERED)
            state->attack.successes++;
    }
}

/** Asks a device that is none of its own to sign. */
static void ask_device(struct crowdpatching *state, struct participant *self,
                       const struct participant *device, struct base_random *random)
{
    CONVERSE_BUFFER payload = {0};
    struct crowdpatching_challenge c = {.len = (uint8_t)state->challenge_bytes};
    base_random_bytes(random, c.bytes, c.len);
    crowdpatching_encode_challenge(&payload, &c);
    state->attack.tries++;
    if (!converse_send(self, self->port, sim_port_address(device->port),
                       CROWDPATCHING_DEVICE_CHALLENGE, &payload, 0, 0,
                       state->config->answer_timeout_ns)) {
        state->attack.unreachable++;
        return;
    }
    CONVERSE_MESSAGE answer =
        converse_expect(self, self->port, CROWDPATCHING_DEVICE_IDENTITY, CROWDPATCHING_REFUSAL,
                        state->config->answer_timeout_ns);
    state->attack.answers += answer != NULL;
}

/** Claims a_h for a device that is none of its own, by a PoFD that it has signed itself. */
static void claim(struct crowdpatching *state, struct participant *self,
                  const crypto_address *delivery, const struct participant *device,
                  const struct crowdpatching_keys *own)
{
    CONVERSE_BUFFER data = {0};
    struct crypto_scheme_signature pofd;
    crypto_digest path[MEMBERS_PATH_MAX];
    struct contracts_membership membership = {.path = path};
    const struct contracts_signing signing =
        crowdpatching_signing(state, delivery, &state->updates[0].update_hash);
    const crypto_digest digest = contracts_delivery_pofd_digest(&signing, &self->address);
    int r = crypto_token_scheme_sign(state->world->tokens, &own->secret, &digest, &pofd);
    if (r < 0) {
        world_fail(state->world, r);
        return;
    }
    const struct members *members = &state->makers[0].members;
    const uint64_t *index = members_find(members, &device->address);
    if (index) {
        membership.index = *index;
        membership.path_len = crypto_merkle_path(&members->tree, (size_t)*index, path);
    }
    contracts_delivery_encode_claim_installation(
        &data, &device->address, &state->keys[device->index].key, &pofd, &membership);
    const struct chain_intent intent = {
        .operation = "false_claim",
        .to = delivery,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_CLAIM,
    };
    state->attack.tries++;
    const struct chain_receipt *receipt = crowdpatching_transact(state, self, self->port, &intent);
    if (receipt && crowdpatching_is_paid_installation(receipt, delivery))
        state->attack.successes++;
    else
        state->attack.refusals++;
}

static void impersonate_hub(struct crowdpatching *state, struct participant *self)
{
    const struct crowdpatching_release *release = crowdpatching_release_of(state, self, 0);
    struct crowdpatching_search search = {{0}};
    struct crowdpatching_keys own;
    struct base_random random;
    participant_random_of_life(self, "impersonation", &random);
    if (!crowdpatching_knows_release(state, self))
        crowdpatching_await_release(state, self, self->port, state->config->hub_poll_ns, &search);
    if (!make_key(state, self, &own))
        return;
    for (uint32_t i = 0; i < state->world->counts[WORLD_DEVICE]; i++) {
        const struct participant *device = &state->world->participants[WORLD_DEVICE][i];
        if (crowdpatching_is_expired(state, release))
            return;
        ask_device(state, self, device, &random);
        claim(state, self, &release->delivery, device, &own);
    }
}

/** Begins a delivery for a device whose key it has not: under the device's name, or, every second
 *  time, under that of a device of its own. */
static void pose_as(struct crowdpatching *state, struct participant *self,
                    const struct crowdpatching_release *release, const struct participant *device,
                    const struct participant *distributor, const struct crowdpatching_keys *own,
                    struct base_random *random)
{
    struct crowdpatching_introduction introduction;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_PORT port = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    CONVERSE_MESSAGE challenge =
        crowdpatching_open_session(state, self, port, release, distributor, random, &introduction);
    if (!challenge)
        return;
    bool is_own = state->attack.tries % 2 == 0;
    struct crowdpatching_device_identity identity = {
        .key = is_own ? own->key : state->keys[device->index].key,
        .n2.len = (uint8_t)state->nonce_bytes,
    };
    base_random_bytes(random, identity.n2.bytes, identity.n2.len);
    const crypto_digest digest =
        crowdpatching_device_digest(state->rules.tagging, &introduction.challenge, &identity.n2);
    participant_charge(self, crypto_scheme_sign_operation(state->rules.scheme), 1);
    int r =
        crypto_token_scheme_sign(state->world->tokens, &own->secret, &digest, &identity.signature);
    if (r < 0) {
        world_fail(state->world, r);
        return;
    }
    crowdpatching_encode_device_identity(&payload, &identity);
    crowdpatching_get_proof(state, self, port, challenge->from, &payload);
}

static void impersonate_devices(struct crowdpatching *state, struct participant *self)
{
    const struct crowdpatching_release *release = crowdpatching_release_of(state, self, 0);
    struct crowdpatching_search search = {{0}};
    struct crowdpatching_keys own;
    struct base_random random;
    struct participant *found[CROWDPATCHING_CANDIDATES_MAX];
    participant_random_of_life(self, "impersonation", &random);
    if (!crowdpatching_knows_release(state, self))
        crowdpatching_await_release(state, self, self->port, state->config->distributor_poll_ns,
                                    &search);
    if (!make_key(state, self, &own))
        return;
    while (!crowdpatching_is_expired(state, release)) {
        for (uint32_t i = 0; i < state->world->counts[WORLD_DEVICE]; i++) {
            size_t count = dht_lookup(state->world->dht, self, &release->update_hash, found,
                                      (size_t)state->config->candidates);
            for (size_t k = 0; k < count; k++)
                pose_as(state, self, release, &state->world->participants[WORLD_DEVICE][i],
                        found[k], &own, &random);
        }
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    }
}

void crowdpatching_outsider_play(struct crowdpatching *state, struct participant *self)
{
    adversary_await_start(self);
    switch (state->world->adversary->kind) {
    case ADVERSARY_IMPERSONATE_MANUFACTURER:
        impersonate_manufacturer(state, self);
        break;
    case ADVERSARY_IMPERSONATE_HUB:
        impersonate_hub(state, self);
        break;
    case ADVERSARY_IMPERSONATE_DEVICE:
        impersonate_devices(state, self);
        break;
    }
}
