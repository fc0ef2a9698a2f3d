#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/portable_math.h"
#include "models/shared/topology_private.h"

/** Source: IUGG, mean radius R1. */
#define EARTH_KM 6371.0088
/** Assumption: the largest in the Internet Topology Zoo has 754. */
#define NODES_MAX 1024
#define RADIANS (0x1.921fb54442d18p+1 / 180)

struct topology_node *topology_graph_add_node(struct topology_graph *graph)
{
    struct topology_node *nodes =
        base_array_grow(graph->nodes, sizeof *nodes, graph->node_count, &graph->node_capacity);
    if (!nodes)
        return NULL;
    graph->nodes = nodes;
    nodes[graph->node_count] = (struct topology_node){0};
    return &nodes[graph->node_count++];
}

struct topology_edge *topology_graph_add_edge(struct topology_graph *graph)
{
    struct topology_edge *edges =
        base_array_grow(graph->edges, sizeof *edges, graph->edge_count, &graph->edge_capacity);
    if (!edges)
        return NULL;
    graph->edges = edges;
    edges[graph->edge_count] = (struct topology_edge){0};
    return &edges[graph->edge_count++];
}

void topology_graph_deinit(struct topology_graph *graph)
{
    free(graph->nodes);
    free(graph->edges);
    *graph = (struct topology_graph){0};
}

struct place {
    bool is_known;
    double latitude, longitude; /* radians */
};

/** Haversines, in kilometres. */
static double distance_km(const struct place *a, const struct place *b)
{
    double half_turn = 90 * RADIANS;
    double up = base_math_sin((a->latitude - b->latitude) / 2);
    double across = base_math_sin((a->longitude - b->longitude) / 2);
    double cosines =
        base_math_sin(half_turn - a->latitude) * base_math_sin(half_turn - b->latitude);
    double haversine = up * up + cosines * across * across;
    return 2 * EARTH_KM * base_math_asin(sqrt(haversine < 1 ? haversine : 1));
}

static size_t find_node(const struct topology_graph *graph, int64_t id)
{
    size_t i = 0;
    while (i < graph->node_count && graph->nodes[i].id != id)
        i++;
    return i;
}

/** Ends of the edges as indices of nodes: ends[2 * edge] and the next one. */
static int find_ends(const struct topology_graph *graph, const struct scenario_text *text,
                     struct scenario_report *report, size_t ends[])
{
    for (size_t i = 0; i < graph->node_count; i++) {
        if (find_node(graph, graph->nodes[i].id) < i) {
            scenario_report_at(report, text, graph->nodes[i].at,
                               "a second node has the id %lld; expected another",
                               (long long)graph->nodes[i].id);
            return BASE_E_SCENARIO;
        }
    }
    for (size_t i = 0; i < graph->edge_count; i++) {
        const struct topology_edge *edge = &graph->edges[i];
        ends[2 * i] = find_node(graph, edge->from);
        ends[2 * i + 1] = find_node(graph, edge->to);
        bool is_from_known = ends[2 * i] < graph->node_count;
        if (!is_from_known || ends[2 * i + 1] == graph->node_count) {
            scenario_report_at(report, text, edge->at,
                               "an edge has an end at %lld; expected the id of a node",
                               (long long)(is_from_known ? edge->to : edge->from));
            return BASE_E_SCENARIO;
        }
    }
    return 0;
}

/** Those without a place get their neighbours', until nothing changes. */
static int find_places(const struct topology_graph *graph, const struct scenario_text *text,
                       struct scenario_report *report, const size_t ends[], struct place places[])
{
    for (size_t i = 0; i < graph->node_count; i++) {
        const struct topology_node *node = &graph->nodes[i];
        places[i] = (struct place){node->has_latitude && node->has_longitude,
                                   node->latitude * RADIANS, node->longitude * RADIANS};
    }
    for (bool is_changed = true; is_changed;) {
        is_changed = false;
        for (size_t i = 0; i < 2 * graph->edge_count; i++) {
            struct place *here = &places[ends[i]], *there = &places[ends[i ^ 1]];
            if (!here->is_known && there->is_known) {
                *here = *there;
                is_changed = true;
            }
        }
    }
    for (size_t i = 0; i < graph->node_count; i++) {
        if (!places[i].is_known) {
            scenario_report_at(report, text, graph->nodes[i].at,
                               "neither this node nor one that can be reached from it has a "
                               "latitude and a longitude");
            return BASE_E_SCENARIO;
        }
    }
    return 0;
}

