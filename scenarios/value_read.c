/* Reading a value of a file or an option, and saying what is wrong with it. */
#include <string.h>

#include "scenarios/nearest.h"
#include "scenarios/number.h"
#include "scenarios/value.h"

static void append_literal(struct base_buffer *out, const struct scenario_node *node)
{
    if (node->kind == SCENARIO_NODE_STRING) {
        scenario_text_quote(out, node->text, node->text_len);
    } else if (node->text_len <= 40) {
        base_buffer_append(out, node->text, node->text_len);
    } else {
        base_buffer_append(out, node->text, 40);
        base_buffer_printf(out, "...");
    }
}

static void append_found(struct base_buffer *out, const struct scenario_node *node)
{
    switch (node->kind) {
    case SCENARIO_NODE_OBJECT:
        base_buffer_printf(out, "an object { ... }");
        break;
    case SCENARIO_NODE_ARRAY:
        base_buffer_printf(out, "an array [ ... ]");
        break;
    case SCENARIO_NODE_STRING:
        base_buffer_printf(out, "the text ");
        append_literal(out, node);
        break;
    case SCENARIO_NODE_NUMBER:
        base_buffer_printf(out, "the number ");
        append_literal(out, node);
        break;
    default:
        append_literal(out, node);
        break;
    }
}

static void append_choices(struct base_buffer *out, const struct scenario_param *param)
{
    for (size_t i = 0; param->choices[i] != NULL; i++)
        base_buffer_printf(out, "%s%s", i > 0 ? ", " : "", param->choices[i]);
}

static int wrong_type(const struct scenario_param *param, const struct scenario_node *node,
                      struct base_buffer *out)
{
    enum base_dimension dimension;

    base_buffer_printf(out, "expected %s", scenario_type_name(param->type));
    if (scenario_type_dimension(param->type, &dimension))
        base_buffer_printf(out, " such as \"%s\"", param->default_text);
    if (scenario_type_has_choices(param->type)) {
        base_buffer_printf(out, " ");
        append_choices(out, param);
    }
    if (scenario_type_beside_choices(param->type) != NULL)
        base_buffer_printf(out, ", or %s", scenario_type_beside_choices(param->type));
    base_buffer_printf(out, ", found ");
    append_found(out, node);
    return 1;
}

static int expected_range(const struct scenario_param *param, const char *max_text,
                          struct base_buffer *out)
{
    base_buffer_printf(out, "; expected %s", scenario_type_name(param->type));
    scenario_param_append_range(param, max_text, out);
    return 1;
}

static int out_of_range(const struct scenario_param *param, const struct scenario_node *node,
                        struct base_buffer *out)
{
    append_literal(out, node);
    base_buffer_printf(out, " is out of range");
    return expected_range(param, scenario_type_max(param->type), out);
}

static int negative(const struct scenario_param *param, const struct scenario_node *node,
                    struct base_buffer *out)
{
    append_literal(out, node);
    base_buffer_printf(out, " is negative");
    return expected_range(param, NULL, out);
}

/* "0,5": where decimals are written so. */
static bool has_decimal_comma(const struct scenario_node *node)
{
    const char *comma = node->kind == SCENARIO_NODE_STRING ? strchr(node->text, ',') : NULL;

    return comma != NULL && comma > node->text && comma[-1] >= '0' && comma[-1] <= '9' &&
           comma[1] >= '0' && comma[1] <= '9';
}

static int decimal_comma(const struct scenario_node *node, struct base_buffer *out)
{
    append_literal(out, node);
    base_buffer_printf(out, " has a comma; decimals stand behind a point, as in 0.5");
    return 1;
}

static int read_number(const struct scenario_param *param, const struct scenario_node *node,
                       struct base_buffer *out, union scenario_value *value)
{
    int r;

    if (param->type == SCENARIO_REAL && has_decimal_comma(node))
        return decimal_comma(node, out);
    if (node->kind != SCENARIO_NODE_NUMBER)
        return wrong_type(param, node, out);
    if (param->type == SCENARIO_REAL)
        r = scenario_number_real(node->text, node->text_len, &value->real);
    else
        r = scenario_number_whole(node->text, node->text_len, &value->integer);
    switch (r) {
    case SCENARIO_NUMBER_NEGATIVE:
        return negative(param, node, out);
    case SCENARIO_NUMBER_FRACTION:
        append_literal(out, node);
        base_buffer_printf(out, " is not a whole number");
        return expected_range(param, NULL, out);
    case SCENARIO_NUMBER_TOO_LARGE:
        return out_of_range(param, node, out);
    default:
        return 0;
    }
}

/* "12MB" is a size: the dimension that does know the unit. */
static const char *dimension_of(const char *text)
{
    static const enum base_dimension all[] = {
        BASE_DIMENSION_TIME,  BASE_DIMENSION_SIZE,   BASE_DIMENSION_RATE,
        BASE_DIMENSION_MONEY, BASE_DIMENSION_ENERGY,
    };
    u256 ignored;

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        int r = base_quantity_parse(text, all[i], &ignored);

        if (r != BASE_QUANTITY_WRONG_DIMENSION && r != BASE_QUANTITY_UNKNOWN_UNIT)
            return base_dimension_name(all[i]);
    }
    return "something else";
}

