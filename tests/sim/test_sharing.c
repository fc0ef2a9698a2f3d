#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "sim/sharing.h"

/* Units a nanosecond. */
static struct sim_sharing open_link(double capacity)
{
    struct sim_sharing sharing;
    sim_sharing_init(&sharing, capacity, capacity);
    return sharing;
}

/* 10 and 30 units over 1 unit a nanosecond: 20, then 20 more alone. */
Test(sharing, two_share_equally_until_one_is_over)
{
    struct sim_sharing link = open_link(1);
    struct sim_sharing_job a, b;
    cr_expect_eq(sim_sharing_next(&link), SIM_TIME_FOREVER);
    sim_sharing_join(&link, &a, 10, 100);
    cr_expect_eq(sim_sharing_next(&link), 110);
    sim_sharing_join(&link, &b, 30, 100);
    cr_expect_eq(sim_sharing_next(&link), 120);
    cr_expect_null(sim_sharing_take(&link, 119));
    cr_expect_eq(sim_sharing_take(&link, 120), &a);
    cr_expect_null(sim_sharing_take(&link, 120));
    cr_expect_eq(sim_sharing_next(&link), 140);
    cr_expect_eq(sim_sharing_take(&link, 140), &b);
    cr_expect_eq(sim_sharing_next(&link), SIM_TIME_FOREVER);
}

/* 10 units, alone for 4: of the 6 left, 2 pass beside the second one; then it is alone again. */
Test(sharing, who_leaves_tells_what_is_left)
{
    struct sim_sharing link = open_link(1);
    struct sim_sharing_job a, b;
    sim_sharing_join(&link, &a, 10, 0);
    sim_sharing_join(&link, &b, 10, 4);
    double left_of_b = sim_sharing_leave(&link, &b, 8);
    cr_expect_float_eq(left_of_b, 8, 1e-12);
    cr_expect_eq(sim_sharing_next(&link), 12);
    double left_of_a = sim_sharing_leave(&link, &a, 8);
    cr_expect_float_eq(left_of_a, 4, 1e-12);
    cr_expect_eq(link.count, 0);
}

/* Four cores: three jobs have one each; eight have half a core each. */
Test(sharing, nobody_gets_more_than_the_most)
{
    struct sim_sharing cores;
    struct sim_sharing_job jobs[8];
    sim_sharing_init(&cores, 4, 1);
    for (int i = 0; i < 3; i++)
        sim_sharing_join(&cores, &jobs[i], 100, 0);
    cr_expect_eq(sim_sharing_next(&cores), 100);
    for (int i = 3; i < 8; i++)
        sim_sharing_join(&cores, &jobs[i], 50, 50);
    for (int i = 0; i < 8; i++) /* all have 50 left, and end in the order of coming */
        cr_expect_eq(sim_sharing_take(&cores, 150), &jobs[i]);
}

/* Ends of 1/3 ns and 2/3 ns are told at 0 and 1; the third is over at 1 exactly. */
Test(sharing, only_what_is_told_is_rounded)
{
    struct sim_sharing link = open_link(3);
    struct sim_sharing_job jobs[3];
    sim_sharing_join(&link, &jobs[0], 1.0 / 3, 0);
    sim_sharing_join(&link, &jobs[1], 2.0 / 3, 0);
    sim_sharing_join(&link, &jobs[2], 2, 0);
    cr_expect_eq(sim_sharing_next(&link), 0);
    cr_expect_eq(sim_sharing_take(&link, 0), &jobs[0]);
    cr_expect_null(sim_sharing_take(&link, 0));
    cr_expect_eq(sim_sharing_take(&link, 1), &jobs[1]);
    cr_expect_eq(sim_sharing_take(&link, 1), &jobs[2]);
}

/* The first ends at 10.6, told at 11. What comes at 11 finds the second alone since 10.6. */
Test(sharing, who_comes_at_the_date_of_an_end_comes_after_it)
{
    struct sim_sharing link = open_link(1);
    struct sim_sharing_job a, b, c;
    sim_sharing_join(&link, &a, 5.3, 0);
    sim_sharing_join(&link, &b, 15.3, 0);
    cr_expect_eq(sim_sharing_next(&link), 11);
    sim_sharing_join(&link, &c, 100, 11);
    cr_expect_eq(sim_sharing_next(&link), 11);
    cr_expect_eq(sim_sharing_take(&link, 11), &a);
    cr_expect_eq(sim_sharing_next(&link), 30); /* 9.6 left for each of two */
}

