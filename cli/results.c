#include "cli/results.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/campaign/state.h"
#include "base/error.h"
#include "scenarios/nearest.h"

#define SET_PREFIX "set."

/* What most questions are about, whatever the system. */
static const char *const usual[] = {
    "complete",
    "devices.by_state.patched",
    "devices.time_to_50_percent_s",
    "devices.time_to_90_percent_s",
    "devices.time_to_99_percent_s",
    "distributors.deliveries",
    "manufacturer.wan_up_bytes",
    "manufacturer.total_usd",
    "chain.gas",
};

bool cli_results_is_campaign(const char *path)
{
    struct stat status;
    size_t len = strlen(path);
    return (len > 4 && strcmp(path + len - 4, ".csv") == 0) ||
           (stat(path, &status) == 0 && S_ISDIR(status.st_mode));
}

int cli_results_open(const char *path, struct cli_results *ret_results)
{
    struct cli_results results = {0};
    struct stat status;
    if (stat(path, &status) < 0)
        return base_fail(BASE_E_IO,
                         "cannot open %s: %s; name a campaign's directory, or its results.csv",
                         path, strerror(errno));
    const char *file = S_ISDIR(status.st_mode) ? "/results.csv" : "";
    size_t room = strlen(path) + strlen(file) + 1;
    results.path = malloc(room);
    if (!results.path)
        return base_fail(BASE_E_NOMEM, "no memory for a path");
    snprintf(results.path, room, "%s%s", path, file);
    if (S_ISDIR(status.st_mode) && stat(results.path, &status) < 0) {
        free(results.path);
        return base_fail(BASE_E_IO, "%s has no results.csv; crowdpatch collect %s writes it", path,
                         path);
    }
    int r = analysis_table_read(results.path, &results.table);
    if (r == 0)
        r = analysis_points_init(&results.points, results.path, &results.table);
    if (r == 0 && results.points.count == 0)
        r = base_fail(BASE_E_SCENARIO, "%s:2: error: no runs", results.path);
    if (r < 0) {
        cli_results_close(&results);
        return r;
    }
    *ret_results = results;
    /* The points point to the table. */
    ret_results->points.table = &ret_results->table;
    return 0;
}

void cli_results_close(struct cli_results *results)
{
    analysis_points_deinit(&results->points);
    analysis_table_deinit(&results->table);
    free(results->path);
    *results = (struct cli_results){0};
}

void cli_results_tell_missing(const struct cli_results *results, const char *command,
                              const char *path)
{
    struct campaign campaign;
    struct campaign_state state = {0};
    int r = campaign_read(path, &campaign);
    size_t wanted = r == 0 ? campaign.run_count : 0;
    if (r == 0 && campaign.target.metric[0] &&
        campaign_state_read(&campaign, CAMPAIGN_ALL_SHARDS, &state) == 0)
        wanted = state.wanted;
    if (results->table.row_count < wanted)
        fprintf(stderr,
                "crowdpatch %s: warning: %s has %zu of %zu runs; crowdpatch resume %s runs what is "
                "missing, and collects\n",
                command, results->path, results->table.row_count, wanted, path);
    campaign_state_deinit(&state);
    campaign_deinit(&campaign);
}

bool cli_results_choose(const struct cli_results *results, const char *command, const char *word,
                        bool chosen[])
{
    const struct analysis_table *table = &results->table;
    size_t len = strlen(word);
    bool is_prefix = len > 0 && word[len - 1] == '*', found = false;
    struct scenario_nearest nearest;
    scenario_nearest_init(&nearest, word);
    for (size_t i = results->points.first_metric; i < table->column_count; i++) {
        const char *name = analysis_table_name(table, i);
        scenario_nearest_offer(&nearest, name);
        if (is_prefix ? strncmp(name, word, len - 1) == 0 : strcmp(name, word) == 0) {
            chosen[i] |= !is_prefix || analysis_points_metric(&results->points, i);
            found = true;
        }
    }
    if (found)
        return true;
    fprintf(stderr, "crowdpatch %s: %s has no metric \"%s\"", command, results->path, word);
    if (nearest.best)
        fprintf(stderr, "; did you mean \"%s\"?\n", nearest.best);
    else
        fprintf(stderr, "; '*' names all\n");
    return false;
}

