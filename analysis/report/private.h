#ifndef CROWDPATCH_ANALYSIS_REPORT_PRIVATE_H
#define CROWDPATCH_ANALYSIS_REPORT_PRIVATE_H

#include <jansson.h>
#include <stddef.h>

#include "analysis/table.h"

/** Between the files of analysis/report/. */

/** directory/name as an object. Returns as report_make() does. */
int report_read_json(const char *directory, const char *name, json_t **ret_object);
/** directory/name, plain or gzipped. 1: there is no such file. */
int report_read_table(const char *directory, const char *name, struct analysis_table *ret_table);
/** {"columns": [...], "rows": [[...]]}: numbers, null for empty cells, else texts; money stays
 * text, for it is exact. Of more than row_max rows every k-th, and the last. NULL: no memory. */
json_t *report_table_json(const struct analysis_table *table, size_t row_max);

/** What the page shows: "kind" is "run", or "campaign". */
int report_run_data(const char *directory, json_t **ret_data);
int report_campaign_data(const char *directory, json_t **ret_data);

#endif
