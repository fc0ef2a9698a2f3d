#ifndef CROWDPATCH_MODELS_SHARED_RUN_FILES_H
#define CROWDPATCH_MODELS_SHARED_RUN_FILES_H

#include <time.h>

#include "base/staging.h"
#include "models/shared/world.h"

/** What only the manifest says: how and when this run was made. */
struct run_files_context {
    const char *version; /* of crowdpatch */
    int argc;
    char *const *argv;
    const char *scenario_path;
    time_t started_at;
    double wall_s;
};

/** Writes a run's directory whole or not at all: result.json, manifest.json, scenario.json,
 *  timeseries.csv.gz, deliveries.csv.gz, distributors.csv.gz, gas.csv, releases.csv, regions.csv.
 * All but manifest.json depend on scenario and seed alone. Returns 0, BASE_E_IO or BASE_E_NOMEM. */
int run_files_write(const struct world *world, const struct run_files_context *context,
                    const char *directory);

/** The same into a directory that is begun, beside what stands there already; commits it. */
int run_files_write_into(const struct world *world, const struct run_files_context *context,
                         struct base_staging *staging);

#endif
