#include "scenarios/suggest.h"

#include <stdlib.h>
#include <string.h>

#include "scenarios/nearest.h"
#include "scenarios/state.h"

static void append_key(struct base_buffer *out, const struct scenario_section *section,
                       const char *key)
{
    if (section->name[0] == '\0')
        base_buffer_printf(out, "\"%s\" at the top", key);
    else
        base_buffer_printf(out, "%s.%s", section->name, key);
}

/* "chain.fork" as a key of the file: such names are for options. */
static bool suggest_nesting(const struct scenario_catalogue *catalogue, const char *key,
                            struct base_buffer *out)
{
    const char *dot = strchr(key, '.');
    size_t section;

    if (dot == NULL)
        return false;
    section = scenario_catalogue_section_n(catalogue, key, (size_t)(dot - key));
    if (section == SIZE_MAX ||
        scenario_section_param(catalogue->sections[section], dot + 1) == SIZE_MAX)
        return false;
    base_buffer_printf(out, "; in a file, write \"%s\": {\"%s\": ...}",
                       catalogue->sections[section]->name, dot + 1);
    return true;
}

/* Sections other than `section` that have exactly this key. Returns how many. */
static size_t suggest_moved(const struct scenario_catalogue *catalogue, int system,
                            const char *section, const char *key, struct base_buffer *out)
{
    size_t found = 0;

    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *other = catalogue->sections[i];

        if (!scenario_section_allowed(catalogue, other, system))
            continue;
        if (other->name[0] != '\0' && section[0] != '\0' && strcmp(other->name, key) == 0) {
            base_buffer_printf(out, "; did you mean the section \"%s\" at the top?", key);
            return 1;
        }
        if (scenario_section_param(other, key) == SIZE_MAX)
            continue;
        base_buffer_printf(out, "%s", found++ == 0 ? "; did you mean " : " or ");
        append_key(out, other, key);
    }
    if (found > 0)
        base_buffer_printf(out, "?");
    return found;
}

void scenario_suggest_key(const struct scenario_catalogue *catalogue, int system,
                          const char *section, const char *key, struct base_buffer *out)
{
    const struct scenario_section *best_section = NULL;
    struct scenario_nearest nearest;

    if (suggest_nesting(catalogue, key, out) ||
        suggest_moved(catalogue, system, section, key, out) > 0)
        return;
    scenario_nearest_init(&nearest, key);
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *other = catalogue->sections[i];

        if (!scenario_section_allowed(catalogue, other, system))
            continue;
        if (section[0] == '\0' && other->name[0] != '\0')
            scenario_nearest_offer(&nearest, other->name);
        for (size_t j = 0; strcmp(other->name, section) == 0 && j < other->param_count; j++)
            scenario_nearest_offer(&nearest, other->params[j].key);
    }
    if (nearest.best != NULL) {
        base_buffer_printf(out, "; did you mean \"%s\"?", nearest.best);
        return;
    }
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *other = catalogue->sections[i];
        const char *before = nearest.best;

        if (!scenario_section_allowed(catalogue, other, system))
            continue;
        for (size_t j = 0; j < other->param_count; j++)
            scenario_nearest_offer(&nearest, other->params[j].key);
        if (nearest.best != before)
            best_section = other;
    }
    if (best_section != NULL) {
        base_buffer_printf(out, "; did you mean ");
        append_key(out, best_section, nearest.best);
        base_buffer_printf(out, "?");
    }
}

/** The section whose name is nearest to that of "section.key"; SIZE_MAX: none is near. */
static size_t nearest_section(const struct scenario_catalogue *catalogue, int system,
                              const char *name)
{
    struct scenario_nearest nearest;

    scenario_nearest_init(&nearest, name);
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *other = catalogue->sections[i];

        if (other->name[0] != '\0' && scenario_section_allowed(catalogue, other, system))
            scenario_nearest_offer(&nearest, other->name);
    }
    return nearest.best == NULL ? SIZE_MAX : scenario_catalogue_section(catalogue, nearest.best);
}

void scenario_suggest_dotted(const struct scenario_catalogue *catalogue, int system,
                             const char *dotted, struct base_buffer *out)
{
    const char *dot = strchr(dotted, '.');
    const char *key = dot == NULL ? dotted : dot + 1;
    struct scenario_nearest nearest;

    if (dot == NULL) {
        scenario_suggest_key(catalogue, system, "", key, out);
        return;
    }
    char *name = strndup(dotted, (size_t)(dot - dotted));
    if (name == NULL) {
        out->failed = true;
        return;
    }
    size_t found = nearest_section(catalogue, system, name);
    bool is_known = found != SIZE_MAX && strcmp(catalogue->sections[found]->name, name) == 0;
    free(name);
    if ((found == SIZE_MAX || is_known) &&
        suggest_moved(catalogue, system, is_known ? catalogue->sections[found]->name : "", key,
                      out) > 0)
        return;
    if (found == SIZE_MAX)
        return;
    const struct scenario_section *section = catalogue->sections[found];
    scenario_nearest_init(&nearest, key);
    for (size_t i = 0; i < section->param_count; i++)
        scenario_nearest_offer(&nearest, section->params[i].key);
    if (nearest.best == NULL && is_known) {
        scenario_suggest_key(catalogue, system, section->name, key, out);
        return;
    }
    base_buffer_printf(out, "; did you mean %s%s%s?", section->name,
                       nearest.best != NULL ? "." : "", nearest.best != NULL ? nearest.best : "");
}
