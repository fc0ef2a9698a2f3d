/* How many million gas a second the interpreter runs in hot loops, beside @ethereumjs/evm on the
   same bytecode; run by tests/oracles/replay.sh. Prints a line for each loop:
   mul: ours 1500 Mgas/s, ethereumjs 10.0 Mgas/s, ratio 150
   and the ratio of the total times and the geometric mean of the ratios. Fails when the two differ
   in gas or output, never on time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/hex.h"
#include "contracts-model/evm/evm.h"
#include "tests/bench.h"

enum { ROUNDS = 25, UNROLLED = 16, SLOTS = 16, CODE_MAX_BYTES = 4096, INPUT_MAX_BYTES = 36 };
enum { OUTPUT_MAX_BYTES = 32 };
#define GOAL 150.0
#define LOOP_GAS 4000000.0 /* about what a loop uses */
#define CALL_GAS 30000000

struct program {
    const char *name;
    const char *input; /* hex, as is the code */
    const char *code;
};
/* The contracts of loops/, which loops/compile.mjs compiles. */
static const struct program solidity[] = {
#include "loops/solidity_loops.inc"
};
enum { SOLIDITY_COUNT = sizeof(solidity) / sizeof(solidity[0]) };

/* What a call has used and returned; two engines agree in both. */
struct effect {
    uint64_t gas;
    char output[2 * OUTPUT_MAX_BYTES + 3]; /* hex after 0x */
};

/* Loops in assembler. The stack holds x, y, z and on top the loop's counter; a body leaves it so.
   "@@" is a byte that differs in the copies of the body: at_step times the copy's index, mod 256.
 */
static const struct loop {
    const char *name;
    const char *body;
    unsigned at_step;
    double body_gas;
} loops[] = {
    {"keccak_64B", "60405f205f52", 0, 52}, /* the hash changes the input */
    {"keccak_1KiB", "6104005f205f52", 0, 232},
    {"add", "83830150", 0, 11},      /* x + y */
    {"mul", "83830250", 0, 13},      /* x y */
    {"mulmod", "8383830950", 0, 19}, /* z y mod x */
    {"div", "81840450", 0, 13},      /* x / z */
    {"exp", "82840a50", 0, 1618},    /* x to the y */
    {"sload_warm", "60@@5450", 1, 105},
    {"sstore_warm", "8060@@55", 1, 106},
    {"staticcall", "60205f5f5f73c0000000000000000000000000000000000000045afa50", 0, 132},
    {"memory", "6101@@516102@@52", 32, 12},
    {"mcopy_256B", "61010060@@6102005e", 32, 36},
};
enum { LOOP_COUNT = sizeof(loops) / sizeof(loops[0]), COUNT = LOOP_COUNT + SOLIDITY_COUNT };

/* Pushes x (256 bits), y (256 bits) and z (128 bits), and makes 2 KiB of memory. */
static const char prologue[] = "7fe5a9c3178b6d4f2081e6d5b3f7a9240c5d81f2e39b47605af8c2d17e93b6410f"
                               "7fb17f0d93c2e84a5639f1c7d80e2b6da4f3951c68e70a2bd48f36915ec7a02d4b"
                               "6fd3a86f15c90e7b42f86d21c75b9e3a41"
                               "6001"
                               "6107e052";
/* Returns the word 42. */
static const char callee_hex[] = "602a5f5260205ff3";

static void check(bool holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "bench_loops: %s\n", what);
        exit(1);
    }
}

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/** The loop's code as hex, NUL-terminated: prologue, counter, JUMPDEST, bodies, and again while the
 *  counter is not 0. */
static void assemble(const struct loop *loop, char ret_hex[2 * CODE_MAX_BYTES])
{
    unsigned count = (unsigned)(LOOP_GAS / (loop->body_gas * UNROLLED + 22)) + 1;
    size_t target = (sizeof(prologue) - 1) / 2 + 4;
    int at = sprintf(ret_hex, "%s62%06x5b", prologue, count);

    for (unsigned i = 0; i < UNROLLED; i++) {
        char *body = ret_hex + at, *mark;
        at += sprintf(body, "%s", loop->body);
        while ((mark = strstr(body, "@@"))) {
            char digits[3];
            snprintf(digits, sizeof(digits), "%02x", (i * loop->at_step) & 0xff);
            memcpy(mark, digits, 2);
        }
    }
    sprintf(ret_hex + at,
            "60019003"
            "80"
            "61%04zx5700",
            target);
}

static crypto_address address_of(uint8_t last)
{
    crypto_address address = {{0xc0}};

    address.bytes[19] = last;
    return address;
}

static void install(struct evm_state *state, uint8_t last, const char *hex)
{
    uint8_t code[CODE_MAX_BYTES];
    crypto_address address = address_of(last);
    size_t len = strlen(hex) / 2;

    check(base_hex_decode(hex, code, len) == 0, "bad hex");
    check(evm_state_set_code(state, &address, code, len) == 0, "no memory");
}