enum { JOBS = 300 };

/* Against the definition, in steps from one event to the next, in long double. */
Test(sharing, agrees_with_fluid_flow_by_steps)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        static struct sim_sharing_job jobs[JOBS];
        long double left[JOBS], now = 0;
        sim_time begin[JOBS], told[JOBS], end[JOBS];
        bool has_come[JOBS] = {false}, is_over[JOBS] = {false};
        struct base_random random;
        base_random_init(&random, seed, 0, "test.sharing");
        double capacity = 0.001 + base_random_uniform(&random) * 3, most = capacity / 1.5;
        struct sim_sharing sharing;
        sim_sharing_init(&sharing, capacity, most);
        for (int i = 0; i < JOBS; i++) {
            begin[i] = (sim_time)base_random_below(&random, 2000000);
            left[i] = 1 + base_random_uniform(&random) * 20000;
        }
        /* Here. */
        double work[JOBS];
        for (int i = 0; i < JOBS; i++)
            work[i] = (double)left[i];
        for (int over = 0; over < JOBS;) {
            int first = -1;
            for (int i = 0; i < JOBS; i++)
                if (!has_come[i] && (first < 0 || begin[i] < begin[first]))
                    first = i;
            sim_time next = sim_sharing_next(&sharing);
            if (first >= 0 && begin[first] < next) {
                sim_sharing_join(&sharing, &jobs[first], work[first], begin[first]);
                has_come[first] = true;
            } else {
                struct sim_sharing_job *job = sim_sharing_take(&sharing, next);
                cr_assert_not_null(job);
                told[job - jobs] = next;
                over++;
            }
        }
        /* By steps. */
        for (int over = 0; over < JOBS;) {
            long double until = INFINITY;
            int count = 0;
            for (int i = 0; i < JOBS; i++)
                count += !is_over[i] && (long double)begin[i] <= now;
            long double rate =
                count > 0 ? fminl((long double)most, (long double)capacity / count) : 0;
            for (int i = 0; i < JOBS; i++) {
                if (!is_over[i] && (long double)begin[i] > now)
                    until = fminl(until, (long double)begin[i]);
                else if (!is_over[i])
                    until = fminl(until, now + left[i] / rate);
            }
            for (int i = 0; i < JOBS; i++) {
                if (is_over[i] || (long double)begin[i] > now)
                    continue;
                left[i] -= (until - now) * rate;
                if (left[i] > 1e-9L)
                    continue;
                is_over[i] = true;
                end[i] = llroundl(until);
                over++;
            }
            now = until;
        }
        for (int i = 0; i < JOBS; i++)
            cr_expect(llabs(told[i] - end[i]) <= 1, "seed %lu, job %d: %ld, not %ld",
                      (unsigned long)seed, i, (long)told[i], (long)end[i]);
    }
}

/* Anybody may leave at any time; nothing is lost of the others, and their order stays. */
Test(sharing, conserves_work_under_coming_and_going)
{
    static struct sim_sharing_job jobs[JOBS];
    bool is_in[JOBS] = {false};
    struct base_random random;
    struct sim_sharing link = open_link(0.5);
    double begun = 0, left = 0;
    sim_time now = 0, busy = 0;
    base_random_init(&random, 3, 0, "test.sharing");
    for (int step = 0; step < 20000; step++) {
        sim_time next = sim_sharing_next(&link);
        sim_time date = now + (sim_time)base_random_below(&random, 40);
        size_t i = base_random_below(&random, JOBS);
        if (next <= date) {
            busy += next - now;
            struct sim_sharing_job *job = sim_sharing_take(&link, now = next);
            cr_assert(job != NULL && is_in[job - jobs]);
            is_in[job - jobs] = false;
            continue;
        }
        busy += link.count > 0 ? date - now : 0;
        now = date;
        if (is_in[i]) {
            left += sim_sharing_leave(&link, &jobs[i], now);
        } else {
            double work = 1 + (double)base_random_below(&random, 1000);
            begun += work;
            sim_sharing_join(&link, &jobs[i], work, now);
        }
        is_in[i] = !is_in[i];
    }
    for (size_t i = 0; i < JOBS; i++)
        left += is_in[i] ? sim_sharing_leave(&link, &jobs[i], now) : 0;
    cr_expect_eq(link.count, 0);
    /* Half a nanosecond for each idle period that begins at a rounded date. */
    cr_expect_float_eq(begun - left, 0.5 * (double)busy, 100);
}
