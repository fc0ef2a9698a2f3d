#include <criterion/criterion.h>
#include <string.h>

#include "base/hex.h"
#include "base/random.h"
#include "base/u256.h"
#include "crypto/sign.h"

static void start(void)
{
    cr_assert_eq(crypto_init(), 0);
    crypto_secp256k1_memo_set(false); /* every recovery here is computed */
}

TestSuite(sign, .init = start);

/* Source: RFC 8032, 7.1, tests 1 to 3. */
Test(sign, ed25519_known_answers)
{
    static const struct {
        const char *seed, *public_key, *message, *signature;
    } rows[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
         "c"
         "f9b46bd25bf5f0595bbe24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
         "0"
         "f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f7609"
         "8"
         "4dc6594a7c15e9716ed28dc027beceea1ec40a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t seed[32], expected_public[32], message[8], expected[64];
        size_t len = strlen(rows[i].message) / 2;
        cr_assert_eq(base_hex_decode(rows[i].seed, seed, 32), 0);
        cr_assert_eq(base_hex_decode(rows[i].public_key, expected_public, 32), 0);
        cr_assert_eq(base_hex_decode(rows[i].message, message, len), 0);
        cr_assert_eq(base_hex_decode(rows[i].signature, expected, 64), 0);
        crypto_ed25519_public public_key;
        crypto_ed25519_secret secret;
        crypto_ed25519_signature signature;
        crypto_ed25519_keypair(seed, &public_key, &secret);
        cr_assert_arr_eq(public_key.bytes, expected_public, 32);
        crypto_ed25519_sign(&secret, message, len, &signature);
        cr_assert_arr_eq(signature.bytes, expected, 64);
        cr_assert(crypto_ed25519_verify(&public_key, message, len, &signature));
        message[len] = 1;
        cr_assert_not(crypto_ed25519_verify(&public_key, message, len + 1, &signature));
        for (int byte = 0; byte < 64; byte++) {
            signature.bytes[byte] ^= 4;
            cr_assert_not(crypto_ed25519_verify(&public_key, message, len, &signature));
            signature.bytes[byte] ^= 4;
        }
        public_key.bytes[3] ^= 1;
        cr_assert_not(crypto_ed25519_verify(&public_key, message, len, &signature));
    }
}

static void expect_address(const crypto_address *address, const char *hex)
{
    char text[41];
    base_hex_encode(address->bytes, 20, text);
    cr_assert_str_eq(text, hex);
}

static const char group_order[] =
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

