#include "analysis/least_squares.h"

#include <math.h>

#include "base/error.h"
#include "tests/analysis/near.h"

enum { COUNT = 9 };

/* Data made from known coefficients, of sizes as calibrations have them, gives them back. */
Test(least_squares, known_coefficients)
{
    static const double truth[3] = {250000, 4100, 31000};
    double x[COUNT][3], y[COUNT], weights[COUNT];
    struct analysis_least_squares fit;
    for (int i = 0; i < COUNT; i++) {
        double n = ldexp(1, 10 + i);
        x[i][0] = 1;
        x[i][1] = n;
        x[i][2] = n / (10 + i);
        y[i] = truth[0] + truth[1] * n + truth[2] * x[i][2];
        weights[i] = 1 / (y[i] * y[i]);
    }
    cr_assert_eq(analysis_least_squares(COUNT, 3, &x[0][0], y, weights, &fit), 0);
    cr_assert_eq(fit.terms, 3);
    for (int j = 0; j < 3; j++) {
        expect_near(fit.coefficients[j], truth[j], 1e-6 * truth[j]);
        cr_expect_leq(fit.standard_errors[j], 1e-6 * truth[j]);
    }
    expect_near(fit.r_squared, 1, 1e-12);
    expect_near(fit.chi_squared, 0, 1e-20);
}

/* By hand: a line through (0, 1), (1, 3), (2, 4), (3, 4) is 1.5 + x; its residuals are -0.5, 0.5,
 * 0.5 and -0.5. */
Test(least_squares, a_line_by_hand)
{
    static const double x[] = {1, 0, 1, 1, 1, 2, 1, 3}, y[] = {1, 3, 4, 4},
                        weights[] = {1, 1, 1, 1};
    struct analysis_least_squares fit;
    cr_assert_eq(analysis_least_squares(4, 2, x, y, weights, &fit), 0);
    expect_near(fit.coefficients[0], 1.5, 1e-12);
    expect_near(fit.coefficients[1], 1, 1e-12);
    expect_near(fit.chi_squared, 1, 1e-12);
    expect_near(fit.r_squared, 1 - 1.0 / 6, 1e-12);
    /* s^2 = 1/2; the sum of (x - mean)^2 is 5. */
    expect_near(fit.standard_errors[0], sqrt(0.5 * (0.25 + 2.25 / 5)), 1e-12);
    expect_near(fit.standard_errors[1], sqrt(0.5 / 5), 1e-12);
}

/* An observation of weight 3 is worth three; a common factor of all weights changes chi-squared
 * alone. */
Test(least_squares, weights)
{
    static const double x[] = {1, 1}, y[] = {2, 6}, weights[] = {3, 1}, tripled[] = {9, 3};
    struct analysis_least_squares fit, other;
    cr_assert_eq(analysis_least_squares(2, 1, x, y, weights, &fit), 0);
    expect_near(fit.coefficients[0], 3, 1e-12);
    expect_near(fit.chi_squared, 12, 1e-12);
    cr_assert_eq(analysis_least_squares(2, 1, x, y, tripled, &other), 0);
    expect_near(other.coefficients[0], 3, 1e-12);
    expect_near(other.standard_errors[0], fit.standard_errors[0], 1e-12);
    expect_near(other.chi_squared, 36, 1e-12);
}

Test(least_squares, as_many_observations_as_terms)
{
    static const double x[] = {1, 2}, y[] = {5}, weights[] = {1};
    static const double square[] = {1, 1, 1, 2}, heights[] = {3, 5}, ones[] = {1, 1};
    struct analysis_least_squares fit;
    cr_assert_eq(analysis_least_squares(1, 1, x, y, weights, &fit), 0);
    expect_near(fit.coefficients[0], 5, 1e-12);
    cr_expect_eq(fit.standard_errors[0], 0);
    cr_expect_eq(fit.r_squared, 1);
    cr_assert_eq(analysis_least_squares(2, 2, square, heights, ones, &fit), 0);
    expect_near(fit.coefficients[0], 1, 1e-12);
    expect_near(fit.coefficients[1], 2, 1e-12);
    cr_expect_eq(fit.standard_errors[1], 0);
}

Test(least_squares, what_is_not_finite)
{
    static const double x[] = {1, INFINITY}, y[] = {1, NAN}, good[] = {1, 2};
    struct analysis_least_squares fit = {.terms = 7};
    cr_expect_eq(analysis_least_squares(2, 1, x, good, good, &fit), BASE_E_RANGE);
    cr_expect_eq(analysis_least_squares(2, 1, good, y, good, &fit), BASE_E_RANGE);
    cr_expect_eq(analysis_least_squares(2, 1, good, good, x, &fit), BASE_E_RANGE);
    cr_expect_eq(fit.terms, 7);
}
