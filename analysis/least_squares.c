#include "analysis/least_squares.h"

#include <assert.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "base/error.h"

/** What GSL works on. */
struct system {
    gsl_multifit_linear_workspace *workspace;
    gsl_matrix *x, *covariance;
    gsl_vector *y, *weights, *coefficients;
};

static void deinit(struct system *system)
{
    if (system->workspace)
        gsl_multifit_linear_free(system->workspace);
    gsl_matrix_free(system->x);
    gsl_matrix_free(system->covariance);
    gsl_vector_free(system->y);
    gsl_vector_free(system->weights);
    gsl_vector_free(system->coefficients);
}

static int init(struct system *system, size_t count, size_t terms, const double x[],
                const double y[], const double weights[])
{
    *system = (struct system){
        .workspace = gsl_multifit_linear_alloc(count, terms),
        .x = gsl_matrix_alloc(count, terms),
        .covariance = gsl_matrix_alloc(terms, terms),
        .y = gsl_vector_alloc(count),
        .weights = gsl_vector_alloc(count),
        .coefficients = gsl_vector_alloc(terms),
    };
    if (!system->workspace || !system->x || !system->covariance || !system->y || !system->weights ||
        !system->coefficients)
        return base_fail(BASE_E_NOMEM, "no memory for a fit of %zu observations", count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < terms; j++)
            gsl_matrix_set(system->x, i, j, x[i * terms + j]);
        gsl_vector_set(system->y, i, y[i]);
        gsl_vector_set(system->weights, i, weights[i]);
    }
    return 0;
}

static int solve(struct system *system, struct analysis_least_squares *ret_fit)
{
    size_t count = system->x->size1, terms = system->x->size2;
    struct analysis_least_squares fit = {.terms = terms};
    int r = gsl_multifit_wlinear(system->x, system->weights, system->y, system->coefficients,
                                 system->covariance, &fit.chi_squared, system->workspace);

    if (r == GSL_ENOMEM)
        return base_fail(BASE_E_NOMEM, "no memory for a fit of %zu observations", count);
    if (r != 0 || !isfinite(fit.chi_squared))
        return base_fail(BASE_E_RANGE, "a fit of %zu observations has no finite solution", count);
    double variance = count > terms ? fit.chi_squared / (double)(count - terms) : 0;
    double total = gsl_stats_wtss(system->weights->data, 1, system->y->data, 1, count);
    for (size_t j = 0; j < terms; j++) {
        fit.coefficients[j] = gsl_vector_get(system->coefficients, j);
        fit.standard_errors[j] = sqrt(variance * gsl_matrix_get(system->covariance, j, j));
    }
    fit.r_squared = total > 0 ? 1 - fit.chi_squared / total : 1;
    *ret_fit = fit;
    return 0;
}

static int all_finite(size_t count, const double values[])
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return 0;
    return 1;
}

int analysis_least_squares(size_t count, size_t terms, const double x[], const double y[],
                           const double weights[], struct analysis_least_squares *ret_fit)
{
    struct system system;

    assert(terms >= 1 && terms <= ANALYSIS_LEAST_SQUARES_TERMS_MAX && terms <= count);
    if (!all_finite(count * terms, x) || !all_finite(count, y) || !all_finite(count, weights))
        return base_fail(BASE_E_RANGE, "an observation is not finite");
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    int r = init(&system, count, terms, x, y, weights);
    if (r == 0)
        r = solve(&system, ret_fit);
    deinit(&system);
    gsl_set_error_handler(handler);
    return r;
}
