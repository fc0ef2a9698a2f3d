#include "analysis/growth.h"

#include <assert.h>
#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>

#include "base/error.h"

enum unit { UNIT_VALUE, UNIT_RATE, UNIT_TIME };

struct parameter {
    const char *name;
    enum unit unit;
};

#define STARTS_MAX 6

struct model {
    const char *name;
    struct parameter parameters[ANALYSIS_GROWTH_PARAMETERS_MAX + 1];
    double (*at)(const double parameters[], double population, double t);
    /* Where the search begins, for a series that ends at t = 1 and has 1 as its largest value. */
    double starts[STARTS_MAX][ANALYSIS_GROWTH_PARAMETERS_MAX];
};

static double exponential(const double p[], double population, double t)
{
    (void)population;
    return p[0] * exp(p[1] * t);
}

static double logistic(const double p[], double population, double t)
{
    (void)population;
    return p[0] / (1 + exp(-p[1] * (t - p[2])));
}

static double si(const double p[], double population, double t)
{
    return population / (1 + exp(-p[0] * (t - p[1])));
}

static double bass(const double p[], double population, double t)
{
    (void)population;
    double decay = exp(-(p[1] + p[2]) * t);
    return p[0] * (1 - decay) / (1 + p[2] / p[1] * decay);
}

static const struct model models[ANALYSIS_GROWTH_COUNT] = {
    [ANALYSIS_GROWTH_EXPONENTIAL] =
        {
            "exponential",
            {{"start", UNIT_VALUE}, {"rate", UNIT_RATE}},
            exponential,
            {{0.5, 0.7}, {0.1, 2.3}, {0.01, 4.6}, {0.001, 6.9}, {1, 0.01}, {1e-4, 9.2}},
        },
    [ANALYSIS_GROWTH_LOGISTIC] =
        {
            "logistic",
            {{"capacity", UNIT_VALUE}, {"rate", UNIT_RATE}, {"middle", UNIT_TIME}},
            logistic,
            {{1, 10, 0.5}, {1, 30, 0.2}, {1, 5, 0.1}, {1, 20, 0.8}, {2, 5, 1}, {1, 60, 0.05}},
        },
    [ANALYSIS_GROWTH_SI] =
        {
            "SI",
            {{"rate", UNIT_RATE}, {"middle", UNIT_TIME}},
            si,
            {{10, 0.5}, {30, 0.2}, {5, 0.1}, {20, 0.8}, {5, 2}, {60, 0.05}},
        },
    [ANALYSIS_GROWTH_BASS] =
        {
            "Bass",
            {{"market", UNIT_VALUE}, {"advertising", UNIT_RATE}, {"imitation", UNIT_RATE}},
            bass,
            {{1, 0.1, 10}, {1, 1, 5}, {1, 3, 1}, {1, 0.01, 15}, {2, 0.1, 3}, {1, 10, 10}},
        },
};

const char *analysis_growth_name(enum analysis_growth_model model)
{
    return models[model].name;
}

const char *analysis_growth_parameter(enum analysis_growth_model model, size_t index)
{
    return index < ANALYSIS_GROWTH_PARAMETERS_MAX ? models[model].parameters[index].name : NULL;
}

double analysis_growth_at(enum analysis_growth_model model, const double parameters[],
                          double population, double t)
{
    return models[model].at(parameters, population, t);
}

static size_t parameter_count(const struct model *model)
{
    size_t count = 0;
    while (model->parameters[count].name)
        count++;
    return count;
}

/** A series by its own units: t from 0 to 1, y up to 1. */
struct series {
    const struct model *model;
    size_t n;
    const double *t, *y;
    double t_unit, y_unit;
    double population; /* by y_unit */
};

static int residuals(const gsl_vector *parameters, void *context, gsl_vector *ret_residuals)
{
    const struct series *series = context;
    for (size_t i = 0; i < series->n; i++) {
        double found =
            series->model->at(parameters->data, series->population, series->t[i] / series->t_unit);
        if (!isfinite(found))
            return GSL_EDOM;
        gsl_vector_set(ret_residuals, i, found - series->y[i] / series->y_unit);
    }
    return GSL_SUCCESS;
}

