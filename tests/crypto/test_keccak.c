#include <criterion/criterion.h>
#include <string.h>

#include "base/random.h"
#include "crypto/hash.h"
#include "crypto/private.h"

/* Keccak-f[1600] of zeros. Source: the Keccak team's KeccakF-1600-IntermediateValues.txt. */
Test(keccak, zeros_have_a_known_image)
{
    uint64_t state[25] = {0};
    crypto_keccak_permute(state);
    cr_assert_eq(state[0], UINT64_C(0xf1258f7940e1dde7));
    cr_assert_eq(state[1], UINT64_C(0x84d5ccf933c0478a));
    cr_assert_eq(state[24], UINT64_C(0xeaf1ff7b5ceca249));
}

Test(keccak, both_ways_agree)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.keccak");
    for (int i = 0; i < 10000; i++) {
        uint64_t fast[25], portable[25];
        for (int lane = 0; lane < 25; lane++)
            fast[lane] = portable[lane] = base_random_u64(&random);
        crypto_keccak_permute(fast);
        crypto_keccak_permute_portably(portable);
        cr_assert_eq(memcmp(fast, portable, sizeof fast), 0);
    }
}

/* As the definition has it: the message is padded byte by byte, then absorbed block by block. */
static crypto_digest slow_keccak256(const uint8_t *data, size_t len)
{
    uint8_t padded[1024] = {0};
    uint64_t state[25] = {0};
    size_t padded_len = (len / 136 + 1) * 136;
    crypto_digest digest;

    cr_assert_leq(padded_len, sizeof padded);
    memcpy(padded, data, len);
    padded[len] ^= 0x01;
    padded[padded_len - 1] ^= 0x80;
    for (size_t i = 0; i < padded_len; i++) {
        state[i % 136 / 8] ^= (uint64_t)padded[i] << (8 * (i % 8));
        if (i % 136 == 135)
            crypto_keccak_permute_portably(state);
    }
    for (size_t i = 0; i < sizeof digest.bytes; i++)
        digest.bytes[i] = (uint8_t)(state[i / 8] >> (8 * (i % 8)));
    return digest;
}

Test(keccak, every_length)
{
    struct base_random random;
    uint8_t data[800];
    base_random_init(&random, 2, 0, "test.keccak");
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)base_random_u64(&random);
    for (size_t len = 0; len < sizeof data - 8; len++) {
        const uint8_t *from = data + len % 8; /* not aligned */
        crypto_digest got = crypto_keccak256(from, len), want = slow_keccak256(from, len);
        cr_assert(crypto_digest_equal(&got, &want), "%zu bytes", len);
    }
}
