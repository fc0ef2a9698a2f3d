#ifndef CROWDPATCH_CLI_COMPARE_H
#define CROWDPATCH_CLI_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "analysis/summary.h"
#include "models/shared/fingerprint.h"
#include "models/shared/world.h"

/** What is compared, in the order in which it is printed. */
enum cli_compare_metric {
    CLI_COMPARE_PATCHED, /* share of all devices */
    CLI_COMPARE_TIME_50,
    CLI_COMPARE_TIME_90,
    CLI_COMPARE_TIME_99,
    CLI_COMPARE_UP_BYTES,
    CLI_COMPARE_TOTAL_USD,
    CLI_COMPARE_COMPUTE,
    CLI_COMPARE_ENERGY,
    CLI_COMPARE_CHAIN_BYTES,
    CLI_COMPARE_GAS,
    CLI_COMPARE_METRIC_COUNT,
};

/** One run, as its process hands it back. */
struct cli_compare_run {
    int error; /* 0, or a code with its text */
    char error_text[512];
    char name[64];
    char system[32];
    char variant[32]; /* "": none */
    bool is_complete;
    sim_time ended;
    /* Valid where `has` says so: a share that was not reached has no date. */
    double metrics[CLI_COMPARE_METRIC_COUNT];
    bool has[CLI_COMPARE_METRIC_COUNT];
    struct fingerprint fingerprint;
    size_t warning_count;
    char warnings[OUTCOME_WARNING_MAX][512];
};

/** The metrics of a world after its run. */
void cli_compare_measure(const struct world *world, struct cli_compare_run *ret_run);

/** Prints count >= 1 runs, of which each file is paths[i], and their differences to the first. */
void cli_compare_print(const char *const paths[], const struct cli_compare_run runs[], size_t count,
                       FILE *stream);
/** Returns 0 or BASE_E_NOMEM. */
int cli_compare_print_json(const char *const paths[], const struct cli_compare_run runs[],
                           size_t count, FILE *stream);

/** What `compare` does with a campaign. */
struct cli_compare_points {
    const char *path;
    const char **metrics; /* names; those of most questions when metric_count is 0 */
    size_t metric_count;
    const char *base; /* the point's number as it was typed; NULL: the first point */
    enum analysis_method method;
    double confidence;
    bool json;
};
/** Prints the differences of all points to one of them. Returns an exit code. */
int cli_compare_points(const struct cli_compare_points *request);

#endif
