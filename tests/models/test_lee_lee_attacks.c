#include "models/lee_lee/state.h"
#include "tests/models/attack.h"

static struct run run;

static const struct lee_lee *state_of(void)
{
    return run.world.model_state;
}

/** All devices patched, in a run that came to its end. */
static void expect_all_patched(void)
{
    cr_expect_eq(run.world.outcome.patched, run.world.outcome.device_count);
    cr_expect(run.world.outcome.is_complete);
}

/* Each changed piece that has come is refused; one that was on its way at the end has not. */
static void expect_refused(void)
{
    double sent = attack_number(&run, "pieces_sent_by_attackers");
    double refused = attack_number(&run, "pieces_refused");
    cr_expect_gt(refused, 0);
    cr_expect_leq(refused, sent);
    cr_expect_geq(refused, sent - 2);
    expect_all_patched();
}

Test(lee_lee_attacks, devices_that_tamper)
{
    attack_set_up(&run, "lee_lee-tamper_device", NULL);
    run_play(&run);
    expect_refused();
    run_tear_down(&run);
}

Test(lee_lee_attacks, verification_nodes_that_tamper)
{
    attack_set_up(&run, "lee_lee-tamper_distributor", NULL);
    run_play(&run);
    expect_refused();
    run_tear_down(&run);
}

/* Everybody but the manufacturer's node: it alone gives good pieces, until it is asked. */
Test(lee_lee_attacks, all_devices_tamper)
{
    attack_set_up(&run, "lee_lee-tamper_device", "adversary.share=1", NULL);
    run_play(&run);
    expect_all_patched();
    run_tear_down(&run);
}

static uint64_t sent_by(bool is_marked)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < state_of()->swarm.peer_count; i++)
        if (state_of()->swarm.peers[i].self->is_marked == is_marked)
            sum += state_of()->swarm.peers[i].pieces_sent;
    return sum;
}

/* 16 devices take 8 pieces each, whoever sends them. */
Test(lee_lee_attacks, devices_that_ride_free)
{
    attack_set_up(&run, "lee_lee-free_riding_device", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "pieces_sent_by_attackers"), 0);
    cr_expect_eq(sent_by(true), 0);
    cr_expect_eq(sent_by(false), 16 * 8);
    expect_all_patched();
    run_tear_down(&run);
}

Test(lee_lee_attacks, without_free_riders_they_send)
{
    attack_set_up(&run, "lee_lee-free_riding_device", "adversary.start=6h", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "pieces_sent_by_attackers"), 0);
    cr_expect_eq(sent_by(true) + sent_by(false), 16 * 8);
    run_tear_down(&run);
}

/* Both directions share a home's radio, so that who sends takes from its own download. The same
 * devices are faster when they send nothing: being choked costs them less. Many download at once
 * here, and the verification nodes' seeds are few. */
Test(lee_lee_attacks, riding_free_pays)
{
#define CROWD                                                                                      \
    "lee_lee.update_size=16KiB", "lee_lee.check_interval=1min", "world.distributors=0", seeds[i]
    static const char *const seeds[] = {"seed=1", "seed=2", "seed=3", "seed=4"};
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++) {
        const struct attack_result sharing =
            attack_play("lee_lee-free_riding_device", CROWD, "adversary.start=6h", NULL);
        const struct attack_result riding = attack_play("lee_lee-free_riding_device", CROWD, NULL);
        cr_expect_eq(sharing.patched, 16);
        cr_expect_eq(riding.patched, 16);
        cr_expect_gt(attack_figure(&sharing, "pieces_sent_by_attackers"), 0);
        cr_expect_lt(attack_figure(&riding, "mean_update_of_attackers_s"),
                     attack_figure(&sharing, "mean_update_of_attackers_s"), "%s", seeds[i]);
    }
}

Test(lee_lee_attacks, verification_nodes_that_do_not_seed)
{
    attack_set_up(&run, "lee_lee-free_riding", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "pieces_sent_by_attackers"), 0);
    expect_all_patched();
    run_tear_down(&run);
}

Test(lee_lee_attacks, a_false_manufacturer)
{
    attack_set_up(&run, "lee_lee-impersonate_manufacturer", NULL);
    run_play(&run);
    cr_expect_gt(attack_number(&run, "forged_lists_refused"), 0);
    cr_expect_eq(attack_number(&run, "forged_lists_refused"), attack_number(&run, "forged_lists"));
    cr_expect_eq(attack_number(&run, "forged_installs"), 0);
    expect_all_patched();
    run_tear_down(&run);
}

/* The same run with and without liars. */
Test(lee_lee_attacks, false_answers)
{
    attack_set_up(&run, "lee_lee-false_answers", NULL);
    run_play(&run);
    /* Each device gives up after its two attempts. */
    cr_expect_eq(attack_number(&run, "lies_believed"), 32);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect_eq(outcome_count_state(&run.world.outcome, OUTCOME_WAITING), 16);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

Test(lee_lee_attacks, honest_answers)
{
    attack_set_up(&run, "lee_lee-false_answers", "adversary.start=6h", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "lies_believed"), 0);
    expect_all_patched();
    run_tear_down(&run);
}

/* Two homes of eight have four devices of sixteen. */
Test(lee_lee_attacks, isolation)
{
    attack_set_up(&run, "lee_lee-isolation", NULL);
    run_play(&run);
    cr_expect_eq(attack_number(&run, "isolated_devices_patched"), 0);
    cr_expect_eq(attack_number(&run, "other_devices_patched"), 12);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}

static void fail_and_return(void *argument)
{
    struct participant *hub = argument;
    for (;;) {
        sim_actor_sleep(run.world.engine, 20 * SIM_TIME_SECOND);
        sim_node_fail(hub->node);
        sim_actor_sleep(run.world.engine, SIM_TIME_SECOND);
        sim_node_restore(hub->node);
    }
}

/* A router that restarts does not free its home. */
Test(lee_lee_attacks, isolation_outlives_a_restart)
{
    attack_set_up(&run, "lee_lee-isolation", "adversary.share=1", "lee_lee.attempts=2", NULL);
    cr_assert_eq(sim_actor_spawn(run.world.monitor, "trouble", fail_and_return,
                                 &run.world.participants[WORLD_HUB][0], NULL),
                 0);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 0);
    cr_expect(run.world.outcome.is_complete);
    run_tear_down(&run);
}
