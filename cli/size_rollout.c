/* Rollouts of a release: what is drawn, who enters, and processes that simulate. */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/file.h"
#include "analysis/interval.h"
#include "analysis/sizing.h"
#include "base/error.h"
#include "base/portable_math.h"
#include "base/random.h"
#include "cli/child.h"
#include "cli/command.h"
#include "cli/size.h"
#include "cli/terminal.h"
#include "models/crowdpatching/entry.h"
#include "models/registry.h"
#include "models/shared/costs.h"
#include "models/shared/world.h"

static double log_uniform(uint64_t seed, const char *purpose, double low, double high)
{
    struct base_random random;
    base_random_init(&random, seed, 0, purpose);
    return low * base_math_pow(high / low, base_random_uniform(&random));
}

struct size_inputs size_draw(const struct size_study *study, uint64_t seed)
{
    const struct size_release *release = study->release;
    struct size_inputs inputs = size_inputs_middle(release, &study->market);
    inputs.fee = log_uniform(seed, "size.fee", release->chain->fee_low, release->chain->fee_high);
    inputs.eth_usd =
        log_uniform(seed, "size.eth_usd", study->market.eth_usd_low, study->market.eth_usd_high);
    return inputs;
}

static uint64_t available(const struct size_study *study, const struct size_case *what)
{
    return (uint64_t)(what->inputs.available * (double)study->release->distributors->available +
                      0.5);
}

/** Nobody gains from a delivery. It is the whole fleet's gas that counts: the Merkle paths of a
 * part are shorter, and a simulation of it would have some gain. */
static bool is_sure_loss(const struct size_study *study, const struct size_case *what)
{
    double reward = u256_to_double(size_reward_wei(what)) / 1e18 * study->market.eth_usd;
    return reward <=
           size_delivery_cost(study->release, &study->market, &study->bounds, &what->inputs);
}

/** How many enter where a system has no entry of its own: the cheapest whose part of the gains
 *  covers their outlay. Returns 0 or BASE_E_NOMEM. */
static int count_entrants(const struct size_study *study, const struct size_case *what,
                          uint64_t *ret_count)
{
    const struct size_release *release = study->release;
    const struct size_distributors *who = release->distributors;
    size_t count = (size_t)available(study, what);
    double *outlays = calloc(count + 1, sizeof *outlays);
    if (!outlays)
        return base_fail(BASE_E_NOMEM, "no memory for %zu distributors", count);
    for (size_t i = 0; i < count; i++) {
        struct base_random random;
        base_random_init(&random, what->seed, (uint32_t)i, "size.outlay");
        outlays[i] = release->usd * who->outlay * what->inputs.outlay *
                     base_random_lognormal(&random, 0, who->outlay_sigma);
    }
    analysis_sort(count, outlays);
    for (size_t i = who->first_hand; who->first_hand > 0 && i < count; i++)
        outlays[i] += release->usd * who->package;
    double gain = u256_to_double(size_reward_wei(what)) / 1e18 * study->market.eth_usd -
                  size_delivery_cost(release, &study->market, &study->bounds, &what->inputs);
    double prize =
        gain / study->market.eth_usd * what->inputs.eth_usd * (double)release->fleet->devices;
    *ret_count = analysis_free_entry(count, outlays, prize);
    free(outlays);
    return 0;
}

int size_case_enter(const struct size_study *study, struct size_case *what)
{
    what->distributors = 0;
    if (what->system == SIZE_STATIC_SEEDING)
        return count_entrants(study, what, &what->distributors);
    if (what->system == SIZE_CROWDPATCHING && !is_sure_loss(study, what))
        what->distributors = available(study, what);
    return 0;
}

/* The manufacturer is the world's first participant, and distributors follow. */
#define FIRST_DISTRIBUTOR 1

double size_least_outlay(const struct size_study *study, uint64_t seed)
{
    const struct size_distributors *who = study->release->distributors;
    double least = INFINITY;
    for (uint32_t i = 0; i < who->available; i++)
        least =
            fmin(least, crowdpatching_cost_factor(seed, FIRST_DISTRIBUTOR + i, who->outlay_sigma));
    return least;
}

struct size_case size_case_of(const struct size_study *study, enum size_system system,
                              const struct size_inputs *inputs, double reward, uint64_t seed)
{
    struct size_case what = {
        .system = system,
        .market = &study->market,
        .devices = study->devices,
        .hub_reward_wei = study->bounds.hub_reward_wei,
        .inputs = *inputs,
        .seed = seed,
    };
    what.inputs.reward = reward;
    return what;
}

