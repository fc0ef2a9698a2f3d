/* The columns of results.csv that say what the sweep has set. */
#include <string.h>

#include "scenarios/experiment.h"
#include "scenarios/number.h"
#include "scenarios/state.h"
#include "scenarios/value.h"

struct experiment_column experiment_find_column(const struct scenario_catalogue *catalogue,
                                                const char *key)
{
    struct experiment_column column = {.key = key};
    size_t index;
    size_t param = scenario_catalogue_param(catalogue, key, &index);

    if (param != SIZE_MAX) {
        column.section = catalogue->sections[index];
        column.param = &column.section->params[param];
    }
    return column;
}

const char *experiment_column_unit(const struct experiment_column *column)
{
    switch (column->param->type) {
    case SCENARIO_DURATION:
        return "s";
    case SCENARIO_SIZE:
        return "bytes";
    case SCENARIO_RATE:
        return "bps";
    case SCENARIO_MONEY:
        return "wei";
    default:
        return "";
    }
}

const char *experiment_column_type(const struct experiment_column *column)
{
    switch (column->param->type) {
    case SCENARIO_INTEGER:
    case SCENARIO_SIZE:
    case SCENARIO_RATE:
    case SCENARIO_MONEY:
        return "integer";
    case SCENARIO_REAL:
    case SCENARIO_DURATION:
        return "number";
    case SCENARIO_BOOL:
        return "boolean";
    default:
        return "string";
    }
}

/* Nanoseconds as seconds, without zeros at the end. */
static void append_seconds(struct base_buffer *out, int64_t ns)
{
    char text[40];
    int len = snprintf(text, sizeof text, "%lld.%09lld", (long long)(ns / 1000000000),
                       (long long)(ns % 1000000000));

    while (text[len - 1] == '0')
        len--;
    base_buffer_append(out, text, (size_t)(text[len - 1] == '.' ? len - 1 : len));
}

void experiment_append_cell(const struct scenario *scenario, const struct experiment_column *column,
                            struct base_buffer *out)
{
    const struct scenario_param *param = column->param;
    union scenario_value value =
        scenario_value_load(param, scenario_section_values(scenario, column->section->name));
    char text[U256_DECIMAL_MAX];

    if (!scenario_section_allowed(scenario->catalogue, column->section, scenario->system))
        return;
    switch (param->type) {
    case SCENARIO_INTEGER:
    case SCENARIO_SIZE:
    case SCENARIO_RATE:
        base_buffer_printf(out, "%llu", (unsigned long long)value.integer);
        break;
    case SCENARIO_REAL:
        scenario_number_format(value.real, text);
        base_buffer_printf(out, "%s", text);
        break;
    case SCENARIO_BOOL:
        base_buffer_printf(out, value.boolean ? "true" : "false");
        break;
    case SCENARIO_DURATION:
        append_seconds(out, value.duration_ns);
        break;
    case SCENARIO_MONEY:
        u256_format(value.money_wei, text);
        base_buffer_printf(out, "%s", text);
        break;
    case SCENARIO_CHOICE:
        base_buffer_printf(out, "%s", param->choices[value.choice]);
        break;
    case SCENARIO_CHOICE_OR_FILE:
    case SCENARIO_TEXT:
        base_buffer_append(out, value.text, strlen(value.text));
        break;
    }
}
