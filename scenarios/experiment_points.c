/* The points of a sweep: every level of each factor with every one of the others. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "scenarios/experiment_private.h"
#include "scenarios/report.h"
#include "scenarios/state.h"
#include "scenarios/value.h"

struct maker {
    struct experiment *experiment;
    experiment_check *check;
    struct sweep_reader *reader;
    struct base_map hashes; /* of points that are there */
    const char **settings;  /* room for the options and all factors */
    size_t *places;
    size_t wrong; /* points that are no valid scenarios */
};

/* 0: too many. */
static size_t count_levels(const struct sweep *sweep)
{
    size_t count = 1;

    for (const struct sweep_factor *factor = sweep->factors; factor != NULL;
         factor = factor->next) {
        if (factor->level_count > EXPERIMENT_POINTS_MAX / count)
            return 0;
        count *= factor->level_count;
    }
    return count;
}

static size_t count_settings(const struct experiment *experiment)
{
    size_t count = experiment->option_count;

    for (const struct sweep_factor *factor = experiment->sweep.factors; factor != NULL;
         factor = factor->next)
        count += factor->width;
    return count;
}

/* The settings of combination `index`: the last factor's level changes first. Returns how many. */
static size_t compose(struct maker *maker, size_t index, size_t combinations)
{
    const struct experiment *experiment = maker->experiment;
    size_t count = 0;

    for (; count < experiment->option_count; count++) {
        maker->settings[count] = experiment->options[count];
        maker->places[count] = SCENARIO_NO_PLACE;
    }
    for (const struct sweep_factor *factor = experiment->sweep.factors; factor != NULL;
         factor = factor->next) {
        combinations /= factor->level_count;
        size_t level = index / combinations % factor->level_count;

        for (size_t i = 0; i < factor->width; i++) {
            const struct sweep_setting *setting = &factor->settings[level * factor->width + i];

            if (setting->option == NULL)
                continue;
            maker->settings[count] = setting->option;
            maker->places[count++] = setting->offset;
        }
    }
    return count;
}

static bool satisfies_all(struct maker *maker, const struct scenario *scenario)
{
    for (const struct sweep_constraint *constraint = maker->experiment->sweep.constraints;
         constraint != NULL; constraint = constraint->next) {
        if (!sweep_satisfies(maker->reader, constraint, scenario))
            return false;
    }
    return true;
}

/* Name and seed are those of the first point. */
static int take_header(struct experiment *experiment, const struct scenario *scenario)
{
    size_t top = scenario_catalogue_section(experiment->catalogue, "");
    const struct scenario_section *section =
        top == SIZE_MAX ? NULL : experiment->catalogue->sections[top];
    const char *name = "";

    for (size_t i = 0; section != NULL && i < section->param_count; i++) {
        union scenario_value value =
            scenario_value_load(&section->params[i], scenario_section_values(scenario, ""));

        if (strcmp(section->params[i].key, "name") == 0 && section->params[i].type == SCENARIO_TEXT)
            name = value.text;
        if (strcmp(section->params[i].key, "seed") == 0 &&
            section->params[i].type == SCENARIO_INTEGER)
            experiment->seed = value.integer;
    }
    experiment->name = base_arena_strndup(&experiment->arena, name, strlen(name));
    return experiment->name == NULL ? BASE_E_NOMEM : 0;
}

/* ret_index: of the point that means this scenario. */
static int add_point(struct maker *maker, const struct scenario *scenario, size_t setting_count,
                     size_t *ret_index)
{
    struct experiment *experiment = maker->experiment;
    struct experiment_point *point = &experiment->points[experiment->point_count];
    crypto_digest hash = scenario_hash(scenario);
    bool is_new;

    size_t *index = base_map_put(&maker->hashes, hash.bytes, &is_new);
    if (index == NULL)
        return BASE_E_NOMEM;
    if (is_new)
        *index = experiment->point_count;
    *ret_index = *index;
    if (!is_new)
        return 0; /* it means the same as an earlier one */
    point->settings =
        base_arena_calloc(&experiment->arena, setting_count + 1, sizeof(*point->settings));
    if (point->settings == NULL)
        return BASE_E_NOMEM;
    point->hash = hash;
    point->setting_count = setting_count;
    for (size_t i = 0; i < setting_count; i++) {
        point->settings[i] =
            base_arena_strndup(&experiment->arena, maker->settings[i], strlen(maker->settings[i]));
        if (point->settings[i] == NULL)
            return BASE_E_NOMEM;
    }
    return experiment->point_count++ == 0 ? take_header(experiment, scenario) : 0;
}

