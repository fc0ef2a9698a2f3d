#ifndef CROWDPATCH_ZK_STATEMENT_WHOLE_H
#define CROWDPATCH_ZK_STATEMENT_WHOLE_H

#include "zk/builder.h"
#include "zk/groth16/groth16.h"
#include "zk/statement.h"

/** A statement over a whole content, in one proof: the circuit knows r and the content, and holds
 *    s = SHA-256(r),  U_h = H(content),  y = sum over i of c_i z^i
 *  with c_i the elements of Enc(content, r): its 32-byte elements (poseidon), or 31 bytes each,
 *  big-endian, the last one shorter (sha256-chacha20).
 *
 *  z and y bind the ciphertext. Both are the verifier's: z is the first 31 bytes of SHA-256(domain,
 *  suite, statement, content's length, s, U_h, U_e), and y the sum over the bytes U_e that came.
 *  The circuit's c is fixed before z is drawn: s fixes r, U_h the content, or two inputs with one
 *  hash are known. With U_e another than c, the two sums are different polynomials in z of less
 *  than n coefficients and agree at n - 1 points at most. As a random oracle SHA-256 hits one of
 *  those with probability (n - 1) / 2^248 a query, for n elements.
 *
 *  The elements of a content are not held below 2^248 (poseidon): U_h, which the manufacturer has
 *  signed, is of such elements. r's halves are, since SHA-256 takes their bits. */
struct zk_statement_whole {
    enum zk_suite suite;
    enum zk_statement statement;
    uint64_t content_len;
};

/** Public inputs: s in halves of 128 bits, the first one first; U_h in two such halves
 *  (sha256-chacha20) or as one element (poseidon); z; y. */
#define ZK_STATEMENT_WHOLE_PUBLICS_MAX 6
uint32_t zk_statement_whole_publics(enum zk_suite suite);

/** What the verifier computes from the bytes that it received. False when they cannot be of this
 *  statement: another length, or a number of r or more. */
bool zk_statement_whole_bind(const struct zk_statement_whole *whole,
                             const struct zk_public_inputs *inputs,
                             zk_fr ret_publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX]);

/** The circuit. publics[zk_statement_whole_publics()], content[whole->content_len] and r are its
 *  values; any will do at ZK_BUILDER_RECORD. Returns 0 or BASE_E_NOMEM; exhausted memory of the
 *  builder shows in zk_builder_finish(). Requires zk_suite_init(). */
int zk_statement_whole_circuit(struct zk_builder *builder, const struct zk_statement_whole *whole,
                               const zk_fr publics[], const uint8_t *content,
                               const crypto_digest *r);

/** The circuit's constraints, against which zk_groth16_check() holds a key that somebody else has
 *  made. Free with zk_r1cs_deinit(). Returns 0 or BASE_E_NOMEM. */
int zk_statement_whole_record(const struct zk_statement_whole *whole, struct zk_r1cs *ret_r1cs);
/** A set-up from a secret seed, as zk_groth16_setup(). */
int zk_statement_whole_setup(const struct zk_statement_whole *whole, struct zk_threads *threads,
                             const uint8_t seed[32], struct zk_groth16_proving_key *ret_key);
/** Returns 0; ZK_STATEMENT_UNSATISFIED; or BASE_E_NOMEM. The blinding is drawn from 32 secret bytes
 *  that serve once. */
int zk_statement_whole_prove(const struct zk_statement_whole *whole, struct zk_threads *threads,
                             const struct zk_groth16_proving_key *key, const uint8_t *content,
                             const crypto_digest *r, const struct zk_public_inputs *inputs,
                             const uint8_t blinding[32], struct zk_groth16_proof *ret_proof);
bool zk_statement_whole_verify(const struct zk_statement_whole *whole,
                               const struct zk_groth16_verifying_key *key,
                               const struct zk_public_inputs *inputs,
                               const struct zk_groth16_proof *proof);

#endif
