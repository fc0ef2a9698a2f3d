#include "crypto/scheme.h"

#include <string.h>

#include "crypto/token.h"

const char *const crypto_scheme_names[] = {
    [CRYPTO_SCHEME_SECP256K1] = "secp256k1",
    [CRYPTO_SCHEME_P256] = "p256",
    [CRYPTO_SCHEME_ED25519] = "ed25519",
    NULL,
};

static const struct {
    size_t public_bytes, signature_bytes;
    enum crypto_operation sign, verify;
} schemes[CRYPTO_SCHEME_COUNT] = {
    [CRYPTO_SCHEME_SECP256K1] = {20, 65, CRYPTO_OP_SECP256K1_SIGN, CRYPTO_OP_SECP256K1_VERIFY},
    [CRYPTO_SCHEME_P256] = {64, 64, CRYPTO_OP_P256_SIGN, CRYPTO_OP_P256_VERIFY},
    [CRYPTO_SCHEME_ED25519] = {32, 64, CRYPTO_OP_ED25519_SIGN, CRYPTO_OP_ED25519_VERIFY},
};

size_t crypto_scheme_public_bytes(enum crypto_scheme scheme)
{
    return schemes[scheme].public_bytes;
}

size_t crypto_scheme_signature_bytes(enum crypto_scheme scheme)
{
    return schemes[scheme].signature_bytes;
}

enum crypto_operation crypto_scheme_sign_operation(enum crypto_scheme scheme)
{
    return schemes[scheme].sign;
}

enum crypto_operation crypto_scheme_verify_operation(enum crypto_scheme scheme)
{
    return schemes[scheme].verify;
}

static crypto_p256_public p256_public(const struct crypto_scheme_public *public_key)
{
    crypto_p256_public key;
    memcpy(key.x, public_key->bytes, 32);
    memcpy(key.y, public_key->bytes + 32, 32);
    return key;
}

int crypto_token_scheme_keypair(const struct crypto_tokens *tokens, enum crypto_scheme scheme,
                                const uint8_t seed[32], struct crypto_scheme_public *ret_public,
                                struct crypto_scheme_secret *ret_secret)
{
    struct crypto_scheme_public public_key = {.scheme = scheme};
    struct crypto_scheme_secret secret = {.scheme = scheme};
    crypto_address address;
    crypto_p256_public point;
    crypto_ed25519_public edwards;
    int r = 0;
    switch (scheme) {
    case CRYPTO_SCHEME_P256:
        r = crypto_token_p256_keypair(tokens, seed, &point, &secret.p256);
        if (r < 0)
            return r;
        memcpy(public_key.bytes, point.x, 32);
        memcpy(public_key.bytes + 32, point.y, 32);
        break;
    case CRYPTO_SCHEME_ED25519:
        crypto_token_ed25519_keypair(tokens, seed, &edwards, &secret.ed25519);
        memcpy(public_key.bytes, edwards.bytes, 32);
        break;
    default:
        crypto_token_secp256k1_keypair(tokens, seed, &secret.secp256k1, &address);
        memcpy(public_key.bytes, address.bytes, 20);
    }
    *ret_public = public_key;
    *ret_secret = secret;
    return 0;
}

crypto_address crypto_scheme_address(const struct crypto_scheme_public *public_key)
{
    crypto_address address;
    if (public_key->scheme == CRYPTO_SCHEME_SECP256K1) {
        memcpy(address.bytes, public_key->bytes, sizeof address.bytes);
    } else {
        crypto_digest digest =
            crypto_keccak256(public_key->bytes, schemes[public_key->scheme].public_bytes);
        memcpy(address.bytes, digest.bytes + 12, sizeof address.bytes);
    }
    return address;
}

struct crypto_scheme_signature
crypto_scheme_from_secp256k1(const crypto_secp256k1_signature *recoverable)
{
    struct crypto_scheme_signature signature = {.scheme = CRYPTO_SCHEME_SECP256K1};
    memcpy(signature.bytes, recoverable->r, 32);
    memcpy(signature.bytes + 32, recoverable->s, 32);
    signature.bytes[64] = recoverable->recovery_id;
    return signature;
}

