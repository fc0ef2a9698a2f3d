#include "zk/suite.h"

#include <criterion/criterion.h>

#include "crypto/cipher.h"
#include "zk/poseidon/stream.h"

enum { LEN_MAX = 1100, CIPHERTEXT_MAX = 1200 };

static uint8_t content[LEN_MAX];
static const crypto_digest r = {{1, 2, 3}};

static void start(void)
{
    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(zk_suite_init(ZK_SUITE_SHA256_CHACHA20), 0);
    cr_assert_eq(zk_suite_init(ZK_SUITE_POSEIDON), 0);
    cr_assert_eq(zk_suite_init(ZK_SUITE_POSEIDON), 0, "twice is once");
    for (size_t i = 0; i < sizeof content; i++)
        content[i] = (uint8_t)(i * 5 + 1);
}

TestSuite(suite, .init = start);

Test(suite, lengths)
{
    static const uint64_t poseidon[][2] = {{0, 0}, {1, 32}, {31, 32}, {32, 64}, {62, 64}, {63, 96}};
    for (size_t i = 0; i < sizeof poseidon / sizeof poseidon[0]; i++) {
        cr_expect_eq(zk_suite_ciphertext_len(ZK_SUITE_POSEIDON, poseidon[i][0]), poseidon[i][1]);
        cr_expect_eq(zk_suite_ciphertext_len(ZK_SUITE_SHA256_CHACHA20, poseidon[i][0]),
                     poseidon[i][0]);
        cr_expect_eq(zk_poseidon_stream_ciphertext_bytes((size_t)poseidon[i][0]), poseidon[i][1]);
    }
}

Test(suite, what_is_encrypted_returns)
{
    for (int suite = ZK_SUITE_SHA256_CHACHA20; suite <= ZK_SUITE_POSEIDON; suite++)
        for (size_t len = 0; len <= LEN_MAX; len += 1 + len / 3) {
            uint8_t ciphertext[CIPHERTEXT_MAX], found[LEN_MAX + 1];
            size_t ciphertext_len = (size_t)zk_suite_ciphertext_len((enum zk_suite)suite, len);
            cr_assert_leq(ciphertext_len, sizeof ciphertext);
            zk_suite_encrypt((enum zk_suite)suite, &r, content, len, ciphertext);
            cr_assert(
                zk_suite_decrypt((enum zk_suite)suite, &r, ciphertext, ciphertext_len, found, len));
            cr_assert_eq(memcmp(found, content, len), 0, "suite %d, %zu bytes", suite, len);
            cr_assert_not(zk_suite_decrypt((enum zk_suite)suite, &r, ciphertext, ciphertext_len + 1,
                                           found, len));
        }
}

Test(suite, sha256_and_chacha20_are_themselves)
{
    uint8_t ciphertext[100], expected[100];
    crypto_digest hash = zk_suite_hash(ZK_SUITE_SHA256_CHACHA20, content, 100);
    crypto_digest sha256 = crypto_sha256(content, 100);
    cr_expect(crypto_digest_equal(&hash, &sha256));
    zk_suite_encrypt(ZK_SUITE_SHA256_CHACHA20, &r, content, 100, ciphertext);
    crypto_chacha20_xor(r.bytes, content, 100, expected);
    cr_expect_arr_eq(ciphertext, expected, 100);
}

/* A digest is an element of Fr; another key gives elements that are too large for content. */
Test(suite, poseidon)
{
    uint8_t ciphertext[CIPHERTEXT_MAX], found[100];
    const crypto_digest other = {{3, 2, 1}};
    zk_fr element;
    crypto_digest hash = zk_suite_hash(ZK_SUITE_POSEIDON, content, 100);
    crypto_digest longer = zk_suite_hash(ZK_SUITE_POSEIDON, content, 101);
    cr_expect(zk_fr_from_be(hash.bytes, &element));
    cr_expect_not(crypto_digest_equal(&hash, &longer));
    zk_suite_encrypt(ZK_SUITE_POSEIDON, &r, content, 100, ciphertext);
    cr_expect_not(zk_suite_decrypt(ZK_SUITE_POSEIDON, &other, ciphertext, 128, found, 100));
    memset(ciphertext, 0xff, 32);
    cr_expect_not(zk_suite_decrypt(ZK_SUITE_POSEIDON, &r, ciphertext, 128, found, 100));
}
