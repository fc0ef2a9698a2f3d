#include <stdlib.h>

#include "analysis/sensitivity.h"
#include "tests/analysis/near.h"

enum { LEVELS = 4 };

/** Runs a design of `model` through the analysis. */
static void screen(size_t factors, size_t trajectories, double (*model)(const double x[]),
                   struct analysis_morris ret_effects[])
{
    size_t points = analysis_morris_points(factors, trajectories);
    double *x = calloc(points * factors, sizeof *x), *y = calloc(points, sizeof *y);
    cr_assert_eq(analysis_morris_design(factors, trajectories, LEVELS, 1, x), 0);
    for (size_t i = 0; i < points; i++)
        y[i] = model(x + i * factors);
    cr_assert_eq(analysis_morris(factors, trajectories, x, y, 0.95, ret_effects), 0);
    free(x);
    free(y);
}

static double linear(const double x[])
{
    return 3 * x[0] - 5 * x[1] + 7;
}

Test(morris, a_linear_model_is_its_coefficients)
{
    struct analysis_morris effects[3];
    screen(3, 10, linear, effects);
    const double mu[] = {3, -5, 0};
    for (int i = 0; i < 3; i++) {
        expect_near(effects[i].mu, mu[i], 1e-12);
        expect_near(effects[i].mu_star.value, fabs(mu[i]), 1e-12);
        expect_near(effects[i].sigma, 0, 1e-12);
        expect_near(effects[i].mu_star.low, fabs(mu[i]), 1e-12);
        cr_expect_eq(effects[i].mu_star.n, 10);
    }
}

/* x0 (x1 - 1/2): the effect of x0 is x1 - 1/2, of both signs, so that mu is near 0 and mu* is not:
 * |x1 - 1/2| on the grid 0, 1/3, 2/3, 1 is 1/3 in the mean. */
static double product(const double x[])
{
    return x[0] * (x[1] - 0.5);
}

Test(morris, signs_do_not_cancel_in_mu_star)
{
    struct analysis_morris effects[2];
    screen(2, 2000, product, effects);
    expect_near(effects[0].mu, 0, 0.03);
    expect_near(effects[0].mu_star.value, 1 / 3.0, 0.01);
    cr_expect_gt(effects[0].sigma, 0.3);
    cr_expect(effects[0].mu_star.low < 1 / 3.0 && effects[0].mu_star.high > 1 / 3.0);
}

Test(morris, a_trajectory_moves_each_factor_once_by_half_of_the_grid)
{
    enum { FACTORS = 5, TRAJECTORIES = 20 };
    double x[TRAJECTORIES * (FACTORS + 1)][FACTORS];
    cr_assert_eq(analysis_morris_design(FACTORS, TRAJECTORIES, LEVELS, 4, &x[0][0]), 0);
    for (size_t t = 0; t < TRAJECTORIES; t++) {
        int moves[FACTORS] = {0};
        for (size_t k = 0; k < FACTORS; k++) {
            const double *from = x[t * (FACTORS + 1) + k], *to = from + FACTORS;
            for (size_t i = 0; i < FACTORS; i++) {
                cr_expect(to[i] >= 0 && to[i] <= 1);
                if (from[i] == to[i])
                    continue;
                moves[i]++;
                expect_near(fabs(to[i] - from[i]), 2 / 3.0, 1e-12);
            }
        }
        for (size_t i = 0; i < FACTORS; i++)
            cr_expect_eq(moves[i], 1);
    }
}
