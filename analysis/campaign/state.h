#ifndef CROWDPATCH_ANALYSIS_CAMPAIGN_STATE_H
#define CROWDPATCH_ANALYSIS_CAMPAIGN_STATE_H

#include <stdbool.h>

#include "analysis/campaign/campaign.h"

enum campaign_run_state {
    CAMPAIGN_RUN_MISSING,
    CAMPAIGN_RUN_DONE,
    CAMPAIGN_RUN_FAILED,
    CAMPAIGN_RUN_UNEQUAL, /* done twice, with different results */
};

struct campaign_run_place {
    uint8_t state; /* enum campaign_run_state */
    /* Enough replications of its point to decide about are not there without it. Others are not
       run, and not collected if they were. */
    bool is_wanted;
    bool is_share;   /* `value` is that of true or false */
    uint64_t offset; /* DONE: of the record in its shard's file */
    size_t len;
    uint64_t print;       /* of the result */
    double wall_s, cpu_s; /* DONE and FAILED */
    double value;         /* DONE: the target's metric; NaN: none */
    const char *error;    /* FAILED */
};

/** What of a campaign is there. */
struct campaign_state {
    struct campaign_run_place *runs; /* [run_count] */
    /* Of the runs that are wanted: */
    size_t wanted, done, failed, unequal, missing;
    size_t undecided;      /* points that may want more runs once those that are wanted are done */
    size_t invalid_lines;  /* in all shards */
    double wall_s, cpu_s;  /* of the runs that are done, added up */
    uint64_t memory_bytes; /* of the largest run that was done */
    struct base_arena arena;
};

#define CAMPAIGN_ALL_SHARDS ((size_t)-1)
/** Reads all shards; or only one, when that tells all there is to know of it. Returns 0, BASE_E_IO
 * or BASE_E_NOMEM. In every case campaign_state_deinit() releases it. */
int campaign_state_read(const struct campaign *campaign, size_t only_shard,
                        struct campaign_state *ret_state);
void campaign_state_deinit(struct campaign_state *state);
/** Everything that is wanted is done, and nothing will be wanted. */
bool campaign_state_complete(const struct campaign_state *state);

#endif
