/* The signature oracle (Puggioni et al. 2020, section III-B): a distributor without the update asks
 * devices to sign U_h || s as if it were a challenge, and claims the reward. With real signatures,
 * on real contracts: it works after Leiba et al. with raw challenges, and neither with tagged ones
 * nor in CrowdPatching, which signs c || n2. */

#define RUN_TEXT                                                                                   \
    "{\"name\": \"small\", \"duration\": \"3h\","                                                  \
    " \"world\": {\"distributors\": 6, \"hubs\": 4, \"devices\": 8}}"

#include "models/crowdpatching/crowdpatching.h"
#include "models/leiba/leiba.h"
#include "models/leiba/state.h"
#include "tests/models/run.h"

/* Every distributor is the attacker. */
#define LEIBA "system=leiba", "leiba.update_size=4KiB", "leiba.expiry=2h", "leiba.attempts=2"

static void attack_leiba(struct leiba *state, struct participant *self)
{
    struct contracts_announced release;
    leiba_await_release(state, self, self->port, SIM_TIME_SECOND, &release);
    if (dht_announce(state->world->dht, &release.update_hash, self) < 0)
        world_fail(state->world, BASE_E_NOMEM);
    for (uint64_t number = 0;; number++) {
        CONVERSE_MESSAGE request = NULL;
        CONVERSE_MESSAGE answer = NULL;
        CONVERSE_BUFFER c = {0};
        CONVERSE_PORT port = NULL;
        struct leiba_identity identity;
        struct leiba_claim claim = {0};
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED ||
            sim_port_new(self->node, &port) < 0)
            continue;
        /* Who asks is seen from the network: the request's node is the device's. */
        const struct participant *device = NULL;
        for (uint32_t i = 0; i < state->world->counts[WORLD_DEVICE]; i++)
            if (sim_node_index(state->world->participants[WORLD_DEVICE][i].node) + 1 ==
                request->from.node)
                device = &state->world->participants[WORLD_DEVICE][i];
        if (!device)
            continue;
        claim.device = device->address;
        memset(claim.t.bytes, (int)(number + 1), sizeof claim.t.bytes);
        claim.r = contracts_delivery_key(&claim.t, &claim.device, &self->address);
        claim.s = crypto_sha256(claim.r.bytes, sizeof claim.r.bytes);
        /* c = U_h || s */
        base_buffer_append(&c, release.update_hash.bytes, 32);
        base_buffer_append(&c, claim.s.bytes, 32);
        if (!converse_send(self, port, request->from, LEIBA_CHALLENGE, &c, 0, request->id,
                           60 * SIM_TIME_SECOND))
            continue;
        answer = converse_expect(self, port, LEIBA_IDENTITY, LEIBA_REFUSAL, 60 * SIM_TIME_SECOND);
        if (!answer || !leiba_decode_identity(answer->payload, answer->payload_len, &identity))
            continue;
        claim.pod = identity.signature;
        claim.member_index = *members_find(&state->members, &claim.device);
        claim.path_len =
            crypto_merkle_path(&state->members.tree, (size_t)claim.member_index, claim.path);
        leiba_claim(state, self, port, &claim);
    }
}

static void play_leiba(void *model_state, struct participant *self)
{
    if (self->role == WORLD_DISTRIBUTOR)
        attack_leiba(model_state, self);
    else
        leiba_ops.play(model_state, self);
}

/** Sets a world up whose distributors attack. */
static void set_up(struct run *run, struct model_ops *ops, const char *const options[])
{
    char *errors;
    run->scenario = run_load(options, &errors);
    cr_assert_not_null(run->scenario, "%s", errors);
    free(errors);
    cr_assert_eq(world_init(&run->world, run->scenario, ops), 0);
}

static double extra(const struct run *run, const char *key)
{
    for (size_t i = 0; i < run->world.outcome.extra_count; i++)
        if (strcmp(run->world.outcome.extra[i].key, key) == 0)
            return run->world.outcome.extra[i].value;
    return -1;
}

/* All eight devices are paid for, and none has its update. */
Test(oracle, raw_challenges_forge_the_payment_for_every_device)
{
    struct run run;
    struct model_ops ops = leiba_ops;
    ops.play = play_leiba;
    set_up(&run, &ops, (const char *const[]){LEIBA, "leiba.challenge=raw", NULL});
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    u256 stolen = {{0}};
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        cr_expect_eq(outcome->distributors[i].source, OUTCOME_SOURCE_NONE);
        cr_expect_eq(outcome->distributors[i].proofs, 0);
        stolen = u256_add(stolen, outcome->distributors[i].rewards_wei);
    }
    cr_expect_eq(outcome->patched, 0);
    cr_expect_eq(outcome->delivered, 8);
    cr_expect_eq(extra(&run, "payments_without_proof"), 8);
    /* 8 * 0.002 ETH */
    RUN_EXPECT_WEI(stolen, u256_from_u64(UINT64_C(16000000000000000)), "stolen");
    cr_expect_eq(run_gas(&run, "commit").count, run_gas(&run, "commit").reverted + 8);
    cr_expect_eq(run_gas(&run, "reveal").count, 8);
    run_tear_down(&run);
}

Test(oracle, tagged_challenges_forge_nothing)
{
    struct run run;
    struct model_ops ops = leiba_ops;
    ops.play = play_leiba;
    set_up(&run, &ops, (const char *const[]){LEIBA, "leiba.challenge=tagged", NULL});
    run_play(&run);
    cr_expect_eq(run.world.outcome.delivered, 0);
    cr_expect_eq(extra(&run, "payments_without_proof"), 0);
    cr_expect_eq(run.world.outcome.devices[0].attempts, 2);
    run_tear_down(&run);
}