/** A world, and from when on nobody gets the package who does not find a holder. */
struct watch {
    struct world *world;
    sim_time seeded;
};

/** Ends a run in which nothing is left to patch, or nobody left to do it: what follows changes no
 *  figure that counts. */
static void end_early(void *context, const struct world *world)
{
    const struct watch *watch = context;
    const struct outcome *outcome = &world->outcome;
    bool nobody = outcome->first_hand + outcome->second_hand == 0;
    if (outcome->patched == outcome->device_count || (nobody && world_now(world) > watch->seeded))
        world_finish(watch->world);
}

/* From the end of the seeding window to that of a transfer that began in it. Assumption. */
#define SEEDING_GRACE (2 * 3600 * SIM_TIME_SECOND)

static void read_outcome(const struct size_release *release, const struct world *world,
                         const struct size_case *what, struct size_rollout *rollout)
{
    const struct outcome *outcome = &world->outcome;
    struct costs_manufacturer costs = costs_of_manufacturer(world);
    sim_time deadline = (sim_time)((double)release->window_ns * what->inputs.window);
    sim_time reached = outcome_time_to_share(outcome, release->target->coverage);
    for (uint32_t i = 0; i < outcome->device_count; i++)
        rollout->patched +=
            outcome->devices[i].patched >= 0 && outcome->devices[i].patched <= deadline;
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        rollout->holders += outcome->distributors[i].source != OUTCOME_SOURCE_NONE;
    rollout->up_bytes = (double)costs.up_bytes;
    rollout->services_usd = costs.services_usd;
    rollout->fees_eth = u256_to_double(costs.fees_wei) / 1e18;
    rollout->reached_s = reached < 0 ? -1 : (double)reached / 1e9;
}

static int simulate(const struct size_release *release, const struct size_case *what,
                    struct size_rollout *rollout)
{
    struct scenario *scenario;
    int r = size_scenario_load(release, what, &scenario);
    if (r < 0)
        return r;
    const struct config_run *settings = scenario_section_values(scenario, "");
    struct world world;
    r = world_init(&world, scenario, models_at(settings->system));
    if (r < 0) {
        scenario_free(scenario);
        return r;
    }
    struct watch watch = {&world, SIM_TIME_FOREVER};
    if (world.counts[WORLD_DISTRIBUTOR] > 0)
        watch.seeded = release->distributors->seeding_ns + SEEDING_GRACE;
    world.on_sample = end_early;
    world.on_sample_context = &watch;
    r = world_run(&world);
    if (r == 0)
        read_outcome(release, &world, what, rollout);
    world_deinit(&world);
    scenario_free(scenario);
    return r;
}

/** Idle without a child. */
struct worker {
    struct cli_child child;
    const struct size_release *release;
    struct size_job *job;
};

static bool work(void *context, int fd)
{
    struct worker *worker = context;
    struct size_rollout *rollout = &worker->job->rollout;
    rollout->error = simulate(worker->release, &worker->job->what, rollout);
    if (rollout->error < 0)
        snprintf(rollout->error_text, sizeof rollout->error_text, "%s",
                 cli_error_text(rollout->error));
    return analysis_file_append(fd, rollout, sizeof *rollout);
}

static int start(const struct size_study *study, struct size_job *job, struct worker *worker)
{
    *worker = (struct worker){.release = study->release, .job = job};
    return cli_child_start(work, worker, &worker->child);
}

static int finish(struct worker *worker)
{
    struct size_rollout *rollout = &worker->job->rollout;
    int r = cli_child_take(&worker->child, rollout, sizeof *rollout);
    return r == 0 && rollout->error < 0 ? base_fail(rollout->error, "%s", rollout->error_text) : r;
}

/** Ends those that still simulate. */
static void stop(struct worker workers[], unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (workers[i].child.pid > 0) {
            kill(workers[i].child.pid, SIGKILL);
            cli_child_reap(&workers[i].child, NULL);
        }
    }
}

/** Waits until one of them has an answer, and takes it. */
static int attend(struct worker workers[], unsigned count)
{
    struct pollfd polls[SIZE_WORKERS_MAX];
    int r = 0;
    for (unsigned i = 0; i < count; i++)
        polls[i] = (struct pollfd){.fd = workers[i].child.pid > 0 ? workers[i].child.fd : -1,
                                   .events = POLLIN};
    if (poll(polls, count, -1) < 0)
        return errno == EINTR ? 0 : base_fail(BASE_E_IO, "cannot wait: %s", strerror(errno));
    for (unsigned i = 0; r == 0 && i < count; i++)
        if (polls[i].revents)
            r = finish(&workers[i]);
    return r;
}

