#include "tests/models/attack.h"

/* Attacks on proofs and provers. */

#define GRIEFING "crowdpatching-prover_griefing"

Test(attack_proving, a_griefer_costs_provers_many_times_its_own_work)
{
    struct run run;
    attack_set_up(&run, GRIEFING, NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "proofs_wasted"), 100);
    cr_expect_gt(attack_number(&run, "wasted_to_own"), 5);
    cr_expect_eq(attack_number(&run, "refused_over_limit"), 0);
    cr_expect_eq(run.world.outcome.patched, 4);
    run_expect_books(&run);
    run_tear_down(&run);
}

/* Three proofs for each of four devices by each of four distributors, and no more. */
Test(attack_proving, a_limit_a_device_bounds_it)
{
    const struct attack_result limited =
        attack_play(GRIEFING, "crowdpatching.deliveries_per_device=3", NULL);
    cr_expect_eq(attack_figure(&limited, "proofs_wasted"), 4 * 4 * 3);
    cr_expect_lt(attack_figure(&limited, "wasted_to_own"), 1);
    cr_expect_gt(attack_figure(&limited, "refused_over_limit"), 0);
    cr_expect_eq(limited.patched, 4);
}
