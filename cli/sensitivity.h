#ifndef CROWDPATCH_CLI_SENSITIVITY_H
#define CROWDPATCH_CLI_SENSITIVITY_H

#include "analysis/campaign/campaign.h"
#include "analysis/sensitivity.h"
#include "cli/results.h"

/** What `crowdpatch sensitivity` found, and how it is printed. */

/** One axis and one metric. */
struct cli_sensitivity_axis {
    const char *key;
    struct analysis_morris morris; /* of a Morris design */
    struct analysis_sobol sobol;   /* of a Sobol design */
};

struct cli_sensitivity_printer {
    const struct campaign_design *design;
    const char *path; /* of the results */
    double confidence;
    enum cli_results_format format;
    struct scenario_json_writer json; /* printed at the end */
};

void cli_sensitivity_begin(struct cli_sensitivity_printer *printer);
/** axes[design->axis_count]: in the order in which they are printed. */
void cli_sensitivity_metric(struct cli_sensitivity_printer *printer, const char *metric,
                            const struct cli_sensitivity_axis axes[]);
/** Returns 0 or BASE_E_NOMEM. The printer is released in any case. */
int cli_sensitivity_end(struct cli_sensitivity_printer *printer);

#endif