Test(sign, secp256k1_addresses)
{
    crypto_secp256k1_secret secret = {{0}};
    crypto_address address;
    cr_assert_not(crypto_secp256k1_address(&secret, &address));
    secret.bytes[31] = 1;
    cr_assert(crypto_secp256k1_address(&secret, &address));
    expect_address(&address, "7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    secret.bytes[31] = 2;
    cr_assert(crypto_secp256k1_address(&secret, &address));
    expect_address(&address, "2b5ad5c4795c026514f8317c7a215e218dccd6cf");
    cr_assert_eq(base_hex_decode(group_order, secret.bytes, 32), 0);
    cr_assert_not(crypto_secp256k1_address(&secret, &address));
    secret.bytes[31]--;
    cr_assert(crypto_secp256k1_address(&secret, &address));
}

/* Source: EIP-155's example transaction: key, hash to sign, r and s (v = 37: recovery id 0). */
Test(sign, secp256k1_known_answer)
{
    crypto_secp256k1_secret secret;
    crypto_digest digest;
    crypto_secp256k1_signature signature;
    uint8_t r[32], s[32];
    memset(secret.bytes, 0x46, 32);
    cr_assert_eq(base_hex_decode("daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53",
                                 digest.bytes, 32),
                 0);
    cr_assert_eq(
        base_hex_decode("28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276", r, 32),
        0);
    cr_assert_eq(
        base_hex_decode("67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83", s, 32),
        0);
    crypto_secp256k1_sign(&secret, &digest, &signature);
    cr_assert_arr_eq(signature.r, r, 32);
    cr_assert_arr_eq(signature.s, s, 32);
    cr_assert_eq(signature.recovery_id, 0);
    crypto_address address;
    cr_assert(crypto_secp256k1_recover(&signature, &digest, &address));
    expect_address(&address, "9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f");
}

Test(sign, secp256k1_round_trips)
{
    struct base_random random;
    base_random_init(&random, 14, 0, "test.sign");
    uint8_t order_bytes[32];
    cr_assert_eq(base_hex_decode(group_order, order_bytes, 32), 0);
    u256 order = u256_from_be(order_bytes);
    for (int i = 0; i < 100; i++) {
        uint8_t seed[32];
        crypto_secp256k1_secret secret;
        crypto_address address, recovered;
        crypto_digest digest;
        crypto_secp256k1_signature signature;
        base_random_bytes(&random, seed, 32);
        base_random_bytes(&random, digest.bytes, 32);
        crypto_secp256k1_keypair(seed, &secret, &address);
        crypto_secp256k1_sign(&secret, &digest, &signature);
        cr_assert(crypto_secp256k1_is_low_s(&signature));
        cr_assert(crypto_secp256k1_recover(&signature, &digest, &recovered));
        cr_assert_arr_eq(recovered.bytes, address.bytes, 20);

        /* (r, n - s) with the other recovery id is the same signer's, and high. */
        crypto_secp256k1_signature high = signature;
        u256_to_be(u256_sub(order, u256_from_be(signature.s)), high.s);
        high.recovery_id ^= 1;
        cr_assert_not(crypto_secp256k1_is_low_s(&high));
        cr_assert(crypto_secp256k1_recover(&high, &digest, &recovered));
        cr_assert_arr_eq(recovered.bytes, address.bytes, 20);

        /* Any change points to somebody else, or to nobody. */
        digest.bytes[i % 32] ^= 1;
        if (crypto_secp256k1_recover(&signature, &digest, &recovered))
            cr_assert_neq(memcmp(recovered.bytes, address.bytes, 20), 0);
    }
}

Test(sign, secp256k1_garbage_is_refused)
{
    crypto_digest digest = {{1}};
    crypto_address address = {{9}};
    crypto_secp256k1_secret secret = {{1}};
    crypto_secp256k1_signature good, bad;
    crypto_secp256k1_sign(&secret, &digest, &good);

    bad = good;
    bad.recovery_id = 2;
    cr_assert_not(crypto_secp256k1_recover(&bad, &digest, &address));
    bad.recovery_id = 27;
    cr_assert_not(crypto_secp256k1_recover(&bad, &digest, &address));
    bad = good;
    memset(bad.r, 0, 32);
    cr_assert_not(crypto_secp256k1_recover(&bad, &digest, &address));
    bad = good;
    memset(bad.s, 0, 32);
    cr_assert_not(crypto_secp256k1_recover(&bad, &digest, &address));
    bad = good;
    cr_assert_eq(base_hex_decode(group_order, bad.r, 32), 0);
    cr_assert_not(crypto_secp256k1_recover(&bad, &digest, &address));
    bad = good;
    cr_assert_eq(base_hex_decode(group_order, bad.s, 32), 0);
    cr_assert_not(crypto_secp256k1_recover(&bad, &digest, &address));
    /* x = 5 lies on no point of the curve: 5^3 + 7 is not a square. */
    bad = good;
    memset(bad.r, 0, 32);
    bad.r[31] = 5;
    cr_assert_not(crypto_secp256k1_recover(&bad, &digest, &address));
    /* With a small r some of the ids 2 and 3 would name points of the curve. */
    for (uint8_t r = 1; r < 40; r++) {
        bad.r[31] = r;
        bad.recovery_id = 2 + r % 2;
        cr_assert_not(crypto_secp256k1_recover(&bad, &digest, &address));
    }
    cr_assert_eq(address.bytes[0], 9);
}

Test(sign, low_s_ends_at_half_the_order)
{
    crypto_secp256k1_signature signature = {{0}, {0}, 0};
    cr_assert_eq(base_hex_decode("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0",
                                 signature.s, 32),
                 0);
    cr_assert(crypto_secp256k1_is_low_s(&signature));
    signature.s[31]++;
    cr_assert_not(crypto_secp256k1_is_low_s(&signature));
}
