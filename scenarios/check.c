#include "scenarios/check.h"

#include <string.h>

#include "scenarios/state.h"
#include "scenarios/value.h"

static size_t member_bytes(enum scenario_type type)
{
    switch (type) {
    case SCENARIO_REAL:
        return sizeof(double);
    case SCENARIO_BOOL:
        return sizeof(bool);
    case SCENARIO_DURATION:
        return sizeof(int64_t);
    case SCENARIO_MONEY:
        return sizeof(u256);
    case SCENARIO_CHOICE:
        return sizeof(int);
    case SCENARIO_CHOICE_OR_FILE:
    case SCENARIO_TEXT:
        return sizeof(const char *);
    default:
        return sizeof(uint64_t);
    }
}

/* What is wrong with one row; NULL when nothing is. */
static const char *row_trouble(const struct scenario_section *section, size_t index)
{
    const struct scenario_param *param = &section->params[index];
    size_t end = param->offset + member_bytes(param->type);
    union scenario_value value;

    if (param->help == NULL || param->help[0] == '\0')
        return "has no help";
    if (param->source == NULL || (strncmp(param->source, "Source: ", 8) != 0 &&
                                  strncmp(param->source, "Assumption: ", 12) != 0))
        return "has a source that begins neither with \"Source: \" nor with \"Assumption: \"";
    if (scenario_type_has_choices(param->type) != (param->choices != NULL))
        return "has choices and another type, or none and this one";
    if (param->choices != NULL && param->choices[0] == NULL)
        return "has no choice";
    if (end > section->struct_bytes)
        return "lies outside of its struct";
    for (size_t i = 0; i < section->param_count; i++) {
        const struct scenario_param *other = &section->params[i];

        if (i != index && strcmp(other->key, param->key) == 0)
            return "stands twice in its section";
        if (i != index && other->offset < end &&
            param->offset < other->offset + member_bytes(other->type))
            return "shares its member with another";
    }
    if ((scenario_type_has_choices(param->type) || param->type == SCENARIO_TEXT ||
         param->type == SCENARIO_BOOL) &&
        (param->min_text != NULL || param->max_text != NULL))
        return "has a range, and a type without";
    if (param->min_text != NULL && scenario_value_of_table(param, param->min_text, &value) != 0)
        return "has a minimum that is none";
    if (param->min_text != NULL && !scenario_value_in_range(param, &value))
        return "has a minimum above its maximum";
    if (param->max_text != NULL && scenario_value_of_table(param, param->max_text, &value) != 0)
        return "has a maximum that is none";
    if (param->default_text == NULL &&
        (scenario_param_must_be_set(param) || param->type == SCENARIO_INTEGER ||
         param->type == SCENARIO_REAL))
        return NULL;
    if (param->default_text == NULL ||
        scenario_value_of_table(param, param->default_text, &value) != 0)
        return "has a default that is none";
    if (!scenario_value_in_range(param, &value))
        return "has a default out of its range";
    return NULL;
}

static const char *section_trouble(const struct scenario_catalogue *catalogue, size_t index)
{
    const struct scenario_section *section = catalogue->sections[index];
    const struct scenario_param *system = scenario_catalogue_system(catalogue);
    size_t top = scenario_catalogue_section(catalogue, "");

    if (section->help == NULL || section->help[0] == '\0')
        return "has no help";
    if (scenario_catalogue_section(catalogue, section->name) != index)
        return "stands twice";
    if (strchr(section->name, '.') != NULL)
        return "has a dot in its name";
    if (section->name[0] != '\0' && top != SIZE_MAX &&
        scenario_section_param(catalogue->sections[top], section->name) != SIZE_MAX)
        return "has the name of a key at the top";
    if (section->only_for_system != NULL &&
        (system == NULL || scenario_choice_index(system, section->only_for_system) < 0))
        return "is for a system that is no choice of \"system\"";
    return NULL;
}

size_t scenario_catalogue_check(const struct scenario_catalogue *catalogue, FILE *stream)
{
    size_t count = 0;

    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];
        const char *trouble = section_trouble(catalogue, i);

        if (trouble != NULL) {
            fprintf(stream, "section \"%s\" %s\n", section->name, trouble);
            count++;
        }
        for (size_t j = 0; j < section->param_count; j++) {
            trouble = row_trouble(section, j);
            if (trouble != NULL) {
                fprintf(stream, "%s%s%s %s\n", section->name, section->name[0] ? "." : "",
                        section->params[j].key, trouble);
                count++;
            }
        }
    }
    return count;
}
