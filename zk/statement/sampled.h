#ifndef CROWDPATCH_ZK_STATEMENT_SAMPLED_H
#define CROWDPATCH_ZK_STATEMENT_SAMPLED_H

#include "zk/builder.h"
#include "zk/groth16/groth16.h"
#include "zk/statement.h"
#include "zk/statement/coded.h"

/** A statement about a content of any length, by a look at a few leaves of its code: for
 *  s = SHA-256(r) and a ciphertext that the hub has, and leaves that it then draws, one proof that
 *  these, without the mask of r, are what the manufacturer has announced. When more than half of
 *  all leaves are bad, k distinct ones miss them with probability below 2^-k; when no more
 *  are, zk_statement_coded_open() gives the content. Suite poseidon, before which zk_suite_init()
 *  must have been called. zk/README.md has the argument.
 *
 *  The order matters: s and the ciphertext are fixed, then the hub draws `challenge`. With one that
 *  the distributor can foresee, or may have again, it tries out 2^k ciphertexts.
 *
 *  The circuit holds, for s and the leaves' numbers j_i and hashes h_i, all public,
 *    s = SHA-256(r),  h_i = the hash of leaf l_i,  y = sum over i, e of c_(i,e) z^(16 i + e)
 *  with c_i = l_i + block j_i of the keystream under r. It depends on k alone, not on the content's
 *  length, and no path is in it: a hub has all leaves' hashes, which it needs to tell the bad ones.
 *  17197 + 1198 k rows and public inputs: 40 fill 2^16, and 95 2^17. */
#define ZK_STATEMENT_SAMPLED_SAMPLES 40
#define ZK_STATEMENT_SAMPLED_SAMPLES_MAX 128

/** Public inputs: s in halves of 128 bits, the first one first; the numbers; the hashes; z; y. */
#define ZK_STATEMENT_SAMPLED_PUBLICS(samples) (2 * (samples) + 4)

/** What both sides know. Pointers are borrowed. */
struct zk_statement_sampled {
    unsigned samples; /* k: 1 to ZK_STATEMENT_SAMPLED_SAMPLES_MAX (asserted) */
    const struct zk_statement_coded_announcement *announcement;
    const zk_fr *hashes; /* of all leaves; as zk_statement_coded_check() accepts them */
    crypto_digest s;
    const uint8_t *ciphertext;
    size_t ciphertext_len;
    uint8_t challenge[32]; /* uniform, drawn by the hub when it has the others */
};

/** SHA-256 of a domain, k, U_h, s, SHA-256 of the ciphertext, and the challenge. */
crypto_digest zk_statement_sampled_transcript(const struct zk_statement_sampled *sampled);
/** Numbers of leaves by expansion of the transcript: k distinct ones, uniform; or, when there are
 *  fewer leaves, all of them, in a row and again from the first. ret_numbers[k]. */
void zk_statement_sampled_draw(const crypto_digest *transcript, unsigned samples, size_t leaves,
                               uint32_t ret_numbers[]);

/** The public inputs. False when they cannot be of this statement: a ciphertext of another length,
 *  or an element of r or more in a leaf that is drawn.
 *  Shape: ret_publics[ZK_STATEMENT_SAMPLED_PUBLICS(k)]. */
bool zk_statement_sampled_bind(const struct zk_statement_sampled *sampled, zk_fr ret_publics[]);

/** The circuit. Values: publics[ZK_STATEMENT_SAMPLED_PUBLICS(k)]; leaves[k][16] and r; any will do
 *  at ZK_BUILDER_RECORD. Returns 0 or BASE_E_NOMEM; exhausted memory of the builder shows in
 *  zk_builder_finish(). */
int zk_statement_sampled_circuit(struct zk_builder *builder, unsigned samples,
                                 const zk_fr publics[], const zk_fr leaves[],
                                 const crypto_digest *r);

/** The circuit's constraints, against which zk_groth16_check() holds a key that somebody else has
 *  made. Free with zk_r1cs_deinit(). Returns 0 or BASE_E_NOMEM. */
int zk_statement_sampled_record(unsigned samples, struct zk_r1cs *ret_r1cs);
/** A set-up from a secret seed, as zk_groth16_setup(). One serves all contents. */
int zk_statement_sampled_setup(unsigned samples, struct zk_threads *threads, const uint8_t seed[32],
                               struct zk_groth16_proving_key *ret_key);
/** elements: coded->elements of the announced content. Returns 0; ZK_STATEMENT_UNSATISFIED; or
 *  BASE_E_NOMEM. blinding: 32 secret bytes that serve once. */
int zk_statement_sampled_prove(const struct zk_statement_sampled *sampled,
                               struct zk_threads *threads, const struct zk_groth16_proving_key *key,
                               const zk_fr elements[], const crypto_digest *r,
                               const uint8_t blinding[32], struct zk_groth16_proof *ret_proof);
bool zk_statement_sampled_verify(const struct zk_statement_sampled *sampled,
                                 const struct zk_groth16_verifying_key *key,
                                 const struct zk_groth16_proof *proof);

#endif
