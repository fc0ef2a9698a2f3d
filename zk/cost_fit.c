#include "zk/cost_fit.h"

#include <assert.h>
#include <stddef.h>

#include "base/portable_math.h"

/* Source: the natural logarithm of 2. */
#define LN_2 0.693147180559945309417

const char *const zk_cost_fit_form_names[] = {
    [ZK_COST_FIT_LINEAR] = "linear", [ZK_COST_FIT_X_OVER_LOG2] = "x_over_log2",
    [ZK_COST_FIT_X_LOG2] = "x_log2", [ZK_COST_FIT_DOMAIN] = "domain",
    [ZK_COST_FIT_FORM_COUNT] = NULL,
};

static double domain(uint64_t x)
{
    double power = 1;

    while (power < (double)x)
        power *= 2;
    return power;
}

void zk_cost_fit_terms(enum zk_cost_fit_form form, uint64_t x, double ret_terms[ZK_COST_FIT_TERMS])
{
    double log2 = base_math_log(x < 2 ? 2.0 : (double)x) / LN_2;

    ret_terms[0] = 1;
    ret_terms[1] = (double)x;
    switch (form) {
    case ZK_COST_FIT_X_OVER_LOG2:
        ret_terms[2] = (double)x / log2;
        return;
    case ZK_COST_FIT_X_LOG2:
        ret_terms[2] = (double)x * log2;
        return;
    case ZK_COST_FIT_DOMAIN:
        ret_terms[2] = domain(x);
        return;
    default:
        assert(form == ZK_COST_FIT_LINEAR);
        ret_terms[2] = 0;
        return;
    }
}

int64_t zk_cost_fit_ns(const struct zk_cost_fit *fit, uint64_t x)
{
    double terms[ZK_COST_FIT_TERMS], ns = 0.5;

    zk_cost_fit_terms(fit->form, x, terms);
    for (int i = 0; i < ZK_COST_FIT_TERMS; i++)
        ns += fit->coefficients_ns[i] * terms[i];
    if (!(ns >= 0))
        return 0;
    return ns < 0x1p63 ? (int64_t)ns : INT64_MAX;
}

bool zk_cost_fit_rises(const struct zk_cost_fit *fit)
{
    int64_t before = 0;

    for (int log2 = 4; log2 < 28; log2++) {
        for (uint64_t quarter = 4; quarter <= 8; quarter++) {
            int64_t ns = zk_cost_fit_ns(fit, (quarter << log2) / 4);

            if (ns < before)
                return false;
            before = ns;
        }
    }
    return before > 0;
}