/** The better one of *best and of what a search from `start` finds. */
static void search(gsl_multifit_nlinear_workspace *workspace, struct series *series,
                   const double start[], gsl_vector *best, double *best_squares,
                   gsl_matrix *best_covariance)
{
    size_t count = best->size;
    double squares;
    int info;
    gsl_multifit_nlinear_fdf problem = {
        .f = residuals, .n = series->n, .p = count, .params = series};
    gsl_vector_const_view from = gsl_vector_const_view_array(start, count);
    if (gsl_multifit_nlinear_init(&from.vector, &problem, workspace) != GSL_SUCCESS)
        return;
    int r = gsl_multifit_nlinear_driver(200, 1e-10, 1e-10, 0, NULL, NULL, &info, workspace);
    gsl_vector *at = gsl_multifit_nlinear_residual(workspace);
    gsl_blas_ddot(at, at, &squares);
    /* GSL_ENOPROG: no step is better any more, so this is as near as it gets. */
    if ((r != GSL_SUCCESS && r != GSL_ENOPROG) || !(squares < *best_squares))
        return;
    if (gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(workspace), 0, best_covariance) !=
        GSL_SUCCESS)
        return;
    *best_squares = squares;
    gsl_vector_memcpy(best, gsl_multifit_nlinear_position(workspace));
}

/** Half of an interval that tells nothing of its parameter, in the units of the fit, in which
 * values and times are about 1. */
#define UNTOLD 1e6

/** The parameters by the caller's units, and how sure they are. */
static void describe(const struct series *series, const gsl_vector *best, double squares,
                     const gsl_matrix *covariance, double confidence,
                     struct analysis_growth *ret_growth)
{
    size_t count = best->size, n = series->n;
    double variance = squares / (double)(n - count);
    double quantile = gsl_cdf_tdist_Pinv((1 + confidence) / 2, (double)(n - count));
    const double units[] = {
        [UNIT_VALUE] = series->y_unit,
        [UNIT_RATE] = 1 / series->t_unit,
        [UNIT_TIME] = series->t_unit,
    };
    ret_growth->is_fitted = true;
    for (size_t i = 0; i < count; i++) {
        double unit = units[series->model->parameters[i].unit];
        double value = gsl_vector_get(best, i) * unit;
        double half = quantile * sqrt(variance * gsl_matrix_get(covariance, i, i)) * unit;
        ret_growth->parameters[i] =
            (struct analysis_interval){n, value, value - half, value + half};
        ret_growth->is_fitted &= isfinite(value) && half <= UNTOLD * unit;
    }
    ret_growth->squares = squares * series->y_unit * series->y_unit;
    ret_growth->aic = (double)n * log(ret_growth->squares / (double)n) + 2 * (double)(count + 1);
}

static int fit(struct series *series, double confidence, struct analysis_growth *ret_growth)
{
    size_t count = ret_growth->parameter_count;
    gsl_multifit_nlinear_parameters options = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_workspace *workspace =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &options, series->n, count);
    gsl_vector *best = gsl_vector_alloc(count);
    gsl_matrix *covariance = gsl_matrix_alloc(count, count);
    int r = 0;
    if (!workspace || !best || !covariance) {
        r = base_fail(BASE_E_NOMEM, "no memory for a fit of %zu observations", series->n);
    } else {
        double squares = INFINITY;
        for (size_t i = 0; i < STARTS_MAX; i++)
            search(workspace, series, series->model->starts[i], best, &squares, covariance);
        if (isfinite(squares))
            describe(series, best, squares, covariance, confidence, ret_growth);
    }
    if (workspace)
        gsl_multifit_nlinear_free(workspace);
    if (best)
        gsl_vector_free(best);
    if (covariance)
        gsl_matrix_free(covariance);
    return r;
}

int analysis_growth_fit(enum analysis_growth_model model, size_t n, const double t[],
                        const double y[], double population, double confidence,
                        struct analysis_growth *ret_growth)
{
    struct analysis_growth growth = {
        .model = model,
        .parameter_count = parameter_count(&models[model]),
    };
    struct series series = {.model = &models[model], .n = n, .t = t, .y = y, .t_unit = t[n - 1]};

    assert(n > growth.parameter_count && confidence > 0 && confidence < 1);
    assert(model != ANALYSIS_GROWTH_SI || population > 0);
    for (size_t i = 0; i < n; i++)
        series.y_unit = fmax(series.y_unit, y[i]);
    int r = 0;
    if (series.t_unit > 0 && series.y_unit > 0) {
        series.population = population / series.y_unit;
        gsl_error_handler_t *handler = gsl_set_error_handler_off();
        r = fit(&series, confidence, &growth);
        gsl_set_error_handler(handler);
    }
    if (r == 0)
        *ret_growth = growth;
    return r;
}