static int make_point(struct maker *maker, size_t index, size_t combinations)
{
    struct experiment *experiment = maker->experiment;
    struct scenario_mode mode = {.is_experiment = true,
                                 .has_many_systems = experiment->has_many_systems,
                                 .places = maker->places};
    size_t count = compose(maker, index, combinations);
    struct scenario *scenario = NULL;
    size_t point = 0;
    int r = scenario_load_mode(experiment->catalogue, &mode, experiment->text.name,
                               experiment->text.original, experiment->text.len, maker->settings,
                               count, maker->reader->report, &scenario);

    if (r == 0 && satisfies_all(maker, scenario)) {
        r = maker->check != NULL ? maker->check(scenario, maker->reader->report) : 0;
        if (r == 0)
            r = add_point(maker, scenario, count, &point);
    }
    if (experiment->design_points != NULL)
        experiment->design_points[index] = point; /* one factor: a combination is a row */
    scenario_free(scenario);
    maker->wrong += r == BASE_E_SCENARIO;
    return r == BASE_E_SCENARIO ? 0 : r;
}

static int make_points(struct maker *maker, size_t combinations)
{
    struct experiment *experiment = maker->experiment;
    struct scenario_report *report = maker->reader->report;
    int r = 0;

    for (size_t i = 0; i < combinations && r == 0 && !scenario_report_full(report); i++)
        r = make_point(maker, i, combinations);
    if (r < 0)
        return r;
    if (maker->wrong > 0 && experiment->has_sweep)
        scenario_report_at(
            report, &experiment->text, experiment->sweep_offset,
            "%zu of %zu points are no valid scenarios%s", maker->wrong, combinations,
            experiment->design_points != NULL ? "" : "; a constraint can leave points out");
    else if (maker->wrong == 0 && experiment->point_count == 0)
        scenario_report_at(report, &experiment->text, experiment->sweep_offset,
                           "the constraints leave no point");
    else if (maker->wrong == 0 && experiment_has_too_many_runs(experiment))
        scenario_report_at(report, &experiment->text, experiment->sweep_offset,
                           "too many runs: %zu points", experiment->point_count);
    return scenario_report_count(report) > 0 ? BASE_E_SCENARIO : 0;
}

int experiment_make_points(struct experiment *experiment, experiment_check *check,
                           struct sweep_reader *reader)
{
    struct maker maker = {.experiment = experiment, .check = check, .reader = reader};
    size_t combinations = count_levels(&experiment->sweep);
    size_t room = count_settings(experiment) + 1;
    int r = BASE_E_NOMEM;

    if (combinations == 0) {
        scenario_report_at(reader->report, reader->text, experiment->sweep_offset,
                           "more than %d points", EXPERIMENT_POINTS_MAX);
        return BASE_E_SCENARIO;
    }
    base_map_init(&maker.hashes, sizeof((crypto_digest){0}.bytes), sizeof(size_t));
    maker.settings = calloc(room, sizeof(*maker.settings));
    maker.places = calloc(room, sizeof(*maker.places));
    experiment->points = calloc(combinations, sizeof(*experiment->points));
    bool has_room = maker.settings != NULL && maker.places != NULL && experiment->points != NULL;
    if (experiment->sweep.design.kind != EXPERIMENT_DESIGN_NONE) {
        experiment->design_points = calloc(combinations, sizeof(*experiment->design_points));
        has_room = has_room && experiment->design_points != NULL;
    }
    if (has_room)
        r = make_points(&maker, combinations);
    free(maker.settings);
    free(maker.places);
    base_map_deinit(&maker.hashes);
    return r;
}
