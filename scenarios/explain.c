#include <string.h>

#include "scenarios/describe.h"
#include "scenarios/describe_private.h"
#include "scenarios/state.h"
#include "scenarios/suggest.h"
#include "scenarios/value.h"

static void explain_section(const struct scenario_section *section, struct base_buffer *out)
{
    size_t width = 0;

    if (section->name[0] == '\0')
        base_buffer_printf(out, "The keys at the top\n");
    else
        base_buffer_printf(out, "%s: a section\n", section->name);
    base_buffer_printf(out, "  %s\n", section->help);
    if (section->only_for_system != NULL)
        base_buffer_printf(out, "  Only for the system %s.\n", section->only_for_system);
    base_buffer_printf(out, "\n");
    for (size_t i = 0; i < section->param_count; i++) {
        if (strlen(section->params[i].key) > width)
            width = strlen(section->params[i].key);
    }
    for (size_t i = 0; i < section->param_count; i++) {
        base_buffer_printf(out, "  %-*s  ", (int)width, section->params[i].key);
        base_buffer_append(out, section->params[i].help, strlen(section->params[i].help));
        base_buffer_append(out, "\n", 1);
    }
}

/* How a file and an option say the default. */
static void append_examples(const struct scenario_section *section,
                            const struct scenario_param *param, struct base_buffer *out)
{
    base_buffer_printf(out, "\n  In a file:  ");
    if (section->name[0] != '\0')
        base_buffer_printf(out, "\"%s\": {", section->name);
    base_buffer_printf(out, "\"%s\": ", param->key);
    scenario_append_table_value(param, param->default_text, out);
    base_buffer_printf(out, "%s\n  As option:  --set ", section->name[0] != '\0' ? "}" : "");
    scenario_append_dotted(section, param, out);
    base_buffer_printf(out, "=");
    /* A text may need the shell's quotes. */
    bool plain = param->default_text[strcspn(param->default_text, " \t'\"$&|;<>()*?\\`~#")] == '\0';
    base_buffer_printf(out, plain ? "" : "'");
    base_buffer_append(out, param->default_text, strlen(param->default_text));
    base_buffer_printf(out, plain ? "\n" : "'\n");
}

static void explain_param(const struct scenario_section *section,
                          const struct scenario_param *param, struct base_buffer *out)
{
    enum base_dimension dimension;

    scenario_append_dotted(section, param, out);
    base_buffer_printf(out, "\n  ");
    base_buffer_append(out, param->help, strlen(param->help));
    base_buffer_printf(out, "\n\n  type     %s", scenario_type_word(param->type));
    if (scenario_type_dimension(param->type, &dimension))
        base_buffer_printf(out, "\n  units    %s", base_dimension_units(dimension));
    base_buffer_printf(out, "\n  default  ");
    if (param->default_text != NULL)
        scenario_append_table_value(param, param->default_text, out);
    else
        base_buffer_printf(out, "none");
    if (scenario_type_has_choices(param->type) || param->min_text != NULL ||
        param->max_text != NULL) {
        base_buffer_printf(out, "\n  %s",
                           scenario_type_has_choices(param->type) ? "choices  " : "range    ");
        scenario_append_bounds(param, out);
    }
    if (section->only_for_system != NULL)
        base_buffer_printf(out, "\n  system   only %s", section->only_for_system);
    base_buffer_printf(out, "\n  ");
    base_buffer_append(out, param->source, strlen(param->source));
    base_buffer_printf(out, "\n");
    if (param->default_text != NULL)
        append_examples(section, param, out);
}

/* A key without its section: says where it stands. Returns how many there are. */
static size_t explain_everywhere(const struct scenario_catalogue *catalogue, const char *key,
                                 struct base_buffer *out)
{
    size_t found = 0;

    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];
        size_t param = scenario_section_param(section, key);

        if (param == SIZE_MAX)
            continue;
        base_buffer_printf(out, "%s", found++ > 0 ? "\n" : "");
        explain_param(section, &section->params[param], out);
    }
    return found;
}

int scenario_write_explanation(const struct scenario_catalogue *catalogue, const char *key,
                               FILE *stream)
{
    struct base_buffer out = {0};
    const char *dot = strchr(key, '.');
    size_t section = scenario_catalogue_section(catalogue, key);
    bool found = section != SIZE_MAX;
    int r;

    if (found) {
        explain_section(catalogue->sections[section], &out);
    } else if (dot == NULL) {
        found = explain_everywhere(catalogue, key, &out) > 0;
    } else {
        section = scenario_catalogue_section_n(catalogue, key, (size_t)(dot - key));
        if (section != SIZE_MAX) {
            const struct scenario_section *owner = catalogue->sections[section];
            size_t param = scenario_section_param(owner, dot + 1);

            found = param != SIZE_MAX;
            if (found)
                explain_param(owner, &owner->params[param], &out);
        }
    }
    if (!found) {
        base_buffer_printf(&out, "unknown key ");
        scenario_text_quote(&out, key, strlen(key));
        scenario_suggest_dotted(catalogue, -1, key, &out);
        base_buffer_printf(&out, "\n");
    }
    r = scenario_flush(&out, stream);
    return r != 0 ? r : !found;
}
