#include "analysis/growth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/table.h"
#include "base/error.h"
#include "cli/command.h"
#include "cli/results.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "models/shared/run_tables.h"
#include "scenarios/json_writer.h"

/** Of a series that is fitted; longer ones are thinned. */
#define POINTS_MAX 200
#define POINTS_MIN 5

struct request {
    const char **paths; /* room for all of argv */
    size_t count;
    const char *metric; /* "distributors", or a column of timeseries.csv.gz */
    double population;  /* 0: that of the tables */
    double early;       /* share of the largest value */
    double from_s, confidence;
    bool json;
};

static const struct cli_option options[] = {
    {"--confidence", "C", "of the parameters' intervals (default: 0.95)"},
    {"--early", "S", "the early phase ends at this share of the largest value (default: 0.2)"},
    {"--from", "SECONDS", "where the series begins (default: 0)"},
    {"--json", NULL, "as JSON"},
    {"--metric", "NAME",
     "distributors that have the update (default), or a column of timeseries.csv.gz"},
    {"--population", "N", "of the SI curve (default: all distributors, or devices)"},
    {NULL, NULL, NULL},
};

static const char command_name[] = "growth";

/** "12.5". Prints one line and returns false for anything but a number from 0 on. */
static bool read_number(const char *option, const char *text, double *ret_number)
{
    char *end;
    double number = strtod(text, &end);
    if (end == text || *end || !isfinite(number) || number < 0) {
        fprintf(stderr, "crowdpatch growth: %s wants a number from 0 on, not \"%.40s\"\n", option,
                text);
        return false;
    }
    *ret_number = number;
    return true;
}

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;
    if (!name)
        request->paths[request->count++] = value;
    else if (strcmp(name, "--json") == 0)
        request->json = true;
    else if (strcmp(name, "--metric") == 0)
        request->metric = value;
    else if (strcmp(name, "--population") == 0)
        return !read_number(name, value, &request->population);
    else if (strcmp(name, "--from") == 0)
        return !read_number(name, value, &request->from_s);
    else if (strcmp(name, "--early") == 0)
        return !cli_results_share(command_name, name, value, &request->early);
    else
        return !cli_results_share(command_name, name, value, &request->confidence);
    return 0;
}

static int read_table(const char *directory, const char *file, struct analysis_table *ret_table)
{
    char path[4096], *text;
    size_t len;
    snprintf(path, sizeof path, "%s/%s", directory, file);
    if (access(path, F_OK) < 0)
        return base_fail(BASE_E_IO, "%s holds no %s; name directories that crowdpatch run has made",
                         directory, file);
    int r = run_tables_read(path, &text, &len);
    return r < 0 ? r : analysis_table_parse(path, text, len, ret_table);
}

/** A mean over runs at the times of the first one. */
struct series {
    size_t n;
    double *t_s, *y; /* owned */
};

static void series_deinit(struct series *series)
{
    free(series->t_s);
    free(series->y);
}

/** The columns that the metric is the sum of. Returns how many. */
static size_t find_columns(const struct analysis_table *table, const char *metric,
                           size_t ret_columns[2])
{
    bool is_sum = strcmp(metric, "distributors") == 0;
    ret_columns[0] = analysis_table_find(table, is_sum ? "first_hand_distributors" : metric);
    ret_columns[1] = analysis_table_find(table, "second_hand_distributors");
    if (ret_columns[0] == ANALYSIS_TABLE_NO_COLUMN ||
        (is_sum && ret_columns[1] == ANALYSIS_TABLE_NO_COLUMN))
        return 0;
    return is_sum ? 2 : 1;
}

/** An empty cell is 0. */
static double value_at(const struct analysis_table *table, size_t row, const size_t columns[],
                       size_t count)
{
    double sum = 0, value;
    for (size_t i = 0; i < count; i++)
        if (analysis_table_number(table, row, columns[i], &value))
            sum += value;
    return sum;
}

/** Adds a run: where it has ended, its last value stands. The first one sets the times. */
static int add_run(const struct request *request, const struct analysis_table *table,
                   struct series *series)
{
    size_t columns[2], time = analysis_table_find(table, "time_s");
    size_t count = find_columns(table, request->metric, columns);
    double t;
    if (count == 0 || time == ANALYSIS_TABLE_NO_COLUMN)
        return base_fail(BASE_E_USAGE, "timeseries.csv.gz has no column \"%.60s\"",
                         request->metric);
    if (table->row_count == 0)
        return base_fail(BASE_E_SCENARIO, "timeseries.csv.gz has no rows");
    if (!series->t_s) {
        series->t_s = calloc(table->row_count + 1, sizeof *series->t_s);
        series->y = calloc(table->row_count + 1, sizeof *series->y);
        if (!series->t_s || !series->y)
            return base_fail(BASE_E_NOMEM, "no memory for a series");
        for (size_t row = 0; row < table->row_count; row++)
            if (analysis_table_number(table, row, time, &t) && t >= request->from_s)
                series->t_s[series->n++] = t;
    }
    size_t row = 0;
    for (size_t i = 0; i < series->n; i++) {
        while (row + 1 < table->row_count && analysis_table_number(table, row + 1, time, &t) &&
               t <= series->t_s[i])
            row++;
        series->y[i] += value_at(table, row, columns, count) / (double)request->count;
    }
    return 0;
}

