/* What a figure's file may hold: one table for the reader and for the schema. */
#include "analysis/figure/fields.h"

#include <stdio.h>
#include <string.h>

#include "analysis/figure/expression.h"
#include "analysis/figure/spec.h"
#include "base/error.h"

#define PLACE_MAX 300

const char *const figure_kind_names[] = {"lines", "bars", "time", NULL};
const char *const figure_scale_names[] = {"linear", "log", NULL};
const char *const figure_unit_names[] = {"s", "min", "h", "d", NULL};
const char *const figure_of_names[] = {"results", "effort", NULL};
static const char *const fit_names[] = {"early", "exponential", "logistic", "si", "bass", NULL};
const char *const figure_by_names[] = {"ratio", "difference", NULL};
const char *const figure_over_names[] = {"mean", "least", "most", "slope", "exponent", NULL};
const char *const figure_test_names[] = {"above", "below", "near", NULL};

#define WHERE                                                                                      \
    {                                                                                              \
        "where", FIGURE_FIELD_CONDITIONS, false,                                                   \
            "points by what the sweep sets: columns of results.csv without \"set.\"; {}: all",     \
            NULL, NULL                                                                             \
    }
#define QUICK                                                                                      \
    {                                                                                              \
        "quick", FIGURE_FIELD_PATCH, false,                                                        \
            "what stands here in the small size: members that replace those beside it, or false "  \
            "where there is none",                                                                 \
            NULL, NULL                                                                             \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, FIGURE_FIELD_TEXT, false, NULL, NULL, NULL                                           \
    }

