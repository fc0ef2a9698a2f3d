#include "analysis/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "tests/analysis/near.h"

struct campaign {
    struct analysis_table table;
    struct analysis_points points;
};

/* Student's sleep data at two points: hours more by each of two drugs, of ten patients; how many
 * slept at least an hour more; and a date that two never reach. */
static const double hours[2][10] = {
    {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0},
    {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4},
};
enum { HOURS = 5, LONGER, DATE, NAME, EMPTY };

static void set_up(struct campaign *campaign)
{
    char text[4096];
    int len = snprintf(text, sizeof text,
                       "run_id,index,point,replication,seed,hours,longer,date_s,name,empty\n");
    for (int drug = 0; drug < 2; drug++)
        for (int patient = 0; patient < 10; patient++)
            len += snprintf(text + len, sizeof text - (size_t)len, "x,0,%d,%d,1,%g,%s,%s,a,\n",
                            drug, patient, hours[drug][patient],
                            hours[drug][patient] >= 1 ? "true" : "false", patient < 8 ? "5" : "");
    cr_assert_eq(analysis_table_parse("t", strdup(text), (size_t)len, &campaign->table), 0);
    cr_assert_eq(analysis_points_init(&campaign->points, "t", &campaign->table), 0);
}

static void tear_down(struct campaign *campaign)
{
    analysis_points_deinit(&campaign->points);
    analysis_table_deinit(&campaign->table);
}

static struct analysis_summary quantile_of(struct campaign *campaign, size_t index, size_t column,
                                           enum analysis_method method, double quantile)
{
    struct analysis_summary summary;
    cr_assert_eq(
        analysis_summarize(&campaign->points, index, column, method, quantile, 0.95, &summary), 0);
    return summary;
}

static struct analysis_summary summarize(struct campaign *campaign, size_t index, size_t column,
                                         enum analysis_method method)
{
    return quantile_of(campaign, index, column, method, 0.5);
}

Test(summary, numbers)
{
    struct campaign campaign;
    set_up(&campaign);
    struct analysis_summary first = summarize(&campaign, 0, HOURS, ANALYSIS_METHOD_T);
    cr_expect_eq(first.kind, ANALYSIS_METRIC_NUMBER);
    cr_expect(first.n == 10 && first.runs == 10);
    expect_near(first.mean.value, 0.75, 1e-12);
    expect_near(first.sd, 1.789010, 1e-6);
    /* t of 9 degrees at 97.5 % is 2.262157. */
    expect_near(first.mean.high, 0.75 + 2.262157 * 1.789010 / sqrt(10), 1e-5);
    expect_near(first.quantile.value, 0.35, 1e-12);
    cr_expect_eq(first.quantile.low, -1.2);
    cr_expect_eq(first.quantile.high, 3.4);
    struct analysis_summary bca = summarize(&campaign, 0, HOURS, ANALYSIS_METHOD_BCA);
    cr_expect_eq(bca.mean.value, first.mean.value);
    cr_expect(bca.mean.low > first.mean.low && bca.mean.high < first.mean.high);
    tear_down(&campaign);
}

Test(summary, yes_or_no_is_a_share)
{
    struct campaign campaign;
    set_up(&campaign);
    struct analysis_summary longer = summarize(&campaign, 0, LONGER, ANALYSIS_METHOD_T);
    cr_expect_eq(longer.kind, ANALYSIS_METRIC_YES_NO);
    expect_near(longer.mean.value, 0.3, 1e-12);
    /* 3 of 10 by the table. */
    expect_near(longer.mean.low, 0.0667395, 1e-7);
    expect_near(longer.mean.high, 0.6524529, 1e-7);
    tear_down(&campaign);
}

Test(summary, what_has_no_value)
{
    struct campaign campaign;
    set_up(&campaign);
    struct analysis_summary date = summarize(&campaign, 1, DATE, ANALYSIS_METHOD_BCA);
    cr_expect(date.n == 8 && date.runs == 10);
    cr_expect(date.mean.value == 5 && date.mean.low == 5 && date.mean.high == 5);
    cr_expect_eq(summarize(&campaign, 1, EMPTY, ANALYSIS_METHOD_T).n, 0);
    cr_expect_eq(summarize(&campaign, 1, NAME, ANALYSIS_METHOD_T).n, 0);
    tear_down(&campaign);
}

/* Student's own test: 1.58 more, 0.70 to 2.46. */
Test(summary, pairs)
{
    struct campaign campaign;
    struct analysis_difference difference;
    set_up(&campaign);
    cr_assert_eq(
        analysis_compare(&campaign.points, 0, 1, HOURS, ANALYSIS_METHOD_T, 0.95, &difference), 0);
    cr_expect_eq(difference.pairs, 10);
    expect_near(difference.mean.low, 0.7001142, 1e-7);
    expect_near(difference.mean.high, 2.4598858, 1e-7);
    cr_expect_eq(difference.verdict, ANALYSIS_VERDICT_MORE);
    cr_assert_eq(
        analysis_compare(&campaign.points, 1, 0, HOURS, ANALYSIS_METHOD_BCA, 0.95, &difference), 0);
    cr_expect_eq(difference.verdict, ANALYSIS_VERDICT_LESS);
    cr_assert_eq(
        analysis_compare(&campaign.points, 0, 1, HOURS, ANALYSIS_METHOD_T, 0.9999, &difference), 0);
    cr_expect_eq(difference.verdict, ANALYSIS_VERDICT_OPEN);
    cr_assert_eq(
        analysis_compare(&campaign.points, 0, 1, DATE, ANALYSIS_METHOD_T, 0.95, &difference), 0);
    cr_expect_eq(difference.verdict, ANALYSIS_VERDICT_EQUAL);
    cr_expect_eq(difference.pairs, 8);
    cr_assert_eq(
        analysis_compare(&campaign.points, 0, 1, EMPTY, ANALYSIS_METHOD_T, 0.95, &difference), 0);
    cr_expect_eq(difference.verdict, ANALYSIS_VERDICT_TOO_FEW);
    tear_down(&campaign);
}

