#ifndef CROWDPATCH_ANALYSIS_FIGURE_MANIFEST_H
#define CROWDPATCH_ANALYSIS_FIGURE_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/** How the data of a figure were made: manifest.json beside them. */
struct figure_manifest {
    char name[16]; /* "fig05" */
    bool is_quick;
    char version[32];            /* of crowdpatch */
    char experiments_sha256[65]; /* of the experiments' texts, one behind the other */
    char scenarios_sha256[65];   /* of the points' scenarios' hashes, in order */
    char data_sha256[65];        /* of data.csv */
    uint64_t points, runs;
    uint64_t first_seed, last_seed;
    double cpu_s;          /* of all runs */
    uint64_t memory_bytes; /* of the largest */
};

/** Appends manifest.json. */
void figure_manifest_write(const struct figure_manifest *manifest, struct base_buffer *out);
/** Returns 0; BASE_E_SCENARIO when it is none; BASE_E_IO when it is not there; or BASE_E_NOMEM. */
int figure_manifest_read(const char *path, struct figure_manifest *ret_manifest);

#endif
