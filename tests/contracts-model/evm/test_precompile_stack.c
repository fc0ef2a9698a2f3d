#include <pthread.h>
#include <sys/mman.h>

#include "precompile_harness.h"

/* Actors of a simulation run on small stacks: no precompile needs much of one. */

enum { STACK_BYTES = 256 * 1024, LIMIT_BYTES = 24 * 1024, PAINT = 0xa5 };

struct job {
    struct harness *h;
    unsigned number;
    const char *input;
};

static void *work(void *context)
{
    struct job *job = context;

    precompile_call_gas(job->h, job->number, 1000000000, job->input);
    return NULL;
}

/** Deepest use of a painted stack, what the thread itself keeps there included. */
static size_t used_bytes(struct harness *h, unsigned number, const char *input)
{
    struct job job = {h, number, input};
    pthread_attr_t attributes;
    pthread_t thread;
    uint8_t *stack =
        mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    cr_assert_neq(stack, MAP_FAILED);
    memset(stack, PAINT, STACK_BYTES);
    cr_assert_eq(pthread_attr_init(&attributes), 0);
    cr_assert_eq(pthread_attr_setstack(&attributes, stack, STACK_BYTES), 0);
    cr_assert_eq(pthread_create(&thread, &attributes, work, &job), 0);
    cr_assert_eq(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
    size_t untouched = 0;
    while (untouched < STACK_BYTES && stack[untouched] == PAINT) {
        untouched++;
    }
    munmap(stack, STACK_BYTES);
    return STACK_BYTES - untouched;
}

static void expect_small(enum evm_fork fork, unsigned number, const char *input)
{
    struct harness h;

    harness_init(&h, fork);
    size_t used = used_bytes(&h, number, input);
    cr_expect_eq(h.result.status, EVM_SUCCESS);
    cr_expect_gt(h.result.output_len, 0U, "%u", number);
    printf("precompile %3u: %zu bytes of stack\n", number, used);
    cr_expect_leq(used, (size_t)LIMIT_BYTES, "precompile %u uses %zu bytes", number, used);
    harness_deinit(&h);
}

/** 1024-byte numbers without zero bytes; the modulus ends with `last`. */
static char *long_modexp(unsigned last)
{
    enum { BASE = 1024, EXPONENT = 64, MODULUS = 1024, TOTAL = BASE + EXPONENT + MODULUS };
    char *text = malloc(3 * 64 + 2 * TOTAL + 1);

    cr_assert_not_null(text);
    sprintf(text, "%064x%064x%064x", BASE, EXPONENT, MODULUS);
    for (unsigned i = 0; i < TOTAL; i++) {
        sprintf(text + 3 * 64 + 2 * i, "%02x", i + 1 == TOTAL ? last : (i * 7 % 250) + 1);
    }
    return text;
}

Test(precompile_stack, is_small)
{
#ifdef __SANITIZE_ADDRESS__
    cr_skip_test("a sanitizer's frames are larger");
#endif
    expect_small(EVM_FORK_OSAKA, 1,
                 "18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c"
                 "000000000000000000000000000000000000000000000000000000000000001c"
                 "73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f"
                 "eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549");
    expect_small(EVM_FORK_OSAKA, 3, "616263");
    char *odd = long_modexp(0x07), *even = long_modexp(0x06);
    expect_small(EVM_FORK_PRAGUE, 5, odd);
    expect_small(EVM_FORK_PRAGUE, 5, even);
    free(even);
    free(odd);
    static const char product[] =
        "0000000000000000000000000000000000000000000000000000000000000001"
        "0000000000000000000000000000000000000000000000000000000000000002"
        "30644e72e131a029b85045b68181585d2833e84879b9709143e1f593efffffff";
    static const char pair[] = "0000000000000000000000000000000000000000000000000000000000000001"
                               "0000000000000000000000000000000000000000000000000000000000000002"
                               "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
                               "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
                               "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
                               "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";
    char pairs[5 * (sizeof(pair) - 1) + 1] = "";
    for (int i = 0; i < 5; i++) {
        strcat(pairs, pair);
    }
    expect_small(EVM_FORK_OSAKA, 6,
                 "0000000000000000000000000000000000000000000000000000000000000001"
                 "0000000000000000000000000000000000000000000000000000000000000002"
                 "030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd3"
                 "15ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4");
    expect_small(EVM_FORK_OSAKA, 7, product);
    expect_small(EVM_FORK_OSAKA, 8, pair);
    expect_small(EVM_FORK_OSAKA, 8, pairs);
    expect_small(EVM_FORK_OSAKA, 0x100,
                 "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"
                 "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac"
                 "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"
                 "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"
                 "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e");
    fflush(stdout);
}
