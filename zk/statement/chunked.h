#ifndef CROWDPATCH_ZK_STATEMENT_CHUNKED_H
#define CROWDPATCH_ZK_STATEMENT_CHUNKED_H

#include "zk/builder.h"
#include "zk/groth16/groth16.h"
#include "zk/statement.h"

/** A statement over a whole content in chunks of one length, a proof each under one small key. The
 *  last chunk is filled up with zero bytes. The circuit of chunk i knows r and the chunk, and holds
 *    s = SHA-256(r),  h_i = H(chunk i),  y_i = sum over j of c_j z_i^j
 *  with c_j the elements of the chunk's part of Enc(padded content, r), as in
 *  zk/statement/whole.h; the part is told by the public number of its first keystream block, which
 *  is i times those of a chunk. So a chunk in another's place has another ciphertext.
 *
 *  U_h is SHA-256 of a domain, suite, content's length, chunk's length, and the root of
 *  crypto/merkle.h over all h_i. No path is in the circuit: a verifier has all h_i, 32 bytes a
 *  chunk. z_i is the first 31 bytes of SHA-256(domain, suite, statement, U_h, s, i, chunk i of
 *  U_e); U_h binds h_i. The argument is that of zk/statement/whole.h, and a bad ciphertext passes
 *  with probability (n - 1) / 2^248 a query and chunk, n elements a chunk. */
struct zk_statement_chunked {
    enum zk_suite suite;
    enum zk_statement statement;
    uint64_t content_len;
    /* A multiple, but 0, of what a keystream block covers (asserted): zk_statement_chunked_block().
     * The content's blocks are fewer than 2^32 (asserted). */
    uint32_t chunk_len;
};

/** Bytes of content that a block of the keystream covers: 64 or 496. */
uint32_t zk_statement_chunked_block(enum zk_suite suite);
/** ceil(content_len / chunk_len), 1 for an empty content. */
uint32_t zk_statement_chunked_count(const struct zk_statement_chunked *chunked);
/** Of one chunk and of all. */
uint64_t zk_statement_chunked_part_len(const struct zk_statement_chunked *chunked);
uint64_t zk_statement_chunked_ciphertext_len(const struct zk_statement_chunked *chunked);

/** h_i of all chunks: ret_hashes[zk_statement_chunked_count()]. Returns 0 or BASE_E_NOMEM. */
int zk_statement_chunked_hashes(const struct zk_statement_chunked *chunked, const uint8_t *content,
                                crypto_digest ret_hashes[]);
/** U_h. Returns 0 or BASE_E_NOMEM. */
int zk_statement_chunked_hash(const struct zk_statement_chunked *chunked,
                              const crypto_digest hashes[], crypto_digest *ret_content_hash);

/** ret_ciphertext[zk_statement_chunked_ciphertext_len()]. Returns 0 or BASE_E_NOMEM. */
int zk_statement_chunked_encrypt(const struct zk_statement_chunked *chunked, const crypto_digest *r,
                                 const uint8_t *content, uint8_t *ret_ciphertext);
enum zk_statement_chunked_outcome {
    ZK_STATEMENT_CHUNKED_FOREIGN = 1, /* the ciphertext is of no content of that length */
};
/** ret_content[content_len], undefined but for 0. Returns 0, an outcome above, or BASE_E_NOMEM. */
int zk_statement_chunked_decrypt(const struct zk_statement_chunked *chunked, const crypto_digest *r,
                                 const uint8_t *ciphertext, uint8_t *ret_content);

/** What both sides know. Pointers are borrowed. */
struct zk_statement_chunked_inputs {
    crypto_digest content_hash;  /* U_h */
    const crypto_digest *hashes; /* h_i; zk_statement_chunked_verify() holds them to U_h */
    crypto_digest s;
    const uint8_t *ciphertext;
    size_t ciphertext_len;
};

/** Public inputs: s in halves of 128 bits; the first block; h_i in halves (sha256-chacha20) or as
 *  one element (poseidon); z; y. */
#define ZK_STATEMENT_CHUNKED_PUBLICS_MAX 7
uint32_t zk_statement_chunked_publics(enum zk_suite suite);
/** Those of chunk `index`, which must be below the count (asserted). False when they cannot be of
 *  this statement: a ciphertext of another length, or a number of r or more. */
bool zk_statement_chunked_bind(const struct zk_statement_chunked *chunked,
                               const struct zk_statement_chunked_inputs *inputs, uint32_t index,
                               zk_fr ret_publics[ZK_STATEMENT_CHUNKED_PUBLICS_MAX]);

/** The circuit of any chunk: chunk[chunk_len]. As zk_statement_whole_circuit(). */
int zk_statement_chunked_circuit(struct zk_builder *builder,
                                 const struct zk_statement_chunked *chunked, const zk_fr publics[],
                                 const uint8_t *chunk, const crypto_digest *r);
/** The circuit's constraints, against which zk_groth16_check() holds a key that somebody else has
 *  made. Free with zk_r1cs_deinit(). Returns 0 or BASE_E_NOMEM. */
int zk_statement_chunked_record(const struct zk_statement_chunked *chunked,
                                struct zk_r1cs *ret_r1cs);
/** A set-up from a secret seed, as zk_groth16_setup(). One serves all contents with the suite and
 *  chunk_len. */
int zk_statement_chunked_setup(const struct zk_statement_chunked *chunked,
                               struct zk_threads *threads, const uint8_t seed[32],
                               struct zk_groth16_proving_key *ret_key);
/** Proves chunk `index` of content[content_len]. Returns 0; ZK_STATEMENT_UNSATISFIED; or
 *  BASE_E_NOMEM. blinding: 32 secret bytes that serve once. */
int zk_statement_chunked_prove(const struct zk_statement_chunked *chunked,
                               struct zk_threads *threads, const struct zk_groth16_proving_key *key,
                               const uint8_t *content, const crypto_digest *r,
                               const struct zk_statement_chunked_inputs *inputs, uint32_t index,
                               const uint8_t blinding[32], struct zk_groth16_proof *ret_proof);
/** All at once: proofs[zk_statement_chunked_count()]. seed: 32 bytes that the prover could not
 *  foresee. False too when memory is exhausted. */
bool zk_statement_chunked_verify(const struct zk_statement_chunked *chunked,
                                 const struct zk_groth16_verifying_key *key,
                                 const struct zk_statement_chunked_inputs *inputs,
                                 const struct zk_groth16_proof proofs[], const uint8_t seed[32]);

#endif
