#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/sensitivity.h"
#include "cli/table.h"
#include "cli/terminal.h"

#define NUMBERS_MAX 6

static bool is_sobol(const struct cli_sensitivity_printer *printer)
{
    return strcmp(printer->design->kind, "sobol") == 0;
}

/** The numbers of an axis, in the order of the columns. Returns how many there are. */
static size_t numbers_of(const struct cli_sensitivity_printer *printer,
                         const struct cli_sensitivity_axis *axis, double ret_numbers[NUMBERS_MAX])
{
    const struct analysis_interval *mu_star = &axis->morris.mu_star;
    const struct analysis_interval *first = &axis->sobol.first, *total = &axis->sobol.total;
    const double morris[] = {mu_star->value, mu_star->low, mu_star->high, axis->morris.mu,
                             axis->morris.sigma};
    const double sobol[] = {first->value, first->low, first->high,
                            total->value, total->low, total->high};
    if (is_sobol(printer)) {
        memcpy(ret_numbers, sobol, sizeof sobol);
        return sizeof sobol / sizeof sobol[0];
    }
    memcpy(ret_numbers, morris, sizeof morris);
    return sizeof morris / sizeof morris[0];
}

static void begin_text(const struct cli_sensitivity_printer *printer)
{
    const struct campaign_design *design = printer->design;
    struct cli_page page;
    FILE *stream = cli_page_begin(&page, stdout);
    fprintf(stream, "%s: ", printer->path);
    if (is_sobol(printer))
        fprintf(stream, "Sobol, %zu rows of %zu axes; bootstrap intervals at %g\n",
                design->row_count / (design->axis_count + 2), design->axis_count,
                printer->confidence);
    else
        fprintf(stream,
                "Morris, %zu trajectories of %zu axes on %zu levels; intervals of mu* at %g by "
                "Student's t\n",
                (size_t)design->trajectories, design->axis_count, (size_t)design->levels,
                printer->confidence);
    cli_page_end(&page);
}

void cli_sensitivity_begin(struct cli_sensitivity_printer *printer)
{
    switch (printer->format) {
    case CLI_RESULTS_TEXT:
        begin_text(printer);
        break;
    case CLI_RESULTS_CSV:
        printf("metric,axis,%s\n", is_sobol(printer)
                                       ? "first,first_low,first_high,total,total_low,total_high"
                                       : "mu_star,mu_star_low,mu_star_high,mu,sigma");
        break;
    case CLI_RESULTS_JSON:
        scenario_json_open(&printer->json, NULL, '{');
        scenario_json_text(&printer->json, "format", "crowdpatch-sensitivity");
        scenario_json_raw(&printer->json, "format_version", "1");
        scenario_json_text(&printer->json, "design", printer->design->kind);
        cli_results_write_number(&printer->json, "confidence", printer->confidence);
        scenario_json_open(&printer->json, "metrics", '{');
        break;
    }
}

static void print_csv(const struct cli_sensitivity_printer *printer, const char *metric,
                      const struct cli_sensitivity_axis *axis)
{
    double numbers[NUMBERS_MAX];
    size_t count = numbers_of(printer, axis, numbers);
    printf("%s,%s", metric, axis->key);
    for (size_t i = 0; i < count; i++)
        printf(isfinite(numbers[i]) ? ",%.12g" : ",", numbers[i]);
    printf("\n");
}

static void print_text(const struct cli_sensitivity_printer *printer, const char *metric,
                       const struct cli_sensitivity_axis axes[])
{
    static const char *const heads[][NUMBERS_MAX + 1] = {
        {"mu*", "low", "high", "mu", "sigma", NULL},
        {"first", "low", "high", "total", "low", "high", NULL},
    };
    struct cli_table table;
    cli_table_begin(&table, 2);
    for (const char *const *head = heads[is_sobol(printer)]; *head; head++)
        cli_table_column(&table, *head, (struct cli_table_column){12});
    cli_table_column(&table, "", (struct cli_table_column){0, true, true});
    for (size_t i = 0; i < printer->design->axis_count; i++) {
        double numbers[NUMBERS_MAX];
        size_t count = numbers_of(printer, &axes[i], numbers);
        for (size_t j = 0; j < count; j++)
            cli_table_cell(&table, "%.6g", numbers[j]);
        cli_table_cell(&table, "%s", axes[i].key);
    }
    printf("\n%s\n", metric);
    cli_table_print(&table, stdout, cli_terminal_columns(stdout));
}

static void write_axis(struct cli_sensitivity_printer *printer,
                       const struct cli_sensitivity_axis *axis)
{
    struct scenario_json_writer *json = &printer->json;
    scenario_json_open(json, NULL, '{');
    scenario_json_text(json, "axis", axis->key);
    if (is_sobol(printer)) {
        cli_results_write_interval(json, "first", &axis->sobol.first);
        cli_results_write_interval(json, "total", &axis->sobol.total);
    } else {
        cli_results_write_interval(json, "mu_star", &axis->morris.mu_star);
        cli_results_write_number(json, "mu", axis->morris.mu);
        cli_results_write_number(json, "sigma", axis->morris.sigma);
    }
    scenario_json_close(json, '}');
}

void cli_sensitivity_metric(struct cli_sensitivity_printer *printer, const char *metric,
                            const struct cli_sensitivity_axis axes[])
{
    if (printer->format == CLI_RESULTS_TEXT) {
        print_text(printer, metric, axes);
        return;
    }
    if (printer->format == CLI_RESULTS_JSON)
        scenario_json_open(&printer->json, metric, '[');
    for (size_t i = 0; i < printer->design->axis_count; i++) {
        if (printer->format == CLI_RESULTS_JSON)
            write_axis(printer, &axes[i]);
        else
            print_csv(printer, metric, &axes[i]);
    }
    if (printer->format == CLI_RESULTS_JSON)
        scenario_json_close(&printer->json, ']');
}

int cli_sensitivity_end(struct cli_sensitivity_printer *printer)
{
    int r = 0;
    if (printer->format == CLI_RESULTS_JSON) {
        scenario_json_close(&printer->json, '}');
        scenario_json_close(&printer->json, '}');
    }
    if (base_buffer_failed(&printer->json.out))
        r = base_fail(BASE_E_NOMEM, "no memory for an analysis");
    else if (printer->json.out.len > 0)
        fwrite(printer->json.out.data, 1, printer->json.out.len, stdout);
    base_buffer_deinit(&printer->json.out);
    return r;
}
