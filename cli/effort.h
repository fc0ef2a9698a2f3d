#ifndef CROWDPATCH_CLI_EFFORT_H
#define CROWDPATCH_CLI_EFFORT_H

#include <stdio.h>

#include "models/shared/world.h"

/** What a run costs the machine that it runs on. It differs from run to run, so that it is told to
 *  the user and stands in no result. */
struct cli_effort {
    double start_up_s; /* wall time until the first event */
    double run_s;      /* from there to the last one */
    double processor_s;
};

/** One line: times, the processor's share of blocks and views, the most memory, and time and memory
 *  for each device. tests/models/bench_scale.py reads it. */
void cli_effort_print(const struct cli_effort *effort, const struct world *world, FILE *stream);

/** Of the process so far. */
double cli_effort_processor_s(void);

#endif
