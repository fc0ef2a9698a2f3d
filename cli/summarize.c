#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/results.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "scenarios/json_writer.h"

struct request {
    struct cli_results_request of;
    enum analysis_method method;
    double quantile;
};

static const struct cli_option options[] = {
    {"--confidence", "C", "of the intervals (default: 0.95)"},
    {"--csv", NULL, "as CSV: a row a metric and point"},
    {"--json", NULL, "as JSON"},
    {"--method", "t|bca", "of intervals of means (default: t)"},
    {"--metric", "NAME", "this metric, or all that begin so: 'chain.*'; may be repeated"},
    {"--quantile", "P", "this quantile in the median's place: 0.9"},
    {NULL, NULL, NULL},
};

static const char command_name[] = "summarize";

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;
    if (name && strcmp(name, "--quantile") == 0)
        return !cli_results_share(command_name, name, value, &request->quantile);
    if (name && strcmp(name, "--method") == 0)
        return !cli_results_method(command_name, value, &request->method);
    return cli_results_take(command_name, name, value, &request->of);
}

/* What the formats write for each metric and point. */

static void add_row(const struct analysis_summary *summary, const char *label,
                    struct cli_table *table)
{
    cli_table_cell(table, "%zu/%zu", summary->n, summary->runs);
    bool is_share = summary->kind == ANALYSIS_METRIC_YES_NO;
    const double numbers[] = {
        summary->mean.value,
        is_share ? NAN : summary->sd,
        summary->mean.low,
        summary->mean.high,
        is_share ? NAN : summary->quantile.value,
        is_share ? NAN : summary->quantile.low,
        is_share ? NAN : summary->quantile.high,
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (summary->n == 0)
            cli_table_cell(table, "%s", "");
        else if (isfinite(numbers[i]))
            cli_table_cell(table, "%.6g", numbers[i]);
        else
            cli_table_cell(table, "-");
    cli_table_cell(table, "%s", label);
}

/** The point, its settings and the metric: what a row of the CSV begins with. row SIZE_MAX: the
 *  header. */
static void append_keys(const struct cli_results *results, size_t row, const char *point,
                        const char *metric, struct base_buffer *out)
{
    const struct analysis_table *table = &results->table;
    base_buffer_printf(out, "%s", point);
    for (size_t i = 0; i < results->points.first_metric; i++) {
        if (!cli_results_is_set(results, i))
            continue;
        base_buffer_append(out, ",", 1);
        analysis_table_append_cell(out, row == SIZE_MAX ? analysis_table_name(table, i)
                                                        : analysis_table_cell(table, row, i));
    }
    base_buffer_append(out, ",", 1);
    analysis_table_append_cell(out, metric);
}

static void append_csv(const struct cli_results *results, const struct analysis_summary *summary,
                       size_t index, size_t column, struct base_buffer *out)
{
    const struct analysis_run *first = analysis_points_first(&results->points, index);
    char point[24];
    snprintf(point, sizeof point, "%zu", first->point);
    append_keys(results, first->row, point, analysis_table_name(&results->table, column), out);
    base_buffer_printf(out, ",%zu,%zu", summary->runs, summary->n);
    bool has_quantile = summary->n > 0 && summary->kind == ANALYSIS_METRIC_NUMBER;
    const struct analysis_interval *mean = &summary->mean, *quantile = &summary->quantile;
    const double numbers[] = {mean->value,     summary->sd,   mean->low,     mean->high,
                              quantile->value, quantile->low, quantile->high};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        bool is_there = summary->n > 0 && (has_quantile || i == 0 || i == 2 || i == 3);
        base_buffer_append(out, ",", 1);
        if (is_there && isfinite(numbers[i]))
            base_buffer_printf(out, "%.12g", numbers[i]);
    }
    base_buffer_append(out, "\n", 1);
}

