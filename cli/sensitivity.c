#include "cli/sensitivity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/version.h"
#include "scenarios/experiment.h"

/* Of the rows of a Sobol design, for its intervals, and the seed that draws them. */
#define RESAMPLES 2000
#define RESAMPLES_SEED 1

/** A campaign with a design, and what came out of it. */
struct study {
    struct campaign campaign;
    struct cli_results results;
    size_t *places;                 /* [campaign.point_count]: index in results.points */
    double *values;                 /* of the runs of one point: room for all */
    double *y;                      /* [design.row_count] */
    double *units;                  /* [design.row_count * design.axis_count]: of a Morris design */
    struct analysis_morris *morris; /* [design.axis_count] */
    struct analysis_sobol *sobol;
    struct cli_sensitivity_axis *axes;
};

static const struct cli_option options[] = {
    {"--confidence", "C", "of the intervals (default: 0.95)"},
    {"--csv", NULL, "as CSV: a row a metric and axis"},
    {"--json", NULL, "as JSON"},
    {"--metric", "NAME", "this metric, or all that begin so: 'chain.*'; may be repeated"},
    {NULL, NULL, NULL},
};

static const char command_name[] = "sensitivity";

static int take(void *context, const char *name, const char *value)
{
    return cli_results_take(command_name, name, value, context);
}

static bool is_morris(const struct study *study)
{
    return strcmp(study->campaign.design.kind, "morris") == 0;
}

/** Whether the plan's rows are those of its design. */
static int check_design(const struct campaign *campaign)
{
    const struct campaign_design *design = &campaign->design;
    size_t axes = design->axis_count, rows = design->row_count;
    bool is_right = false;
    if (!design->kind[0])
        return base_fail(BASE_E_SCENARIO,
                         "%s has no design: \"morris\" or \"sobol\" in an experiment's \"sweep\" "
                         "makes one",
                         campaign->directory);
    if (strcmp(campaign->version, CLI_VERSION) != 0)
        return base_fail(BASE_E_SCENARIO, "%s is for crowdpatch %s, and this is %s",
                         campaign->directory, campaign->version, CLI_VERSION);
    if (strcmp(design->kind, "morris") == 0)
        is_right = axes > 0 && design->levels >= 2 && design->levels % 2 == 0 &&
                   design->trajectories >= 2 && rows % (axes + 1) == 0 &&
                   rows / (axes + 1) == design->trajectories;
    else if (strcmp(design->kind, "sobol") == 0)
        is_right = axes > 0 && axes <= ANALYSIS_SOBOL_FACTORS_MAX && rows % (axes + 2) == 0 &&
                   rows / (axes + 2) >= 2;
    return is_right ? 0
                    : base_fail(BASE_E_SCENARIO,
                                "%s/plan.json is damaged, or of another version of crowdpatch",
                                campaign->directory);
}

static int make_room(struct study *study)
{
    const struct campaign *campaign = &study->campaign;
    size_t axes = campaign->design.axis_count, rows = campaign->design.row_count;
    study->places = calloc(campaign->point_count + 1, sizeof *study->places);
    study->values = calloc(study->results.table.row_count + 1, sizeof *study->values);
    study->y = calloc(rows, sizeof *study->y);
    study->units = calloc(rows * axes, sizeof *study->units);
    study->morris = calloc(axes, sizeof *study->morris);
    study->sobol = calloc(axes, sizeof *study->sobol);
    study->axes = calloc(axes, sizeof *study->axes);
    return study->places && study->values && study->y && study->units && study->morris &&
                   study->sobol && study->axes
               ? 0
               : base_fail(BASE_E_NOMEM, "no memory for a design of %zu rows", rows);
}

static void find_places(struct study *study)
{
    const struct analysis_points *points = &study->results.points;
    for (size_t i = 0; i < study->campaign.point_count; i++)
        study->places[i] = SIZE_MAX;
    for (size_t index = 0; index < points->count; index++) {
        size_t point = analysis_points_first(points, index)->point;
        if (point < study->campaign.point_count)
            study->places[point] = index;
    }
}

