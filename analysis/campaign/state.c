#include "analysis/campaign/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/campaign/record.h"
#include "analysis/campaign/shard.h"
#include "analysis/interval.h"
#include "base/error.h"
#include "crypto/hash.h"

struct scan {
    const struct campaign *campaign;
    struct campaign_state *state;
    size_t foreign; /* lines of runs that this shard does not have */
    size_t shard;
};

static int find_metric(void *context, const struct campaign_metric *metric)
{
    struct campaign_run_place *place = ((void **)context)[0];
    const char *name = ((void **)context)[1];
    if (strcmp(metric->name, name) == 0) {
        place->is_share = strcmp(metric->type, "boolean") == 0;
        place->value = place->is_share ? metric->cell[0] == 't' : strtod(metric->cell, NULL);
    }
    return 0;
}

static uint64_t print_of(const char *result)
{
    crypto_digest digest = crypto_sha256(result, strlen(result));
    uint64_t print;
    memcpy(&print, digest.bytes, sizeof print);
    return print;
}

static int take_record(void *context, char *text, size_t len, uint64_t offset)
{
    struct scan *scan = context;
    struct campaign_record record;
    if (!campaign_record_parse(text, &record) || record.index >= scan->campaign->run_count ||
        strcmp(record.id, scan->campaign->runs[record.index].id) != 0 ||
        scan->campaign->runs[record.index].shard != scan->shard) {
        scan->foreign++;
        return 0;
    }
    struct campaign_run_place *place = &scan->state->runs[record.index];
    const char *result = record.is_ok ? campaign_record_result(text) : NULL;
    if (result && place->state != CAMPAIGN_RUN_DONE && place->state != CAMPAIGN_RUN_UNEQUAL) {
        *place = (struct campaign_run_place){.state = CAMPAIGN_RUN_DONE,
                                             .offset = offset,
                                             .len = len,
                                             .print = print_of(result),
                                             .wall_s = record.wall_s,
                                             .cpu_s = record.cpu_s,
                                             .value = NAN};
        if (record.memory_bytes > scan->state->memory_bytes)
            scan->state->memory_bytes = record.memory_bytes;
        void *wanted[] = {place, (void *)scan->campaign->target.metric};
        if (scan->campaign->target.metric[0])
            return campaign_metrics_visit(result, strlen(result), find_metric, wanted);
    } else if (result && place->print != print_of(result)) {
        place->state = CAMPAIGN_RUN_UNEQUAL;
    } else if (!result && place->state == CAMPAIGN_RUN_MISSING) {
        char *error = campaign_record_error(text);
        place->state = CAMPAIGN_RUN_FAILED;
        place->wall_s = record.wall_s;
        place->error = error ? base_arena_strndup(&scan->state->arena, error, strlen(error)) : NULL;
        free(error);
        return place->error ? 0 : BASE_E_NOMEM;
    }
    return 0;
}

/** Whether the first n replications say enough of their metric. What is true in all of them has no
 *  spread, so that it is a share that is to be known. */
static bool is_precise(const struct campaign_target *target, const size_t runs[], size_t n,
                       const struct campaign_state *state, double values[])
{
    size_t count = 0, hits = 0;
    bool is_share = true;
    for (size_t i = 0; i < n; i++) {
        const struct campaign_run_place *place = &state->runs[runs[i]];
        if (!isfinite(place->value))
            continue;
        values[count++] = place->value;
        hits += place->value != 0;
        is_share = is_share && place->is_share;
    }
    if (count < 2)
        return false;
    struct analysis_interval mean =
        is_share ? analysis_proportion_interval(count, hits, target->confidence)
                 : analysis_mean_interval(count, values, target->confidence);
    double half =
        is_share ? fmax(mean.high - mean.value, mean.value - mean.low) : mean.high - mean.value;
    return half <= target->relative_half_width * fabs(mean.value);
}

/** Wants as many of a point's runs, in the order of replications, as its batches ask for. True: it
 *  is decided how many. */
