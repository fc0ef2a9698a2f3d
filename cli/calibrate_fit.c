#include <math.h>

#include "analysis/least_squares.h"
#include "cli/calibrate.h"

enum { OBSERVATIONS_MAX = CALIBRATION_POINTS_MAX };

/** Durations over x, and what a fit leaves of them. */
struct observations {
    size_t count;
    uint64_t x[OBSERVATIONS_MAX];
    double y_ns[OBSERVATIONS_MAX];
    double residuals_ns[OBSERVATIONS_MAX];
};

static struct zk_cost_fit cost_fit(const struct calibration_fit *fit)
{
    return (struct zk_cost_fit){(enum zk_cost_fit_form)fit->form,
                                {fit->constant_ns, fit->linear_ns, fit->curved_ns}};
}

/** Fits the first `terms` terms of a form; each duration weighs by 1 / y^2, for errors are shares
 * of a duration. *ret_variance: chi^2 for each degree of freedom. */
static int fit_terms(const struct observations *seen, enum zk_cost_fit_form form, size_t terms,
                     struct calibration_fit *ret_fit, double *ret_variance)
{
    double x[OBSERVATIONS_MAX * ZK_COST_FIT_TERMS], weights[OBSERVATIONS_MAX];
    struct analysis_least_squares found;

    for (size_t i = 0; i < seen->count; i++) {
        double all[ZK_COST_FIT_TERMS];
        zk_cost_fit_terms(form, seen->x[i], all);
        for (size_t j = 0; j < terms; j++)
            x[i * terms + j] = all[j];
        weights[i] = 1 / (seen->y_ns[i] * seen->y_ns[i]);
    }
    int r = analysis_least_squares(seen->count, terms, x, seen->y_ns, weights, &found);
    if (r < 0)
        return r;
    *ret_variance = found.chi_squared / (double)(seen->count - terms);
    *ret_fit = (struct calibration_fit){
        .form = form,
        .constant_ns = found.coefficients[0],
        .linear_ns = terms > 1 ? found.coefficients[1] : 0,
        .curved_ns = terms > 2 ? found.coefficients[2] : 0,
        .constant_error_ns = found.standard_errors[0],
        .linear_error_ns = terms > 1 ? found.standard_errors[1] : 0,
        .curved_error_ns = terms > 2 ? found.standard_errors[2] : 0,
        .r_squared = found.r_squared,
    };
    return 0;
}

static void add_residuals(struct observations *seen, struct calibration_fit *fit)
{
    for (size_t i = 0; i < seen->count; i++) {
        double terms[ZK_COST_FIT_TERMS];
        zk_cost_fit_terms((enum zk_cost_fit_form)fit->form, seen->x[i], terms);
        double fitted_ns =
            fit->constant_ns * terms[0] + fit->linear_ns * terms[1] + fit->curved_ns * terms[2];
        seen->residuals_ns[i] = seen->y_ns[i] - fitted_ns;
        double percent = 100 * fabs(seen->residuals_ns[i]) / seen->y_ns[i];
        fit->largest_residual_percent = fmax(fit->largest_residual_percent, percent);
    }
}

/** The form with the least variance of the residuals among those that rise; forms of three terms
 *  only with two observations to spare. forms: how many of the enumeration are tried. */
static int fit_best(struct observations *seen, int forms, struct calibration_fit *ret_fit)
{
    double least = INFINITY;

    for (int form = 0; form < forms; form++) {
        size_t terms = form == ZK_COST_FIT_LINEAR ? 2 : 3;
        struct calibration_fit fit;
        double variance;
        if (seen->count < terms + (form == ZK_COST_FIT_LINEAR ? 1 : 2))
            continue;
        int r = fit_terms(seen, (enum zk_cost_fit_form)form, terms, &fit, &variance);
        if (r < 0)
            return r;
        struct zk_cost_fit candidate = cost_fit(&fit);
        if (variance < least && zk_cost_fit_rises(&candidate)) {
            least = variance;
            *ret_fit = fit;
        }
    }
    if (least == INFINITY) { /* a time that does not grow: what is measured of it is noise */
        int r = fit_terms(seen, ZK_COST_FIT_LINEAR, 1, ret_fit, &least);
        if (r < 0)
            return r;
    }
    add_residuals(seen, ret_fit);
    return 0;
}

static int fit_setup(struct calibration_values *values)
{
    struct observations seen = {.count = values->point_count};

    for (size_t i = 0; i < seen.count; i++) {
        seen.x[i] = values->points[i].constraints;
        seen.y_ns[i] = values->points[i].setup_ns;
    }
    int r = fit_best(&seen, ZK_COST_FIT_FORM_COUNT, &values->setup);
    for (size_t i = 0; r == 0 && i < seen.count; i++)
        values->points[i].setup_residual_ns = seen.residuals_ns[i];
    return r;
}

static int fit_prove(struct calibration_values *values)
{
    struct observations seen = {.count = values->point_count};

    for (size_t i = 0; i < seen.count; i++) {
        seen.x[i] = values->points[i].constraints;
        seen.y_ns[i] = values->points[i].prove_ns;
    }
    int r = fit_best(&seen, ZK_COST_FIT_FORM_COUNT, &values->prove);
    for (size_t i = 0; r == 0 && i < seen.count; i++)
        values->points[i].prove_residual_ns = seen.residuals_ns[i];
    return r;
}

static int fit_verify(struct calibration_values *values)
{
    struct observations seen = {.count = values->verify_point_count};

    for (size_t i = 0; i < seen.count; i++) {
        seen.x[i] = values->verify_points[i].publics;
        seen.y_ns[i] = values->verify_points[i].verify_ns;
    }
    int r = fit_best(&seen, ZK_COST_FIT_LINEAR + 1, &values->verify);
    for (size_t i = 0; r == 0 && i < seen.count; i++)
        values->verify_points[i].verify_residual_ns = seen.residuals_ns[i];
    return r;
}

int cli_calibrate_fits(struct calibration_values *values)
{
    int r = fit_setup(values);

    if (r == 0)
        r = fit_prove(values);
    return r < 0 ? r : fit_verify(values);
}