/* No 32 bytes of U_h || s, as a tagged challenge, have the digest of the PoD. */
Test(oracle, the_tag_changes_every_digest)
{
    crypto_digest update_hash, s, pod, raw, tagged;
    uint8_t both[64];
    memset(update_hash.bytes, 1, 32);
    memset(s.bytes, 2, 32);
    memcpy(both, update_hash.bytes, 32);
    memcpy(both + 32, s.bytes, 32);
    pod = contracts_distribution_pod_digest(&update_hash, &s);
    cr_assert(leiba_identity_digest(LEIBA_RAW, both, 64, &raw));
    cr_expect(crypto_digest_equal(&raw, &pod));
    cr_expect_not(leiba_identity_digest(LEIBA_TAGGED, both, 64, &tagged));
    for (size_t at = 0; at <= 32; at++) {
        cr_assert(leiba_identity_digest(LEIBA_TAGGED, both + at, 32, &tagged));
        cr_expect_not(crypto_digest_equal(&tagged, &pod));
    }
}

/* CrowdPatching: the attacker answers hubs with c = U_h and takes the signature over c || n2 for a
 * PoD, as it would be if the device chose n2 = s and nothing were tagged. */
static uint64_t forged_claims;

static void forge_claim(struct crowdpatching *state, struct participant *self,
                        struct sim_port *port, const crypto_address *delivery,
                        const struct crowdpatching_device_identity *identity)
{
    CONVERSE_BUFFER data = {0};
    crypto_address device = crypto_scheme_address(&identity->key);
    crypto_digest t = {{7}};
    crypto_digest r = contracts_delivery_key(&t, &device, &self->address);
    crypto_digest s = crypto_sha256(r.bytes, sizeof r.bytes);
    contracts_delivery_encode_claim(&data, &device, &t, &r, &s, &identity->key,
                                    &identity->signature, NULL);
    const struct chain_intent intent = {
        .operation = "claim_delivery",
        .to = delivery,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = 500000,
    };
    enum chain_fate fate;
    const struct chain_receipt *receipt;
    if (chain_service_transact(state->world->chain, self, port, &intent, 600 * SIM_TIME_SECOND,
                               &fate, &receipt) == 0 &&
        fate == CHAIN_FATE_DONE && receipt->status == EVM_REVERT &&
        strcmp(contracts_error_name(receipt->output, receipt->output_len), "WrongSignature") == 0)
        forged_claims++;
}

static void attack_crowdpatching(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_release release;
    crowdpatching_await_release(state, self, self->port, SIM_TIME_SECOND, &release);
    if (dht_announce(state->world->dht, &release.update_hash, self) < 0)
        world_fail(state->world, BASE_E_NOMEM);
    for (;;) {
        CONVERSE_MESSAGE request = NULL;
        CONVERSE_MESSAGE answer = NULL;
        CONVERSE_BUFFER payload = {0};
        CONVERSE_PORT port = NULL;
        struct crowdpatching_delivery_request asked;
        struct crowdpatching_device_identity identity;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED ||
            sim_port_new(self->node, &port) < 0 ||
            !crowdpatching_decode_delivery_request(request->payload, request->payload_len, &asked))
            continue;
        struct crowdpatching_introduction introduction = {.identity = crowdpatching_identify(self)};
        crypto_digest digest = crowdpatching_distributor_digest(&asked.n1);
        crypto_ed25519_sign(&self->identity_secret, digest.bytes, sizeof digest.bytes,
                            &introduction.signature);
        introduction.challenge.len = 32;
        memcpy(introduction.challenge.bytes, release.update_hash.bytes, 32);
        crowdpatching_encode_introduction(&payload, &introduction);
        if (!converse_send(self, port, request->from, CROWDPATCHING_DELIVERY_CHALLENGE, &payload, 0,
                           request->id, 60 * SIM_TIME_SECOND))
            continue;
        answer = converse_expect(self, port, CROWDPATCHING_DELIVERY_IDENTITY, CROWDPATCHING_REFUSAL,
                                 60 * SIM_TIME_SECOND);
        if (answer && crowdpatching_decode_device_identity(answer->payload, answer->payload_len,
                                                           state->rules.scheme, state->nonce_bytes,
                                                           &identity))
            forge_claim(state, self, port, &release.delivery, &identity);
    }
}

static void play_crowdpatching(void *model_state, struct participant *self)
{
    if (self->role == WORLD_DISTRIBUTOR)
        attack_crowdpatching(model_state, self);
    else
        crowdpatching_ops.play(model_state, self);
}

Test(oracle, crowdpatching_pays_no_forger)
{
    struct run run;
    struct model_ops ops = crowdpatching_ops;
    ops.play = play_crowdpatching;
    set_up(&run, &ops,
           (const char *const[]){"crowdpatching.attempts=2", "crowdpatching.proof_timeout=2min",
                                 "crowdpatching.update_size=4KiB", "crowdpatching.expiry=2h",
                                 NULL});
    run_play(&run);
    cr_expect_eq(run.world.outcome.delivered, 0);
    cr_expect_gt(forged_claims, 0);
    cr_expect_eq(run_gas(&run, "claim_delivery").reverted, forged_claims);
    cr_expect_eq(run_gas(&run, "claim_delivery").count, forged_claims);
    run_expect_books(&run);
    run_tear_down(&run);
}
