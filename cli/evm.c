#include "cli/evm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/command.h"
#include "crypto/hash.h"
#include "scenarios/nearest.h"

/* Assumption: more than one call of the contracts here takes. */
#define GAS_DEFAULT UINT64_C(10000000)

enum { WORDS_MAX = 4096 };

enum option {
    ALLOC,
    CHAIN_ID,
    ENV,
    FORK,
    GAS,
    INPUT,
    OUT_ALLOC,
    OUT_RESULT,
    TRACE,
    TXS,
    OPTION_COUNT,
};

struct request {
    const char *values[OPTION_COUNT]; /* NULL: not given */
    char *words[WORDS_MAX];           /* the subcommand and its arguments */
    size_t word_count;
};

static const struct cli_option options[] = {
    [ALLOC] = {"--alloc", "FILE", "t8n: the accounts before"},
    [CHAIN_ID] = {"--chain-id", "N", "t8n: the chain that signatures are for (default: 1)"},
    [ENV] = {"--env", "FILE", "t8n: the block's environment"},
    [FORK] = {"--fork", "FORK", "run, t8n: rules from istanbul to osaka (default: osaka)"},
    [GAS] = {"--gas", "N",
             "run: gas that the code gets (default: 10000000); statetest: the most that a test "
             "may ask for (default: any)"},
    [INPUT] = {"--input", "HEX", "run: call data, or @FILE (default: none)"},
    [OUT_ALLOC] = {"--out-alloc", "FILE", "t8n: where the accounts go (default: -, printed)"},
    [OUT_RESULT] = {"--out-result", "FILE", "t8n: where the result goes (default: -, printed)"},
    [TRACE] = {"--trace", NULL,
               "run: print a line of JSON for each instruction (EIP-3155) instead"},
    [TXS] = {"--txs", "FILE", "t8n: the transactions"},
    [OPTION_COUNT] = {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;

    if (name == NULL && request->word_count == WORDS_MAX) {
        fprintf(stderr, "crowdpatch evm: more than %d arguments\n", WORDS_MAX);
        return 1;
    }
    if (name == NULL) {
        request->words[request->word_count++] = (char *)value;
        return 0;
    }
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (strcmp(name, options[i].name) == 0)
            request->values[i] = value != NULL ? value : "";
    }
    return 0;
}

/** Refuses the options that belong to other subcommands. */
static bool check_options(const struct request *request, const char *subcommand)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        bool is_of_run = i == FORK || i == GAS || i == INPUT || i == TRACE;
        bool is_of_t8n = i == FORK || !is_of_run;

        if (request->values[i] == NULL || (is_of_run && strcmp(subcommand, "run") == 0) ||
            (i == GAS && strcmp(subcommand, "statetest") == 0) ||
            (is_of_t8n && strcmp(subcommand, "t8n") == 0))
            continue;
        fprintf(stderr, "crowdpatch evm %s: %s is for: crowdpatch evm %s\n", subcommand,
                options[i].name, is_of_run ? "run" : "t8n");
        return false;
    }
    return true;
}

/** False after one line. */
static bool read_fork(const struct request *request, const char *command, enum evm_fork *ret_fork)
{
    int fork = EVM_FORK_OSAKA;

    if (request->values[FORK] != NULL)
        fork = cli_read_fork(command, request->values[FORK]);
    if (fork >= 0)
        *ret_fork = (enum evm_fork)fork;
    return fork >= 0;
}

static int run_code(const struct request *request)
{
    struct cli_evm_run run = {
        .gas = GAS_DEFAULT,
        .code = request->words[1],
        .input = request->values[INPUT],
        .trace = request->values[TRACE] != NULL,
    };

    if (request->word_count != 2) {
        fprintf(stderr, "crowdpatch evm run: %s hexadecimal digits or @FILE\n",
                request->word_count < 2 ? "which code?" : "one code at a time,");
        return CLI_EXIT_USAGE;
    }
    if (!read_fork(request, "evm run", &run.fork) ||
        (request->values[GAS] != NULL &&
         !cli_read_number("evm run", "--gas", request->values[GAS], 1, INT64_MAX, &run.gas)))
        return CLI_EXIT_USAGE;
    return cli_evm_run(&run);
}

static int run_statetests(const struct request *request)
{
    uint64_t most_gas = UINT64_MAX;

    if (request->word_count < 2) {
        fprintf(stderr,
                "crowdpatch evm statetest: which tests? name files, directories or archives\n");
        return CLI_EXIT_USAGE;
    }
    if (request->values[GAS] != NULL &&
        !cli_read_number("evm statetest", "--gas", request->values[GAS], 1, INT64_MAX, &most_gas))
        return CLI_EXIT_USAGE;
    return cli_evm_statetest(request->words + 1, request->word_count - 1, most_gas);
}

