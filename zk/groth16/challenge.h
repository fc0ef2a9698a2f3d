#ifndef CROWDPATCH_ZK_GROTH16_CHALLENGE_H
#define CROWDPATCH_ZK_GROTH16_CHALLENGE_H

#include "base/u256.h"
#include "crypto/hash.h"

/** Coefficients of random linear combinations: a + b lambda mod r with 64 random bits in each of a
 *  and b, 2^128 different scalars, which the endomorphism of G1 splits into such halves again.
 *  Source: GLV 2001 for lambda; SHA-256 and ChaCha20 for the bits. */
#define ZK_GROTH16_CHALLENGE_BLOCK 64

/** ret_scalars[i] is number block * 64 + i of the sequence that (seed, stream) stand for. */
void zk_groth16_challenge_block(const crypto_digest *seed, uint32_t stream, uint64_t block,
                                u256 ret_scalars[ZK_GROTH16_CHALLENGE_BLOCK]);

/** The same bits as values below 2^128. */
void zk_groth16_challenge_bits(const crypto_digest *seed, uint32_t stream, uint64_t block,
                               u256 ret_values[ZK_GROTH16_CHALLENGE_BLOCK]);

#endif
