#ifndef CROWDPATCH_SIM_TIME_H
#define CROWDPATCH_SIM_TIME_H

#include <stdint.h>

/** Simulated time in nanoseconds since the start of the run: a date or a duration. */
typedef int64_t sim_time;

#define SIM_TIME_SECOND ((sim_time)1000000000)
/** As a time-out: wait for ever. */
#define SIM_TIME_FOREVER INT64_MAX

#endif
