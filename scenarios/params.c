/* The parameter tables as a table for a terminal, as JSON, and as a page of Markdown. */
#include <string.h>

#include "base/error.h"
#include "scenarios/describe.h"
#include "scenarios/describe_private.h"
#include "scenarios/json_writer.h"
#include "scenarios/sweep.h"
#include "scenarios/value.h"

const char *scenario_type_word(enum scenario_type type)
{
    switch (type) {
    case SCENARIO_INTEGER:
        return "integer";
    case SCENARIO_REAL:
        return "real";
    case SCENARIO_BOOL:
        return "bool";
    case SCENARIO_DURATION:
        return "duration";
    case SCENARIO_SIZE:
        return "size";
    case SCENARIO_RATE:
        return "rate";
    case SCENARIO_MONEY:
        return "money";
    case SCENARIO_CHOICE:
    case SCENARIO_CHOICE_OR_FILE:
        return "choice";
    case SCENARIO_TEXT:
        break;
    }
    return "text";
}

bool scenario_type_quoted(enum scenario_type type)
{
    return type != SCENARIO_INTEGER && type != SCENARIO_REAL && type != SCENARIO_BOOL;
}

void scenario_append_dotted(const struct scenario_section *section,
                            const struct scenario_param *param, struct base_buffer *out)
{
    base_buffer_printf(out, "%s%s%s", section->name, section->name[0] != '\0' ? "." : "",
                       param->key);
}

void scenario_append_bounds(const struct scenario_param *param, struct base_buffer *out)
{
    if (scenario_type_has_choices(param->type)) {
        for (size_t i = 0; param->choices[i] != NULL; i++)
            base_buffer_printf(out, "%s%s", i > 0 ? ", " : "", param->choices[i]);
        if (scenario_type_beside_choices(param->type) != NULL)
            base_buffer_printf(out, ", or %s", scenario_type_beside_choices(param->type));
    } else if (param->min_text != NULL && param->max_text != NULL) {
        base_buffer_printf(out, "%s to %s", param->min_text, param->max_text);
    } else if (param->min_text != NULL) {
        base_buffer_printf(out, "at least %s", param->min_text);
    } else if (param->max_text != NULL) {
        base_buffer_printf(out, "at most %s", param->max_text);
    }
}

void scenario_append_table_value(const struct scenario_param *param, const char *text,
                                 struct base_buffer *out)
{
    if (scenario_type_quoted(param->type))
        scenario_json_string(out, text, strlen(text));
    else
        base_buffer_append(out, text, strlen(text));
}

int scenario_flush(struct base_buffer *out, FILE *stream)
{
    int r = base_buffer_failed(out) ? BASE_E_NOMEM : 0;

    if (r == 0)
        fwrite(out->data, 1, out->len, stream);
    base_buffer_deinit(out);
    return r;
}

/* Appends text, then blanks up to the column `width` and two more. */
static void append_padded(struct base_buffer *out, const char *text, size_t width)
{
    base_buffer_printf(out, "%-*s  ", (int)width, text);
}

static const char *bounds_text(const struct scenario_param *param, struct base_buffer *scratch)
{
    base_buffer_clear(scratch);
    scenario_append_bounds(param, scratch);
    base_buffer_append_u8(scratch, 0);
    return base_buffer_failed(scratch) ? "" : (const char *)scratch->data;
}

static const char *dotted_text(const struct scenario_section *section,
                               const struct scenario_param *param, struct base_buffer *scratch)
{
    base_buffer_clear(scratch);
    scenario_append_dotted(section, param, scratch);
    base_buffer_append_u8(scratch, 0);
    return base_buffer_failed(scratch) ? "" : (const char *)scratch->data;
}

static void widen(size_t *width, const char *text)
{
    if (strlen(text) > *width)
        *width = strlen(text);
}

static const char *default_or_none(const struct scenario_param *param)
{
    return param->default_text != NULL ? param->default_text : "";
}

