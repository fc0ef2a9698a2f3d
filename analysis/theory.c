#include "analysis/theory.h"

#include <assert.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_odeiv2.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_lambert.h>
#include <math.h>
#include <stdlib.h>

#include "base/error.h"

#define POPULATION_MAX 2000

double analysis_theory_spread_at(const struct analysis_theory_spread *spread, double t)
{
    double p = spread->advertising, q = spread->imitation;
    double share = spread->start / spread->population;
    assert(spread->population > 0 && share >= 0 && share <= 1 && p >= 0 && q >= 0 && t >= 0);
    if (share == 1 || p + q * share == 0)
        return spread->start;
    /* (1 - F) / (p + q F) falls as e^(-(p + q) t). */
    double gap = (1 - share) / (p + q * share) * exp(-(p + q) * t);
    return spread->population * (1 - p * gap) / (1 + q * gap);
}

/** Goes on with `driver` from *t = 0 through all times. take() keeps what is asked for. */
static int solve(gsl_odeiv2_system *system, double state[], size_t count, const double times[],
                 void (*take)(const double state[], size_t index, void *context), void *context)
{
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    gsl_odeiv2_driver *driver =
        gsl_odeiv2_driver_alloc_y_new(system, gsl_odeiv2_step_rkf45, 1e-6, 1e-10, 1e-10);
    double t = 0;
    int status = driver ? GSL_SUCCESS : GSL_ENOMEM;
    for (size_t i = 0; status == GSL_SUCCESS && i < count; i++) {
        assert(times[i] >= t);
        if (times[i] > t)
            status = gsl_odeiv2_driver_apply(driver, &t, times[i], state);
        if (status == GSL_SUCCESS)
            take(state, i, context);
    }
    if (driver)
        gsl_odeiv2_driver_free(driver);
    gsl_set_error_handler(handler);
    if (status == GSL_ENOMEM)
        return base_fail(BASE_E_NOMEM, "no memory for %zu equations", system->dimension);
    if (status != GSL_SUCCESS)
        return base_fail(BASE_E_RANGE, "no solution at %g: %s", t, gsl_strerror(status));
    return 0;
}

struct delayed {
    const struct analysis_theory_spread *spread;
    double delay;
    double *at;
};

static int delayed_slope(double t, const double state[], double ret_slope[], void *context)
{
    (void)t;
    const struct delayed *delayed = context;
    const struct analysis_theory_spread *spread = delayed->spread;
    double rate = spread->advertising + spread->imitation * state[1] / spread->population;
    ret_slope[0] = rate * (spread->population - state[0]);
    ret_slope[1] = (state[0] - state[1]) / delayed->delay;
    return GSL_SUCCESS;
}

static void take_delayed(const double state[], size_t index, void *context)
{
    struct delayed *delayed = context;
    delayed->at[index] = state[1];
}

int analysis_theory_spread_delayed(const struct analysis_theory_spread *spread, double delay,
                                   size_t count, const double times[], double ret_at[])
{
    struct delayed delayed = {spread, delay, ret_at};
    gsl_odeiv2_system system = {delayed_slope, NULL, 2, &delayed};
    double state[2] = {spread->start, spread->start};
    assert(spread->population > 0 && delay > 0);
    return solve(&system, state, count, times, take_delayed, &delayed);
}

/** Of the next one. */
static double birth_rate(const struct analysis_theory_spread *spread, double i)
{
    double left = spread->population - i;
    return (spread->advertising + spread->imitation * i / spread->population) * left;
}

struct birth {
    const struct analysis_theory_spread *spread;
    size_t states;
    double *mean, *sd;
};

/** dP_k/dt = rate(k - 1) P_{k-1} - rate(k) P_k, of k = start, start + 1, ... */
static int birth_slope(double t, const double state[], double ret_slope[], void *context)
{
    (void)t;
    const struct birth *birth = context;
    double inflow = 0;
    for (size_t k = 0; k < birth->states; k++) {
        double outflow = birth_rate(birth->spread, birth->spread->start + (double)k) * state[k];
        ret_slope[k] = inflow - outflow;
        inflow = outflow;
    }
    return GSL_SUCCESS;
}

static void take_birth(const double state[], size_t index, void *context)
{
    struct birth *birth = context;
    double mean = 0, variance = 0;
    for (size_t k = 0; k < birth->states; k++)
        mean += state[k] * (birth->spread->start + (double)k);
    for (size_t k = 0; k < birth->states; k++) {
        double from_mean = birth->spread->start + (double)k - mean;
        variance += state[k] * from_mean * from_mean;
    }
    birth->mean[index] = mean;
    birth->sd[index] = sqrt(variance > 0 ? variance : 0);
}

