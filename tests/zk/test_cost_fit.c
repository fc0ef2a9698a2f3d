#include "zk/cost_fit.h"

#include <criterion/criterion.h>
#include <math.h>

Test(cost_fit, terms)
{
    static const struct {
        enum zk_cost_fit_form form;
        uint64_t x;
        double curved;
    } cases[] = {
        {ZK_COST_FIT_LINEAR, 1024, 0},     {ZK_COST_FIT_X_OVER_LOG2, 1024, 102.4},
        {ZK_COST_FIT_X_OVER_LOG2, 2, 2},   {ZK_COST_FIT_X_OVER_LOG2, 1, 1}, /* as log2 2 */
        {ZK_COST_FIT_X_LOG2, 1024, 10240}, {ZK_COST_FIT_X_LOG2, 0, 0},
        {ZK_COST_FIT_DOMAIN, 0, 1},        {ZK_COST_FIT_DOMAIN, 1024, 1024},
        {ZK_COST_FIT_DOMAIN, 1025, 2048},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double terms[ZK_COST_FIT_TERMS];
        zk_cost_fit_terms(cases[i].form, cases[i].x, terms);
        cr_expect_eq(terms[0], 1);
        cr_expect_eq(terms[1], (double)cases[i].x);
        cr_expect(fabs(terms[2] - cases[i].curved) <= 1e-12 * cases[i].curved, "case %zu: %.17g", i,
                  terms[2]);
    }
}

Test(cost_fit, durations)
{
    const struct zk_cost_fit fit = {ZK_COST_FIT_DOMAIN, {1000, 2.5, 0.25}};
    cr_expect_eq(zk_cost_fit_ns(&fit, 0), 1000);
    cr_expect_eq(zk_cost_fit_ns(&fit, 4), 1000 + 10 + 1);
    cr_expect_eq(zk_cost_fit_ns(&fit, 5), 1000 + 13 + 2); /* 12.5 rounds up */
    const struct zk_cost_fit below = {ZK_COST_FIT_LINEAR, {-10, 1, 0}};
    cr_expect_eq(zk_cost_fit_ns(&below, 3), 0);
    cr_expect_eq(zk_cost_fit_ns(&below, 11), 1);
    const struct zk_cost_fit steep = {ZK_COST_FIT_LINEAR, {0, 1e6, 0}};
    cr_expect_eq(zk_cost_fit_ns(&steep, UINT64_MAX), INT64_MAX);
    const struct zk_cost_fit nothing = {ZK_COST_FIT_LINEAR, {NAN, 0, 0}};
    cr_expect_eq(zk_cost_fit_ns(&nothing, 1), 0);
}

Test(cost_fit, what_serves_nobody)
{
    const struct zk_cost_fit good[] = {
        {ZK_COST_FIT_LINEAR, {1e6, 1000, 0}},
        {ZK_COST_FIT_LINEAR, {1e6, 0, 0}},
        {ZK_COST_FIT_X_OVER_LOG2, {1e5, 1000, 5000}},
        {ZK_COST_FIT_X_LOG2, {0, 1000, 10}},
    };
    const struct zk_cost_fit bad[] = {
        {ZK_COST_FIT_LINEAR, {1e6, -1, 0}},
        {ZK_COST_FIT_LINEAR, {0, 0, 0}},
        {ZK_COST_FIT_LINEAR, {-1e12, 1, 0}},
        {ZK_COST_FIT_X_LOG2, {1e6, 2500, -100}}, /* shrinks from 2^24 on */
        {ZK_COST_FIT_X_OVER_LOG2, {1e6, 100, -1000}},
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        cr_expect(zk_cost_fit_rises(&good[i]), "good %zu", i);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect_not(zk_cost_fit_rises(&bad[i]), "bad %zu", i);
}

Test(cost_fit, names)
{
    for (int form = 0; form < ZK_COST_FIT_FORM_COUNT; form++)
        cr_expect_not_null(zk_cost_fit_form_names[form]);
    cr_expect_null(zk_cost_fit_form_names[ZK_COST_FIT_FORM_COUNT]);
}
