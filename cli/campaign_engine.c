/* Runs a campaign here, in processes of its own. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/campaign/shard.h"
#include "base/error.h"
#include "cli/campaign.h"
#include "cli/terminal.h"

#define INTERVAL_TERMINAL_S 0.2
#define INTERVAL_PLAIN_S 5.0

struct engine {
    const struct campaign *campaign;
    struct cli_campaign_texts texts;
    struct cli_worker *workers; /* [worker_count] */
    struct pollfd *polls;       /* [worker_count] */
    unsigned worker_count, busy;
    size_t *pending; /* [pending_count], ascending; next: not started yet */
    size_t pending_count, next;
    bool *was_tried;                   /* [run_count] */
    struct campaign_shard_file *files; /* [shard_count]; open while runs of theirs are pending */
    size_t *shard_pending;
    /* Progress: wall time by point, to tell how long the rest takes. */
    FILE *progress;
    bool redraws;
    double started_s, shown_s;
    double *point_s;
    size_t *point_count;
    size_t done_before, done; /* of what is wanted now */
    size_t ended, failed;     /* since the start */
};

static volatile sig_atomic_t stop_signal;

static void note_signal(int number)
{
    stop_signal = number;
}

/** Seconds that the pending runs take, by what was measured of their points. Requires: a run has
 *  ended. */
static double left_s(const struct engine *engine)
{
    double all_s = 0, sum_s = 0;
    size_t all = 0;
    for (size_t i = 0; i < engine->campaign->point_count; i++) {
        all_s += engine->point_s[i];
        all += engine->point_count[i];
    }
    double mean_s = all_s / (double)all;
    for (size_t i = engine->next; i < engine->pending_count; i++) {
        size_t point = engine->campaign->runs[engine->pending[i]].point;
        sum_s += engine->point_count[point] > 0
                     ? engine->point_s[point] / (double)engine->point_count[point]
                     : mean_s;
    }
    return (sum_s + 0.5 * mean_s * engine->busy) / engine->worker_count;
}

static void show(struct engine *engine, bool is_last)
{
    double now_s = cli_clock_s();
    double interval_s = engine->redraws ? INTERVAL_TERMINAL_S : INTERVAL_PLAIN_S;
    if (!engine->progress || (!is_last && now_s - engine->shown_s < interval_s))
        return;
    engine->shown_s = now_s;
    double lasted_s = now_s - engine->started_s;
    size_t done = engine->done_before + engine->done;
    char text[200], failed[40] = "";
    if (engine->failed > 0)
        snprintf(failed, sizeof failed, ", %zu failed", engine->failed);
    int len = snprintf(text, sizeof text, "%zu of %zu runs%s", done,
                       engine->done_before + engine->pending_count, failed);
    if (engine->ended > 0) {
        double rate = (double)engine->ended / (lasted_s + 1e-9);
        len += snprintf(text + len, sizeof text - (size_t)len,
                        rate < 1 ? ", %.2g runs/s" : ", %.1f runs/s", rate);
    }
    if (is_last)
        snprintf(text + len, sizeof text - (size_t)len, ", %.1f s", lasted_s);
    else if (engine->ended > 0)
        snprintf(text + len, sizeof text - (size_t)len, ", %.0f s left", left_s(engine));
    if (is_last)
        cli_terminal_show_end(engine->progress, text);
    else
        cli_terminal_show(engine->progress, text);
}

static int start_next(struct engine *engine, struct cli_worker *worker)
{
    size_t run = engine->pending[engine->next];
    size_t shard = engine->campaign->runs[run].shard;
    int r = engine->files[shard].fd < 0
                ? campaign_shard_open(engine->campaign, shard, &engine->files[shard])
                : 0;
    if (r == 0)
        r = cli_worker_start(engine->campaign, &engine->texts, run, worker);
    if (r < 0)
        return r;
    engine->was_tried[run] = true;
    engine->next++;
    engine->busy++;
    return 0;
}

static int finish(struct engine *engine, struct cli_worker *worker)
{
    struct campaign_record record;
    struct base_buffer line = {0};
    const char *text;
    size_t shard = engine->campaign->runs[worker->run].shard;
    size_t point = engine->campaign->runs[worker->run].point;
    bool says = cli_worker_finish(worker, engine->campaign, &record, &text);
    engine->busy--;
    int r = 0;
    if (says) {
        campaign_record_compose(&record, text, &line);
        r = base_buffer_failed(&line)
                ? BASE_E_NOMEM
                : campaign_shard_append(&engine->files[shard], (const char *)line.data, line.len);
        engine->done++;
        engine->ended++;
        engine->failed += !record.is_ok;
        engine->point_s[point] += record.wall_s;
        engine->point_count[point]++;
    }
    base_buffer_deinit(&line);
    if (--engine->shard_pending[shard] == 0)
        campaign_shard_close(&engine->files[shard]);
    show(engine, false);
    return r;
}

/** Waits until a worker says something, or a signal comes. */
static int attend(struct engine *engine, const sigset_t *open_mask)
{
    for (unsigned i = 0; i < engine->worker_count; i++)
        engine->polls[i] = (struct pollfd){
            .fd = engine->workers[i].child.pid > 0 ? engine->workers[i].child.fd : -1,
            .events = POLLIN};
    struct timespec second = {.tv_sec = 1};
    int n = ppoll(engine->polls, engine->worker_count, &second, open_mask);
    if (n < 0 && errno != EINTR)
        return base_fail(BASE_E_IO, "cannot wait for runs: %s", strerror(errno));
    show(engine, false);
    int r = 0;
    for (unsigned i = 0; r == 0 && n > 0 && !stop_signal && i < engine->worker_count; i++)
        if (engine->polls[i].revents && cli_worker_read(&engine->workers[i]))
            r = finish(engine, &engine->workers[i]);
    return r;
}

