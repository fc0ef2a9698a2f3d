/* How an answer is found: a response curve, a candidate, a confirmation, and what it is worth. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/interval.h"
#include "analysis/sizing.h"
#include "base/error.h"
#include "cli/size_private.h"

const char *const size_outcome_names[] = {
    [SIZE_RECOMMENDED] = "recommended",
    [SIZE_NO_REWARD] = "no_reward_suffices",
    [SIZE_UNCONFIRMED] = "not_confirmed",
    [SIZE_CDN_CHEAPER] = "cdn_cheaper_at_every_outage_probability",
};

/* Resamples of the test that the response rises, and the seed that draws them. */
#define RESAMPLES 2000
/* Seeds of fresh rollouts begin here, those of the sides' and of the screening's behind them. */
#define SEEDS_APART UINT64_C(1000000)

enum { SEED_CURVE, SEED_CONFIRM, SEED_SIDE, SEED_SCREEN, SEED_CHECK, SEED_HARD };

static uint64_t size_seed(const struct size_study *study, unsigned part, size_t index)
{
    return study->release->top->seed * 8 * SEEDS_APART + part * SEEDS_APART + index;
}

static size_t within(double value, size_t low, size_t high)
{
    return value < (double)low ? low : value > (double)high ? high : (size_t)value;
}

static size_t total_of(const struct size_plan *plan)
{
    return SIZE_COARSE_DOSES * plan->coarse + SIZE_FINE_DOSES * plan->fine + plan->confirm +
           SIZE_HARD_SEEDS * SIZE_HARD_STEPS + 2 * SIZE_SYSTEM_COUNT * plan->side +
           (SIZE_FACTORS + 1) * plan->trajectories;
}

size_t size_plan_least(const struct size_release *release)
{
    const struct size_plan least = {
        .coarse = 5,
        .fine = 10,
        .side = 5,
        .trajectories = 2,
        .confirm =
            analysis_sizing_tries(release->target->probability, release->target->confidence, 0),
    };
    return total_of(&least);
}

struct size_plan size_plan_of(const struct size_release *release, size_t budget)
{
    size_t confirm =
        analysis_sizing_tries(release->target->probability, release->target->confidence, 0);
    size_t fixed = confirm + SIZE_HARD_SEEDS * SIZE_HARD_STEPS;
    double rest = budget > fixed ? (double)(budget - fixed) : 0;
    struct size_plan plan = {
        .coarse = within(rest * 0.22 / SIZE_COARSE_DOSES, 5, 30),
        .fine = within(rest * 0.42 / SIZE_FINE_DOSES, 10, 100),
        .side = within(rest * 0.2 / (2 * SIZE_SYSTEM_COUNT), 5, 50),
        .trajectories = within(rest * 0.1 / (SIZE_FACTORS + 1), 2, 20),
        .confirm = confirm,
    };
    size_t *const counts[] = {&plan.fine, &plan.coarse, &plan.side, &plan.trajectories};
    static const size_t leasts[] = {10, 5, 5, 2};
    for (size_t i = 0; total_of(&plan) > budget && i < 4; i++)
        *counts[i] = leasts[i];
    return plan;
}

static void remove_dose(struct size_curve *curve, size_t index)
{
    curve->count--;
    for (size_t i = index; i < curve->count; i++) {
        curve->rewards[i] = curve->rewards[i + 1];
        curve->doses[i] = curve->doses[i + 1];
        curve->coverage[i] = curve->coverage[i + 1];
        curve->refund_eth[i] = curve->refund_eth[i + 1];
    }
}

void size_curve_add(const struct size_study *study, double reward, size_t tries,
                    const struct size_job jobs[], struct size_curve *curve)
{
    /* One that was tried with fewer of the same seeds. */
    for (size_t i = 0; i < curve->count; i++)
        if (fabs(curve->rewards[i] / reward - 1) < 1e-9)
            remove_dose(curve, i);
    size_t place = curve->count++;
    while (place > 0 && curve->rewards[place - 1] > reward) {
        curve->rewards[place] = curve->rewards[place - 1];
        curve->doses[place] = curve->doses[place - 1];
        curve->coverage[place] = curve->coverage[place - 1];
        curve->refund_eth[place] = curve->refund_eth[place - 1];
        place--;
    }
    curve->rewards[place] = reward;
    curve->doses[place] = (struct analysis_dose){.tries = tries};
    curve->coverage[place] = curve->refund_eth[place] = 0;
    for (size_t i = 0; i < tries; i++) {
        struct size_verdict verdict = size_judge(study, &jobs[i]);
        curve->doses[place].hits += verdict.is_hit;
        curve->coverage[place] += verdict.coverage / (double)tries;
        curve->refund_eth[place] += verdict.refund_eth / (double)tries;
    }
}

