#include <criterion/criterion.h>
#include <string.h>

#include "crypto/token.h"

/* Tokens in place of signatures: who can make one, and who is refused. */

static struct crypto_tokens run, other_run;
static const uint8_t seed[32] = {1}, other_seed[32] = {2};
static crypto_digest digest, other_digest;

static void prepare(void)
{
    cr_assert_eq(crypto_init(), 0);
    crypto_tokens_init(seed, &run);
    crypto_tokens_init(other_seed, &other_run);
    digest = crypto_sha256("a", 1);
    other_digest = crypto_sha256("b", 1);
}

TestSuite(token, .init = prepare);

struct signer {
    struct crypto_scheme_public key;
    struct crypto_scheme_secret secret;
};

static struct signer signer_of(const struct crypto_tokens *tokens, enum crypto_scheme scheme,
                               const uint8_t of[32])
{
    struct signer signer;
    cr_assert_eq(crypto_token_scheme_keypair(tokens, scheme, of, &signer.key, &signer.secret), 0);
    return signer;
}

static struct crypto_scheme_signature sign(const struct crypto_tokens *tokens,
                                           const struct signer *signer, const crypto_digest *what)
{
    struct crypto_scheme_signature signature;
    cr_assert_eq(crypto_token_scheme_sign(tokens, &signer->secret, what, &signature), 0);
    return signature;
}

Test(token, only_the_owner_signs)
{
    for (int scheme = 0; scheme < CRYPTO_SCHEME_COUNT; scheme++) {
        struct signer owner = signer_of(&run, (enum crypto_scheme)scheme, seed);
        struct signer stranger = signer_of(&run, (enum crypto_scheme)scheme, other_seed);
        struct crypto_scheme_signature token = sign(&run, &owner, &digest);
        struct crypto_scheme_signature forged = sign(&run, &stranger, &digest);
        cr_expect_eq(crypto_token_scheme_verify(&run, &owner.key, &token, &digest), 0);
        cr_expect_eq(crypto_token_scheme_verify(&run, &owner.key, &forged, &digest), 1);
        cr_expect_eq(crypto_token_scheme_verify(&run, &stranger.key, &token, &digest), 1);
        cr_expect_eq(crypto_token_scheme_verify(&run, &owner.key, &token, &other_digest), 1);
        cr_expect_eq(crypto_token_scheme_verify(&other_run, &owner.key, &token, &digest), 1);
        /* A secret that claims another's public key signs as its own. */
        if (scheme == CRYPTO_SCHEME_ED25519) {
            memcpy(stranger.secret.ed25519.bytes + 32, owner.key.bytes, 32);
            forged = sign(&run, &stranger, &digest);
            cr_expect_eq(crypto_token_scheme_verify(&run, &owner.key, &forged, &digest), 1);
        }
    }
}

Test(token, every_bit_counts)
{
    for (int scheme = 0; scheme < CRYPTO_SCHEME_COUNT; scheme++) {
        struct signer owner = signer_of(&run, (enum crypto_scheme)scheme, seed);
        const struct crypto_scheme_signature token = sign(&run, &owner, &digest);
        size_t bits = 8 * crypto_scheme_signature_bytes((enum crypto_scheme)scheme);
        for (size_t i = 0; i < bits; i++) {
            struct crypto_scheme_signature flipped = token;
            flipped.bytes[i / 8] ^= (uint8_t)(1 << i % 8);
            cr_expect_eq(crypto_token_scheme_verify(&run, &owner.key, &flipped, &digest), 1,
                         "%s, bit %zu", crypto_scheme_names[scheme], i);
        }
    }
}

Test(token, has_no_zero_byte_and_keeps_the_bounds_of_numbers)
{
    for (unsigned i = 0; i < 600; i++) {
        const uint8_t of[32] = {(uint8_t)i, (uint8_t)(i >> 8)};
        crypto_secp256k1_secret secret;
        crypto_secp256k1_signature token;
        crypto_address address, found;
        crypto_token_secp256k1_keypair(&run, of, &secret, &address);
        crypto_token_secp256k1_sign(&run, &secret, &digest, &token);
        cr_expect_null(memchr(token.r, 0, 32));
        cr_expect_null(memchr(token.s, 0, 32));
        cr_expect_lt(token.r[0], 0x7f);
        cr_expect_leq(token.recovery_id, 1);
        cr_expect(crypto_secp256k1_is_low_s(&token));
        cr_assert(crypto_token_secp256k1_recover(&run, &token, &digest, &found));
        cr_expect(crypto_address_equal(&found, &address), "zeros in it and all");
    }
}

Test(token, real_and_calibrated_do_not_mix)
{
    for (int scheme = 0; scheme < CRYPTO_SCHEME_COUNT; scheme++) {
        struct signer real = signer_of(NULL, (enum crypto_scheme)scheme, seed);
        struct signer mine = signer_of(&run, (enum crypto_scheme)scheme, seed);
        struct crypto_scheme_signature signature = sign(NULL, &real, &digest);
        struct crypto_scheme_signature token = sign(&run, &mine, &digest);
        cr_expect_eq(crypto_token_scheme_verify(NULL, &real.key, &signature, &digest), 0);
        cr_expect_eq(crypto_token_scheme_verify(&run, &real.key, &signature, &digest), 1);
        cr_expect_eq(crypto_token_scheme_verify(NULL, &mine.key, &token, &digest), 1);
    }
}

/* One secret in two schemes: a token of one says nothing in the other. */
Test(token, schemes_do_not_mix)
{
    struct signer p256 = signer_of(&run, CRYPTO_SCHEME_P256, seed);
    struct signer edwards = signer_of(&run, CRYPTO_SCHEME_ED25519, seed);
    struct crypto_scheme_signature token = sign(&run, &p256, &digest);
    token.scheme = CRYPTO_SCHEME_ED25519;
    cr_expect_eq(crypto_token_scheme_verify(&run, &edwards.key, &token, &digest), 1);
    cr_expect_neq(memcmp(p256.key.bytes, edwards.key.bytes, 32), 0);
}

Test(token, messages_of_any_length)
{
    crypto_ed25519_public key;
    crypto_ed25519_secret secret;
    crypto_ed25519_signature token;
    crypto_token_ed25519_keypair(&run, seed, &key, &secret);
    crypto_token_ed25519_sign(&run, &secret, "message", 7, &token);
    cr_expect(crypto_token_ed25519_verify(&run, &key, "message", 7, &token));
    cr_expect_not(crypto_token_ed25519_verify(&run, &key, "message", 6, &token));
    crypto_token_ed25519_sign(&run, &secret, "", 0, &token);
    cr_expect(crypto_token_ed25519_verify(&run, &key, NULL, 0, &token));
}