/** How many there are: a row each. */
static int count_population(struct request *request)
{
    bool of_devices =
        strcmp(request->metric, "patched") == 0 || strcmp(request->metric, "delivered") == 0;
    struct analysis_table table;
    if (request->population > 0)
        return 0;
    int r = read_table(request->paths[0], of_devices ? "deliveries.csv.gz" : "distributors.csv.gz",
                       &table);
    if (r < 0)
        return r;
    request->population = (double)table.row_count;
    analysis_table_deinit(&table);
    return 0;
}

/** Makes the times begin at 0. */
static void begin_at_zero(struct series *series)
{
    double first = series->n > 0 ? series->t_s[0] : 0;
    for (size_t i = 0; i < series->n; i++)
        series->t_s[i] -= first;
}

/** Keeps POINTS_MAX of them, first and last too. */
static void thin(struct series *series)
{
    size_t n = series->n;
    if (n <= POINTS_MAX)
        return;
    for (size_t i = 0; i < POINTS_MAX; i++) {
        size_t from = i * (n - 1) / (POINTS_MAX - 1);
        series->t_s[i] = series->t_s[from];
        series->y[i] = series->y[from];
    }
    series->n = POINTS_MAX;
}

static int read_series(struct request *request, struct series *series)
{
    int r = count_population(request);
    for (size_t i = 0; r == 0 && i < request->count; i++) {
        struct analysis_table table;
        r = read_table(request->paths[i], "timeseries.csv.gz", &table);
        if (r < 0)
            break;
        r = add_run(request, &table, series);
        analysis_table_deinit(&table);
    }
    begin_at_zero(series);
    thin(series);
    if (r == 0 && series->n < POINTS_MIN)
        r = base_fail(BASE_E_RANGE, "a series of %zu values is too short for a curve", series->n);
    return r;
}

/** Values up to the first that is above the early phase's share. */
static size_t early_count(const struct request *request, const struct series *series)
{
    double largest = 0;
    size_t n = 0;
    for (size_t i = 0; i < series->n; i++)
        largest = fmax(largest, series->y[i]);
    while (n < series->n && series->y[n] <= request->early * largest)
        n++;
    return n;
}

/** The early phase, and then the whole series by all models. */
#define FITS (ANALYSIS_GROWTH_COUNT + 1)

struct fit {
    size_t n;
    struct analysis_growth growth;
};

static int fit_all(const struct request *request, const struct series *series,
                   struct fit ret_fits[FITS])
{
    int r = 0;
    for (int i = 0; r == 0 && i < FITS; i++) {
        struct fit *fit = &ret_fits[i];
        enum analysis_growth_model model =
            i == 0 ? ANALYSIS_GROWTH_EXPONENTIAL : (enum analysis_growth_model)(i - 1);
        *fit = (struct fit){.n = i == 0 ? early_count(request, series) : series->n,
                            .growth.model = model};
        bool has_population = model != ANALYSIS_GROWTH_SI || request->population > 0;
        if (fit->n >= POINTS_MIN && has_population)
            r = analysis_growth_fit(model, fit->n, series->t_s, series->y, request->population,
                                    request->confidence, &fit->growth);
    }
    return r;
}

