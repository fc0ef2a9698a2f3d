#ifndef CROWDPATCH_SIM_SHARING_H
#define CROWDPATCH_SIM_SHARING_H

#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"

/** One resource that all who use it at a time share equally: max-min fairness where no other
 *  resource limits them, a radio's air or a processor's cores. Inside sim/ only.
 *
 *  n jobs get r = min(most, capacity / n) each. Virtual time v is what a job has got that was there
 *  since the resource was last idle: dv = r dt. A job of work w that comes at v is over at v + w,
 *  whoever comes and goes, so that the next to end is the root of a heap: O(log n) an event.
 *  Source: Demers, Keshav, Shenker, "Analysis and Simulation of a Fair Queueing Algorithm", SIGCOMM
 *  1989: the round number R(t).
 *
 *  Rounding: v is a double. The date at which v was last set is kept as nanoseconds and a fraction
 *  of one, so that only what is told is rounded: the date of an end, to the nearest nanosecond.
 *  Only IEEE additions, multiplications, divisions, fmin() and floor() are used: every machine
 *  gives the same dates. The error of v is under a nanosecond while the resource is busy for less
 * than 97 days (2^53 ns) on end. */

struct sim_sharing_job {
    double end;     /* v at which it is over */
    uint64_t order; /* of coming */
    /* A pairing heap by (end, order). NULL where there is none. */
    struct sim_sharing_job *child;
    struct sim_sharing_job *sibling;
    struct sim_sharing_job *previous; /* sibling, or parent of the first one; NULL: the root */
};

struct sim_sharing {
    double capacity; /* a nanosecond */
    double most;     /* that one job gets in a nanosecond */
    double level;    /* v at `date` + `fraction` */
    sim_time date;
    double fraction; /* nanoseconds, 0 <= fraction < 1 */
    size_t count;    /* jobs in the heap */
    uint64_t orders;
    struct sim_sharing_job *root;
    struct sim_sharing_job *over; /* not taken yet, the first first, by `sibling` */
};

void sim_sharing_init(struct sim_sharing *sharing, double capacity, double most);
/** Requires: work > 0, and `now` never goes back (asserted), here and below. */
void sim_sharing_join(struct sim_sharing *sharing, struct sim_sharing_job *job, double work,
                      sim_time now);
/** A job that was not taken goes. Returns what is left of its work. */
double sim_sharing_leave(struct sim_sharing *sharing, struct sim_sharing_job *job, sim_time now);
/** The date at which the next one is over, when nobody comes; SIM_TIME_FOREVER: never. */
sim_time sim_sharing_next(const struct sim_sharing *sharing);
/** Takes out one that is over at `now`, in the order of their ends; NULL: none is. */
struct sim_sharing_job *sim_sharing_take(struct sim_sharing *sharing, sim_time now);

#endif