/* Seven of ten slept an hour more by the second drug, and three of them by the first one too: one
 * of eight such samples of two equal drugs is as uneven (the sign test: 2 / 2^4). */
Test(summary, pairs_of_yes_and_no)
{
    struct campaign campaign;
    struct analysis_difference difference;
    set_up(&campaign);
    cr_assert_eq(
        analysis_compare(&campaign.points, 0, 1, LONGER, ANALYSIS_METHOD_T, 0.95, &difference), 0);
    expect_near(difference.mean.value, 0.4, 1e-12);
    cr_expect(difference.mean.low < 0 && difference.mean.high < 1);
    cr_expect_eq(difference.verdict, ANALYSIS_VERDICT_OPEN);
    tear_down(&campaign);
}

/* Pairs of which each has no and then yes: with a risk of 1 / 80 a side, r = 0.0125^(1/n) is the
 * least share of more and 1 - r the most of fewer. */
Test(summary, few_pairs_that_all_differ_alike_show_little)
{
    static const size_t counts[] = {2, 6, 7};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct campaign campaign;
        struct analysis_difference difference;
        char text[1024];
        double r = pow(0.0125, 1 / (double)counts[i]);
        int len = snprintf(text, sizeof text, "run_id,index,point,replication,seed,served\n");
        for (size_t pair = 0; pair < counts[i]; pair++)
            len += snprintf(text + len, sizeof text - (size_t)len,
                            "x,0,0,%zu,1,false\nx,0,1,%zu,1,true\n", pair, pair);
        cr_assert_eq(analysis_table_parse("t", strdup(text), (size_t)len, &campaign.table), 0);
        cr_assert_eq(analysis_points_init(&campaign.points, "t", &campaign.table), 0);
        cr_assert_eq(
            analysis_compare(&campaign.points, 0, 1, 5, ANALYSIS_METHOD_BCA, 0.95, &difference), 0);
        cr_expect_eq(difference.mean.value, 1);
        expect_near(difference.mean.low, 2 * r - 1, 1e-9);
        cr_expect_eq(difference.mean.high, 1);
        cr_expect_eq(difference.verdict,
                     counts[i] < 7 ? ANALYSIS_VERDICT_OPEN : ANALYSIS_VERDICT_MORE);
        tear_down(&campaign);
    }
}

/* 2,000 campaigns of a model whose mean is known: times that are exponential about 50 s in 200
 * runs, of which half are complete. 95 % intervals hold the truth in 93 to 97 %. */
enum { CAMPAIGNS = 2000, RUNS = 200 };

static void make_campaign(struct campaign *campaign, uint32_t number)
{
    char text[RUNS * 64 + 128];
    struct base_random random;
    int len = snprintf(text, sizeof text, "run_id,index,point,replication,seed,time_s,complete\n");
    base_random_init(&random, 11, number, "coverage");
    for (int run = 0; run < RUNS; run++) {
        double time_s = base_random_exponential(&random, 50);
        bool complete = base_random_uniform(&random) < 0.5;
        len += snprintf(text + len, sizeof text - (size_t)len, "x,%d,0,%d,1,%.12g,%s\n", run, run,
                        time_s, complete ? "true" : "false");
    }
    cr_assert_eq(analysis_table_parse("t", strdup(text), (size_t)len, &campaign->table), 0);
    cr_assert_eq(analysis_points_init(&campaign->points, "t", &campaign->table), 0);
}

static bool covers(struct analysis_interval interval, double truth)
{
    return interval.low <= truth && truth <= interval.high;
}

Test(summary, campaigns_cover_what_is_known)
{
    enum { TIME = 5, COMPLETE };
    int means = 0, medians = 0, shares = 0;
    for (uint32_t number = 0; number < CAMPAIGNS; number++) {
        struct campaign campaign;
        make_campaign(&campaign, number);
        struct analysis_summary time = summarize(&campaign, 0, TIME, ANALYSIS_METHOD_T);
        means += covers(time.mean, 50);
        medians += covers(time.quantile, 50 * log(2));
        shares += covers(summarize(&campaign, 0, COMPLETE, ANALYSIS_METHOD_T).mean, 0.5);
        tear_down(&campaign);
    }
    cr_expect(means >= 1860 && means <= 1940, "means: %d", means);
    cr_expect(medians >= 1860 && medians <= 1940, "medians: %d", medians);
    cr_expect(shares >= 1860 && shares <= 1940, "shares: %d", shares);
}
