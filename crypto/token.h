#ifndef CROWDPATCH_CRYPTO_TOKEN_H
#define CROWDPATCH_CRYPTO_TOKEN_H

#include "crypto/scheme.h"
#include "crypto/sign.h"

/* Signatures of a simulation, for runs so large that curves would take all the time. A token has
 * the size of the signature that it stands for and is a hash, keyed by the run, of the signer's
 * public key and what is signed. Keys are hashes too: a secret is its seed's, a public key its
 * secret's. Whoever signs hands in a secret and signs as its owner, and nobody else, so that a
 * token is what only the key's owner can make; whoever checks computes it again. Nothing is kept:
 * neither keys nor tokens. No byte of a token is zero: of 65 bytes of a real signature a quarter of
 * one is, in the mean. Numbers keep the bounds of ECDSA: r and s are below both group orders, s in
 * the lower half.
 *
 * Everything here takes the run's tokens; with NULL it is crypto/sign.h's and crypto/scheme.h's. A
 * real signature is no token, and a token of another run or kind is none. */

struct crypto_tokens {
    uint8_t key[32]; /* of the run, for nobody who takes part in it */
};
void crypto_tokens_init(const uint8_t seed[32], struct crypto_tokens *ret_tokens);

void crypto_token_secp256k1_keypair(const struct crypto_tokens *tokens, const uint8_t seed[32],
                                    crypto_secp256k1_secret *ret_secret,
                                    crypto_address *ret_address);
void crypto_token_secp256k1_sign(const struct crypto_tokens *tokens,
                                 const crypto_secp256k1_secret *secret, const crypto_digest *digest,
                                 crypto_secp256k1_signature *ret_signature);
/** A token names its signer. */
bool crypto_token_secp256k1_recover(const struct crypto_tokens *tokens,
                                    const crypto_secp256k1_signature *signature,
                                    const crypto_digest *digest, crypto_address *ret_address);

/** Returns 0, or BASE_E_NOMEM (outputs untouched). */
int crypto_token_p256_keypair(const struct crypto_tokens *tokens, const uint8_t seed[32],
                              crypto_p256_public *ret_public, crypto_p256_secret *ret_secret);
/** Returns 0, or BASE_E_NOMEM (output untouched). */
int crypto_token_p256_sign(const struct crypto_tokens *tokens, const crypto_p256_secret *secret,
                           const crypto_digest *digest, crypto_p256_signature *ret_signature);
/** As crypto_p256_verify(). */
int crypto_token_p256_verify(const struct crypto_tokens *tokens,
                             const crypto_p256_public *public_key,
                             const crypto_p256_signature *signature, const crypto_digest *digest);

void crypto_token_ed25519_keypair(const struct crypto_tokens *tokens, const uint8_t seed[32],
                                  crypto_ed25519_public *ret_public,
                                  crypto_ed25519_secret *ret_secret);
void crypto_token_ed25519_sign(const struct crypto_tokens *tokens,
                               const crypto_ed25519_secret *secret, const void *message, size_t len,
                               crypto_ed25519_signature *ret_signature);
bool crypto_token_ed25519_verify(const struct crypto_tokens *tokens,
                                 const crypto_ed25519_public *public_key, const void *message,
                                 size_t len, const crypto_ed25519_signature *signature);

/** As those of crypto/scheme.h. */
int crypto_token_scheme_keypair(const struct crypto_tokens *tokens, enum crypto_scheme scheme,
                                const uint8_t seed[32], struct crypto_scheme_public *ret_public,
                                struct crypto_scheme_secret *ret_secret);
int crypto_token_scheme_sign(const struct crypto_tokens *tokens,
                             const struct crypto_scheme_secret *secret, const crypto_digest *digest,
                             struct crypto_scheme_signature *ret_signature);
int crypto_token_scheme_verify(const struct crypto_tokens *tokens,
                               const struct crypto_scheme_public *public_key,
                               const struct crypto_scheme_signature *signature,
                               const crypto_digest *digest);

#endif
