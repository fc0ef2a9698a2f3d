#include <criterion/criterion.h>

#include "world.h"

/* Scores that are halved at the end of each window, and scores that last. */

static const struct contracts_rules decaying = {.halves_scores = true};

static void deliver(struct world *world, const struct party *distributor,
                    const crypto_address *delivery, int device)
{
    struct proof proof =
        world_proof(world, delivery, &world->devices[device], &distributor->address);
    assert_outcome(
        world_claim(world, distributor, delivery, &world->addresses[device], &proof, NULL),
        "success");
}

/** Five deliveries of the distributor's in one window; its beginning. */
static uint64_t earn_five(struct world *world)
{
    uint64_t window = world->deployment->block_timestamp_s + WORLD_SCORE_PERIOD_S;
    world->now_s = window + 100;
    crypto_address delivery = world_release_all(world, false);
    for (int i = 0; i < WORLD_DEVICE_COUNT; i++)
        deliver(world, &world->distributor, &delivery, i);
    cr_assert_eq(world_score(world, &world->distributor.address), 5);
    return window;
}

/* 5, 2, 1, 0: floor(5 / 2^n) in the n-th window after it, however many pass without a question. */
static void is_halved(struct world *world)
{
    const crypto_address *who = &world->distributor.address;
    uint64_t window = earn_five(world);
    static const struct {
        uint64_t windows, score;
    } faded[] = {{1, 2}, {2, 1}, {3, 0}, {63, 0}, {64, 0}, {255, 0}, {256, 0}, {100000, 0}};
    world->now_s = window + WORLD_SCORE_PERIOD_S - 1;
    cr_expect_eq(world_score(world, who), 5);
    for (size_t i = 0; i < sizeof faded / sizeof faded[0]; i++) {
        world->now_s = window + faded[i].windows * WORLD_SCORE_PERIOD_S;
        cr_expect_eq(world_score(world, who), faded[i].score, "after %lu windows",
                     (unsigned long)faded[i].windows);
    }
    cr_expect_eq(world_score(world, &world->rival.address), 0);
}

Test(score_resets, a_decaying_score_is_halved_each_window)
{
    struct world world;
    world_init_rules(&world, EVM_FORK_OSAKA, &decaying);
    is_halved(&world);
    world_deinit(&world);
    world_init_rules(&world, EVM_FORK_ISTANBUL, &decaying);
    is_halved(&world);
    world_deinit(&world);
}

/* A delivery adds to what is left: 2 + 1 in the next window, floor(3 / 4) + 1 two windows later. */
Test(score_resets, a_delivery_adds_to_a_decayed_score)
{
    struct world world;
    world_init_rules(&world, EVM_FORK_OSAKA, &decaying);
    uint64_t window = earn_five(&world);
    world.now_s = window + WORLD_SCORE_PERIOD_S;
    crypto_address delivery = world_release_all(&world, false);
    deliver(&world, &world.distributor, &delivery, 0);
    cr_expect_eq(world_score(&world, &world.distributor.address), 3);
    world.now_s = window + 3 * WORLD_SCORE_PERIOD_S;
    delivery = world_release_all(&world, false);
    deliver(&world, &world.distributor, &delivery, 0);
    cr_expect_eq(world_score(&world, &world.distributor.address), 1);
    deliver(&world, &world.rival, &delivery, 1);
    cr_expect_eq(world_score(&world, &world.rival.address), 1);
    world_deinit(&world);
}

/* With a period that never ends a score of long ago is what it was, by all semantics. */
Test(score_resets, a_period_that_never_ends_resets_nothing)
{
    for (int semantics = 0; semantics < CONTRACTS_SEMANTICS_COUNT; semantics++) {
        struct world world;
        struct base_buffer data = {0};
        const struct contracts_rules rules = {.semantics = (enum contracts_semantics)semantics};
        world_init_rules(&world, EVM_FORK_OSAKA, &rules);
        contracts_super_encode_creation(&data, &rules, CONTRACTS_SCORES_LAST);
        world.super = world_send(&world, &world.manufacturer, NULL, 0, &data)->to;
        earn_five(&world);
        world.now_s += UINT64_C(3650) * 86400;
        cr_expect_eq(world_score(&world, &world.distributor.address), 5, "%s",
                     contracts_semantics_names[semantics]);
        crypto_address delivery = world_release_all(&world, false);
        deliver(&world, &world.distributor, &delivery, 0);
        cr_expect_eq(world_score(&world, &world.distributor.address), 6, "%s",
                     contracts_semantics_names[semantics]);
        world_deinit(&world);
    }
}
