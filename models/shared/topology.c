#include "models/shared/topology.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "models/shared/topology_private.h"

/** Assumption: a hundred times the largest network that is published as a graph. */
#define FILE_MAX_BYTES ((size_t)64 << 20)

bool topology_is_in_file(enum config_topology choice)
{
    return choice >= CONFIG_TOPOLOGY_MATRIX;
}

int topology_add_region(struct topology *topology, const char *name, size_t len, size_t *capacity)
{
    char **names =
        base_array_grow(topology->names, sizeof *names, topology->region_count, capacity);
    if (!names)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    topology->names = names;
    names[topology->region_count] = strndup(name, len);
    if (!names[topology->region_count])
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    topology->region_count++;
    return 0;
}

int topology_make_room(struct topology *topology)
{
    size_t n = topology->region_count;
    topology->share = malloc(n * sizeof *topology->share);
    topology->reach = calloc(n, sizeof *topology->reach);
    if (!topology->points)
        topology->latency = calloc(n * n, sizeof *topology->latency);
    if (!topology->share || !topology->reach || (!topology->points && !topology->latency))
        return base_fail(BASE_E_NOMEM, "no memory for a topology of %zu regions", n);
    for (size_t i = 0; i < n; i++)
        topology->share[i] = 1.0 / (double)n;
    return 0;
}

void topology_end(struct topology *topology)
{
    double sum = 0, reach = 0;
    for (size_t i = 0; i < topology->region_count; i++)
        sum += topology->share[i];
    for (size_t i = 0; i < topology->region_count; i++) {
        /* Shares that sum to 1 stay as they are written. */
        if (fabs(sum - 1) > 1e-9)
            topology->share[i] /= sum;
        topology->reach[i] = reach += topology->share[i];
    }
}

/** Reads a whole file, and a NUL behind it. */
static int read_file(const char *path, struct scenario_report *report, struct scenario_text *text)
{
    FILE *file = fopen(path, "rb");
    size_t capacity = 0, got = 1;
    int error = file ? 0 : errno;
    while (file && got > 0 && text->len <= FILE_MAX_BYTES) {
        if (text->len + 65536 >= capacity) {
            capacity = 2 * capacity + 131072;
            char *data = realloc(text->original, capacity);
            if (!data) {
                fclose(file);
                return base_fail(BASE_E_NOMEM, "memory is exhausted");
            }
            text->original = data;
        }
        got = fread(text->original + text->len, 1, 65536, file);
        text->len += got;
        text->original[text->len] = '\0';
        error = ferror(file) ? errno : 0;
    }
    if (file)
        fclose(file);
    text->plain = text->original;
    if (error != 0)
        scenario_report_plain(
            report, path, 0, 0,
            "cannot be read: %s; network.file names it, a path beside the scenario",
            strerror(error));
    else if (text->len > FILE_MAX_BYTES)
        scenario_report_plain(report, path, 0, 0, "has more than %zu bytes; expected a topology",
                              FILE_MAX_BYTES);
    else if (memchr(text->original, '\0', text->len))
        scenario_report_at(report, text, strlen(text->original),
                           "found a NUL byte; expected a text");
    else
        return 0;
    return BASE_E_SCENARIO;
}

static int read_text(struct topology *topology, const struct config_network *network,
                     const struct scenario_text *text, struct scenario_report *report)
{
    switch ((enum config_topology)network->topology) {
    case CONFIG_TOPOLOGY_GML:
        return topology_read_gml(topology, text, network, report);
    case CONFIG_TOPOLOGY_GRAPHML:
        return topology_read_graphml(topology, text, network, report);
    case CONFIG_TOPOLOGY_SIMGRID:
        return topology_read_simgrid(topology, text, report);
    default:
        return topology_read_matrix(topology, text, report);
    }
}

int topology_init_for(struct topology *topology, const struct scenario *scenario,
                      struct scenario_report *report)
{
    const struct config_network *network = scenario_section_values(scenario, "network");
    enum config_topology choice = (enum config_topology)network->topology;
    if (!topology_is_in_file(choice))
        return topology_init(topology, choice);
    *topology = (struct topology){0};
    if (network->file[0] == '\0') {
        scenario_report_error(report, scenario, "network.topology",
                              "a topology of kind \"%s\" needs \"network.file\"",
                              config_topology_names[choice]);
        return BASE_E_SCENARIO;
    }
    char *path = config_path(scenario, network->file);
    struct scenario_text text = {.name = path};
    int r = path ? read_file(path, report, &text) : base_fail(BASE_E_NOMEM, "memory is exhausted");
    if (r == 0)
        r = read_text(topology, network, &text, report);
    if (r < 0)
        topology_deinit(topology);
    free(text.original);
    free(path);
    return r;
}

void topology_deinit(struct topology *topology)
{
    for (size_t i = 0; i < topology->region_count; i++)
        free(topology->names[i]);
    free(topology->names);
    free(topology->share);
    free(topology->reach);
    free(topology->latency);
    free(topology->points);
    free(topology->up_bps);
    free(topology->down_bps);
    *topology = (struct topology){0};
}

sim_time topology_latency(const struct topology *topology, size_t from, size_t to)
{
    assert(from < topology->region_count && to < topology->region_count);
    if (topology->latency)
        return topology->latency[from * topology->region_count + to];
    const struct topology_point *a = &topology->points[from], *b = &topology->points[to];
    double x = a->x_ms - b->x_ms, y = a->y_ms - b->y_ms;
    return (sim_time)llround((sqrt(x * x + y * y) + a->height_ms + b->height_ms) * 1e6);
}

size_t topology_draw_region(const struct topology *topology, enum config_placement placement,
                            struct base_random *random)
{
    double drawn = base_random_uniform(random);
    if (placement == CONFIG_PLACEMENT_UNIFORM)
        return (size_t)(drawn * (double)topology->region_count);
    /* The first region that reaches further; the last one when none does. */
    size_t low = 0, high = topology->region_count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (topology->reach[middle] > drawn)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

size_t topology_find_region(const struct topology *topology, const char *name)
{
    for (size_t i = 0; i < topology->region_count; i++)
        if (strcmp(topology->names[i], name) == 0)
            return i;
    return topology->region_count;
}
