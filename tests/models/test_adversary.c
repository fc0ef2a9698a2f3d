#include "models/shared/adversary.h"
#include "tests/models/attack.h"

static uint32_t marked_mask(struct run *run, const char *share)
{
    uint32_t mask = 0;
    run_set_up(run, "adversary.kind=free_riding", "world.distributors=20", share, NULL);
    for (uint32_t i = 0; i < 20; i++)
        mask |= (uint32_t)run->world.participants[WORLD_DISTRIBUTOR][i].is_marked << i;
    cr_expect_eq(adversary_count(&run->world), (uint32_t)__builtin_popcount(mask));
    return mask;
}

/* 0.3 * 20 */
Test(adversary, marks_the_share)
{
    struct run run;
    cr_expect_eq(__builtin_popcount(marked_mask(&run, "adversary.share=0.3")), 6);
    run_tear_down(&run);
}

Test(adversary, marks_one_at_the_least)
{
    struct run run;
    cr_expect_eq(__builtin_popcount(marked_mask(&run, "adversary.share=0.001")), 1);
    run_tear_down(&run);
}

Test(adversary, marks_nobody_without_a_share)
{
    struct run run;
    cr_expect_eq(marked_mask(&run, "adversary.share=0"), 0);
    run_tear_down(&run);
}

Test(adversary, a_larger_share_adds_to_a_smaller_one)
{
    struct run run;
    uint32_t small = marked_mask(&run, "adversary.share=0.3"), large = 0;
    struct config_adversary more = *run.world.adversary;
    more.share = 0.5;
    run.world.adversary = &more;
    for (uint32_t i = 0; i < 20; i++)
        run.world.participants[WORLD_DISTRIBUTOR][i].is_marked = false;
    cr_assert_eq(adversary_mark(&run.world), 0);
    for (uint32_t i = 0; i < 20; i++)
        large |= (uint32_t)run.world.participants[WORLD_DISTRIBUTOR][i].is_marked << i;
    cr_expect_eq(__builtin_popcount(large), 10);
    cr_expect_eq(small & ~large, 0);
    run_tear_down(&run);
}

Test(adversary, every_kind_has_a_name_and_a_role)
{
    for (int kind = 1; kind < ADVERSARY_KIND_COUNT; kind++) {
        cr_assert_not_null(adversary_kind_names[kind]);
        cr_expect_lt(adversary_role((enum adversary_kind)kind), WORLD_ROLE_COUNT);
    }
    cr_expect_null(adversary_kind_names[ADVERSARY_KIND_COUNT]);
}

Test(adversary, an_attack_that_the_system_does_not_know_is_refused)
{
    char *errors;
    const char *const options[] = {"adversary.kind=false_votes", NULL};
    cr_expect_null(run_load(options, &errors));
    cr_expect(strstr(errors, "crowdpatching has no false_votes"), "%s", errors);
    free(errors);
}

Test(adversary, free_riders_hold_the_package_and_earn_nothing)
{
    struct run run;
    attack_set_up(&run, "crowdpatching-free_riding", NULL);
    run_play(&run);
    const struct outcome *outcome = &run.world.outcome;
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        if (run.world.participants[WORLD_DISTRIBUTOR][i].is_marked)
            cr_expect_eq(outcome->distributors[i].deliveries, 0);
    cr_expect_eq(attack_number(&run, "packages_held_unserved"), 3);
    cr_expect_eq(outcome->patched, outcome->device_count);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(adversary, before_it_starts_all_are_honest)
{
    struct run run;
    attack_set_up(&run, "crowdpatching-free_riding", "adversary.start=3h", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "packages_held_unserved"), 0);
    run_tear_down(&run);
}
