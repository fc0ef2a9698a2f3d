#include "crypto/token.h"

#include <sodium.h>
#include <string.h>

/* All hashes are BLAKE2b (RFC 7693) with 64 bytes of output, under a domain of their own. */

#define SECRET_DOMAIN "crowdpatch token secret 1"
#define PUBLIC_DOMAIN "crowdpatch token public 1"
#define RUN_DOMAIN "crowdpatch token run 1"

enum { HASH_BYTES = 64, TOKEN_BYTES = 64 };

static void hash(const uint8_t key[32], const char *domain, size_t domain_len,
                 enum crypto_scheme scheme, const struct crypto_part parts[], size_t count,
                 uint8_t ret_hash[HASH_BYTES])
{
    const uint8_t kind = (uint8_t)scheme;
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, key != NULL ? 32 : 0, HASH_BYTES);
    crypto_generichash_update(&state, (const uint8_t *)domain, domain_len);
    crypto_generichash_update(&state, &kind, 1);
    for (size_t i = 0; i < count; i++)
        crypto_generichash_update(&state, parts[i].data, parts[i].len);
    crypto_generichash_final(&state, ret_hash, HASH_BYTES);
    sodium_memzero(&state, sizeof state);
}

void crypto_tokens_init(const uint8_t seed[32], struct crypto_tokens *ret_tokens)
{
    uint8_t key[HASH_BYTES];
    const struct crypto_part part = {seed, 32};
    hash(NULL, RUN_DOMAIN, sizeof RUN_DOMAIN, 0, &part, 1, key);
    memcpy(ret_tokens->key, key, sizeof ret_tokens->key);
    sodium_memzero(key, sizeof key);
}

static void make_secret(enum crypto_scheme scheme, const uint8_t seed[32], uint8_t ret_secret[32])
{
    uint8_t wide[HASH_BYTES];
    const struct crypto_part part = {seed, 32};
    hash(NULL, SECRET_DOMAIN, sizeof SECRET_DOMAIN, scheme, &part, 1, wide);
    memcpy(ret_secret, wide, 32);
    sodium_memzero(wide, sizeof wide);
}

static void make_public(enum crypto_scheme scheme, const uint8_t secret[32], uint8_t *ret_public,
                        size_t len)
{
    uint8_t wide[HASH_BYTES];
    const struct crypto_part part = {secret, 32};
    hash(NULL, PUBLIC_DOMAIN, sizeof PUBLIC_DOMAIN, scheme, &part, 1, wide);
    memcpy(ret_public, wide, len);
}

/** The token of who has this public key. The numbers' first bytes are small: see token.h. */
static void make_token(const struct crypto_tokens *tokens, enum crypto_scheme scheme,
                       const uint8_t *public_key, size_t public_len, const void *message,
                       size_t len, uint8_t ret_token[TOKEN_BYTES])
{
    const struct crypto_part parts[] = {{public_key, public_len}, {message, len}};
    hash(tokens->key, "", 0, scheme, parts, 2, ret_token);
    for (size_t i = 0; i < TOKEN_BYTES; i++)
        ret_token[i] = ret_token[i] == 0 ? 1 : ret_token[i];
    ret_token[0] = (uint8_t)(ret_token[0] % 0x7e + 1);
    ret_token[32] = (uint8_t)(ret_token[32] % 0x7e + 1);
}

/* secp256k1: the last 23 bytes of s are the signer's address. A zero in it stands as 0xff, with a
 * bit in the last three bytes that tells, seven bits a byte. */

enum { ADDRESS_BYTES = 20, NAME_AT = TOKEN_BYTES - ADDRESS_BYTES - 3, FLAGS_AT = TOKEN_BYTES - 3 };

static void put_name(const crypto_address *address, uint8_t token[TOKEN_BYTES])
{
    memset(token + FLAGS_AT, 0x80, 3);
    for (unsigned i = 0; i < ADDRESS_BYTES; i++) {
        token[NAME_AT + i] = address->bytes[i] == 0 ? 0xff : address->bytes[i];
        if (address->bytes[i] == 0)
            token[FLAGS_AT + i / 7] |= (uint8_t)(1 << i % 7);
    }
}

static crypto_address read_name(const uint8_t token[TOKEN_BYTES])
{
    crypto_address address;
    for (unsigned i = 0; i < ADDRESS_BYTES; i++) {
        bool is_zero = token[FLAGS_AT + i / 7] >> i % 7 & 1;
        address.bytes[i] = is_zero ? 0 : token[NAME_AT + i];
    }
    return address;
}

static crypto_secp256k1_signature signature_of(const struct crypto_tokens *tokens,
                                               const crypto_address *address,
                                               const crypto_digest *digest)
{
    uint8_t token[TOKEN_BYTES];
    crypto_secp256k1_signature signature;
    make_token(tokens, CRYPTO_SCHEME_SECP256K1, address->bytes, sizeof address->bytes,
               digest->bytes, sizeof digest->bytes, token);
    signature.recovery_id = token[TOKEN_BYTES - 1] & 1;
    put_name(address, token);
    memcpy(signature.r, token, 32);
    memcpy(signature.s, token + 32, 32);
    return signature;
}

static crypto_address address_of(const crypto_secp256k1_secret *secret)
{
    crypto_address address;
    make_public(CRYPTO_SCHEME_SECP256K1, secret->bytes, address.bytes, sizeof address.bytes);
    return address;
}

void crypto_token_secp256k1_keypair(const struct crypto_tokens *tokens, const uint8_t seed[32],
                                    crypto_secp256k1_secret *ret_secret,
                                    crypto_address *ret_address)
{
    if (tokens == NULL) {
        crypto_secp256k1_keypair(seed, ret_secret, ret_address);
        return;
    }
    make_secret(CRYPTO_SCHEME_SECP256K1, seed, ret_secret->bytes);
    *ret_address = address_of(ret_secret);
}

