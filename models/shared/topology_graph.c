#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/portable_math.h"
#include "models/shared/topology_private.h"
#include "models/shared/xml_tags.h"

/** Source: IUGG, mean radius R1. */
#define EARTH_KM 6371.0088
/** Assumption: the largest in the Internet Topology Zoo has 754. */
#define NODES_MAX 1024
/** Assumption: one between any two of so many nodes. */
#define EDGES_MAX (NODES_MAX * (NODES_MAX - 1) / 2)
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

/** Links from one end, those of all nodes in a row. */
struct link {
    size_t to;
    sim_time length;
};

/** A node that may be reached so. */
struct step {
    sim_time way;
    size_t node;
};

/** Room for one search after another. */
struct search {
    const size_t *first; /* node_count + 1: where the links of a node begin */
    const struct link *links;
    struct step *heap; /* 2 * edge_count + 1: each link is pushed once at most */
    size_t count;
};

static void push(struct search *search, struct step step)
{
    size_t at = search->count++;
    for (; at > 0 && search->heap[(at - 1) / 2].way > step.way; at = (at - 1) / 2)
        search->heap[at] = search->heap[(at - 1) / 2];
    search->heap[at] = step;
}

static struct step pop(struct search *search)
{
    struct step *heap = search->heap, first = heap[0], last = heap[--search->count];
    size_t at = 0;
    for (size_t child = 1; child < search->count; child = 2 * at + 1) {
        if (child + 1 < search->count && heap[child + 1].way < heap[child].way)
            child++;
        if (heap[child].way >= last.way)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return first;
}

/** Dijkstra's algorithm from one node; SIM_TIME_FOREVER: no way. */
static void find_ways(struct search *search, size_t n, size_t from, sim_time ways[])
{
    for (size_t i = 0; i < n; i++)
        ways[i] = i == from ? 0 : SIM_TIME_FOREVER;
    push(search, (struct step){0, from});
    while (search->count > 0) {
        struct step step = pop(search);
        if (step.way > ways[step.node])
            continue;
        for (size_t i = search->first[step.node]; i < search->first[step.node + 1]; i++) {
            struct step next = {step.way + search->links[i].length, search->links[i].to};
            if (next.way < ways[next.node]) {
                ways[next.node] = next.way;
                push(search, next);
            }
        }
    }
}

static int find_all_ways(struct topology *topology, const struct topology_graph *graph,
                         const struct scenario_text *text, struct scenario_report *report,
                         struct search *search)
{
    size_t n = graph->node_count;
    for (size_t from = 0; from < n; from++) {
        sim_time *ways = &topology->latency[from * n];
        find_ways(search, n, from, ways);
        for (size_t to = 0; to < n; to++) {
            if (ways[to] == SIM_TIME_FOREVER) {
                scenario_report_at(report, text, graph->nodes[to].at,
                                   "no way leads to this node from \"%.60s\"; expected a graph "
                                   "that is connected",
                                   topology->names[from]);
                return BASE_E_SCENARIO;
            }
        }
    }
    return 0;
}

/** Sorts the links by the node that they leave: first[n] of zeros becomes where they begin. */
static void make_links(const struct topology_graph *graph, const struct config_network *network,
                       const size_t ends[], const struct place places[], size_t first[],
                       struct link links[])
{
    size_t n = graph->node_count, count = 2 * graph->edge_count;
    for (size_t i = 0; i < count; i++)
        first[ends[i]]++;
    for (size_t i = 1; i <= n; i++)
        first[i] += first[i - 1];
    for (size_t i = 0; i < count; i++) {
        const struct place *from = &places[ends[i & ~(size_t)1]], *to = &places[ends[i | 1]];
        double km = distance_km(from, to) * network->path_stretch;
        links[--first[ends[i]]] =
            (struct link){ends[i ^ 1], (sim_time)llround(km / network->fibre_km_per_ms * 1e6)};
    }
}

/** Leaves them as they are when no node has one. */
static int set_shares(struct topology *topology, const struct topology_graph *graph,
                      const struct scenario_text *text, struct scenario_report *report)
{
    const struct topology_node *first = NULL;
    double sum = 0;
    for (size_t i = 0; i < graph->node_count; i++) {
        const struct topology_node *node = &graph->nodes[i];
        if (node->has_share && !first)
            first = node;
        sum += node->share;
    }
    for (size_t i = 0; first && i < graph->node_count; i++)
        topology->share[i] = graph->nodes[i].share;
    if (!first || sum > 0)
        return 0;
    scenario_report_at(report, text, first->at, "the shares sum to 0; expected a positive one");
    return BASE_E_SCENARIO;
}

struct room {
    size_t *ends; /* 2 * edge_count */
    struct place *places;
    size_t *first;
    struct link *links;
    struct step *heap;
};

static int build(struct topology *topology, const struct topology_graph *graph,
                 const struct scenario_text *text, const struct config_network *network,
                 struct scenario_report *report, const struct room *room)
{
    size_t n = graph->node_count, capacity = 0;
    int r = find_ends(graph, text, report, room->ends);
    if (r == 0)
        r = find_places(graph, text, report, room->ends, room->places);
    for (size_t i = 0; r == 0 && i < n; i++) {
        r = topology_add_region(topology, text->original + graph->nodes[i].label,
                                graph->nodes[i].label_len, &capacity);
        if (r == 0)
            xml_tags_decode(topology->names[i]);
    }
    if (r == 0)
        r = topology_make_room(topology);
    if (r == 0)
        r = set_shares(topology, graph, text, report);
    if (r < 0)
        return r;
    make_links(graph, network, room->ends, room->places, room->first, room->links);
    struct search search = {.first = room->first, .links = room->links, .heap = room->heap};
    r = find_all_ways(topology, graph, text, report, &search);
    if (r == 0)
        topology_end(topology);
    return r;
}

int topology_check_size(const struct topology_graph *graph, const struct scenario_text *text,
                        struct scenario_report *report)
{
    size_t n = graph->node_count;
    if (n == 0 || n > NODES_MAX)
        scenario_report_at(report, text, text->len, "found %zu nodes; expected 1 to %d", n,
                           NODES_MAX);
    else if (graph->edge_count > EDGES_MAX)
        scenario_report_at(report, text, text->len, "found %zu edges; expected %d at the most",
                           graph->edge_count, EDGES_MAX);
    else
        return 0;
    return BASE_E_SCENARIO;
}

bool topology_read_number(const struct scenario_text *text, size_t at, size_t len, double most,
                          double *ret_number)
{
    char copy[40], *stop;
    if (len == 0 || len >= sizeof copy)
        return false;
    memcpy(copy, text->original + at, len);
    copy[len] = '\0';
    double number = strtod(copy, &stop);
    if (stop == copy || *stop || !(number >= -most && number <= most))
        return false;
    *ret_number = number;
    return true;
}

bool topology_read_share(const struct scenario_text *text, size_t at, size_t len, double *ret_share)
{
    double share;
    if (!topology_read_number(text, at, len, 1e9, &share) || share < 0)
        return false;
    *ret_share = share;
    return true;
}

int topology_of_graph(struct topology *topology, const struct topology_graph *graph,
                      const struct scenario_text *text, const struct config_network *network,
                      struct scenario_report *report)
{
    int r = topology_check_size(graph, text, report);
    if (r < 0)
        return r;
    size_t link_count = 2 * graph->edge_count + 1;
    struct room room = {
        .ends = calloc(link_count, sizeof *room.ends),
        .places = calloc(graph->node_count, sizeof *room.places),
        .first = calloc(graph->node_count + 1, sizeof *room.first),
        .links = calloc(link_count, sizeof *room.links),
        .heap = calloc(link_count, sizeof *room.heap),
    };
    r = room.ends && room.places && room.first && room.links && room.heap
            ? build(topology, graph, text, network, report, &room)
            : base_fail(BASE_E_NOMEM, "memory is exhausted");
    free(room.ends);
    free(room.places);
    free(room.first);
    free(room.links);
    free(room.heap);
    return r;
}