static int run_pending(struct engine *engine, const sigset_t *open_mask)
{
    int r = 0;
    while (r == 0 && !stop_signal && (engine->next < engine->pending_count || engine->busy > 0)) {
        for (unsigned i = 0; r == 0 && i < engine->worker_count; i++)
            if (engine->workers[i].child.pid == 0 && engine->next < engine->pending_count)
                r = start_next(engine, &engine->workers[i]);
        if (r == 0)
            r = attend(engine, open_mask);
    }
    for (unsigned i = 0; i < engine->worker_count; i++)
        cli_worker_stop(&engine->workers[i]);
    engine->busy = 0;
    return r;
}

/** Lists what is wanted, not done, and not tried yet. */
static int list_pending(struct engine *engine, size_t shard)
{
    const struct campaign *campaign = engine->campaign;
    struct campaign_state state;
    int r = campaign_state_read(campaign, shard, &state);
    engine->pending_count = engine->next = engine->done_before = engine->done = 0;
    memset(engine->shard_pending, 0, campaign->shard_count * sizeof *engine->shard_pending);
    for (size_t i = 0; r == 0 && i < campaign->run_count; i++) {
        const struct campaign_run_place *place = &state.runs[i];
        bool is_here = shard == CAMPAIGN_ALL_SHARDS || campaign->runs[i].shard == shard;
        bool is_open = place->state == CAMPAIGN_RUN_MISSING || place->state == CAMPAIGN_RUN_FAILED;
        if (!place->is_wanted || !is_here)
            continue;
        engine->done_before += place->state == CAMPAIGN_RUN_DONE;
        if (!is_open || engine->was_tried[i])
            continue;
        engine->pending[engine->pending_count++] = i;
        engine->shard_pending[campaign->runs[i].shard]++;
    }
    campaign_state_deinit(&state);
    return r;
}

static int prepare(struct engine *engine)
{
    const struct campaign *campaign = engine->campaign;
    engine->workers = calloc(engine->worker_count, sizeof *engine->workers);
    engine->polls = calloc(engine->worker_count, sizeof *engine->polls);
    engine->pending = calloc(campaign->run_count + 1, sizeof *engine->pending);
    engine->was_tried = calloc(campaign->run_count + 1, sizeof *engine->was_tried);
    engine->files = calloc(campaign->shard_count + 1, sizeof *engine->files);
    engine->shard_pending = calloc(campaign->shard_count + 1, sizeof *engine->shard_pending);
    engine->point_s = calloc(campaign->point_count + 1, sizeof *engine->point_s);
    engine->point_count = calloc(campaign->point_count + 1, sizeof *engine->point_count);
    if (!engine->workers || !engine->polls || !engine->pending || !engine->was_tried ||
        !engine->files || !engine->shard_pending || !engine->point_s || !engine->point_count)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < campaign->shard_count; i++)
        engine->files[i].fd = -1;
    engine->redraws = cli_terminal_redraws(engine->progress);
    engine->started_s = engine->shown_s = cli_clock_s();
    return cli_campaign_texts_read(campaign, &engine->texts);
}

static void release(struct engine *engine)
{
    for (unsigned i = 0; engine->workers && i < engine->worker_count; i++)
        base_buffer_deinit(&engine->workers[i].output);
    for (size_t i = 0; engine->files && i < engine->campaign->shard_count; i++)
        campaign_shard_close(&engine->files[i]);
    cli_campaign_texts_deinit(&engine->texts);
    free(engine->workers);
    free(engine->polls);
    free(engine->pending);
    free(engine->was_tried);
    free(engine->files);
    free(engine->shard_pending);
    free(engine->point_s);
    free(engine->point_count);
}

int cli_engine_run(const struct campaign *campaign, size_t shard, unsigned workers, FILE *progress,
                   bool *ret_stopped)
{
    struct engine engine = {.campaign = campaign, .worker_count = workers, .progress = progress};
    struct sigaction note = {.sa_handler = note_signal};
    sigset_t stoppers, open_mask;
    sigemptyset(&stoppers);
    sigaddset(&stoppers, SIGINT);
    sigaddset(&stoppers, SIGTERM);
    sigaddset(&stoppers, SIGHUP);
    sigprocmask(SIG_BLOCK, &stoppers, &open_mask);
    sigaction(SIGINT, &note, NULL);
    sigaction(SIGTERM, &note, NULL);
    if (!cli_child_ignores_hangup())
        sigaction(SIGHUP, &note, NULL);
    int r = prepare(&engine);
    if (r == 0)
        r = list_pending(&engine, shard);
    bool was_busy = r == 0 && engine.pending_count > 0;
    while (r == 0 && !stop_signal && engine.pending_count > 0) {
        r = run_pending(&engine, &open_mask);
        show(&engine, true);
        if (r == 0 && !stop_signal)
            r = list_pending(&engine, shard); /* its results may ask for more */
    }
    if (!was_busy && r == 0 && progress)
        fprintf(progress, "nothing is missing\n");
    release(&engine);
    *ret_stopped = stop_signal != 0;
    return r;
}
