#include "models/shared/dht.h"
#include "tests/models/run.h"

/* The hash table alone: one actor looks things up in a world where nobody else acts. */

enum { LOOKUPS = 2000, PROVIDERS = 6 };

static struct {
    struct run run;
    size_t capacity;
    sim_time latency[LOOKUPS];
    size_t count[LOOKUPS];
    uint32_t found[LOOKUPS][32];
} shared;

static const crypto_digest hash = {{1}};
static const crypto_digest unknown_hash = {{2}};

static struct participant *distributor(uint32_t index)
{
    return &shared.run.world.participants[WORLD_DISTRIBUTOR][index];
}

static void look_up(void *argument)
{
    const crypto_digest *wanted = argument;
    struct participant *providers[32];
    for (int i = 0; i < LOOKUPS; i++) {
        sim_time begin = world_now(&shared.run.world);
        shared.count[i] =
            dht_lookup(shared.run.world.dht, distributor(0), wanted, providers, shared.capacity);
        shared.latency[i] = world_now(&shared.run.world) - begin;
        for (size_t p = 0; p < shared.count[i]; p++)
            shared.found[i][p] = providers[p]->index;
    }
}

/** Everybody announces; distributor 0 looks up 2000 times. */
static void play(const crypto_digest *wanted, size_t capacity)
{
    struct world *world = &shared.run.world;
    shared.capacity = capacity;
    for (uint32_t round = 0; round < 2; round++) /* a second announcement changes nothing */
        for (uint32_t i = 0; i < PROVIDERS; i++)
            cr_assert_eq(dht_announce(world->dht, &hash, distributor(i)), 0);
    cr_assert_eq(sim_actor_spawn(distributor(0)->node, "seeker", look_up, (void *)wanted, NULL), 0);
    cr_assert_eq(sim_engine_run(world->engine, SIM_TIME_FOREVER), 0);
}

static int compare_times(const void *a, const void *b)
{
    sim_time x = *(const sim_time *)a, y = *(const sim_time *)b;
    return (x > y) - (x < y);
}

Test(dht, latency_has_the_configured_quantiles)
{
    run_set_up(&shared.run, "p2p.lookup_median=300ms", "p2p.lookup_p80=500ms", NULL);
    play(&hash, 20);
    qsort(shared.latency, LOOKUPS, sizeof *shared.latency, compare_times);
    /* Of 2000 draws the sample quantiles have a standard error of 1.7 % and 1.9 %. */
    cr_expect_float_eq((double)shared.latency[LOOKUPS / 2] / 1e9, 0.3, 0.3 * 0.07);
    cr_expect_float_eq((double)shared.latency[LOOKUPS * 4 / 5] / 1e9, 0.5, 0.5 * 0.08);
    cr_expect_gt(shared.latency[0], 0);
    run_tear_down(&shared.run);
}

Test(dht, equal_quantiles_are_a_constant)
{
    run_set_up(&shared.run, "p2p.lookup_median=200ms", "p2p.lookup_p80=200ms", NULL);
    play(&hash, 20);
    for (int i = 0; i < LOOKUPS; i++)
        cr_assert_float_eq((double)shared.latency[i], 2e8, 2);
    run_tear_down(&shared.run);
}

Test(dht, finds_everybody_but_the_seeker_in_random_order)
{
    unsigned first[PROVIDERS] = {0}, last[PROVIDERS] = {0};
    run_set_up(&shared.run, NULL);
    play(&hash, 20);
    for (int i = 0; i < LOOKUPS; i++) {
        unsigned seen = 0;
        cr_assert_eq(shared.count[i], PROVIDERS - 1);
        for (size_t p = 0; p < shared.count[i]; p++)
            seen |= 1u << shared.found[i][p];
        cr_assert_eq(seen, 0x3e);
        first[shared.found[i][0]]++;
        last[shared.found[i][PROVIDERS - 2]]++;
    }
    /* A fifth of 2000 each, within five standard deviations (18). */
    for (uint32_t i = 1; i < PROVIDERS; i++) {
        cr_expect_float_eq(first[i], 400.0, 90.0);
        cr_expect_float_eq(last[i], 400.0, 90.0);
    }
    run_tear_down(&shared.run);
}

Test(dht, capacity_samples_evenly)
{
    unsigned counts[PROVIDERS] = {0};
    run_set_up(&shared.run, NULL);
    play(&hash, 2);
    for (int i = 0; i < LOOKUPS; i++) {
        cr_assert_eq(shared.count[i], 2);
        cr_assert_neq(shared.found[i][0], shared.found[i][1]);
        counts[shared.found[i][0]]++;
        counts[shared.found[i][1]]++;
    }
    cr_expect_eq(counts[0], 0);
    for (uint32_t i = 1; i < PROVIDERS; i++)
        cr_expect_float_eq(counts[i], 800.0, 110.0);
    run_tear_down(&shared.run);
}

Test(dht, providers_per_lookup_is_a_limit)
{
    run_set_up(&shared.run, "p2p.providers_per_lookup=3", NULL);
    play(&hash, 20);
    for (int i = 0; i < LOOKUPS; i++)
        cr_assert_eq(shared.count[i], 3);
    run_tear_down(&shared.run);
}

Test(dht, unknown_hash_takes_time_and_finds_nobody)
{
    run_set_up(&shared.run, NULL);
    play(&unknown_hash, 20);
    for (int i = 0; i < LOOKUPS; i++) {
        cr_assert_eq(shared.count[i], 0);
        cr_assert_gt(shared.latency[i], 0);
    }
    run_tear_down(&shared.run);
}

Test(dht, what_is_withdrawn_is_found_no_more_until_it_is_offered_again)
{
    struct dht *dht;
    run_set_up(&shared.run, NULL);
    dht = shared.run.world.dht;
    dht_withdraw(dht, &hash, distributor(1)); /* nothing yet */
    for (uint32_t i = 0; i < PROVIDERS; i++)
        cr_assert_eq(dht_announce(dht, &hash, distributor(i)), 0);
    dht_withdraw(dht, &hash, distributor(2));
    dht_withdraw(dht, &hash, distributor(4));
    dht_withdraw(dht, &unknown_hash, distributor(1));
    cr_assert_eq(dht_announce(dht, &hash, distributor(4)), 0);
    shared.capacity = 20;
    cr_assert_eq(sim_actor_spawn(distributor(0)->node, "seeker", look_up, (void *)&hash, NULL), 0);
    cr_assert_eq(sim_engine_run(shared.run.world.engine, SIM_TIME_FOREVER), 0);
    for (int i = 0; i < LOOKUPS; i++) {
        unsigned seen = 0;
        for (size_t p = 0; p < shared.count[i]; p++)
            seen |= 1u << shared.found[i][p];
        cr_assert_eq(seen, 0x3a);
    }
    run_tear_down(&shared.run);
}
