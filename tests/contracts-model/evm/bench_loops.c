/* How many million gas a second the interpreter runs in hot loops, beside @ethereumjs/evm on the
   same bytecode; run by tests/oracles/replay.sh. Prints a line for each loop:
   mul: ours 1500 Mgas/s, ethereumjs 10.0 Mgas/s, ratio 150
   and the ratio of the total times and the geometric mean of the ratios. Fails when the two differ
   in gas, never on time. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/hex.h"
#include "contracts-model/evm/evm.h"

enum { ROUNDS = 25, UNROLLED = 16, SLOTS = 16, CODE_MAX_BYTES = 4096 };
#define GOAL 150.0
#define LOOP_GAS 4000000.0 /* about what a loop uses */
#define CALL_GAS 30000000

/* The stack holds x, y, z and on top the loop's counter; a body leaves it so. "@@" is a byte that
   differs in the copies of the body: at_step times the copy's index, mod 256. */
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
enum { LOOP_COUNT = sizeof(loops) / sizeof(loops[0]) };

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

/** One call of the code on a fresh state. Returns its gas; its time is in *ret_ns. */
static uint64_t run(const char *hex, double *ret_ns)
{
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
    };
    struct evm_result result;

    check(evm_state_new(&state) == 0, "no memory");
    install(state, 2, hex);
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
    *ret_ns = now_ns() - start;
    check(result.status == EVM_SUCCESS, evm_status_name(result.status));
    uint64_t gas = message.gas - result.gas_left;
    evm_result_deinit(&result);
    evm_state_free(state);
    return gas;
}

/** Has the peer run the loops of the file: a line "name gas nanoseconds" for each. */
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

int main(void)
{
    uint64_t gas[LOOP_COUNT];
    double best_ns[LOOP_COUNT], log_sum = 0, ours_ns = 0, theirs_ns = 0;
    char path[] = "/tmp/crowdpatch-bench.XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

    check(crypto_init() == 0, "no crypto");
    check(file != NULL, "cannot write to /tmp");
    fprintf(file, "{\"gas\":%d,\"slots\":%d,\"callee\":\"0x%s\",\"loops\":[", CALL_GAS, SLOTS,
            callee_hex);
    for (int i = 0; i < LOOP_COUNT; i++) {
        char hex[2 * CODE_MAX_BYTES];
        assemble(&loops[i], hex);
        best_ns[i] = INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            double ns;
            gas[i] = run(hex, &ns);
            best_ns[i] = fmin(best_ns[i], ns);
        }
        fprintf(file, "%s{\"name\":\"%s\",\"code\":\"0x%s\"}", i ? "," : "", loops[i].name, hex);
    }
    fprintf(file, "]}\n");
    check(fclose(file) == 0, "cannot write to /tmp");

    FILE *peer = start_peer(path);
    for (int i = 0; i < LOOP_COUNT; i++) {
        char name[32];
        unsigned long long peer_gas;
        double peer_ns;
        check(fscanf(peer, "%31s %llu %lf", name, &peer_gas, &peer_ns) == 3, "the peer failed");
        check(strcmp(name, loops[i].name) == 0, "the peer runs another loop");
        if (peer_gas != gas[i]) {
            fprintf(stderr, "%s: ours uses %llu gas, ethereumjs %llu\n", name,
                    (unsigned long long)gas[i], peer_gas);
            return 1;
        }
        printf("%s: ours %.0f Mgas/s, ethereumjs %.2f Mgas/s, ratio %.0f\n", name,
               (double)gas[i] / best_ns[i] * 1e3, (double)peer_gas / peer_ns * 1e3,
               peer_ns / best_ns[i]);
        fflush(stdout);
        log_sum += log(peer_ns / best_ns[i]);
        ours_ns += best_ns[i];
        theirs_ns += peer_ns;
    }
    check(pclose(peer) == 0, "the peer failed");
    unlink(path);
    printf("total time: ours %.1f ms, ethereumjs %.1f ms, ratio %.0f\n", ours_ns / 1e6,
           theirs_ns / 1e6, theirs_ns / ours_ns);
    printf("geometric mean: ratio %.0f, goal %.0f\n", exp(log_sum / LOOP_COUNT), GOAL);
    return 0;
}
