#ifndef CROWDPATCH_CLI_PROGRESS_H
#define CROWDPATCH_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "models/shared/world.h"

/** The progress of a run: one line that is drawn over where a terminal can, plain lines elsewhere.
 * It reads the wall clock and tells nobody in the simulation. */
struct cli_progress {
    FILE *stream; /* NULL: silent */
    bool redraws;
    struct timespec started;
    struct timespec shown;
    uint64_t shown_events;
};

void cli_progress_start(struct cli_progress *progress, FILE *stream);
/** For world->on_sample: simulated time, events a second, memory, time left. */
void cli_progress_show(void *progress, const struct world *world);
/** Ends the line; returns the wall-clock seconds since the start. */
double cli_progress_end(struct cli_progress *progress, const struct world *world);

#endif
