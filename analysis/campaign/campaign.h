#ifndef CROWDPATCH_ANALYSIS_CAMPAIGN_CAMPAIGN_H
#define CROWDPATCH_ANALYSIS_CAMPAIGN_CAMPAIGN_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/** A campaign: a directory with the runs of an experiment.
 *
 *      plan.json            what is run: points, shards, version (campaign_read)
 *      runs.csv             the runs: only ever longer
 *      experiment-N.json    the files it was made of: one more for every extension
 *      submit.sbatch        for Slurm
 *      shards/N.jsonl       what came out, appended a line a run (shard.h)
 *      results.csv ...      what campaign_collect() makes of it */

#define CAMPAIGN_FORMAT_VERSION 1
#define CAMPAIGN_ID_DIGITS 32

/** A parameter that the sweep sets. */
struct campaign_column {
    const char *key;  /* "world.hubs" */
    const char *unit; /* "s"; "": none */
    const char *type; /* "integer", "number", "boolean", "string" */
};

struct campaign_point {
    size_t experiment;     /* index in experiments */
    const char *sha256;    /* of the resolved scenario, with the experiment's own seed */
    const char **settings; /* [setting_count]: "world.hubs=5" */
    size_t setting_count;
    const char **cells; /* [column_count]: as results.csv has them */
};

struct campaign_experiment {
    const char *file; /* "experiment-1.json", in the directory */
    const char *path; /* where it came from; paths in the scenario are relative to it */
};

struct campaign_run {
    char id[CAMPAIGN_ID_DIGITS + 1];
    size_t point;
    uint64_t replication;
    uint64_t seed;
    size_t shard;
};

/** Consecutive runs, of one round. */
struct campaign_shard {
    size_t first;
    size_t count;
};

/** When a point has enough replications. */
struct campaign_target {
    const char *metric; /* a column of results.csv; "": each point has all its runs */
    double relative_half_width;
    double confidence;
    uint64_t batch;
    uint64_t maximum;
};

/** The design of a sensitivity analysis, which the last experiment that has one gave. */
struct campaign_design {
    const char *kind;  /* "morris", "sobol"; "": none */
    const char **axes; /* [axis_count]: "world.hubs", by coordinate of the unit cube */
    size_t *choices;   /* [axis_count]: values of an axis that is a list, at least 2; 0: a range */
    size_t axis_count;
    uint64_t trajectories, levels, seed; /* Morris; else 0 */
    size_t *points;                      /* [row_count]: the point of each row */
    size_t row_count;
};

struct campaign {
    const char *directory;
    const char *name;
    const char *version; /* of the program: no other runs it */
    struct campaign_target target;
    struct campaign_design design;
    struct campaign_experiment *experiments;
    size_t experiment_count;
    struct campaign_column *columns;
    size_t column_count;
    struct campaign_point *points;
    size_t point_count;
    struct campaign_run *runs; /* by index */
    size_t run_count;
    struct campaign_shard *shards;
    size_t shard_count;
    double pilot_s;          /* longest of the pilot's runs; 0: there was none */
    uint64_t pilot_bytes;    /* largest resident memory of them */
    struct base_arena arena; /* all of the above */
};

void campaign_init(struct campaign *campaign);
void campaign_deinit(struct campaign *campaign);
/** Reads plan.json and runs.csv. Returns 0; BASE_E_SCENARIO when there is no campaign or it is
 *  damaged; BASE_E_IO; or BASE_E_NOMEM. In every case campaign_deinit() releases it. */
int campaign_read(const char *directory, struct campaign *ret_campaign);
/** Writes plan.json and runs.csv into a directory, each whole or not at all. */
int campaign_write(const struct campaign *campaign, const char *directory);

/** directory/name, or directory/shards/N.jsonl; the caller frees. NULL: no memory. */
char *campaign_path(const struct campaign *campaign, const char *name);
char *campaign_shard_path(const struct campaign *campaign, size_t shard);
/** A copy in the campaign's arena. NULL: no memory. */
char *campaign_copy(struct campaign *campaign, const char *text);

/** Writes directory/name under a temporary name and renames it. Returns 0, BASE_E_IO or
 *  BASE_E_NOMEM. */
int campaign_write_file(const char *directory, const char *name, const void *data, size_t len);

#endif
