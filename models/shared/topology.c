#include "models/shared/topology.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/topology_tables.h"

/** Regions beyond this are refused: a damaged table, not a real one. */
#define REGIONS_MAX 1024

/** A cursor over the lines of a table; '#' lines are skipped. */
struct lines {
    const char *next;
};

/** The next line as [*ret_start, *ret_end); false at the end. */
static bool lines_take(struct lines *lines, const char **ret_start, const char **ret_end)
{
    while (*lines->next) {
        const char *start = lines->next;
        const char *end = strchr(start, '\n');
        if (!end)
            end = start + strlen(start);
        lines->next = *end ? end + 1 : end;
        if (start == end || *start == '#')
            continue;
        *ret_start = start;
        *ret_end = end;
        return true;
    }
    return false;
}

/** The cell at *cursor, which moves behind its comma. False at the end of the line. */
static bool take_cell(const char **cursor, const char *end, const char **ret_cell, size_t *ret_len)
{
    if (!*cursor || *cursor > end)
        return false;
    const char *start = *cursor;
    const char *comma = memchr(start, ',', (size_t)(end - start));
    *ret_cell = start;
    *ret_len = (size_t)((comma ? comma : end) - start);
    *cursor = comma ? comma + 1 : NULL;
    return true;
}

static int take_number(const char **cursor, const char *end, double *ret_value)
{
    const char *cell;
    size_t len;
    char text[32];
    if (!take_cell(cursor, end, &cell, &len) || len == 0 || len >= sizeof text)
        return BASE_E_IO;
    memcpy(text, cell, len);
    text[len] = '\0';
    char *stop;
    double value = strtod(text, &stop);
    if (*stop || !isfinite(value) || value < 0)
        return BASE_E_IO;
    *ret_value = value;
    return 0;
}

/** Reads the header's region names from the `first`-th cell on, until an empty or last one. */
static int read_names(struct topology *topology, const char *line, const char *end, size_t first)
{
    const char *cursor = line;
    const char *cell;
    size_t len;
    topology->names = calloc(REGIONS_MAX, sizeof *topology->names);
    if (!topology->names)
        return BASE_E_NOMEM;
    for (size_t column = 0; take_cell(&cursor, end, &cell, &len); column++) {
        if (column < first)
            continue;
        if (topology->region_count == REGIONS_MAX)
            return BASE_E_IO;
        topology->names[topology->region_count] = strndup(cell, len);
        if (!topology->names[topology->region_count])
            return BASE_E_NOMEM;
        topology->region_count++;
    }
    return topology->region_count > 0 ? 0 : BASE_E_IO;
}

static int allocate(struct topology *topology)
{
    size_t n = topology->region_count;
    topology->latency_s = calloc(n * n, sizeof *topology->latency_s);
    topology->share = calloc(n, sizeof *topology->share);
    return topology->latency_s && topology->share ? 0 : BASE_E_NOMEM;
}

/** A square matrix of round trips in ms: half of each is the way there. */
static int read_aws(struct topology *topology, const char *table)
{
    struct lines lines = {table};
    const char *line, *end, *cell;
    size_t len;
    if (!lines_take(&lines, &line, &end))
        return BASE_E_IO;
    int r = read_names(topology, line, end, 1);
    if (r == 0)
        r = allocate(topology);
    size_t n = topology->region_count;
    for (size_t from = 0; r == 0 && from < n; from++) {
        if (!lines_take(&lines, &line, &end) || !take_cell(&line, end, &cell, &len))
            return BASE_E_IO;
        for (size_t to = 0; r == 0 && to < n; to++) {
            double rtt_ms;
            r = take_number(&line, end, &rtt_ms);
            if (r == 0)
                topology->latency_s[from * n + to] = rtt_ms / 2.0 / 1000.0;
        }
    }
    for (size_t region = 0; r == 0 && region < n; region++)
        topology->share[region] = 1.0 / (double)n;
    return r;
}

/** Rows "latency_<REGION>,<year>,..." in ms one-way and "share_bitcoin,<year>,...". */
static int read_simblock(struct topology *topology, const char *table, const char *year)
{
    struct lines lines = {table};
    const char *line, *end, *cell;
    size_t len;
    if (!lines_take(&lines, &line, &end))
        return BASE_E_IO;
    int r = read_names(topology, line, end, 2);
    if (r < 0)
        return r;
    /* The last column, inter_region, is no region. */
    free(topology->names[--topology->region_count]);
    topology->names[topology->region_count] = NULL;
    r = allocate(topology);
    size_t n = topology->region_count;
    size_t latency_rows = 0;
    bool have_share = false;
    while (r == 0 && lines_take(&lines, &line, &end)) {
        const char *kind;
        size_t kind_len;
        if (!take_cell(&line, end, &kind, &kind_len) || !take_cell(&line, end, &cell, &len))
            return BASE_E_IO;
        if (len != strlen(year) || strncmp(cell, year, len) != 0)
            continue;
        bool is_latency = kind_len > 8 && strncmp(kind, "latency_", 8) == 0;
        bool is_share = kind_len == 13 && strncmp(kind, "share_bitcoin", 13) == 0;
        if (is_latency && latency_rows == n)
            return BASE_E_IO;
        for (size_t to = 0; r == 0 && (is_latency || is_share) && to < n; to++) {
            double value;
            r = take_number(&line, end, &value);
            if (r == 0 && is_latency)
                topology->latency_s[latency_rows * n + to] = value / 1000.0;
            else if (r == 0)
                topology->share[to] = value;
        }
        latency_rows += is_latency;
        have_share |= is_share;
    }
    return r < 0 ? r : latency_rows == n && have_share ? 0 : BASE_E_IO;
}

int topology_init(struct topology *topology, enum config_topology choice)
{
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
        r = read_simblock(topology, topology_simblock, "2015");
        break;
    case CONFIG_TOPOLOGY_SIMBLOCK_2019:
        r = read_simblock(topology, topology_simblock, "2019");
        break;
    }
    if (r < 0) {
        topology_deinit(topology);
        return r == BASE_E_IO
                   ? base_fail(r, "the latency table %s is damaged", config_topology_names[choice])
                   : r;
    }
    return 0;
}

void topology_deinit(struct topology *topology)
{
    for (size_t i = 0; i < topology->region_count; i++)
        free(topology->names[i]);
    free(topology->names);
    free(topology->latency_s);
    free(topology->share);
    *topology = (struct topology){0};
}

size_t topology_draw_region(const struct topology *topology, struct base_random *random)
{
    double left = base_random_uniform(random);
    for (size_t region = 0; region + 1 < topology->region_count; region++) {
        left -= topology->share[region];
        if (left < 0)
            return region;
    }
    return topology->region_count - 1;
}