int scenario_write_params(const struct scenario_catalogue *catalogue, FILE *stream)
{
    struct base_buffer out = {0};
    struct base_buffer scratch = {0};
    size_t key_width = strlen("KEY");
    size_t default_width = strlen("DEFAULT");

    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];

        for (size_t j = 0; j < section->param_count; j++) {
            widen(&key_width, dotted_text(section, &section->params[j], &scratch));
            widen(&default_width, default_or_none(&section->params[j]));
        }
    }
    append_padded(&out, "KEY", key_width);
    append_padded(&out, "TYPE", strlen("duration"));
    append_padded(&out, "DEFAULT", default_width);
    base_buffer_printf(&out, "MEANING [RANGE]\n");
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];

        for (size_t j = 0; j < section->param_count; j++) {
            const struct scenario_param *param = &section->params[j];

            append_padded(&out, dotted_text(section, param, &scratch), key_width);
            append_padded(&out, scenario_type_word(param->type), strlen("duration"));
            append_padded(&out, default_or_none(param), default_width);
            base_buffer_append(&out, param->help, strlen(param->help));
            const char *bounds = bounds_text(param, &scratch);
            if (bounds[0] != '\0')
                base_buffer_printf(&out, " [%s]", bounds);
            base_buffer_append(&out, "\n", 1);
        }
    }
    bool failed = base_buffer_failed(&scratch);
    base_buffer_deinit(&scratch);
    if (failed) {
        base_buffer_deinit(&out);
        return BASE_E_NOMEM;
    }
    return scenario_flush(&out, stream);
}

static void write_table_value(struct scenario_json_writer *writer,
                              const struct scenario_param *param, const char *key, const char *text)
{
    if (text == NULL)
        return;
    if (scenario_type_quoted(param->type))
        scenario_json_text(writer, key, text);
    else
        scenario_json_raw(writer, key, text);
}

int scenario_write_params_json(const struct scenario_catalogue *catalogue, FILE *stream)
{
    struct scenario_json_writer writer = {0};
    struct base_buffer scratch = {0};

    scenario_json_open(&writer, NULL, '[');
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];

        for (size_t j = 0; j < section->param_count; j++) {
            const struct scenario_param *param = &section->params[j];
            enum base_dimension dimension;

            scenario_json_open(&writer, NULL, '{');
            scenario_json_text(&writer, "key", dotted_text(section, param, &scratch));
            scenario_json_text(&writer, "type", scenario_type_word(param->type));
            write_table_value(&writer, param, "default", param->default_text);
            write_table_value(&writer, param, "min", param->min_text);
            write_table_value(&writer, param, "max", param->max_text);
            if (scenario_type_dimension(param->type, &dimension))
                scenario_json_text(&writer, "units", base_dimension_units(dimension));
            if (scenario_type_has_choices(param->type)) {
                scenario_json_open(&writer, "choices", '[');
                for (size_t k = 0; param->choices[k] != NULL; k++)
                    scenario_json_text(&writer, NULL, param->choices[k]);
                scenario_json_close(&writer, ']');
                if (scenario_type_beside_choices(param->type) != NULL)
                    scenario_json_text(&writer, "or", scenario_type_beside_choices(param->type));
            }
            if (section->only_for_system != NULL)
                scenario_json_text(&writer, "only_for_system", section->only_for_system);
            scenario_json_text(&writer, "help", param->help);
            scenario_json_text(&writer, "source", param->source);
            scenario_json_close(&writer, '}');
        }
    }
    scenario_json_close(&writer, ']');
    if (base_buffer_failed(&scratch))
        writer.out.failed = true;
    base_buffer_deinit(&scratch);
    return scenario_flush(&writer.out, stream);
}

/* A '|' would end the cell. */
static void append_cell(struct base_buffer *out, const char *text)
{
    for (; *text != '\0'; text++)
        base_buffer_printf(out, *text == '|' ? "\\|" : "%c", *text);
}

static void write_reference_rows(const struct scenario_section *section, struct base_buffer *out,
                                 struct base_buffer *scratch)
{
    base_buffer_printf(out, "\n\n| key | type | default | range | meaning | source |\n"
                            "|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < section->param_count; i++) {
        const struct scenario_param *param = &section->params[i];

        base_buffer_printf(out, "| `%s` | %s | ", param->key, scenario_type_word(param->type));
        if (default_or_none(param)[0] != '\0')
            base_buffer_printf(out, "`%s`", param->default_text);
        base_buffer_printf(out, " | ");
        append_cell(out, bounds_text(param, scratch));
        base_buffer_printf(out, " | ");
        append_cell(out, param->help);
        base_buffer_printf(out, " | ");
        append_cell(out, param->source);
        base_buffer_printf(out, " |\n");
    }
}

