#ifndef CROWDPATCH_ZK_STATEMENT_CIRCUIT_H
#define CROWDPATCH_ZK_STATEMENT_CIRCUIT_H

#include "crypto/hash.h"
#include "zk/builder.h"

/** What the statements' circuits and their verifiers have in common. */

/** A digest as two integers of 128 bits, its first bytes first. */
void zk_statement_circuit_halves(const crypto_digest *digest, zk_fr ret_halves[2]);

/** The bits of r, held to s = SHA-256(r); s in halves. 17192 constraints.
 *  Shape: ret_bits[256] as in zk/gadget/packing.h. */
#define ZK_STATEMENT_CIRCUIT_KEY_CONSTRAINTS (256 + 16934 + 2)
void zk_statement_circuit_key(struct zk_builder *builder, const crypto_digest *r,
                              const struct zk_lc s[2], struct zk_lc ret_bits[256]);

/** Holds bits[256] to a digest in halves. Two constraints. */
void zk_statement_circuit_digest(struct zk_builder *builder, const struct zk_lc bits[256],
                                 const struct zk_lc halves[2]);

/** A point at which a ciphertext is evaluated: the first 31 bytes of a digest. */
void zk_statement_circuit_point(const crypto_digest *digest, zk_fr *ret_z);

/** Two elements, uniform but for 2^-128, from 32 secret bytes. */
void zk_statement_circuit_blinding(const uint8_t seed[32], zk_fr ret_blinding[2]);

#endif
