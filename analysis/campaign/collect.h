#ifndef CROWDPATCH_ANALYSIS_CAMPAIGN_COLLECT_H
#define CROWDPATCH_ANALYSIS_CAMPAIGN_COLLECT_H

#include "analysis/campaign/state.h"
#include "base/bytes.h"

/** A column of results.csv. */
struct campaign_result_column {
    char *name;
    char *unit;       /* "": none */
    const char *role; /* "key", "set" or "metric" */
    const char *type; /* "integer", "number", "boolean", "string" */
};

/** Writes results.csv, datapackage.json and ro-crate-metadata.json from the wanted runs that are
 *  done. They depend on the experiments and the version alone. effort.csv has the same rows with
 *  what each run took of its machine: wall_s, cpu_s, memory_bytes. *ret_rows: how many.
 *  Returns 0, BASE_E_IO, BASE_E_NOMEM, or BASE_E_SCENARIO when a file has changed meanwhile. */
int campaign_collect(const struct campaign *campaign, const struct campaign_state *state,
                     size_t *ret_rows);

/** The two descriptions of results.csv, whose bytes `results` are. Append to `out`. */
void campaign_datapackage(const struct campaign *campaign,
                          const struct campaign_result_column columns[], size_t column_count,
                          const struct base_buffer *results, struct base_buffer *out);
void campaign_ro_crate(const struct campaign *campaign, const struct base_buffer *results,
                       struct base_buffer *out);

#endif