int analysis_theory_birth(const struct analysis_theory_spread *spread, size_t count,
                          const double times[], double ret_mean[], double ret_sd[])
{
    struct birth birth = {spread, (size_t)(spread->population - spread->start) + 1, ret_mean,
                          ret_sd};
    assert(spread->population <= POPULATION_MAX && spread->start <= spread->population);
    assert(spread->population == floor(spread->population) && spread->start >= 0 &&
           spread->start == floor(spread->start));
    double *state = calloc(birth.states, sizeof *state);
    if (!state)
        return base_fail(BASE_E_NOMEM, "no memory for %zu states", birth.states);
    state[0] = 1;
    gsl_odeiv2_system system = {birth_slope, NULL, birth.states, &birth};
    int r = solve(&system, state, count, times, take_birth, &birth);
    free(state);
    return r;
}

void analysis_theory_birth_time(const struct analysis_theory_spread *spread, size_t from, size_t to,
                                double *ret_mean, double *ret_sd)
{
    double mean = 0, variance = 0;
    assert(from <= to && (double)to <= spread->population);
    for (size_t i = from; i < to; i++) {
        double rate = birth_rate(spread, (double)i);
        assert(rate > 0);
        mean += 1 / rate;
        variance += 1 / (rate * rate);
    }
    *ret_mean = mean;
    *ret_sd = sqrt(variance);
}

double analysis_theory_yule_mean(double start, double rate, double t)
{
    return start * exp(rate * t);
}

double analysis_theory_yule_sd(double start, double rate, double t)
{
    return sqrt(start * exp(rate * t) * expm1(rate * t));
}

double analysis_theory_branching_rate(double offspring, double mean, double shape)
{
    assert(offspring > 0 && mean > 0 && shape > 0);
    if (isinf(shape))
        return log(offspring) / mean;
    return shape / mean * expm1(log(offspring) / shape);
}

double analysis_theory_extinction(double mean)
{
    assert(mean >= 0);
    if (mean <= 1)
        return 1;
    /* x = e^(m (x - 1)) is (-m x) e^(-m x) = -m e^-m. */
    return -gsl_sf_lambert_W0(-mean * exp(-mean)) / mean;
}

/** The largest n with worth(n) >= cost, where worth(n) = pool / n^power: what rounding has done to
 *  the root is undone. */
static double largest(double pool, double cost, double power)
{
    assert(pool >= 0 && cost > 0);
    double n = floor(pow(pool / cost, 1 / power));
    while (n > 0 && pow(n, power) * cost > pool)
        n--;
    while (pow(n + 1, power) * cost <= pool)
        n++;
    return n;
}

double analysis_theory_free_entry(double pool, double cost)
{
    return largest(pool, cost, 1);
}

double analysis_theory_contest_entry(double pool, double cost)
{
    return largest(pool, cost, 2);
}

double analysis_theory_contest_dissipation(double n)
{
    assert(n >= 1);
    return (n - 1) / n;
}

static int find_root(gsl_root_fsolver *solver, gsl_function *function, double most, double *ret_n)
{
    int status = gsl_root_fsolver_set(solver, function, 1, most);
    for (int i = 0; status == GSL_SUCCESS && i < 200; i++) {
        status = gsl_root_fsolver_iterate(solver);
        double low = gsl_root_fsolver_x_lower(solver), high = gsl_root_fsolver_x_upper(solver);
        if (status == GSL_SUCCESS && gsl_root_test_interval(low, high, 0, 1e-12) == GSL_SUCCESS) {
            *ret_n = gsl_root_fsolver_root(solver);
            return 0;
        }
    }
    return base_fail(BASE_E_RANGE, "no number of entrants has a profit of zero");
}

int analysis_theory_zero_profit(double (*profit)(double n, void *context), void *context,
                                double most, double *ret_n)
{
    double first = profit(1, context), last = profit(most, context);
    assert(most >= 1);
    if (!isfinite(first) || !isfinite(last))
        return base_fail(BASE_E_RANGE, "a profit is not finite");
    if (first < 0 || last >= 0) {
        *ret_n = first < 0 ? 0 : most;
        return 0;
    }
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    gsl_function function = {profit, context};
    int r = solver ? find_root(solver, &function, most, ret_n)
                   : base_fail(BASE_E_NOMEM, "no memory for a root");
    if (solver)
        gsl_root_fsolver_free(solver);
    gsl_set_error_handler(handler);
    return r;
}
