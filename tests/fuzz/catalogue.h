#ifndef CROWDPATCH_TESTS_FUZZ_CATALOGUE_H
#define CROWDPATCH_TESTS_FUZZ_CATALOGUE_H

#include <stddef.h>

#include "scenarios/scenario.h"

/* Sections with every type of parameter stand for those of the systems; one is of one system. */

struct values {
    uint64_t integer;
    double real;
    bool yes;
    int64_t duration_ns;
    uint64_t size_bytes;
    uint64_t rate_bps;
    u256 money_wei;
    int choice;
    const char *text;
    const char *machine;
};

static const char *const choices[] = {"istanbul", "london", "osaka", NULL};
static const char *const machines[] = {"small", "large", NULL};
static const char *const systems[] = {"leiba", "lee_lee", NULL};

#define PARAM(name, kind, member, fallback, least, most)                                           \
    {                                                                                              \
        .key = name, .type = kind, .offset = offsetof(struct values, member),                      \
        .default_text = fallback, .min_text = least, .max_text = most, .help = "A parameter.",     \
        .source = "Assumption: none.",                                                             \
    }

#define CHOICE(name, names, fallback)                                                              \
    {                                                                                              \
        .key = name, .type = SCENARIO_CHOICE, .offset = offsetof(struct values, choice),           \
        .default_text = fallback, .choices = names, .help = "A choice.",                           \
        .source = "Assumption: none.",                                                             \
    }

static const struct scenario_param top_params[] = {
    CHOICE("system", systems, "leiba"),
    PARAM("name", SCENARIO_TEXT, text, "unnamed", NULL, NULL),
    PARAM("seed", SCENARIO_INTEGER, integer, "1", NULL, NULL),
};
static const struct scenario_param chain_params[] = {
    PARAM("integer", SCENARIO_INTEGER, integer, "3", "1", "1000000"),
    PARAM("real", SCENARIO_REAL, real, "0.5", "0", "1"),
    PARAM("yes", SCENARIO_BOOL, yes, "true", NULL, NULL),
    PARAM("duration", SCENARIO_DURATION, duration_ns, "12s", "1ms", "365d"),
    PARAM("size", SCENARIO_SIZE, size_bytes, "64KiB", "1B", "1GiB"),
    PARAM("rate", SCENARIO_RATE, rate_bps, "10Mbps", "1bps", "100000Mbps"),
    PARAM("money", SCENARIO_MONEY, money_wei, "0.02ETH", NULL, NULL),
    CHOICE("fork", choices, "osaka"),
    PARAM("text", SCENARIO_TEXT, text, "", NULL, NULL),
    {
        .key = "machine",
        .type = SCENARIO_CHOICE_OR_FILE,
        .offset = offsetof(struct values, machine),
        .default_text = "small",
        .choices = machines,
        .help = "A choice or a file.",
        .source = "Assumption: none.",
    },
};

static const struct scenario_param leiba_params[] = {
    PARAM("seeders", SCENARIO_INTEGER, integer, "2", "0", "1000"),
};

#define SECTION(title, rows, system)                                                               \
    {                                                                                              \
        .name = title, .help = "A section.", .params = rows,                                       \
        .param_count = sizeof(rows) / sizeof((rows)[0]), .struct_bytes = sizeof(struct values),    \
        .only_for_system = system,                                                                 \
    }
static const struct scenario_section top = SECTION("", top_params, NULL);
static const struct scenario_section chain = SECTION("chain", chain_params, NULL);
static const struct scenario_section leiba = SECTION("leiba", leiba_params, "leiba");
static const struct scenario_section *const sections[] = {&top, &chain, &leiba};
static const struct scenario_catalogue catalogue = {sections, 3};

#endif
