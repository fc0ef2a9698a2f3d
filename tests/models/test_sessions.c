#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "models/shared/sessions.h"

enum { DRAWS = 5000 };

static int compare_times(const void *a, const void *b)
{
    sim_time x = *(const sim_time *)a, y = *(const sim_time *)b;
    return (x > y) - (x < y);
}

/** Kolmogorov and Smirnov's largest distance between the draws and the Weibull distribution. */
static double distance(const struct sessions_fit *fit, sim_time draws[])
{
    double most = 0;
    qsort(draws, DRAWS, sizeof *draws, compare_times);
    for (int i = 0; i < DRAWS; i++) {
        double share = 1 - exp(-pow((double)draws[i] / (fit->lambda_min * 60e9), fit->kappa));
        most = fmax(most, fmax(fabs(share - (double)i / DRAWS), fabs(share - (i + 1.0) / DRAWS)));
    }
    return most;
}

/* The distance exceeds 1.95 / sqrt(n) once in a thousand samples; fifteen fits are tried. */
Test(sessions, draws_fit_their_distribution)
{
    static sim_time draws[DRAWS];
    struct base_random random;
    base_random_init(&random, 7, 0, "sessions");
    for (int i = 1; sessions_names[i]; i++) {
        const struct sessions_fit *fit = sessions_at(i);
        for (int n = 0; n < DRAWS; n++)
            draws[n] = sessions_draw(fit, &random);
        cr_expect_lt(distance(fit, draws), 1.95 / sqrt(DRAWS), "%s", sessions_names[i]);
    }
    cr_assert_null(sessions_at(0));
}

/* lambda Gamma(1 + 1/kappa), beyond lambda where kappa is below 1. */
Test(sessions, means)
{
    cr_assert_float_eq(sessions_mean_ns(sessions_at(1)) / 60e9, 30.96 * tgamma(1 + 1 / 0.48), 1e-6);
    for (int i = 1; sessions_names[i]; i++)
        cr_assert_gt(sessions_mean_ns(sessions_at(i)), sessions_at(i)->lambda_min * 60e9);
}
