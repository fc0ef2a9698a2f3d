/* The signature oracle (Puggioni et al. 2020, section III-B): a distributor without the update has
 * devices sign U_h || s as if it were a challenge, and claims the reward. With real signatures, on
 * real contracts: it works after Leiba et al. with raw challenges, and against CrowdPatching's
 * c || n2 as often as n2 can be guessed; tagged challenges end it. */

#include "contracts-model/contracts/distribution_contract.h"
#include "models/leiba/messages.h"
#include "tests/models/attack.h"

#define LEIBA "leiba-signature_oracle"
#define CROWDPATCHING "crowdpatching-signature_oracle"

/* All sixteen devices are paid for, 0.002 ETH each, and none has its update. */
Test(oracle, raw_challenges_forge_the_payment_for_every_device)
{
    struct run run;
    attack_set_up(&run, LEIBA, "adversary.share=1", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        cr_expect_eq(outcome->distributors[i].source, OUTCOME_SOURCE_NONE);
        cr_expect_eq(outcome->distributors[i].proofs, 0);
    }
    cr_expect_eq(outcome->patched, 0);
    cr_expect_eq(outcome->delivered, 16);
    cr_expect_eq(attack_number(&run, "lured_devices"), 16);
    cr_expect_eq(attack_number(&run, "payments_without_delivery"), 16);
    RUN_EXPECT_WEI(attack_measure(&run, "stolen_wei")->value_wei,
                   u256_from_u64(UINT64_C(32000000000000000)), "stolen");
    cr_expect_eq(run_gas(&run, "reveal").count, 16);
    run_tear_down(&run);
}

/* Half of the distributors attack: whoever meets one of them first is paid for and never served. */
Test(oracle, every_challenged_device_is_lost)
{
    const struct attack_result result = attack_play(LEIBA, NULL);
    double lured = attack_figure(&result, "lured_devices");
    cr_expect_gt(lured, 0);
    cr_expect_eq(attack_figure(&result, "payments_without_delivery"), lured);
    cr_expect_eq(attack_figure(&result, "paid_and_unpatched_devices"), lured);
    cr_expect_eq(result.patched, 16 - lured);
}

Test(oracle, tagged_challenges_forge_nothing)
{
    const struct attack_result result = attack_play(LEIBA, "leiba.challenge=tagged", NULL);
    cr_expect_eq(attack_figure(&result, "lured_devices"), 0);
    cr_expect_eq(attack_figure(&result, "payments_without_delivery"), 0);
    cr_expect_eq(result.patched, 16);
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

/* Of 1,000 tries and more, one in 256: within four standard deviations, sqrt(n / 256) each. */
Test(oracle, a_short_n2_is_guessed_once_in_256_tries)
{
    struct run run;
    attack_set_up(&run, CROWDPATCHING, NULL);
    run_play(&run);
    double tries = attack_number(&run, "challenges");
    double forged = attack_number(&run, "payments_without_delivery");
    double miss = forged - tries / 256;
    cr_expect_gt(tries, 1000);
    cr_expect_gt(forged, 0);
    cr_expect_lt(miss * miss, 16 * tries / 256);
    cr_expect_eq(run.world.outcome.delivered, forged);
    cr_expect_eq(run.world.outcome.patched, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

static void expect_nothing(const struct attack_result *result)
{
    cr_expect_gt(attack_figure(result, "challenges"), 150);
    cr_expect_eq(attack_figure(result, "payments_without_delivery"), 0);
    cr_expect_eq(result->delivered, 0);
}

Test(oracle, a_long_n2_is_not_guessed)
{
    const struct attack_result result = attack_play(CROWDPATCHING, "crowdpatching.nonce_bits=256",
                                                    "crowdpatching.attempts=20", NULL);
    expect_nothing(&result);
}

Test(oracle, a_tagged_c_and_n2_are_no_proof_of_delivery)
{
    const struct attack_result result = attack_play(CROWDPATCHING, "crowdpatching.challenge=tagged",
                                                    "crowdpatching.attempts=20", NULL);
    expect_nothing(&result);
}
