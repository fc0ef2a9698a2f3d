#include <stdlib.h>
#include <string.h>

#include "analysis/sizing.h"
#include "base/error.h"
#include "base/output.h"
#include "cli/child.h"
#include "cli/command.h"
#include "cli/size_private.h"
#include "cli/terminal.h"

/* Rollouts, and simulated devices, unless the command line says otherwise. */
#define BUDGET 1000
#define DEVICES 120
#define SET_MAX 256
/* Of --check. */
#define CHECKS 200
/* Of --experiment, of fee and price, at each reward; with --check as many as confirm. */
#define DRAWS 30
#define DRAWS_APART 100000

struct request {
    const char *path;
    const char *html;
    const char *campaign;
    const char *set[SET_MAX];
    size_t set_count;
    uint64_t budget, devices, workers; /* 0: not said */
    double check;                      /* 0: none */
    bool json, scenario, experiment, quiet;
};

static const struct cli_option options[] = {
    {"--budget", "RUNS", "at most so many rollouts (default: 1000)"},
    {"--campaign", "DIR", "tell what a campaign of --experiment says"},
    {"--check", "USD",
     "simulate this reward a_d alone, 200 times or as --budget says, and say how often it serves"},
    {"--devices", "N", "simulate so many of the fleet's devices (default: 120)"},
    {"--experiment", NULL, "print the first rewards, or that of --check, as an experiment"},
    {"--html", "FILE", "write the answer as a page, too"},
    {"--json", NULL, "as JSON"},
    {"--quiet", NULL, "do not tell how far it is"},
    {"--scenario", NULL, "print the scenario of one rollout, and simulate nothing"},
    {"--set", "A.B=C", "use this value instead of the release's; may be repeated"},
    {"-j", "N", "rollouts at a time (default: as many as there are processors)"},
    {NULL, NULL, NULL},
};

static bool read_usd(const char *value, double *ret_usd)
{
    char *end;
    double usd = strtod(value, &end);
    if (end == value || *end || !(usd > 0 && usd < 1e9)) {
        fprintf(stderr,
                "crowdpatch size: --check: \"%.40s\" is no reward in US dollars such as 0.25\n",
                value);
        return false;
    }
    *ret_usd = usd;
    return true;
}

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;
    if (!name && request->path) {
        fprintf(stderr, "crowdpatch size: one release at a time: \"%s\" is a second one\n", value);
        return 1;
    }
    if (!name)
        request->path = value;
    else if (strcmp(name, "--budget") == 0)
        return !cli_read_number("size", name, value, 1, 10000000, &request->budget);
    else if (strcmp(name, "--devices") == 0)
        return !cli_read_number("size", name, value, 1, 100000, &request->devices);
    else if (strcmp(name, "-j") == 0)
        return !cli_read_number("size", name, value, 1, SIZE_WORKERS_MAX, &request->workers);
    else if (strcmp(name, "--campaign") == 0)
        request->campaign = value;
    else if (strcmp(name, "--check") == 0)
        return !read_usd(value, &request->check);
    else if (strcmp(name, "--html") == 0)
        request->html = value;
    else if (strcmp(name, "--experiment") == 0)
        request->experiment = true;
    else if (strcmp(name, "--json") == 0)
        request->json = true;
    else if (strcmp(name, "--quiet") == 0)
        request->quiet = true;
    else if (strcmp(name, "--scenario") == 0)
        request->scenario = true;
    else if (request->set_count == SET_MAX) {
        fprintf(stderr, "crowdpatch size: more than %d --set options\n", SET_MAX);
        return 1;
    } else
        request->set[request->set_count++] = value;
    return 0;
}

/** Prints what is wrong with a release. */
static int load(const struct request *request, struct size_release *ret_release)
{
    struct scenario_report *report;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    r = size_release_load(request->path, NULL, request->set, request->set_count, report,
                          ret_release);
    if (r == BASE_E_SCENARIO)
        scenario_report_print(report, stderr);
    scenario_report_free(report);
    return r;
}

/** An experiment around a case: the first rewards of the curve, or one as often as confirms it, in
 *  worlds of its own. NULL: no memory. */
static char *compose_experiment(const struct size_study *study, double check,
                                struct size_case *what)
{
    const struct size_release *release = study->release;
    double rewards[SIZE_COARSE_DOSES] = {check};
    size_t count = check > 0 ? analysis_sizing_tries(release->target->probability,
                                                     release->target->confidence, 0)
                             : DRAWS;
    struct size_inputs *draws = calloc(count, sizeof *draws);
    if (!draws)
        return NULL;
    what->seed += check > 0;
    for (size_t i = 0; i < count; i++)
        draws[i] = size_draw(study, what->seed * DRAWS_APART + i);
    if (check <= 0)
        size_coarse_rewards(study, rewards);
    char *text = size_experiment_text(release, what, count, draws,
                                      check > 0 ? 1 : SIZE_COARSE_DOSES, rewards);
    free(draws);
    return text;
}

/** A rollout at the middle of all ranges and the reward at which all would take part; or an
 *  experiment around it. */
static int print_scenario(const struct request *request, const struct size_study *study)
{
    const struct size_release *release = study->release;
    struct size_inputs middle = size_inputs_middle(release, &study->market);
    struct size_case what = size_case_of(study, SIZE_CROWDPATCHING, &middle,
                                         study->bounds.full_worst, release->top->seed);
    int r = size_case_enter(study, &what);
    if (r < 0)
        return r;
    char *text = request->experiment ? compose_experiment(study, request->check, &what)
                                     : size_scenario_text(release, &what);
    if (!text)
        return base_fail(BASE_E_NOMEM, "memory is exhausted");
    fputs(text, stdout);
    free(text);
    return 0;
}