/** Runs `tries` rollouts of each dose, on common seeds, and adds the doses to the curve. */
static int try_doses(struct size_study *study, const char *what, size_t count,
                     const double rewards[], size_t tries, struct size_curve *curve)
{
    struct size_job *jobs = calloc(count * tries, sizeof *jobs);
    if (!jobs)
        return base_fail(BASE_E_NOMEM, "no memory for %zu rollouts", count * tries);
    for (size_t i = 0; i < count * tries; i++) {
        uint64_t seed = size_seed(study, SEED_CURVE, i % tries);
        struct size_inputs inputs = size_draw(study, seed);
        jobs[i].what = size_case_of(study, SIZE_CROWDPATCHING, &inputs, rewards[i / tries], seed);
    }
    int r = size_run(study, what, count * tries, jobs);
    for (size_t k = 0; r == 0 && k < count; k++)
        size_curve_add(study, rewards[k], tries, jobs + k * tries, curve);
    free(jobs);
    return r;
}

/** count values of equal ratio from low to high, both among them. */
static void spread_log(double low, double high, size_t count, double ret_values[])
{
    for (size_t i = 0; i < count; i++)
        ret_values[i] = low * pow(high / low, (double)i / (double)(count - 1));
}

void size_coarse_rewards(const struct size_study *study, double ret_rewards[SIZE_COARSE_DOSES])
{
    const struct size_release *release = study->release;
    struct size_inputs best = size_inputs_middle(release, &study->market);
    best.fee = release->chain->fee_low;
    best.eth_usd = study->market.eth_usd_high;
    double low = size_break_even(release, &study->market, &study->bounds, &best, 1);
    /* Distributors differ, and the dearest of all who could come is no longer needed. */
    double high = fmax(study->bounds.full_worst, 4 * low);
    spread_log(0.8 * low, 1.5 * high, SIZE_COARSE_DOSES, ret_rewards);
}

static int try_coarse(struct size_study *study, size_t tries, struct size_curve *curve)
{
    double rewards[SIZE_COARSE_DOSES];
    size_coarse_rewards(study, rewards);
    return try_doses(study, "response curve", SIZE_COARSE_DOSES, rewards, tries, curve);
}

size_t size_curve_first_sure(const struct size_curve *curve)
{
    size_t first = curve->count;
    while (first > 0 && curve->doses[first - 1].hits == curve->doses[first - 1].tries)
        first--;
    return first;
}

/** Looks closer where misses end, and as close at the doses above until one has none. */
static int try_fine(struct size_study *study, size_t tries, struct size_curve *curve)
{
    size_t sure = size_curve_first_sure(curve), top = curve->count - 1;
    double rewards[SIZE_INNER_DOSES + 2];
    double high = curve->rewards[sure <= top ? sure : top];
    double low = sure == 0 ? high / 2 : curve->rewards[sure <= top ? sure - 1 : top - 1];
    spread_log(low, high, SIZE_INNER_DOSES + 2, rewards);
    int r = try_doses(study, "closer", SIZE_INNER_DOSES, rewards + 1, tries, curve);
    for (size_t k = 0; r == 0 && k < SIZE_FINE_DOSES - SIZE_INNER_DOSES; k++) {
        sure = size_curve_first_sure(curve);
        if (sure == curve->count)
            sure--;
        if (curve->doses[sure].tries >= tries)
            break;
        r = try_doses(study, "closer", 1, &curve->rewards[sure], tries, curve);
    }
    return r;
}