static int expected_unit(enum base_dimension dimension, struct base_buffer *out)
{
    base_buffer_printf(out, "; expected %s (%s)", base_dimension_name(dimension),
                       base_dimension_units(dimension));
    return 1;
}

static int read_quantity(const struct scenario_param *param, const struct scenario_node *node,
                         enum base_dimension dimension, struct base_buffer *out,
                         union scenario_value *value)
{
    static const char *const base_units[] = {
        [BASE_DIMENSION_TIME] = "nanoseconds",     [BASE_DIMENSION_SIZE] = "bytes",
        [BASE_DIMENSION_RATE] = "bits per second", [BASE_DIMENSION_MONEY] = "wei",
        [BASE_DIMENSION_ENERGY] = "microjoules",
    };

    if (node->kind != SCENARIO_NODE_STRING)
        return wrong_type(param, node, out);
    switch (scenario_value_quantity(param, node->text, value)) {
    case 0:
        return 0;
    case BASE_QUANTITY_NO_UNIT:
        append_literal(out, node);
        base_buffer_printf(out, " has no unit");
        return expected_unit(dimension, out);
    case BASE_QUANTITY_UNKNOWN_UNIT:
        if (has_decimal_comma(node))
            return decimal_comma(node, out);
        append_literal(out, node);
        base_buffer_printf(out, " has an unknown unit");
        return expected_unit(dimension, out);
    case BASE_QUANTITY_WRONG_DIMENSION:
        append_literal(out, node);
        base_buffer_printf(out, " is %s", dimension_of(node->text));
        return expected_unit(dimension, out);
    case BASE_QUANTITY_NEGATIVE:
        return negative(param, node, out);
    case BASE_QUANTITY_TOO_LARGE:
        return out_of_range(param, node, out);
    case BASE_QUANTITY_FRACTION:
        append_literal(out, node);
        base_buffer_printf(out, " is not a whole number of %s", base_units[dimension]);
        return 1;
    default:
        return wrong_type(param, node, out);
    }
}

/* "chips/mine.json": a name before the ending. */
static bool is_file(const struct scenario_node *node)
{
    static const char ending[] = ".json";
    size_t len = sizeof(ending) - 1;

    return node->text_len > len && strcmp(node->text + node->text_len - len, ending) == 0;
}

static int read_choice(const struct scenario_param *param, const struct scenario_node *node,
                       struct base_buffer *out, union scenario_value *value)
{
    struct scenario_nearest nearest;

    if (node->kind != SCENARIO_NODE_STRING)
        return wrong_type(param, node, out);
    int index = scenario_choice_index(param, node->text);
    if (param->type == SCENARIO_CHOICE)
        value->choice = index;
    else
        value->text = node->text;
    if (index >= 0 || (param->type == SCENARIO_CHOICE_OR_FILE && is_file(node)))
        return 0;
    scenario_nearest_init(&nearest, node->text);
    for (size_t i = 0; param->choices[i] != NULL; i++)
        scenario_nearest_offer(&nearest, param->choices[i]);
    append_literal(out, node);
    base_buffer_printf(out, " is none of ");
    append_choices(out, param);
    if (scenario_type_beside_choices(param->type) != NULL)
        base_buffer_printf(out, ", and not %s", scenario_type_beside_choices(param->type));
    if (nearest.best != NULL)
        base_buffer_printf(out, "; did you mean \"%s\"?", nearest.best);
    return 1;
}

int scenario_value_read(const struct scenario_param *param, const struct scenario_node *node,
                        struct base_buffer *message, union scenario_value *ret_value)
{
    enum base_dimension dimension;
    union scenario_value value;
    int r = 0;

    memset(&value, 0, sizeof(value));
    if (node->kind == SCENARIO_NODE_STRING && memchr(node->text, '\0', node->text_len) != NULL) {
        append_literal(message, node);
        base_buffer_printf(message, " holds the NUL character");
        return 1;
    }
    if (scenario_type_dimension(param->type, &dimension)) {
        r = read_quantity(param, node, dimension, message, &value);
    } else if (scenario_type_has_choices(param->type)) {
        r = read_choice(param, node, message, &value);
    } else if (param->type == SCENARIO_BOOL) {
        value.boolean = node->kind == SCENARIO_NODE_TRUE;
        if (!value.boolean && node->kind != SCENARIO_NODE_FALSE)
            r = wrong_type(param, node, message);
    } else if (param->type == SCENARIO_TEXT) {
        value.text = node->text;
        if (node->kind != SCENARIO_NODE_STRING)
            r = wrong_type(param, node, message);
    } else {
        r = read_number(param, node, message, &value);
    }
    if (r == 0 && !scenario_value_in_range(param, &value))
        r = out_of_range(param, node, message);
    if (r == 0)
        *ret_value = value;
    return r;
}
