#ifndef CROWDPATCH_CLI_COMMAND_H
#define CROWDPATCH_CLI_COMMAND_H

#include <stddef.h>
#include <stdio.h>

#include "scenarios/param.h"

/** Exit codes. Source: README, "Exit codes". */
enum cli_exit {
    CLI_EXIT_OK = 0,
    CLI_EXIT_INVALID = 1,
    CLI_EXIT_USAGE = 2,
    CLI_EXIT_SCENARIO = 3,
    CLI_EXIT_IO = 4,
    CLI_EXIT_SIMULATION = 5,
    CLI_EXIT_INCOMPLETE = 6,
    CLI_EXIT_TOLERANCE = 7,
};

/** Runs the command that argv[1] names, or prints the help. Returns an exit code. */
int cli_main(int argc, char **argv);

/** The exit code for an error code of base/error.h. */
int cli_exit_for_error(int error);
/** The exit code of a command that comes to this, 0 or an error, which is said in a line. */
int cli_end(const char *command, int error);
/** What to say of it: the text that was recorded, or of memory that ran out, of which not everybody
 *  records one, just that. */
const char *cli_error_text(int error);

struct scenario;

/** Loads a scenario with `--set` options and checks it; prints what is wrong with it. Returns 0,
 *  BASE_E_SCENARIO, which is printed already, or another error. */
int cli_load(const char *path, const char *const set[], size_t set_count,
             struct scenario **ret_scenario);

/** One option; help and the parser read the same table. */
struct cli_option {
    const char *name;     /* "--seed" */
    const char *argument; /* "N", or NULL: a switch */
    const char *help;
};

struct cli_command {
    const char *name;
    const char *arguments;            /* "SCENARIO" */
    const char *summary;              /* one line */
    const char *help;                 /* paragraphs, or NULL */
    const struct cli_option *options; /* ended by a NULL name; NULL: none */
    /* argv[0] is the command's name. Returns an exit code. */
    int (*run)(const struct cli_command *command, int argc, char **argv);
};

/** Sorted by name, NULL-terminated. */
extern const struct cli_command *const cli_commands[];

/** Sections of all systems. */
const struct scenario_catalogue *cli_catalogue(void);

/** The command of this name; NULL after one line that names the nearest, for which usage is at
 *  fault. */
const struct cli_command *cli_find_command(const char *name);

/** Walks argv by the command's table: for every option calls take(context, name, value), for every
 *  other word take(context, NULL, word). `--name=value` and `--name value` are both read; "--" ends
 *  the options. Prints one line that names the nearest option and returns CLI_EXIT_USAGE when a
 *  word is wrong or take() returns non-zero after printing its own; prints the help and returns -1
 *  for --help. 0: all is well. */
int cli_parse(const struct cli_command *command, int argc, char **argv,
              int (*take)(void *context, const char *name, const char *value), void *context);

/** A whole number of decimal digits from `least` to `most`. False after one line. */
bool cli_read_number(const char *command, const char *option, const char *text, uint64_t least,
                     uint64_t most, uint64_t *ret_number);

/** All commands, one line each. */
void cli_print_help(FILE *stream);
void cli_print_command_help(const struct cli_command *command);

#endif