/** One call of the code on a fresh state. Returns its time in ns. */
static double run(const struct program *program, struct effect *ret_effect)
{
    uint8_t input[INPUT_MAX_BYTES];
    struct evm_state *state;
    struct evm_environment environment = {
        .fork = EVM_FORK_OSAKA,
        .chain_id = 1,
        .block_number = 1000,
        .timestamp_s = 1600000000,
        .gas_limit = 60000000,
        .coinbase = address_of(3),
        .origin = address_of(1),
    };
    struct evm_message message = {
        .kind = EVM_CALL,
        .gas = CALL_GAS,
        .sender = address_of(1),
        .recipient = address_of(2),
        .code_address = address_of(2),
        .input = input,
        .input_len = strlen(program->input) / 2,
    };
    struct evm_result result;

    check(message.input_len <= sizeof(input), "long input");
    check(base_hex_decode(program->input, input, message.input_len) == 0, "bad hex");
    check(evm_state_new(&state) == 0, "no memory");
    install(state, 2, program->code);
    install(state, 4, callee_hex);
    for (uint64_t key = 0; key < SLOTS; key++) {
        check(evm_state_set_storage(state, &message.recipient, u256_from_u64(key),
                                    u256_from_u64(key + 1)) == 0,
              "no memory");
    }
    check(evm_state_end_transaction(state, NULL) == 0, "no memory");
    check(evm_prepare_access(state, &environment, &message.recipient, NULL, 0) == 0, "no memory");
    double start = now_ns();
    check(evm_execute(state, &environment, &message, &result) == 0, "no memory");
    double ns = now_ns() - start;
    check(result.status == EVM_SUCCESS, evm_status_name(result.status));
    check(result.output_len <= OUTPUT_MAX_BYTES, "long output");
    ret_effect->gas = message.gas - result.gas_left;
    memcpy(ret_effect->output, "0x", 3);
    base_hex_encode(result.output, result.output_len, ret_effect->output + 2);
    evm_result_deinit(&result);
    evm_state_free(state);
    return ns;
}

/** Has the peer run the loops of the file: a line "name gas nanoseconds output" for each. */
static FILE *start_peer(const char *path)
{
    const char *modules = getenv("CROWDPATCH_ORACLE_MODULES");
    char command[4096];

    check(modules != NULL, "CROWDPATCH_ORACLE_MODULES is not set: run it by replay.sh");
    snprintf(command, sizeof(command), "exec node '%s/bench_loops.mjs' '%s' '%s'", ORACLES_DIR,
             modules, path);
    FILE *pipe = popen(command, "r");
    check(pipe != NULL, "cannot start node");
    return pipe;
}

/** Runs the program and appends it to the peer's file. Returns the best time in ns. */
static double measure(const struct program *program, FILE *file, struct effect *ret_effect)
{
    double best_ns = INFINITY;

    for (int round = 0; round < ROUNDS; round++) {
        best_ns = fmin(best_ns, run(program, ret_effect));
    }
    fprintf(file, "{\"name\":\"%s\",\"input\":\"0x%s\",\"code\":\"0x%s\"}", program->name,
            program->input, program->code);
    return best_ns;
}

/** Reads the peer's line for the program, holds its effect to ours and prints both speeds. Returns
 *  the peer's time in ns. */
static double compare(FILE *peer, const char *name, const struct effect *ours, double ours_ns)
{
    char peer_name[32], output[sizeof(ours->output)];
    unsigned long long gas;
    double peer_ns;

    check(fscanf(peer, "%31s %llu %lf %66s", peer_name, &gas, &peer_ns, output) == 4,
          "the peer failed");
    check(strcmp(peer_name, name) == 0, "the peer runs another loop");
    if (gas != ours->gas || strcmp(output, ours->output) != 0) {
        fprintf(stderr, "%s: ours uses %llu gas and returns %s, ethereumjs %llu and %s\n", name,
                (unsigned long long)ours->gas, ours->output, gas, output);
        exit(1);
    }
    printf("%s: ours %.0f Mgas/s, ethereumjs %.2f Mgas/s, ratio %.0f\n", name,
           (double)gas / ours_ns * 1e3, (double)gas / peer_ns * 1e3, peer_ns / ours_ns);
    fflush(stdout);
    return peer_ns;
}

int main(void)
{
    const char *names[COUNT];
    struct effect effects[COUNT];
    double best_ns[COUNT], log_sum = 0, ours_ns = 0, theirs_ns = 0;
    char path[] = "/tmp/crowdpatch-bench.XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

    check(crypto_init() == 0, "no crypto");
    check(file != NULL, "cannot write to /tmp");
    fprintf(file, "{\"gas\":%d,\"slots\":%d,\"callee\":\"0x%s\",\"loops\":[", CALL_GAS, SLOTS,
            callee_hex);
    for (int i = 0; i < COUNT; i++) {
        char hex[2 * CODE_MAX_BYTES];
        struct program program;
        if (i < LOOP_COUNT) {
            assemble(&loops[i], hex);
            program = (struct program){loops[i].name, "", hex};
        } else {
            program = solidity[i - LOOP_COUNT];
        }
        fputs(i ? "," : "", file);
        names[i] = program.name;
        best_ns[i] = measure(&program, file, &effects[i]);
    }
    fprintf(file, "]}\n");
    check(fclose(file) == 0, "cannot write to /tmp");

    FILE *peer = start_peer(path);
    for (int i = 0; i < COUNT; i++) {
        double peer_ns = compare(peer, names[i], &effects[i], best_ns[i]);
        log_sum += log(peer_ns / best_ns[i]);
        ours_ns += best_ns[i];
        theirs_ns += peer_ns;
    }
    check(pclose(peer) == 0, "the peer failed");
    unlink(path);
    printf("total time: ours %.1f ms, ethereumjs %.1f ms, ratio %.0f\n", ours_ns / 1e6,
           theirs_ns / 1e6, theirs_ns / ours_ns);
    bench_peer("EVM", "hot loops", ours_ns / 1e6, "ms", theirs_ns / 1e6, "@ethereumjs/evm");
    printf("geometric mean: ratio %.0f, goal %.0f\n", exp(log_sum / COUNT), GOAL);
    return 0;
}