/* The objects that make a scenario an experiment. */
static void write_reference_experiment(struct base_buffer *out, struct base_buffer *scratch)
{
    static const struct scenario_section *const tables[] = {
        &sweep_replications_table, &sweep_range_table, &sweep_hypercube_table, &sweep_morris_table,
        &sweep_sobol_table};

    base_buffer_printf(out, "\n## Experiments\n\n`sweep` and `replications` make a scenario an "
                            "experiment; [campaigns.md](campaigns.md) has the whole of it.\n");
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        base_buffer_printf(out, "\n### `%s`\n\n%s", tables[i]->name, tables[i]->help);
        write_reference_rows(tables[i], out, scratch);
    }
}

static bool has_dimension(const struct scenario_catalogue *catalogue, enum base_dimension wanted)
{
    enum base_dimension dimension;

    for (size_t i = 0; i < catalogue->section_count; i++)
        for (size_t j = 0; j < catalogue->sections[i]->param_count; j++)
            if (scenario_type_dimension(catalogue->sections[i]->params[j].type, &dimension) &&
                dimension == wanted)
                return true;
    return false;
}

/* How values are written, and what the columns leave out. */
static void write_reference_head(const struct scenario_catalogue *catalogue,
                                 struct base_buffer *out)
{
    static const struct {
        const char *name;
        const char *example;
        enum base_dimension dimension;
    } rows[] = {
        {"duration", "1.5h", BASE_DIMENSION_TIME},
        {"size", "64KiB", BASE_DIMENSION_SIZE},
        {"rate", "10Mbps", BASE_DIMENSION_RATE},
        {"money", "0.02ETH", BASE_DIMENSION_MONEY},
    };

    base_buffer_printf(out, "\n| type | is written as |\n|---|---|\n"
                            "| integer, real | `400`, `0.95`: a number, without quotes or unit |\n"
                            "| choice, text | `\"osaka\"`: a choice is one of those that stand "
                            "under range |\n");
    if (catalogue->what == NULL)
        base_buffer_printf(out, "| bool | `true` or `false` |\n");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (has_dimension(catalogue, rows[i].dimension))
            base_buffer_printf(out, "| %s | `\"%s\"`: a number and one of %s |\n", rows[i].name,
                               rows[i].example, base_dimension_units(rows[i].dimension));
    base_buffer_printf(out,
                       "\nNo number is negative. Where range is empty, nothing else bounds it. "
                       "Source is where the default is from.\n");
}

/* " --device-class", for files that are no scenarios. */
static void append_option(const struct scenario_catalogue *catalogue, struct base_buffer *out)
{
    if (catalogue->what == NULL)
        return;
    base_buffer_printf(out, " --");
    for (const char *at = catalogue->what; *at != '\0'; at++)
        base_buffer_printf(out, "%c", *at == ' ' ? '-' : *at);
}

int scenario_write_reference(const struct scenario_catalogue *catalogue, FILE *stream)
{
    struct base_buffer out = {0};
    struct base_buffer scratch = {0};

    base_buffer_printf(&out, "# Parameters of a %s\n\nWritten by `crowdpatch params",
                       scenario_catalogue_what(catalogue));
    append_option(catalogue, &out);
    base_buffer_printf(&out, " --markdown` from the tables that the loader reads; do not edit.\n");
    write_reference_head(catalogue, &out);
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];

        if (section->name[0] == '\0')
            base_buffer_printf(&out, "\n## Keys at the top\n\n");
        else
            base_buffer_printf(&out, "\n## Section `%s`\n\n", section->name);
        base_buffer_append(&out, section->help, strlen(section->help));
        if (section->only_for_system != NULL)
            base_buffer_printf(&out, " Only for the system `%s`.", section->only_for_system);
        write_reference_rows(section, &out, &scratch);
    }
    if (catalogue->what == NULL)
        write_reference_experiment(&out, &scratch);
    if (base_buffer_failed(&scratch))
        out.failed = true;
    base_buffer_deinit(&scratch);
    return scenario_flush(&out, stream);
}
