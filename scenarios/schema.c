/* JSON Schema, draft 2020-12, of a scenario file. */
#include <string.h>

#include "scenarios/describe.h"
#include "scenarios/describe_private.h"
#include "scenarios/json_writer.h"
#include "scenarios/state.h"
#include "scenarios/sweep.h"
#include "scenarios/value.h"

/* A text with a unit, or a plain zero: what base_quantity_parse() accepts but for its range. */
static void write_pattern(struct scenario_json_writer *writer, enum base_dimension dimension)
{
    struct base_buffer pattern = {0};
    const char *unit = base_dimension_units(dimension);

    base_buffer_printf(&pattern, "^([0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)? *(");
    while (*unit != '\0') {
        size_t len = strcspn(unit, ",");

        base_buffer_append(&pattern, unit, len);
        unit += len;
        if (*unit == ',')
            base_buffer_append(&pattern, "|", 1);
        unit += strspn(unit, ", ");
    }
    base_buffer_printf(&pattern, ")|0+([.]0+)?)$");
    base_buffer_append_u8(&pattern, 0);
    if (base_buffer_failed(&pattern))
        writer->out.failed = true;
    else
        scenario_json_text(writer, "pattern", (const char *)pattern.data);
    base_buffer_deinit(&pattern);
}

static void write_description(struct scenario_json_writer *writer,
                              const struct scenario_param *param)
{
    struct base_buffer text = {0};
    enum base_dimension dimension;

    base_buffer_append(&text, param->help, strlen(param->help));
    if (scenario_type_dimension(param->type, &dimension))
        base_buffer_printf(&text, " Units: %s.", base_dimension_units(dimension));
    if (param->min_text != NULL || param->max_text != NULL) {
        base_buffer_printf(&text, " Range: ");
        scenario_append_bounds(param, &text);
        base_buffer_printf(&text, ".");
    }
    base_buffer_printf(&text, " ");
    base_buffer_append(&text, param->source, strlen(param->source));
    base_buffer_append_u8(&text, 0);
    if (base_buffer_failed(&text))
        writer->out.failed = true;
    else
        scenario_json_text(writer, "description", (const char *)text.data);
    base_buffer_deinit(&text);
}

static void write_param(struct scenario_json_writer *writer, const struct scenario_param *param)
{
    enum base_dimension dimension;

    scenario_json_open(writer, param->key, '{');
    write_description(writer, param);
    if (param->type == SCENARIO_INTEGER || param->type == SCENARIO_REAL) {
        scenario_json_text(writer, "type", param->type == SCENARIO_INTEGER ? "integer" : "number");
        if (param->min_text != NULL || param->type == SCENARIO_INTEGER)
            scenario_json_raw(writer, "minimum", param->min_text != NULL ? param->min_text : "0");
        if (param->max_text != NULL || param->type == SCENARIO_INTEGER)
            scenario_json_raw(writer, "maximum",
                              param->max_text != NULL ? param->max_text
                                                      : scenario_type_max(param->type));
    } else if (param->type == SCENARIO_BOOL) {
        scenario_json_text(writer, "type", "boolean");
    } else if (param->type == SCENARIO_CHOICE) {
        scenario_json_open(writer, "enum", '[');
        for (size_t i = 0; param->choices[i] != NULL; i++)
            scenario_json_text(writer, NULL, param->choices[i]);
        scenario_json_close(writer, ']');
    } else {
        scenario_json_text(writer, "type", "string");
        if (scenario_type_dimension(param->type, &dimension))
            write_pattern(writer, dimension);
    }
    if (scenario_type_quoted(param->type))
        scenario_json_text(writer, "default", param->default_text);
    else
        scenario_json_raw(writer, "default", param->default_text);
    scenario_json_close(writer, '}');
}

static void write_params(struct scenario_json_writer *writer,
                         const struct scenario_section *section)
{
    for (size_t i = 0; i < section->param_count; i++)
        write_param(writer, &section->params[i]);
}

/* A section of one system may not stand in a scenario of another. A file without "system" is one
 * of the default system. */
