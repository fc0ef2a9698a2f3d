#include "analysis/figure/spec.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/figure/expression.h"
#include "analysis/figure/fields.h"
#include "analysis/file.h"
#include "base/error.h"

#define REFERENCE_TOLERANCE 0.02

static const char *text_of(const json_t *object, const char *key, const char *other)
{
    const json_t *value = json_object_get(object, key);
    return value ? json_string_value(value) : other;
}

static double number_of(const json_t *object, const char *key, double other)
{
    const json_t *value = json_object_get(object, key);
    return value ? json_number_value(value) : other;
}

/* The place of a checked choice in its names. */
static int choice_of(const json_t *object, const char *key, const char *const names[], int other)
{
    const char *text = text_of(object, key, NULL);
    for (int i = 0; text && names[i]; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    return other;
}

/* Room for the members or items of a value. */
static int make_room(const json_t *value, size_t item_bytes, void *ret_items)
{
    size_t count = json_is_array(value) ? json_array_size(value) : json_object_size(value);
    void *items = calloc(count + 1, item_bytes);
    if (!items)
        return base_fail(BASE_E_NOMEM, "no memory for a figure");
    memcpy(ret_items, &items, sizeof items);
    return 0;
}

static int read_where(const json_t *object, struct figure_where *where)
{
    json_t *conditions = json_object_get(object, "where");
    const char *key;
    const json_t *value;
    int r = make_room(conditions, sizeof *where->conditions, &where->conditions);
    if (r < 0)
        return r;
    json_object_foreach(conditions, key, value)
    {
        where->conditions[where->count++] = (struct figure_condition){
            .column = key,
            .text = json_is_string(value)    ? json_string_value(value)
                    : json_is_boolean(value) ? (json_is_true(value) ? "true" : "false")
                                             : NULL,
            .number = json_number_value(value),
        };
    }
    return 0;
}

static int read_axis(const json_t *object, struct figure_axis *axis)
{
    static const double units_s[] = {1, 60, 3600, 86400};
    json_t *names = json_object_get(object, "names");
    const json_t *range = json_object_get(object, "range");
    const char *key;
    const json_t *value;
    *axis = (struct figure_axis){
        .value = text_of(object, "value", NULL),
        .label = text_of(object, "label", ""),
        .is_log = choice_of(object, "scale", figure_scale_names, 0) == 1,
        .has_range = range != NULL,
        .low = json_number_value(json_array_get(range, 0)),
        .high = json_number_value(json_array_get(range, 1)),
        .unit_s = units_s[choice_of(object, "unit", figure_unit_names, 2)],
    };
    int r = make_room(names, sizeof *axis->names, &axis->names);
    if (r < 0)
        return r;
    json_object_foreach(names, key, value) axis->names[axis->name_count++] =
        (struct figure_name){key, json_string_value(value)};
    return 0;
}

static int read_series(const char *place, const json_t *object, size_t index,
                       const struct figure_panel *panel, struct figure_series *series)
{
    double style = number_of(object, "style", (double)(index % 8 + 1));
    series->label = text_of(object, "label", "");
    series->value = text_of(object, "value", panel->y.value);
    if (!series->value)
        return base_fail(BASE_E_SCENARIO, "%s: series[%zu] needs \"value\", or its \"y\" does",
                         place, index);
    if (!(style >= 1 && style <= 8))
        return base_fail(BASE_E_SCENARIO, "%s: series[%zu]: \"style\" is 1 to 8", place, index);
    if (figure_expression_has_time(series->value) != (panel->kind == FIGURE_KIND_TIME))
        return base_fail(BASE_E_SCENARIO,
                         "%s: series[%zu]: values over time, and no others, have @names", place,
                         index);
    series->style = (unsigned)style;
    series->fit = text_of(object, "fit", NULL);
    if (series->fit && panel->kind != FIGURE_KIND_TIME)
        return base_fail(BASE_E_SCENARIO, "%s: series[%zu]: only series over time have a \"fit\"",
                         place, index);
    return read_where(object, &series->where);
}

static int read_panel(const char *place, const json_t *object, struct figure_panel *panel)
{
    const json_t *series = json_object_get(object, "series");
    panel->title = text_of(object, "title", "");
    panel->kind = (enum figure_kind)choice_of(object, "kind", figure_kind_names, FIGURE_KIND_LINES);
    panel->is_measured = choice_of(object, "of", figure_of_names, 0) == 1;
    int r = read_axis(json_object_get(object, "x"), &panel->x);
    if (r == 0)
        r = read_axis(json_object_get(object, "y"), &panel->y);
    if (r == 0 && (panel->x.value != NULL) == (panel->kind == FIGURE_KIND_TIME))
        r = base_fail(BASE_E_SCENARIO, "%s: \"x\" has a \"value\", unless it is time", place);
    if (r == 0)
        r = make_room(series, sizeof *panel->series, &panel->series);
    for (size_t i = 0; r == 0 && i < json_array_size(series); i++) {
        r = read_series(place, json_array_get(series, i), i, panel, &panel->series[i]);
        panel->series_count = i + 1;
    }
    return r;
}

static int read_claim(const char *place, const json_t *object, struct figure_claim *claim)
{
    const json_t *against = json_object_get(object, "against");
    *claim = (struct figure_claim){
        .id = text_of(object, "id", ""),
        .says = text_of(object, "says", ""),
        .expected = text_of(object, "expected", ""),
        .value = text_of(object, "value", ""),
        .x = text_of(object, "x", NULL),
        .over = (enum figure_over)choice_of(object, "over", figure_over_names, FIGURE_OVER_MEAN),
        .against = (enum figure_against)(choice_of(against, "by", figure_by_names, -1) + 1),
        .base_value = text_of(against, "value", text_of(object, "value", "")),
        .test = (enum figure_test)choice_of(object, "is", figure_test_names, 0),
        .target = number_of(object, "target", 0),
        .tolerance = number_of(object, "tolerance", 0),
    };
    bool needs_x = claim->over == FIGURE_OVER_SLOPE || claim->over == FIGURE_OVER_EXPONENT;
    if (needs_x != (claim->x != NULL))
        return base_fail(BASE_E_SCENARIO,
                         "%s: slope and exponent, and no others, are over an \"x\"", place);
    if (claim->tolerance < 0)
        return base_fail(BASE_E_SCENARIO, "%s: \"tolerance\" is 0 or more", place);
    int r = read_where(object, &claim->where);
    return r == 0 ? read_where(against, &claim->base) : r;
}

static int read_experiments(const json_t *experiments, struct figure_spec *spec)
{
    int r = make_room(experiments, sizeof *spec->experiments, &spec->experiments);
    for (size_t i = 0; r == 0 && i < json_array_size(experiments); i++) {
        const json_t *object = json_array_get(experiments, i);
        const json_t *quick = json_object_get(object, "quick");
        struct figure_experiment *experiment = &spec->experiments[spec->experiment_count++];
        experiment->file = text_of(object, "file", "");
        if (json_is_object(quick) && !(experiment->quick = json_dumps(quick, JSON_COMPACT)))
            r = base_fail(BASE_E_NOMEM, "no memory for a figure");
    }
    return r;
}

/* Puts "quick" of each object above its other members, or takes the object away. */
static int apply_quick(json_t *objects)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < json_array_size(objects);) {
        json_t *object = json_array_get(objects, i);
        json_t *quick = json_incref(json_object_get(object, "quick"));
        if (json_is_false(quick))
            json_array_remove(objects, i);
        else if (quick && json_object_update(object, quick) < 0)
            r = base_fail(BASE_E_NOMEM, "no memory for a figure");
        else
            i++;
        json_decref(quick);
    }
    return r;
}

