#define RUN_TEXT                                                                                   \
    "{\"name\": \"releases\", \"duration\": \"6h\", \"sample_interval\": \"5min\","                \
    " \"world\": {\"distributors\": 6, \"hubs\": 4, \"devices\": 8},"                              \
    " \"crowdpatching\": {\"update_size\": \"4KiB\", \"expiry\": \"2h\", \"seeding_slots\": 2,"    \
    " \"releases\": 2, \"release_interval\": \"1h\"}}"
#include "models/shared/energy.h"
#include "tests/models/run.h"

#include <criterion/parameterized.h>

/* Several releases of one manufacturer, and several manufacturers. */

#define ONE_OF_EACH "world.devices=1", "world.hubs=1", "world.distributors=1"

static const struct outcome_release *release_at(const struct run *run, uint32_t release)
{
    cr_assert_lt(release, run->world.outcome.release_count);
    return &run->world.outcome.releases[release];
}

static uint64_t score_of(const struct run *run, uint32_t maker, uint32_t distributor)
{
    struct crowdpatching *state = run->world.model_state;
    CONVERSE_BUFFER query = {0};
    uint8_t *output;
    size_t len;
    uint64_t score = 0;
    contracts_super_encode_score(&query,
                                 &run->world.participants[WORLD_DISTRIBUTOR][distributor].address);
    cr_assert(chain_service_read(run->world.chain, state->makers[maker].self,
                                 &state->makers[maker].super_contract, &query, &output, &len));
    cr_assert(contracts_super_decode_score(output, len, &score));
    free(output);
    return score;
}

/** Deliveries that a manufacturer has paid this distributor. */
static uint64_t paid_by(const struct run *run, uint32_t maker, uint32_t distributor)
{
    const struct crowdpatching *state = run_state(run);
    uint64_t count = 0;
    for (uint32_t i = 0; i < state->releases_each; i++)
        for (uint32_t device = 0; device < run->world.outcome.device_count; device++)
            count += crowdpatching_lemmas_paid_to(&state->lemmas, maker * state->releases_each + i,
                                                  device) == distributor;
    return count;
}

/** All devices have the newest release of their manufacturers, and nothing else authorised. */
static void expect_newest(const struct run *run)
{
    const struct crowdpatching *state = run_state(run);
    const struct outcome *outcome = &run->world.outcome;
    cr_expect_eq(outcome->patched, outcome->device_count);
    for (uint32_t i = 0; i < outcome->device_count; i++) {
        const struct participant *device = &run->world.participants[WORLD_DEVICE][i];
        const struct crowdpatching_maker *maker = crowdpatching_maker_of(state, device);
        uint32_t newest = crowdpatching_first_release(state, maker) + state->releases_each - 1;
        cr_expect_eq(outcome->devices[i].state, OUTCOME_PATCHED);
        cr_expect(crypto_digest_equal(&state->authorised[i].update_hash,
                                      &state->updates[newest].update_hash));
        cr_expect_gt(outcome->devices[i].patched, state->updates[newest].released);
    }
}

/* The first release is seen a second after block 2 (24 s). An hour later, at 3625 s, the second is
   signed; the next block is that of 3636 s, and its receipt comes by gossip a second later. The
   device does everything twice, and its manufacturer's set-up is made once. */