static const struct figure_field experiment_fields[] = {
    {"file", FIGURE_FIELD_TEXT, true, "the experiment's file, beside this one", NULL, NULL},
    {"quick", FIGURE_FIELD_PATCH, false,
     "a JSON merge patch (RFC 7396) that makes the small size of it", NULL, NULL},
    END,
};
static const struct figure_field axis_fields[] = {
    {"value", FIGURE_FIELD_EXPRESSION, false,
     "expression over columns of results.csv; of bars one column; of a time axis none", NULL, NULL},
    {"label", FIGURE_FIELD_TEXT, true, "what stands at the axis, with its unit", NULL, NULL},
    {"scale", FIGURE_FIELD_CHOICE, false, "how the axis is divided", figure_scale_names, NULL},
    {"unit", FIGURE_FIELD_CHOICE, false, "of a time axis (default: h)", figure_unit_names, NULL},
    {"range", FIGURE_FIELD_RANGE, false, "both ends of the axis", NULL, NULL},
    {"names", FIGURE_FIELD_NAMES, false, "what is written for the cells under bars", NULL, NULL},
    END,
};
static const struct figure_field series_fields[] = {
    {"label", FIGURE_FIELD_TEXT, true, "its name in the key", NULL, NULL},
    WHERE,
    {"value", FIGURE_FIELD_EXPRESSION, false, "instead of the axis' value", NULL, NULL},
    {"style", FIGURE_FIELD_NUMBER, false,
     "colour, dash and mark, 1 to 8; by default its place in the panel", NULL, NULL},
    {"fit", FIGURE_FIELD_CHOICE, false,
     "over time: a curve of growth fitted to the means in place of them; early: an exponential one "
     "to values up to a fifth of the largest",
     fit_names, NULL},
    END,
};
static const struct figure_field panel_fields[] = {
    {"title", FIGURE_FIELD_TEXT, false, "what stands above it", NULL, NULL},
    {"kind", FIGURE_FIELD_CHOICE, false, "lines over a number, bars over a text, or time",
     figure_kind_names, NULL},
    {"x", FIGURE_FIELD_OBJECT, true, "the axis below", NULL, axis_fields},
    {"y", FIGURE_FIELD_OBJECT, true, "the axis at the left", NULL, axis_fields},
    {"series", FIGURE_FIELD_OBJECTS, true, "what is drawn", NULL, series_fields},
    {"of", FIGURE_FIELD_CHOICE, false,
     "results.csv, or effort.csv: what the runs took of this machine, which is kept in "
     "measured.csv "
     "and compared with nothing",
     figure_of_names, NULL},
    QUICK,
    END,
};
static const struct figure_field against_fields[] = {
    {"by", FIGURE_FIELD_CHOICE, true, "how the two are put together, replication by replication",
     figure_by_names, NULL},
    WHERE,
    {"value", FIGURE_FIELD_EXPRESSION, false, "instead of the claim's value", NULL, NULL},
    END,
};
static const struct figure_field claim_fields[] = {
    {"id", FIGURE_FIELD_TEXT, true, "a short name", NULL, NULL},
    {"says", FIGURE_FIELD_TEXT, true, "the sentence that is tested", NULL, NULL},
    {"expected", FIGURE_FIELD_TEXT, false,
     "what was expected, where something else came out and is claimed", NULL, NULL},
    {"value", FIGURE_FIELD_EXPRESSION, true, "expression over columns of results.csv", NULL, NULL},
    WHERE,
    {"over", FIGURE_FIELD_CHOICE, false,
     "what is made of the points that match, in each replication (default: mean)",
     figure_over_names, NULL},
    {"x", FIGURE_FIELD_EXPRESSION, false, "over what slope and exponent are", NULL, NULL},
    {"against", FIGURE_FIELD_OBJECT, false, "other points that these are compared with", NULL,
     against_fields},
    {"is", FIGURE_FIELD_CHOICE, true,
     "where the interval of the mean lies: above target - tolerance, below target + tolerance, or "
     "near",
     figure_test_names, NULL},
    {"target", FIGURE_FIELD_NUMBER, true, "see is", NULL, NULL},
    {"tolerance", FIGURE_FIELD_NUMBER, false, "see is (default: 0)", NULL, NULL},
    QUICK,
    END,
};
const struct figure_field figure_fields[] = {
    {"$schema", FIGURE_FIELD_TEXT, false, "for editors", NULL, NULL},
    {"title", FIGURE_FIELD_TEXT, true, "what the figure is about", NULL, NULL},
    {"experiments", FIGURE_FIELD_OBJECTS, true, "what is run, as one campaign", NULL,
     experiment_fields},
    {"panels", FIGURE_FIELD_OBJECTS, true, "what is drawn, from top to bottom", NULL, panel_fields},
    {"claims", FIGURE_FIELD_OBJECTS, true, "what is tested", NULL, claim_fields},
    {"reference_tolerance", FIGURE_FIELD_NUMBER, false,
     "relative difference from the kept data that is none, even where intervals do not meet "
     "(default: 0.02)",
     NULL, NULL},
    END,
};

static const struct figure_field *find(const struct figure_field fields[], const char *key)
{
    for (; fields->key; fields++)
        if (strcmp(fields->key, key) == 0)
            return fields;
    return NULL;
}

static int refuse(const char *place, const char *key, const char *expected)
{
    return base_fail(BASE_E_SCENARIO, "%s: \"%s\" is %s", place, key, expected);
}

static int check_choice(const struct figure_field *field, const char *place, const json_t *value)
{
    char all[PLACE_MAX] = "";
    for (size_t i = 0; field->choices[i]; i++) {
        if (json_is_string(value) && strcmp(json_string_value(value), field->choices[i]) == 0)
            return 0;
        size_t len = strlen(all);
        snprintf(all + len, sizeof all - len, "%s%s", i > 0 ? ", " : "one of ", field->choices[i]);
    }
    return refuse(place, field->key, all);
}

static int check_expression(const struct figure_field *field, const char *place,
                            const json_t *value)
{
    size_t at;
    if (!json_is_string(value))
        return refuse(place, field->key, "a text: \"devices.total / 2\"");
    const char *text = json_string_value(value);
    if (figure_expression_check(text, &at))
        return 0;
    return base_fail(BASE_E_SCENARIO, "%s: \"%s\": no expression from \"%.40s\" on", place,
                     field->key, text + at);
}

