#include "cli/evm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/command.h"
#include "crypto/hash.h"
#include "scenarios/nearest.h"

#define GAS_DEFAULT UINT64_C(10000000)

enum { WORDS_MAX = 4096 };

struct request {
    const char *fork, *gas, *input;
    bool trace;
    char *words[WORDS_MAX]; /* the subcommand and its arguments */
    size_t word_count;
};

static const struct cli_option options[] = {
    {"--fork", "FORK", "run: rules from istanbul to osaka (default: osaka)"},
    {"--gas", "N", "run: gas that the code gets (default: 10000000)"},
    {"--input", "HEX", "run: call data, or @FILE (default: none)"},
    {"--trace", NULL, "run: print a line of JSON for each instruction (EIP-3155) instead"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;

    if (name == NULL && request->word_count == WORDS_MAX) {
        fprintf(stderr, "crowdpatch evm: more than %d arguments\n", WORDS_MAX);
        return 1;
    }
    if (name == NULL)
        request->words[request->word_count++] = (char *)value;
    else if (strcmp(name, "--fork") == 0)
        request->fork = value;
    else if (strcmp(name, "--gas") == 0)
        request->gas = value;
    else if (strcmp(name, "--input") == 0)
        request->input = value;
    else
        request->trace = true;
    return 0;
}

static int run_code(const struct request *request)
{
    struct cli_evm_run run = {
        .fork = EVM_FORK_OSAKA,
        .gas = GAS_DEFAULT,
        .code = request->words[1],
        .input = request->input,
        .trace = request->trace,
    };

    if (request->word_count != 2) {
        fprintf(stderr, "crowdpatch evm run: %s hexadecimal digits or @FILE\n",
                request->word_count < 2 ? "which code?" : "one code at a time,");
        return CLI_EXIT_USAGE;
    }
    if (request->fork != NULL) {
        int fork = cli_read_fork("evm run", request->fork);
        if (fork < 0)
            return CLI_EXIT_USAGE;
        run.fork = (enum evm_fork)fork;
    }
    if (request->gas != NULL && !cli_read_gas("evm run", request->gas, &run.gas))
        return CLI_EXIT_USAGE;
    return cli_evm_run(&run);
}

static int run_statetests(const struct request *request)
{
    const char *extra = request->fork != NULL    ? "--fork"
                        : request->gas != NULL   ? "--gas"
                        : request->input != NULL ? "--input"
                        : request->trace         ? "--trace"
                                                 : NULL;

    if (extra != NULL) {
        fprintf(stderr, "crowdpatch evm statetest: %s is for: crowdpatch evm run\n", extra);
        return CLI_EXIT_USAGE;
    }
    if (request->word_count < 2) {
        fprintf(stderr, "crowdpatch evm statetest: which tests? name files or directories\n");
        return CLI_EXIT_USAGE;
    }
    return cli_evm_statetest(request->words + 1, request->word_count - 1);
}

static int dispatch(const struct request *request)
{
    struct scenario_nearest nearest;

    if (request->word_count == 0) {
        fprintf(stderr, "crowdpatch evm: run or statetest? see: crowdpatch evm --help\n");
        return CLI_EXIT_USAGE;
    }
    if (crypto_init() < 0) {
        fprintf(stderr, "crowdpatch evm: %s\n", base_fail_text());
        return CLI_EXIT_SIMULATION;
    }
    if (strcmp(request->words[0], "run") == 0)
        return run_code(request);
    if (strcmp(request->words[0], "statetest") == 0)
        return run_statetests(request);
    scenario_nearest_init(&nearest, request->words[0]);
    scenario_nearest_offer(&nearest, "run");
    scenario_nearest_offer(&nearest, "statetest");
    fprintf(stderr, "crowdpatch evm: unknown subcommand \"%.60s\"; ", request->words[0]);
    if (nearest.best != NULL)
        fprintf(stderr, "did you mean \"%s\"?\n", nearest.best);
    else
        fprintf(stderr, "there are run and statetest\n");
    return CLI_EXIT_USAGE;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request *request = calloc(1, sizeof(*request));
    int exit_code = CLI_EXIT_IO;

    if (request == NULL) {
        fprintf(stderr, "crowdpatch evm: memory is exhausted\n");
        return exit_code;
    }
    exit_code = cli_parse(command, argc, argv, take, request);
    if (exit_code == 0)
        exit_code = dispatch(request);
    free(request);
    return exit_code < 0 ? CLI_EXIT_OK : exit_code;
}

const struct cli_command cli_evm_command = {
    .name = "evm",
    .arguments = "run CODE | statetest PATH...",
    .summary = "execute bytecode, or the tests of the execution specification",
    .help = "run CODE executes bytecode, as hexadecimal digits or @FILE, and prints how it ended,\n"
            "the gas it used (without what a transaction pays before its first instruction) and\n"
            "its output. A revert is a result, not an error.\n"
            "\n"
            "statetest PATH... runs state tests in the form of ethereum/execution-spec-tests,\n"
            "files and directories with .json files (unpack archives first), under each fork\n"
            "from istanbul to osaka that they have results for, and compares the whole state and\n"
            "the logs. Exit code 7: some of them failed.",
    .options = options,
    .run = run,
};