/** Rollouts with seeds of their own, at one reward. A miss ends it: it is decided then. */
static int confirm(struct size_study *study, struct size_answer *answer)
{
    size_t needed = answer->confirm_needed, done = 0, batch = 50;
    struct size_job *jobs = calloc(needed, sizeof *jobs);
    double *values = calloc(needed, sizeof *values);
    int r = jobs && values ? 0 : base_fail(BASE_E_NOMEM, "no memory for %zu rollouts", needed);
    for (size_t i = 0; r == 0 && i < needed; i++) {
        uint64_t seed = size_seed(study, SEED_CONFIRM, i);
        struct size_inputs inputs = size_draw(study, seed);
        jobs[i].what = size_case_of(study, SIZE_CROWDPATCHING, &inputs, answer->reward, seed);
    }
    while (r == 0 && done < needed && answer->confirm_hits == done) {
        size_t count = needed - done < batch ? needed - done : batch;
        r = size_run(study, "confirmation", count, jobs + done);
        for (size_t i = done; r == 0 && i < done + count; i++)
            answer->confirm_hits += size_judge(study, &jobs[i]).is_hit;
        done += count;
    }
    if (r == 0) {
        answer->confirm_tries = done;
        answer->confirm_risk = analysis_sizing_risk(done, done - answer->confirm_hits,
                                                    study->release->target->probability);
        for (int figure = 0; figure < SIZE_FIGURE_COUNT; figure++)
            answer->figures[figure] =
                size_spread_of(study, (enum size_figure)figure, done, jobs, values);
    }
    free(jobs);
    free(values);
    return r;
}

static int try_side(struct size_study *study, enum size_system system, bool has_outage,
                    size_t tries, double reward, struct size_side *ret_side)
{
    struct size_job *jobs = calloc(tries, sizeof *jobs);
    double *values = calloc(tries, sizeof *values);
    struct size_side side = {.tries = tries};
    char label[64];
    int r = jobs && values ? 0 : base_fail(BASE_E_NOMEM, "no memory for %zu rollouts", tries);
    for (size_t i = 0; r == 0 && i < tries; i++) {
        uint64_t seed = size_seed(study, SEED_SIDE, i);
        struct size_inputs inputs = size_draw(study, seed);
        jobs[i].what = size_case_of(study, system, &inputs, reward, seed);
        jobs[i].what.has_outage = has_outage;
    }
    snprintf(label, sizeof label, "%s%s", size_system_labels[system],
             has_outage ? ", server down" : "");
    if (r == 0)
        r = size_run(study, label, tries, jobs);
    for (size_t i = 0; r == 0 && i < tries; i++) {
        struct size_verdict verdict = size_judge(study, &jobs[i]);
        side.hits += (verdict.coverage >= study->release->target->coverage) / (double)tries;
        side.mean_usd += verdict.total_usd / (double)tries;
        side.mean_coverage += verdict.coverage / (double)tries;
    }
    if (r == 0) {
        side.coverage = size_spread_of(study, SIZE_COVERAGE, tries, jobs, values);
        side.usd = size_spread_of(study, SIZE_USD, tries, jobs, values);
        *ret_side = side;
    }
    free(jobs);
    free(values);
    return r;
}

double size_expected_usd(const struct size_study *study, const struct size_side *side)
{
    return side->mean_usd + (1 - side->mean_coverage) * (double)study->release->fleet->devices *
                                study->release->risk->unpatched * study->release->usd;
}

struct size_range size_cheaper_in(const struct size_study *study, const struct size_side a[2],
                                  const struct size_side b[2])
{
    double up = size_expected_usd(study, &a[0]) - size_expected_usd(study, &b[0]);
    double down = size_expected_usd(study, &a[1]) - size_expected_usd(study, &b[1]);
    if (up > 0 && down >= 0)
        return (struct size_range){INFINITY, -INFINITY};
    return (struct size_range){
        .from = up > 0 ? up / (up - down) : 0,
        .to = up <= 0 && down > 0 ? up / (up - down) : 1,
    };
}

