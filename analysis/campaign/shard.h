#ifndef CROWDPATCH_ANALYSIS_CAMPAIGN_SHARD_H
#define CROWDPATCH_ANALYSIS_CAMPAIGN_SHARD_H

#include "analysis/campaign/campaign.h"

/** The file of a shard: a line a run, only ever appended to.
 *
 *      {"sha256":"<64 digits>","run":{"id":"...","index":7,"ok":true,"wall_s":0.1,"result":{...}}}
 *
 *  The checksum is that of the bytes of "run"'s value. A line that is cut, or whose checksum is
 *  wrong, is no run: what it was is run again. A run that failed has "ok" false and "error". */

struct campaign_shard_file {
    int fd;
};

/** Opens for appending, alone: BASE_E_IO when another process has it. */
int campaign_shard_open(const struct campaign *campaign, size_t shard,
                        struct campaign_shard_file *ret_file);
/** Appends a record, the value of "run" in one line, in a single write. */
int campaign_shard_append(struct campaign_shard_file *file, const char *record, size_t len);
/** Flushes it to the disk. Safe on {-1}. */
void campaign_shard_close(struct campaign_shard_file *file);

/** Calls visit(context, record, len, offset) for each valid line of a shard's file, with the place
 *  of the record in the file; `record` is NUL-terminated. A file that is not there has none.
 *  *ret_invalid: lines that are no runs. Returns 0, what visit() returned, BASE_E_IO or
 *  BASE_E_NOMEM. */
int campaign_shard_scan(const struct campaign *campaign, size_t shard,
                        int (*visit)(void *context, char *record, size_t len, uint64_t offset),
                        void *context, size_t *ret_invalid);

#endif
