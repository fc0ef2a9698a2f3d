#ifndef CROWDPATCH_TESTS_SCENARIOS_TEST_CATALOGUE_H
#define CROWDPATCH_TESTS_SCENARIOS_TEST_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/u256.h"
#include "scenarios/param.h"

/* A small catalogue with every type, and sections of two systems. */

struct test_top {
    const char *name;
    uint64_t seed;
    int system;
    int64_t duration_ns;
};

struct test_chain {
    int fork;
    int64_t block_interval_ns;
    uint64_t gas_limit;
    u256 priority_fee_wei;
};

struct test_world {
    uint64_t devices;
    double online_share;
    uint64_t uplink_bps;
    bool churn;
};

struct test_crowdpatching {
    uint64_t update_size_bytes;
    u256 reward_wei;
};

struct test_leiba {
    uint64_t seeders;
};

static const char *const test_systems[] = {"crowdpatching", "leiba", NULL};
static const char *const test_forks[] = {"constantinople", "london", "osaka", NULL};

static const struct scenario_param test_top_params[] = {
    {"name", SCENARIO_TEXT, offsetof(struct test_top, name), "unnamed", NULL, NULL, NULL,
     "What the scenario is called.", "Assumption: a run needs no name."},
    {"seed", SCENARIO_INTEGER, offsetof(struct test_top, seed), "1", NULL, NULL, NULL,
     "Seed of all random streams.", "Assumption: any will do."},
    {"system", SCENARIO_CHOICE, offsetof(struct test_top, system), "crowdpatching", NULL, NULL,
     test_systems, "The delivery system.", "Assumption: the one under study."},
    {"duration", SCENARIO_DURATION, offsetof(struct test_top, duration_ns), "7d", "1s", NULL, NULL,
     "Simulated time.", "Assumption: a week."},
};
static const struct scenario_param test_chain_params[] = {
    {"fork", SCENARIO_CHOICE, offsetof(struct test_chain, fork), "osaka", NULL, NULL, test_forks,
     "Rules of the chain.", "Source: mainnet."},
    {"block_interval", SCENARIO_DURATION, offsetof(struct test_chain, block_interval_ns), "12s",
     "1s", "1h", NULL, "Time between blocks.", "Source: mainnet since the Merge."},
    {"gas_limit", SCENARIO_INTEGER, offsetof(struct test_chain, gas_limit), "60000000", "21000",
     "1000000000", NULL, "Gas in a block.", "Source: mainnet."},
    {"priority_fee", SCENARIO_MONEY, offsetof(struct test_chain, priority_fee_wei), "1gwei", NULL,
     "1ETH", NULL, "Tip for each unit of gas.", "Assumption: a common tip."},
};
static const struct scenario_param test_world_params[] = {
    {"devices", SCENARIO_INTEGER, offsetof(struct test_world, devices), "100", "0", "1000000", NULL,
     "Number of devices.", "Assumption: a small world."},
    {"online_share", SCENARIO_REAL, offsetof(struct test_world, online_share), "0.9", "0", "1",
     NULL, "Share of time that a device is online.", "Assumption: mostly on."},
    {"uplink", SCENARIO_RATE, offsetof(struct test_world, uplink_bps), "10Mbps", "1kbps", NULL,
     NULL, "A hub's uplink.", "Assumption: DSL."},
    {"churn", SCENARIO_BOOL, offsetof(struct test_world, churn), "true", NULL, NULL, NULL,
     "Whether hubs come and go.", "Assumption: they do."},
};
static const struct scenario_param test_crowdpatching_params[] = {
    {"update_size", SCENARIO_SIZE, offsetof(struct test_crowdpatching, update_size_bytes), "1MiB",
     "1B", "1GiB", NULL, "Bytes of one update.", "Assumption: a small firmware."},
    {"reward", SCENARIO_MONEY, offsetof(struct test_crowdpatching, reward_wei), "0.001ETH", NULL,
     NULL, NULL, "For one delivery.", "Assumption: above its gas."},
};
static const struct scenario_param test_leiba_params[] = {
    {"seeders", SCENARIO_INTEGER, offsetof(struct test_leiba, seeders), "3", "1", "1000", NULL,
     "Static seeders.", "Assumption: a few."},
};

#define TEST_COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct scenario_section test_top_section = {"",
                                                         "The scenario as a whole.",
                                                         test_top_params,
                                                         TEST_COUNT(test_top_params),
                                                         sizeof(struct test_top),
                                                         NULL};
static const struct scenario_section test_chain_section = {"chain",
                                                           "The blockchain.",
                                                           test_chain_params,
                                                           TEST_COUNT(test_chain_params),
                                                           sizeof(struct test_chain),
                                                           NULL};
static const struct scenario_section test_world_section = {"world",
                                                           "Who takes part.",
                                                           test_world_params,
                                                           TEST_COUNT(test_world_params),
                                                           sizeof(struct test_world),
                                                           NULL};
static const struct scenario_section test_crowdpatching_section = {
    "crowdpatching",
    "The system CrowdPatching.",
    test_crowdpatching_params,
    TEST_COUNT(test_crowdpatching_params),
    sizeof(struct test_crowdpatching),
    "crowdpatching"};
static const struct scenario_section test_leiba_section = {"leiba",
                                                           "Static seeding.",
                                                           test_leiba_params,
                                                           TEST_COUNT(test_leiba_params),
                                                           sizeof(struct test_leiba),
                                                           "leiba"};

static const struct scenario_section *const test_sections[] = {
    &test_top_section,           &test_chain_section, &test_world_section,
    &test_crowdpatching_section, &test_leiba_section,
};
static const struct scenario_catalogue test_catalogue = {test_sections, TEST_COUNT(test_sections)};

#endif