/** Places a Morris design as it was run: a step between the two values of a list is all of it. */
static int place_rows(struct study *study)
{
    const struct campaign_design *design = &study->campaign.design;
    int r = analysis_morris_design(design->axis_count, (size_t)design->trajectories,
                                   (size_t)design->levels, design->seed, study->units);
    for (size_t i = 0; r == 0 && i < design->row_count * design->axis_count; i++) {
        size_t choices = design->choices[i % design->axis_count];
        if (choices > 0)
            study->units[i] =
                (double)experiment_choice(study->units[i], choices) / (double)(choices - 1);
    }
    return r;
}

static int study_open(const char *path, struct study *study)
{
    int r = campaign_read(path, &study->campaign);
    if (r == 0)
        r = check_design(&study->campaign);
    if (r == 0)
        r = cli_results_open(path, &study->results);
    if (r == 0)
        r = make_room(study);
    if (r == 0)
        find_places(study);
    if (r == 0 && is_morris(study))
        r = place_rows(study);
    return r;
}

static void study_close(struct study *study)
{
    free(study->places);
    free(study->values);
    free(study->y);
    free(study->units);
    free(study->morris);
    free(study->sobol);
    free(study->axes);
    if (study->results.path)
        cli_results_close(&study->results);
    campaign_deinit(&study->campaign);
}

/** A point that has no value in all of its runs. */
static int refuse_point(const struct study *study, size_t point, size_t column, size_t n,
                        size_t runs)
{
    struct base_buffer label = {0};
    int r;
    if (runs > 0)
        cli_results_label(&study->results, study->places[point], &label);
    else
        base_buffer_printf(&label, "point %zu", point);
    base_buffer_append_u8(&label, '\0');
    if (base_buffer_failed(&label))
        r = base_fail(BASE_E_NOMEM, "memory is exhausted");
    else if (runs == 0)
        r = base_fail(BASE_E_SCENARIO, "%s has no runs of %s; a design needs all of its points",
                      study->results.path, (const char *)label.data);
    else
        r = base_fail(BASE_E_SCENARIO,
                      "%s: %zu of %zu runs have a number %s at %s; a design needs all of them",
                      study->results.path, n, runs,
                      analysis_table_name(&study->results.table, column), (const char *)label.data);
    base_buffer_deinit(&label);
    return r;
}

/** The mean over a point's runs. */
static int mean_of(struct study *study, size_t point, size_t column, double *ret_mean)
{
    const struct analysis_points *points = &study->results.points;
    size_t place = study->places[point];
    if (place == SIZE_MAX)
        return refuse_point(study, point, column, 0, 0);
    size_t runs = analysis_points_runs(points, place);
    size_t n = analysis_points_values(points, place, column, study->values);
    if (n < runs)
        return refuse_point(study, point, column, n, runs);
    *ret_mean = analysis_mean(n, study->values);
    return 0;
}

static double weight(const struct study *study, const struct cli_sensitivity_axis *axis)
{
    return is_morris(study) ? axis->morris.mu_star.value : axis->sobol.total.value;
}

/** The strongest first; equal ones as in the file. */
static void sort(const struct study *study)
{
    struct cli_sensitivity_axis *axes = study->axes;
    for (size_t i = 1; i < study->campaign.design.axis_count; i++)
        for (size_t j = i; j > 0 && weight(study, &axes[j - 1]) < weight(study, &axes[j]); j--) {
            struct cli_sensitivity_axis weaker = axes[j - 1];
            axes[j - 1] = axes[j];
            axes[j] = weaker;
        }
}

/** What came out at each row. */
static int fill(struct study *study, size_t column)
{
    const struct campaign_design *design = &study->campaign.design;
    int r = 0;
    for (size_t row = 0; r == 0 && row < design->row_count; row++)
        r = mean_of(study, design->points[row], column, &study->y[row]);
    return r;
}

