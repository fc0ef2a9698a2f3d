#ifndef CROWDPATCH_SCENARIOS_STATE_H
#define CROWDPATCH_SCENARIOS_STATE_H

#include <stdbool.h>

#include "base/arena.h"
#include "scenarios/scenario.h"
#include "scenarios/text.h"

/** What a scenario is made of, and look-ups in a catalogue. Inside of scenarios/ only. */

enum scenario_origin_kind { SCENARIO_FROM_DEFAULT, SCENARIO_FROM_FILE, SCENARIO_FROM_OPTION };

/** Where a value came from. */
struct scenario_origin {
    enum scenario_origin_kind kind;
    size_t place; /* offset in the file, or the option's index */
};

struct scenario_values {
    void *values;                    /* the section's struct */
    struct scenario_origin origin;   /* of the section itself */
    struct scenario_origin *origins; /* [param_count] */
};

struct scenario {
    const struct scenario_catalogue *catalogue;
    struct scenario_text text;
    char **options;        /* [option_count], as given */
    size_t *option_places; /* offset in the file of a value of the sweep; SCENARIO_NO_PLACE */
    size_t option_count;
    struct scenario_values *sections; /* [catalogue->section_count] */
    struct base_arena arena;          /* texts and the tree */
    /* Index among the choices of the top key "system"; -1 when there is no such key. */
    int system;
    char *resolved;
    crypto_digest hash;
};

/** The place of an option of the command line, which is not in the file. */
#define SCENARIO_NO_PLACE SIZE_MAX

/** How the points of an experiment are loaded. */
struct scenario_mode {
    bool is_experiment;    /* "sweep" and "replications" are read elsewhere */
    bool has_many_systems; /* the sweep sets "system": sections of others are read and not used */
    const size_t *places;  /* [option_count] as in struct scenario; NULL: all of a command line */
};

/** scenario_load_text() in a mode. */
int scenario_load_mode(const struct scenario_catalogue *catalogue, const struct scenario_mode *mode,
                       const char *name, const char *text, size_t len, const char *const options[],
                       size_t option_count, struct scenario_report *report,
                       struct scenario **ret_scenario);

/** Index, or SIZE_MAX when there is none. */
size_t scenario_catalogue_section(const struct scenario_catalogue *catalogue, const char *name);
size_t scenario_section_param(const struct scenario_section *section, const char *key);
/** The same for a name of known length. */
size_t scenario_catalogue_section_n(const struct scenario_catalogue *catalogue, const char *name,
                                    size_t len);
/** The parameter of "section.key" ("key" at the top), or SIZE_MAX; *ret_section is SIZE_MAX too
 * when there is no such section. */
size_t scenario_catalogue_param(const struct scenario_catalogue *catalogue, const char *key,
                                size_t *ret_section);
/** The top key "system"; NULL when the catalogue has none. */
const struct scenario_param *scenario_catalogue_system(const struct scenario_catalogue *catalogue);
/** True when the section may stand in a scenario of this system; every one when system is -1. */
bool scenario_section_allowed(const struct scenario_catalogue *catalogue,
                              const struct scenario_section *section, int system);

/** True for a text or a choice without a default. */
bool scenario_param_must_be_set(const struct scenario_param *param);

/** Composes scenario->resolved and hash. Returns 0 or BASE_E_NOMEM. */
int scenario_resolve(struct scenario *scenario);

#endif
