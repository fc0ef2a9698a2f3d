#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/shared/topology.h"

/* The tables that are compiled in, against the CSV files, read here in another way: as lines and
 * cells with strsep(). */

#define CELLS_MAX 64

/** The next line that is no remark, cut into cells; 0 at the end. */
static size_t read_row(FILE *file, char *line, size_t size, char *cells[CELLS_MAX])
{
    do {
        if (!fgets(line, (int)size, file))
            return 0;
    } while (line[0] == '#');
    line[strcspn(line, "\n")] = '\0';
    size_t count = 0;
    while (line && count < CELLS_MAX)
        cells[count++] = strsep(&line, ",");
    return count;
}

static FILE *open_table(const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", TOPOLOGY_DATA, name);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    return file;
}

static void expect_shares(const struct topology *topology)
{
    double sum = 0;
    for (size_t i = 0; i < topology->region_count; i++) {
        cr_expect_geq(topology->share[i], 0);
        sum += topology->share[i];
    }
    cr_expect_float_eq(sum, 1, 1e-9);
}

static void expect_aws(enum config_topology choice, const char *name)
{
    struct topology topology;
    char line[8192];
    char *cells[CELLS_MAX];
    cr_assert_eq(topology_init(&topology, choice), 0);
    cr_assert_eq(topology.region_count, 33);
    FILE *file = open_table(name);
    cr_assert_eq(read_row(file, line, sizeof line, cells), 34);
    for (size_t i = 0; i < 33; i++)
        cr_expect_str_eq(topology.names[i], cells[1 + i]);
    for (size_t from = 0; from < 33; from++) {
        cr_assert_eq(read_row(file, line, sizeof line, cells), 34);
        cr_expect_str_eq(topology.names[from], cells[0]);
        for (size_t to = 0; to < 33; to++)
            cr_expect_float_eq(topology.latency_s[from * 33 + to], atof(cells[1 + to]) / 2000,
                               1e-12);
        cr_expect_float_eq(topology.share[from], 1.0 / 33, 1e-15);
        /* A region is nearest to itself. */
        for (size_t to = 0; to < 33; to++)
            cr_expect_leq(topology.latency_s[from * 33 + from], topology.latency_s[from * 33 + to]);
    }
    cr_expect_eq(read_row(file, line, sizeof line, cells), 0);
    fclose(file);
    expect_shares(&topology);
    topology_deinit(&topology);
    cr_expect_null(topology.names);
}

Test(topology, aws_p50)
{
    expect_aws(CONFIG_TOPOLOGY_AWS_P50, "aws_cloudping_p50_rtt_ms.csv");
}

Test(topology, aws_p90)
{
    expect_aws(CONFIG_TOPOLOGY_AWS_P90, "aws_cloudping_p90_rtt_ms.csv");
}

static void expect_simblock(enum config_topology choice, const char *year)
{
    struct topology topology;
    char line[8192], header_line[8192], row_name[64];
    char *cells[CELLS_MAX], *header[CELLS_MAX];
    size_t rows = 0, shares = 0;
    cr_assert_eq(topology_init(&topology, choice), 0);
    cr_assert_eq(topology.region_count, 6);
    FILE *file = open_table("simblock_regions.csv");
    cr_assert_geq(read_row(file, header_line, sizeof header_line, header), 8);
    while (read_row(file, line, sizeof line, cells)) {
        if (strcmp(cells[1], year) != 0)
            continue;
        for (size_t from = 0; from < 6; from++) {
            cr_expect_str_eq(topology.names[from], header[2 + from]);
            snprintf(row_name, sizeof row_name, "latency_%s", header[2 + from]);
            if (strcmp(cells[0], row_name) != 0)
                continue;
            rows++;
            for (size_t to = 0; to < 6; to++)
                cr_expect_float_eq(topology.latency_s[from * 6 + to], atof(cells[2 + to]) / 1000,
                                   1e-12);
        }
        if (strcmp(cells[0], "share_bitcoin") == 0) {
            shares++;
            for (size_t region = 0; region < 6; region++)
                cr_expect_float_eq(topology.share[region], atof(cells[2 + region]), 1e-12);
        }
    }
    fclose(file);
    cr_expect_eq(rows, 6);
    cr_expect_eq(shares, 1);
    expect_shares(&topology);
    topology_deinit(&topology);
}

Test(topology, simblock_2015)
{
    expect_simblock(CONFIG_TOPOLOGY_SIMBLOCK_2015, "2015");
}

Test(topology, simblock_2019)
{
    expect_simblock(CONFIG_TOPOLOGY_SIMBLOCK_2019, "2019");
}

/* Within five standard deviations of a binomial distribution, for each region. */
static void expect_draws(enum config_topology choice)
{
    enum { DRAWS = 100000 };
    struct topology topology;
    struct base_random random;
    size_t counts[64] = {0};
    cr_assert_eq(topology_init(&topology, choice), 0);
    base_random_init(&random, 5, 0, "draws");
    for (int i = 0; i < DRAWS; i++) {
        size_t region = topology_draw_region(&topology, &random);
        cr_assert_lt(region, topology.region_count);
        counts[region]++;
    }
    for (size_t i = 0; i < topology.region_count; i++) {
        double p = topology.share[i];
        cr_expect_float_eq((double)counts[i], DRAWS * p, 5 * sqrt(DRAWS * p * (1 - p)) + 1e-9);
    }
    topology_deinit(&topology);
}

Test(topology, even_draws)
{
    expect_draws(CONFIG_TOPOLOGY_AWS_P50);
}

Test(topology, uneven_draws)
{
    expect_draws(CONFIG_TOPOLOGY_SIMBLOCK_2019);
}
