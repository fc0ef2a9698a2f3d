#ifndef CROWDPATCH_CRYPTO_SCHEME_H
#define CROWDPATCH_CRYPTO_SCHEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/cost.h"
#include "crypto/sign.h"

/** The signature schemes that a contract can check, behind one form: a signer is named by the last
 *  20 bytes of the Keccak-256 of its public key. Digests of 32 bytes are signed. */
enum crypto_scheme {
    CRYPTO_SCHEME_SECP256K1, /* ECDSA; the key follows from the signature */
    CRYPTO_SCHEME_P256,      /* ECDSA */
    CRYPTO_SCHEME_ED25519,   /* the digest is the message */
    CRYPTO_SCHEME_COUNT,
};

/** "secp256k1", "p256", "ed25519": NULL-terminated. */
extern const char *const crypto_scheme_names[];

struct crypto_scheme_secret {
    enum crypto_scheme scheme;
    union {
        crypto_secp256k1_secret secp256k1;
        crypto_p256_secret p256;
        crypto_ed25519_secret ed25519;
    };
};

/** Who a signer is, as it travels: the address (20 bytes) with secp256k1, the affine coordinates
 *  (64 bytes) with p256, the key (32 bytes) with ed25519. */
enum { CRYPTO_SCHEME_PUBLIC_MAX = 64, CRYPTO_SCHEME_SIGNATURE_MAX = 65 };
struct crypto_scheme_public {
    enum crypto_scheme scheme;
    uint8_t bytes[CRYPTO_SCHEME_PUBLIC_MAX];
};
/** r, s and the recovery id (65 bytes) with secp256k1, r and s or R and S (64 bytes) with others.
 */
struct crypto_scheme_signature {
    enum crypto_scheme scheme;
    uint8_t bytes[CRYPTO_SCHEME_SIGNATURE_MAX];
};

/** How many of the bytes above a scheme has. */
size_t crypto_scheme_public_bytes(enum crypto_scheme scheme);
size_t crypto_scheme_signature_bytes(enum crypto_scheme scheme);

/** What signing and verifying cost: crypto/cost.h. */
enum crypto_operation crypto_scheme_sign_operation(enum crypto_scheme scheme);
enum crypto_operation crypto_scheme_verify_operation(enum crypto_scheme scheme);

/** Derives both keys from a seed. Returns 0 or BASE_E_NOMEM (outputs untouched). */
int crypto_scheme_keypair(enum crypto_scheme scheme, const uint8_t seed[32],
                          struct crypto_scheme_public *ret_public,
                          struct crypto_scheme_secret *ret_secret);

/** The 20 bytes that name a signer. */
crypto_address crypto_scheme_address(const struct crypto_scheme_public *public_key);

/** Requires: a valid secret. Returns 0 or BASE_E_NOMEM (output untouched). */
int crypto_scheme_sign(const struct crypto_scheme_secret *secret, const crypto_digest *digest,
                       struct crypto_scheme_signature *ret_signature);
/** A recoverable signature in this form. */
struct crypto_scheme_signature
crypto_scheme_from_secp256k1(const crypto_secp256k1_signature *signature);
/** Returns 0: the key's owner has signed the digest; 1: not, or the schemes differ; or
 * BASE_E_NOMEM.
 */
int crypto_scheme_verify(const struct crypto_scheme_public *public_key,
                         const struct crypto_scheme_signature *signature,
                         const crypto_digest *digest);

#endif