static void write_json(const struct cli_results *results, const struct analysis_summary *summary,
                       size_t index, const char *quantile_name, struct scenario_json_writer *writer)
{
    bool is_number = summary->kind == ANALYSIS_METRIC_NUMBER && summary->n > 0;
    scenario_json_open(writer, NULL, '{');
    cli_results_write_number(writer, "point",
                             (double)analysis_points_first(&results->points, index)->point);
    cli_results_write_number(writer, "runs", (double)summary->runs);
    cli_results_write_number(writer, "n", (double)summary->n);
    cli_results_write_interval(writer, summary->kind == ANALYSIS_METRIC_YES_NO ? "share" : "mean",
                               summary->n > 0 ? &summary->mean : NULL);
    cli_results_write_number(writer, "sd", is_number ? summary->sd : NAN);
    cli_results_write_interval(writer, quantile_name, is_number ? &summary->quantile : NULL);
    scenario_json_close(writer, '}');
}

struct writer {
    const struct request *request;
    const struct cli_results *results;
    char quantile_name[32];           /* "median", "quantile_0.9" */
    struct scenario_json_writer json; /* JSON or CSV, printed at the end */
    struct cli_table table;           /* of the metric that is written as text */
};

static int write_point(struct writer *writer, size_t index, size_t column)
{
    const struct cli_results *results = writer->results;
    struct analysis_summary summary;
    int r = analysis_summarize(&results->points, index, column, writer->request->method,
                               writer->request->quantile, writer->request->of.confidence, &summary);
    if (r < 0)
        return r;
    if (writer->request->of.format == CLI_RESULTS_CSV) {
        append_csv(results, &summary, index, column, &writer->json.out);
    } else if (writer->request->of.format == CLI_RESULTS_JSON) {
        write_json(results, &summary, index, writer->quantile_name, &writer->json);
    } else {
        struct base_buffer label = {0};
        cli_results_label(results, index, &label);
        base_buffer_append_u8(&label, '\0');
        if (base_buffer_failed(&label))
            r = BASE_E_NOMEM;
        else
            add_row(&summary, (const char *)label.data, &writer->table);
        base_buffer_deinit(&label);
    }
    return r;
}

static void begin_table(struct writer *writer)
{
    const char *const heads[] = {"mean", "sd", "low", "high", writer->quantile_name, "low", "high"};
    cli_table_begin(&writer->table, 0);
    cli_table_column(&writer->table, "n/of", (struct cli_table_column){8});
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        cli_table_column(&writer->table, heads[i], (struct cli_table_column){12});
    cli_table_column(&writer->table, "", (struct cli_table_column){0, true, true});
}

static int write_metric(struct writer *writer, size_t column)
{
    const char *name = analysis_table_name(&writer->results->table, column);
    enum cli_results_format format = writer->request->of.format;
    int r = 0;
    if (format == CLI_RESULTS_TEXT)
        begin_table(writer);
    if (format == CLI_RESULTS_JSON)
        scenario_json_open(&writer->json, name, '[');
    for (size_t index = 0; r == 0 && index < writer->results->points.count; index++)
        r = write_point(writer, index, column);
    if (format == CLI_RESULTS_TEXT) {
        printf("\n%s\n", name);
        cli_table_print(&writer->table, stdout, cli_terminal_columns(stdout));
    }
    if (format == CLI_RESULTS_JSON)
        scenario_json_close(&writer->json, ']');
    return r;
}

static void begin(struct writer *writer)
{
    const struct cli_results *results = writer->results;
    const char *method = writer->request->method == ANALYSIS_METHOD_BCA ? "bca" : "t";
    struct cli_page page;
    switch (writer->request->of.format) {
    case CLI_RESULTS_TEXT:
        fprintf(cli_page_begin(&page, stdout),
                "%s: %zu runs of %zu points; intervals at %g, of means by %s\n", results->path,
                results->table.row_count, results->points.count, writer->request->of.confidence,
                writer->request->method == ANALYSIS_METHOD_BCA ? "bootstrap (BCa)" : "Student's t");
        cli_page_end(&page);
        break;
    case CLI_RESULTS_CSV:
        append_keys(results, SIZE_MAX, "point", "metric", &writer->json.out);
        base_buffer_printf(&writer->json.out, ",runs,n,mean,sd,low,high,%s,%s_low,%s_high\n",
                           writer->quantile_name, writer->quantile_name, writer->quantile_name);
        break;
    case CLI_RESULTS_JSON:
        scenario_json_open(&writer->json, NULL, '{');
        scenario_json_text(&writer->json, "format", "crowdpatch-summary");
        scenario_json_raw(&writer->json, "format_version", "1");
        cli_results_write_number(&writer->json, "confidence", writer->request->of.confidence);
        scenario_json_text(&writer->json, "method", method);
        scenario_json_open(&writer->json, "metrics", '{');
        break;
    }
}

