#include <criterion/criterion.h>
#include <string.h>

#include "base/hex.h"
#include "crypto/cipher.h"
#include "crypto/hash.h"

static void start(void)
{
    cr_assert_eq(crypto_init(), 0);
}

TestSuite(cipher, .init = start);

/* Source: RFC 8439, appendix A.1, test vectors 1 and 2 (blocks 0 and 1 of the zero key), and
 * vector 1 of appendix A.2. */
Test(cipher, keystream)
{
    uint8_t key[32] = {0}, zeros[128] = {0}, stream[128], expected[128];
    cr_assert_eq(base_hex_decode("76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
                                 "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
                                 "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
                                 "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f",
                                 expected, 128),
                 0);
    crypto_chacha20_xor(key, zeros, 128, stream);
    cr_assert_arr_eq(stream, expected, 128);

    /* Appendix A.1, test vector 5's neighbour: another key gives another stream. */
    key[31] = 1;
    crypto_chacha20_xor(key, zeros, 64, stream);
    cr_assert_neq(memcmp(stream, expected, 64), 0);
}

Test(cipher, is_its_own_inverse)
{
    uint8_t key[32] = {1, 2, 3}, plain[1000], text[1000], prefix[1000];
    for (size_t i = 0; i < sizeof plain; i++)
        plain[i] = (uint8_t)(i * 7);
    crypto_chacha20_xor(key, plain, sizeof plain, text);
    cr_assert_neq(memcmp(plain, text, sizeof plain), 0);
    for (size_t len = 0; len < 200; len++) {
        crypto_chacha20_xor(key, plain, len, prefix);
        cr_assert_eq(memcmp(prefix, text, len), 0);
    }
    crypto_chacha20_xor(key, text, sizeof text, text);
    cr_assert_arr_eq(plain, text, sizeof plain);
    crypto_chacha20_xor(key, NULL, 0, NULL);
}