/** NULL for standard output. */
static const char *output_path(const struct request *request, enum option option)
{
    const char *path = request->values[option];

    return path != NULL && strcmp(path, "-") == 0 ? NULL : path;
}

static int run_t8n(const struct request *request)
{
    struct cli_evm_t8n t8n = {
        .chain_id = 1, /* Source: Ethereum's own; geth's --state.chainid has the same default. */
        .alloc = request->values[ALLOC],
        .env = request->values[ENV],
        .txs = request->values[TXS],
        .out_alloc = output_path(request, OUT_ALLOC),
        .out_result = output_path(request, OUT_RESULT),
    };

    if (request->word_count > 1 || t8n.alloc == NULL || t8n.env == NULL || t8n.txs == NULL) {
        fprintf(stderr, "crowdpatch evm t8n: it takes --alloc FILE --env FILE --txs FILE\n");
        return CLI_EXIT_USAGE;
    }
    if (t8n.out_alloc != NULL && t8n.out_result != NULL &&
        strcmp(t8n.out_alloc, t8n.out_result) == 0) {
        fprintf(stderr, "crowdpatch evm t8n: --out-alloc and --out-result are one file\n");
        return CLI_EXIT_USAGE;
    }
    if (request->values[CHAIN_ID] != NULL &&
        !cli_read_number("evm t8n", "--chain-id", request->values[CHAIN_ID], 1, INT64_MAX,
                         &t8n.chain_id))
        return CLI_EXIT_USAGE;
    return read_fork(request, "evm t8n", &t8n.fork) ? cli_evm_t8n(&t8n) : CLI_EXIT_USAGE;
}

static const struct {
    const char *name;
    int (*run)(const struct request *request);
} subcommands[] = {{"run", run_code}, {"statetest", run_statetests}, {"t8n", run_t8n}};
enum { SUBCOMMAND_COUNT = sizeof(subcommands) / sizeof(subcommands[0]) };

static int dispatch(const struct request *request)
{
    struct scenario_nearest nearest;

    if (request->word_count == 0) {
        fprintf(stderr, "crowdpatch evm: run, statetest or t8n? see: crowdpatch evm --help\n");
        return CLI_EXIT_USAGE;
    }
    if (crypto_init() < 0) {
        fprintf(stderr, "crowdpatch evm: %s\n", base_fail_text());
        return CLI_EXIT_SIMULATION;
    }
    scenario_nearest_init(&nearest, request->words[0]);
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        if (strcmp(request->words[0], subcommands[i].name) == 0)
            return check_options(request, subcommands[i].name) ? subcommands[i].run(request)
                                                               : CLI_EXIT_USAGE;
        scenario_nearest_offer(&nearest, subcommands[i].name);
    }
    fprintf(stderr, "crowdpatch evm: unknown subcommand \"%.60s\"; ", request->words[0]);
    if (nearest.best != NULL)
        fprintf(stderr, "did you mean \"%s\"?\n", nearest.best);
    else
        fprintf(stderr, "there are run, statetest and t8n\n");
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
    .arguments = "run CODE | statetest PATH... | t8n",
    .summary = "execute bytecode, a block, or the tests of the execution specification",
    .help =
        "run CODE executes bytecode, as hexadecimal digits or @FILE, and prints how it ended,\n"
        "the gas it used (without what a transaction pays before its first instruction) and\n"
        "its output. A revert is a result, not an error.\n"
        "\n"
        "statetest PATH... runs state tests in the form of ethereum/execution-spec-tests,\n"
        "files, directories with .json files, and .tar.gz archives of them, under each fork\n"
        "from istanbul to osaka that they have results for, and compares the whole state and\n"
        "the logs. A test runs for as long as its gas lasts, which may be years: those that ask\n"
        "for more than --gas are skipped. Exit code 7: some of them failed.\n"
        "\n"
        "t8n executes the transactions of --txs in order in the environment of --env upon the\n"
        "accounts of --alloc, the files of geth's `evm t8n`, and gives the accounts\n"
        "afterwards (\"alloc\") and the receipts, the rejected transactions, the gas used and\n"
        "the hash of the logs (\"result\"). --txs is a list of objects (types 0, 1 and 2, with\n"
        "v, r, s or a secretKey) or of encoded transactions, or one RLP list of them. There is\n"
        "no state root, nor any other root or bloom, and nothing happens outside transactions:\n"
        "no rewards, withdrawals or system calls. Legacy signatures are those of EIP-155.\n"
        "\n"
        "Nowhere are there blobs (BLOBHASH is 0, BLOBBASEFEE 1), and calls to the precompiles\n"
        "of KZG and BLS12-381 (addresses 0x0a to 0x11) fail.\n"
        "Exit code 3: a file holds something else; then nothing is written.",
    .options = options,
    .run = run,
};
