/* The two keys of an experiment in the JSON Schema. */
#include <string.h>

#include "scenarios/describe_private.h"
#include "scenarios/sweep.h"

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
    scenario_write_params_schema(writer, table);
    scenario_json_close(writer, '}');
    scenario_json_close(writer, '}');
}

void scenario_write_experiment_definitions(struct scenario_json_writer *writer,
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

void scenario_write_experiment_schema(struct scenario_json_writer *writer)
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
    write_table(writer, "morris", &sweep_morris_table, axes, "#/$defs/axes");
    write_table(writer, "sobol", &sweep_sobol_table, axes, "#/$defs/axes");
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
