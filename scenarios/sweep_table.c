/* Tables of an experiment, and how objects are read by them. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "scenarios/nearest.h"
#include "scenarios/report.h"
#include "scenarios/state.h"
#include "scenarios/suggest.h"
#include "scenarios/sweep.h"
#include "scenarios/value.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const seeds_names[] = {
    [EXPERIMENT_SEEDS_COMMON] = "common",
    [EXPERIMENT_SEEDS_INDEPENDENT] = "independent",
    NULL,
};

#define REPLICATIONS(member) offsetof(struct experiment_replications, member)
static const struct scenario_param replications_params[] = {
    {"count", SCENARIO_INTEGER, REPLICATIONS(count), "1", "1", "100000", NULL,
     "Runs of each point.", "Assumption: a first look."},
    {"seeds", SCENARIO_CHOICE, REPLICATIONS(seeds), "common", NULL, NULL, seeds_names,
     "common: replication r has the seed `seed` + r at every point, so that differences between "
     "points "
     "are paired; independent: each run has a seed of its own.",
     "Assumption: points are compared."},
    {"metric", SCENARIO_TEXT, REPLICATIONS(metric), "", NULL, NULL, NULL,
     "Instead of count: a column of results.csv; each point is run until its mean is known.",
     "Assumption: a count."},
    {"relative_half_width", SCENARIO_REAL, REPLICATIONS(relative_half_width), "0.05", "0.000001",
     "1", NULL,
     "The metric's mean is known when half its confidence interval is at most this share of it.",
     "Assumption: what a figure shows."},
    {"confidence", SCENARIO_REAL, REPLICATIONS(confidence), "0.95", "0.5", "0.999999", NULL,
     "Of that interval, by Student's t; of what is true or false by Clopper and Pearson.",
     "Assumption: custom."},
    {"batch", SCENARIO_INTEGER, REPLICATIONS(batch), "10", "2", "100000", NULL,
     "Replications after which, and after each further so many, the metric is looked at.",
     "Assumption: enough for a standard deviation."},
    {"maximum", SCENARIO_INTEGER, REPLICATIONS(maximum), "100", "2", "100000", NULL,
     "Replications of a point at which it stops all the same.", "Assumption: ten batches."},
};
const struct scenario_section sweep_replications_table = {
    "replications",
    "How often each point is run: a number, or an object.",
    replications_params,
    COUNT(replications_params),
    sizeof(struct experiment_replications),
    NULL};

static const struct scenario_param range_params[] = {
    {"count", SCENARIO_INTEGER, offsetof(struct sweep_range, count), "0", "0", "100000", NULL,
     "Values, both ends among them; instead of `step`.", "Assumption: `step` stands there."},
};
const struct scenario_section sweep_range_table = {
    "range",
    "Values at equal distances; those of `log` have equal ratios.",
    range_params,
    COUNT(range_params),
    sizeof(struct sweep_range),
    NULL};

static const struct scenario_param hypercube_params[] = {
    {"points", SCENARIO_INTEGER, offsetof(struct sweep_hypercube, points), "10", "1", "100000",
     NULL, "Points. Each axis is cut into so many parts, and each part has one point.",
     "Assumption: a first look."},
    {"seed", SCENARIO_INTEGER, offsetof(struct sweep_hypercube, seed), "1", NULL, NULL, NULL,
     "Seed of the places of the points.", "Assumption: any number serves."},
};
const struct scenario_section sweep_hypercube_table = {"latin_hypercube",
                                                       "Points spread over several axes at once.",
                                                       hypercube_params,
                                                       COUNT(hypercube_params),
                                                       sizeof(struct sweep_hypercube),
                                                       NULL};

#define DESIGN(member) offsetof(struct experiment_design, member)
static const struct scenario_param morris_params[] = {
    {"trajectories", SCENARIO_INTEGER, DESIGN(trajectories), "10", "2", "50000", NULL,
     "Walks through the axes; each has a point more than there are axes, and gives one effect of "
     "each axis.",
     "Assumption: a screening."},
    {"levels", SCENARIO_INTEGER, DESIGN(levels), "4", "2", "1000", NULL,
     "Of the grid on which they walk, by half of its levels at a time; an even number.",
     "Source: Campolongo, Cariboni and Saltelli 2007."},
    {"seed", SCENARIO_INTEGER, DESIGN(seed), "1", "0", "9007199254740992", NULL,
     "Seed of the walks.", "Assumption: any number serves."},
};
const struct scenario_section sweep_morris_table = {
    "morris",
    "A screening of many parameters, instead of all other parts of the sweep.",
    morris_params,
    COUNT(morris_params),
    sizeof(struct experiment_design),
    NULL};

static const struct scenario_param sobol_params[] = {
    {"rows", SCENARIO_INTEGER, DESIGN(samples), "64", "2", "30000", NULL,
     "Rows of Sobol's sequence, best a power of two; each is two points more than there are axes.",
     "Assumption: a first look; narrow intervals take a thousand."},
};
const struct scenario_section sweep_sobol_table = {
    "sobol",
    "Shares of a few parameters in the variance, instead of all other parts of the sweep.",
    sobol_params,
    COUNT(sobol_params),
    sizeof(struct experiment_design),
    NULL};

void sweep_report(struct sweep_reader *reader, size_t offset, struct base_buffer *message)
{
    base_buffer_append_u8(message, 0);
    if (base_buffer_failed(message))
        reader->no_memory = true;
    else
        scenario_report_at(reader->report, reader->text, offset, "%s", (const char *)message->data);
    base_buffer_deinit(message);
}

void sweep_error(struct sweep_reader *reader, size_t offset, const char *format, ...)
{
    char message[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    scenario_report_at(reader->report, reader->text, offset, "%s", message);
}

static void set_default(const struct scenario_param *param, void *values)
{
    union scenario_value value;
    int r = scenario_value_of_table(param, param->default_text, &value);

    assert(r == 0 && "a default of a table is wrong");
    if (r == 0)
        scenario_value_store(param, &value, values);
}

static bool is_among(const char *const names[], const char *name)
{
    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

static void unknown_key(struct sweep_reader *reader, const struct scenario_section *table,
                        const char *const others[], const struct scenario_member *member)
{
    struct scenario_nearest nearest;
    struct base_buffer message = {0};

    scenario_nearest_init(&nearest, member->key);
    for (size_t i = 0; i < table->param_count; i++)
        scenario_nearest_offer(&nearest, table->params[i].key);
    for (size_t i = 0; others != NULL && others[i] != NULL; i++)
        scenario_nearest_offer(&nearest, others[i]);
    base_buffer_printf(&message, "unknown key ");
    scenario_text_quote(&message, member->key, strlen(member->key));
    if (nearest.best != NULL)
        base_buffer_printf(&message, "; did you mean \"%s\"?", nearest.best);
    sweep_report(reader, member->offset, &message);
}

void sweep_read_table(struct sweep_reader *reader, const struct scenario_section *table,
                      const char *const others[], const struct scenario_node *node, void *values)
{
    for (size_t i = 0; i < table->param_count; i++)
        set_default(&table->params[i], values);
    if (node->kind != SCENARIO_NODE_OBJECT) {
        sweep_error(reader, node->offset, "\"%s\" is an object { ... }", table->name);
        return;
    }
    for (const struct scenario_member *member = node->members; member != NULL;
         member = member->next) {
        size_t index = scenario_section_param(table, member->key);
        struct base_buffer message = {0};
        union scenario_value value;

        if (is_among(others, member->key))
            continue;
        if (index == SIZE_MAX)
            unknown_key(reader, table, others, member);
        else if (scenario_value_read(&table->params[index], &member->value, &message, &value) != 0)
            sweep_report(reader, member->value.offset, &message);
        else
            scenario_value_store(&table->params[index], &value, values);
    }
}

const struct scenario_param *sweep_find_key(struct sweep_reader *reader, const char *key,
                                            size_t offset,
                                            const struct scenario_section **ret_section)
{
    size_t section;
    size_t param = scenario_catalogue_param(reader->catalogue, key, &section);
    struct base_buffer message = {0};

    if (param != SIZE_MAX) {
        *ret_section = reader->catalogue->sections[section];
        return &reader->catalogue->sections[section]->params[param];
    }
    base_buffer_printf(&message, "unknown key ");
    scenario_text_quote(&message, key, strlen(key));
    scenario_suggest_dotted(reader->catalogue, -1, key, &message);
    sweep_report(reader, offset, &message);
    return NULL;
}
