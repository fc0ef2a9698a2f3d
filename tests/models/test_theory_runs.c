/* Runs of crowdpatching beside theory. What theory assumes holds here by these settings:
 * - everybody meets everybody alike: awareness is Bass's (section "entry"), whatever the topology;
 * - meeting is what limits growth: packages are small against lines, and a purchase takes minutes
 *   where contacts take hours; without section "entry" all look for the package at once, and what
 *   limits growth is the sellers' proofs and lines, which is no mass action;
 * - nobody is out of money or has reason not to buy: all want the package whatever it costs. */
#define RUN_TEXT                                                                                   \
    "{\"name\": \"theory\", \"duration\": \"10d\", \"sample_interval\": \"1h\","                   \
    " \"world\": {\"distributors\": 60, \"hubs\": 1, \"devices\": 1},"                             \
    " \"chain\": {\"block_interval\": \"60s\"},"                                                   \
    " \"crowdpatching\": {\"update_size\": \"1KiB\", \"expiry\": \"9d\", \"seeding_slots\": 1,"    \
    "                     \"seeding_window\": \"9d\", \"distributor_poll\": \"1h\","               \
    "                     \"hub_poll\": \"30d\"}}"

#include <math.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/theory.h"
#include "tests/models/run.h"

#define RUNS 40
#define TIMES 6
#define HOUR_NS 3600000000000.0
#define DISTRIBUTORS 60

/** Dates by which a run is told, in hours. */
struct dates {
    double aware_h[DISTRIBUTORS], package_h[DISTRIBUTORS]; /* in rising order; infinite: never */
    uint32_t active;                                       /* who have it at the end */
};

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void tell(const struct run *run, struct dates *dates)
{
    const struct outcome *outcome = &run->world.outcome;
    for (int i = 0; i < DISTRIBUTORS; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        dates->aware_h[i] = row->aware < 0 ? INFINITY : (double)row->aware / HOUR_NS;
        dates->package_h[i] = row->package < 0 ? INFINITY : (double)row->package / HOUR_NS;
        dates->active += row->package >= 0;
    }
    qsort(dates->aware_h, DISTRIBUTORS, sizeof dates->aware_h[0], compare);
    qsort(dates->package_h, DISTRIBUTORS, sizeof dates->package_h[0], compare);
}

/** SimGrid allows one world a process. */
static void play_apart(const char *const options[], uint64_t seed, struct dates *ret_dates)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct dates dates = {0};
        struct run run;
        char seed_option[40];
        const char *all[RUN_OPTIONS_MAX] = {seed_option};
        snprintf(seed_option, sizeof seed_option, "seed=%llu", (unsigned long long)seed);
        for (size_t i = 0; options[i]; i++)
            all[i + 1] = options[i];
        run_set_up_with(&run, all);
        if (world_run(&run.world) < 0)
            _exit(1);
        tell(&run, &dates);
        _exit(write(ends[1], &dates, sizeof dates) == sizeof dates ? 0 : 1);
    }
    close(ends[1]);
    cr_assert_eq(read(ends[0], ret_dates, sizeof *ret_dates), (ssize_t)sizeof *ret_dates);
    close(ends[0]);
    waitpid(child, NULL, 0);
}

static double count_by(const double dates[], double date)
{
    double count = 0;
    for (int i = 0; i < DISTRIBUTORS; i++)
        count += dates[i] <= date;
    return count;
}

struct sums {
    double sum, squares;
};

static void add(struct sums *sums, double value)
{
    sums->sum += value;
    sums->squares += value * value;
}

/** The mean of RUNS values is theory's, by 3.5 standard errors as theory has them: that is once in
 * two thousand; and so is the variance, by a factor that chi squared has once in a thousand. */
static void expect_theory(const struct sums *sums, double mean, double sd, double bias,
                          const char *what, double at)
{
    double found = sums->sum / RUNS;
    double variance = (sums->squares - RUNS * found * found) / (RUNS - 1);
    printf("%-26s %4g %8.2f %8.2f %6.2f\n", what, at, found, mean, sd / sqrt(RUNS));
    cr_expect(fabs(found - mean) <= 3.5 * sd / sqrt(RUNS) + bias, "%s at %g: %g, in theory %g",
              what, at, found, mean);
    if (sd > 0.5)
        cr_expect(variance > 0.4 * sd * sd && variance < 2.0 * sd * sd,
                  "%s at %g: a variance of %g, in theory %g", what, at, variance, sd * sd);
}

