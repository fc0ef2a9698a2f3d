#ifndef CROWDPATCH_ZK_TOKEN_H
#define CROWDPATCH_ZK_TOKEN_H

#include "zk/statement.h"

/* Private to zk/: the proofs of ZK_LEVEL_CALIBRATED, and what keys share with them. */

/** Fills what depends on the seed; the header's fields stand in key->verifying. */
void zk_token_setup(const uint8_t seed[32], struct zk_proving_key *key);
/** As zk_statement_prove(). */
int zk_token_prove(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                   const crypto_digest *r, const struct zk_public_inputs *inputs,
                   uint8_t *ret_proof);
/** As zk_statement_forge(). */
void zk_token_forge(const struct zk_verifying_key *key, const uint8_t seed[32],
                    const struct zk_public_inputs *inputs, uint8_t *ret_proof);
bool zk_token_verify(const struct zk_verifying_key *key, const struct zk_public_inputs *inputs,
                     const uint8_t *proof, size_t proof_len);

/** Bytes derived from a digest, which bring tokens and keys to the size of the real thing. */
void zk_token_pad(const crypto_digest *seed, uint8_t *ret_bytes, size_t len);
/** True when bytes[len] is what zk_token_pad() writes. */
bool zk_token_pad_check(const crypto_digest *seed, const uint8_t *bytes, size_t len);

/** Sets the member `hash` by the others. */
void zk_verifying_key_seal(struct zk_verifying_key *key);

#endif
