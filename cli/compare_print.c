#include <math.h>

#include "base/error.h"
#include "cli/compare.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "models/model.h"
#include "models/registry.h"
#include "models/shared/costs.h"
#include "scenarios/json_writer.h"

static const struct {
    const char *key; /* unit in the name */
    const char *label;
    const char *unit; /* what is printed: value * scale */
    double scale;
    int decimals;
} metrics[CLI_COMPARE_METRIC_COUNT] = {
    [CLI_COMPARE_PATCHED] = {"patched_share", "devices patched", "%", 100, 2},
    [CLI_COMPARE_TIME_50] = {"time_to_50_percent_s", "time to 50 %", "s", 1, 1},
    [CLI_COMPARE_TIME_90] = {"time_to_90_percent_s", "time to 90 %", "s", 1, 1},
    [CLI_COMPARE_TIME_99] = {"time_to_99_percent_s", "time to 99 %", "s", 1, 1},
    [CLI_COMPARE_UP_BYTES] = {"manufacturer_up_bytes", "manufacturer sent", "MB", 1e-6, 3},
    [CLI_COMPARE_TOTAL_USD] = {"manufacturer_total_usd", "manufacturer paid", "USD", 1, 6},
    [CLI_COMPARE_COMPUTE] = {"devices_compute_s", "devices computed", "s", 1, 3},
    [CLI_COMPARE_ENERGY] = {"devices_energy_J", "energy of updates", "J", 1, 3},
    [CLI_COMPARE_CHAIN_BYTES] = {"chain_bytes", "bytes on chain", "kB", 1e-3, 3},
    [CLI_COMPARE_GAS] = {"chain_gas", "gas", "Mgas", 1e-6, 3},
};

static void set(struct cli_compare_run *run, enum cli_compare_metric metric, double value)
{
    run->metrics[metric] = value;
    run->has[metric] = true;
}

static void set_date(struct cli_compare_run *run, enum cli_compare_metric metric, sim_time date)
{
    if (date >= 0)
        set(run, metric, (double)date / 1e9);
}

void cli_compare_measure(const struct world *world, struct cli_compare_run *ret_run)
{
    const struct outcome *outcome = &world->outcome;
    const struct costs_manufacturer manufacturer = costs_of_manufacturer(world);
    const struct costs_devices devices = costs_of_devices(world);
    const char *variant = models_variant(world->model, world->scenario);
    struct cli_compare_run run = {
        .is_complete = outcome->is_complete,
        .ended = outcome->ended,
        .fingerprint = fingerprint_of_world(world),
        .warning_count = outcome->warning_count,
    };
    snprintf(run.name, sizeof run.name, "%s", world->run->name);
    snprintf(run.system, sizeof run.system, "%s", world->model->about.name);
    snprintf(run.variant, sizeof run.variant, "%s", variant ? variant : "");
    for (size_t i = 0; i < outcome->warning_count; i++)
        snprintf(run.warnings[i], sizeof run.warnings[i], "%s", outcome->warnings[i]);
    if (outcome->device_count > 0)
        set(&run, CLI_COMPARE_PATCHED, (double)outcome->patched / outcome->device_count);
    set_date(&run, CLI_COMPARE_TIME_50, outcome_time_to_share(outcome, 0.5));
    set_date(&run, CLI_COMPARE_TIME_90, outcome_time_to_share(outcome, 0.9));
    set_date(&run, CLI_COMPARE_TIME_99, outcome_time_to_share(outcome, 0.99));
    set(&run, CLI_COMPARE_UP_BYTES, (double)manufacturer.up_bytes);
    set(&run, CLI_COMPARE_TOTAL_USD, manufacturer.total_usd);
    set(&run, CLI_COMPARE_COMPUTE, (double)devices.compute / 1e9);
    set(&run, CLI_COMPARE_ENERGY, (double)devices.energy_uJ / 1e6);
    if (model_has(world->model, MODEL_CHAIN)) {
        double gas = 0;
        for (size_t i = 0; i < outcome->gas_count; i++)
            gas += (double)outcome->gas[i].gas;
        set(&run, CLI_COMPARE_GAS, gas);
    }
    /* A system's own chain has bytes and no gas. */
    if (model_has(world->model, MODEL_CHAIN) || outcome->chain_bytes > 0)
        set(&run, CLI_COMPARE_CHAIN_BYTES, (double)outcome->chain_bytes);
    *ret_run = run;
}

/** Whether both runs drew their numbers in equal worlds; if not, *ret_what names what differs. */
static bool is_same_world(const struct cli_compare_run *a, const struct cli_compare_run *b,
                          const char **ret_what)
{
    const char *what = NULL;
    if (a->fingerprint.seed != b->fingerprint.seed)
        what = "another seed";
    else if (!crypto_digest_equal(&a->fingerprint.participants, &b->fingerprint.participants))
        what = "other participants";
    else if (!crypto_digest_equal(&a->fingerprint.network, &b->fingerprint.network))
        what = "another network";
    if (what)
        *ret_what = what;
    return !what;
}

static void add_cell(const struct cli_compare_run *run, enum cli_compare_metric metric,
                     struct cli_table *table)
{
    double value = run->metrics[metric];
    /* Not all of them are never told as all. */
    if (metric == CLI_COMPARE_PATCHED && value < 1)
        value = fmin(value, 0.9999);
    if (run->has[metric])
        cli_table_cell(table, "%.*f", metrics[metric].decimals, value * metrics[metric].scale);
    else
        cli_table_cell(table, "-");
}

