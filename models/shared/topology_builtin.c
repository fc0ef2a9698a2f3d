#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/shared/topology_private.h"
#include "models/topology_tables.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** The same format that users' matrices have. */
static int read_aws(struct topology *topology, const char *table)
{
    const struct scenario_text text = {
        .name = (char *)"",
        .original = (char *)table,
        .plain = (char *)table,
        .len = strlen(table),
    };
    struct scenario_report *report;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    r = topology_read_matrix(topology, &text, report);
    scenario_report_free(report);
    return r == BASE_E_SCENARIO ? BASE_E_IO : r;
}

/** A row of a table with '#' remarks, cut into cells in place; 0 at the end. */
static size_t take_row(char **rest, char *cells[], size_t most)
{
    char *line;
    do
        line = strsep(rest, "\n");
    while (line && (line[0] == '#' || line[0] == '\0'));
    size_t count = 0;
    while (line && count < most)
        cells[count++] = strsep(&line, ",");
    return count;
}

/** Columns: what, year, one a region, inter_region. */
enum { SIMBLOCK_REGIONS = 6, SIMBLOCK_COLUMNS = 2 + SIMBLOCK_REGIONS + 1 };

static int read_simblock_row(struct topology *topology, char *cells[])
{
    static const char latency[] = "latency_";
    double values[SIMBLOCK_REGIONS];
    for (size_t i = 0; i < SIMBLOCK_REGIONS; i++) {
        char *stop;
        values[i] = strtod(cells[2 + i], &stop);
        if (stop == cells[2 + i] || *stop || !(values[i] >= 0))
            return BASE_E_IO;
    }
    if (strncmp(cells[0], latency, sizeof latency - 1) == 0) {
        size_t from = topology_find_region(topology, cells[0] + sizeof latency - 1);
        if (from == SIMBLOCK_REGIONS)
            return BASE_E_IO;
        for (size_t to = 0; to < SIMBLOCK_REGIONS; to++)
            topology->latency[from * SIMBLOCK_REGIONS + to] =
                (sim_time)llround(values[to] / 1000.0 * 1e9);
    }
    for (size_t i = 0; i < SIMBLOCK_REGIONS; i++) {
        if (strcmp(cells[0], "share_bitcoin") == 0)
            topology->share[i] = values[i];
        if (strcmp(cells[0], "upload_bps") == 0)
            topology->up_bps[i] = (uint64_t)values[i];
        if (strcmp(cells[0], "download_bps") == 0)
            topology->down_bps[i] = (uint64_t)values[i];
    }
    return 0;
}

static int read_simblock(struct topology *topology, char *table, const char *year)
{
    char *cells[SIMBLOCK_COLUMNS];
    size_t capacity = 0, rows = 0;
    int r = take_row(&table, cells, COUNT(cells)) == COUNT(cells) ? 0 : BASE_E_IO;
    for (size_t i = 0; r == 0 && i < SIMBLOCK_REGIONS; i++)
        r = topology_add_region(topology, cells[2 + i], strlen(cells[2 + i]), &capacity);
    if (r == 0)
        r = topology_make_room(topology);
    if (r < 0)
        return r;
    topology->up_bps = calloc(SIMBLOCK_REGIONS, sizeof *topology->up_bps);
    topology->down_bps = calloc(SIMBLOCK_REGIONS, sizeof *topology->down_bps);
    if (!topology->up_bps || !topology->down_bps)
        return BASE_E_NOMEM;
    for (size_t count; r == 0 && (count = take_row(&table, cells, COUNT(cells))) > 0;) {
        if (count < COUNT(cells))
            r = BASE_E_IO;
        else if (strcmp(cells[1], year) == 0) {
            r = read_simblock_row(topology, cells);
            rows++;
        }
    }
    if (r == 0)
        topology_end(topology);
    /* A latency a region, shares, up and down. */
    return r < 0 ? r : rows == SIMBLOCK_REGIONS + 3 ? 0 : BASE_E_IO;
}

