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
            cr_expect_eq(topology_latency(&topology, from, to), llround(atof(cells[1 + to]) * 5e5));
        cr_expect_float_eq(topology.share[from], 1.0 / 33, 1e-15);
        /* A region is nearest to itself. */
        for (size_t to = 0; to < 33; to++)
            cr_expect_leq(topology_latency(&topology, from, from),
                          topology_latency(&topology, from, to));
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
                cr_expect_eq(topology_latency(&topology, from, to),
                             llround(atof(cells[2 + to]) * 1e6));
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

/* 490 x 490 in ms, 99 x 99 in s: read again by zcat. */
static void expect_nodes(enum config_topology choice, const char *name, size_t n, double unit_ns)
{
    struct topology topology;
    char command[1200], cell[32];
    cr_assert_eq(topology_init(&topology, choice), 0);
    cr_assert_eq(topology.region_count, n);
    snprintf(command, sizeof command, "gzip -dc '%s/%s' | tr ',' '\\n'", TOPOLOGY_DATA, name);
    FILE *stream = popen(command, "r");
    cr_assert_not_null(stream);
    for (size_t from = 0; from < n; from++) {
        for (size_t to = 0; to < n; to++) {
            cr_assert_not_null(fgets(cell, sizeof cell, stream));
            cr_assert_eq(topology_latency(&topology, from, to), llround(atof(cell) * unit_ns / 2),
                         "%zu to %zu: %s", from, to, cell);
        }
    }
    cr_expect_null(fgets(cell, sizeof cell, stream));
    cr_expect_eq(pclose(stream), 0);
    expect_shares(&topology);
    topology_deinit(&topology);
}

Test(topology, planetlab)
{
    expect_nodes(CONFIG_TOPOLOGY_PLANETLAB, "planetlab490_rtt_ms_t1.csv.gz", 490, 1e6);
}

Test(topology, seattle)
{
    expect_nodes(CONFIG_TOPOLOGY_SEATTLE, "seattle99_rtt_s_t1.csv.gz", 99, 1e9);
}

/* The distance by hypot() of what the file says, and both heights; within a nanosecond. */
static void expect_points(enum config_topology choice, const char *name, size_t n)
{
    struct topology topology;
    char line[256];
    double(*points)[3] = calloc(n, sizeof *points);
    size_t count = 0;
    cr_assert_eq(topology_init(&topology, choice), 0);
    cr_assert_eq(topology.region_count, n);
    FILE *file = open_table(name);
    while (fgets(line, sizeof line, file)) {
        size_t index;
        double x, y, height;
        if (sscanf(line, "%zu %lf %lf h %lf", &index, &x, &y, &height) != 4)
            continue;
        cr_assert_lt(count, n);
        cr_assert_eq(index, count);
        points[count][0] = x;
        points[count][1] = y;
        points[count++][2] = height;
    }
    fclose(file);
    cr_assert_eq(count, n);
    for (size_t from = 0; from < n; from += 7) {
        for (size_t to = 0; to < n; to += 5) {
            const double *a = points[from], *b = points[to];
            double ms = hypot(a[0] - b[0], a[1] - b[1]) + a[2] + b[2];
            cr_assert_float_eq((double)topology_latency(&topology, from, to), ms * 1e6, 1);
            cr_assert_eq(topology_latency(&topology, from, to),
                         topology_latency(&topology, to, from));
        }
    }
    expect_shares(&topology);
    free(points);
    topology_deinit(&topology);
}

Test(topology, king)
{
    expect_points(CONFIG_TOPOLOGY_KING, "king.syscoord", 1740);
}

Test(topology, meridian)
{
    expect_points(CONFIG_TOPOLOGY_MERIDIAN, "meridian.syscoord", 2500);
}

Test(topology, harvard)
{
    expect_points(CONFIG_TOPOLOGY_HARVARD, "harvard.syscoord", 226);
}

/* Known answers: the first two of harvard.syscoord, (173.0, 96.8) h 0.1 and (247.0, 57.3) h 0.6. */
Test(topology, distance_by_hand)
{
    struct topology topology;
    cr_assert_eq(topology_init(&topology, CONFIG_TOPOLOGY_HARVARD), 0);
    /* sqrt(74^2 + 39.5^2) = 83.8823581... */
    cr_expect_eq(topology_latency(&topology, 0, 1), 84582358);
    cr_expect_eq(topology_latency(&topology, 0, 0), 200000);
    cr_expect_str_eq(topology.names[225], "harvard-225");
    topology_deinit(&topology);
}

/* Within five standard deviations of a binomial distribution, for each region. */
static void expect_draws(enum config_topology choice, enum config_placement placement)
{
    enum { DRAWS = 100000 };
    struct topology topology;
    struct base_random random;
    size_t counts[64] = {0};
    cr_assert_eq(topology_init(&topology, choice), 0);
    base_random_init(&random, 5, 0, "draws");
    for (int i = 0; i < DRAWS; i++) {
        size_t region = topology_draw_region(&topology, placement, &random);
        cr_assert_lt(region, topology.region_count);
        counts[region]++;
    }
    for (size_t i = 0; i < topology.region_count; i++) {
        double p = placement == CONFIG_PLACEMENT_UNIFORM ? 1.0 / (double)topology.region_count
                                                         : topology.share[i];
        cr_expect_float_eq((double)counts[i], DRAWS * p, 5 * sqrt(DRAWS * p * (1 - p)) + 1e-9);
    }
    topology_deinit(&topology);
}

Test(topology, even_draws)
{
    expect_draws(CONFIG_TOPOLOGY_AWS_P50, CONFIG_PLACEMENT_BY_SHARE);
}

Test(topology, uneven_draws)
{
    expect_draws(CONFIG_TOPOLOGY_SIMBLOCK_2019, CONFIG_PLACEMENT_BY_SHARE);
}

Test(topology, even_draws_of_uneven_regions)
{
    expect_draws(CONFIG_TOPOLOGY_SIMBLOCK_2019, CONFIG_PLACEMENT_UNIFORM);
}