static void print_fits(const struct request *request, const struct series *series,
                       const struct fit fits[FITS])
{
    const struct cli_table_column number = {12};
    struct cli_page page;
    struct cli_table table;
    fprintf(cli_page_begin(&page, stdout), "%s over %.10g s, mean of %zu run%s, of %.10g\n",
            request->metric, series->t_s[series->n - 1], request->count,
            request->count == 1 ? "" : "s", request->population);
    cli_page_end(&page);
    cli_table_begin(&table, 0);
    cli_table_column(&table, "curve", (struct cli_table_column){19, true, true});
    cli_table_column(&table, "points", (struct cli_table_column){0});
    cli_table_column(&table, "AIC", number);
    cli_table_column(&table, "parameter", (struct cli_table_column){12, true, true});
    cli_table_column(&table, "value", number);
    cli_table_column(&table, "low", number);
    cli_table_column(&table, "high", number);
    for (int i = 0; i < FITS; i++) {
        const struct analysis_growth *growth = &fits[i].growth;
        char name[40];
        snprintf(name, sizeof name, "%s%s", i == 0 ? "early " : "",
                 analysis_growth_name(growth->model));
        if (!growth->is_fitted) {
            cli_table_cell(&table, "%s", name);
            cli_table_cell(&table, "%zu", fits[i].n);
            for (int j = 0; j < 5; j++)
                cli_table_cell(&table, "%s", j == 1 ? "none is near" : "-");
            continue;
        }
        for (size_t j = 0; j < growth->parameter_count; j++) {
            const struct analysis_interval *value = &growth->parameters[j];
            const double numbers[] = {value->value, value->low, value->high};
            cli_table_cell(&table, "%s", name);
            cli_table_cell(&table, "%zu", fits[i].n);
            cli_table_cell(&table, "%.6g", growth->aic);
            cli_table_cell(&table, "%s", analysis_growth_parameter(growth->model, j));
            for (size_t k = 0; k < 3; k++)
                cli_table_cell(&table, "%.6g", numbers[k]);
        }
    }
    cli_table_print(&table, stdout, cli_terminal_columns(stdout));
}

static int write_fits(const struct request *request, const struct series *series,
                      const struct fit fits[FITS])
{
    struct scenario_json_writer writer = {0};
    scenario_json_open(&writer, NULL, '{');
    scenario_json_text(&writer, "metric", request->metric);
    cli_results_write_number(&writer, "runs", (double)request->count);
    cli_results_write_number(&writer, "population", request->population);
    cli_results_write_number(&writer, "lasted_s", series->t_s[series->n - 1]);
    cli_results_write_number(&writer, "confidence", request->confidence);
    scenario_json_open(&writer, "curves", '[');
    for (int i = 0; i < FITS; i++) {
        const struct analysis_growth *growth = &fits[i].growth;
        scenario_json_open(&writer, NULL, '{');
        scenario_json_text(&writer, "curve", analysis_growth_name(growth->model));
        scenario_json_raw(&writer, "is_early", i == 0 ? "true" : "false");
        cli_results_write_number(&writer, "points", (double)fits[i].n);
        cli_results_write_number(&writer, "aic", growth->is_fitted ? growth->aic : NAN);
        for (size_t j = 0; analysis_growth_parameter(growth->model, j); j++)
            cli_results_write_interval(&writer, analysis_growth_parameter(growth->model, j),
                                       growth->is_fitted ? &growth->parameters[j] : NULL);
        scenario_json_close(&writer, '}');
    }
    scenario_json_close(&writer, ']');
    scenario_json_close(&writer, '}');
    int r = base_buffer_failed(&writer.out) ? base_fail(BASE_E_NOMEM, "no memory for JSON") : 0;
    if (r == 0)
        fwrite(writer.out.data, 1, writer.out.len, stdout);
    base_buffer_deinit(&writer.out);
    return r;
}

static int grow(struct request *request)
{
    struct series series = {0};
    struct fit fits[FITS];
    int r = read_series(request, &series);
    if (r == 0)
        r = fit_all(request, &series, fits);
    if (r == 0 && request->json)
        r = write_fits(request, &series, fits);
    else if (r == 0)
        print_fits(request, &series, fits);
    series_deinit(&series);
    return cli_end("growth", r);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {.metric = "distributors",
                              .early = 0.2,
                              .confidence = 0.95,
                              .paths = calloc((size_t)argc + 1, sizeof *request.paths)};
    if (!request.paths) {
        fprintf(stderr, "crowdpatch growth: memory is exhausted\n");
        return CLI_EXIT_IO;
    }
    int exit_code = cli_parse(command, argc, argv, take, &request);
    if (exit_code == 0 && request.count == 0) {
        fprintf(stderr, "crowdpatch growth: which runs? name the directories of their results, "
                        "such as runs/quickstart-seed1\n");
        exit_code = CLI_EXIT_USAGE;
    }
    if (exit_code == 0)
        exit_code = grow(&request);
    free(request.paths);
    return exit_code < 0 ? CLI_EXIT_OK : exit_code;
}

const struct cli_command cli_growth_command = {
    .name = "growth",
    .arguments = "RUN...",
    .summary = "fit curves of growth to the time series of runs",
    .help =
        "Takes the mean of the runs' time series and fits an exponential to its early phase, and\n"
        "exponential, logistic, SI and Bass curves to all of it. Of curves of the same points the\n"
        "one with the least AIC is nearest. Rates are a second, times in seconds. Points of one\n"
        "run depend on each other, so that its intervals are too narrow: give runs of many seeds.",
    .options = options,
    .run = run,
};
