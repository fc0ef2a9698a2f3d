#ifndef CROWDPATCH_CLI_MANUAL_H
#define CROWDPATCH_CLI_MANUAL_H

#include "cli/command.h"

/** Prints crowdpatch(1), or crowdpatch-NAME(1) of one command, as roff with the man macros.
 * Standard output; a failed write shows there. */
void cli_print_manual(void);
void cli_print_command_manual(const struct cli_command *command);

#endif
