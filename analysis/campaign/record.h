#ifndef CROWDPATCH_ANALYSIS_CAMPAIGN_RECORD_H
#define CROWDPATCH_ANALYSIS_CAMPAIGN_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/campaign/campaign.h"
#include "base/bytes.h"

/** What a run leaves in its shard's file, in one line of JSON. */
struct campaign_record {
    char id[CAMPAIGN_ID_DIGITS + 1];
    uint64_t index;
    bool is_ok;
    double wall_s;         /* from reading the scenario to the result */
    double cpu_s;          /* of the process meanwhile */
    uint64_t memory_bytes; /* largest resident */
};

/** text: result.json, in any number of lines, or what went wrong. Appends to `out`. */
void campaign_record_compose(const struct campaign_record *record, const char *text,
                             struct base_buffer *out);
/** False: it is none. */
bool campaign_record_parse(const char *record, struct campaign_record *ret_record);
/** The result in a record that is ok, up to the record's last brace; NULL when there is none. */
const char *campaign_record_result(const char *record);
/** What went wrong, in a record that is not; the caller frees. NULL: no memory. */
char *campaign_record_error(const char *record);

/** A number in a result, or wei, true or false. */
struct campaign_metric {
    const char *name; /* "devices.time_to_90_percent_s" */
    const char *type; /* "integer", "number", "boolean" */
    const char *cell;
};

/** Calls visit(context, metric) for each in the order of the result; what is null is left out.
 *  `result`: JSON, in which `len` bytes are read. Returns 0; what visit() returned; or
 *  BASE_E_SCENARIO when it is no result. */
int campaign_metrics_visit(const char *result, size_t len,
                           int (*visit)(void *context, const struct campaign_metric *metric),
                           void *context);

#endif
