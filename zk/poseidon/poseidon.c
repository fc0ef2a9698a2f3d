#include <assert.h>
#include <string.h>

#include "zk/field.h"
#include "zk/kernels.h"

enum { WIDTH = ZK_POSEIDON_WIDTH_MAX, PARTIAL = ZK_POSEIDON_PARTIAL_ROUNDS_MAX };

/* A sum of products before its one reduction. Up to 17 products of elements fit 512 bits. */
struct wide {
    uint64_t limb[8];
};

#ifdef FIELD_ASM

/* Adds a times one limb of b at t0, and carries on to the end. */
#define ADD_ROW(b, t0, t1, t2, t3, t4, carries)                                                    \
    "movq " b ", %%rdx\n\t"                                                                        \
    "xorl %k[lo], %k[lo]\n\t"                                                                      \
    "mulxq (%[a]), %[lo], %[hi]\n\t"                                                               \
    "adcxq %[lo], %[" t0 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t1 "]\n\t"                                                                   \
    "mulxq 8(%[a]), %[lo], %[hi]\n\t"                                                              \
    "adcxq %[lo], %[" t1 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t2 "]\n\t"                                                                   \
    "mulxq 16(%[a]), %[lo], %[hi]\n\t"                                                             \
    "adcxq %[lo], %[" t2 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t3 "]\n\t"                                                                   \
    "mulxq 24(%[a]), %[lo], %[hi]\n\t"                                                             \
    "adcxq %[lo], %[" t3 "]\n\t"                                                                   \
    "adoxq %[hi], %[" t4 "]\n\t"                                                                   \
    "movl $0, %k[lo]\n\t"                                                                          \
    "adcxq %[lo], %[" t4 "]\n\t" carries
#define ADD_CARRY(t)                                                                               \
    "adcxq %[lo], %[" t "]\n\t"                                                                    \
    "adoxq %[lo], %[" t "]\n\t"

static void add_products(size_t n, const zk_fr a[], const zk_fr b[], struct wide *sum)
{
    uint64_t t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0, t7 = 0, lo, hi;
    for (const zk_fr *end = a + n; a < end; a++, b++) {
        __asm__(/* clang-format off */
                ADD_ROW("(%[b])", "t0", "t1", "t2", "t3", "t4",
                        ADD_CARRY("t5") ADD_CARRY("t6") ADD_CARRY("t7"))
                ADD_ROW("8(%[b])", "t1", "t2", "t3", "t4", "t5", ADD_CARRY("t6") ADD_CARRY("t7"))
                ADD_ROW("16(%[b])", "t2", "t3", "t4", "t5", "t6", ADD_CARRY("t7"))
                ADD_ROW("24(%[b])", "t3", "t4", "t5", "t6", "t7", "")
                /* clang-format on */
                : [t0] "+&r"(t0), [t1] "+&r"(t1), [t2] "+&r"(t2), [t3] "+&r"(t3), [t4] "+&r"(t4),
                  [t5] "+&r"(t5), [t6] "+&r"(t6), [t7] "+&r"(t7), [lo] "=&r"(lo), [hi] "=&r"(hi)
                : [a] "r"(a), [b] "r"(b), "m"(*a), "m"(*b)
                : "rdx", "cc");
    }
    *sum = (struct wide){{t0, t1, t2, t3, t4, t5, t6, t7}};
}

#else

static void add_products(size_t n, const zk_fr a[], const zk_fr b[], struct wide *sum)
{
    uint64_t t[8] = {0};
    for (size_t k = 0; k < n; k++) {
        for (int i = 0; i < 4; i++) {
            unsigned __int128 carry = 0;
            for (int j = 0; j < 4; j++) {
                carry += (unsigned __int128)a[k].limb[i] * b[k].limb[j] + t[i + j];
                t[i + j] = (uint64_t)carry;
                carry >>= 64;
            }
            for (int j = i + 4; j < 8; j++) {
                carry += t[j];
                t[j] = (uint64_t)carry;
                carry >>= 64;
            }
        }
    }
    memcpy(sum->limb, t, sizeof t);
}

#endif

/* a, less `times` r if it is at least that; times is 1 or 2. */
FIELD_INLINE void subtract_if_above(int times, uint64_t a[4])
{
    uint64_t difference[4];
    unsigned __int128 borrow = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t multiple = FIELD_R.modulus[i] << (times - 1);
        if (times == 2 && i > 0)
            multiple |= FIELD_R.modulus[i - 1] >> 63;
        borrow = (unsigned __int128)a[i] - multiple - (borrow >> 64 & 1);
        difference[i] = (uint64_t)borrow;
    }
    uint64_t keep = -(uint64_t)(borrow >> 64 & 1);
    for (int i = 0; i < 4; i++)
        a[i] = (a[i] & keep) | (difference[i] & ~keep);
}

/* sum / 2^256 modulo r, by Montgomery: below 17 r^2 / 2^256 + r, that is 4.3 r, before the last
 * step. */
