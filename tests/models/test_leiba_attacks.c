#include "tests/models/attack.h"

/* Distributors after Leiba et al. that serve nobody, keep keys or change offers: three of six, for
 * sixteen devices. */

Test(leiba_attacks, free_riders_hold_what_nobody_else_can_get)
{
    struct run run;
    attack_set_up(&run, "leiba-free_riding", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "packages_held_unserved"), 3);
    cr_expect_eq(run.world.outcome.patched, 16);
    for (uint32_t i = 0; i < 6; i++)
        if (run.world.participants[WORLD_DISTRIBUTOR][i].is_marked)
            cr_expect_eq(run.world.outcome.distributors[i].deliveries, 0);
    run_tear_down(&run);
}

Test(leiba_attacks, nobody_is_served_by_free_riders_alone)
{
    const struct attack_result all = attack_play("leiba-free_riding", "adversary.share=1", NULL);
    cr_expect_eq(all.patched, 0);
    cr_expect_eq(all.delivered, 0);
}

Test(leiba_attacks, a_withheld_key_costs_an_attempt)
{
    const struct attack_result half = attack_play("leiba-key_withholding", NULL);
    cr_expect_gt(attack_figure(&half, "withheld_keys"), 0);
    cr_expect_eq(attack_figure(&half, "extra_attempts"), attack_figure(&half, "withheld_keys"));
    cr_expect_eq(half.patched, 16);
    cr_expect_eq(half.delivered, 16);
}

Test(leiba_attacks, devices_refuse_what_distributors_change)
{
    const struct attack_result half = attack_play("leiba-tamper_distributor", NULL);
    cr_expect_gt(attack_figure(&half, "tampered"), 0);
    cr_expect_eq(attack_figure(&half, "refused_offers"), attack_figure(&half, "tampered"));
    cr_expect_eq(half.patched, 16);
}

Test(leiba_attacks, nothing_is_refused_without_attackers)
{
    const struct attack_result none =
        attack_play("leiba-tamper_distributor", "adversary.share=0", NULL);
    cr_expect_eq(attack_figure(&none, "refused_offers"), 0);
    cr_expect_eq(attack_figure(&none, "extra_attempts"), 0);
}