/** Regions "planetlab-0", "planetlab-1", ... */
static int number_regions(struct topology *topology, const char *name, size_t count)
{
    size_t capacity = 0;
    int r = 0;
    for (size_t i = 0; r == 0 && i < count; i++) {
        char text[48];
        int len = snprintf(text, sizeof text, "%s-%zu", name, i);
        r = topology_add_region(topology, text, (size_t)len, &capacity);
    }
    return r;
}

/** A square matrix of round trips: half of each is the way there. */
static int read_nodes(struct topology *topology, const char *name, const uint32_t round_trips[],
                      size_t cells, sim_time unit)
{
    size_t n = (size_t)sqrt((double)cells);
    assert(n * n == cells);
    int r = number_regions(topology, name, n);
    if (r == 0)
        r = topology_make_room(topology);
    for (size_t i = 0; r == 0 && i < cells; i++)
        topology->latency[i] = (sim_time)round_trips[i] * unit / 2;
    if (r == 0)
        topology_end(topology);
    return r;
}

/** Tenths of a millisecond. */
static int read_points(struct topology *topology, const char *name, const int32_t coordinates[],
                       size_t count)
{
    size_t n = count / 3;
    int r = number_regions(topology, name, n);
    topology->points = calloc(n, sizeof *topology->points);
    if (!topology->points)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        topology->points[i] = (struct topology_point){
            .x_ms = coordinates[3 * i] / 10.0,
            .y_ms = coordinates[3 * i + 1] / 10.0,
            .height_ms = coordinates[3 * i + 2] / 10.0,
        };
    if (r == 0)
        r = topology_make_room(topology);
    if (r == 0)
        topology_end(topology);
    return r;
}

static int read_simblock_of(struct topology *topology, const char *year)
{
    char *table = strdup(topology_simblock);
    int r = table ? read_simblock(topology, table, year) : BASE_E_NOMEM;
    free(table);
    return r;
}

int topology_init(struct topology *topology, enum config_topology choice)
{
    assert(!topology_is_in_file(choice));
    *topology = (struct topology){0};
    int r = BASE_E_IO;
    switch (choice) {
    case CONFIG_TOPOLOGY_AWS_P50:
        r = read_aws(topology, topology_aws_p50);
        break;
    case CONFIG_TOPOLOGY_AWS_P90:
        r = read_aws(topology, topology_aws_p90);
        break;
    case CONFIG_TOPOLOGY_SIMBLOCK_2015:
        r = read_simblock_of(topology, "2015");
        break;
    case CONFIG_TOPOLOGY_SIMBLOCK_2019:
        r = read_simblock_of(topology, "2019");
        break;
    case CONFIG_TOPOLOGY_PLANETLAB: /* ms */
        r = read_nodes(topology, "planetlab", topology_planetlab, COUNT(topology_planetlab), 100);
        break;
    case CONFIG_TOPOLOGY_SEATTLE: /* s */
        r = read_nodes(topology, "seattle", topology_seattle, COUNT(topology_seattle), 100000);
        break;
    case CONFIG_TOPOLOGY_KING:
        r = read_points(topology, "king", topology_king, COUNT(topology_king));
        break;
    case CONFIG_TOPOLOGY_MERIDIAN:
        r = read_points(topology, "meridian", topology_meridian, COUNT(topology_meridian));
        break;
    case CONFIG_TOPOLOGY_HARVARD:
        r = read_points(topology, "harvard", topology_harvard, COUNT(topology_harvard));
        break;
    case CONFIG_TOPOLOGY_MATRIX:
    case CONFIG_TOPOLOGY_GML:
    case CONFIG_TOPOLOGY_GRAPHML:
    case CONFIG_TOPOLOGY_SIMGRID:
        break;
    }
    if (r < 0) {
        topology_deinit(topology);
        return r == BASE_E_IO
                   ? base_fail(r, "the latency table %s is damaged", config_topology_names[choice])
                   : base_fail(r, "memory is exhausted");
    }
    return 0;
}
