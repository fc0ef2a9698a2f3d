#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/compare.h"
#include "cli/results.h"
#include "cli/table.h"
#include "cli/terminal.h"

/** One answer of the comparison. */
struct answer {
    const struct cli_results *results;
    size_t base, index, column;
    struct analysis_difference difference;
};

static int add_answer(const struct answer *answer, struct cli_table *table)
{
    const struct analysis_difference *difference = &answer->difference;
    const struct analysis_interval *mean = &difference->mean;
    const double numbers[] = {mean->value, mean->low, mean->high};
    size_t runs = analysis_points_runs(&answer->results->points, answer->index);
    struct base_buffer label = {0};
    cli_results_label(answer->results, answer->index, &label);
    if (difference->pairs < runs)
        base_buffer_printf(&label, " (of %zu runs)", runs);
    base_buffer_append_u8(&label, '\0');
    int r = base_buffer_failed(&label) ? base_fail(BASE_E_NOMEM, "no memory for a label") : 0;
    cli_table_cell(table, "%zu", difference->pairs);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (difference->verdict == ANALYSIS_VERDICT_TOO_FEW)
            cli_table_cell(table, "-");
        else
            cli_table_cell(table, "%+.6g", numbers[i]);
    cli_table_cell(table, "%s", analysis_verdict_name(difference->verdict));
    cli_table_cell(table, "%s", r == 0 ? (const char *)label.data : "");
    base_buffer_deinit(&label);
    return r;
}

static void begin_table(struct cli_table *table)
{
    static const char *const heads[] = {"difference", "low", "high"};
    cli_table_begin(table, 0);
    cli_table_column(table, "pairs", (struct cli_table_column){6});
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        cli_table_column(table, heads[i], (struct cli_table_column){12});
    cli_table_column(table, "verdict", (struct cli_table_column){13, .is_left = true});
    cli_table_column(table, "", (struct cli_table_column){0, true, true});
}

static void write_answer(struct scenario_json_writer *json, const struct answer *answer)
{
    const struct analysis_difference *difference = &answer->difference;
    const struct analysis_points *points = &answer->results->points;
    scenario_json_open(json, NULL, '{');
    cli_results_write_number(json, "point",
                             (double)analysis_points_first(points, answer->index)->point);
    cli_results_write_number(json, "runs", (double)analysis_points_runs(points, answer->index));
    cli_results_write_number(json, "pairs", (double)difference->pairs);
    cli_results_write_interval(json, "difference",
                               difference->verdict == ANALYSIS_VERDICT_TOO_FEW ? NULL
                                                                               : &difference->mean);
    scenario_json_text(json, "verdict", analysis_verdict_name(difference->verdict));
    scenario_json_close(json, '}');
}

/** All points but the base, for one metric. json NULL: for people. */
static int compare_metric(const struct cli_compare_points *request, struct answer *answer,
                          struct scenario_json_writer *json)
{
    const char *name = analysis_table_name(&answer->results->table, answer->column);
    const struct analysis_points *points = &answer->results->points;
    struct cli_table table;
    int r = 0;
    if (json)
        scenario_json_open(json, name, '[');
    else
        begin_table(&table);
    for (answer->index = 0; r == 0 && answer->index < points->count; answer->index++) {
        if (answer->index == answer->base)
            continue;
        r = analysis_compare(points, answer->base, answer->index, answer->column, request->method,
                             request->confidence, &answer->difference);
        if (r == 0 && json)
            write_answer(json, answer);
        else if (r == 0)
            r = add_answer(answer, &table);
    }
    if (json) {
        scenario_json_close(json, ']');
    } else {
        printf("\n%s\n", name);
        cli_table_print(&table, stdout, cli_terminal_columns(stdout));
    }
    return r;
}

static void begin(const struct cli_compare_points *request, const struct answer *answer,
                  struct scenario_json_writer *json)
{
    size_t base = analysis_points_first(&answer->results->points, answer->base)->point;
    bool is_bca = request->method == ANALYSIS_METHOD_BCA;
    if (!json) {
        struct cli_page page;
        fprintf(cli_page_begin(&page, stdout),
                "%s: differences to point %zu, paired by replication; intervals at %g, of means by "
                "%s\n",
                answer->results->path, base, request->confidence,
                is_bca ? "bootstrap (BCa)" : "Student's t");
        cli_page_end(&page);
        return;
    }
    scenario_json_open(json, NULL, '{');
    scenario_json_text(json, "format", "crowdpatch-point-comparison");
    scenario_json_raw(json, "format_version", "1");
    cli_results_write_number(json, "base_point", (double)base);
    cli_results_write_number(json, "confidence", request->confidence);
    scenario_json_text(json, "method", is_bca ? "bca" : "t");
    scenario_json_open(json, "metrics", '{');
}

static int compare_all(const struct cli_compare_points *request, struct answer *answer,
                       const bool chosen[])
{
    struct scenario_json_writer writer = {0}, *json = request->json ? &writer : NULL;
    int r = 0;
    begin(request, answer, json);
    for (answer->column = answer->results->points.first_metric;
         r == 0 && answer->column < answer->results->table.column_count; answer->column++)
        if (chosen[answer->column])
            r = compare_metric(request, answer, json);
    if (r == 0 && json) {
        scenario_json_close(json, '}');
        scenario_json_close(json, '}');
        if (base_buffer_failed(&json->out))
            r = base_fail(BASE_E_NOMEM, "no memory for a comparison");
        else
            fwrite(json->out.data, 1, json->out.len, stdout);
    }
    base_buffer_deinit(&writer.out);
    return r;
}

/** The base's index. False after one line when there is no such point. */
static bool find_base(const struct cli_compare_points *request, const struct cli_results *results,
                      size_t *ret_base)
{
    char *stop;
    *ret_base = 0;
    if (!request->base)
        return true;
    errno = 0;
    unsigned long number = strtoul(request->base, &stop, 10);
    if (errno == 0 && stop != request->base && *stop == '\0')
        *ret_base = analysis_points_find(&results->points, number);
    else
        *ret_base = results->points.count;
    if (*ret_base < results->points.count)
        return true;
    fprintf(stderr, "crowdpatch compare: %s has no point \"%s\"; expected one of %zu to %zu\n",
            results->path, request->base, analysis_points_first(&results->points, 0)->point,
            analysis_points_first(&results->points, results->points.count - 1)->point);
    return false;
}

static int compare(const struct cli_compare_points *request, const struct cli_results *results)
{
    struct answer answer = {.results = results};
    bool *chosen = calloc(results->table.column_count, sizeof *chosen);
    bool is_usage = false;
    int r = chosen ? 0 : base_fail(BASE_E_NOMEM, "no memory for a comparison");
    for (size_t i = 0; r == 0 && i < request->metric_count; i++)
        is_usage |= !cli_results_choose(results, "compare", request->metrics[i], chosen);
    if (r == 0 && request->metric_count == 0)
        cli_results_choose_usual(results, chosen);
    is_usage |= !find_base(request, results, &answer.base);
    if (r == 0 && !is_usage)
        r = compare_all(request, &answer, chosen);
    free(chosen);
    if (r < 0)
        return cli_end("compare", r);
    return is_usage ? CLI_EXIT_USAGE : CLI_EXIT_OK;
}

int cli_compare_points(const struct cli_compare_points *request)
{
    struct cli_results results;
    int r = cli_results_open(request->path, &results);
    if (r < 0)
        return cli_end("compare", r);
    cli_results_tell_missing(&results, "compare", request->path);
    int exit_code = compare(request, &results);
    cli_results_close(&results);
    return exit_code;
}
