#ifndef CROWDPATCH_SCENARIOS_MERGE_H
#define CROWDPATCH_SCENARIOS_MERGE_H

#include <stddef.h>

#include "scenarios/scenario.h"

/** Reads a scenario's or an experiment's file as JSON without comments; `patch`, a JSON object or
 *  NULL, replaces members of it, and with null removes them, at every depth.
 *  Source: RFC 7396, JSON Merge Patch.
 *  The caller frees *ret_text. Returns 0; BASE_E_SCENARIO with the report filled; or BASE_E_NOMEM.
 */
int scenario_merge(const char *path, const char *patch, struct scenario_report *report,
                   char **ret_text);

#endif
