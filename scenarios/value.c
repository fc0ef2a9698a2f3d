#include "scenarios/value.h"

#include <string.h>

#include "scenarios/lexer.h"
#include "scenarios/number.h"

bool scenario_type_dimension(enum scenario_type type, enum base_dimension *ret_dimension)
{
    switch (type) {
    case SCENARIO_DURATION:
        *ret_dimension = BASE_DIMENSION_TIME;
        return true;
    case SCENARIO_SIZE:
        *ret_dimension = BASE_DIMENSION_SIZE;
        return true;
    case SCENARIO_RATE:
        *ret_dimension = BASE_DIMENSION_RATE;
        return true;
    case SCENARIO_MONEY:
        *ret_dimension = BASE_DIMENSION_MONEY;
        return true;
    default:
        return false;
    }
}

bool scenario_type_has_order(enum scenario_type type)
{
    enum base_dimension dimension;

    return type == SCENARIO_INTEGER || type == SCENARIO_REAL ||
           scenario_type_dimension(type, &dimension);
}

bool scenario_type_has_choices(enum scenario_type type)
{
    return type == SCENARIO_CHOICE || type == SCENARIO_CHOICE_OR_FILE;
}

const char *scenario_type_beside_choices(enum scenario_type type)
{
    return type == SCENARIO_CHOICE_OR_FILE ? "a file NAME.json" : NULL;
}

const char *scenario_type_name(enum scenario_type type)
{
    enum base_dimension dimension;

    if (scenario_type_dimension(type, &dimension))
        return base_dimension_name(dimension);
    switch (type) {
    case SCENARIO_INTEGER:
        return "a whole number";
    case SCENARIO_REAL:
        return "a number";
    case SCENARIO_BOOL:
        return "true or false";
    case SCENARIO_CHOICE:
    case SCENARIO_CHOICE_OR_FILE:
        return "one of the choices";
    default:
        return "a text";
    }
}

static int quantity_of_u256(const struct scenario_param *param, u256 quantity,
                            union scenario_value *ret_value)
{
    uint64_t small;

    if (param->type == SCENARIO_MONEY) {
        ret_value->money_wei = quantity;
        return 0;
    }
    if (!u256_to_u64(quantity, &small) ||
        (param->type == SCENARIO_DURATION && small > (uint64_t)INT64_MAX))
        return BASE_QUANTITY_TOO_LARGE;
    if (param->type == SCENARIO_DURATION)
        ret_value->duration_ns = (int64_t)small;
    else
        ret_value->integer = small;
    return 0;
}

int scenario_value_quantity(const struct scenario_param *param, const char *text,
                            union scenario_value *ret_value)
{
    enum base_dimension dimension;
    u256 quantity;
    int r;

    if (!scenario_type_dimension(param->type, &dimension))
        return BASE_QUANTITY_NOT_A_NUMBER;
    r = base_quantity_parse(text, dimension, &quantity);
    return r != 0 ? r : quantity_of_u256(param, quantity, ret_value);
}

int scenario_choice_index(const struct scenario_param *param, const char *name)
{
    for (int i = 0; param->choices[i] != NULL; i++) {
        if (strcmp(param->choices[i], name) == 0)
            return i;
    }
    return -1;
}

int scenario_value_of_table(const struct scenario_param *param, const char *text,
                            union scenario_value *ret_value)
{
    size_t len = strlen(text);

    switch (param->type) {
    case SCENARIO_INTEGER:
        return !scenario_is_json_number(text, len) ||
               scenario_number_whole(text, len, &ret_value->integer) != 0;
    case SCENARIO_REAL:
        return !scenario_is_json_number(text, len) ||
               scenario_number_real(text, len, &ret_value->real) != 0;
    case SCENARIO_BOOL:
        ret_value->boolean = strcmp(text, "true") == 0;
        return !ret_value->boolean && strcmp(text, "false") != 0;
    case SCENARIO_CHOICE:
        ret_value->choice = scenario_choice_index(param, text);
        return ret_value->choice < 0;
    case SCENARIO_CHOICE_OR_FILE:
        ret_value->text = text;
        return scenario_choice_index(param, text) < 0;
    case SCENARIO_TEXT:
        ret_value->text = text;
        return 0;
    default:
        return scenario_value_quantity(param, text, ret_value) != 0;
    }
}

static int compare(enum scenario_type type, const union scenario_value *a,
                   const union scenario_value *b)
{
    switch (type) {
    case SCENARIO_INTEGER:
    case SCENARIO_SIZE:
    case SCENARIO_RATE:
        return (a->integer > b->integer) - (a->integer < b->integer);
    case SCENARIO_REAL:
        return (a->real > b->real) - (a->real < b->real);
    case SCENARIO_DURATION:
        return (a->duration_ns > b->duration_ns) - (a->duration_ns < b->duration_ns);
    case SCENARIO_MONEY:
        return u256_compare(a->money_wei, b->money_wei);
    default:
        return 0;
    }
}

bool scenario_value_in_range(const struct scenario_param *param, const union scenario_value *value)
{
    union scenario_value bound;

    if (param->min_text != NULL && scenario_value_of_table(param, param->min_text, &bound) == 0 &&
        compare(param->type, value, &bound) < 0)
        return false;
    return param->max_text == NULL ||
           scenario_value_of_table(param, param->max_text, &bound) != 0 ||
           compare(param->type, value, &bound) <= 0;
}

