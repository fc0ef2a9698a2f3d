#ifndef CROWDPATCH_ZK_COST_FIT_H
#define CROWDPATCH_ZK_COST_FIT_H

#include <stdbool.h>
#include <stdint.h>

/** The form of f in  duration(x) = constant + linear x + curved f(x),  for x constraints of a
 *  circuit or public inputs of a proof. */
enum zk_cost_fit_form {
    ZK_COST_FIT_LINEAR,      /* f = 0 */
    ZK_COST_FIT_X_OVER_LOG2, /* x / log2 x, as Pippenger's sums grow */
    ZK_COST_FIT_X_LOG2,      /* x log2 x, as transforms grow */
    ZK_COST_FIT_DOMAIN,      /* the least power of two that is not below x */
    ZK_COST_FIT_FORM_COUNT,
};

/** "linear", "x_over_log2", "x_log2", "domain": NULL-terminated. */
extern const char *const zk_cost_fit_form_names[];

#define ZK_COST_FIT_TERMS 3

struct zk_cost_fit {
    enum zk_cost_fit_form form;
    double coefficients_ns[ZK_COST_FIT_TERMS]; /* constant, linear, curved */
};

/** 1, x and f(x), by base/portable_math.h: every machine gets the same. x below 2 is taken as 2 in
 *  logarithms. */
void zk_cost_fit_terms(enum zk_cost_fit_form form, uint64_t x, double ret_terms[ZK_COST_FIT_TERMS]);

/** The duration, rounded to the nearest ns; from 0 to INT64_MAX. */
int64_t zk_cost_fit_ns(const struct zk_cost_fit *fit, uint64_t x);

/** False when durations shrink somewhere between 2^4 and 2^28, looked at in steps of a quarter of
 *  each power of two, or the last is 0: such a fit serves nobody. */
bool zk_cost_fit_rises(const struct zk_cost_fit *fit);

#endif
