#ifndef CROWDPATCH_ANALYSIS_SENSITIVITY_H
#define CROWDPATCH_ANALYSIS_SENSITIVITY_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/interval.h"

/** Which inputs a result depends on. A design says at which points of the unit cube to run a model,
 *  and the analysis takes what came out there, in the design's order. A factor is one coordinate;
 *  the caller maps it to its range. */

/* Morris: a screening. Each trajectory starts somewhere on a grid and moves one factor after
 * another by half of the grid.
 * Source: Morris 1991; mu* of Campolongo, Cariboni and Saltelli 2007. */

static inline size_t analysis_morris_points(size_t factors, size_t trajectories)
{
    return trajectories * (factors + 1);
}

/** Shape: ret_points[trajectories * (factors + 1)][factors], in [0, 1].
 *  levels: of the grid, even, at least 2. The seed chooses the design. Returns 0 or BASE_E_NOMEM.
 */
int analysis_morris_design(size_t factors, size_t trajectories, size_t levels, uint64_t seed,
                           double ret_points[]);

struct analysis_morris {
    struct analysis_interval mu_star; /* mean of |effect|; its interval by Student's t */
    double mu;                        /* mean effect of the whole range; its sign tells the way */
    double sigma;                     /* of the effects: not linear, or depending on others */
};

/** Shape: points as the design gave them, y[trajectories * (factors + 1)] finite,
 *  ret_effects[factors]. Returns 0 or BASE_E_NOMEM. */
int analysis_morris(size_t factors, size_t trajectories, const double points[], const double y[],
                    double confidence, struct analysis_morris ret_effects[]);

/* Sobol: shares of the variance. Rows of two independent samples A and B, and for each factor A
 * with that factor's column of B.
 * Source: Saltelli et al. 2010 (first order), Jansen 1999 (total); Sobol's sequence by GSL. */

/** Factors of one design: GSL's sequence has 40 dimensions, and a design takes two a factor. */
#define ANALYSIS_SOBOL_FACTORS_MAX 20

static inline size_t analysis_sobol_points(size_t factors, size_t rows)
{
    return rows * (factors + 2);
}

/** Shape: ret_points[rows * (factors + 2)][factors], in [0, 1): for each row A, B, and A with each
 *  factor of B in turn. Requires: factors <= ANALYSIS_SOBOL_FACTORS_MAX. Returns 0
 *  or BASE_E_NOMEM. */
int analysis_sobol_design(size_t factors, size_t rows, double ret_points[]);

struct analysis_sobol {
    struct analysis_interval first; /* share of the variance by this factor alone */
    struct analysis_interval total; /* with all that it does together with others */
};

/** Shape: y[rows * (factors + 2)] finite, ret_indices[factors]; rows >= 2. Intervals are of
 *  percentiles over `resamples` >= 100 samples of the rows, which the seed draws. When y does not
 *  vary, no share is anybody's, and all are 0. Returns 0 or BASE_E_NOMEM. */
int analysis_sobol(size_t factors, size_t rows, const double y[], size_t resamples, uint64_t seed,
                   double confidence, struct analysis_sobol ret_indices[]);

#endif
