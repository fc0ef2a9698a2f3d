#include <criterion/criterion.h>

#include "models/shared/concentration.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

Test(concentration, equal_shares)
{
    double values[] = {3, 3, 3, 3};
    double gini, hhi;
    cr_assert(concentration_gini(values, COUNT(values), &gini));
    cr_assert(concentration_hhi(values, COUNT(values), &hhi));
    cr_expect_eq(gini, 0);
    cr_expect_eq(hhi, 0.25);
}

Test(concentration, one_has_everything)
{
    double values[] = {0, 7, 0, 0, 0};
    double gini, hhi;
    cr_assert(concentration_gini(values, COUNT(values), &gini));
    cr_assert(concentration_hhi(values, COUNT(values), &hhi));
    cr_expect_eq(gini, 0.8);
    cr_expect_eq(hhi, 1);
}

/* 1, 2, 5 of 8: (-2 * 1 + 0 * 2 + 2 * 5) / (3 * 8) = 1/3; (1 + 4 + 25) / 64. */
Test(concentration, by_hand)
{
    double values[] = {5, 1, 2};
    double gini, hhi;
    cr_assert(concentration_hhi(values, COUNT(values), &hhi));
    cr_assert(concentration_gini(values, COUNT(values), &gini));
    cr_expect_float_eq(gini, 1.0 / 3, 1e-15);
    cr_expect_float_eq(hhi, 30.0 / 64, 1e-15);
}

/* The mean difference of all pairs by its definition, sum |x - y| / (2 n^2 mean). */
Test(concentration, gini_is_half_the_relative_mean_difference)
{
    double values[37], sum = 0, differences = 0, gini;
    for (size_t i = 0; i < COUNT(values); i++) {
        values[i] = (double)(i * i * 31 % 101);
        sum += values[i];
    }
    for (size_t i = 0; i < COUNT(values); i++)
        for (size_t j = 0; j < COUNT(values); j++)
            differences += values[i] > values[j] ? values[i] - values[j] : values[j] - values[i];
    cr_assert(concentration_gini(values, COUNT(values), &gini));
    cr_expect_float_eq(gini, differences / (2 * (double)COUNT(values) * sum), 1e-12);
}

Test(concentration, the_unit_does_not_matter)
{
    double wei[] = {2e18, 5e17, 0, 9e18}, eth[] = {2, 0.5, 0, 9};
    double of_wei, of_eth;
    cr_assert(concentration_hhi(wei, COUNT(wei), &of_wei));
    cr_assert(concentration_hhi(eth, COUNT(eth), &of_eth));
    cr_expect_float_eq(of_wei, of_eth, 1e-15);
    cr_assert(concentration_gini(wei, COUNT(wei), &of_wei));
    cr_assert(concentration_gini(eth, COUNT(eth), &of_eth));
    cr_expect_float_eq(of_wei, of_eth, 1e-15);
}

Test(concentration, one_alone)
{
    double value = 4, gini, hhi;
    cr_assert(concentration_gini(&value, 1, &gini));
    cr_assert(concentration_hhi(&value, 1, &hhi));
    cr_expect_eq(gini, 0);
    cr_expect_eq(hhi, 1);
}

/* One has what the other has lost; and -20, 0, 0, 0, 30: (4 * 20 + 4 * 30) / (5 * 50). */
Test(concentration, losses_by_hand)
{
    double twins[] = {5, -5}, five[] = {0, 30, 0, -20, 0}, all[] = {-3, -3}, gini;
    cr_assert(concentration_gini(twins, COUNT(twins), &gini));
    cr_expect_float_eq(gini, 0.5, 1e-15);
    cr_assert(concentration_gini(five, COUNT(five), &gini));
    cr_expect_float_eq(gini, 0.8, 1e-15);
    cr_assert(concentration_gini(all, COUNT(all), &gini));
    cr_expect_eq(gini, 0);
}

Test(concentration, not_defined_for_nobody_and_nothing)
{
    double nothing[] = {0, 0}, loss[] = {5, -1}, unset = 42;
    cr_expect_not(concentration_gini(nothing, 0, &unset));
    cr_expect_not(concentration_hhi(nothing, 0, &unset));
    cr_expect_not(concentration_gini(nothing, 2, &unset));
    cr_expect_not(concentration_hhi(nothing, 2, &unset));
    cr_expect_not(concentration_hhi(loss, 2, &unset), "a loss is no share");
    cr_expect_eq(unset, 42);
    cr_expect_eq(loss[0], 5, "values are left as they were");
}
