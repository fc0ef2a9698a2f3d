#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "models/leiba/messages.h"

static void fill(void *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)bytes)[i] = (uint8_t)(i * 7 + 1);
}

static struct crypto_scheme_signature signature_of(const crypto_secp256k1_secret *secret,
                                                   const crypto_digest *digest)
{
    crypto_secp256k1_signature signature;
    crypto_secp256k1_sign(secret, digest, &signature);
    return crypto_scheme_from_secp256k1(&signature);
}

Test(leiba_messages, identity)
{
    struct base_buffer payload = {0};
    struct leiba_identity identity = {.signature.scheme = CRYPTO_SCHEME_SECP256K1}, found;
    fill(&identity.device, sizeof identity.device);
    fill(identity.signature.bytes, 64);
    identity.signature.bytes[64] = 1;
    leiba_encode_identity(&payload, &identity);
    cr_assert_eq(payload.len, 85);
    cr_assert(leiba_decode_identity(payload.data, payload.len, &found));
    cr_expect(crypto_address_equal(&found.device, &identity.device));
    cr_expect_eq(memcmp(found.signature.bytes, identity.signature.bytes, 65), 0);
    for (size_t len = 0; len < payload.len; len++)
        cr_expect_not(leiba_decode_identity(payload.data, len, &found));
    payload.data[84] = 2;
    cr_expect_not(leiba_decode_identity(payload.data, payload.len, &found), "no recovery id");
    base_buffer_deinit(&payload);
}

Test(leiba_messages, offer)
{
    struct base_buffer payload = {0};
    uint8_t proof[5], key[3], ciphertext[9];
    fill(proof, sizeof proof);
    fill(key, sizeof key);
    fill(ciphertext, sizeof ciphertext);
    struct sealed_offer offer = {.proof = proof,
                                 .proof_len = sizeof proof,
                                 .verifying_key = key,
                                 .verifying_key_len = sizeof key,
                                 .ciphertext = ciphertext,
                                 .ciphertext_len = sizeof ciphertext};
    struct sealed_offer found;
    fill(offer.s.bytes, 32);
    leiba_encode_offer(&payload, &offer);
    cr_assert_eq(payload.len, 32 + 3 * 4 + 5 + 3 + 9);
    cr_assert(leiba_decode_offer(payload.data, payload.len, &found));
    cr_expect(crypto_digest_equal(&found.s, &offer.s));
    cr_assert_eq(found.proof_len, sizeof proof);
    cr_assert_eq(found.verifying_key_len, sizeof key);
    cr_assert_eq(found.ciphertext_len, sizeof ciphertext);
    cr_expect_eq(memcmp(found.proof, proof, sizeof proof), 0);
    cr_expect_eq(memcmp(found.verifying_key, key, sizeof key), 0);
    cr_expect_eq(memcmp(found.ciphertext, ciphertext, sizeof ciphertext), 0);
    for (size_t len = 0; len < payload.len; len++)
        cr_expect_not(leiba_decode_offer(payload.data, len, &found));
    base_buffer_append_u8(&payload, 0);
    cr_expect_not(leiba_decode_offer(payload.data, payload.len, &found), "one byte too many");
    base_buffer_deinit(&payload);
}

Test(leiba_messages, signature)
{
    struct base_buffer payload = {0};
    struct crypto_scheme_signature signature = {.scheme = CRYPTO_SCHEME_SECP256K1}, found;
    fill(signature.bytes, 64);
    leiba_encode_signature(&payload, &signature);
    cr_assert_eq(payload.len, 65);
    cr_assert(leiba_decode_signature(payload.data, payload.len, &found));
    cr_expect_eq(memcmp(found.bytes, signature.bytes, 65), 0);
    cr_expect_not(leiba_decode_signature(payload.data, 64, &found));
    base_buffer_deinit(&payload);
}

/* Known answer: SHA-256("leiba/identity/v1" and 32 zeros), and of 32 zeros. */
Test(leiba_messages, digests_of_challenges)
{
    uint8_t c[129] = {0};
    crypto_digest digest, expected;
    uint8_t tagged[49] = "leiba/identity/v1";
    cr_assert(leiba_identity_digest(LEIBA_TAGGED, c, 32, &digest));
    expected = crypto_sha256(tagged, sizeof tagged);
    cr_expect(crypto_digest_equal(&digest, &expected));
    cr_assert(leiba_identity_digest(LEIBA_RAW, c, 32, &digest));
    expected = crypto_sha256(c, 32);
    cr_expect(crypto_digest_equal(&digest, &expected));
    cr_expect(leiba_identity_digest(LEIBA_RAW, c, 128, &digest));
    cr_expect_not(leiba_identity_digest(LEIBA_RAW, c, 129, &digest));
    cr_expect_not(leiba_identity_digest(LEIBA_RAW, c, 0, &digest));
    cr_expect_not(leiba_identity_digest(LEIBA_TAGGED, c, 31, &digest));
    cr_expect_not(leiba_identity_digest(LEIBA_TAGGED, c, 33, &digest));
}

Test(leiba_messages, a_signature_is_of_its_device_and_digest)
{
    uint8_t seed[32] = {1}, other_seed[32] = {2};
    crypto_secp256k1_secret secret, other_secret;
    crypto_address device, other;
    crypto_digest digest = {{3}}, other_digest = {{4}};
    cr_assert_eq(crypto_init(), 0);
    crypto_secp256k1_keypair(seed, &secret, &device);
    crypto_secp256k1_keypair(other_seed, &other_secret, &other);
    struct crypto_scheme_signature signature = signature_of(&secret, &digest);
    cr_expect(leiba_check_signature(NULL, &device, &signature, &digest));
    cr_expect_not(leiba_check_signature(NULL, &other, &signature, &digest));
    cr_expect_not(leiba_check_signature(NULL, &device, &signature, &other_digest));
}
