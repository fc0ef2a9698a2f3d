#ifndef CROWDPATCH_CLI_SUMMARY_H
#define CROWDPATCH_CLI_SUMMARY_H

#include <stdio.h>

#include "models/shared/world.h"

/** What came out, for a person. directory: where the results stand. */
void cli_summary_print(const struct world *world, const char *directory, FILE *stream);

#endif
