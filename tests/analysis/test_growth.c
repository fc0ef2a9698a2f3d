#include "analysis/growth.h"

#include "base/random.h"
#include "tests/analysis/near.h"

enum { POINTS = 60 };

/** A day in steps of 24 minutes. */
static void make(enum analysis_growth_model model, const double parameters[], double population,
                 double noise, uint64_t seed, double t[], double y[])
{
    struct base_random random;
    base_random_init(&random, seed, (uint32_t)model, "growth");
    for (size_t i = 0; i < POINTS; i++) {
        t[i] = 1440.0 * (double)i;
        y[i] = analysis_growth_at(model, parameters, population, t[i]);
        y[i] = fmax(0, y[i] + base_random_normal(&random, 0, noise));
    }
}

static const double truths[ANALYSIS_GROWTH_COUNT][3] = {
    [ANALYSIS_GROWTH_EXPONENTIAL] = {3, 6e-5},
    [ANALYSIS_GROWTH_LOGISTIC] = {800, 2e-4, 30000},
    [ANALYSIS_GROWTH_SI] = {2e-4, 40000},
    [ANALYSIS_GROWTH_BASS] = {1200, 4e-6, 1.5e-4},
};

Test(growth, without_noise_the_parameters_come_back)
{
    double t[POINTS], y[POINTS];
    for (int model = 0; model < ANALYSIS_GROWTH_COUNT; model++) {
        struct analysis_growth growth;
        make(model, truths[model], 1000, 0, 1, t, y);
        cr_assert_eq(analysis_growth_fit(model, POINTS, t, y, 1000, 0.95, &growth), 0);
        cr_assert(growth.is_fitted, "%s", analysis_growth_name(model));
        cr_expect_null(analysis_growth_parameter(model, growth.parameter_count));
        for (size_t i = 0; i < growth.parameter_count; i++)
            expect_near(growth.parameters[i].value, truths[model][i], 1e-4 * truths[model][i]);
    }
}

/** Whether no model is nearer by more than 2 to the series that `truth` made. */
static bool is_found(enum analysis_growth_model truth, uint64_t seed)
{
    double t[POINTS], y[POINTS], aic[ANALYSIS_GROWTH_COUNT], least = INFINITY;
    make(truth, truths[truth], 1000, 4, seed, t, y);
    for (int model = 0; model < ANALYSIS_GROWTH_COUNT; model++) {
        struct analysis_growth growth;
        cr_assert_eq(analysis_growth_fit(model, POINTS, t, y, 1000, 0.95, &growth), 0);
        aic[model] = growth.is_fitted ? growth.aic : INFINITY;
        least = fmin(least, aic[model]);
    }
    return aic[truth] <= least + 2;
}

/* SI growth is logistic growth of a known capacity, and Bass's without advertising: by chance each
 * is nearer by more than 2 in one of 20 series. */
Test(growth, akaike_finds_the_model_that_made_the_series)
{
    for (int truth = 0; truth < ANALYSIS_GROWTH_COUNT; truth++) {
        int found = 0;
        for (uint64_t seed = 0; seed < 20; seed++)
            found += is_found(truth, seed);
        cr_expect_geq(found, 16, "%s is found in %d of 20", analysis_growth_name(truth), found);
    }
}

/* 95 % intervals of the logistic's parameters hold the truth in 93 to 97 % of 400 noisy series,
 * give or take two standard deviations of a share of 400. */
Test(growth, intervals_cover_the_truth)
{
    const double *truth = truths[ANALYSIS_GROWTH_LOGISTIC];
    double t[POINTS], y[POINTS];
    int covered[3] = {0};
    for (uint32_t sample = 0; sample < 400; sample++) {
        struct analysis_growth growth;
        struct base_random random;
        base_random_init(&random, 6, sample, "growth");
        for (size_t i = 0; i < POINTS; i++) {
            t[i] = 1440.0 * (double)i;
            y[i] = analysis_growth_at(ANALYSIS_GROWTH_LOGISTIC, truth, 0, t[i]) +
                   base_random_normal(&random, 0, 10);
            y[i] = fabs(y[i]);
        }
        cr_assert_eq(analysis_growth_fit(ANALYSIS_GROWTH_LOGISTIC, POINTS, t, y, 0, 0.95, &growth),
                     0);
        for (int i = 0; i < 3; i++)
            covered[i] +=
                growth.parameters[i].low <= truth[i] && truth[i] <= growth.parameters[i].high;
    }
    for (int i = 0; i < 3; i++)
        cr_expect(covered[i] >= 363 && covered[i] <= 397, "%s: %d of 400",
                  analysis_growth_parameter(ANALYSIS_GROWTH_LOGISTIC, (size_t)i), covered[i]);
}

/* By hand: residuals +1 and -1 in turn about a constant leave n of squares, so that AIC is twice
 * the parameters and one. */
Test(growth, akaike_by_hand)
{
    double t[POINTS], y[POINTS];
    struct analysis_growth growth;
    for (size_t i = 0; i < POINTS; i++) {
        t[i] = (double)i;
        y[i] = 100 + (i % 4 == 0 || i % 4 == 3 ? 1 : -1);
    }
    cr_assert_eq(analysis_growth_fit(ANALYSIS_GROWTH_EXPONENTIAL, POINTS, t, y, 0, 0.95, &growth),
                 0);
    cr_assert(growth.is_fitted);
    expect_near(growth.parameters[0].value, 100, 0.05);
    expect_near(growth.squares, POINTS, 0.2);
    expect_near(growth.aic, 6, 0.2);
}

/* A series that has reached its market long ago does not tell how it came there. */
Test(growth, a_plateau_does_not_tell_rates)
{
    double t[POINTS], y[POINTS];
    struct analysis_growth growth;
    for (size_t i = 0; i < POINTS; i++) {
        t[i] = 1440.0 * (double)(i + 1);
        y[i] = 5;
    }
    cr_assert_eq(analysis_growth_fit(ANALYSIS_GROWTH_BASS, POINTS, t, y, 1000, 0.95, &growth), 0);
    for (size_t i = 0; growth.is_fitted && i < growth.parameter_count; i++)
        cr_expect_lt(growth.parameters[i].high - growth.parameters[i].low, 1e6);
}

Test(growth, nothing_has_no_growth)
{
    const double t[] = {0, 1, 2, 3, 4}, y[] = {0, 0, 0, 0, 0};
    struct analysis_growth growth;
    for (int model = 0; model < ANALYSIS_GROWTH_COUNT; model++) {
        cr_assert_eq(analysis_growth_fit(model, 5, t, y, 10, 0.95, &growth), 0);
        cr_expect_not(growth.is_fitted);
    }
}
