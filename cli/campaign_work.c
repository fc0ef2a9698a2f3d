/* The commands that run a campaign: sweep, resume, shard; and collect. */
#include <string.h>

#include "analysis/campaign/collect.h"
#include "analysis/campaign/database.h"
#include "base/error.h"
#include "cli/campaign.h"
#include "cli/command.h"
#include "cli/version.h"

/* Runs of a shard when nobody says how many: a file a thousand. */
#define SWEEP_RUNS_PER_SHARD 1000

int cli_campaign_read(const char *directory, struct campaign *ret_campaign)
{
    int r = campaign_read(directory, ret_campaign);
    if (r == 0 && strcmp(ret_campaign->version, CLI_VERSION) != 0)
        r = base_fail(BASE_E_SCENARIO, "%s is for crowdpatch %s, and this is %s", directory,
                      ret_campaign->version, CLI_VERSION);
    return r;
}

int cli_campaign_collect(const struct campaign *campaign, const struct campaign_state *state,
                         FILE *stream)
{
    size_t rows;
    int r = campaign_collect(campaign, state, &rows);
    if (r == 0 && stream)
        fprintf(stream, "%s/results.csv: %zu runs\n", campaign->directory, rows);
    return r;
}

/** Runs what is missing, tells how to go on, and collects when all is there; an exit code. */
static int work(const struct cli_campaign_request *request, const struct campaign *campaign,
                const char *command)
{
    struct campaign_state state = {0};
    bool stopped = false;
    FILE *out = request->json ? NULL : stdout;
    int r = cli_engine_run(campaign, CAMPAIGN_ALL_SHARDS, (unsigned)request->workers,
                           request->quiet ? NULL : stderr, &stopped);
    if (r == 0)
        r = campaign_state_read(campaign, CAMPAIGN_ALL_SHARDS, &state);
    if (r == 0 && campaign_state_complete(&state))
        r = cli_campaign_collect(campaign, &state, out);
    if (r == 0 && stopped)
        fprintf(stderr,
                "crowdpatch %s: stopped; what is done is kept. To go on: crowdpatch resume %s\n",
                command, campaign->directory);
    if (r == 0 && request->json)
        r = cli_campaign_print_status_json(campaign, &state, stdout);
    else if (r == 0)
        cli_campaign_print_status(campaign, &state, stdout);
    if (r == 0)
        cli_campaign_print_bad(campaign, &state, stderr);
    int exit_code = r < 0 ? cli_end(command, r) : cli_campaign_exit(&state);
    campaign_state_deinit(&state);
    return exit_code;
}

static int run_sweep(const struct cli_command *command, int argc, char **argv)
{
    struct cli_campaign_request request = {0};
    struct experiment *experiment = NULL;
    struct campaign campaign;
    int exit_code = cli_campaign_parse(command, argc, argv, "experiment", &request);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (!request.out) {
        fprintf(stderr, "crowdpatch sweep: where to? name a new directory: -o CAMPAIGN\n");
        return CLI_EXIT_USAGE;
    }
    campaign_init(&campaign);
    int r = cli_campaign_load(&request, &experiment);
    bool is_printed = r == BASE_E_SCENARIO;
    if (r == 0)
        r = cli_campaign_build(experiment, request.path, &campaign);
    /* A metric that is none is told now and not after the first batch. */
    if (r == 0 && campaign.target.metric[0]) {
        r = cli_campaign_pilot(experiment, &campaign, 1);
        is_printed = r == BASE_E_SCENARIO;
    }
    if (r == 0)
        r = cli_campaign_cut(&campaign, SWEEP_RUNS_PER_SHARD);
    if (r == 0)
        r = cli_campaign_save(&campaign, experiment, request.out, true);
    experiment_free(experiment);
    if (r == 0)
        exit_code = work(&request, &campaign, "sweep");
    else
        exit_code = is_printed ? CLI_EXIT_SCENARIO : cli_end("sweep", r);
    campaign_deinit(&campaign);
    return exit_code;
}

static int run_resume(const struct cli_command *command, int argc, char **argv)
{
    struct cli_campaign_request request = {0};
    struct campaign campaign;
    int exit_code = cli_campaign_parse(command, argc, argv, "campaign", &request);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    int r = cli_campaign_read(request.path, &campaign);
    exit_code = r < 0 ? cli_end("resume", r) : work(&request, &campaign, "resume");
    campaign_deinit(&campaign);
    return exit_code;
}

/** What of one shard's runs is done, and printed as JSON when it is asked for. An exit code. */
static int tell_shard(const struct campaign *campaign, const struct campaign_state *state,
                      size_t shard, bool is_json)
{
    const struct campaign_shard *runs = &campaign->shards[shard];
    size_t wanted = 0, done = 0, missing = 0;
    for (size_t i = runs->first; i < runs->first + runs->count; i++) {
        const struct campaign_run_place *place = &state->runs[i];
        wanted += place->is_wanted;
        done += place->is_wanted && place->state == CAMPAIGN_RUN_DONE;
        missing += place->is_wanted && place->state == CAMPAIGN_RUN_MISSING;
    }
    if (is_json)
        printf("{\n  \"shard\": %zu,\n  \"planned\": %zu,\n  \"wanted\": %zu,\n  \"done\": %zu,\n"
               "  \"missing\": %zu,\n  \"bad\": %zu\n}\n",
               shard, runs->count, wanted, done, missing, wanted - done - missing);
    if (wanted > done + missing)
        return CLI_EXIT_SIMULATION;
    return missing > 0 ? CLI_EXIT_INCOMPLETE : CLI_EXIT_OK;
}