void cli_results_choose_usual(const struct cli_results *results, bool chosen[])
{
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        size_t column = analysis_table_find(&results->table, usual[i]);
        if (column != ANALYSIS_TABLE_NO_COLUMN)
            chosen[column] = true;
    }
}

bool cli_results_is_set(const struct cli_results *results, size_t column)
{
    return strncmp(analysis_table_name(&results->table, column), SET_PREFIX, strlen(SET_PREFIX)) ==
           0;
}

void cli_results_label(const struct cli_results *results, size_t index,
                       struct base_buffer *ret_text)
{
    const struct analysis_run *first = analysis_points_first(&results->points, index);
    base_buffer_printf(ret_text, "point %zu", first->point);
    for (size_t i = 0; i < results->points.first_metric; i++) {
        if (cli_results_is_set(results, i) && analysis_points_varies(&results->points, i))
            base_buffer_printf(ret_text, " %s=%s",
                               analysis_table_name(&results->table, i) + strlen(SET_PREFIX),
                               analysis_table_cell(&results->table, first->row, i));
    }
}

bool cli_results_share(const char *command, const char *option, const char *text, double *ret_share)
{
    char *stop;
    double value = strtod(text, &stop);
    if (stop == text || *stop != '\0' || !(value > 0 && value < 1)) {
        fprintf(stderr,
                "crowdpatch %s: %s \"%s\"; expected a number between 0 and 1, such as 0.95\n",
                command, option, text);
        return false;
    }
    *ret_share = value;
    return true;
}

bool cli_results_method(const char *command, const char *text, enum analysis_method *ret_method)
{
    bool is_bca = strcmp(text, "bca") == 0;
    if (!is_bca && strcmp(text, "t") != 0) {
        fprintf(stderr, "crowdpatch %s: --method \"%s\"; expected t or bca\n", command, text);
        return false;
    }
    *ret_method = is_bca ? ANALYSIS_METHOD_BCA : ANALYSIS_METHOD_T;
    return true;
}

int cli_results_take(const char *command, const char *name, const char *value,
                     struct cli_results_request *request)
{
    if (!name && request->path) {
        fprintf(stderr, "crowdpatch %s: one campaign at a time: \"%s\" is a second one\n", command,
                value);
        return 1;
    }
    if (!name) {
        request->path = value;
        return 0;
    }
    bool is_csv = strcmp(name, "--csv") == 0;
    if (is_csv || strcmp(name, "--json") == 0) {
        enum cli_results_format format = is_csv ? CLI_RESULTS_CSV : CLI_RESULTS_JSON;
        bool is_other = request->format != CLI_RESULTS_TEXT && request->format != format;
        if (is_other)
            fprintf(stderr, "crowdpatch %s: --csv or --json, not both\n", command);
        request->format = format;
        return is_other;
    }
    if (strcmp(name, "--metric") == 0)
        request->metrics[request->metric_count++] = value;
    else
        return !cli_results_share(command, name, value, &request->confidence);
    return 0;
}

void cli_results_write_number(struct scenario_json_writer *writer, const char *key, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.12g", value);
    scenario_json_raw(writer, key, isfinite(value) ? text : "null");
}

void cli_results_write_interval(struct scenario_json_writer *writer, const char *key,
                                const struct analysis_interval *interval)
{
    if (!interval) {
        scenario_json_raw(writer, key, "null");
        return;
    }
    scenario_json_open(writer, key, '{');
    cli_results_write_number(writer, "value", interval->value);
    cli_results_write_number(writer, "low", interval->low);
    cli_results_write_number(writer, "high", interval->high);
    scenario_json_close(writer, '}');
}