static int analyse(struct study *study, size_t column, double confidence)
{
    const struct campaign_design *design = &study->campaign.design;
    size_t axes = design->axis_count, rows = design->row_count;
    int r = fill(study, column);
    if (r < 0)
        return r;
    r = is_morris(study) ? analysis_morris(axes, (size_t)design->trajectories, study->units,
                                           study->y, confidence, study->morris)
                         : analysis_sobol(axes, rows / (axes + 2), study->y, RESAMPLES,
                                          RESAMPLES_SEED, confidence, study->sobol);
    for (size_t i = 0; r == 0 && i < axes; i++)
        study->axes[i] = (struct cli_sensitivity_axis){
            .key = design->axes[i],
            .morris = study->morris[i],
            .sobol = study->sobol[i],
        };
    sort(study);
    return r;
}

static int write_all(const struct cli_results_request *request, struct study *study,
                     const bool chosen[])
{
    struct cli_sensitivity_printer printer = {.design = &study->campaign.design,
                                              .path = study->results.path,
                                              .confidence = request->confidence,
                                              .format = request->format};
    size_t first = study->results.points.first_metric, end = study->results.table.column_count;
    int r = 0;
    /* All are refused, or none: nothing is printed beside an error. */
    for (size_t column = first; r == 0 && column < end; column++)
        r = chosen[column] ? fill(study, column) : 0;
    if (r == 0)
        cli_sensitivity_begin(&printer);
    for (size_t column = first; r == 0 && column < end; column++) {
        if (!chosen[column])
            continue;
        r = analyse(study, column, request->confidence);
        if (r == 0)
            cli_sensitivity_metric(&printer, analysis_table_name(&study->results.table, column),
                                   study->axes);
    }
    if (r == 0)
        return cli_sensitivity_end(&printer);
    base_buffer_deinit(&printer.json.out);
    return r;
}

static int tell(const struct cli_results_request *request)
{
    struct study study = {0};
    int exit_code = CLI_EXIT_OK, r = study_open(request->path, &study);
    bool *chosen = r == 0 ? calloc(study.results.table.column_count, sizeof *chosen) : NULL;
    if (r == 0 && !chosen)
        r = base_fail(BASE_E_NOMEM, "no memory for an analysis");
    for (size_t i = 0; r == 0 && i < request->metric_count; i++)
        if (!cli_results_choose(&study.results, command_name, request->metrics[i], chosen))
            exit_code = CLI_EXIT_USAGE;
    if (r == 0 && exit_code == CLI_EXIT_OK)
        r = write_all(request, &study, chosen);
    if (r < 0)
        exit_code = cli_end("sensitivity", r);
    free(chosen);
    study_close(&study);
    return exit_code;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct cli_results_request request = {
        .confidence = 0.95, .metrics = calloc((size_t)argc + 1, sizeof *request.metrics)};
    if (!request.metrics) {
        fprintf(stderr, "crowdpatch sensitivity: memory is exhausted\n");
        return CLI_EXIT_IO;
    }
    int exit_code = cli_parse(command, argc, argv, take, &request);
    if (exit_code == 0 && (!request.path || request.metric_count == 0)) {
        fprintf(stderr, "crowdpatch sensitivity: %s\n",
                !request.path ? "which campaign? name the directory that crowdpatch sweep has made"
                              : "of which metric? --metric NAME, a column of results.csv");
        exit_code = CLI_EXIT_USAGE;
    }
    if (exit_code == 0)
        exit_code = tell(&request);
    free(request.metrics);
    return exit_code < 0 ? CLI_EXIT_OK : exit_code;
}

const struct cli_command cli_sensitivity_command = {
    .name = "sensitivity",
    .arguments = "CAMPAIGN",
    .summary = "tell which parameters of a campaign's design matter",
    .help =
        "For a campaign whose sweep is a design, and each metric: the axes, the strongest first.\n"
        "morris: mu*, the mean size of an axis' effect, scaled to its whole range; mu with its "
        "sign;\n"
        "sigma, how much it differs from place to place. sobol: the share of the variance by the "
        "axis\n"
        "alone (first), and with all it does together with others (total). A point counts by the "
        "mean\n"
        "of its runs, all of which must have the metric.",
    .options = options,
    .run = run,
};