int crypto_token_scheme_sign(const struct crypto_tokens *tokens,
                             const struct crypto_scheme_secret *secret, const crypto_digest *digest,
                             struct crypto_scheme_signature *ret_signature)
{
    struct crypto_scheme_signature signature = {.scheme = secret->scheme};
    crypto_secp256k1_signature recoverable;
    crypto_p256_signature p256;
    crypto_ed25519_signature edwards;
    int r;
    switch (secret->scheme) {
    case CRYPTO_SCHEME_P256:
        r = crypto_token_p256_sign(tokens, &secret->p256, digest, &p256);
        if (r < 0)
            return r;
        memcpy(signature.bytes, p256.r, 32);
        memcpy(signature.bytes + 32, p256.s, 32);
        break;
    case CRYPTO_SCHEME_ED25519:
        crypto_token_ed25519_sign(tokens, &secret->ed25519, digest->bytes, sizeof digest->bytes,
                                  &edwards);
        memcpy(signature.bytes, edwards.bytes, 64);
        break;
    default:
        crypto_token_secp256k1_sign(tokens, &secret->secp256k1, digest, &recoverable);
        signature = crypto_scheme_from_secp256k1(&recoverable);
    }
    *ret_signature = signature;
    return 0;
}

static bool verify_secp256k1(const struct crypto_tokens *tokens,
                             const struct crypto_scheme_public *public_key,
                             const struct crypto_scheme_signature *signature,
                             const crypto_digest *digest)
{
    crypto_secp256k1_signature recoverable = {.recovery_id = signature->bytes[64]};
    crypto_address signer;
    memcpy(recoverable.r, signature->bytes, 32);
    memcpy(recoverable.s, signature->bytes + 32, 32);
    return crypto_token_secp256k1_recover(tokens, &recoverable, digest, &signer) &&
           memcmp(signer.bytes, public_key->bytes, sizeof signer.bytes) == 0;
}

int crypto_token_scheme_verify(const struct crypto_tokens *tokens,
                               const struct crypto_scheme_public *public_key,
                               const struct crypto_scheme_signature *signature,
                               const crypto_digest *digest)
{
    crypto_p256_public point;
    crypto_p256_signature p256;
    crypto_ed25519_public key;
    crypto_ed25519_signature edwards;
    if (public_key->scheme != signature->scheme)
        return 1;
    switch (public_key->scheme) {
    case CRYPTO_SCHEME_P256:
        point = p256_public(public_key);
        memcpy(p256.r, signature->bytes, 32);
        memcpy(p256.s, signature->bytes + 32, 32);
        return crypto_token_p256_verify(tokens, &point, &p256, digest);
    case CRYPTO_SCHEME_ED25519:
        memcpy(key.bytes, public_key->bytes, 32);
        memcpy(edwards.bytes, signature->bytes, 64);
        return !crypto_token_ed25519_verify(tokens, &key, digest->bytes, sizeof digest->bytes,
                                            &edwards);
    default:
        return !verify_secp256k1(tokens, public_key, signature, digest);
    }
}

int crypto_scheme_keypair(enum crypto_scheme scheme, const uint8_t seed[32],
                          struct crypto_scheme_public *ret_public,
                          struct crypto_scheme_secret *ret_secret)
{
    return crypto_token_scheme_keypair(NULL, scheme, seed, ret_public, ret_secret);
}

int crypto_scheme_sign(const struct crypto_scheme_secret *secret, const crypto_digest *digest,
                       struct crypto_scheme_signature *ret_signature)
{
    return crypto_token_scheme_sign(NULL, secret, digest, ret_signature);
}

int crypto_scheme_verify(const struct crypto_scheme_public *public_key,
                         const struct crypto_scheme_signature *signature,
                         const crypto_digest *digest)
{
    return crypto_token_scheme_verify(NULL, public_key, signature, digest);
}
