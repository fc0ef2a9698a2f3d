
#include "base/error.h"
#include "cli/campaign.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "scenarios/json_writer.h"

#define BAD_SHOWN 10

/** Whether a shard has runs that are wanted and not done. */
static bool is_open(const struct campaign *campaign, const struct campaign_state *state,
                    size_t shard)
{
    const struct campaign_shard *runs = &campaign->shards[shard];
    for (size_t i = runs->first; i < runs->first + runs->count; i++)
        if (state->runs[i].is_wanted && (state->runs[i].state == CAMPAIGN_RUN_MISSING ||
                                         state->runs[i].state == CAMPAIGN_RUN_FAILED))
            return true;
    return false;
}

/** Shards as `sbatch --array` takes them: "0-3,7". Empty: none is open. */
static void append_open_shards(const struct campaign *campaign, const struct campaign_state *state,
                               struct base_buffer *out)
{
    bool is_first = true;
    for (size_t i = 0; i < campaign->shard_count; i++) {
        if (!is_open(campaign, state, i))
            continue;
        size_t last = i;
        while (last + 1 < campaign->shard_count && is_open(campaign, state, last + 1))
            last++;
        base_buffer_printf(out, "%s%zu", is_first ? "" : ",", i);
        if (last > i)
            base_buffer_printf(out, "-%zu", last);
        is_first = false;
        i = last;
    }
    base_buffer_append_u8(out, 0);
}

void cli_campaign_print_bad(const struct campaign *campaign, const struct campaign_state *state,
                            FILE *stream)
{
    size_t shown = 0;
    for (size_t i = 0; i < campaign->run_count; i++) {
        const struct campaign_run_place *place = &state->runs[i];
        bool is_bad = place->state == CAMPAIGN_RUN_FAILED || place->state == CAMPAIGN_RUN_UNEQUAL;
        if (!place->is_wanted || !is_bad)
            continue;
        if (shown++ == BAD_SHOWN) {
            fprintf(stream, "and %zu more\n", state->failed + state->unequal - BAD_SHOWN);
            return;
        }
        fprintf(stream, "run %zu (point %zu, seed %llu, %s) %s\n", i, campaign->runs[i].point,
                (unsigned long long)campaign->runs[i].seed, campaign->runs[i].id,
                place->state == CAMPAIGN_RUN_UNEQUAL ? "gave two different results" : "failed:");
        if (place->error)
            fprintf(stream, "    %s\n", place->error);
    }
}

void cli_campaign_print_status(const struct campaign *campaign, const struct campaign_state *state,
                               FILE *to)
{
    struct base_buffer open = {0};
    struct cli_page page;
    FILE *stream = cli_page_begin(&page, to);
    append_open_shards(campaign, state, &open);
    fprintf(stream, "%s: %zu of %zu runs at %zu points are done", campaign->name, state->done,
            state->wanted, campaign->point_count);
    double mean_s = state->done > 0 ? state->wall_s / (double)state->done : 0;
    if (state->done > 0)
        fprintf(stream, mean_s < 100 ? ", %.3g s each" : ", %.0f s each", mean_s);
    fprintf(stream, "\n");
    if (state->failed > 0)
        fprintf(stream, "%zu failed\n", state->failed);
    if (state->unequal > 0)
        fprintf(stream, "%zu gave two different results\n", state->unequal);
    if (state->undecided > 0)
        fprintf(stream, "%zu points may want more, up to %llu replications each\n",
                state->undecided, (unsigned long long)campaign->target.maximum);
    if (state->invalid_lines > 0)
        fprintf(stream, "%zu lines are damaged and were passed over\n", state->invalid_lines);
    if (!base_buffer_failed(&open) && open.data[0])
        fprintf(stream,
                "to go on here: crowdpatch resume %s\nwith Slurm: sbatch --array=%s "
                "%s/submit.sbatch\n",
                campaign->directory, (const char *)open.data, campaign->directory);
    cli_page_end(&page);
    base_buffer_deinit(&open);
}

static void json_number(struct scenario_json_writer *writer, const char *key, double value)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", value);
    scenario_json_raw(writer, key, text);
}

int cli_campaign_print_status_json(const struct campaign *campaign,
                                   const struct campaign_state *state, FILE *stream)
{
    struct scenario_json_writer writer = {0};
    struct base_buffer open = {0};
    append_open_shards(campaign, state, &open);
    scenario_json_open(&writer, NULL, '{');
    scenario_json_text(&writer, "name", campaign->name);
    scenario_json_text(&writer, "directory", campaign->directory);
    scenario_json_raw(&writer, "complete", campaign_state_complete(state) ? "true" : "false");
    json_number(&writer, "points", (double)campaign->point_count);
    json_number(&writer, "shards", (double)campaign->shard_count);
    json_number(&writer, "planned", (double)campaign->run_count);
    json_number(&writer, "wanted", (double)state->wanted);
    json_number(&writer, "done", (double)state->done);
    json_number(&writer, "failed", (double)state->failed);
    json_number(&writer, "unequal", (double)state->unequal);
    json_number(&writer, "missing", (double)state->missing);
    json_number(&writer, "undecided_points", (double)state->undecided);
    json_number(&writer, "damaged_lines", (double)state->invalid_lines);
    json_number(&writer, "wall_s", state->wall_s);
    json_number(&writer, "cpu_s", state->cpu_s);
    if (!base_buffer_failed(&open))
        scenario_json_text(&writer, "open_shards", (const char *)open.data);
    scenario_json_open(&writer, "bad_runs", '[');
    for (size_t i = 0; i < campaign->run_count; i++) {
        const struct campaign_run_place *place = &state->runs[i];
        if (!place->is_wanted ||
            (place->state != CAMPAIGN_RUN_FAILED && place->state != CAMPAIGN_RUN_UNEQUAL))
            continue;
        scenario_json_open(&writer, NULL, '{');
        json_number(&writer, "index", (double)i);
        scenario_json_text(&writer, "run_id", campaign->runs[i].id);
        scenario_json_text(&writer, "error", place->error ? place->error : "two different results");
        scenario_json_close(&writer, '}');
    }
    scenario_json_close(&writer, ']');
    scenario_json_close(&writer, '}');
    bool failed = writer.out.failed || open.failed;
    if (!failed)
        fwrite(writer.out.data, 1, writer.out.len, stream);
    base_buffer_deinit(&writer.out);
    base_buffer_deinit(&open);
    return failed ? BASE_E_NOMEM : 0;
}

int cli_campaign_exit(const struct campaign_state *state)
{
    if (state->failed > 0 || state->unequal > 0)
        return CLI_EXIT_SIMULATION;
    return campaign_state_complete(state) ? CLI_EXIT_OK : CLI_EXIT_INCOMPLETE;
}

static int run(const struct cli_command *command, int argc, char **argv)
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
    if (r == 0 && request.json)
        r = cli_campaign_print_status_json(&campaign, &state, stdout);
    else if (r == 0) {
        cli_campaign_print_status(&campaign, &state, stdout);
        cli_campaign_print_bad(&campaign, &state, stdout);
    }
    exit_code = cli_end(command->name, r);
    campaign_state_deinit(&state);
    campaign_deinit(&campaign);
    return exit_code;
}

static const struct cli_option options[] = {
    {"--json", NULL, "as JSON"},
    {NULL, NULL, NULL},
};

const struct cli_command cli_status_command = {
    .name = "status",
    .arguments = "CAMPAIGN",
    .summary = "say what of a campaign is done, and how to go on",
    .options = options,
    .run = run,
};
