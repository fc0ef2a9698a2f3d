#ifndef CROWDPATCH_ZK_STATEMENT_H
#define CROWDPATCH_ZK_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/hash.h"
#include "crypto/sign.h"
#include "zk/cost.h"

/** The statements that a distributor proves, with secret content and key r:
 *    s = H(r)  and  content_hash = H(content)  and  ciphertext = Enc(content, r)
 *  S_D has U as its content, S_E has P. Source: Puggioni et al. 2020, section IV-B1.
 *
 *  H is SHA-256 and Enc is ChaCha20 (crypto/cipher.h). The ciphertext enters as its SHA-256, which
 *  the verifier computes from the bytes that it received. */
enum zk_statement {
    ZK_STATEMENT_DELIVERY, /* S_D */
    ZK_STATEMENT_EXCHANGE, /* S_E */
};

struct zk_public_inputs {
    crypto_digest s;
    crypto_digest content_hash;
    crypto_digest ciphertext_hash;
};

/** Keys of one statement and content length. At the level `calibrated` a proof is a token: an
 * Ed25519 signature, made only after the witness was checked, over the statement and its public
 * inputs. The key that signs it stands in the proving key. */
struct zk_verifying_key {
    enum zk_statement statement;
    uint64_t content_len;
    const struct zk_cost_model *cost;
    crypto_ed25519_public token_public;
    crypto_digest hash; /* what a contract announces */
};
struct zk_proving_key {
    struct zk_verifying_key verifying; /* of the same set-up */
    crypto_ed25519_secret token_secret;
    crypto_digest hash; /* what a contract announces */
};

/** A trusted set-up from 32 secret bytes. Deterministic. */
void zk_statement_setup(enum zk_statement statement, uint64_t content_len,
                        const struct zk_cost_model *cost, const uint8_t seed[32],
                        struct zk_proving_key *ret_proving, struct zk_verifying_key *ret_verifying);

/** Most bytes of a proof at any cost model. */
#define ZK_PROOF_BYTES_MAX 512

/** content[len] and r are the witness; ciphertext[len] is what goes to the verifier.
 *  Returns the number of bytes written to ret_proof (the cost model's proof size), or 0 when the
 *  witness does not satisfy the statement (ret_proof untouched). */
size_t zk_statement_prove(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                          const crypto_digest *r, const struct zk_public_inputs *public_inputs,
                          uint8_t ret_proof[ZK_PROOF_BYTES_MAX]);

/** False for any proof that zk_statement_prove() did not make for these inputs and this key. */
bool zk_statement_verify(const struct zk_verifying_key *key,
                         const struct zk_public_inputs *public_inputs, const uint8_t *proof,
                         size_t proof_len);

/** Encoded verifying key as it travels: its size is the cost model's. Writes up to capacity bytes
 *  (the leading ones hold the fields, the rest is derived from them) and returns the full length.
 */
size_t zk_verifying_key_encode(const struct zk_verifying_key *key, uint8_t *ret_bytes,
                               size_t capacity);
/** Returns false when the bytes are no verifying key. */
bool zk_verifying_key_decode(const uint8_t *bytes, size_t len, struct zk_verifying_key *ret_key);

#endif
