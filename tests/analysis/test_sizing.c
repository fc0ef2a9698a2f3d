#include "analysis/sizing.h"

#include "analysis/interval.h"
#include "tests/analysis/near.h"

/* Wilks 1941, NUREG tables of order statistics: 59 for 95/95, 93 with one miss, 124 with two; 299
 * for 99/95, 459 for 99/99. */
Test(sizing, tries_of_tables)
{
    cr_expect_eq(analysis_sizing_tries(0.95, 0.95, 0), 59);
    cr_expect_eq(analysis_sizing_tries(0.95, 0.95, 1), 93);
    cr_expect_eq(analysis_sizing_tries(0.95, 0.95, 2), 124);
    cr_expect_eq(analysis_sizing_tries(0.99, 0.95, 0), 299);
    cr_expect_eq(analysis_sizing_tries(0.99, 0.95, 1), 473);
    cr_expect_eq(analysis_sizing_tries(0.99, 0.99, 0), 459);
    cr_expect_eq(analysis_sizing_tries(0.9, 0.9, 0), 22);
    cr_expect_eq(analysis_sizing_tries(0.99999999, 0.95, 0), SIZE_MAX);
}

Test(sizing, one_try_less_does_not_show_it)
{
    for (size_t misses = 0; misses < 5; misses++) {
        size_t n = analysis_sizing_tries(0.97, 0.9, misses);
        cr_expect_leq(analysis_sizing_risk(n, misses, 0.97), 0.1);
        cr_expect_gt(analysis_sizing_risk(n - 1, misses, 0.97), 0.1);
        /* The lower end of Clopper and Pearson's interval of twice the risk. */
        cr_expect_geq(analysis_proportion_interval(n, n - misses, 0.8).low, 0.97);
        cr_expect_lt(analysis_proportion_interval(n - 1, n - 1 - misses, 0.8).low, 0.97);
    }
}

Test(sizing, only_misses_show_nothing)
{
    cr_expect_eq(analysis_sizing_risk(3, 3, 0.5), 1);
    expect_near(analysis_sizing_risk(3, 2, 0.5), 0.875, 1e-12);
}

/* Ten equal parts of 10 cover costs of 1 and not those of 1.01. */
Test(sizing, free_entry)
{
    const double ones[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const double rising[] = {1, 2, 3, 4, 5};
    const double none[] = {0, 0};
    cr_expect_eq(analysis_free_entry(12, ones, 10), 10);
    cr_expect_eq(analysis_free_entry(12, ones, 9.99), 9);
    cr_expect_eq(analysis_free_entry(12, ones, 0.5), 0);
    cr_expect_eq(analysis_free_entry(12, ones, 1000), 12);
    /* 9 / 3 covers 3, 9 / 4 not 4. */
    cr_expect_eq(analysis_free_entry(5, rising, 9), 3);
    cr_expect_eq(analysis_free_entry(2, none, 0), 0);
    cr_expect_eq(analysis_free_entry(2, none, 1e-9), 2);
    cr_expect_eq(analysis_free_entry(0, none, 1), 0);
}