static int compare_sides(struct size_study *study, size_t tries, struct size_answer *answer)
{
    int r = 0;
    for (int system = 0; r == 0 && system < SIZE_SYSTEM_COUNT; system++)
        for (int outage = 0; r == 0 && outage < 2; outage++)
            r = try_side(study, (enum size_system)system, outage == 1, tries, answer->reward,
                         &answer->sides[system][outage]);
    if (r < 0)
        return r;
    const struct size_side *own = answer->sides[SIZE_CROWDPATCHING];
    struct size_range server = size_cheaper_in(study, own, answer->sides[SIZE_SERVER]);
    struct size_range cdn = size_cheaper_in(study, own, answer->sides[SIZE_CDN]);
    answer->cheaper = cdn.from >= server.from ? SIZE_CDN : SIZE_SERVER;
    answer->outages = (struct size_range){fmax(cdn.from, server.from), fmin(cdn.to, server.to)};
    return 0;
}

/** A seed, and how dear its draws make a delivery. */
struct hard_seed {
    uint64_t seed;
    double break_even;
};

static int compare_hard_seeds(const void *a, const void *b)
{
    const struct hard_seed *x = a, *y = b;
    return (x->break_even < y->break_even) - (x->break_even > y->break_even);
}

/** The dearest draws of as many as will confirm. */
static int find_hard_seeds(const struct size_study *study, size_t among,
                           struct hard_seed ret_seeds[SIZE_HARD_SEEDS])
{
    struct hard_seed *seeds = calloc(among + SIZE_HARD_SEEDS, sizeof *seeds);
    if (!seeds)
        return base_fail(BASE_E_NOMEM, "no memory for %zu draws", among);
    among = among < SIZE_HARD_SEEDS ? SIZE_HARD_SEEDS : among;
    for (size_t i = 0; i < among; i++) {
        seeds[i].seed = size_seed(study, SEED_HARD, i);
        struct size_inputs inputs = size_draw(study, seeds[i].seed);
        seeds[i].break_even = size_break_even(study->release, &study->market, &study->bounds,
                                              &inputs, size_least_outlay(study, seeds[i].seed));
    }
    qsort(seeds, among, sizeof *seeds, compare_hard_seeds);
    memcpy(ret_seeds, seeds, SIZE_HARD_SEEDS * sizeof *seeds);
    free(seeds);
    return 0;
}

/** Do all of the hard seeds hit at this reward? */
static int try_hard(struct size_study *study, const struct hard_seed seeds[], double reward,
                    bool *ret_all)
{
    struct size_job jobs[SIZE_HARD_SEEDS] = {0};
    for (size_t i = 0; i < SIZE_HARD_SEEDS; i++) {
        struct size_inputs inputs = size_draw(study, seeds[i].seed);
        jobs[i].what = size_case_of(study, SIZE_CROWDPATCHING, &inputs, reward, seeds[i].seed);
    }
    int r = size_run(study, "hardest draws", SIZE_HARD_SEEDS, jobs);
    *ret_all = true;
    for (size_t i = 0; r == 0 && i < SIZE_HARD_SEEDS; i++)
        *ret_all = *ret_all && size_judge(study, &jobs[i]).is_hit;
    return r;
}

/** The cliff, between the highest reward of the curve that missed and the least that did not; of
 *  the hardest draws, for the curve's have few that are. Halves the distance of logarithms. */
static int find_cliff(struct size_study *study, size_t among, struct size_answer *answer)
{
    const struct size_curve *curve = &answer->curve;
    size_t sure = size_curve_first_sure(curve), top = curve->count - 1;
    struct hard_seed seeds[SIZE_HARD_SEEDS];
    double low = sure > 0 ? curve->rewards[sure - 1] : curve->rewards[0] / 2;
    double high = curve->rewards[sure <= top ? sure : top];
    double most = curve->rewards[top];
    bool is_known = false, is_missed = sure > 0; /* that all hit at `high`, and not all at `low` */
    int r = find_hard_seeds(study, among, seeds);
    for (size_t step = 0; r == 0 && step < SIZE_HARD_STEPS && sure <= top && low < most; step++) {
        double reward = is_known ? sqrt(low * high) : high;
        bool all;
        r = try_hard(study, seeds, reward, &all);
        if (all) {
            high = reward;
            is_known = true;
        } else {
            low = reward;
            is_missed = true;
            high = is_known ? high : fmin(high * SIZE_HARD_RAISE, most);
        }
    }
    answer->cliff = high;
    answer->cliff_missed = is_missed ? low : 0;
    answer->is_cliff_known = is_known;
    return r;
}

