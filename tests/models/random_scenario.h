#ifndef CROWDPATCH_TESTS_MODELS_RANDOM_SCENARIO_H
#define CROWDPATCH_TESTS_MODELS_RANDOM_SCENARIO_H

#include <stddef.h>
#include <stdint.h>

#define RANDOM_SCENARIO_OPTIONS_MAX 256
#define RANDOM_SCENARIO_OPTION_LEN 96

/** A scenario as `--set` options. */
struct random_scenario {
    char options[RANDOM_SCENARIO_OPTIONS_MAX][RANDOM_SCENARIO_OPTION_LEN];
    size_t count;
};

/** Draws the number-th small scenario: a system, a variant, a handful of participants, an attack
 *  that the system knows or none, faults or none, and any other parameter that it reads, here and
 *  there, within its bounds. Values may not go together: models_check() says so. Equal numbers and
 *  attempts give equal scenarios. */
void random_scenario_draw(uint64_t number, uint32_t attempt, struct random_scenario *ret_scenario);

#endif
