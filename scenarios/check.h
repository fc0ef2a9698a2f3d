#ifndef CROWDPATCH_SCENARIOS_CHECK_H
#define CROWDPATCH_SCENARIOS_CHECK_H

#include <stdio.h>

#include "scenarios/param.h"

/** Looks for slips in the tables themselves: defaults and bounds that do not parse or contradict
 *  each other, members outside of their struct or on top of one another, keys twice, texts missing.
 *  One line each on `stream`. Returns how many. For tests. */
size_t scenario_catalogue_check(const struct scenario_catalogue *catalogue, FILE *stream);

#endif
