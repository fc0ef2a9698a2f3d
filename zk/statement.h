#ifndef CROWDPATCH_ZK_STATEMENT_H
#define CROWDPATCH_ZK_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/hash.h"
#include "crypto/sign.h"
#include "zk/groth16/groth16.h"
#include "zk/scheme.h"

/** The statements that a distributor proves, with secret content and key r:
 *    s = SHA-256(r)  and  content_hash = H(content)  and  ciphertext = Enc(content, r)
 *  S_D has U as its content, S_E has P. H and Enc are the suite's (zk/suite.h).
 *  Source: Puggioni et al. 2020, section IV-B1. */
enum zk_statement {
    ZK_STATEMENT_DELIVERY, /* S_D */
    ZK_STATEMENT_EXCHANGE, /* S_E */
};

/** The ciphertext is borrowed. */
struct zk_public_inputs {
    crypto_digest s;
    crypto_digest content_hash;
    const uint8_t *ciphertext;
    size_t ciphertext_len;
};

/** Keys of one statement and content length.
 *  At ZK_LEVEL_CALIBRATED a proof is a token: an Ed25519 signature, made only after the witness was
 *  checked, over the statement and its public inputs. The key that signs it stands in the proving
 *  key.
 *  At ZK_LEVEL_REAL it is a Groth16 proof of zk/statement/whole.h. */
struct zk_verifying_key {
    enum zk_statement statement;
    uint64_t content_len;
    struct zk_scheme scheme;
    crypto_ed25519_public token_public;      /* ZK_LEVEL_CALIBRATED */
    struct zk_groth16_verifying_key groth16; /* ZK_LEVEL_REAL */
    crypto_digest hash; /* of the key as it travels; what a contract announces */
};
struct zk_proving_key {
    struct zk_verifying_key verifying;     /* of the same set-up */
    crypto_ed25519_secret token_secret;    /* ZK_LEVEL_CALIBRATED */
    struct zk_groth16_proving_key groth16; /* ZK_LEVEL_REAL */
    crypto_digest hash; /* of the whole key, see zk/groth16/digest.h; what a contract announces */
};

/** A trusted set-up from 32 secret bytes. Deterministic. Requires a cost model with public inputs
 * at ZK_LEVEL_REAL (asserted). Returns 0; BASE_E_NOMEM; or BASE_E_RANGE when the circuit is too
 * large (ret_key untouched). */
int zk_statement_setup(enum zk_statement statement, uint64_t content_len,
                       const struct zk_scheme *scheme, const uint8_t seed[32],
                       struct zk_proving_key *ret_key);
/** Erases what is secret. A key of zeros is fine. */
void zk_proving_key_deinit(struct zk_proving_key *key);
void zk_verifying_key_deinit(struct zk_verifying_key *key);

/** Whether a key that somebody else has made is one that the set-up makes for its statement, so
 * that a proof under it tells nothing of the witness: before the first proof. seed: 32 fresh random
 *  bytes. Returns 0, an enum zk_groth16_check_outcome, or BASE_E_NOMEM. A token's key passes. */
int zk_statement_check_key(const struct zk_proving_key *key, const uint8_t seed[32]);

/** Most bytes of a proof at any cost model. */
#define ZK_PROOF_BYTES_MAX 512

enum zk_statement_outcome {
    ZK_STATEMENT_UNSATISFIED = 1, /* the witness is none of this statement */
};

/** content[len] and r are the witness. blinding: 32 bytes that are uniform, secret and used once.
 *  Returns 0, with the proof's bytes (as many as the cost model says); ZK_STATEMENT_UNSATISFIED; or
 *  BASE_E_NOMEM. ret_proof is untouched but for 0. */
int zk_statement_prove(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                       const crypto_digest *r, const struct zk_public_inputs *inputs,
                       const uint8_t blinding[32], uint8_t ret_proof[ZK_PROOF_BYTES_MAX],
                       size_t *ret_len);

/** A proof of any inputs, true or false, by who has kept the set-up's seed; with another seed it
 *  does not verify. At ZK_LEVEL_REAL it is zk_groth16_forge()'s. False when the inputs can be of no
 *  statement of this key. */
bool zk_statement_forge(const struct zk_verifying_key *key, const uint8_t seed[32],
                        const struct zk_public_inputs *inputs, const uint8_t blinding[32],
                        uint8_t ret_proof[ZK_PROOF_BYTES_MAX], size_t *ret_len);

/** False for any proof that zk_statement_prove() did not make for these inputs and this key; at
 *  ZK_LEVEL_REAL, that nobody made who knows neither a witness nor the set-up's seed. */
bool zk_statement_verify(const struct zk_verifying_key *key, const struct zk_public_inputs *inputs,
                         const uint8_t *proof, size_t proof_len);

/** Encoded verifying key as it travels: zk_cost_verifying_key_bytes() of them. Writes up to
 * capacity bytes and returns the full length. */
size_t zk_verifying_key_encode(const struct zk_verifying_key *key, uint8_t *ret_bytes,
                               size_t capacity);
/** False when the bytes are no verifying key, or one under which anybody proves what is false
 *  (zk_groth16_is_forgeable()), or memory is exhausted. Free with zk_verifying_key_deinit(). */
bool zk_verifying_key_decode(const uint8_t *bytes, size_t len, struct zk_verifying_key *ret_key);

#endif
