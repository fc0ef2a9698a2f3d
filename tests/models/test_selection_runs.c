/* Twenty-four homes of two devices and six distributors, all of whom are asked. */
#define RUN_TEXT                                                                                   \
    "{\"name\": \"selection\", \"duration\": \"1d\", \"sample_interval\": \"1h\","                 \
    " \"world\": {\"distributors\": 6, \"hubs\": 24, \"devices\": 48},"                            \
    " \"crowdpatching\": {\"update_size\": \"1KiB\", \"seeding_slots\": 6, \"candidates\": 6}}"

#include <sys/wait.h>
#include <unistd.h>

#include "tests/models/run.h"

/** What the busiest distributor delivers of the 48 updates. */
static uint64_t most_deliveries(const struct run *run)
{
    uint64_t most = 0;
    for (uint32_t i = 0; i < run->world.outcome.distributor_count; i++)
        if (run->world.outcome.distributors[i].deliveries > most)
            most = run->world.outcome.distributors[i].deliveries;
    return most;
}

static uint64_t play(const char *rule, const char *option)
{
    struct run run;
    run_set_up(&run, rule, option, NULL);
    run_play(&run);
    cr_expect_eq(run.world.outcome.patched, 48);
    uint64_t most = most_deliveries(&run);
    run_expect_books(&run);
    run_tear_down(&run);
    return most;
}

#define RULE "crowdpatching.selection="

/* Who has once delivered is taken again: the paper's rule makes a monopoly. */
Test(selection_runs, highest_score_makes_a_monopoly)
{
    cr_expect_geq(play(RULE "highest_score", NULL), 44);
}

/* By equal chances the busiest of six has eight of 48, and more than 16 once in a thousand. */
Test(selection_runs, anybody_shares)
{
    cr_expect_leq(play(RULE "epsilon_greedy", "crowdpatching.selection_epsilon=1"), 16);
}

Test(selection_runs, a_hot_softmax_is_anybody)
{
    cr_expect_leq(play(RULE "softmax", "crowdpatching.selection_temperature=1000000"), 16);
}

Test(selection_runs, a_cold_softmax_is_the_highest_score)
{
    cr_expect_geq(play(RULE "softmax", "crowdpatching.selection_temperature=0.001"), 44);
}

Test(selection_runs, a_threshold_nobody_has_is_the_highest_score)
{
    cr_expect_geq(play(RULE "threshold", "crowdpatching.selection_threshold=1000"), 44);
}

Test(selection_runs, proportional_is_between)
{
    uint64_t most = play(RULE "proportional", NULL);
    cr_expect(most > 16 && most < 36, "%llu", (unsigned long long)most);
}

static sim_time latency_to(const struct world *world, const struct participant *hub,
                           uint32_t distributor)
{
    return topology_latency(&world->topology, hub->region,
                            world->participants[WORLD_DISTRIBUTOR][distributor].region);
}

/** Whether no distributor is nearer to the device's home than the one that has served it. */
static bool is_from_nearest(const struct world *world, uint32_t device)
{
    const struct outcome_device *row = &world->outcome.devices[device];
    const struct participant *hub = &world->participants[WORLD_HUB][row->hub];
    for (uint32_t i = 0; i < world->counts[WORLD_DISTRIBUTOR]; i++)
        if (latency_to(world, hub, i) < latency_to(world, hub, row->distributor))
            return false;
    return true;
}

/* By any other rule the nearest of six serves a third. */
Test(selection_runs, the_first_responder_is_the_nearest)
{
    struct run run;
    uint32_t nearest = 0;
    run_set_up(&run, RULE "first_responder", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < run.world.outcome.device_count; i++)
        nearest += is_from_nearest(&run.world, i);
    cr_expect_geq(nearest, 46);
    run_tear_down(&run);
}

/* All scores end each second, so that chance alone decides: in each release anew. */
Test(selection_runs, chance_is_another_in_each_release)
{
    struct run run;
    uint32_t same = 0;
    run_set_up(&run, RULE "proportional", "crowdpatching.score_period=1s",
               "crowdpatching.releases=2", "crowdpatching.release_interval=1h",
               "crowdpatching.expiry=1h", NULL);
    run_play(&run);
    const struct crowdpatching *state = run_state(&run);
    for (uint32_t i = 0; i < run.world.outcome.device_count; i++)
        same += state->updates[0].rows[i].distributor == run.world.outcome.devices[i].distributor;
    cr_expect_eq(run.world.outcome.patched, run.world.outcome.device_count);
    cr_expect_lt(same, run.world.outcome.device_count / 2);
    run_tear_down(&run);
}

/** Seconds from the request to the PoD, summed over all devices, where distributors' lines are slow
 * and unlike, and hubs get to know more than one. */
static double waited_s(const char *rule)
{
    struct run run;
    double sum_s = 0;
    run_set_up(&run, rule, "world.hubs=4", "crowdpatching.candidates=3",
               "network.distributor_up=10kbps", "network.distributor_rate_sigma=2", NULL);
    run_play(&run);
    for (uint32_t i = 0; i < run.world.outcome.device_count; i++) {
        const struct outcome_device *row = &run.world.outcome.devices[i];
        sum_s += (double)(row->authorised - row->requested) / 1e9;
    }
    cr_expect_eq(run.world.outcome.patched, 48);
    run_tear_down(&run);
    return sum_s;
}

/** The same in a process of its own: SimGrid runs once in each. */
static double waited_in_child_s(const char *rule)
{
    double sum_s = -1;
    int ends[2], status = -1;
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        sum_s = waited_s(rule);
        _exit(write(ends[1], &sum_s, sizeof sum_s) != (ssize_t)sizeof sum_s);
    }
    close(ends[1]);
    cr_assert_eq(read(ends[0], &sum_s, sizeof sum_s), (ssize_t)sizeof sum_s);
    close(ends[0]);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert_eq(status, 0);
    return sum_s;
}

Test(selection_runs, measured_rates_count)
{
    cr_expect_lt(waited_in_child_s(RULE "score_and_rate"),
                 waited_in_child_s(RULE "highest_score") - 1);
}