/* By advertising and by word of mouth: Bass, with chance. */
Test(theory_runs, awareness_is_basss)
{
    static const char *const options[] = {"entry.advertising_mean=40h",
                                          "entry.contact_interval=10h",
                                          "entry.talkers=aware",
                                          "entry.always=0",
                                          "entry.expected_profit=1",
                                          "entry.interval=30d",
                                          "crowdpatching.distributor_reward=0wei",
                                          NULL};
    const struct analysis_theory_spread bass = {DISTRIBUTORS, 0, 1.0 / 40, 1.0 / 10};
    static const double times[TIMES] = {4, 10, 18, 26, 34, 50};
    double mean[TIMES], sd[TIMES];
    struct sums sums[TIMES] = {{0, 0}};
    cr_assert_eq(analysis_theory_birth(&bass, TIMES, times, mean, sd), 0);
    for (uint64_t seed = 1; seed <= RUNS; seed++) {
        struct dates dates;
        play_apart(options, seed, &dates);
        for (int i = 0; i < TIMES; i++)
            add(&sums[i], count_by(dates.aware_h, times[i]));
    }
    for (int i = 0; i < TIMES; i++)
        expect_theory(&sums[i], mean[i], sd[i], 0.2, "aware", times[i]);
}

/* Who holds the package is talked about, and who hears of it buys one from a holder: SI, but for a
 * little advertising without which nothing would begin, and for the minutes of a purchase. Hours
 * from the third holder on. */
Test(theory_runs, packages_spread_logistically)
{
    static const char *const options[] = {"entry.advertising_mean=2000h",
                                          "entry.contact_interval=8h",
                                          "entry.talkers=holders",
                                          "duration=12d",
                                          "crowdpatching.expiry=11d",
                                          "crowdpatching.seeding_window=11d",
                                          NULL};
    const struct analysis_theory_spread si = {DISTRIBUTORS, 0, 1.0 / 2000, 1.0 / 8};
    static const size_t counts[] = {6, 15, 30, 45, 57};
    struct sums sums[5] = {{0, 0}};
    for (uint64_t seed = 1; seed <= RUNS; seed++) {
        struct dates dates;
        play_apart(options, seed, &dates);
        cr_expect_eq(dates.active, DISTRIBUTORS, "seed %lu", (unsigned long)seed);
        for (int i = 0; i < 5; i++)
            add(&sums[i], dates.package_h[counts[i] - 1] - dates.package_h[2]);
    }
    for (int i = 0; i < 5; i++) {
        double mean, sd;
        analysis_theory_birth_time(&si, 3, counts[i], &mean, &sd);
        expect_theory(&sums[i], mean, sd, 0.5, "hours to a count of holders", (double)counts[i]);
    }
}

/* A pool of eight rewards of 60 dollars, of which gas takes less than a hundredth, and a set-up of
 * 50 dollars: nine enter, one after the other, and the tenth sees that it would lose. */
Test(theory_runs, entry_ends_where_profit_does)
{
    static const char *const options[] = {"entry.advertising_mean=10h",
                                          "entry.always=0",
                                          "entry.committed=1",
                                          "entry.setup_usd=50",
                                          "entry.interval=30d",
                                          "world.devices=8",
                                          "duration=2d",
                                          "crowdpatching.seeding_slots=0",
                                          "crowdpatching.distributor_reward=0.02ETH",
                                          NULL};
    double expected = analysis_theory_free_entry(8 * 60 * 0.99, 50);
    cr_assert_eq(expected, analysis_theory_free_entry(8 * 60, 50));
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct dates dates;
        play_apart(options, seed, &dates);
        printf("%-26s %4lu %8u %8g\n", "entrants, by seed", (unsigned long)seed, dates.active,
               expected);
        cr_expect_eq(dates.active, expected, "seed %lu: %u, in theory %g", (unsigned long)seed,
                     dates.active, expected);
    }
}
