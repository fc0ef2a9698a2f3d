#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "analysis/file.h"
#include "base/error.h"
#include "cli/campaign.h"
#include "cli/command.h"
#include "cli/version.h"
#include "models/registry.h"
#include "models/shared/run_result.h"

/* First byte of a worker's output; the seconds that the run took follow as raw bytes, and the text.
 */
#define OUTPUT_RESULT '+'
#define OUTPUT_ERROR '-'
#define OUTPUT_TEXT_AT (1 + 2 * sizeof(double))

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double cli_clock_s(void)
{
    static double latest_s;
    double now_s = seconds_of(CLOCK_MONOTONIC);
    latest_s = now_s > latest_s ? now_s : latest_s;
    return latest_s;
}

int cli_campaign_texts_read(const struct campaign *campaign, struct cli_campaign_texts *ret_texts)
{
    struct cli_campaign_texts texts = {
        .texts = calloc(campaign->experiment_count + 1, sizeof(char *)),
        .lens = calloc(campaign->experiment_count + 1, sizeof(size_t)),
    };
    int r = texts.texts && texts.lens ? 0 : BASE_E_NOMEM;
    for (; r == 0 && texts.count < campaign->experiment_count; texts.count++) {
        char *path = campaign_path(campaign, campaign->experiments[texts.count].file);
        r = path ? analysis_file_read(path, &texts.texts[texts.count], &texts.lens[texts.count])
                 : BASE_E_NOMEM;
        free(path);
    }
    *ret_texts = texts;
    return r;
}

void cli_campaign_texts_deinit(struct cli_campaign_texts *texts)
{
    for (size_t i = 0; i < texts->count && texts->texts; i++)
        free(texts->texts[i]);
    free(texts->texts);
    free(texts->lens);
    *texts = (struct cli_campaign_texts){0};
}

static int load(const struct campaign *campaign, const struct cli_campaign_texts *texts,
                const struct campaign_run *run, struct scenario **ret_scenario)
{
    const struct campaign_point *point = &campaign->points[run->point];
    const char *settings[CLI_SET_MAX + 1];
    char seed[40];
    struct scenario_report *report;
    if (point->setting_count > CLI_SET_MAX)
        return base_fail(BASE_E_SCENARIO, "point %zu has too many settings", run->point);
    memcpy(settings, point->settings, point->setting_count * sizeof *settings);
    snprintf(seed, sizeof seed, "seed=%llu", (unsigned long long)run->seed);
    settings[point->setting_count] = seed;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    r = experiment_load_point(cli_catalogue(), campaign->experiments[point->experiment].path,
                              texts->texts[point->experiment], texts->lens[point->experiment],
                              settings, point->setting_count + 1, report, ret_scenario);
    scenario_report_free(report);
    return r == BASE_E_SCENARIO ? base_fail(r, "point %zu is no valid scenario", run->point) : r;
}

char *cli_campaign_scenario_json(const char *directory)
{
    struct campaign campaign;
    struct cli_campaign_texts texts = {0};
    struct scenario *scenario = NULL;
    char *text = NULL;
    campaign_init(&campaign);
    int r = cli_campaign_read(directory, &campaign);
    if (r == 0)
        r = cli_campaign_texts_read(&campaign, &texts);
    if (r == 0 && campaign.run_count > 0 &&
        load(&campaign, &texts, &campaign.runs[0], &scenario) == 0)
        text = scenario_resolved_json(scenario);
    scenario_free(scenario);
    cli_campaign_texts_deinit(&texts);
    campaign_deinit(&campaign);
    return text;
}

static char *simulate(const struct scenario *scenario)
{
    const struct config_run *settings = scenario_section_values(scenario, "");
    struct world world;
    if (world_init(&world, scenario, models_at(settings->system)) < 0)
        return NULL;
    char *text = NULL;
    if (world_run(&world) == 0) {
        text = run_result_json(&world, CLI_VERSION, NULL);
        if (!text)
            base_fail(BASE_E_NOMEM, "memory is exhausted");
    }
    world_deinit(&world);
    return text;
}

/** What a child is to do. */
struct task {
    const struct campaign *campaign;
    const struct cli_campaign_texts *texts;
    size_t run;
};

static bool work(void *context, int fd)
{
    const struct task *task = context;
    struct scenario *scenario = NULL;
    double took_s[2] = {cli_clock_s(), seconds_of(CLOCK_PROCESS_CPUTIME_ID)};
    int r = load(task->campaign, task->texts, &task->campaign->runs[task->run], &scenario);
    char *text = r == 0 ? simulate(scenario) : NULL;
    took_s[0] = cli_clock_s() - took_s[0];
    took_s[1] = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - took_s[1];
    char mark = text ? OUTPUT_RESULT : OUTPUT_ERROR;
    const char *output = text ? text : base_fail_text();
    return analysis_file_append(fd, &mark, 1) && analysis_file_append(fd, took_s, sizeof took_s) &&
           analysis_file_append(fd, output, strlen(output));
}

int cli_worker_start(const struct campaign *campaign, const struct cli_campaign_texts *texts,
                     size_t run, struct cli_worker *worker)
{
    struct task task = {campaign, texts, run};
    int r = cli_child_start(work, &task, &worker->child);
    if (r < 0)
        return r;
    base_buffer_clear(&worker->output);
    worker->run = run;
    worker->started_s = cli_clock_s();
    return 0;
}

bool cli_worker_read(struct cli_worker *worker)
{
    char chunk[65536];
    ssize_t n = read(worker->child.fd, chunk, sizeof chunk);
    if (n < 0 && errno == EINTR)
        return false;
    if (n > 0)
        base_buffer_append(&worker->output, chunk, (size_t)n);
    return n <= 0;
}

bool cli_worker_finish(struct cli_worker *worker, const struct campaign *campaign,
                       struct campaign_record *ret_record, const char **ret_text)
{
    struct campaign_record record = {.index = worker->run};
    double took_s[2] = {cli_clock_s() - worker->started_s, 0};
    int status = cli_child_reap(&worker->child, &record.memory_bytes);
    if (WIFSIGNALED(status) &&
        (WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGTERM || WTERMSIG(status) == SIGHUP))
        return false;
    memcpy(record.id, campaign->runs[worker->run].id, sizeof record.id);
    bool is_whole = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!is_whole || worker->output.len < OUTPUT_TEXT_AT) {
        char mark = OUTPUT_ERROR;
        base_buffer_clear(&worker->output);
        base_buffer_append(&worker->output, &mark, 1);
        base_buffer_append(&worker->output, took_s, sizeof took_s);
        base_buffer_printf(&worker->output, "the simulation ended by itself, %s",
                           cli_child_end_of(status).text);
    }
    base_buffer_append_u8(&worker->output, 0);
    if (base_buffer_failed(&worker->output))
        return false;
    record.is_ok = worker->output.data[0] == OUTPUT_RESULT;
    memcpy(took_s, worker->output.data + 1, sizeof took_s);
    record.wall_s = took_s[0];
    record.cpu_s = took_s[1];
    *ret_record = record;
    *ret_text = (const char *)worker->output.data + OUTPUT_TEXT_AT;
    return true;
}

void cli_worker_stop(struct cli_worker *worker)
{
    if (worker->child.pid > 0) {
        kill(worker->child.pid, SIGKILL);
        cli_child_reap(&worker->child, NULL);
    }
}
