#include "tests/models/attack.h"

/* Section V-A: updates that are not the manufacturer's. */

Test(attack_tampering, hubs_refuse_what_is_not_proved)
{
    struct run run;
    attack_set_up(&run, "crowdpatching-tamper_distributor", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "tampered"), 0);
    cr_expect_eq(attack_number(&run, "refused_offers"), attack_number(&run, "tampered"));
    cr_expect_eq(attack_number(&run, "wrong_updates"), 0);
    cr_expect_eq(attack_number(&run, "wrong_installs"), 0);
    cr_expect_eq(run.world.outcome.patched, 16);
    for (uint32_t i = 0; i < run.world.outcome.distributor_count; i++)
        if (run.world.participants[WORLD_DISTRIBUTOR][i].is_marked)
            cr_expect_eq(run.world.outcome.distributors[i].deliveries, 0);
    run_expect_books(&run);
    run_tear_down(&run);
}

Test(attack_tampering, devices_refuse_what_their_hub_has_changed)
{
    struct run run;
    attack_set_up(&run, "crowdpatching-tamper_hub", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "refused_releases"), 0);
    cr_expect_gt(attack_number(&run, "refused_updates"), 0);
    cr_expect_eq(attack_number(&run, "refused_releases") + attack_number(&run, "refused_updates"),
                 attack_number(&run, "tampered"));
    cr_expect_eq(attack_number(&run, "wrong_installs"), 0);
    for (uint32_t i = 0; i < run.world.outcome.device_count; i++) {
        const struct outcome_device *row = &run.world.outcome.devices[i];
        bool is_victim = run.world.participants[WORLD_HUB][row->hub].is_marked;
        cr_expect_eq(row->state == OUTCOME_PATCHED, !is_victim);
    }
    run_expect_books(&run);
    run_tear_down(&run);
}
