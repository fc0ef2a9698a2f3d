#ifndef CROWDPATCH_MODELS_SHARED_FAULTS_H
#define CROWDPATCH_MODELS_SHARED_FAULTS_H

#include <stdbool.h>
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

/* As the parameter's bound says. */
#define FAULTS_REORG_DEPTH_MOST 64

struct config_faults { /* "faults" */
    /* Machines by role. */
    struct faults_churn manufacturer;
    struct faults_churn distributor;
    struct faults_churn hub;
    struct faults_churn device;
    double session_shape;     /* of all up-times: Weibull's k */
    int distributor_sessions; /* index in sessions_names; 0: by distributor.mean_uptime_ns */
    /* Lines to the internet, whose machines go on. */
    struct faults_churn home_line;
    struct faults_churn distributor_line;
    int64_t manufacturer_outage_start_ns;
    int64_t manufacturer_outage_length_ns; /* 0: none */
    /* Of the chain, by transactions outside of the model. */
    int64_t congestion_start_ns;
    int64_t congestion_length_ns;   /* 0: none */
    double congestion_load;         /* share of each block's gas */
    double radio_message_loss;      /* probability */
    int64_t reorg_first_ns;         /* 0: at random */
    int64_t reorg_mean_interval_ns; /* 0: none but the first */
    uint64_t reorg_depth;
    double reorg_omitted_share;
};

/** What a machine or its line has suffered so far. */
struct faults_record {
    uint32_t causes; /* that hold it down now */
    uint64_t failures;
    sim_time since;  /* it is down */
    sim_time lasted; /* down-times that are over, all together */
};
/** One cause more; true: it goes down now. */
bool faults_record_begin(struct faults_record *record, sim_time now);
/** One cause less; true: it is up again. */
bool faults_record_end(struct faults_record *record, sim_time now);
/** All down-times up to now. */
sim_time faults_record_lasted(const struct faults_record *record, sim_time now);

extern const struct scenario_section config_faults_section;

/** A time until a failure: Weibull of the given mean and shape; exponential for shape 1. */
sim_time faults_draw_uptime(struct base_random *random, int64_t mean_ns, double shape);

/** Whether the scenario lets the participant's machine fail. */
bool faults_machine_may_fail(const struct participant *self);

/** Starts what makes things fail, on the monitor. Returns 0 or an error. */
int faults_start(struct world *world);

#endif