Test(releases, two_by_hand)
{
    struct run run;
    run_set_up(&run, ONE_OF_EACH, NULL);
    run_play(&run);
    const struct world *world = &run.world;
    const struct crowdpatching *state = run_state(&run);
    const struct outcome_release *first = release_at(&run, 0), *second = release_at(&run, 1);
    cr_expect(world->outcome.is_complete);
    cr_expect_eq(first->released, 25 * SIM_TIME_SECOND);
    cr_expect_eq(first->expires, (24 + 7200) * SIM_TIME_SECOND);
    cr_expect_eq(second->released, 3637 * SIM_TIME_SECOND);
    cr_expect_eq(second->expires, (3636 + 7200) * SIM_TIME_SECOND);
    for (uint32_t i = 0; i < 2; i++) {
        const struct outcome_release *row = release_at(&run, i);
        cr_expect_eq(row->manufacturer, 0);
        cr_expect_eq(row->number, i);
        cr_expect_eq(row->devices, 1);
        cr_expect_eq(row->patched, 1);
        cr_expect_eq(row->half, row->nine_tenths);
        cr_expect_eq(row->deliveries, 1);
        cr_expect_eq(row->installations, 1);
        cr_expect_eq(row->first_hand, 1);
        cr_expect_eq(row->second_hand, 0);
        /* a_d + a_h */
        RUN_EXPECT_WEI(row->deposit_wei, u256_from_u64(UINT64_C(2500000000000000)), "deposit");
        RUN_EXPECT_WEI(row->spent_wei, row->deposit_wei, "spent");
        cr_expect(u256_is_zero(row->refunded_wei));
    }
    cr_expect_lt(first->half, second->released);
    cr_expect_eq(second->half, world->outcome.devices[0].patched);
    cr_expect_eq(outcome_updates(&world->outcome), 2);
    cr_expect_eq(world->outcome.distributors[0].deliveries, 2);
    cr_expect_eq(world->outcome.distributors[0].proofs, 2);
    cr_expect_eq(world->outcome.distributors[0].score, 2);
    /* On 4 KiB pages of 14 ms and 512 blocks of 90 us. */
    cr_expect_float_eq(world->outcome.devices[0].flash_ns, 2 * (14e6 + 512 * 90e3), 1e-3);
    cr_expect_eq(state->lemmas.count, 2 * 3);
    cr_expect_eq(run_gas(&run, "deploy_super_contract").count, 1);
    cr_expect_eq(run_gas(&run, "release").count, 2);
    cr_expect_eq(run_gas(&run, "withdraw").count, 2);
    const struct crypto_device_class *class = world->participants[WORLD_DEVICE][0].device_class;
    sim_time each = crypto_cost_ns(class, CRYPTO_OP_SECP256K1_SIGN, 3) +
                    crypto_cost_ns(class, CRYPTO_OP_ED25519_VERIFY, 1) +
                    crypto_cost_ns(class, CRYPTO_OP_SHA256, 4096);
    cr_expect_eq(sim_node_busy(world->participants[WORLD_DEVICE][0].node), 2 * each);
    sim_time set_up = zk_cost_setup_ns(state->scheme.cost, NULL, 4096);
    sim_time busy = sim_node_busy(world->participants[WORLD_MANUFACTURER][0].node);
    cr_expect(busy >= set_up && busy < 2 * set_up + set_up / 2, "%g s", (double)busy / 1e9);
    expect_newest(&run);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* 5000 bytes stand on two pages, and again on two, not on three all together. */
Test(releases, each_update_has_its_own_pages)
{
    struct run run;
    run_set_up(&run, ONE_OF_EACH, "crowdpatching.update_size=5000B", NULL);
    run_play(&run);
    const struct participant *device = &run.world.participants[WORLD_DEVICE][0];
    const struct energy energy = energy_of_device(device);
    cr_assert_eq(outcome_updates(&run.world.outcome), 2);
    /* 14 ms a page, 90 us for 8 bytes, 45 mA at 3.3 V. */
    cr_expect_float_eq((double)energy.uJ[ENERGY_FLASH],
                       2 * (2 * 14e-3 + 5000 * 90e-6 / 8) * 45e-3 * 3.3 * 1e6, 1);
    run_tear_down(&run);
}

/* Proofs of both releases are counted as the payments of both are. */
Test(releases, nobody_is_unpaid)
{
    struct run run;
    run_set_up(&run, "adversary.kind=mempool_replay", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    cr_assert_eq(outcome->delivered, 2 * 8);
    for (size_t i = 0; i < outcome->measure_count; i++) {
        if (strcmp(outcome->measures[i].key, "signed_pods") == 0)
            cr_expect_eq(outcome->measures[i].value, 2 * 8);
        if (strcmp(outcome->measures[i].key, "unpaid_pods") == 0)
            cr_expect_eq(outcome->measures[i].value, 0);
    }
    run_tear_down(&run);
}

/* What a distributor receives of two releases: the first package with the keys, of which a
   message's frames make 3 % more, and the second without them. */
static void expect_keys(const struct run *run)
{
    const struct crowdpatching *state = run_state(run);
    const struct crowdpatching_maker *maker = &state->makers[0];
    uint64_t keys = maker->delivery_pk_bytes + maker->exchange_pk_bytes;
    cr_assert_gt(maker->delivery_pk_bytes, 1000 * state->updates[1].seed.len);
    for (uint32_t i = 0; i < run->world.counts[WORLD_DISTRIBUTOR]; i++) {
        const struct participant *self = &run->world.participants[WORLD_DISTRIBUTOR][i];
        uint64_t received = sim_node_traffic(self->node)->wan_down_bytes;
        cr_expect(crowdpatching_holding_of(state, self, 1)->has_package, "%u", i);
        cr_expect_gt(received, keys, "%u", i);
        cr_expect_lt(received, keys + keys / 10, "%u", i);
    }
    run_expect_books(run);
}

/* Two get each package from the manufacturer and four buy it: all fetch the keys with the first. */
Test(releases, keys_are_fetched_once)
{
    struct run run;
    run_set_up(&run, "crowdpatching.release_interval=3h", NULL);
    run_play(&run);
    cr_expect_eq(release_at(&run, 1)->first_hand, 2);
    cr_expect_eq(release_at(&run, 1)->second_hand, 4);
    expect_keys(&run);
    run_tear_down(&run);
}

Test(releases, a_key_in_the_package_comes_with_each)
{
    struct run run;
    run_set_up(&run, ONE_OF_EACH, "crowdpatching.proving_keys=in_package",
               "crowdpatching.release_interval=3h", NULL);
    run_play(&run);
    const struct crowdpatching_maker *maker = &run_state(&run)->makers[0];
    const struct seeding_file *file = &run_state(&run)->updates[1].file;
    cr_expect_eq(maker->known_keys_bytes, maker->exchange_pk_bytes);
    cr_expect_geq(file->accounted_bytes - file->known_bytes, maker->delivery_pk_bytes);
    expect_keys(&run);
    run_tear_down(&run);
}

Test(releases, one_after_the_other)
{
    struct run run;
    run_set_up(&run, "crowdpatching.release_interval=3h", NULL);
    run_play(&run);
    expect_newest(&run);
    run_expect_books(&run);
    run_expect_order(&run);
    cr_expect_lt(release_at(&run, 0)->expires, release_at(&run, 1)->released);
    for (uint32_t i = 0; i < 2; i++) {
        cr_expect_eq(release_at(&run, i)->patched, 8);
        cr_expect_eq(release_at(&run, i)->first_hand, 2);
        cr_expect_eq(release_at(&run, i)->second_hand, 4);
    }
    for (uint32_t i = 0; i < 6; i++)
        cr_expect_eq(run.world.outcome.distributors[i].score,
                     run.world.outcome.distributors[i].deliveries);
    run_tear_down(&run);
}

/* Hubs insist on a score in a device's first attempt, and nobody has one in the first release. */
static void attempts(const char *score_period, uint32_t ret_attempts[2])
{
    struct run run;
    run_set_up(&run, ONE_OF_EACH, "crowdpatching.minimum_score=1",
               "crowdpatching.minimum_score_attempts=1", score_period, NULL);
    run_play(&run);
    const struct crowdpatching *state = run_state(&run);
    for (uint32_t i = 0; i < 2; i++)
        ret_attempts[i] =
            crowdpatching_row(state, &run.world.participants[WORLD_DEVICE][0], i)->attempts;
    expect_newest(&run);
    run_tear_down(&run);
}

Test(releases, scores_carry_over)
{
    uint32_t found[2];
    attempts("crowdpatching.score_period=30d", found);
    cr_expect_eq(found[0], 2);
    cr_expect_eq(found[1], 1);
}

Test(releases, scores_carry_over_within_their_period)
{
    uint32_t found[2];
    attempts("crowdpatching.score_period=30min", found);
    cr_expect_eq(found[0], 2);
    cr_expect_eq(found[1], 2);
}

Test(releases, both_deposits_come_back)
{
    struct run run;
    run_set_up(&run, "crowdpatching.deposit=1ETH", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < 2; i++)
        /* 1 ETH - 8 * 0.0025 ETH */
        RUN_EXPECT_WEI(release_at(&run, i)->refunded_wei,
                       u256_from_u64(UINT64_C(980000000000000000)), "release %u", i);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* A hub is at the first when the second comes: what its device has authorised still comes, and is
   paid. */
Test(releases, one_that_comes_while_another_is_under_way)
{
    struct run run;
    run_set_up(&run, "crowdpatching.release_interval=1min", NULL);
    run_play(&run);
    const struct crowdpatching *state = run_state(&run);
    const struct outcome_release *first = release_at(&run, 0);
    uint32_t late = 0, paid_late = 0;
    expect_newest(&run);
    run_expect_books(&run);
    cr_expect_lt(first->patched, 8);
    cr_expect_eq(release_at(&run, 1)->patched, 8);
    cr_expect_eq(first->deliveries, first->installations);
    for (uint32_t i = 0; i < 8; i++) {
        const struct outcome_device *row = &state->updates[0].rows[i];
        late += row->patched > release_at(&run, 1)->released;
        paid_late += row->rewarded > release_at(&run, 1)->released;
    }
    cr_expect_gt(late, 0);
    cr_expect_eq(paid_late, late);
    cr_expect_not(u256_is_zero(first->refunded_wei));
    run_tear_down(&run);
}

/* Hubs lose patience at once: the key of the first release comes when they are at the second. */
Test(releases, a_key_that_comes_too_late)
{
    struct run run;
    run_set_up(&run, "crowdpatching.release_interval=1min", "crowdpatching.key_timeout=1s",
               "crowdpatching.hub_poll=1min", NULL);
    run_play(&run);
    cr_expect_gt(release_at(&run, 0)->deliveries, release_at(&run, 0)->patched);
    cr_expect_eq(run_state(&run)->attack.wrong_updates, 0);
    expect_newest(&run);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(releases, many_at_short_intervals)
{
    struct run run;
    run_set_up(&run, "crowdpatching.releases=12", "crowdpatching.release_interval=1min",
               "crowdpatching.hub_poll=10s", NULL);
    run_play(&run);
    cr_expect(run.world.outcome.is_complete);
    expect_newest(&run);
    run_expect_books(&run);
    for (uint32_t i = 1; i < 12; i++)
        cr_expect_lt(release_at(&run, i - 1)->released, release_at(&run, i)->released);
    run_tear_down(&run);
}

Test(releases, two_manufacturers)
{
    struct run run;
    run_set_up(&run, "world.manufacturers=2", "world.devices=7", NULL);
    run_play(&run);
    const struct crowdpatching *state = run_state(&run);
    cr_expect(run.world.outcome.is_complete);
    cr_assert_eq(run.world.outcome.release_count, 4);
    expect_newest(&run);
    run_expect_books(&run);
    run_expect_order(&run);
    for (uint32_t release = 0; release < 4; release++) {
        const struct outcome_release *row = release_at(&run, release);
        uint32_t maker = release / 2;
        cr_expect_eq(row->manufacturer, maker);
        cr_expect_eq(row->number, release % 2);
        cr_expect_eq(row->devices, maker == 0 ? 4 : 3);
        cr_expect_eq(row->patched, row->devices);
        for (uint32_t device = 0; device < 7; device++)
            cr_expect_eq(crowdpatching_lemmas_paid_to(&state->lemmas, release, device) !=
                             OUTCOME_NOBODY,
                         device % 2 == maker);
    }
    /* Each has its Super contract, and the scores are of its own devices. */
    for (uint32_t i = 0; i < 6; i++) {
        const struct outcome_distributor *row = &run.world.outcome.distributors[i];
        for (uint32_t maker = 0; maker < 2; maker++)
            cr_expect_eq(score_of(&run, maker, i), paid_by(&run, maker, i));
        cr_expect_eq(row->score, row->deliveries);
    }
    cr_expect_eq(run_gas(&run, "deploy_super_contract").count, 2);
    for (uint32_t maker = 0; maker < 2; maker++) {
        const struct participant *self = &run.world.participants[WORLD_MANUFACTURER][maker];
        cr_expect_gt(sim_node_traffic(self->node)->wan_up_bytes,
                     4 * state->makers[maker].delivery_pk_bytes);
    }
    run_tear_down(&run);
}

Test(releases, by_merkle_root_of_unequal_fleets)
{
    struct run run;
    run_set_up(&run, "world.manufacturers=3", "crowdpatching.device_list=merkle_root", NULL);
    run_play(&run);
    expect_newest(&run);
    run_expect_books(&run);
    cr_expect_eq(run_gas(&run, "claim_delivery").reverted, 0);
    run_tear_down(&run);
}

/* A manufacturer without devices releases all the same. */
Test(releases, more_manufacturers_than_devices)
{
    struct run run;
    run_set_up(&run, ONE_OF_EACH, "world.manufacturers=3", NULL);
    run_play(&run);
    cr_expect(run.world.outcome.is_complete);
    expect_newest(&run);
    run_expect_books(&run);
    cr_expect_eq(release_at(&run, 5)->devices, 0);
    run_tear_down(&run);
}

Test(releases, devices_that_are_their_own_hubs)
{
    struct run run;
    run_set_up(&run, "crowdpatching.own_hubs=1", "world.manufacturers=2", NULL);
    run_play(&run);
    expect_newest(&run);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* What was signed before the failure is found on chain, and nothing is doubled. */
Test(releases, the_manufacturer_fails_at_the_second)
{
    struct run run;
    run_set_up(&run, "faults.manufacturer_outage_start=3626s",
               "faults.manufacturer_outage_length=10min", NULL);
    run_play(&run);
    cr_expect(run.world.outcome.is_complete);
    expect_newest(&run);
    run_expect_books(&run);
    cr_expect_eq(run_gas(&run, "deploy_super_contract").count, 1);
    cr_expect_eq(run_gas(&run, "release").count, 2);
    cr_expect_eq(run_gas(&run, "withdraw").count, 2);
    run_tear_down(&run);
}

Test(releases, distributors_that_fail)
{
    struct run run;
    run_set_up(&run, "world.manufacturers=2", "crowdpatching.release_interval=10min",
               "faults.distributor_mean_uptime=10min", "faults.distributor_mean_downtime=2min",
               NULL);
    run_play(&run);
    expect_newest(&run);
    run_expect_books(&run);
    run_tear_down(&run);
}

static void expect_refused(const char *part, const char *option, const char *other)
{
    const char *const options[] = {option, other, NULL};
    char *errors;
    struct scenario *scenario = run_load(options, &errors);
    cr_expect_null(scenario);
    cr_expect(strstr(errors, part) != NULL, "%s", errors);
    scenario_free(scenario);
    free(errors);
}

Test(releases, other_systems_have_one_manufacturer)
{
    static const char text[] = "{\"name\": \"other\", \"system\": \"leiba\", \"world\": "
                               "{\"manufacturers\": 2}}";
    struct scenario_report *report;
    struct scenario *scenario;
    char *errors = NULL;
    size_t len;
    cr_assert_eq(scenario_report_new(&report), 0);
    cr_assert_eq(scenario_load_text(models_catalogue(), "other", text, strlen(text), NULL, 0,
                                    report, &scenario),
                 0);
    cr_expect_eq(models_check(scenario, report), BASE_E_SCENARIO);
    FILE *stream = open_memstream(&errors, &len);
    scenario_report_print(report, stream);
    fclose(stream);
    cr_expect(strstr(errors, "leiba is a system of one manufacturer") != NULL, "%s", errors);
    free(errors);
    scenario_report_free(report);
    scenario_free(scenario);
}

Test(releases, what_does_not_go_together_is_refused)
{
    expect_refused("attackers of kind second_release look at one release",
                   "adversary.kind=second_release", "world.manufacturers=1");
    expect_refused("attackers of kind whitewash look at one manufacturer",
                   "adversary.kind=whitewash", "world.manufacturers=2");
    expect_refused("100 releases of 67108864 bytes do not fit into memory",
                   "crowdpatching.update_size=64MiB", "crowdpatching.releases=100");
    /* 2 * 8 * 0.0025 ETH */
    expect_refused("must pay a deposit of 0.04ETH", "world.manufacturer_funds=0.04ETH", NULL);
}

static const int kinds[] = {
    ADVERSARY_FREE_RIDING,        ADVERSARY_KEY_WITHHOLDING, ADVERSARY_EXCHANGE_GRIEFING,
    ADVERSARY_TAMPER_DISTRIBUTOR, ADVERSARY_TAMPER_HUB,      ADVERSARY_CRS_SUBVERSION,
    ADVERSARY_HUB_CACHE,          ADVERSARY_SELF_DELIVERY,   ADVERSARY_POFD_FIRST,
    ADVERSARY_SIGNATURE_ORACLE,   ADVERSARY_WHITEWASH,       ADVERSARY_MEMPOOL_REPLAY};

ParameterizedTestParameters(releases, attackers)
{
    return cr_make_param_array(const int, (void *)(uintptr_t)kinds, sizeof kinds / sizeof kinds[0]);
}

ParameterizedTest(const int *kind, releases, attackers)
{
    const char *name = adversary_kind_names[*kind];
    char option[64];
    struct run run;
    snprintf(option, sizeof option, "adversary.kind=%s", name);
    run_set_up(&run, option, "adversary.share=0.4", NULL);
    run_play(&run);
    cr_expect(run.world.outcome.is_complete, "%s", name);
    for (uint32_t i = 0; i < 2; i++)
        cr_expect_gt(release_at(&run, i)->patched, 0, "%s, release %u", name, i);
    run_expect_books(&run);
    run_tear_down(&run);
}
