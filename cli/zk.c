#define _GNU_SOURCE
#include "cli/zk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/error.h"
#include "cli/child.h"
#include "cli/command.h"
#include "crypto/hash.h"
#include "scenarios/nearest.h"

enum { WORDS_MAX = 8, THREADS_MAX = 1024 };

enum option {
    JSON,
    SEED_FILE,
    THREADS,
    OPTION_COUNT,
};

static const struct cli_option options[] = {
    [JSON] = {"--json", NULL, "info: print an object instead of lines"},
    [SEED_FILE] = {"--seed-file", "FILE",
                   "setup: 32 secret bytes instead of the operating system's"},
    [THREADS] = {"--threads", "N",
                 "prove, setup, check: how many (default: one for each processor)"},
    [OPTION_COUNT] = {NULL, NULL, NULL},
};

static const struct {
    const char *name;
    const char *arguments;
    int words_min, words_max;
    unsigned options; /* a bit for each that it takes */
    int (*run)(const struct cli_zk *zk);
} subcommands[] = {
    {"check", "CIRCUIT.zkey [CIRCUIT.r1cs]", 1, 2, 1u << THREADS, cli_zk_check},
    {"export", "vk CIRCUIT.zkey VK.json", 3, 3, 0, cli_zk_export},
    {"info", "FILE", 1, 1, 1u << JSON, cli_zk_info},
    {"prove", "CIRCUIT.zkey WITNESS.wtns PROOF.json PUBLIC.json", 4, 4, 1u << THREADS,
     cli_zk_prove},
    {"setup", "CIRCUIT.r1cs CIRCUIT.zkey", 2, 2, 1u << SEED_FILE | 1u << THREADS, cli_zk_setup},
    {"verify", "VK.json PUBLIC.json PROOF.json", 3, 3, 0, cli_zk_verify},
};
enum { SUBCOMMAND_COUNT = sizeof(subcommands) / sizeof(subcommands[0]) };

struct request {
    const char *values[OPTION_COUNT]; /* NULL: not given */
    char *words[WORDS_MAX];           /* the subcommand and its arguments */
    int word_count;
};

int cli_zk_random(void *bytes, size_t len)
{
    uint8_t *at = bytes;

    while (len > 0) {
        ssize_t got = getrandom(at, len, 0);
        if (got < 0 && errno != EINTR)
            return base_fail(BASE_E_IO, "the operating system gives no random bytes: %s",
                             strerror(errno));
        at += got > 0 ? got : 0;
        len -= got > 0 ? (size_t)got : 0;
    }
    return 0;
}

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;

    if (name == NULL && request->word_count == WORDS_MAX) {
        fprintf(stderr, "crowdpatch zk: more than %d arguments\n", WORDS_MAX);
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

/* False after one line. */
static bool read_threads(const char *subcommand, const char *text, unsigned *ret_threads)
{
    char command[32];
    uint64_t threads;

    snprintf(command, sizeof command, "zk %s", subcommand);
    if (!cli_read_number(command, options[THREADS].name, text, 1, THREADS_MAX, &threads))
        return false;
    *ret_threads = (unsigned)threads;
    return true;
}

static int run_subcommand(const struct request *request, size_t at)
{
    const char *name = subcommands[at].name;
    struct cli_zk zk = {
        .words = (char **)request->words + 1,
        .word_count = request->word_count - 1,
        .threads = cli_processors(),
        .seed_file = request->values[SEED_FILE],
        .json = request->values[JSON] != NULL,
    };

    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        if (request->values[i] != NULL && (subcommands[at].options >> i & 1) == 0) {
            fprintf(stderr, "crowdpatch zk %s: it takes no %s\n", name, options[i].name);
            return CLI_EXIT_USAGE;
        }
    }
    if (zk.word_count < subcommands[at].words_min || zk.word_count > subcommands[at].words_max) {
        fprintf(stderr, "crowdpatch zk %s: it takes %s\n", name, subcommands[at].arguments);
        return CLI_EXIT_USAGE;
    }
    if (request->values[THREADS] != NULL &&
        !read_threads(name, request->values[THREADS], &zk.threads))
        return CLI_EXIT_USAGE;
    if (crypto_init() < 0) {
        fprintf(stderr, "crowdpatch zk: %s\n", base_fail_text());
        return CLI_EXIT_SIMULATION;
    }
    return subcommands[at].run(&zk);
}

static int dispatch(const struct request *request)
{
    struct scenario_nearest nearest;

    if (request->word_count == 0) {
        fprintf(stderr, "crowdpatch zk: check, export, info, prove, setup or verify? see: "
                        "crowdpatch zk --help\n");
        return CLI_EXIT_USAGE;
    }
    scenario_nearest_init(&nearest, request->words[0]);
    for (size_t i = 0; i < SUBCOMMAND_COUNT; i++) {
        if (strcmp(request->words[0], subcommands[i].name) == 0)
            return run_subcommand(request, i);
        scenario_nearest_offer(&nearest, subcommands[i].name);
    }
    fprintf(stderr, "crowdpatch zk: unknown subcommand \"%.60s\"; ", request->words[0]);
    if (nearest.best != NULL)
        fprintf(stderr, "did you mean \"%s\"?\n", nearest.best);
    else
        fprintf(stderr, "there are check, export, info, prove, setup and verify\n");
    return CLI_EXIT_USAGE;
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {0};
    int exit_code = cli_parse(command, argc, argv, take, &request);

    if (exit_code == 0)
        exit_code = dispatch(&request);
    return exit_code < 0 ? CLI_EXIT_OK : exit_code;
}

const struct cli_command cli_zk_command = {
    .name = "zk",
    .arguments = "check|export|info|prove|setup|verify FILE...",
    .summary = "Groth16 over BN254, on the files of circom and snarkjs",
    .help =
        "setup CIRCUIT.r1cs CIRCUIT.zkey\n"
        "    makes the keys of a circuit. What the keys are made from is erased; whoever knows a\n"
        "    --seed-file can forge proofs.\n"
        "prove CIRCUIT.zkey WITNESS.wtns PROOF.json PUBLIC.json\n"
        "    proves, verifies its own proof, and writes proof and public values only then: a\n"
        "    witness that does not satisfy the circuit is refused with exit code 3.\n"
        "verify VK.json PUBLIC.json PROOF.json\n"
        "    prints \"valid\" or \"invalid\". Exit code 1: invalid.\n"
        "check CIRCUIT.zkey [CIRCUIT.r1cs]\n"
        "    says whether a key that somebody else made is one that set-up makes of the circuit,\n"
        "    so that a proof with it tells nothing of the witness. Without CIRCUIT.r1cs, or with\n"
        "    a key that `setup` did not make, much cannot be checked. Exit code 1: failed.\n"
        "export vk CIRCUIT.zkey VK.json\n"
        "    writes the verifying key alone.\n"
        "info FILE\n"
        "    says what a file is (.r1cs, .wtns, .zkey, proof, public values, verifying key).\n"
        "\n"
        "Keys are checked when they are read: numbers below their modulus, points on their\n"
        "curves and in their groups. Exit code 3: a file is malformed; the message names the\n"
        "place.",
    .options = options,
    .run = run,
};
