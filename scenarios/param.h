#ifndef CROWDPATCH_SCENARIOS_PARAM_H
#define CROWDPATCH_SCENARIOS_PARAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/u256.h"

/** One table says everything about a parameter: the loader, the JSON Schema, `params`, `explain`
 * and the reference page all read it. */

/** Type in JSON -> type in the section's struct. */
enum scenario_type {
    SCENARIO_INTEGER,  /* number -> uint64_t */
    SCENARIO_REAL,     /* number -> double */
    SCENARIO_BOOL,     /* true, false -> bool */
    SCENARIO_DURATION, /* "12s" -> int64_t, nanoseconds */
    SCENARIO_SIZE,     /* "64KiB" -> uint64_t, bytes */
    SCENARIO_RATE,     /* "10Mbps" -> uint64_t, bits a second */
    SCENARIO_MONEY,    /* "0.02ETH" -> u256, wei */
    SCENARIO_CHOICE,   /* one of the names -> int, its index */
    /* One of the names, or the path of a file that ends in ".json" -> const char *, owned by the
       scenario. */
    SCENARIO_CHOICE_OR_FILE,
    SCENARIO_TEXT, /* any text -> const char *, owned by the scenario */
};

struct scenario_param {
    const char *key; /* within its section: "block_interval" */
    enum scenario_type type;
    size_t offset; /* of the member in the section's struct */
    /* All as they would stand in the file, without quotes: "12s", "400", "true".
       NULL: no default. Who leaves out such a number gets 0, scenario_is_set() says so, and the
       resolved text leaves it out; such a text or choice must be in the file. */
    const char *default_text;
    const char *min_text; /* NULL: no bound but the type's */
    const char *max_text;
    const char *const *choices; /* NULL-terminated; the two kinds of choices only */
    const char *help;           /* one sentence */
    const char *source;         /* "Source: ..." or "Assumption: ..." for the default */
};

struct scenario_section {
    const char *name; /* "chain": its object in the file; "" for the keys at the top */
    const char *help;
    const struct scenario_param *params;
    size_t param_count;
    size_t struct_bytes;
    /* Not NULL: the section is allowed only when the top key "system" has this value. */
    const char *only_for_system;
};

struct scenario;

/** All sections that a scenario file may hold. */
struct scenario_catalogue {
    const struct scenario_section *const *sections;
    size_t section_count;
    /* Not NULL: called when all values are read, to set those that follow from others and that
       nobody has set (scenario_is_set). values[section_count] are the sections' structs. The
       resolved text holds what it sets, and gives the same when it is loaded. */
    void (*derive)(const struct scenario *scenario, void *const values[]);
    /* What such a file is called in messages and pages; NULL: "scenario", which alone can be made
       an experiment. */
    const char *what;
};

/** "scenario". */
static inline const char *scenario_catalogue_what(const struct scenario_catalogue *catalogue)
{
    return catalogue->what != NULL ? catalogue->what : "scenario";
}

#endif