static void write_system_rule(struct scenario_json_writer *writer,
                              const struct scenario_section *section,
                              const struct scenario_param *system)
{
    scenario_json_open(writer, NULL, '{');
    scenario_json_open(writer, "if", '{');
    scenario_json_open(writer, "properties", '{');
    scenario_json_open(writer, "system", '{');
    scenario_json_open(writer, "not", '{');
    scenario_json_text(writer, "const", section->only_for_system);
    scenario_json_close(writer, '}');
    scenario_json_close(writer, '}');
    scenario_json_close(writer, '}');
    if (strcmp(system->default_text, section->only_for_system) == 0) {
        scenario_json_open(writer, "required", '[');
        scenario_json_text(writer, NULL, "system");
        scenario_json_close(writer, ']');
    }
    scenario_json_close(writer, '}');
    scenario_json_open(writer, "then", '{');
    scenario_json_open(writer, "properties", '{');
    scenario_json_raw(writer, section->name, "false");
    scenario_json_close(writer, '}');
    scenario_json_close(writer, '}');
    scenario_json_close(writer, '}');
}

static void write_text_enum(struct scenario_json_writer *writer,
                            const struct scenario_catalogue *catalogue)
{
    struct base_buffer key = {0};

    scenario_json_open(writer, "enum", '[');
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];

        for (size_t j = 0; j < section->param_count; j++) {
            base_buffer_clear(&key);
            scenario_append_dotted(section, &section->params[j], &key);
            base_buffer_append_u8(&key, 0);
            if (base_buffer_failed(&key))
                writer->out.failed = true;
            else if (strcmp((const char *)key.data, "seed") != 0)
                scenario_json_text(writer, NULL, (const char *)key.data);
        }
    }
    scenario_json_close(writer, ']');
    base_buffer_deinit(&key);
}

static void write_reference(struct scenario_json_writer *writer, const char *key, const char *name)
{
    scenario_json_open(writer, key, '{');
    scenario_json_text(writer, "$ref", name);
    scenario_json_close(writer, '}');
}

static void write_object(struct scenario_json_writer *writer, const char *key,
                         const char *description)
{
    scenario_json_open(writer, key, '{');
    if (description != NULL)
        scenario_json_text(writer, "description", description);
    scenario_json_text(writer, "type", "object");
}

static void write_array_of(struct scenario_json_writer *writer, const char *key,
                           const char *description, const char *reference)
{
    scenario_json_open(writer, key, '{');
    if (description != NULL)
        scenario_json_text(writer, "description", description);
    scenario_json_text(writer, "type", "array");
    write_reference(writer, "items", reference);
    scenario_json_close(writer, '}');
}

/* An object with any parameters as keys, whose values are as a reference says. */
static void write_by_key(struct scenario_json_writer *writer, const char *key,
                         const char *description, const char *values)
{
    write_object(writer, key, description);
    write_reference(writer, "propertyNames", "#/$defs/key");
    write_reference(writer, "additionalProperties", values);
    scenario_json_close(writer, '}');
}

/* An object by a table; `others` (NULL-ended) are keys whose values are as `reference` says. */
static void write_table(struct scenario_json_writer *writer, const char *key,
                        const struct scenario_section *table, const char *const others[],
                        const char *reference)
{
    write_object(writer, key, table->help);
    scenario_json_raw(writer, "additionalProperties", "false");
    scenario_json_open(writer, "properties", '{');
    for (size_t i = 0; others[i] != NULL; i++)
        write_reference(writer, others[i], reference);
    write_params(writer, table);
    scenario_json_close(writer, '}');
    scenario_json_close(writer, '}');
}

/* What the two keys of an experiment refer to. */
static void write_definitions(struct scenario_json_writer *writer,
                              const struct scenario_catalogue *catalogue)
{
    static const char *const ends[] = {"from", "to", "step", NULL};

    scenario_json_open(writer, "$defs", '{');
    scenario_json_open(writer, "key", '{');
    scenario_json_text(writer, "description", "A parameter, \"section.key\".");
    write_text_enum(writer, catalogue);
    scenario_json_close(writer, '}');
    scenario_json_open(writer, "value", '{');
    scenario_json_text(writer, "description", "A value as the parameter takes it.");
    scenario_json_open(writer, "type", '[');
    scenario_json_text(writer, NULL, "number");
    scenario_json_text(writer, NULL, "string");
    scenario_json_text(writer, NULL, "boolean");
    scenario_json_close(writer, ']');
    scenario_json_close(writer, '}');
    scenario_json_open(writer, "axis", '{');
    scenario_json_text(writer, "description", "The values of one parameter.");
    scenario_json_open(writer, "anyOf", '[');
    write_array_of(writer, NULL, NULL, "#/$defs/value");
    write_object(writer, NULL, NULL);
    scenario_json_raw(writer, "additionalProperties", "false");
    scenario_json_raw(writer, "maxProperties", "1");
    scenario_json_open(writer, "properties", '{');
    write_table(writer, "range", &sweep_range_table, ends, "#/$defs/value");
    write_table(writer, "log", &sweep_range_table, ends, "#/$defs/value");
    scenario_json_close(writer, '}');
    scenario_json_close(writer, '}');
    scenario_json_close(writer, ']');
    scenario_json_close(writer, '}');
    write_by_key(writer, "axes", "Parameters and their values.", "#/$defs/axis");
    write_by_key(writer, "point", "Parameters, each with one value.", "#/$defs/value");
    scenario_json_close(writer, '}');
}

