#ifndef CROWDPATCH_MODELS_SHARED_TOPOLOGY_PRIVATE_H
#define CROWDPATCH_MODELS_SHARED_TOPOLOGY_PRIVATE_H

#include "models/shared/topology.h"
#include "scenarios/report.h"
#include "scenarios/text.h"

/** Regions of one topology. Assumption: beyond this a matrix of latencies has no room. */
#define TOPOLOGY_REGIONS_MAX 4096
/** Latencies of more than this are refused. Assumption: a wrong unit, not a network. */
#define TOPOLOGY_LATENCY_MAX_MS 600000.0

/** All below fill a topology of zeros, which the caller releases in every case.
 *  They return 0, BASE_E_NOMEM, or BASE_E_SCENARIO with one line in the report. */

/** A region more. name[len] is copied. `capacity` of the arrays is the caller's, 0 at first. */
int topology_add_region(struct topology *topology, const char *name, size_t len, size_t *capacity);
/** Shares (all the same) and, unless there are points, a matrix of zeros. Returns 0 or NOMEM. */
int topology_make_room(struct topology *topology);
/** Scales the shares to a sum of 1. Requires: a positive sum. */
void topology_end(struct topology *topology);

/** A square table of round trips in ms: the first row names the regions, each row begins with its
 *  name. A row "share" may follow. '#' begins a line that is skipped. Half of each round trip is
 *  the way there. */
int topology_read_matrix(struct topology *topology, const struct scenario_text *text,
                         struct scenario_report *report);

/** A graph on the earth. */
struct topology_node {
    int64_t id;
    size_t at;    /* where it stands in the text */
    size_t label; /* the same of its name, of label_len bytes */
    size_t label_len;
    bool has_latitude, has_longitude;
    double latitude, longitude; /* degrees */
    bool has_share;
    double share; /* of homes and distributors, to any scale */
};
struct topology_edge {
    int64_t from, to; /* ids */
    size_t at;
};
struct topology_graph {
    struct topology_node *nodes;
    size_t node_count, node_capacity;
    struct topology_edge *edges;
    size_t edge_count, edge_capacity;
};
/** Return where a zeroed one stands now, or NULL when memory is exhausted. */
struct topology_node *topology_graph_add_node(struct topology_graph *graph);
struct topology_edge *topology_graph_add_edge(struct topology_graph *graph);
void topology_graph_deinit(struct topology_graph *graph);
/** Refuses one of no nodes, or of too many nodes or edges. */
int topology_check_size(const struct topology_graph *graph, const struct scenario_text *text,
                        struct scenario_report *report);
/** A number of text[at..at + len) from -most to most; false when it is none. */
bool topology_read_number(const struct scenario_text *text, size_t at, size_t len, double most,
                          double *ret_number);

#define TOPOLOGY_SHARE "a share from 0 to 1e9" /* what a node's is expected to be */
/** False when it is none. */
bool topology_read_share(const struct scenario_text *text, size_t at, size_t len,
                         double *ret_share);

/** A region a node; latencies of the shortest ways, links being as long as the great circle times
 *  network.path_stretch, at network.fibre_km_per_ms. Links have no direction. A node without a
 * place stands at its first neighbour's that has one. Where a node has a share, one without has 0;
 * where none has, all are the same. XML's entities in names are decoded. Refuses an edge to
 * nowhere, shares that sum to 0, and a graph that is not connected. */
int topology_of_graph(struct topology *topology, const struct topology_graph *graph,
                      const struct scenario_text *text, const struct config_network *network,
                      struct scenario_report *report);

/** A graph in GML, whose nodes have a place on the earth. */
int topology_read_gml(struct topology *topology, const struct scenario_text *text,
                      const struct config_network *network, struct scenario_report *report);
/** The same in GraphML; a node without a label is named by its id. */
int topology_read_graphml(struct topology *topology, const struct scenario_text *text,
                          const struct config_network *network, struct scenario_report *report);
/** A platform of SimGrid: docs/adr/0012 says which part of the format has a meaning here. */
int topology_read_simgrid(struct topology *topology, const struct scenario_text *text,
                          struct scenario_report *report);

#endif
