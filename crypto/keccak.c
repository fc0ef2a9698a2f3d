#include <string.h>

#include "crypto/hash.h"
#include "crypto/private.h"

#define RATE_BYTES 136 /* of Keccak[512], 1600 - 2*256 bits */
#define ROUNDS 24

/* Source: FIPS 202, algorithm 5. */
static const uint64_t round_constants[ROUNDS] = {
    UINT64_C(0x0000000000000001), UINT64_C(0x0000000000008082), UINT64_C(0x800000000000808a),
    UINT64_C(0x8000000080008000), UINT64_C(0x000000000000808b), UINT64_C(0x0000000080000001),
    UINT64_C(0x8000000080008081), UINT64_C(0x8000000000008009), UINT64_C(0x000000000000008a),
    UINT64_C(0x0000000000000088), UINT64_C(0x0000000080008009), UINT64_C(0x000000008000000a),
    UINT64_C(0x000000008000808b), UINT64_C(0x800000000000008b), UINT64_C(0x8000000000008089),
    UINT64_C(0x8000000000008003), UINT64_C(0x8000000000008002), UINT64_C(0x8000000000000080),
    UINT64_C(0x000000000000800a), UINT64_C(0x800000008000000a), UINT64_C(0x8000000080008081),
    UINT64_C(0x8000000000008080), UINT64_C(0x0000000080000001), UINT64_C(0x8000000080008008),
};

static inline uint64_t rotate(uint64_t lane, int count)
{
    return lane << count | lane >> (64 - count);
}

/* One row of the output: chi over five lanes that theta, rho and pi have brought to it. */
#define CHI_ROW(to, y, b0, b1, b2, b3, b4)                                                         \
    do {                                                                                           \
        uint64_t c0 = (b0), c1 = (b1), c2 = (b2), c3 = (b3), c4 = (b4);                            \
        (to)[(y) + 0] = c0 ^ (~c1 & c2);                                                           \
        (to)[(y) + 1] = c1 ^ (~c2 & c3);                                                           \
        (to)[(y) + 2] = c2 ^ (~c3 & c4);                                                           \
        (to)[(y) + 3] = c3 ^ (~c4 & c0);                                                           \
        (to)[(y) + 4] = c4 ^ (~c0 & c1);                                                           \
    } while (0)

/* One round from a[25] to e[25], lane (x, y) at 5 y + x. The rotations are rho's. */
static inline __attribute__((always_inline)) void keccak_round(const uint64_t a[25], uint64_t e[25],
                                                               uint64_t constant)
{
    uint64_t s0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
    uint64_t s1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
    uint64_t s2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
    uint64_t s3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
    uint64_t s4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
    uint64_t d0 = s4 ^ rotate(s1, 1);
    uint64_t d1 = s0 ^ rotate(s2, 1);
    uint64_t d2 = s1 ^ rotate(s3, 1);
    uint64_t d3 = s2 ^ rotate(s4, 1);
    uint64_t d4 = s3 ^ rotate(s0, 1);

    CHI_ROW(e, 0, a[0] ^ d0, rotate(a[6] ^ d1, 44), rotate(a[12] ^ d2, 43), rotate(a[18] ^ d3, 21),
            rotate(a[24] ^ d4, 14));
    e[0] ^= constant;
    CHI_ROW(e, 5, rotate(a[3] ^ d3, 28), rotate(a[9] ^ d4, 20), rotate(a[10] ^ d0, 3),
            rotate(a[16] ^ d1, 45), rotate(a[22] ^ d2, 61));
    CHI_ROW(e, 10, rotate(a[1] ^ d1, 1), rotate(a[7] ^ d2, 6), rotate(a[13] ^ d3, 25),
            rotate(a[19] ^ d4, 8), rotate(a[20] ^ d0, 18));
    CHI_ROW(e, 15, rotate(a[4] ^ d4, 27), rotate(a[5] ^ d0, 36), rotate(a[11] ^ d1, 10),
            rotate(a[17] ^ d2, 15), rotate(a[23] ^ d3, 56));
    CHI_ROW(e, 20, rotate(a[2] ^ d2, 62), rotate(a[8] ^ d3, 55), rotate(a[14] ^ d4, 39),
            rotate(a[15] ^ d0, 41), rotate(a[21] ^ d1, 2));
}

static inline __attribute__((always_inline)) void all_rounds(uint64_t state[25])
{
    uint64_t other[25];
    for (int i = 0; i < ROUNDS; i += 2) {
        keccak_round(state, other, round_constants[i]);
        keccak_round(other, state, round_constants[i + 1]);
    }
}

void crypto_keccak_permute_portably(uint64_t state[25])
{
    all_rounds(state);
}

/* chi's and-not and the rotations into another register are one instruction each in BMI. */
#if defined(__x86_64__)
static __attribute__((target("bmi,bmi2"))) void permute_by_bmi(uint64_t state[25])
{
    all_rounds(state);
}
#endif

void crypto_keccak_permute(uint64_t state[25])
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")) {
        permute_by_bmi(state);
        return;
    }
#endif
    all_rounds(state);
}

/* Lanes are little-endian. */
static inline void absorb_lane(uint64_t *lane, const uint8_t *bytes, size_t len)
{
    uint64_t word = 0;
    memcpy(&word, bytes, len);
    *lane ^= word;
}

crypto_digest crypto_keccak256(const void *data, size_t len)
{
    uint64_t state[25] = {0};
    const uint8_t *bytes = data;
    for (; len >= RATE_BYTES; len -= RATE_BYTES, bytes += RATE_BYTES) {
        for (size_t i = 0; i < RATE_BYTES / 8; i++)
            absorb_lane(&state[i], bytes + 8 * i, 8);
        crypto_keccak_permute(state);
    }

    size_t lane = 0;
    for (; len >= 8; len -= 8, bytes += 8)
        absorb_lane(&state[lane++], bytes, 8);
    if (len > 0)
        absorb_lane(&state[lane], bytes, len);
    /* The padding 1 0* 1, without SHA-3's domain bits before it. */
    state[lane] ^= UINT64_C(1) << (8 * len);
    state[RATE_BYTES / 8 - 1] ^= UINT64_C(1) << 63;
    crypto_keccak_permute(state);

    crypto_digest digest;
    memcpy(digest.bytes, state, sizeof digest.bytes);
    return digest;
}