static int run_shard(const struct cli_command *command, int argc, char **argv)
{
    struct cli_campaign_request request = {0};
    struct campaign campaign;
    struct campaign_state state = {0};
    bool stopped = false;
    int exit_code = cli_campaign_parse(command, argc, argv, "campaign", &request);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (!request.has_index) {
        fprintf(stderr,
                "crowdpatch shard: which one? --index K; crowdpatch status tells which are open\n");
        return CLI_EXIT_USAGE;
    }
    int r = cli_campaign_read(request.path, &campaign);
    size_t shard = (size_t)request.index;
    if (r == 0 && shard >= campaign.shard_count)
        r = base_fail(BASE_E_USAGE, "%s has the shards 0 to %zu, and no %zu", request.path,
                      campaign.shard_count - 1, shard);
    if (r == 0)
        r = cli_engine_run(&campaign, shard, (unsigned)request.workers,
                           request.quiet ? NULL : stderr, &stopped);
    if (r == 0)
        r = campaign_state_read(&campaign, shard, &state);
    if (r == 0 && stopped)
        fprintf(stderr, "crowdpatch shard: stopped; what is done is kept. The same command goes "
                        "on\n");
    exit_code = r < 0 ? cli_end("shard", r) : tell_shard(&campaign, &state, shard, request.json);
    campaign_state_deinit(&state);
    campaign_deinit(&campaign);
    return exit_code;
}

static int run_collect(const struct cli_command *command, int argc, char **argv)
{
    struct cli_campaign_request request = {0};
    struct campaign campaign;
    struct campaign_state state = {0};
    int exit_code = cli_campaign_parse(command, argc, argv, "campaign", &request);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    int r = campaign_read(request.path, &campaign);
    if (r == 0)
        r = campaign_state_read(&campaign, CAMPAIGN_ALL_SHARDS, &state);
    bool is_complete = r == 0 && campaign_state_complete(&state);
    if (r == 0 && (is_complete || request.partial))
        r = cli_campaign_collect(&campaign, &state, request.json ? NULL : stdout);
    else if (r == 0)
        fprintf(stderr,
                "crowdpatch collect: %zu of %zu runs are done; --partial collects them alone, "
                "crowdpatch resume %s runs the others\n",
                state.done, state.wanted, campaign.directory);
    if (r == 0 && request.sqlite && (is_complete || request.partial))
        r = campaign_database_write(campaign.directory);
    if (r == 0 && request.json)
        r = cli_campaign_print_status_json(&campaign, &state, stdout);
    if (r == 0)
        cli_campaign_print_bad(&campaign, &state, stderr);
    exit_code = r < 0 ? cli_end("collect", r) : cli_campaign_exit(&state);
    campaign_state_deinit(&state);
    campaign_deinit(&campaign);
    return exit_code;
}

#define WORKERS "-j", "N", "runs at a time (default: 1)"
#define JSON "--json", NULL, "print the state as JSON at the end"
#define QUIET "--quiet", NULL, "no progress on standard error"

static const struct cli_option sweep_options[] = {
    {JSON},
    {QUIET},
    {"--set", "A.B=C", "use this value instead of the experiment's; may be repeated"},
    {WORKERS},
    {"-o", "DIR", "the campaign's directory; it must not exist"},
    {NULL, NULL, NULL},
};
const struct cli_command cli_sweep_command = {
    .name = "sweep",
    .arguments = "EXPERIMENT -o CAMPAIGN",
    .summary = "run all points and seeds of an experiment here, and collect",
    .help =
        "Each run is a process. Exit code 5: runs failed, and are named; 6: it was stopped, and\n"
        "`crowdpatch resume` goes on. docs/campaigns.md has the format of experiments.",
    .options = sweep_options,
    .run = run_sweep,
};

static const struct cli_option resume_options[] = {{JSON}, {QUIET}, {WORKERS}, {NULL, NULL, NULL}};
const struct cli_command cli_resume_command = {
    .name = "resume",
    .arguments = "CAMPAIGN",
    .summary = "run what a campaign lacks: missing, damaged and failed runs",
    .options = resume_options,
    .run = run_resume,
};

static const struct cli_option shard_options[] = {
    {"--index", "K", "which shard, from 0"},
    {"--json", NULL, "print how many of its runs are done as JSON"},
    {QUIET},
    {WORKERS},
    {NULL, NULL, NULL}};
const struct cli_command cli_shard_command = {
    .name = "shard",
    .arguments = "CAMPAIGN --index K",
    .summary = "run what one shard of a campaign lacks",
    .help = "What a job of a cluster calls. Two jobs of one shard never write at once.",
    .options = shard_options,
    .run = run_shard,
};

static const struct cli_option collect_options[] = {
    {JSON},
    {"--partial", NULL, "collect what is done when runs are missing"},
    {"--sqlite", NULL, "write results.sqlite as well, a data base with the table `results`"},
    {NULL, NULL, NULL},
};
const struct cli_command cli_collect_command = {
    .name = "collect",
    .arguments = "CAMPAIGN",
    .summary = "check a campaign's runs and write results.csv",
    .help =
        "Writes results.csv, datapackage.json and ro-crate-metadata.json into the campaign. They\n"
        "are the same bytes whoever ran it. Exit code 5: runs failed, and are named; 6: runs are\n"
        "missing.",
    .options = collect_options,
    .run = run_collect,
};
