#include <criterion/criterion.h>
#include <math.h>

#include "models/shared/rank.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static double tau_of(struct rank_pair pairs[], size_t n)
{
    struct rank_pair scratch[100];
    double tau = NAN;
    cr_assert_leq(n, COUNT(scratch));
    return rank_tau_b(pairs, scratch, n, &tau) ? tau : NAN;
}

Test(rank, the_same_order_and_the_opposite_one)
{
    struct rank_pair same[] = {{3, 30}, {1, 10}, {2, 20}}, opposite[] = {{3, 1}, {1, 3}, {2, 2}};
    cr_expect_float_eq(tau_of(same, 3), 1, 1e-15);
    cr_expect_float_eq(tau_of(opposite, 3), -1, 1e-15);
}

/* y in the order of x is 2 1 4 3 5: of ten twos two are in the opposite order. */
Test(rank, by_hand)
{
    struct rank_pair pairs[] = {{5, 5}, {3, 4}, {1, 2}, {4, 3}, {2, 1}};
    cr_expect_float_eq(tau_of(pairs, 5), 0.6, 1e-15);
}

/* Of six twos one is tied in x, one in y; of the other four all agree: 4 / sqrt(5 * 5). */
Test(rank, ties_by_hand)
{
    struct rank_pair pairs[] = {{1, 1}, {1, 2}, {2, 3}, {3, 3}};
    cr_expect_float_eq(tau_of(pairs, 4), 0.8, 1e-15);
}

/* Against the definition, with many ties of all kinds. */
Test(rank, agrees_with_its_definition)
{
    struct rank_pair pairs[60];
    for (size_t n = 2; n <= COUNT(pairs); n++) {
        double sum = 0, untied_x = 0, untied_y = 0;
        for (size_t i = 0; i < n; i++)
            pairs[i] = (struct rank_pair){(double)(i * i * 31 % 11), (double)(i * 17 % 7 + i % 3)};
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < i; j++) {
                double x = pairs[i].x - pairs[j].x, y = pairs[i].y - pairs[j].y;
                sum += (double)((x > 0) - (x < 0)) * (double)((y > 0) - (y < 0));
                untied_x += x != 0;
                untied_y += y != 0;
            }
        double expected = sum / sqrt(untied_x * untied_y);
        if (untied_x * untied_y > 0)
            cr_expect_float_eq(tau_of(pairs, n), expected, 1e-14, "%zu", n);
        else
            cr_expect(isnan(tau_of(pairs, n)));
    }
}

Test(rank, not_defined_where_all_are_alike)
{
    struct rank_pair alike_x[] = {{1, 1}, {1, 2}}, alike_y[] = {{1, 2}, {2, 2}}, one[] = {{1, 1}};
    cr_expect(isnan(tau_of(alike_x, 2)));
    cr_expect(isnan(tau_of(alike_y, 2)));
    cr_expect(isnan(tau_of(one, 1)));
    cr_expect(isnan(tau_of(one, 0)));
}