const char *scenario_type_max(enum scenario_type type)
{
    switch (type) {
    case SCENARIO_INTEGER:
        return "18446744073709551615";
    case SCENARIO_REAL:
        return "1.79e308";
    case SCENARIO_DURATION:
        return "106751d"; /* INT64_MAX nanoseconds, in whole days */
    case SCENARIO_SIZE:
        return "18446744073709551615B";
    case SCENARIO_RATE:
        return "18446744073709551615bps";
    case SCENARIO_MONEY:
        return "2^256-1 wei";
    default:
        return NULL;
    }
}

void scenario_param_append_range(const struct scenario_param *param, const char *max_text,
                                 struct base_buffer *out)
{
    if (param->max_text != NULL)
        max_text = param->max_text;
    if (param->min_text != NULL && max_text != NULL)
        base_buffer_printf(out, " from %s to %s", param->min_text, max_text);
    else if (param->min_text != NULL)
        base_buffer_printf(out, " of %s or more", param->min_text);
    else if (max_text != NULL)
        base_buffer_printf(out, " of at most %s", max_text);
}

void scenario_value_store(const struct scenario_param *param, const union scenario_value *value,
                          void *section)
{
    char *member = (char *)section + param->offset;

    switch (param->type) {
    case SCENARIO_INTEGER:
    case SCENARIO_SIZE:
    case SCENARIO_RATE:
        memcpy(member, &value->integer, sizeof(value->integer));
        break;
    case SCENARIO_REAL:
        memcpy(member, &value->real, sizeof(value->real));
        break;
    case SCENARIO_BOOL:
        memcpy(member, &value->boolean, sizeof(value->boolean));
        break;
    case SCENARIO_DURATION:
        memcpy(member, &value->duration_ns, sizeof(value->duration_ns));
        break;
    case SCENARIO_MONEY:
        memcpy(member, &value->money_wei, sizeof(value->money_wei));
        break;
    case SCENARIO_CHOICE:
        memcpy(member, &value->choice, sizeof(value->choice));
        break;
    case SCENARIO_CHOICE_OR_FILE:
    case SCENARIO_TEXT:
        memcpy(member, &value->text, sizeof(value->text));
        break;
    }
}

union scenario_value scenario_value_load(const struct scenario_param *param, const void *section)
{
    const char *member = (const char *)section + param->offset;
    union scenario_value value;

    memset(&value, 0, sizeof(value));
    switch (param->type) {
    case SCENARIO_INTEGER:
    case SCENARIO_SIZE:
    case SCENARIO_RATE:
        memcpy(&value.integer, member, sizeof(value.integer));
        break;
    case SCENARIO_REAL:
        memcpy(&value.real, member, sizeof(value.real));
        break;
    case SCENARIO_BOOL:
        memcpy(&value.boolean, member, sizeof(value.boolean));
        break;
    case SCENARIO_DURATION:
        memcpy(&value.duration_ns, member, sizeof(value.duration_ns));
        break;
    case SCENARIO_MONEY:
        memcpy(&value.money_wei, member, sizeof(value.money_wei));
        break;
    case SCENARIO_CHOICE:
        memcpy(&value.choice, member, sizeof(value.choice));
        break;
    case SCENARIO_CHOICE_OR_FILE:
    case SCENARIO_TEXT:
        memcpy(&value.text, member, sizeof(value.text));
        break;
    }
    return value;
}

void scenario_json_string(struct base_buffer *out, const char *text, size_t len)
{
    base_buffer_append(out, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '"' || text[i] == '\\')
            base_buffer_printf(out, "\\%c", text[i]);
        else if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            base_buffer_printf(out, "\\u%04x", (unsigned)(unsigned char)text[i]);
        else
            base_buffer_append(out, text + i, 1);
    }
    base_buffer_append(out, "\"", 1);
}

static void write_quantity(u256 quantity, enum scenario_type type, struct base_buffer *out)
{
    enum base_dimension dimension;
    char text[U256_DECIMAL_MAX + 16];

    if (scenario_type_dimension(type, &dimension)) {
        base_quantity_format(quantity, dimension, text, sizeof(text));
        base_buffer_printf(out, "\"%s\"", text);
    }
}

void scenario_value_write(const struct scenario_param *param, const union scenario_value *value,
                          struct base_buffer *out)
{
    char number[40];
    const char *text;

    switch (param->type) {
    case SCENARIO_INTEGER:
        base_buffer_printf(out, "%llu", (unsigned long long)value->integer);
        break;
    case SCENARIO_REAL:
        scenario_number_format(value->real, number);
        base_buffer_printf(out, "%s", number);
        break;
    case SCENARIO_BOOL:
        base_buffer_printf(out, value->boolean ? "true" : "false");
        break;
    case SCENARIO_DURATION:
        write_quantity(u256_from_u64((uint64_t)value->duration_ns), param->type, out);
        break;
    case SCENARIO_SIZE:
    case SCENARIO_RATE:
        write_quantity(u256_from_u64(value->integer), param->type, out);
        break;
    case SCENARIO_MONEY:
        write_quantity(value->money_wei, param->type, out);
        break;
    case SCENARIO_CHOICE:
        text = param->choices[value->choice];
        scenario_json_string(out, text, strlen(text));
        break;
    case SCENARIO_CHOICE_OR_FILE:
    case SCENARIO_TEXT:
        scenario_json_string(out, value->text, strlen(value->text));
        break;
    }
}