/* The keys "sweep" and "replications". */
static void write_experiment(struct scenario_json_writer *writer)
{
    static const char *const axes[] = {"axes", NULL};
    static const char *const none[] = {NULL};

    write_object(writer, "sweep",
                 "What an experiment sets to many values; its parts multiply. For crowdpatch sweep "
                 "and plan.");
    scenario_json_raw(writer, "additionalProperties", "false");
    scenario_json_open(writer, "properties", '{');
    write_by_key(writer, "grid", "Every value of each with every value of the others.",
                 "#/$defs/axis");
    write_by_key(writer, "zip", "The first values together, then the second, and so on.",
                 "#/$defs/axis");
    write_array_of(writer, "list", "Points as they stand.", "#/$defs/point");
    write_table(writer, "latin_hypercube", &sweep_hypercube_table, axes, "#/$defs/axes");
    scenario_json_open(writer, "constraints", '{');
    scenario_json_text(writer, "description",
                       "Comparisons that a point must satisfy, or it is left out: \"world.hubs <= "
                       "world.devices\".");
    scenario_json_text(writer, "type", "array");
    scenario_json_open(writer, "items", '{');
    scenario_json_text(writer, "type", "string");
    scenario_json_close(writer, '}');
    scenario_json_close(writer, '}');
    scenario_json_close(writer, '}');
    scenario_json_close(writer, '}');
    scenario_json_open(writer, "replications", '{');
    scenario_json_open(writer, "anyOf", '[');
    scenario_json_open(writer, NULL, '{');
    scenario_json_text(writer, "type", "integer");
    scenario_json_raw(writer, "minimum", "1");
    scenario_json_close(writer, '}');
    write_table(writer, NULL, &sweep_replications_table, none, "");
    scenario_json_close(writer, ']');
    scenario_json_close(writer, '}');
}

int scenario_write_schema(const struct scenario_catalogue *catalogue, FILE *stream)
{
    const struct scenario_param *system = scenario_catalogue_system(catalogue);
    struct scenario_json_writer writer = {0};
    bool has_rules = false;

    scenario_json_open(&writer, NULL, '{');
    scenario_json_text(&writer, "$schema", "https://json-schema.org/draft/2020-12/schema");
    scenario_json_text(&writer, "title", "crowdpatch scenario");
    scenario_json_text(&writer, "type", "object");
    scenario_json_raw(&writer, "additionalProperties", "false");
    scenario_json_open(&writer, "properties", '{');
    scenario_json_open(&writer, "$schema", '{');
    scenario_json_text(&writer, "description", "For editors; ignored.");
    scenario_json_close(&writer, '}');
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];

        has_rules |= section->only_for_system != NULL && system != NULL;
        if (section->name[0] == '\0') {
            write_params(&writer, section);
            continue;
        }
        scenario_json_open(&writer, section->name, '{');
        scenario_json_text(&writer, "description", section->help);
        scenario_json_text(&writer, "type", "object");
        scenario_json_raw(&writer, "additionalProperties", "false");
        scenario_json_open(&writer, "properties", '{');
        write_params(&writer, section);
        scenario_json_close(&writer, '}');
        scenario_json_close(&writer, '}');
    }
    write_experiment(&writer);
    scenario_json_close(&writer, '}');
    write_definitions(&writer, catalogue);
    if (has_rules) {
        scenario_json_open(&writer, "allOf", '[');
        for (size_t i = 0; i < catalogue->section_count; i++) {
            if (catalogue->sections[i]->only_for_system != NULL)
                write_system_rule(&writer, catalogue->sections[i], system);
        }
        scenario_json_close(&writer, ']');
    }
    scenario_json_close(&writer, '}');
    return scenario_flush(&writer.out, stream);
}
