/* JSON Schema, draft 2020-12, of a scenario file, or of another that a catalogue tells of. */
#include <string.h>

#include "scenarios/describe.h"
#include "scenarios/describe_private.h"
#include "scenarios/json_writer.h"
#include "scenarios/state.h"
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

static void write_enum(struct scenario_json_writer *writer, const struct scenario_param *param)
{
    scenario_json_open(writer, "enum", '[');
    for (size_t i = 0; param->choices[i] != NULL; i++)
        scenario_json_text(writer, NULL, param->choices[i]);
    scenario_json_close(writer, ']');
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
        write_enum(writer, param);
    } else if (param->type == SCENARIO_CHOICE_OR_FILE) {
        scenario_json_open(writer, "anyOf", '[');
        scenario_json_open(writer, NULL, '{');
        write_enum(writer, param);
        scenario_json_close(writer, '}');
        scenario_json_open(writer, NULL, '{');
        scenario_json_text(writer, "type", "string");
        scenario_json_text(writer, "pattern", ".[.]json$");
        scenario_json_close(writer, '}');
        scenario_json_close(writer, ']');
    } else {
        scenario_json_text(writer, "type", "string");
        if (scenario_type_dimension(param->type, &dimension))
            write_pattern(writer, dimension);
    }
    if (param->default_text == NULL)
        ;
    else if (scenario_type_quoted(param->type))
        scenario_json_text(writer, "default", param->default_text);
    else
        scenario_json_raw(writer, "default", param->default_text);
    scenario_json_close(writer, '}');
}

void scenario_write_params_schema(struct scenario_json_writer *writer,
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

/* The keys without which a section is none; nothing when there are none. */
static void write_required(struct scenario_json_writer *writer,
                           const struct scenario_section *section)
{
    bool is_open = false;

    for (size_t i = 0; i < section->param_count; i++) {
        if (!scenario_param_must_be_set(&section->params[i]))
            continue;
        if (!is_open)
            scenario_json_open(writer, "required", '[');
        is_open = true;
        scenario_json_text(writer, NULL, section->params[i].key);
    }
    if (is_open)
        scenario_json_close(writer, ']');
}

int scenario_write_schema(const struct scenario_catalogue *catalogue, FILE *stream)
{
    const struct scenario_param *system = scenario_catalogue_system(catalogue);
    struct scenario_json_writer writer = {0};
    bool has_rules = false;

    scenario_json_open(&writer, NULL, '{');
    scenario_json_text(&writer, "$schema", "https://json-schema.org/draft/2020-12/schema");
    char title[64];
    snprintf(title, sizeof title, "crowdpatch %s", scenario_catalogue_what(catalogue));
    scenario_json_text(&writer, "title", title);
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
            scenario_write_params_schema(&writer, section);
            continue;
        }
        scenario_json_open(&writer, section->name, '{');
        scenario_json_text(&writer, "description", section->help);
        scenario_json_text(&writer, "type", "object");
        scenario_json_raw(&writer, "additionalProperties", "false");
        scenario_json_open(&writer, "properties", '{');
        scenario_write_params_schema(&writer, section);
        scenario_json_close(&writer, '}');
        scenario_json_close(&writer, '}');
    }
    if (catalogue->what == NULL)
        scenario_write_experiment_schema(&writer);
    scenario_json_close(&writer, '}');
    for (size_t i = 0; i < catalogue->section_count; i++)
        if (catalogue->sections[i]->name[0] == '\0')
            write_required(&writer, catalogue->sections[i]);
    if (catalogue->what == NULL)
        scenario_write_experiment_definitions(&writer, catalogue);
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
