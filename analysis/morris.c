#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "analysis/sensitivity.h"
#include "base/error.h"
#include "base/random.h"

/** A trajectory: factors + 1 points, each of which differs from the one before in one factor. */
static void walk(size_t factors, size_t levels, struct base_random *random, uint32_t order[],
                 double points[])
{
    size_t half = levels / 2;
    double step = (double)half / (double)(levels - 1);
    for (size_t i = 0; i < factors; i++) {
        order[i] = (uint32_t)i;
        points[i] = (double)base_random_below(random, levels) / (double)(levels - 1);
    }
    base_random_shuffle(random, order, factors);
    for (size_t k = 0; k < factors; k++, points += factors) {
        double *next = points + factors;
        for (size_t i = 0; i < factors; i++)
            next[i] = points[i];
        next[order[k]] += points[order[k]] < 0.5 ? step : -step;
    }
}

int analysis_morris_design(size_t factors, size_t trajectories, size_t levels, uint64_t seed,
                           double ret_points[])
{
    struct base_random random;

    assert(factors > 0 && levels >= 2 && levels % 2 == 0);
    uint32_t *order = calloc(factors, sizeof *order);
    if (!order)
        return base_fail(BASE_E_NOMEM, "no memory for a design of %zu factors", factors);
    base_random_init(&random, seed, 0, "analysis.morris");
    for (size_t t = 0; t < trajectories; t++)
        walk(factors, levels, &random, order, ret_points + t * (factors + 1) * factors);
    free(order);
    return 0;
}

/** The factor that moved between two points of a trajectory, and by how much. */
static size_t moved(size_t factors, const double from[], const double to[], double *ret_step)
{
    size_t i = 0;
    while (i + 1 < factors && from[i] == to[i])
        i++;
    *ret_step = to[i] - from[i];
    return i;
}

int analysis_morris(size_t factors, size_t trajectories, const double points[], const double y[],
                    double confidence, struct analysis_morris ret_effects[])
{
    assert(factors > 0 && trajectories > 0);
    double *effects = calloc(factors * trajectories, sizeof *effects);
    if (!effects)
        return base_fail(BASE_E_NOMEM, "no memory for %zu trajectories", trajectories);
    for (size_t t = 0; t < trajectories; t++) {
        for (size_t k = 0; k < factors; k++) {
            size_t from = t * (factors + 1) + k;
            double step;
            size_t factor =
                moved(factors, points + from * factors, points + (from + 1) * factors, &step);
            effects[factor * trajectories + t] = (y[from + 1] - y[from]) / step;
        }
    }
    for (size_t i = 0; i < factors; i++) {
        double *of_factor = effects + i * trajectories;
        ret_effects[i].mu = analysis_mean(trajectories, of_factor);
        ret_effects[i].sigma = analysis_sd(trajectories, of_factor);
        for (size_t t = 0; t < trajectories; t++)
            of_factor[t] = fabs(of_factor[t]);
        ret_effects[i].mu_star = analysis_mean_interval(trajectories, of_factor, confidence);
    }
    free(effects);
    return 0;
}