static void reduce(const struct wide *sum, zk_fr *ret)
{
    uint64_t t[8];
    unsigned __int128 carry, top = 0;
    memcpy(t, sum->limb, sizeof t);
    for (int i = 0; i < 4; i++) {
        uint64_t m = t[i] * FIELD_R.inverse;
        carry = 0;
        for (int j = 0; j < 4; j++) {
            carry += (unsigned __int128)m * FIELD_R.modulus[j] + t[i + j];
            t[i + j] = (uint64_t)carry;
            carry >>= 64;
        }
        top += carry + t[i + 4];
        t[i + 4] = (uint64_t)top;
        top >>= 64;
    }
    subtract_if_above(2, &t[4]);
    subtract_if_above(2, &t[4]);
    subtract_if_above(1, &t[4]);
    memcpy(ret->limb, &t[4], sizeof ret->limb);
}

/* sum += a . b, n <= 17. A short sum is faster product by product. */
static void dot(size_t n, const zk_fr a[], const zk_fr b[], zk_fr *sum)
{
    struct wide products;
    zk_fr reduced;
    if (n < 6) {
        for (size_t i = 0; i < n; i++) {
            fr_mul(&a[i], &b[i], &reduced);
            fr_add(sum, &reduced, sum);
        }
        return;
    }
    add_products(n, a, b, &products);
    reduce(&products, &reduced);
    fr_add(sum, &reduced, sum);
}

static void fifth_power(const zk_fr *a, zk_fr *ret)
{
    zk_fr fourth;
    fr_square(a, &fourth);
    fr_square(&fourth, &fourth);
    fr_mul(a, &fourth, ret);
}

/* The inputs of S-boxes go to *trace, which moves on, unless it is NULL. */
static void record(const zk_fr *input, zk_fr **trace)
{
    if (*trace != NULL)
        *(*trace)++ = *input;
}

static void full_round(size_t t, const zk_fr constants[], const zk_fr matrix[], zk_fr state[],
                       zk_fr **trace)
{
    zk_fr powers[WIDTH];
    for (size_t i = 0; i < t; i++) {
        fr_add(&state[i], &constants[i], &powers[i]);
        record(&powers[i], trace);
        fifth_power(&powers[i], &powers[i]);
        state[i] = (zk_fr){{0}};
    }
    for (size_t i = 0; i < t; i++)
        dot(t, &matrix[i * t], powers, &state[i]);
    explicit_bzero(powers, sizeof powers);
}

/* y[i] is y_(i-n+1), s[i] is s_i. */
static void partial_rounds(const struct zk_poseidon *poseidon, zk_fr state[], zk_fr **trace)
{
    size_t t = poseidon->width, n = t - 1, rounds = poseidon->partial_rounds;
    zk_fr y[WIDTH + PARTIAL], s[PARTIAL], first;
    memcpy(y, &state[1], n * sizeof *y);
    fr_add(&state[0], &poseidon->partial_constants[0], &first);
    record(&first, trace);
    fifth_power(&first, &s[0]);
    for (size_t k = 1; k <= rounds; k++) {
        zk_fr *next = &y[n - 1 + k];
        *next = (zk_fr){{0}};
        dot(n, poseidon->recurrence, &y[k - 1], next);
        size_t missing = k < t ? t - k : 0;
        dot(t - missing, &poseidon->recurrence[n + missing], &s[k - t + missing], next);
        if (k < rounds) {
            fr_add(next, &poseidon->partial_constants[k], &first);
            record(&first, trace);
            fifth_power(&first, &s[k]);
        }
    }
    state[0] = y[n - 1 + rounds];
    for (size_t i = 0; i < n; i++) {
        state[i + 1] = (zk_fr){{0}};
        dot(n, &poseidon->exit[i * 2 * n], &y[rounds], &state[i + 1]);
        dot(n, &poseidon->exit[i * 2 * n + n], &s[rounds - n], &state[i + 1]);
    }
    explicit_bzero(y, sizeof y);
    explicit_bzero(s, sizeof s);
}

static void permute(const struct zk_poseidon *poseidon, zk_fr state[], zk_fr *trace)
{
    size_t t = poseidon->width;
    const zk_fr *constants = poseidon->full_constants;
    for (size_t i = 0; i < 4; i++)
        full_round(t, &constants[i * t], i < 3 ? poseidon->matrix : poseidon->entry, state, &trace);
    partial_rounds(poseidon, state, &trace);
    for (size_t i = 4; i < ZK_POSEIDON_FULL_ROUNDS; i++)
        full_round(t, &constants[i * t], poseidon->matrix, state, &trace);
}

void ZK_ARCH(zk_poseidon_permute)(const struct zk_poseidon *poseidon, zk_fr state[])
{
    permute(poseidon, state, NULL);
}

void ZK_ARCH(zk_poseidon_trace)(const struct zk_poseidon *poseidon, zk_fr state[],
                                zk_fr ret_inputs[])
{
    permute(poseidon, state, ret_inputs);
}

void ZK_ARCH(zk_poseidon_hash)(const struct zk_poseidon *poseidon, const zk_fr *initial_state,
                               const zk_fr inputs[], size_t outputs, zk_fr ret_outputs[])
{
    assert(outputs <= poseidon->width);
    zk_fr state[WIDTH];
    state[0] = *initial_state;
    memcpy(&state[1], inputs, (poseidon->width - 1) * sizeof *state);
    permute(poseidon, state, NULL);
    memcpy(ret_outputs, state, outputs * sizeof *state);
    explicit_bzero(state, sizeof state);
}
