/* crowdpatch plan: the list of runs, for Slurm or for later. */
#include <math.h>

#include "base/error.h"
#include "cli/campaign.h"
#include "cli/command.h"

/* What a shard should take. Assumption: long against the start of a job, short against a queue. */
#define SHARD_S 600.0
/* Source: MaxArraySize of Slurm, 1001 unless it is configured. */
#define SHARDS_MAX 1000

static const struct cli_option options[] = {
    {"--extend", NULL, "add the runs that the campaign lacks; those it has keep their numbers"},
    {"--json", NULL, "print the state as JSON"},
    {"--pilot", "N", "measure so many runs to size the shards (default: 3)"},
    {"--set", "A.B=C", "use this value instead of the experiment's; may be repeated"},
    {"--shards", "N", "cut into at most so many shards instead"},
    {"-o", "DIR", "the campaign's directory; with --extend, one that is there"},
    {NULL, NULL, NULL},
};

static size_t runs_per_shard(const struct cli_campaign_request *request,
                             const struct campaign *campaign, size_t fresh)
{
    size_t shards = request->shards > 0 ? (size_t)request->shards : SHARDS_MAX;
    size_t least = (fresh + shards - 1) / shards;
    if (request->shards > 0 || campaign->pilot_s <= 0)
        return least > 0 ? least : 1;
    double by_time = floor(SHARD_S / campaign->pilot_s);
    size_t most = by_time < 1 ? 1 : by_time < 1e6 ? (size_t)by_time : 1000000;
    return most > least ? most : least;
}

static int plan(const struct cli_campaign_request *request, const struct experiment *experiment,
                struct campaign *campaign, bool *ret_is_printed)
{
    size_t before = campaign->run_count;
    int r = cli_campaign_build(experiment, request->path, campaign);
    size_t fresh = campaign->run_count - before;
    if (r == 0 && fresh == 0) {
        *ret_is_printed = true;
        fprintf(stderr, "crowdpatch plan: %s has all of these runs already\n", request->out);
        return 0;
    }
    if (r == 0 && request->pilot > 0) {
        r = cli_campaign_pilot(experiment, campaign, request->pilot);
        *ret_is_printed = r == BASE_E_SCENARIO;
    }
    if (r == 0)
        r = cli_campaign_cut(campaign, runs_per_shard(request, campaign, fresh));
    if (r == 0)
        r = cli_campaign_save(campaign, experiment, request->out, before == 0);
    if (r == 0 && !request->json) {
        printf("%s: %zu runs at %zu points in %zu shards", request->out, campaign->run_count,
               campaign->point_count, campaign->shard_count);
        if (campaign->pilot_s > 0)
            printf(campaign->pilot_s < 100 ? "; the pilot's longest run took %.3g s and %.0f MiB"
                                           : "; the pilot's longest run took %.0f s and %.0f MiB",
                   campaign->pilot_s, (double)campaign->pilot_bytes / (1024.0 * 1024.0));
        printf("\n");
    }
    return r;
}

static int tell(const struct cli_campaign_request *request, const struct campaign *campaign)
{
    struct campaign_state state = {0};
    int r = campaign_state_read(campaign, CAMPAIGN_ALL_SHARDS, &state);
    if (r == 0 && request->json)
        r = cli_campaign_print_status_json(campaign, &state, stdout);
    else if (r == 0)
        cli_campaign_print_status(campaign, &state, stdout);
    campaign_state_deinit(&state);
    return r;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct cli_campaign_request request = {0};
    struct experiment *experiment = NULL;
    struct campaign campaign;
    int exit_code = cli_campaign_parse(command, argc, argv, "experiment", &request);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (!request.out) {
        fprintf(stderr, "crowdpatch plan: where to? name a directory: -o CAMPAIGN\n");
        return CLI_EXIT_USAGE;
    }
    campaign_init(&campaign);
    int r = cli_campaign_load(&request, &experiment);
    bool is_printed = r == BASE_E_SCENARIO;
    if (r == 0 && request.extend) {
        campaign_deinit(&campaign);
        r = cli_campaign_read(request.out, &campaign);
    }
    if (r == 0)
        r = plan(&request, experiment, &campaign, &is_printed);
    if (r == 0 && !(is_printed && !request.json))
        r = tell(&request, &campaign);
    exit_code = is_printed ? cli_exit_for_error(r) : cli_end("plan", r);
    experiment_free(experiment);
    campaign_deinit(&campaign);
    return exit_code;
}

const struct cli_command cli_plan_command = {
    .name = "plan",
    .arguments = "EXPERIMENT -o CAMPAIGN",
    .summary = "list the runs of an experiment for a cluster, or extend such a list",
    .help =
        "Writes plan.json, runs.csv and submit.sbatch. A shard takes about ten minutes, by a "
        "pilot\n"
        "that is run first. Then: sbatch CAMPAIGN/submit.sbatch, or crowdpatch resume CAMPAIGN.",
    .options = options,
    .run = run,
};