/** Dijkstra's algorithm from one node, over a matrix of links; -1: none. */
static void find_ways(size_t n, const sim_time links[], size_t from, bool is_done[],
                      sim_time ways[])
{
    for (size_t i = 0; i < n; i++) {
        ways[i] = i == from ? 0 : SIM_TIME_FOREVER;
        is_done[i] = false;
    }
    for (size_t round = 0; round < n; round++) {
        size_t nearest = n;
        for (size_t i = 0; i < n; i++)
            if (!is_done[i] && (nearest == n || ways[i] < ways[nearest]))
                nearest = i;
        if (ways[nearest] == SIM_TIME_FOREVER)
            return;
        is_done[nearest] = true;
        for (size_t i = 0; i < n; i++) {
            sim_time link = links[nearest * n + i];
            if (link >= 0 && ways[nearest] + link < ways[i])
                ways[i] = ways[nearest] + link;
        }
    }
}

static int find_all_ways(struct topology *topology, const struct topology_graph *graph,
                         const struct scenario_text *text, struct scenario_report *report,
                         const sim_time links[])
{
    size_t n = graph->node_count;
    bool *is_done = calloc(n, sizeof *is_done);
    if (!is_done)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    int r = 0;
    for (size_t from = 0; r == 0 && from < n; from++) {
        sim_time *ways = &topology->latency[from * n];
        find_ways(n, links, from, is_done, ways);
        for (size_t to = 0; r == 0 && to < n; to++) {
            if (ways[to] == SIM_TIME_FOREVER) {
                scenario_report_at(report, text, graph->nodes[to].at,
                                   "no way leads to this node from \"%.60s\"; expected a graph "
                                   "that is connected",
                                   topology->names[from]);
                r = BASE_E_SCENARIO;
            }
        }
    }
    free(is_done);
    return r;
}

static int build(struct topology *topology, const struct topology_graph *graph,
                 const struct scenario_text *text, const struct config_network *network,
                 struct scenario_report *report, size_t ends[], struct place places[],
                 sim_time links[])
{
    size_t n = graph->node_count, capacity = 0;
    int r = find_ends(graph, text, report, ends);
    if (r == 0)
        r = find_places(graph, text, report, ends, places);
    for (size_t i = 0; i < n * n; i++)
        links[i] = -1;
    for (size_t i = 0; r == 0 && i < graph->edge_count; i++) {
        size_t a = ends[2 * i], b = ends[2 * i + 1];
        double km = distance_km(&places[a], &places[b]) * network->path_stretch;
        links[a * n + b] = links[b * n + a] =
            (sim_time)llround(km / network->fibre_km_per_ms * 1e6);
    }
    for (size_t i = 0; r == 0 && i < n; i++)
        r = topology_add_region(topology, text->original + graph->nodes[i].label,
                                graph->nodes[i].label_len, &capacity);
    if (r == 0)
        r = topology_make_room(topology);
    if (r == 0)
        r = find_all_ways(topology, graph, text, report, links);
    if (r == 0)
        topology_end(topology);
    return r;
}

int topology_of_graph(struct topology *topology, const struct topology_graph *graph,
                      const struct scenario_text *text, const struct config_network *network,
                      struct scenario_report *report)
{
    size_t n = graph->node_count;
    if (n == 0 || n > NODES_MAX) {
        scenario_report_at(report, text, text->len, "found %zu nodes; expected 1 to %d", n,
                           NODES_MAX);
        return BASE_E_SCENARIO;
    }
    size_t *ends = calloc(2 * graph->edge_count + 1, sizeof *ends);
    struct place *places = calloc(n, sizeof *places);
    sim_time *links = calloc(n * n, sizeof *links);
    int r = ends && places && links
                ? build(topology, graph, text, network, report, ends, places, links)
                : base_fail(BASE_E_NOMEM, "memory is exhausted");
    free(ends);
    free(places);
    free(links);
    return r;
}
