/* A few runs before a campaign, to know how long the others take. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/campaign.h"

/** The names of a result's metrics. */
struct names {
    char **items; /* NULL-ended */
    size_t count;
    bool has_wanted;
    const char *wanted;
};

static int take_name(void *context, const struct campaign_metric *metric)
{
    struct names *names = context;
    char **larger = realloc(names->items, (names->count + 2) * sizeof *larger);
    if (!larger)
        return BASE_E_NOMEM;
    names->items = larger;
    names->has_wanted = names->has_wanted || strcmp(metric->name, names->wanted) == 0;
    larger[names->count] = strdup(metric->name);
    larger[names->count + 1] = NULL;
    return larger[names->count++] ? 0 : BASE_E_NOMEM;
}

/** A metric that one run lacks another may have, so it must only be missing in all. */
static int check_metric(const struct experiment *experiment, struct names *names)
{
    struct scenario_report *report;
    if (!names->wanted[0] || names->has_wanted || !names->items)
        return 0;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    experiment_report_metric(experiment, (const char *const *)names->items, report);
    scenario_report_print(report, stderr);
    scenario_report_free(report);
    return BASE_E_SCENARIO;
}

static int run_one(struct campaign *campaign, const struct cli_campaign_texts *texts, size_t run,
                   struct names *names)
{
    struct cli_worker worker = {0};
    struct campaign_record record;
    const char *text;
    int r = cli_worker_start(campaign, texts, run, &worker);
    if (r < 0)
        return r;
    while (!cli_worker_read(&worker))
        ;
    if (!cli_worker_finish(&worker, campaign, &record, &text))
        r = base_fail(BASE_E_SIM, "the pilot was stopped");
    else if (!record.is_ok)
        r = base_fail(BASE_E_SIM, "the pilot failed at point %zu: %s; --pilot 0 plans without it",
                      campaign->runs[run].point, text);
    else
        r = campaign_metrics_visit(text, strlen(text), take_name, names);
    if (r == 0 && record.wall_s > campaign->pilot_s)
        campaign->pilot_s = record.wall_s;
    if (r == 0 && record.memory_bytes > campaign->pilot_bytes)
        campaign->pilot_bytes = record.memory_bytes;
    base_buffer_deinit(&worker.output);
    return r;
}

int cli_campaign_pilot(const struct experiment *experiment, struct campaign *campaign,
                       uint64_t count)
{
    size_t points = experiment_point_count(experiment), len;
    struct names names = {.wanted = campaign->target.metric};
    struct cli_campaign_texts texts = {
        .texts = calloc(campaign->experiment_count, sizeof(char *)),
        .lens = calloc(campaign->experiment_count, sizeof(size_t)),
    };
    int r = texts.texts && texts.lens ? 0 : BASE_E_NOMEM;
    if (r == 0) {
        /* Only the last experiment's: runs of others are not among those that have no shard. */
        texts.texts[campaign->experiment_count - 1] = (char *)experiment_text(experiment, &len);
        texts.lens[campaign->experiment_count - 1] = len;
    }
    size_t first = 0;
    while (first < campaign->run_count && campaign->runs[first].shard != SIZE_MAX)
        first++;
    size_t fresh = campaign->run_count - first;
    points = fresh < points ? fresh : points;
    count = count < points ? count : points;
    for (uint64_t i = 0; r == 0 && i < count; i++) {
        size_t run = first + (count > 1 ? i * (points - 1) / (count - 1) : 0);
        if (campaign->points[campaign->runs[run].point].experiment ==
            campaign->experiment_count - 1)
            r = run_one(campaign, &texts, run, &names);
    }
    if (r == 0)
        r = check_metric(experiment, &names);
    for (size_t i = 0; i < names.count; i++)
        free(names.items[i]);
    free(names.items);
    free(texts.texts);
    free(texts.lens);
    return r;
}
