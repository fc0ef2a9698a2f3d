#include "scenarios/experiment.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "scenarios/experiment_private.h"
#include "scenarios/nearest.h"
#include "scenarios/report.h"
#include "scenarios/state.h"

/* Runs of one experiment. Assumption: a month of a hundred cores at a minute each. */
#define RUNS_MAX 5000000

static void read_replications(struct experiment *experiment, struct sweep_reader *reader,
                              const struct scenario_node *node)
{
    struct experiment_replications *replications = &experiment->replications;
    struct scenario_member count = {.key = "count"};
    struct scenario_node object = {.kind = SCENARIO_NODE_OBJECT, .offset = node->offset};

    if (node->kind == SCENARIO_NODE_OBJECT) {
        object.members = node->members;
    } else if (node->kind == SCENARIO_NODE_NUMBER) {
        count.value = *node;
        object.members = &count;
    } else if (node->kind != SCENARIO_NODE_NULL) {
        sweep_error(reader, node->offset,
                    "\"replications\" is a number, or an object with \"count\" or \"metric\"");
    }
    sweep_read_table(reader, &sweep_replications_table, NULL, &object, replications);

    const struct scenario_member *metric = scenario_tree_find(&object, "metric");
    const struct scenario_member *given = scenario_tree_find(&object, "count");
    experiment->metric_offset = metric != NULL ? metric->value.offset : node->offset;
    if (metric != NULL && given != NULL)
        sweep_error(reader, given->offset,
                    "\"metric\" decides how often a point is run; \"maximum\" limits it");
    for (const struct scenario_member *member = object.members; member != NULL;
         member = member->next) {
        if (replications->metric[0] == '\0' && strcmp(member->key, "count") != 0 &&
            strcmp(member->key, "seeds") != 0 &&
            scenario_section_param(&sweep_replications_table, member->key) != SIZE_MAX)
            sweep_error(reader, member->offset, "\"%s\" goes with a \"metric\"", member->key);
    }
    if (replications->metric[0] != '\0' && replications->batch > replications->maximum)
        sweep_error(reader, experiment->metric_offset,
                    "a \"batch\" of %llu is more than the \"maximum\" of %llu",
                    (unsigned long long)replications->batch,
                    (unsigned long long)replications->maximum);
}

static bool sweeps_system(const struct experiment *experiment)
{
    for (size_t i = 0; i < experiment->sweep.column_count; i++) {
        if (strcmp(experiment->sweep.columns[i].key, "system") == 0)
            return true;
    }
    return false;
}

/* An option for what the sweep sets would be lost. */
static void check_options(struct experiment *experiment, struct scenario_report *report)
{
    for (size_t i = 0; i < experiment->option_count; i++) {
        size_t len = strcspn(experiment->options[i], "=");

        for (size_t j = 0; j < experiment->sweep.column_count; j++) {
            const char *key = experiment->sweep.columns[j].key;

            if (strlen(key) == len && strncmp(key, experiment->options[i], len) == 0)
                scenario_report_option(report, i, experiment->options[i], "the sweep sets %s", key);
        }
    }
}

/* Reads all but the points. */
static int read_parts(struct experiment *experiment, struct scenario_report *report,
                      struct sweep_reader *reader)
{
    struct scenario_node absent = {.kind = SCENARIO_NODE_NULL};
    struct scenario_mode mode = {.is_experiment = true};
    struct scenario *base = NULL;
    struct scenario_node root;
    int r = scenario_syntax_check(&experiment->text, report);

    if (r == 0)
        r = scenario_tree_build(&experiment->text, &experiment->arena, report, &root);
    if (r != 0)
        return r;
    const struct scenario_member *sweep = scenario_tree_find(&root, "sweep");
    const struct scenario_member *replications = scenario_tree_find(&root, "replications");
    if (sweep != NULL)
        sweep_read(reader, &sweep->value, &experiment->sweep);
    experiment->sweep_offset = sweep != NULL ? sweep->offset : root.offset;
    experiment->has_sweep = sweep != NULL;
    read_replications(experiment, reader, replications != NULL ? &replications->value : &absent);
    check_options(experiment, report);
    mode.has_many_systems = experiment->has_many_systems = sweeps_system(experiment);
    r = scenario_load_mode(experiment->catalogue, &mode, experiment->text.name,
                           experiment->text.original, experiment->text.len, experiment->options,
                           experiment->option_count, report, &base);
    scenario_free(base);
    if (r == BASE_E_NOMEM || reader->no_memory)
        return BASE_E_NOMEM;
    return scenario_report_count(report) > 0 ? BASE_E_SCENARIO : r;
}

static int load_any(const struct scenario_catalogue *catalogue,
                    const struct experiment_hooks *hooks, const char *path, const char *name,
                    const char *text, size_t len, const char *const options[], size_t option_count,
                    struct scenario_report *report, struct experiment **ret_experiment)
{
    struct experiment *experiment = calloc(1, sizeof(*experiment));
    struct sweep_reader reader = {.catalogue = catalogue, .report = report, .place = hooks->place};
    int r;