static bool is_trivial(const struct size_case *what)
{
    return (what->system == SIZE_CROWDPATCHING || what->system == SIZE_STATIC_SEEDING) &&
           what->distributors == 0;
}

int size_run(struct size_study *study, const char *what, size_t count, struct size_job jobs[])
{
    struct worker workers[SIZE_WORKERS_MAX] = {{{0}}};
    unsigned busy = 0;
    size_t next = 0;
    char text[120] = "";
    int r = 0;
    while (r == 0 && (next < count || busy > 0)) {
        for (unsigned i = 0; r == 0 && i < study->workers && next < count; i++) {
            if (workers[i].child.pid > 0)
                continue;
            struct size_job *job = &jobs[next++];
            job->rollout = (struct size_rollout){.devices = job->what.devices, .reached_s = -1};
            study->spent++;
            r = size_case_enter(study, &job->what);
            if (r == 0 && !is_trivial(&job->what))
                r = start(study, job, &workers[i]);
        }
        busy = 0;
        for (unsigned i = 0; i < study->workers; i++)
            busy += workers[i].child.pid > 0;
        if (r == 0 && busy > 0)
            r = attend(workers, study->workers);
        snprintf(text, sizeof text, "%s: %zu of %zu", what, next, count);
        if (study->progress)
            cli_terminal_show(study->progress, text);
    }
    stop(workers, study->workers);
    if (study->progress)
        cli_terminal_show_end(study->progress, text);
    return r;
}

double size_deposit_eth(const struct size_study *study, double reward)
{
    const struct size_case what = {.market = &study->market, .inputs = {.reward = reward}};
    u256 each = u256_add(size_reward_wei(&what), study->bounds.hub_reward_wei);
    return u256_to_double(each) / 1e18 * (double)study->release->fleet->devices;
}

/** Of CrowdPatching: all of it follows from the fleet, whatever part of it was simulated. */
static void judge_chain(const struct size_study *study, const struct size_job *job,
                        struct size_verdict *verdict)
{
    const struct size_market *market = &study->market;
    const struct size_inputs *inputs = &job->what.inputs;
    double deposit = size_deposit_eth(study, inputs->reward);
    double gas_wei =
        study->bounds.manufacturer_gas * (market->base_fee_wei + market->priority_fee_wei);
    double data_wei = study->bounds.manufacturer_bytes * market->data_fee_wei;
    verdict->rewards_eth = verdict->coverage * deposit;
    verdict->refund_eth = deposit - verdict->rewards_eth;
    verdict->fees_eth = inputs->fee * (gas_wei + data_wei) / 1e18;
    verdict->bills_usd =
        job->rollout.up_bytes / 1e9 * study->release->alternatives->egress * study->release->usd;
    if (job->rollout.holders > 0)
        verdict->busy = verdict->coverage * (double)study->release->fleet->devices *
                        (inputs->update * study->bounds.proof_s) /
                        (1 - study->release->distributors->lost_claims) /
                        ((double)job->rollout.holders * (double)study->release->window_ns / 1e9 *
                         inputs->window);
}

struct size_verdict size_judge(const struct size_study *study, const struct size_job *job)
{
    const struct size_rollout *rollout = &job->rollout;
    const struct size_inputs *inputs = &job->what.inputs;
    double scale = (double)study->release->fleet->devices / (double)rollout->devices;
    double egress = study->release->alternatives->egress * study->release->usd;
    struct size_verdict verdict = {.coverage = (double)rollout->patched / (double)rollout->devices};
    if (job->what.system == SIZE_CROWDPATCHING) {
        judge_chain(study, job, &verdict);
    } else if (job->what.system == SIZE_STATIC_SEEDING) {
        judge_chain(study, job, &verdict);
        double all = u256_to_double(size_reward_wei(&job->what)) / 1e18 *
                     (double)study->release->fleet->devices;
        verdict.rewards_eth = verdict.coverage * all;
        verdict.refund_eth = all - verdict.rewards_eth;
        verdict.fees_eth = rollout->fees_eth;
    } else {
        verdict.bills_usd = scale * (rollout->up_bytes / 1e9 * egress + rollout->services_usd);
    }
    double eth = verdict.rewards_eth + verdict.fees_eth;
    verdict.total_usd = eth * inputs->eth_usd + verdict.bills_usd;
    verdict.total_eth = eth + verdict.bills_usd / inputs->eth_usd;
    verdict.is_hit =
        verdict.coverage >= study->release->target->coverage && verdict.busy <= SIZE_BUSY_MAX;
    return verdict;
}