static int tell_campaign(const struct request *request, const struct size_study *study)
{
    struct size_curve curve;
    int r = size_campaign_read(study, request->campaign, &curve);
    if (r == 0 && request->json)
        r = size_write_campaign_json(study, &curve, stdout);
    else if (r == 0)
        size_print_campaign(study, &curve, stdout);
    return r;
}

/** The page is begun first: nobody should wait for a file that cannot be written. */
static int answer(const struct request *request, struct size_study *study)
{
    struct base_output page = {0};
    struct size_answer found;
    int r = request->html ? base_output_begin(request->html, &page) : 0;
    if (r == 0)
        r = size_answer_find(study, &found);
    if (r == 0 && request->html) {
        struct base_buffer html = {0};
        size_write_html(study, &found, &html);
        fwrite(html.data, 1, html.len, page.stream);
        r = base_buffer_failed(&html) ? BASE_E_NOMEM : base_output_finish(&page);
        base_buffer_deinit(&html);
    }
    if (r == 0 && request->html)
        r = base_output_commit(&page);
    base_output_deinit(&page);
    if (r == 0 && request->json)
        r = size_write_json(study, &found, stdout);
    else if (r == 0)
        size_print(study, &found, stdout);
    return r;
}

static int check(const struct request *request, struct size_study *study)
{
    struct size_check found;
    size_t tries = request->budget > 0 ? study->budget : CHECKS;
    int r = size_check(study, request->check, tries, &found);
    if (r == 0 && request->json)
        r = size_write_check_json(study, request->check, &found, stdout);
    else if (r == 0)
        size_print_check(study, request->check, &found, stdout);
    return r;
}

static unsigned workers_most(void)
{
    unsigned count = cli_processors();
    return count < SIZE_WORKERS_MAX ? count : SIZE_WORKERS_MAX;
}

static bool simulates_nothing(const struct request *request)
{
    return request->scenario || request->experiment || request->campaign;
}

static int study_release(const struct request *request, const struct size_release *release)
{
    struct size_study study = {
        .release = release,
        .workers = request->workers > 0 ? (unsigned)request->workers : workers_most(),
        .budget = request->budget > 0 ? (size_t)request->budget : BUDGET,
        .devices =
            request->devices < release->fleet->devices ? request->devices : release->fleet->devices,
        .progress = request->quiet || !cli_terminal_redraws(stderr) ? NULL : stderr,
    };
    size_t least = size_plan_least(release);
    if (!simulates_nothing(request) && request->check <= 0 && study.budget < least)
        return base_fail(
            BASE_E_USAGE,
            "a budget of %zu rollouts is too small for this release; take --budget %zu",
            study.budget, least);
    int r = size_market_init(release, &study.market);
    if (r == 0)
        r = size_bounds_init(release, &study.market, &study.bounds);
    if (r == 0)
        r = request->campaign            ? tell_campaign(request, &study)
            : simulates_nothing(request) ? print_scenario(request, &study)
            : request->check > 0         ? check(request, &study)
                                         : answer(request, &study);
    return r;
}

/** Refuses options of which one would be without effect. */
static bool is_clear(const struct request *request)
{
    const struct {
        bool is_given;
        const char *name, *other;
    } clashes[] = {
        {request->scenario && request->experiment, "--scenario", "--experiment"},
        {request->scenario && request->check > 0, "--scenario", "--check"},
        {request->scenario && request->campaign, "--scenario", "--campaign"},
        {request->scenario && request->json, "--scenario", "--json"},
        {request->experiment && request->campaign, "--experiment", "--campaign"},
        {request->experiment && request->json, "--experiment", "--json"},
        {request->campaign && request->check > 0, "--campaign", "--check"},
        {request->html && request->scenario, "--html", "--scenario"},
        {request->html && request->experiment, "--html", "--experiment"},
        {request->html && request->campaign, "--html", "--campaign"},
        {request->html && request->check > 0, "--html", "--check"},
    };
    for (size_t i = 0; i < sizeof clashes / sizeof clashes[0]; i++)
        if (clashes[i].is_given) {
            fprintf(stderr, "crowdpatch size: %s and %s do not go together\n", clashes[i].name,
                    clashes[i].other);
            return false;
        }
    return true;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {.devices = DEVICES};
    struct size_release release;
    int exit_code = cli_parse(command, argc, argv, take, &request);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (!is_clear(&request))
        return CLI_EXIT_USAGE;
    if (!request.path) {
        fprintf(stderr, "crowdpatch size: which release? try: crowdpatch size "
                        "scenarios/releases/bulbs.json\n");
        return CLI_EXIT_USAGE;
    }
    int r = load(&request, &release);
    if (r == BASE_E_SCENARIO)
        return CLI_EXIT_USAGE;
    if (r == 0) {
        r = study_release(&request, &release);
        size_release_deinit(&release);
    }
    return cli_end("size", r);
}

const struct cli_command cli_size_command = {
    .name = "size",
    .arguments = "RELEASE",
    .summary = "say what deposit and rewards a release needs, or that none will do",
    .help =
        "RELEASE is a file that a manufacturer fills in: `crowdpatch params --release` lists its\n"
        "keys. Rollouts with drawn fees and prices show which reward is served; fresh ones "
        "confirm\n"
        "it. Says too what it costs, what comes back, what else would do, and what matters most.\n"
        "No recommendation is an answer, with exit code 0 and a \"verdict\" in the JSON. A "
        "release\n"
        "that is filled in wrong ends with exit code 2.",
    .options = options,
    .run = run,
};
