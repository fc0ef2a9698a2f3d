#ifndef CROWDPATCH_MODELS_SHARED_FAULTS_H
#define CROWDPATCH_MODELS_SHARED_FAULTS_H

#include <stdint.h>

#include "base/random.h"
#include "scenarios/param.h"
#include "sim/time.h"

struct participant;
struct world;

/** How long something lasts until it fails, and until it is back. */
struct faults_churn {
    int64_t mean_uptime_ns; /* 0: never fails */
    int64_t mean_downtime_ns;
};

struct config_faults { /* "faults" */
    /* Machines by role. */
    struct faults_churn manufacturer;
    struct faults_churn distributor;
    struct faults_churn hub;
    struct faults_churn device;
    double session_shape; /* of all up-times: Weibull's k */
};

extern const struct scenario_section config_faults_section;

/** A time until a failure: Weibull of the given mean and shape; exponential for shape 1. */
sim_time faults_draw_uptime(struct base_random *random, int64_t mean_ns, double shape);

/** Starts what makes things fail, on the monitor. Returns 0 or an error. */
int faults_start(struct world *world);

#endif