    if (experiment == NULL)
        return BASE_E_NOMEM;
    experiment->catalogue = catalogue;
    experiment->options = options;
    experiment->option_count = option_count;
    base_arena_init(&experiment->arena, 16384);
    r = crypto_init();
    if (r == 0)
        r = path != NULL ? scenario_text_read(&experiment->text, path, report)
                         : scenario_text_init(&experiment->text, name, text, len, report);
    reader.text = &experiment->text;
    reader.arena = &experiment->arena;
    if (r == 0)
        r = read_parts(experiment, report, &reader);
    if (r == 0)
        r = experiment_make_points(experiment, hooks->check, &reader);
    experiment->options = NULL; /* the caller's */
    if (reader.no_memory || scenario_report_failed(report))
        r = BASE_E_NOMEM;
    if (r == BASE_E_NOMEM)
        base_fail(r, "memory is exhausted");
    if (r == 0)
        *ret_experiment = experiment;
    else
        experiment_free(experiment);
    return r;
}

int experiment_load_text(const struct scenario_catalogue *catalogue,
                         const struct experiment_hooks *hooks, const char *name, const char *text,
                         size_t len, const char *const set_options[], size_t set_count,
                         struct scenario_report *report, struct experiment **ret_experiment)
{
    return load_any(catalogue, hooks, NULL, name, text, len, set_options, set_count, report,
                    ret_experiment);
}

int experiment_load(const struct scenario_catalogue *catalogue,
                    const struct experiment_hooks *hooks, const char *path,
                    const char *const set_options[], size_t set_count,
                    struct scenario_report *report, struct experiment **ret_experiment)
{
    return load_any(catalogue, hooks, path, NULL, NULL, 0, set_options, set_count, report,
                    ret_experiment);
}

void experiment_free(struct experiment *experiment)
{
    if (experiment == NULL)
        return;
    free(experiment->points);
    free(experiment->design_points);
    scenario_text_deinit(&experiment->text);
    base_arena_deinit(&experiment->arena);
    free(experiment);
}

const char *experiment_text(const struct experiment *experiment, size_t *ret_len)
{
    *ret_len = experiment->text.len;
    return experiment->text.original;
}

const char *experiment_name(const struct experiment *experiment)
{
    return experiment->name;
}

const struct experiment_replications *experiment_replications(const struct experiment *experiment)
{
    return &experiment->replications;
}

size_t experiment_column_count(const struct experiment *experiment)
{
    return experiment->sweep.column_count;
}

const struct experiment_column *experiment_column(const struct experiment *experiment, size_t index)
{
    assert(index < experiment->sweep.column_count);
    return &experiment->sweep.columns[index];
}

const struct experiment_design *experiment_design(const struct experiment *experiment)
{
    return &experiment->sweep.design;
}

size_t experiment_design_point(const struct experiment *experiment, size_t row)
{
    assert(row < experiment->sweep.design.row_count);
    return experiment->design_points[row];
}

size_t experiment_point_count(const struct experiment *experiment)
{
    return experiment->point_count;
}

const char *const *experiment_point_settings(const struct experiment *experiment, size_t point,
                                             size_t *ret_count)
{
    assert(point < experiment->point_count);
    *ret_count = experiment->points[point].setting_count;
    return experiment->points[point].settings;
}

crypto_digest experiment_point_hash(const struct experiment *experiment, size_t point)
{
    assert(point < experiment->point_count);
    return experiment->points[point].hash;
}

uint64_t experiment_point_seed(const struct experiment *experiment, size_t point,
                               uint64_t replication)
{
    if (experiment->replications.seeds == EXPERIMENT_SEEDS_COMMON)
        return experiment->seed + replication;

    /* By the point's meaning and not its number, so that a longer sweep keeps the seeds. */
    crypto_digest hash = experiment_point_hash(experiment, point);
    uint8_t place[sizeof hash.bytes + 8];
    uint64_t seed = 0;

    memcpy(place, hash.bytes, sizeof hash.bytes);
    base_store_be64(place + sizeof hash.bytes, replication);
    crypto_digest mixed = crypto_sha256(place, sizeof place);
    for (size_t i = 0; i < 8; i++)
        seed = seed << 8 | mixed.bytes[i];
    return seed >> 11;
}

int experiment_load_point(const struct scenario_catalogue *catalogue, const char *name,
                          const char *text, size_t len, const char *const settings[],
                          size_t setting_count, struct scenario_report *report,
                          struct scenario **ret_scenario)
{
    /* What was checked when the points were made is not checked again. */
    static const struct scenario_mode mode = {.is_experiment = true, .has_many_systems = true};

    return scenario_load_mode(catalogue, &mode, name, text, len, settings, setting_count, report,
                              ret_scenario);
}

void experiment_report_metric(const struct experiment *experiment, const char *const metrics[],
                              struct scenario_report *report)
{
    const char *metric = experiment->replications.metric;
    struct scenario_nearest nearest;

    scenario_nearest_init(&nearest, metric);
    for (size_t i = 0; metrics[i] != NULL; i++)
        scenario_nearest_offer(&nearest, metrics[i]);
    scenario_report_at(report, &experiment->text, experiment->metric_offset,
                       "\"%.100s\" is no number of a result%s%s%s", metric,
                       nearest.best != NULL ? "; did you mean \"" : "",
                       nearest.best != NULL ? nearest.best : "", nearest.best != NULL ? "\"?" : "");
}

bool experiment_has_too_many_runs(const struct experiment *experiment)
{
    const struct experiment_replications *replications = &experiment->replications;
    uint64_t each = replications->metric[0] != '\0' ? replications->maximum : replications->count;

    return experiment->point_count > RUNS_MAX / each;
}
