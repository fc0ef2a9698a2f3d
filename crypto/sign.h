#ifndef CROWDPATCH_CRYPTO_SIGN_H
#define CROWDPATCH_CRYPTO_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "crypto/hash.h"

/* Ed25519 (RFC 8032): signatures that people check. */

typedef struct {
    uint8_t bytes[32];
} crypto_ed25519_public;
typedef struct {
    uint8_t bytes[64];
} crypto_ed25519_secret; /* seed and public key, as libsodium keeps it */
typedef struct {
    uint8_t bytes[64];
} crypto_ed25519_signature;

void crypto_ed25519_keypair(const uint8_t seed[32], crypto_ed25519_public *ret_public,
                            crypto_ed25519_secret *ret_secret);
void crypto_ed25519_sign(const crypto_ed25519_secret *secret, const void *message, size_t len,
                         crypto_ed25519_signature *ret_signature);
bool crypto_ed25519_verify(const crypto_ed25519_public *public_key, const void *message, size_t len,
                           const crypto_ed25519_signature *signature);

/* ECDSA over secp256k1 with recovery: signatures that a contract checks. */

/** The last 20 bytes of the Keccak-256 of an uncompressed public key. */
typedef struct {
    uint8_t bytes[20];
} crypto_address;

static inline bool crypto_address_equal(const crypto_address *a, const crypto_address *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}
typedef struct {
    uint8_t bytes[32];
} crypto_secp256k1_secret;
/** r and s big-endian, s in the lower half; recovery_id is 0 or 1. Deterministic (RFC 6979). */
typedef struct {
    uint8_t r[32];
    uint8_t s[32];
    uint8_t recovery_id;
} crypto_secp256k1_signature;

/** Derives a valid secret from a seed, by hashing until it is in range, and its address. */
void crypto_secp256k1_keypair(const uint8_t seed[32], crypto_secp256k1_secret *ret_secret,
                              crypto_address *ret_address);
/** The address of a secret. Returns false when the secret is 0 or not below the group order. */
bool crypto_secp256k1_address(const crypto_secp256k1_secret *secret, crypto_address *ret_address);
/** Requires: a valid secret (asserted). */
void crypto_secp256k1_sign(const crypto_secp256k1_secret *secret, const crypto_digest *digest,
                           crypto_secp256k1_signature *ret_signature);
/** The signer's address. Returns false when nobody could have made the signature.
 *  Accepts s in the upper half too, as the ecrecover precompile must; a caller that needs low s
 *  checks crypto_secp256k1_is_low_s(). */
bool crypto_secp256k1_recover(const crypto_secp256k1_signature *signature,
                              const crypto_digest *digest, crypto_address *ret_address);
bool crypto_secp256k1_is_low_s(const crypto_secp256k1_signature *signature);

/* A recovery is a pure function of digest and signature, and in a simulation most signatures are
 * checked by the process that made them, several times. So the latest 65536 pairs that were signed
 * or recovered here are remembered with their signer (11 MB at the most, for all threads): an equal
 * question, bit for bit, has the same answer without the curve. Nothing else changes: neither
 * results nor gas, and a signature that nobody made is always computed. */

/** Forgets all, and then remembers or not; at the start it does. For measurements and tests. */
void crypto_secp256k1_memo_set(bool is_on);
/** Recoveries answered from memory, and those that were computed, since the last _set(). */
struct crypto_secp256k1_memo_counts {
    uint64_t found, computed;
};
struct crypto_secp256k1_memo_counts crypto_secp256k1_memo_counts(void);

/* ECDSA over P-256 (FIPS 186-5): what secure elements sign with, and EIP-7951's precompile checks.
 */

/** Affine coordinates, big-endian. */
typedef struct {
    uint8_t x[32];
    uint8_t y[32];
} crypto_p256_public;
typedef struct {
    uint8_t r[32];
    uint8_t s[32];
} crypto_p256_signature;
typedef struct {
    uint8_t bytes[32];
} crypto_p256_secret;

/** Derives a valid secret from a seed, by hashing until it is in range, and its public key.
 *  Returns 0, or BASE_E_NOMEM (outputs untouched). */
int crypto_p256_keypair(const uint8_t seed[32], crypto_p256_public *ret_public,
                        crypto_p256_secret *ret_secret);
/** Deterministic (RFC 6979 with SHA-256); s may be in the upper half. Requires: a valid secret.
 *  Returns 0, or BASE_E_NOMEM (output untouched). */
int crypto_p256_sign(const crypto_p256_secret *secret, const crypto_digest *digest,
                     crypto_p256_signature *ret_signature);
/** Accepts s in the upper half too. Returns 0: it is valid; 1: it is not, as for a key that is no
 * point of the curve, and for an r or s that is 0 or not below the group order; or BASE_E_NOMEM. */
int crypto_p256_verify(const crypto_p256_public *public_key, const crypto_p256_signature *signature,
                       const crypto_digest *digest);

#endif
