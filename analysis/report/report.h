#ifndef CROWDPATCH_ANALYSIS_REPORT_REPORT_H
#define CROWDPATCH_ANALYSIS_REPORT_REPORT_H

#include "base/bytes.h"

/** report.html of a run or a campaign: one file that needs no other and no network, under a content
 *  security policy that lets run what stands in it, by SHA-256, and nothing else. What it says, it
 *  takes from the files of the run or campaign. */
#define REPORT_FILE "report.html"

/** Makes the page of a directory, that of a run (result.json) or of a campaign (plan.json and
 *  results.csv). `parameters`: JSON as `crowdpatch params --json` prints it, which knows the
 *  sources. `scenario`: of a campaign its first point's as JSON with all values, or NULL. Returns
 *  0; BASE_E_SCENARIO when it is neither or a file is damaged; BASE_E_IO or BASE_E_NOMEM. */
int report_make(const char *directory, const char *parameters, const char *scenario,
                struct base_buffer *ret_html);

#endif