static int end(struct writer *writer)
{
    if (writer->request->of.format == CLI_RESULTS_JSON) {
        scenario_json_close(&writer->json, '}');
        scenario_json_close(&writer->json, '}');
    }
    if (base_buffer_failed(&writer->json.out))
        return base_fail(BASE_E_NOMEM, "no memory for a summary");
    if (writer->json.out.len > 0)
        fwrite(writer->json.out.data, 1, writer->json.out.len, stdout);
    return 0;
}

static int write_all(const struct request *request, const struct cli_results *results,
                     const bool chosen[])
{
    struct writer writer = {.request = request, .results = results};
    int r = 0;
    snprintf(writer.quantile_name, sizeof writer.quantile_name, "quantile_%g", request->quantile);
    if (request->quantile == 0.5)
        strcpy(writer.quantile_name, "median");
    begin(&writer);
    for (size_t column = results->points.first_metric;
         r == 0 && column < results->table.column_count; column++)
        if (chosen[column])
            r = write_metric(&writer, column);
    if (r == 0)
        r = end(&writer);
    base_buffer_deinit(&writer.json.out);
    return r;
}

static int summarize(const struct request *request, const struct cli_results *results)
{
    bool *chosen = calloc(results->table.column_count, sizeof *chosen);
    int exit_code = CLI_EXIT_OK, r = 0;
    if (!chosen)
        r = base_fail(BASE_E_NOMEM, "no memory for a summary");
    for (size_t i = 0; r == 0 && i < request->of.metric_count; i++)
        if (!cli_results_choose(results, command_name, request->of.metrics[i], chosen))
            exit_code = CLI_EXIT_USAGE;
    if (r == 0 && request->of.metric_count == 0)
        cli_results_choose_usual(results, chosen);
    if (r == 0 && exit_code == CLI_EXIT_OK)
        r = write_all(request, results, chosen);
    if (r < 0)
        exit_code = cli_end(command_name, r);
    free(chosen);
    return exit_code;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {.quantile = 0.5,
                              .of.confidence = 0.95,
                              .of.metrics = calloc((size_t)argc + 1, sizeof *request.of.metrics)};
    struct cli_results results;
    if (!request.of.metrics) {
        fprintf(stderr, "crowdpatch summarize: memory is exhausted\n");
        return CLI_EXIT_IO;
    }
    int exit_code = cli_parse(command, argc, argv, take, &request);
    if (exit_code == 0 && !request.of.path) {
        fprintf(stderr, "crowdpatch summarize: which campaign? its directory or its results.csv\n");
        exit_code = CLI_EXIT_USAGE;
    }
    if (exit_code == 0) {
        int r = cli_results_open(request.of.path, &results);
        if (r < 0) {
            exit_code = cli_end(command_name, r);
        } else {
            cli_results_tell_missing(&results, command_name, request.of.path);
            exit_code = summarize(&request, &results);
            cli_results_close(&results);
        }
    }
    free(request.of.metrics);
    return exit_code < 0 ? CLI_EXIT_OK : exit_code;
}

const struct cli_command cli_summarize_command = {
    .name = "summarize",
    .arguments = "CAMPAIGN",
    .summary = "tell what a campaign's runs say, with intervals",
    .help =
        "For each metric and point of the sweep: how many runs have a value, and of how many; the\n"
        "mean, its standard deviation and interval; the median, or --quantile P, with an interval "
        "that\n"
        "holds for any distribution. What is true or false is told as a share with its "
        "Clopper-Pearson "
        "interval.\n"
        "--method bca resamples, for skewed metrics. A run without a value, as one that never got "
        "to\n"
        "99 %, is in no mean: look at n before you compare.",
    .options = options,
    .run = run,
};
