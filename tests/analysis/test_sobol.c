#include <stdlib.h>

#include "analysis/sensitivity.h"
#include "tests/analysis/near.h"

enum { RESAMPLES = 200 };

static void analyse(size_t factors, size_t rows, double (*model)(const double x[]),
                    struct analysis_sobol ret_indices[])
{
    size_t points = analysis_sobol_points(factors, rows);
    double *x = calloc(points * factors, sizeof *x), *y = calloc(points, sizeof *y);
    cr_assert_eq(analysis_sobol_design(factors, rows, x), 0);
    for (size_t i = 0; i < points; i++)
        y[i] = model(x + i * factors);
    cr_assert_eq(analysis_sobol(factors, rows, y, RESAMPLES, 1, 0.95, ret_indices), 0);
    free(x);
    free(y);
}

/* Ishigami's function with a = 7, b = 0.1.
 * Source: Ishigami and Homma 1990; the indices in closed form, Saltelli et al. 2008, p. 179. */
static double ishigami(const double x[])
{
    double a = M_PI * (2 * x[0] - 1), b = M_PI * (2 * x[1] - 1), c = M_PI * (2 * x[2] - 1);
    return sin(a) + 7 * sin(b) * sin(b) + 0.1 * c * c * c * c * sin(a);
}

static void expect_index(struct analysis_interval found, double expected)
{
    expect_near(found.value, expected, 0.01);
    cr_expect(found.low <= found.value && found.value <= found.high);
    cr_expect(found.low <= expected + 0.02 && expected - 0.02 <= found.high);
}

Test(sobol, ishigami)
{
    struct analysis_sobol indices[3];
    analyse(3, 8192, ishigami, indices);
    const double first[] = {0.3139, 0.4424, 0}, total[] = {0.5576, 0.4424, 0.2437};
    for (int i = 0; i < 3; i++) {
        expect_index(indices[i].first, first[i]);
        expect_index(indices[i].total, total[i]);
        cr_expect_eq(indices[i].first.n, 8192);
    }
}

/* Sobol's g-function: V_i = 1 / (3 (1 + a_i)^2), V = product of (1 + V_i) - 1.
 * Source: Saltelli et al. 2008, p. 123. */
static const double g_a[4] = {0, 1, 4.5, 99};

static double g(const double x[])
{
    double product = 1;
    for (int i = 0; i < 4; i++)
        product *= (fabs(4 * x[i] - 2) + g_a[i]) / (1 + g_a[i]);
    return product;
}

Test(sobol, g_function)
{
    struct analysis_sobol indices[4];
    double v[4], variance = 1;
    analyse(4, 8192, g, indices);
    for (int i = 0; i < 4; i++) {
        v[i] = 1 / (3 * (1 + g_a[i]) * (1 + g_a[i]));
        variance *= 1 + v[i];
    }
    variance -= 1;
    for (int i = 0; i < 4; i++) {
        expect_index(indices[i].first, v[i] / variance);
        expect_index(indices[i].total, v[i] * (1 + variance) / (1 + v[i]) / variance);
    }
}

static double constant(const double x[])
{
    return x[0] * 0 + 4;
}

Test(sobol, what_does_not_vary_is_nobodys)
{
    struct analysis_sobol indices[2];
    analyse(2, 16, constant, indices);
    cr_expect_eq(indices[0].first.value, 0);
    cr_expect_eq(indices[1].total.high, 0);
}

/* Each mixed point has one coordinate of B and the others of A. */
Test(sobol, design)
{
    enum { FACTORS = ANALYSIS_SOBOL_FACTORS_MAX, ROWS = 8 };
    static double x[ROWS][FACTORS + 2][FACTORS];
    cr_assert_eq(analysis_sobol_design(FACTORS, ROWS, &x[0][0][0]), 0);
    for (size_t row = 0; row < ROWS; row++)
        for (size_t mixed = 0; mixed < FACTORS; mixed++)
            for (size_t i = 0; i < FACTORS; i++)
                cr_expect_eq(x[row][mixed + 2][i], x[row][i == mixed ? 1 : 0][i]);
}
