#include <criterion/criterion.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/hex.h"
#include "base/random.h"
#include "base/u256.h"
#include "crypto/scheme.h"

static void decode(const char *hex, uint8_t ret_bytes[32])
{
    cr_assert_eq(strlen(hex), 64);
    cr_assert_eq(base_hex_decode(hex, ret_bytes, 32), 0);
}

/* Source: RFC 6979, appendix A.2.5, with SHA-256. */
Test(scheme, p256_signs_as_rfc_6979)
{
    static const struct {
        const char *message, *r, *s;
    } vectors[] = {
        {"sample", "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
         "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
        {"test", "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
         "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"},
    };
    crypto_p256_secret secret;
    crypto_p256_public key;
    cr_assert_eq(crypto_init(), 0);
    decode("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721", secret.bytes);
    decode("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6", key.x);
    decode("7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299", key.y);
    for (size_t i = 0; i < 2; i++) {
        crypto_digest digest = crypto_sha256(vectors[i].message, strlen(vectors[i].message));
        crypto_p256_signature signature;
        uint8_t r[32], s[32];
        decode(vectors[i].r, r);
        decode(vectors[i].s, s);
        cr_assert_eq(crypto_p256_sign(&secret, &digest, &signature), 0);
        cr_expect_arr_eq(signature.r, r, 32);
        cr_expect_arr_eq(signature.s, s, 32);
        cr_expect_eq(crypto_p256_verify(&key, &signature, &digest), 0);
    }
}

/* A digest above the group order is signed modulo the order. */
Test(scheme, p256_signs_every_digest)
{
    const uint8_t seed[32] = {1};
    crypto_p256_public key;
    crypto_p256_secret secret;
    crypto_p256_signature signature;
    crypto_digest digest;
    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(crypto_p256_keypair(seed, &key, &secret), 0);
    memset(digest.bytes, 0xff, sizeof digest.bytes);
    cr_assert_eq(crypto_p256_sign(&secret, &digest, &signature), 0);
    cr_expect_eq(crypto_p256_verify(&key, &signature, &digest), 0);
    memset(digest.bytes, 0, sizeof digest.bytes);
    cr_assert_eq(crypto_p256_sign(&secret, &digest, &signature), 0);
    cr_expect_eq(crypto_p256_verify(&key, &signature, &digest), 0);
}

/* Allocations of OpenSSL until one fails; negative: none does. */
static long allocations_left = -1;

static void *allocate(size_t len, const char *file, int line)
{
    return allocations_left >= 0 && allocations_left-- == 0 ? NULL : malloc(len);
}

static void *reallocate(void *old, size_t len, const char *file, int line)
{
    return allocations_left >= 0 && allocations_left-- == 0 ? NULL : realloc(old, len);
}

static void release(void *old, const char *file, int line)
{
    free(old);
}

/* r = s = 1 and the digest -d of the secret d: -d G + Q is the point at infinity. */
Test(scheme, p256_refuses_the_point_at_infinity)
{
    static const char order[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    const uint8_t seed[32] = {1};
    crypto_p256_public key;
    crypto_p256_secret secret;
    crypto_p256_signature signature = {.r[31] = 1, .s[31] = 1};
    crypto_digest digest;
    uint8_t n[32];
    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(crypto_p256_keypair(seed, &key, &secret), 0);
    decode(order, n);
    u256_to_be(u256_sub(u256_from_be(n), u256_from_be(secret.bytes)), digest.bytes);
    cr_expect_eq(crypto_p256_verify(&key, &signature, &digest), 1);
}

static bool may_fail;

/* Before anything of the test's frame asks OpenSSL for memory. */
__attribute__((constructor)) static void take_allocations(void)
{
    may_fail = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;
}

/* A good signature is never called bad, whichever allocation fails. */
Test(scheme, p256_verifies_or_says_that_there_is_no_memory)
{
    const uint8_t seed[32] = {1};
    crypto_digest digest = crypto_sha256(seed, sizeof seed);
    crypto_p256_public key;
    crypto_p256_secret secret;
    crypto_p256_signature signature;
    if (!may_fail)
        cr_skip_test("OpenSSL has allocated before");
    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(crypto_p256_keypair(seed, &key, &secret), 0);
    cr_assert_eq(crypto_p256_sign(&secret, &digest, &signature), 0);
    cr_assert_eq(crypto_p256_verify(&key, &signature, &digest), 0);
    unsigned refusals = 0;
    for (long first = 0;; first++) {
        allocations_left = first;
        int r = crypto_p256_verify(&key, &signature, &digest);
        bool has_failed = allocations_left < 0;
        allocations_left = -1;
        cr_expect(r == 0 || r == BASE_E_NOMEM, "%d at allocation %ld", r, first);
        refusals += r != 0;
        if (!has_failed)
            break;
    }
    cr_expect_gt(refusals, 10);
}

Test(scheme, each_signs_and_is_bound_to_its_key_and_digest)
{
    struct base_random random;
    cr_assert_eq(crypto_init(), 0);
    base_random_init(&random, 3, 0, "test.scheme");
    for (int i = 0; i < 8 * CRYPTO_SCHEME_COUNT; i++) {
        enum crypto_scheme scheme = (enum crypto_scheme)(i % CRYPTO_SCHEME_COUNT);
        struct crypto_scheme_public mine, other;
        struct crypto_scheme_secret secret, other_secret;
        struct crypto_scheme_signature signature, again;
        crypto_digest digest;
        uint8_t seed[32];
        base_random_bytes(&random, seed, sizeof seed);
        base_random_bytes(&random, digest.bytes, sizeof digest.bytes);
        cr_assert_eq(crypto_scheme_keypair(scheme, seed, &mine, &secret), 0);
        seed[0] ^= 1;
        cr_assert_eq(crypto_scheme_keypair(scheme, seed, &other, &other_secret), 0);
        cr_assert_eq(crypto_scheme_sign(&secret, &digest, &signature), 0);
        cr_assert_eq(crypto_scheme_sign(&secret, &digest, &again), 0);
        cr_expect_arr_eq(signature.bytes, again.bytes, crypto_scheme_signature_bytes(scheme));
        cr_expect_eq(crypto_scheme_verify(&mine, &signature, &digest), 0);
        cr_expect_eq(crypto_scheme_verify(&other, &signature, &digest), 1);
        crypto_address address = crypto_scheme_address(&mine),
                       other_address = crypto_scheme_address(&other);
        cr_expect_not(crypto_address_equal(&address, &other_address));
        digest.bytes[i] ^= 1;
        cr_expect_eq(crypto_scheme_verify(&mine, &signature, &digest), 1);
        digest.bytes[i] ^= 1;
        for (size_t byte = 0; byte < crypto_scheme_signature_bytes(scheme); byte += 16) {
            again = signature;
            again.bytes[byte] ^= 1;
            cr_expect_eq(crypto_scheme_verify(&mine, &again, &digest), 1, "%s byte %zu",
                         crypto_scheme_names[scheme], byte);
        }
        again = signature;
        again.scheme = (enum crypto_scheme)((scheme + 1) % CRYPTO_SCHEME_COUNT);
        cr_expect_eq(crypto_scheme_verify(&mine, &again, &digest), 1);
    }
}

/* With secp256k1 all is as crypto/sign.h has it. */
Test(scheme, secp256k1_is_the_recoverable_signature)
{
    const uint8_t seed[32] = {7};
    crypto_secp256k1_secret plain;
    crypto_address address;
    struct crypto_scheme_public key;
    struct crypto_scheme_secret secret;
    cr_assert_eq(crypto_init(), 0);
    crypto_secp256k1_keypair(seed, &plain, &address);
    cr_assert_eq(crypto_scheme_keypair(CRYPTO_SCHEME_SECP256K1, seed, &key, &secret), 0);
    crypto_address named = crypto_scheme_address(&key);
    cr_expect(crypto_address_equal(&named, &address));
    cr_expect_arr_eq(secret.secp256k1.bytes, plain.bytes, 32);
}

Test(scheme, sizes_and_costs)
{
    static const size_t public_bytes[] = {20, 64, 32}, signature_bytes[] = {65, 64, 64};
    for (int scheme = 0; scheme < CRYPTO_SCHEME_COUNT; scheme++) {
        cr_expect_eq(crypto_scheme_public_bytes((enum crypto_scheme)scheme), public_bytes[scheme]);
        cr_expect_eq(crypto_scheme_signature_bytes((enum crypto_scheme)scheme),
                     signature_bytes[scheme]);
    }
    const struct crypto_device_class *m4 = crypto_device_class_find("cortex_m4_168mhz");
    cr_expect_eq(crypto_cost_ns(m4, crypto_scheme_sign_operation(CRYPTO_SCHEME_P256), 1), 89320000);
    cr_expect_eq(crypto_cost_ns(m4, crypto_scheme_verify_operation(CRYPTO_SCHEME_P256), 1),
                 82910000);
    cr_expect_eq(crypto_scheme_sign_operation(CRYPTO_SCHEME_SECP256K1), CRYPTO_OP_SECP256K1_SIGN);
    cr_expect_eq(crypto_scheme_verify_operation(CRYPTO_SCHEME_ED25519), CRYPTO_OP_ED25519_VERIFY);
    cr_expect_str_eq(crypto_scheme_names[CRYPTO_SCHEME_P256], "p256");
    cr_expect_null(crypto_scheme_names[CRYPTO_SCHEME_COUNT]);
}