static int check_texts(const struct figure_field *field, const char *place, const json_t *value)
{
    const char *key;
    const json_t *member;
    bool has_scalars = field->type == FIGURE_FIELD_CONDITIONS;
    const char *expected = has_scalars ? "an object of texts, numbers and booleans by column"
                                       : "an object of texts by text";
    if (!json_is_object(value))
        return refuse(place, field->key, expected);
    json_object_foreach((json_t *)value, key, member)
    {
        bool is_right = json_is_string(member) ||
                        (has_scalars && (json_is_number(member) || json_is_boolean(member)));
        if (!is_right)
            return refuse(place, field->key, expected);
    }
    return 0;
}

static int check_range(const struct figure_field *field, const char *place, const json_t *value)
{
    const json_t *low = json_array_get(value, 0), *high = json_array_get(value, 1);
    bool is_right = json_array_size(value) == 2 && json_is_number(low) && json_is_number(high) &&
                    json_number_value(low) < json_number_value(high);
    return is_right ? 0 : refuse(place, field->key, "two ascending numbers: [0, 1]");
}

static int check_objects(const struct figure_field *field, const char *place, const json_t *value)
{
    int r = 0;
    if (!json_is_array(value) || json_array_size(value) == 0)
        return refuse(place, field->key, "an array of objects, one at least");
    for (size_t i = 0; r == 0 && i < json_array_size(value); i++) {
        char inner[PLACE_MAX];
        snprintf(inner, sizeof inner, "%s: %s[%zu]", place, field->key, i);
        r = figure_fields_check(field->fields, inner, json_array_get(value, i));
    }
    return r;
}

static int check_field(const struct figure_field *field, const char *place, const json_t *value)
{
    char inner[PLACE_MAX];
    switch (field->type) {
    case FIGURE_FIELD_TEXT:
        return json_is_string(value) ? 0 : refuse(place, field->key, "a text");
    case FIGURE_FIELD_EXPRESSION:
        return check_expression(field, place, value);
    case FIGURE_FIELD_NUMBER:
        return json_is_number(value) ? 0 : refuse(place, field->key, "a number");
    case FIGURE_FIELD_CHOICE:
        return check_choice(field, place, value);
    case FIGURE_FIELD_OBJECT:
        snprintf(inner, sizeof inner, "%s: %s", place, field->key);
        return figure_fields_check(field->fields, inner, value);
    case FIGURE_FIELD_OBJECTS:
        return check_objects(field, place, value);
    case FIGURE_FIELD_CONDITIONS:
    case FIGURE_FIELD_NAMES:
        return check_texts(field, place, value);
    case FIGURE_FIELD_RANGE:
        return check_range(field, place, value);
    case FIGURE_FIELD_PATCH:
        break;
    }
    return json_is_object(value) || json_is_false(value) ? 0
                                                         : refuse(place, field->key, "an object");
}

static int unknown(const struct figure_field fields[], const char *place, const char *key)
{
    char keys[300] = "";
    size_t len = 0;
    for (const struct figure_field *field = fields; field->key && len < sizeof keys; field++)
        len += (size_t)snprintf(keys + len, sizeof keys - len, "%s%s", len > 0 ? ", " : "",
                                field->key);
    return base_fail(BASE_E_SCENARIO, "%s: unknown key \"%.60s\"; there are %s", place, key, keys);
}

int figure_fields_check(const struct figure_field fields[], const char *place, const json_t *object)
{
    const char *key;
    const json_t *value;
    int r = 0;
    if (!json_is_object(object))
        return base_fail(BASE_E_SCENARIO, "%s: expected an object", place);
    json_object_foreach((json_t *)object, key, value)
    {
        const struct figure_field *field = find(fields, key);
        r = field ? check_field(field, place, value) : unknown(fields, place, key);
        if (r < 0)
            return r;
    }
    for (const struct figure_field *field = fields; field->key; field++)
        if (field->is_required && !json_object_get(object, field->key))
            return base_fail(BASE_E_SCENARIO, "%s: needs \"%s\"", place, field->key);
    return 0;
}
