#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "analysis/file.h"
#include "base/error.h"
#include "cli/campaign.h"
#include "cli/command.h"
#include "cli/version.h"
#include "models/registry.h"
#include "models/shared/run_files.h"

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
    return seconds_of(CLOCK_MONOTONIC);
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

static char *simulate(const struct scenario *scenario)
{
    const struct config_run *settings = scenario_section_values(scenario, "");
    struct world world;
    if (world_init(&world, scenario, models_at(settings->system)) < 0)
        return NULL;
    char *text = NULL;
    if (world_run(&world) == 0) {
        text = run_files_result_json(&world, CLI_VERSION, NULL);
        if (!text)
            base_fail(BASE_E_NOMEM, "memory is exhausted");
    }
    world_deinit(&world);
    return text;
}

/** The child. It ends with its parent. */
static void work(const struct campaign *campaign, const struct cli_campaign_texts *texts,
                 const struct campaign_run *run, int fd, pid_t parent)
{
    struct scenario *scenario = NULL;
    sigset_t none;
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (getppid() != parent)
        _exit(1);
    /* Shards' files among them, whose locks would outlive the parent. */
    if (fd > 3)
        close_range(3, (unsigned)fd - 1, 0);
    close_range((unsigned)fd + 1, ~0u, 0);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    double took_s[2] = {seconds_of(CLOCK_MONOTONIC), seconds_of(CLOCK_PROCESS_CPUTIME_ID)};
    char *text = load(campaign, texts, run, &scenario) == 0 ? simulate(scenario) : NULL;
    took_s[0] = seconds_of(CLOCK_MONOTONIC) - took_s[0];
    took_s[1] = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - took_s[1];
    char mark = text ? OUTPUT_RESULT : OUTPUT_ERROR;
    const char *output = text ? text : base_fail_text();
    bool is_written = analysis_file_append(fd, &mark, 1) &&
                      analysis_file_append(fd, took_s, sizeof took_s) &&
                      analysis_file_append(fd, output, strlen(output));
    _exit(is_written ? 0 : 1);
}

int cli_worker_start(const struct campaign *campaign, const struct cli_campaign_texts *texts,
                     size_t run, struct cli_worker *worker)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return base_fail(BASE_E_IO, "cannot make a pipe: %s", strerror(errno));
    fflush(NULL);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child < 0) {
        close(ends[0]);
        close(ends[1]);
        return base_fail(BASE_E_IO, "cannot start a process: %s", strerror(errno));
    }
    if (child == 0) {
        close(ends[0]);
        work(campaign, texts, &campaign->runs[run], ends[1], parent);
    }
    close(ends[1]);
    base_buffer_clear(&worker->output);
    worker->pid = child;
    worker->fd = ends[0];
    worker->run = run;
    worker->started_s = cli_clock_s();
    return 0;
}

bool cli_worker_read(struct cli_worker *worker)
{
    char chunk[65536];
    ssize_t n = read(worker->fd, chunk, sizeof chunk);
    if (n < 0 && errno == EINTR)
        return false;
    if (n > 0)
        base_buffer_append(&worker->output, chunk, (size_t)n);
    return n <= 0;
}

/** Reaps it. Returns its status; *ret_memory_bytes. */
static int reap(struct cli_worker *worker, uint64_t *ret_memory_bytes)
{
    int status = 0;
    struct rusage usage = {0};
    while (wait4(worker->pid, &status, 0, &usage) < 0 && errno == EINTR)
        ;
    close(worker->fd);
    worker->fd = -1;
    worker->pid = 0;
    *ret_memory_bytes = (uint64_t)usage.ru_maxrss * 1024;
    return status;
}

bool cli_worker_finish(struct cli_worker *worker, const struct campaign *campaign,
                       struct campaign_record *ret_record, const char **ret_text)
{
    struct campaign_record record = {.index = worker->run};
    double took_s[2] = {cli_clock_s() - worker->started_s, 0};
    int status = reap(worker, &record.memory_bytes);
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGTERM))
        return false;
    memcpy(record.id, campaign->runs[worker->run].id, sizeof record.id);
    bool is_whole = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!is_whole || worker->output.len < OUTPUT_TEXT_AT) {
        char mark = OUTPUT_ERROR;
        base_buffer_clear(&worker->output);
        base_buffer_append(&worker->output, &mark, 1);
        base_buffer_append(&worker->output, took_s, sizeof took_s);
        base_buffer_printf(&worker->output, "the simulation ended by itself, %s %d",
                           WIFSIGNALED(status) ? "by signal" : "with status",
                           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
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
    uint64_t ignored;
    if (worker->pid > 0) {
        kill(worker->pid, SIGKILL);
        reap(worker, &ignored);
    }
}
