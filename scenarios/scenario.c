#include "scenarios/scenario.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "scenarios/report.h"
#include "scenarios/state.h"
#include "scenarios/value.h"

size_t scenario_catalogue_section_n(const struct scenario_catalogue *catalogue, const char *name,
                                    size_t len)
{
    for (size_t i = 0; i < catalogue->section_count; i++) {
        if (strlen(catalogue->sections[i]->name) == len &&
            memcmp(catalogue->sections[i]->name, name, len) == 0)
            return i;
    }
    return SIZE_MAX;
}

size_t scenario_catalogue_section(const struct scenario_catalogue *catalogue, const char *name)
{
    return scenario_catalogue_section_n(catalogue, name, strlen(name));
}

size_t scenario_section_param(const struct scenario_section *section, const char *key)
{
    for (size_t i = 0; i < section->param_count; i++) {
        if (strcmp(section->params[i].key, key) == 0)
            return i;
    }
    return SIZE_MAX;
}

size_t scenario_catalogue_param(const struct scenario_catalogue *catalogue, const char *key,
                                size_t *ret_section)
{
    const char *dot = strchr(key, '.');

    *ret_section =
        scenario_catalogue_section_n(catalogue, key, dot == NULL ? 0 : (size_t)(dot - key));
    return *ret_section == SIZE_MAX ? SIZE_MAX
                                    : scenario_section_param(catalogue->sections[*ret_section],
                                                             dot == NULL ? key : dot + 1);
}

const struct scenario_param *scenario_catalogue_system(const struct scenario_catalogue *catalogue)
{
    size_t top = scenario_catalogue_section(catalogue, "");
    size_t index;

    if (top == SIZE_MAX)
        return NULL;
    index = scenario_section_param(catalogue->sections[top], "system");
    if (index == SIZE_MAX || catalogue->sections[top]->params[index].type != SCENARIO_CHOICE)
        return NULL;
    return &catalogue->sections[top]->params[index];
}

bool scenario_section_allowed(const struct scenario_catalogue *catalogue,
                              const struct scenario_section *section, int system)
{
    const struct scenario_param *param = scenario_catalogue_system(catalogue);

    return section->only_for_system == NULL || system < 0 || param == NULL ||
           strcmp(param->choices[system], section->only_for_system) == 0;
}

void scenario_free(struct scenario *scenario)
{
    if (scenario == NULL)
        return;
    for (size_t i = 0; scenario->sections != NULL && i < scenario->catalogue->section_count; i++) {
        free(scenario->sections[i].values);
        free(scenario->sections[i].origins);
    }
    free(scenario->sections);
    for (size_t i = 0; scenario->options != NULL && i < scenario->option_count; i++)
        free(scenario->options[i]);
    free(scenario->options);
    free(scenario->option_places);
    scenario_text_deinit(&scenario->text);
    base_arena_deinit(&scenario->arena);
    free(scenario->resolved);
    free(scenario);
}

bool scenario_param_must_be_set(const struct scenario_param *param)
{
    return param->default_text == NULL &&
           (param->type == SCENARIO_TEXT || param->type == SCENARIO_CHOICE);
}

const void *scenario_section_values(const struct scenario *scenario, const char *section)
{
    size_t index = scenario_catalogue_section(scenario->catalogue, section);

    assert(index != SIZE_MAX);
    return scenario->sections[index].values;
}

/* Where "section.key", "key" or "section" was set. */
static struct scenario_origin find_origin(const struct scenario *scenario, const char *key)
{
    size_t section;
    size_t param = scenario_catalogue_param(scenario->catalogue, key, &section);

    if (param != SIZE_MAX)
        return scenario->sections[section].origins[param];
    section = scenario_catalogue_section(scenario->catalogue, key);
    assert(section != SIZE_MAX);
    return scenario->sections[section].origin;
}

const char *scenario_file(const struct scenario *scenario)
{
    return scenario->text.name;
}

bool scenario_is_set(const struct scenario *scenario, const char *key)
{
    return find_origin(scenario, key).kind != SCENARIO_FROM_DEFAULT;
}

void scenario_report_error(struct scenario_report *report, const struct scenario *scenario,
                           const char *key, const char *format, ...)
{
    struct scenario_origin origin = find_origin(scenario, key);
    char message[2048];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    if (origin.kind == SCENARIO_FROM_FILE)
        scenario_report_at(report, &scenario->text, origin.place, "%s", message);
    else if (origin.kind == SCENARIO_FROM_OPTION)
        scenario_report_option(report, origin.place, scenario->options[origin.place], "%s",
                               message);
    else
        scenario_report_plain(report, scenario->text.name, 0, 0, "%s", message);
}

static void write_section(const struct scenario *scenario, size_t index, const char *indent,
                          struct base_buffer *out)
{
    const struct scenario_section *section = scenario->catalogue->sections[index];

    bool first = true;

    for (size_t i = 0; i < section->param_count; i++) {
        const struct scenario_param *param = &section->params[i];
        union scenario_value value = scenario_value_load(param, scenario->sections[index].values);

        if (param->default_text == NULL &&
            scenario->sections[index].origins[i].kind == SCENARIO_FROM_DEFAULT)
            continue;
        base_buffer_printf(out, "%s\n%s\"%s\": ", first ? "" : ",", indent, param->key);
        first = false;
        scenario_value_write(param, &value, out);
    }
}

int scenario_resolve(struct scenario *scenario)
{
    const struct scenario_catalogue *catalogue = scenario->catalogue;
    struct base_buffer out = {0};
    bool first = true;
    size_t len;

    base_buffer_printf(&out, "{");
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];

        if (section->param_count == 0 ||
            !scenario_section_allowed(catalogue, section, scenario->system))
            continue;
        base_buffer_printf(&out, "%s", first ? "" : ",");
        first = false;
        if (section->name[0] == '\0') {
            write_section(scenario, i, "  ", &out);
        } else {
            base_buffer_printf(&out, "\n  \"%s\": {", section->name);
            write_section(scenario, i, "    ", &out);
            base_buffer_printf(&out, "\n  }");
        }
    }
    base_buffer_printf(&out, "\n}\n");
    base_buffer_append_u8(&out, 0);
    scenario->resolved = (char *)base_buffer_steal(&out, &len);
    if (scenario->resolved == NULL)
        return BASE_E_NOMEM;
    scenario->hash = crypto_sha256(scenario->resolved, len - 1);
    return 0;
}

crypto_digest scenario_hash(const struct scenario *scenario)
{
    return scenario->hash;
}

char *scenario_resolved_json(const struct scenario *scenario)
{
    return strdup(scenario->resolved);
}
