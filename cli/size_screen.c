/* Which of a release's inputs matter most: a Morris design around the answer. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/sensitivity.h"
#include "base/error.h"
#include "cli/size_private.h"

#define LEVELS 4

/** An input, and the range in which it is moved; of 0 and 0 the release's own. Assumption: half to
 *  double of what nobody knows better. */
static const struct {
    const char *name;
    size_t offset;
    double low, high;
} axes[SIZE_FACTORS] = {
    {"fee of a gas", offsetof(struct size_inputs, fee), 0, 0},
    {"price of the coin", offsetof(struct size_inputs, eth_usd), 0, 0},
    {"reward a_d", offsetof(struct size_inputs, reward), 0.5, 1.5},
    {"size of the update", offsetof(struct size_inputs, update), 0.5, 2},
    {"hubs' poll interval", offsetof(struct size_inputs, poll), 0.5, 2},
    {"share offline", offsetof(struct size_inputs, offline), 0.5, 2},
    {"time to the deadline", offsetof(struct size_inputs, window), 0.5, 1.5},
    {"distributors available", offsetof(struct size_inputs, available), 0.5, 2},
    {"distributors' outlay", offsetof(struct size_inputs, outlay), 0.5, 2},
    {"price of computing", offsetof(struct size_inputs, compute), 0.5, 2},
};

static void set_ranges(const struct size_study *study, struct size_answer *answer)
{
    for (size_t i = 0; i < SIZE_FACTORS; i++)
        answer->factors[i] =
            (struct size_factor){.name = axes[i].name, .low = axes[i].low, .high = axes[i].high};
    answer->factors[0].low = study->release->chain->fee_low;
    answer->factors[0].high = study->release->chain->fee_high;
    answer->factors[1].low = study->market.eth_usd_low;
    answer->factors[1].high = study->market.eth_usd_high;
    answer->factors[2].low *= answer->reward;
    answer->factors[2].high *= answer->reward;
    answer->factors[1].is_usd = answer->factors[2].is_usd = true;
}

/** A place in the unit cube as inputs; a range's middle is that of its ends' logarithms. */
static struct size_inputs place(const struct size_study *study, const struct size_answer *answer,
                                const double units[])
{
    struct size_inputs inputs = size_inputs_middle(study->release, &study->market);
    for (size_t i = 0; i < SIZE_FACTORS; i++) {
        const struct size_factor *factor = &answer->factors[i];
        double value = factor->low * pow(factor->high / factor->low, units[i]);
        memcpy((char *)&inputs + axes[i].offset, &value, sizeof value);
    }
    return inputs;
}

/** By what they do to the coverage, and to the cost where they do as much to that. */
static int compare_factors(const void *a, const void *b)
{
    const struct size_factor *x = a, *y = b;
    if (fabs(x->coverage - y->coverage) > 1e-9)
        return x->coverage > y->coverage ? -1 : 1;
    return (x->usd < y->usd) - (x->usd > y->usd);
}

int size_screen(struct size_study *study, uint64_t seed, size_t trajectories,
                struct size_answer *answer)
{
    size_t rows = analysis_morris_points(SIZE_FACTORS, trajectories);
    double *units = calloc(rows * SIZE_FACTORS, sizeof *units);
    double *coverage = calloc(rows, sizeof *coverage), *usd = calloc(rows, sizeof *usd);
    struct size_job *jobs = calloc(rows, sizeof *jobs);
    struct analysis_morris effects[2][SIZE_FACTORS];
    int r = units && coverage && usd && jobs
                ? analysis_morris_design(SIZE_FACTORS, trajectories, LEVELS, seed, units)
                : base_fail(BASE_E_NOMEM, "no memory for %zu rollouts", rows);
    set_ranges(study, answer);
    for (size_t i = 0; r == 0 && i < rows; i++) {
        struct size_inputs inputs = place(study, answer, units + i * SIZE_FACTORS);
        jobs[i].what = size_case_of(study, SIZE_CROWDPATCHING, &inputs, inputs.reward,
                                    seed + i / (SIZE_FACTORS + 1));
    }
    if (r == 0)
        r = size_run(study, "inputs that matter", rows, jobs);
    for (size_t i = 0; r == 0 && i < rows; i++) {
        struct size_verdict verdict = size_judge(study, &jobs[i]);
        coverage[i] = verdict.coverage;
        usd[i] = verdict.total_usd;
    }
    if (r == 0)
        r = analysis_morris(SIZE_FACTORS, trajectories, units, coverage, 0.95, effects[0]);
    if (r == 0)
        r = analysis_morris(SIZE_FACTORS, trajectories, units, usd, 0.95, effects[1]);
    for (size_t i = 0; r == 0 && i < SIZE_FACTORS; i++) {
        answer->factors[i].coverage = effects[0][i].mu_star.value;
        answer->factors[i].coverage_mean = effects[0][i].mu;
        answer->factors[i].usd = effects[1][i].mu_star.value;
        answer->factors[i].usd_mean = effects[1][i].mu;
    }
    qsort(answer->factors, SIZE_FACTORS, sizeof answer->factors[0], compare_factors);
    free(units);
    free(coverage);
    free(usd);
    free(jobs);
    return r;
}
