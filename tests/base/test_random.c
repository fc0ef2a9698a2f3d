#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "base/random.h"

/* Source: Random123 1.09, tests/kat_vectors, philox4x32 with 10 rounds. */
Test(random, philox_known_answers)
{
    static const struct {
        uint32_t counter[4], key[2], block[4];
    } vectors[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        uint32_t block[4];
        base_philox4x32(vectors[i].counter, vectors[i].key, block);
        cr_assert_arr_eq(block, vectors[i].block, sizeof block);
    }
}

Test(random, stream_is_philox_of_its_place)
{
    struct base_random random;
    /* FNV-1a of "a" is e40c292c. */
    base_random_init(&random, UINT64_C(0x1122334455667788), 99, "a");
    const uint32_t key[2] = {0x55667788, 0x11223344};
    for (uint32_t i = 0; i < 10; i++) {
        const uint32_t counter[4] = {i, 0, 99, 0xe40c292c};
        uint32_t block[4];
        base_philox4x32(counter, key, block);
        for (int j = 0; j < 4; j++)
            cr_assert_eq(base_random_u32(&random), block[j]);
    }
}

Test(random, streams_differ_and_repeat)
{
    struct base_random a, b, c, d;
    base_random_init(&a, 1, 2, "hub.nonce");
    base_random_init(&b, 1, 2, "hub.nonce");
    base_random_init(&c, 1, 3, "hub.nonce");
    base_random_init(&d, 1, 2, "hub.other");
    uint64_t first = base_random_u64(&a);
    cr_assert_eq(first, base_random_u64(&b));
    cr_assert_neq(first, base_random_u64(&c));
    cr_assert_neq(first, base_random_u64(&d));
    uint8_t x[13], y[13];
    base_random_bytes(&a, x, 13);
    base_random_bytes(&b, y, 13);
    cr_assert_arr_eq(x, y, 13);
}

Test(random, below_is_in_range_and_even)
{
    struct base_random random;
    base_random_init(&random, 3, 0, "test.below");
    cr_assert_eq(base_random_below(&random, 1), 0);
    unsigned counts[7] = {0};
    for (int i = 0; i < 70000; i++)
        counts[base_random_below(&random, 7)]++;
    /* 10,000 each; six standard deviations are 560. */
    for (int i = 0; i < 7; i++)
        cr_assert(counts[i] > 9440 && counts[i] < 10560, "%d: %u", i, counts[i]);
    /* Three quarters of 2^64: without rejection every third result would come up twice as often
     * as the others, half of the time in all. */
    uint64_t bound = UINT64_C(0xc000000000000000);
    int thirds = 0;
    for (int i = 0; i < 20000; i++) {
        uint64_t draw = base_random_below(&random, bound);
        cr_assert_lt(draw, bound);
        thirds += draw % 3 == 0;
    }
    cr_assert(thirds > 6270 && thirds < 7070, "%d", thirds);
}

struct moments {
    double mean, variance, minimum, maximum;
};

#define DRAWS 200000

static struct moments moments_of(double (*draw)(struct base_random *))
{
    struct base_random random;
    base_random_init(&random, 4, 0, "test.moments");
    static double x[DRAWS];
    struct moments m = {0, 0, INFINITY, -INFINITY};
    for (int i = 0; i < DRAWS; i++) {
        x[i] = draw(&random);
        m.mean += x[i] / DRAWS;
        m.minimum = fmin(m.minimum, x[i]);
        m.maximum = fmax(m.maximum, x[i]);
    }
    for (int i = 0; i < DRAWS; i++)
        m.variance += (x[i] - m.mean) * (x[i] - m.mean) / DRAWS;
    return m;
}

static double draw_uniform(struct base_random *random)
{
    return base_random_uniform(random);
}
static double draw_exponential(struct base_random *random)
{
    return base_random_exponential(random, 3);
}
static double draw_normal(struct base_random *random)
{
    return base_random_normal(random, -2, 5);
}
static double draw_lognormal(struct base_random *random)
{
    return base_random_lognormal(random, 1, 0.5);
}
static double draw_weibull(struct base_random *random)
{
    return base_random_weibull(random, 2, 0.7);
}

/* Bounds are about six standard errors of the mean, and 3 to 10 % for the variance. */
static void expect_moments(struct moments m, double mean, double variance, double tolerance)
{
    cr_assert(fabs(m.mean - mean) < 6 * sqrt(variance / DRAWS), "mean %g, not %g", m.mean, mean);
    cr_assert(fabs(m.variance / variance - 1) < tolerance, "variance %g, not %g", m.variance,
              variance);
}

Test(random, moments)
{
    struct moments m = moments_of(draw_uniform);
    expect_moments(m, 0.5, 1.0 / 12, 0.02);
    cr_assert(m.minimum >= 0 && m.maximum < 1);
    m = moments_of(draw_exponential);
    expect_moments(m, 3, 9, 0.03);
    cr_assert(m.minimum >= 0);
    m = moments_of(draw_normal);
    expect_moments(m, -2, 25, 0.02);
    cr_assert(m.minimum < -17 && m.maximum > 13);
    m = moments_of(draw_lognormal);
    expect_moments(m, exp(1.125), (exp(0.25) - 1) * exp(2.25), 0.05);
    m = moments_of(draw_weibull);
    double first = tgamma(1 + 1 / 0.7), second = tgamma(1 + 2 / 0.7);
    expect_moments(m, 2 * first, 4 * (second - first * first), 0.1);
    cr_assert(m.minimum >= 0);
}

Test(random, shuffle_permutes_evenly)
{
    struct base_random random;
    base_random_init(&random, 6, 0, "test.shuffle");
    unsigned counts[5][5] = {{0}};
    for (int i = 0; i < 20000; i++) {
        uint32_t items[5] = {0, 1, 2, 3, 4};
        base_random_shuffle(&random, items, 5);
        unsigned seen = 0;
        for (int j = 0; j < 5; j++) {
            seen |= 1u << items[j];
            counts[j][items[j]]++;
        }
        cr_assert_eq(seen, 31);
    }
    for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++)
            cr_assert(counts[i][j] > 3660 && counts[i][j] < 4340, "%u", counts[i][j]);
    }
    base_random_shuffle(&random, NULL, 0);
}

/* Draws on record: a change here changes every simulation. */
Test(random, same_draws_everywhere)
{
    struct base_random random;
    base_random_init(&random, 42, 7, "golden");
    cr_assert_eq(base_random_u32(&random), 0x49e55124u);
    cr_assert_eq(base_random_u64(&random), UINT64_C(0xf9eb71d385c79f96));
    cr_assert_eq(base_random_below(&random, 1000000), 636533);
    cr_assert_eq(base_random_uniform(&random), 0x1.8ceea075de99ap-2);
    cr_assert_eq(base_random_exponential(&random, 3), 0x1.9e5eb97820793p+2);
    cr_assert_eq(base_random_normal(&random, -2, 5), -0x1.3fe6302d0bf96p+1);
    cr_assert_eq(base_random_lognormal(&random, 1, 0.5), 0x1.bdf5bcd7f410fp+1);
    cr_assert_eq(base_random_weibull(&random, 2, 0.7), 0x1.ab06b4db5114bp-2);
    uint32_t items[6] = {0, 1, 2, 3, 4, 5};
    static const uint32_t shuffled[6] = {0, 4, 2, 5, 1, 3};
    base_random_shuffle(&random, items, 6);
    cr_assert_arr_eq(items, shuffled, sizeof items);
}
