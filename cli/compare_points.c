#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/compare.h"
#include "cli/results.h"

/** One answer of the comparison. */
struct answer {
    const struct cli_results *results;
    size_t base, index, column;
    struct analysis_difference difference;
};

static int print_answer(const struct answer *answer)
{
    const struct analysis_difference *difference = &answer->difference;
    struct base_buffer label = {0};
    cli_results_label(answer->results, answer->index, &label);
    base_buffer_append_u8(&label, '\0');
    int r = base_buffer_failed(&label) ? base_fail(BASE_E_NOMEM, "no memory for a label") : 0;
    if (r == 0 && difference->verdict == ANALYSIS_VERDICT_TOO_FEW)
        printf("%6zu  %12s  %12s  %12s  %-13s  %s\n", difference->pairs, "-", "-", "-",
               analysis_verdict_name(difference->verdict), (const char *)label.data);
    else if (r == 0)
        printf("%6zu  %+12.6g  %+12.6g  %+12.6g  %-13s  %s\n", difference->pairs,
               difference->mean.value, difference->mean.low, difference->mean.high,
               analysis_verdict_name(difference->verdict), (const char *)label.data);
    base_buffer_deinit(&label);
    return r;
}

static void write_answer(struct scenario_json_writer *json, const struct answer *answer)
{
    const struct analysis_difference *difference = &answer->difference;
    const struct analysis_points *points = &answer->results->points;
    scenario_json_open(json, NULL, '{');
    cli_results_write_number(json, "point",
                             (double)analysis_points_first(points, answer->index)->point);
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
    int r = 0;
    if (json)
        scenario_json_open(json, name, '[');
    else
        printf("\n%s\n pairs  %12s  %12s  %12s  verdict\n", name, "difference", "low", "high");
    for (answer->index = 0; r == 0 && answer->index < points->count; answer->index++) {
        if (answer->index == answer->base)
            continue;
        r = analysis_compare(points, answer->base, answer->index, answer->column, request->method,
                             request->confidence, &answer->difference);
        if (r == 0 && json)
            write_answer(json, answer);
        else if (r == 0)
            r = print_answer(answer);
    }
    if (json)
        scenario_json_close(json, ']');
    return r;
}

static void begin(const struct cli_compare_points *request, const struct answer *answer,
                  struct scenario_json_writer *json)
{
    size_t base = analysis_points_first(&answer->results->points, answer->base)->point;
    bool is_bca = request->method == ANALYSIS_METHOD_BCA;
    if (!json) {
        printf("%s: differences to point %zu, paired by replication; intervals at %g, of means by "
               "%s\n",
               answer->results->path, base, request->confidence,
               is_bca ? "bootstrap (BCa)" : "Student's t");
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