/** The next value of three digits in ETH: nobody pays 0.000123456 ETH. */
static double round_up(const struct size_study *study, double usd)
{
    double eth = usd / study->market.eth_usd, step = pow(10, floor(log10(eth)) - 2);
    return ceil(eth / step - 1e-9) * step * study->market.eth_usd;
}

int size_curve_fit(const struct size_study *study, struct size_curve *curve)
{
    analysis_response_curve(curve->count, curve->doses, study->release->target->confidence,
                            curve->responses);
    return analysis_monotone_test(curve->count, curve->doses, RESAMPLES, study->release->top->seed,
                                  &curve->monotone);
}

static int find_candidate(struct size_study *study, const struct size_plan *plan,
                          struct size_answer *answer)
{
    struct size_curve *curve = &answer->curve;
    int r = try_coarse(study, plan->coarse, curve);
    if (r == 0)
        r = try_fine(study, plan->fine, curve);
    if (r < 0)
        return r;
    r = size_curve_fit(study, curve);
    if (r < 0)
        return r;
    size_t sure = size_curve_first_sure(curve);
    size_t top = curve->count - 1;
    /* The best of the top doses: none of them tells more than all rollouts there. */
    if (sure == curve->count && curve->responses[top].high < study->release->target->probability)
        answer->outcome = SIZE_NO_REWARD;
    r = find_cliff(study, plan->confirm, answer);
    if (r < 0)
        return r;
    answer->reward = round_up(study, answer->cliff * (1 + study->release->risk->margin));
    return 0;
}

int size_check(struct size_study *study, double reward, size_t tries, struct size_check *ret_check)
{
    struct size_check check = {.tries = tries};
    struct size_job *jobs = calloc(tries, sizeof *jobs);
    double *values = calloc(tries, sizeof *values);
    int r = jobs && values ? 0 : base_fail(BASE_E_NOMEM, "no memory for %zu rollouts", tries);
    for (size_t i = 0; r == 0 && i < tries; i++) {
        uint64_t seed = size_seed(study, SEED_CHECK, i);
        struct size_inputs inputs = size_draw(study, seed);
        jobs[i].what = size_case_of(study, SIZE_CROWDPATCHING, &inputs, reward, seed);
    }
    if (r == 0)
        r = size_run(study, "check", tries, jobs);
    for (size_t i = 0; r == 0 && i < tries; i++)
        check.hits += size_judge(study, &jobs[i]).is_hit;
    if (r == 0) {
        check.probability =
            analysis_proportion_interval(tries, check.hits, study->release->target->confidence);
        check.coverage = size_spread_of(study, SIZE_COVERAGE, tries, jobs, values);
        check.usd = size_spread_of(study, SIZE_USD, tries, jobs, values);
        *ret_check = check;
    }
    free(jobs);
    free(values);
    return r;
}

int size_answer_find(struct size_study *study, struct size_answer *ret_answer)
{
    struct size_plan plan = size_plan_of(study->release, study->budget);
    struct size_answer answer = {.confirm_needed = plan.confirm};
    int r = find_candidate(study, &plan, &answer);
    if (r < 0)
        return r;
    answer.deposit_eth = size_deposit_eth(study, answer.reward);
    if (answer.outcome == SIZE_RECOMMENDED)
        r = confirm(study, &answer);
    if (answer.outcome == SIZE_RECOMMENDED && answer.confirm_hits < answer.confirm_needed)
        answer.outcome = SIZE_UNCONFIRMED;
    if (r == 0)
        r = compare_sides(study, plan.side, &answer);
    if (answer.outcome == SIZE_RECOMMENDED && answer.outages.from > answer.outages.to)
        answer.outcome = SIZE_CDN_CHEAPER;
    if (r == 0)
        r = size_screen(study, size_seed(study, SEED_SCREEN, 0), plan.trajectories, &answer);
    if (r < 0)
        return r;
    size_warn(study, &answer);
    answer.rollouts = study->spent;
    *ret_answer = answer;
    return 0;
}
