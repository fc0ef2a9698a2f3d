#include "contracts-model/evm/precompile_internal.h"

/** BLAKE2b's compression function. Source: RFC 7693, sections 2.7 and 3; EIP-152.
 *  The input: rounds (4 bytes, big-endian), h[8], m[16], t[2] (little-endian), f (1 byte). */

enum { INPUT_BYTES = 213, FINAL_OFFSET = 212 };

static const uint64_t initial[8] = {
    UINT64_C(0x6a09e667f3bcc908), UINT64_C(0xbb67ae8584caa73b), UINT64_C(0x3c6ef372fe94f82b),
    UINT64_C(0xa54ff53a5f1d36f1), UINT64_C(0x510e527fade682d1), UINT64_C(0x9b05688c2b3e6c1f),
    UINT64_C(0x1f83d9abfb41bd6b), UINT64_C(0x5be0cd19137e2179),
};

/* Which words of m a round mixes in. */
static const uint8_t sigma[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

static uint64_t load_le64(const uint8_t *bytes)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < 8; i++) {
        value |= (uint64_t)bytes[i] << (8 * i);
    }
    return value;
}

static uint32_t rounds_of(const uint8_t *input)
{
    return (uint32_t)input[0] << 24 | (uint32_t)input[1] << 16 | (uint32_t)input[2] << 8 | input[3];
}

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value >> bits | value << (64 - bits);
}

static void mix(uint64_t *a, uint64_t *b, uint64_t *c, uint64_t *d, uint64_t x, uint64_t y)
{
    *a += *b + x;
    *d = rotate(*d ^ *a, 32);
    *c += *d;
    *b = rotate(*b ^ *c, 24);
    *a += *b + y;
    *d = rotate(*d ^ *a, 16);
    *c += *d;
    *b = rotate(*b ^ *c, 63);
}

static void run_round(uint64_t v[16], const uint64_t m[16], const uint8_t s[16])
{
    for (unsigned i = 0; i < 4; i++) { /* columns */
        mix(&v[i], &v[4 + i], &v[8 + i], &v[12 + i], m[s[2 * i]], m[s[2 * i + 1]]);
    }
    for (unsigned i = 0; i < 4; i++) { /* diagonals */
        mix(&v[i], &v[4 + (i + 1) % 4], &v[8 + (i + 2) % 4], &v[12 + (i + 3) % 4], m[s[8 + 2 * i]],
            m[s[9 + 2 * i]]);
    }
}

/** A round is one gas; an input of another length fails without being priced. */
static uint64_t blake2f_price(const struct evm_rules *rules, const uint8_t *input, size_t len)
{
    return len == INPUT_BYTES ? rounds_of(input) : 0;
}

static int blake2f(const struct evm_rules *rules, const uint8_t *input, size_t len,
                   struct base_buffer *output)
{
    uint64_t h[8], m[16], v[16];

    if (len != INPUT_BYTES || input[FINAL_OFFSET] > 1) {
        return EVM_PRECOMPILE_FAILURE;
    }
    for (unsigned i = 0; i < 8; i++) {
        h[i] = load_le64(input + 4 + 8 * i);
        v[i] = h[i];
        v[8 + i] = initial[i];
    }
    for (unsigned i = 0; i < 16; i++) {
        m[i] = load_le64(input + 68 + 8 * i);
    }
    v[12] ^= load_le64(input + 196);
    v[13] ^= load_le64(input + 204);
    v[14] = input[FINAL_OFFSET] ? ~v[14] : v[14];
    uint32_t rounds = rounds_of(input);
    for (uint32_t i = 0; i < rounds; i++) {
        run_round(v, m, sigma[i % 10]);
    }
    for (unsigned i = 0; i < 8; i++) {
        uint64_t word = h[i] ^ v[i] ^ v[8 + i];
        for (unsigned j = 0; j < 8; j++) {
            base_buffer_append_u8(output, (uint8_t)(word >> (8 * j)));
        }
    }
    return EVM_SUCCESS;
}

const struct evm_precompile evm_precompile_blake2f = {blake2f_price, blake2f};
