#include "models/shared/sessions.h"

#include <assert.h>
#include <stddef.h>

#include "base/portable_math.h"

/** One row a fit: trace and year, lambda in minutes, kappa. Source: sessions.h. */
#define FITS(ROW)                                                                                  \
    ROW(t2_2005, 30.96, 0.48)                                                                      \
    ROW(t3_2005, 295.93, 0.66)                                                                     \
    ROW(t5_2005, 5602.84, 0.82)                                                                    \
    ROW(t5_2009, 1486.82, 0.69)                                                                    \
    ROW(t6_2005, 287.93, 0.63)                                                                     \
    ROW(t6_2009, 246.24, 0.67)                                                                     \
    ROW(t7_2005, 205.71, 0.62)                                                                     \
    ROW(t7_2009, 222.56, 0.60)                                                                     \
    ROW(t8_2005, 203.09, 0.61)                                                                     \
    ROW(t9_2005, 175.47, 0.59)                                                                     \
    ROW(t9_2009, 200.80, 0.55)                                                                     \
    ROW(t10_2005, 238.85, 0.61)                                                                    \
    ROW(t11_2003, 1249.08, 0.75)                                                                   \
    ROW(t14_2007, 53.89, 0.60)                                                                     \
    ROW(t15_2007, 651.81, 0.64)

#define FIT(name, lambda_min, kappa) {lambda_min, kappa},
static const struct sessions_fit fits[] = {FITS(FIT)};

#define NAME(name, lambda_min, kappa) #name,
const char *const sessions_names[] = {"always_on", FITS(NAME) NULL};

#define MINUTE_NS 60e9

const struct sessions_fit *sessions_at(int index)
{
    assert(index >= 0 && (size_t)index <= sizeof fits / sizeof *fits);
    return index > 0 ? &fits[index - 1] : NULL;
}

double sessions_mean_ns(const struct sessions_fit *fit)
{
    return fit->lambda_min * MINUTE_NS * base_math_gamma(1 + 1 / fit->kappa);
}

sim_time sessions_draw(const struct sessions_fit *fit, struct base_random *random)
{
    double length = base_random_weibull(random, fit->lambda_min * MINUTE_NS, fit->kappa);
    return length < (double)SIM_TIME_FOREVER / 4 ? (sim_time)length : SIM_TIME_FOREVER / 4;
}
