#ifndef CROWDPATCH_BASE_OUTPUT_H
#define CROWDPATCH_BASE_OUTPUT_H

#include <stdio.h>

/** A file that appears whole or not at all: "<path>.partial-<pid>" until it is complete. A link is
 *  followed, and what it points to replaced. What is there and no regular file, such as a pipe or a
 *  device, is written as it is. Directories above it that are not there are made, and stay. */
struct base_output {
    FILE *stream; /* errors are sticky and told by base_output_finish() */
    char *path;   /* as it was named */
    char *target; /* what gets replaced; NULL: nothing, the stream is what is there */
    char *partial;
};

/** Returns 0, BASE_E_IO (also for a directory) or BASE_E_NOMEM. */
int base_output_begin(const char *path, struct base_output *ret_output);
/** Brings all bytes to the disk. Returns 0 or BASE_E_IO. */
int base_output_finish(struct base_output *output);
/** Gives the finished file its name, over one that has it. Returns 0 or BASE_E_IO. */
int base_output_commit(struct base_output *output);
/** Removes what was not committed. Safe on a zeroed struct. */
void base_output_deinit(struct base_output *output);

#endif
