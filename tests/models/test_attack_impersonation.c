#include "tests/models/attack.h"

/* Section V-A1: nobody is taken for a manufacturer, a hub or a device who is none. */

/** Plays it; what is honest comes about all the same. */
static void play(struct run *run, const char *name)
{
    attack_set_up(run, name, NULL);
    run_play(run);
    cr_expect_gt(attack_number(run, "tries"), 0);
    cr_expect_eq(attack_number(run, "successes"), 0);
    cr_expect_eq(attack_number(run, "wrong_installs"), 0);
    cr_expect_eq(run->world.outcome.patched, run->world.outcome.device_count);
    run_expect_books(run);
    run_expect_order(run);
}

Test(attack_impersonation, a_release_of_another_is_not_looked_at)
{
    struct run run;
    play(&run, "crowdpatching-impersonate_manufacturer");
    cr_expect_eq(attack_number(&run, "false_releases"), 1);
    cr_expect_eq(attack_number(&run, "refused_by_contract"), 1);
    run_tear_down(&run);
}

Test(attack_impersonation, hubs_rewards_need_the_devices_signature)
{
    struct run run;
    play(&run, "crowdpatching-impersonate_hub");
    cr_expect_eq(attack_number(&run, "refused_by_contract"), 8);
    cr_expect_eq(
        attack_number(&run, "unreachable_devices") + attack_number(&run, "refused_strangers"), 8);
    cr_expect_eq(attack_number(&run, "devices_answers"), 0);
    run_tear_down(&run);
}

Test(attack_impersonation, contracts_that_do_not_revert_do_not_pay_either)
{
    const struct attack_result result = attack_play("crowdpatching-impersonate_hub",
                                                    "crowdpatching.semantics=reference-code", NULL);
    cr_expect_eq(attack_figure(&result, "refused_by_contract"), 8);
    cr_expect_eq(attack_figure(&result, "successes"), 0);
    cr_expect_eq(result.patched, 8);
}

Test(attack_impersonation, distributors_prove_for_devices_of_the_release_alone)
{
    struct run run;
    play(&run, "crowdpatching-impersonate_device");
    cr_expect_gt(attack_number(&run, "refused_signatures"), 0);
    cr_expect_gt(attack_number(&run, "refused_targets"), 0);
    cr_expect_leq(attack_number(&run, "refused_signatures") +
                      attack_number(&run, "refused_targets"),
                  attack_number(&run, "tries"));
    run_tear_down(&run);
}

/* Under a root a hub that is none has no path either. */
Test(attack_impersonation, a_root_of_devices_holds_as_a_list_does)
{
    const struct attack_result hub =
        attack_play("crowdpatching-impersonate_hub", "crowdpatching.device_list=merkle_root", NULL);
    const struct attack_result device = attack_play("crowdpatching-impersonate_device",
                                                    "crowdpatching.device_list=merkle_root", NULL);
    cr_expect_eq(attack_figure(&hub, "successes"), 0);
    cr_expect_eq(attack_figure(&device, "successes"), 0);
    cr_expect_gt(attack_figure(&device, "refused_signatures"), 0);
}