void crypto_token_secp256k1_sign(const struct crypto_tokens *tokens,
                                 const crypto_secp256k1_secret *secret, const crypto_digest *digest,
                                 crypto_secp256k1_signature *ret_signature)
{
    if (tokens == NULL) {
        crypto_secp256k1_sign(secret, digest, ret_signature);
        return;
    }
    crypto_address address = address_of(secret);
    *ret_signature = signature_of(tokens, &address, digest);
}

bool crypto_token_secp256k1_recover(const struct crypto_tokens *tokens,
                                    const crypto_secp256k1_signature *signature,
                                    const crypto_digest *digest, crypto_address *ret_address)
{
    uint8_t token[TOKEN_BYTES];
    if (tokens == NULL)
        return crypto_secp256k1_recover(signature, digest, ret_address);
    memcpy(token, signature->r, 32);
    memcpy(token + 32, signature->s, 32);
    crypto_address address = read_name(token);
    crypto_secp256k1_signature made = signature_of(tokens, &address, digest);
    if (made.recovery_id != signature->recovery_id ||
        memcmp(made.r, signature->r, sizeof made.r) != 0 ||
        memcmp(made.s, signature->s, sizeof made.s) != 0)
        return false;
    *ret_address = address;
    return true;
}

static crypto_p256_signature p256_token(const struct crypto_tokens *tokens,
                                        const crypto_p256_public *public_key,
                                        const crypto_digest *digest)
{
    uint8_t token[TOKEN_BYTES], point[64];
    crypto_p256_signature signature;
    memcpy(point, public_key->x, 32);
    memcpy(point + 32, public_key->y, 32);
    make_token(tokens, CRYPTO_SCHEME_P256, point, sizeof point, digest->bytes, sizeof digest->bytes,
               token);
    memcpy(signature.r, token, 32);
    memcpy(signature.s, token + 32, 32);
    return signature;
}

static crypto_p256_public p256_public(const crypto_p256_secret *secret)
{
    uint8_t point[64];
    crypto_p256_public public_key;
    make_public(CRYPTO_SCHEME_P256, secret->bytes, point, sizeof point);
    memcpy(public_key.x, point, 32);
    memcpy(public_key.y, point + 32, 32);
    return public_key;
}

int crypto_token_p256_keypair(const struct crypto_tokens *tokens, const uint8_t seed[32],
                              crypto_p256_public *ret_public, crypto_p256_secret *ret_secret)
{
    if (tokens == NULL)
        return crypto_p256_keypair(seed, ret_public, ret_secret);
    make_secret(CRYPTO_SCHEME_P256, seed, ret_secret->bytes);
    *ret_public = p256_public(ret_secret);
    return 0;
}

int crypto_token_p256_sign(const struct crypto_tokens *tokens, const crypto_p256_secret *secret,
                           const crypto_digest *digest, crypto_p256_signature *ret_signature)
{
    if (tokens == NULL)
        return crypto_p256_sign(secret, digest, ret_signature);
    crypto_p256_public public_key = p256_public(secret);
    *ret_signature = p256_token(tokens, &public_key, digest);
    return 0;
}

int crypto_token_p256_verify(const struct crypto_tokens *tokens,
                             const crypto_p256_public *public_key,
                             const crypto_p256_signature *signature, const crypto_digest *digest)
{
    if (tokens == NULL)
        return crypto_p256_verify(public_key, signature, digest);
    crypto_p256_signature made = p256_token(tokens, public_key, digest);
    return memcmp(made.r, signature->r, sizeof made.r) != 0 ||
           memcmp(made.s, signature->s, sizeof made.s) != 0;
}

/* A secret of Ed25519 has its public key behind it, which is computed again all the same: it is
 * the secret that signs. */

void crypto_token_ed25519_keypair(const struct crypto_tokens *tokens, const uint8_t seed[32],
                                  crypto_ed25519_public *ret_public,
                                  crypto_ed25519_secret *ret_secret)
{
    if (tokens == NULL) {
        crypto_ed25519_keypair(seed, ret_public, ret_secret);
        return;
    }
    make_secret(CRYPTO_SCHEME_ED25519, seed, ret_secret->bytes);
    make_public(CRYPTO_SCHEME_ED25519, ret_secret->bytes, ret_public->bytes,
                sizeof ret_public->bytes);
    memcpy(ret_secret->bytes + 32, ret_public->bytes, 32);
}

void crypto_token_ed25519_sign(const struct crypto_tokens *tokens,
                               const crypto_ed25519_secret *secret, const void *message, size_t len,
                               crypto_ed25519_signature *ret_signature)
{
    uint8_t public_key[32];
    if (tokens == NULL) {
        crypto_ed25519_sign(secret, message, len, ret_signature);
        return;
    }
    make_public(CRYPTO_SCHEME_ED25519, secret->bytes, public_key, sizeof public_key);
    make_token(tokens, CRYPTO_SCHEME_ED25519, public_key, sizeof public_key, message, len,
               ret_signature->bytes);
}

bool crypto_token_ed25519_verify(const struct crypto_tokens *tokens,
                                 const crypto_ed25519_public *public_key, const void *message,
                                 size_t len, const crypto_ed25519_signature *signature)
{
    uint8_t token[TOKEN_BYTES];
    if (tokens == NULL)
        return crypto_ed25519_verify(public_key, message, len, signature);
    make_token(tokens, CRYPTO_SCHEME_ED25519, public_key->bytes, sizeof public_key->bytes, message,
               len, token);
    return memcmp(token, signature->bytes, sizeof token) == 0;
}