static int read_all(const char *name, bool is_quick, struct figure_spec *spec)
{
    const json_t *root = spec->root;
    json_t *panels = json_object_get(root, "panels"), *claims = json_object_get(root, "claims");
    int r = figure_fields_check(figure_fields, name, root);
    if (r == 0 && is_quick) {
        r = apply_quick(panels);
        if (r == 0)
            r = apply_quick(claims);
        if (r == 0) /* what the patches brought */
            r = figure_fields_check(figure_fields, name, root);
    }
    if (r == 0)
        r = read_experiments(json_object_get(root, "experiments"), spec);
    if (r == 0)
        r = make_room(panels, sizeof *spec->panels, &spec->panels);
    if (r == 0)
        r = make_room(claims, sizeof *spec->claims, &spec->claims);
    for (size_t i = 0; r == 0 && i < json_array_size(panels); i++) {
        char place[300];
        snprintf(place, sizeof place, "%s: panels[%zu]", name, i);
        spec->panel_count = i + 1;
        r = read_panel(place, json_array_get(panels, i), &spec->panels[i]);
    }
    for (size_t i = 0; r == 0 && i < json_array_size(claims); i++) {
        char place[300];
        snprintf(place, sizeof place, "%s: claims[%zu]", name, i);
        spec->claim_count = i + 1;
        r = read_claim(place, json_array_get(claims, i), &spec->claims[i]);
        for (size_t j = 0; r == 0 && j < i; j++)
            if (strcmp(spec->claims[j].id, spec->claims[i].id) == 0)
                r = base_fail(BASE_E_SCENARIO, "%s: a second claim \"%s\"", place,
                              spec->claims[i].id);
    }
    spec->title = text_of(root, "title", "");
    spec->reference_tolerance = number_of(root, "reference_tolerance", REFERENCE_TOLERANCE);
    return r;
}

int figure_spec_parse(const char *name, const char *text, size_t len, bool is_quick,
                      struct figure_spec *ret_spec)
{
    json_error_t error;
    struct figure_spec spec = {.root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error)};
    if (!spec.root)
        return base_fail(BASE_E_SCENARIO, "%s:%d:%d: error: %s", name, error.line, error.column,
                         error.text);
    int r = read_all(name, is_quick, &spec);
    if (r == 0)
        *ret_spec = spec;
    else
        figure_spec_deinit(&spec);
    return r;
}

int figure_spec_read(const char *path, bool is_quick, struct figure_spec *ret_spec)
{
    char *text;
    size_t len;
    int r = analysis_file_read(path, &text, &len);
    if (r < 0)
        return r;
    r = figure_spec_parse(path, text, len, is_quick, ret_spec);
    free(text);
    return r;
}

void figure_spec_deinit(struct figure_spec *spec)
{
    for (size_t i = 0; i < spec->experiment_count; i++)
        free(spec->experiments[i].quick);
    for (size_t i = 0; i < spec->panel_count; i++) {
        struct figure_panel *panel = &spec->panels[i];
        for (size_t j = 0; j < panel->series_count; j++)
            free(panel->series[j].where.conditions);
        free(panel->series);
        free(panel->x.names);
        free(panel->y.names);
    }
    for (size_t i = 0; i < spec->claim_count; i++) {
        free(spec->claims[i].where.conditions);
        free(spec->claims[i].base.conditions);
    }
    free(spec->experiments);
    free(spec->panels);
    free(spec->claims);
    json_decref(spec->root);
    *spec = (struct figure_spec){0};
}