static void add_difference(const struct cli_compare_run *first, const struct cli_compare_run *run,
                           enum cli_compare_metric metric, struct cli_table *table)
{
    if (run->has[metric] && first->has[metric])
        cli_table_cell(table, "%+.*f", metrics[metric].decimals,
                       (run->metrics[metric] - first->metrics[metric]) * metrics[metric].scale);
    else
        cli_table_cell(table, "-");
}

static void add_metric(const struct cli_compare_run runs[], size_t count,
                       enum cli_compare_metric metric, struct cli_table *table)
{
    cli_table_cell(table, "%s", metrics[metric].label);
    cli_table_cell(table, "%s", metrics[metric].unit);
    for (size_t i = 0; i < count; i++) {
        add_cell(&runs[i], metric, table);
        if (i > 0)
            add_difference(&runs[0], &runs[i], metric, table);
    }
}

static void print_metrics(const struct cli_compare_run runs[], size_t count, FILE *stream)
{
    struct cli_table table;
    cli_table_begin(&table, 0);
    cli_table_column(&table, "", (struct cli_table_column){.is_left = true, .is_key = true});
    cli_table_column(&table, "", (struct cli_table_column){4, .is_left = true, .is_key = true});
    for (size_t i = 0; i < count; i++) {
        char head[40];
        snprintf(head, sizeof head, "%zu", i + 1);
        cli_table_column(&table, head, (struct cli_table_column){14});
        snprintf(head, sizeof head, "%zu - 1", i + 1);
        if (i > 0)
            cli_table_column(&table, head, (struct cli_table_column){14});
    }
    for (int metric = 0; metric < CLI_COMPARE_METRIC_COUNT; metric++)
        add_metric(runs, count, (enum cli_compare_metric)metric, &table);
    cli_table_print(&table, stream, cli_terminal_columns(stream));
}

void cli_compare_print(const char *const paths[], const struct cli_compare_run runs[], size_t count,
                       FILE *to)
{
    const char *what;
    struct cli_page page;
    FILE *stream = cli_page_begin(&page, to);
    for (size_t i = 0; i < count; i++)
        fprintf(stream, "%zu  %s: %s%s%s, %s, seed %llu\n", i + 1, runs[i].name, runs[i].system,
                runs[i].variant[0] ? " " : "", runs[i].variant, paths[i],
                (unsigned long long)runs[i].fingerprint.seed);
    cli_page_end(&page);
    fputc('\n', to);
    print_metrics(runs, count, to);
    stream = cli_page_begin(&page, to);
    for (size_t i = 0; i < count; i++) {
        if (!is_same_world(&runs[0], &runs[i], &what))
            fprintf(stream,
                    "warning: %zu has %s than 1: differences are not those of the systems alone\n",
                    i + 1, what);
        if (!runs[i].is_complete)
            fprintf(stream, "warning: %zu was cut off by its duration\n", i + 1);
        for (size_t w = 0; w < runs[i].warning_count; w++)
            fprintf(stream, "warning: %zu: %s\n", i + 1, runs[i].warnings[w]);
    }
    cli_page_end(&page);
}

static void write_number(struct scenario_json_writer *writer, const char *key, bool has,
                         double value)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", value);
    scenario_json_raw(writer, key, has ? text : "null");
}

static void write_run(struct scenario_json_writer *writer, const char *path,
                      const struct cli_compare_run *first, const struct cli_compare_run *run)
{
    const char *what;
    scenario_json_open(writer, NULL, '{');
    scenario_json_text(writer, "scenario_file", path);
    scenario_json_text(writer, "name", run->name);
    scenario_json_text(writer, "system", run->system);
    if (run->variant[0])
        scenario_json_text(writer, "variant", run->variant);
    else
        scenario_json_raw(writer, "variant", "null");
    scenario_json_raw(writer, "complete", run->is_complete ? "true" : "false");
    write_number(writer, "simulated_s", true, (double)run->ended / 1e9);
    scenario_json_raw(writer, "same_world_as_first",
                      is_same_world(first, run, &what) ? "true" : "false");
    for (int i = 0; i < CLI_COMPARE_METRIC_COUNT; i++)
        write_number(writer, metrics[i].key, run->has[i], run->metrics[i]);
    scenario_json_open(writer, "difference", '{');
    for (int i = 0; i < CLI_COMPARE_METRIC_COUNT; i++)
        write_number(writer, metrics[i].key, run->has[i] && first->has[i],
                     run->metrics[i] - first->metrics[i]);
    scenario_json_close(writer, '}');
    scenario_json_open(writer, "warnings", '[');
    for (size_t i = 0; i < run->warning_count; i++)
        scenario_json_text(writer, NULL, run->warnings[i]);
    scenario_json_close(writer, ']');
    scenario_json_close(writer, '}');
}

int cli_compare_print_json(const char *const paths[], const struct cli_compare_run runs[],
                           size_t count, FILE *stream)
{
    struct scenario_json_writer writer = {0};
    char seed[24];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)runs[0].fingerprint.seed);
    scenario_json_open(&writer, NULL, '{');
    scenario_json_text(&writer, "format", "crowdpatch-comparison");
    scenario_json_raw(&writer, "format_version", "1");
    scenario_json_raw(&writer, "seed", seed);
    scenario_json_open(&writer, "runs", '[');
    for (size_t i = 0; i < count; i++)
        write_run(&writer, paths[i], &runs[0], &runs[i]);
    scenario_json_close(&writer, ']');
    scenario_json_close(&writer, '}');
    int r = base_buffer_failed(&writer.out) ? BASE_E_NOMEM : 0;
    if (r == 0)
        fwrite(writer.out.data, 1, writer.out.len, stream);
    base_buffer_deinit(&writer.out);
    return r;
}