static bool want_point(const struct campaign_target *target, const size_t runs[], size_t n,
                       struct campaign_state *state, double values[])
{
    if (n > target->maximum)
        n = target->maximum;
    for (size_t end = target->batch;; end += target->batch) {
        bool is_done = true;
        end = end > n ? n : end;
        for (size_t i = 0; i < end; i++) {
            state->runs[runs[i]].is_wanted = true;
            is_done = is_done && state->runs[runs[i]].state == CAMPAIGN_RUN_DONE;
        }
        if (end == n)
            return true;
        if (!is_done)
            return false;
        if (is_precise(target, runs, end, state, values))
            return true;
    }
}

/** Sorts the runs by point, in the order of replications, and decides about each. */
static int want_by_target(const struct campaign *campaign, struct campaign_state *state)
{
    size_t *starts = calloc(campaign->point_count + 2, sizeof *starts);
    size_t *runs = calloc(campaign->run_count + 1, sizeof *runs);
    double *values = calloc(campaign->run_count + 1, sizeof *values);
    int r = starts && runs && values ? 0 : BASE_E_NOMEM;
    for (size_t i = 0; r == 0 && i < campaign->run_count; i++)
        starts[campaign->runs[i].point + 1]++;
    for (size_t i = 0; r == 0 && i < campaign->point_count; i++)
        starts[i + 1] += starts[i];
    for (size_t i = 0; r == 0 && i < campaign->run_count; i++) {
        const struct campaign_run *run = &campaign->runs[i];
        if (run->replication >= starts[run->point + 1] - starts[run->point])
            r = base_fail(BASE_E_SCENARIO, "%s/runs.csv is damaged", campaign->directory);
        else
            runs[starts[run->point] + run->replication] = i;
    }
    for (size_t i = 0; r == 0 && i < campaign->point_count; i++)
        state->undecided += !want_point(&campaign->target, runs + starts[i],
                                        starts[i + 1] - starts[i], state, values);
    free(starts);
    free(runs);
    free(values);
    return r;
}

static void count(const struct campaign *campaign, struct campaign_state *state)
{
    for (size_t i = 0; i < campaign->run_count; i++) {
        const struct campaign_run_place *place = &state->runs[i];
        if (!place->is_wanted)
            continue;
        state->wanted++;
        state->done += place->state == CAMPAIGN_RUN_DONE;
        state->failed += place->state == CAMPAIGN_RUN_FAILED;
        state->unequal += place->state == CAMPAIGN_RUN_UNEQUAL;
        state->missing += place->state == CAMPAIGN_RUN_MISSING;
        state->wall_s += place->state == CAMPAIGN_RUN_DONE ? place->wall_s : 0;
        state->cpu_s += place->state == CAMPAIGN_RUN_DONE ? place->cpu_s : 0;
    }
}

int campaign_state_read(const struct campaign *campaign, size_t only_shard,
                        struct campaign_state *ret_state)
{
    struct scan scan = {.campaign = campaign, .state = ret_state};
    *ret_state = (struct campaign_state){0};
    base_arena_init(&ret_state->arena, 4096);
    ret_state->runs = calloc(campaign->run_count + 1, sizeof *ret_state->runs);
    int r = ret_state->runs ? crypto_init() : BASE_E_NOMEM;
    for (size_t i = 0; r == 0 && i < campaign->shard_count; i++) {
        size_t invalid;
        if (only_shard != CAMPAIGN_ALL_SHARDS && only_shard != i && !campaign->target.metric[0])
            continue;
        scan.shard = i;
        r = campaign_shard_scan(campaign, i, take_record, &scan, &invalid);
        ret_state->invalid_lines += invalid;
    }
    ret_state->invalid_lines += scan.foreign;
    if (r == 0 && campaign->target.metric[0])
        r = want_by_target(campaign, ret_state);
    else
        for (size_t i = 0; r == 0 && i < campaign->run_count; i++)
            ret_state->runs[i].is_wanted = true;
    if (r == 0)
        count(campaign, ret_state);
    return r;
}

void campaign_state_deinit(struct campaign_state *state)
{
    free(state->runs);
    base_arena_deinit(&state->arena);
    *state = (struct campaign_state){0};
}

bool campaign_state_complete(const struct campaign_state *state)
{
    return state->done == state->wanted && state->undecided == 0;
}
