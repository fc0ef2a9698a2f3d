#include "zk/scheme.h"

#include <criterion/criterion.h>

enum { LEN = 100, CIPHERTEXT_MAX = 160 };

static uint8_t content[LEN];
static const crypto_digest r = {{1, 2, 3}};

static void start(void)
{
    cr_assert_eq(crypto_init(), 0);
    for (size_t i = 0; i < sizeof content; i++)
        content[i] = (uint8_t)(i * 5 + 1);
}

TestSuite(scheme, .init = start);

static struct zk_scheme scheme_of(enum zk_level level, const char *cost)
{
    struct zk_scheme scheme = {level, zk_cost_model_find(cost)};
    cr_assert_not_null(scheme.cost);
    cr_assert_eq(zk_scheme_init(&scheme), 0);
    return scheme;
}

Test(scheme, lengths_are_the_same_at_both_levels)
{
    for (size_t i = 0; zk_cost_model_names[i]; i++) {
        struct zk_scheme real = scheme_of(ZK_LEVEL_REAL, zk_cost_model_names[i]);
        struct zk_scheme calibrated = scheme_of(ZK_LEVEL_CALIBRATED, zk_cost_model_names[i]);
        for (size_t len = 0; len < 200; len++)
            cr_assert_eq(zk_scheme_ciphertext_len(&real, len),
                         zk_scheme_ciphertext_len(&calibrated, len));
    }
}

Test(scheme, what_is_encrypted_returns)
{
    for (size_t i = 0; zk_cost_model_names[i]; i++)
        for (int level = ZK_LEVEL_CALIBRATED; level <= ZK_LEVEL_REAL; level++) {
            struct zk_scheme scheme = scheme_of((enum zk_level)level, zk_cost_model_names[i]);
            uint8_t ciphertext[CIPHERTEXT_MAX], found[CIPHERTEXT_MAX];
            size_t len = zk_scheme_ciphertext_len(&scheme, LEN);
            zk_scheme_encrypt(&scheme, &r, content, LEN, ciphertext);
            cr_assert_neq(memcmp(ciphertext, content, LEN), 0);
            cr_assert(zk_scheme_decrypt(&scheme, &r, ciphertext, len, found, LEN));
            cr_assert_arr_eq(found, content, LEN);
            cr_assert_not(zk_scheme_decrypt(&scheme, &r, ciphertext, len - 1, found, LEN));
        }
}

/* The stand-ins are no SHA-256 of the content, as Poseidon is none, and their filling is checked.
 */
Test(scheme, stand_ins)
{
    struct zk_scheme scheme = scheme_of(ZK_LEVEL_CALIBRATED, "groth16_poseidon");
    struct zk_scheme real = scheme_of(ZK_LEVEL_REAL, "groth16_poseidon");
    uint8_t ciphertext[CIPHERTEXT_MAX], found[CIPHERTEXT_MAX];
    crypto_digest hash = zk_scheme_hash(&scheme, content, LEN);
    crypto_digest poseidon = zk_scheme_hash(&real, content, LEN);
    crypto_digest sha256 = crypto_sha256(content, LEN);
    cr_expect_not(crypto_digest_equal(&hash, &sha256));
    cr_expect_not(crypto_digest_equal(&hash, &poseidon));
    zk_scheme_encrypt(&scheme, &r, content, LEN, ciphertext);
    ciphertext[zk_scheme_ciphertext_len(&scheme, LEN) - 1] ^= 1;
    cr_expect_not(zk_scheme_decrypt(&scheme, &r, ciphertext, zk_scheme_ciphertext_len(&scheme, LEN),
                                    found, LEN));
    scheme = scheme_of(ZK_LEVEL_CALIBRATED, "groth16_sha256_chacha20");
    hash = zk_scheme_hash(&scheme, content, LEN);
    cr_expect(crypto_digest_equal(&hash, &sha256));
}
