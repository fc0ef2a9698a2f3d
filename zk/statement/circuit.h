#ifndef CROWDPATCH_ZK_STATEMENT_CIRCUIT_H
#define CROWDPATCH_ZK_STATEMENT_CIRCUIT_H

#include "crypto/hash.h"
#include "zk/builder.h"
#include "zk/groth16/groth16.h"
#include "zk/suite.h"

/** What the statements' circuits and their verifiers have in common. */

/** A digest as two integers of 128 bits, its first bytes first. */
void zk_statement_circuit_halves(const crypto_digest *digest, zk_fr ret_halves[2]);

/** The bits of r, held to s = SHA-256(r); s in halves. 17192 constraints.
 *  Source: zk/gadget/constraints.md.  Shape: ret_bits[256] as in zk/gadget/packing.h. */
void zk_statement_circuit_key(struct zk_builder *builder, const crypto_digest *r,
                              const struct zk_lc s[2], struct zk_lc ret_bits[256]);

/** Holds bits[256] to a digest in halves. Two constraints. */
void zk_statement_circuit_digest(struct zk_builder *builder, const struct zk_lc bits[256],
                                 const struct zk_lc halves[2]);

/** Witnesses content[len], holds its hash to `hash`, and encrypts it with Poseidon's stream cipher
 *  under key[256], bits as in zk/gadget/packing.h; blocks count from `first`, NULL: from 0.
 *  Shape: ret_elements[zk_poseidon_stream_elements(len)] of the ciphertext. Returns 0 or
 *  BASE_E_NOMEM. */
int zk_statement_circuit_stream(struct zk_builder *builder, size_t len, const uint8_t *content,
                                const struct zk_lc key[256], const struct zk_lc *first,
                                struct zk_lc hash, struct zk_lc ret_elements[]);

/** A point at which a ciphertext is evaluated: the first 31 bytes of a digest. */
void zk_statement_circuit_point(const crypto_digest *digest, zk_fr *ret_z);

/** Bytes of an element of a ciphertext: 31 with ZK_SUITE_SHA256_CHACHA20. */
#define ZK_STATEMENT_CIRCUIT_PACKED_BYTES 31
size_t zk_statement_circuit_element_bytes(enum zk_suite suite);

/** The sum of c_i z^i over the elements c_i of a ciphertext, big-endian, the last one
 *  shorter where the length is no multiple. False when one is r or more. */
bool zk_statement_circuit_evaluate(enum zk_suite suite, const uint8_t *ciphertext, size_t len,
                                   const zk_fr *z, zk_fr *ret_y);

/** Two elements, uniform but for 2^-128, from 32 secret bytes. */
void zk_statement_circuit_blinding(const uint8_t seed[32], zk_fr ret_blinding[2]);

/** A set-up for constraints that a shape has recorded, as zk_groth16_setup(). Takes them: they are
 *  freed in any case. */
int zk_statement_circuit_setup(struct zk_r1cs *r1cs, struct zk_threads *threads,
                               const uint8_t seed[32], struct zk_groth16_proving_key *ret_key);
/** Proves what the builder has assigned. Returns 0; ZK_STATEMENT_UNSATISFIED; or BASE_E_NOMEM. The
 *  blinding is drawn from 32 secret bytes that serve once. */
int zk_statement_circuit_prove(struct zk_builder *builder, struct zk_threads *threads,
                               const struct zk_groth16_proving_key *key, const uint8_t blinding[32],
                               struct zk_groth16_proof *ret_proof);

#endif
