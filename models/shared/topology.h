#ifndef CROWDPATCH_MODELS_SHARED_TOPOLOGY_H
#define CROWDPATCH_MODELS_SHARED_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "models/shared/config.h"
#include "sim/time.h"

/** Where a region stands in a Vivaldi space, in milliseconds. */
struct topology_point {
    double x_ms, y_ms;
    double height_ms; /* from the region to the plane; >= 0 */
};

/** Regions, the one-way latencies between them, and how participants spread over them. */
struct topology {
    size_t region_count;
    char **names;
    double *share;                 /* region_count, sums to 1 */
    double *reach;                 /* region_count: sums of the shares up to and with this one */
    sim_time *latency;             /* region_count^2, row = from; NULL: by points */
    struct topology_point *points; /* region_count; NULL: by latency */
    /* Access lines by region; NULL: the source says nothing of them. */
    uint64_t *up_bps;
    uint64_t *down_bps;
};

/** True for those that stand in network.file. */
bool topology_is_in_file(enum config_topology choice);

/** A measured table that comes with the program (models/shared/data).
 *  Requires: one that is in no file (asserted).
 *  Returns 0, BASE_E_NOMEM, or BASE_E_IO when the table is damaged. */
int topology_init(struct topology *topology, enum config_topology choice);
/** The scenario's: the same, or what its network.file says. Returns besides BASE_E_SCENARIO with
 * one line in the report when the file is wrong. */
int topology_init_for(struct topology *topology, const struct scenario *scenario,
                      struct scenario_report *report);
/** Releases also what stayed half made. */
void topology_deinit(struct topology *topology);

/** One-way from a region to a region, or to itself, exact to the nanosecond.
 *  By points: the distance in the plane and both heights; in one region both heights.
 *  Source: Dabek, Cox, Kaashoek and Morris, "Vivaldi", SIGCOMM 2004, section 5.4. */
sim_time topology_latency(const struct topology *topology, size_t from, size_t to);

/** A region, drawn by share, or evenly. */
size_t topology_draw_region(const struct topology *topology, enum config_placement placement,
                            struct base_random *random);
/** Its region_count when there is none of that name. */
size_t topology_find_region(const struct topology *topology, const char *name);

#endif
