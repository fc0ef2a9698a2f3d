#ifndef CROWDPATCH_ZK_BN254_H
#define CROWDPATCH_ZK_BN254_H

#include "zk/g1.h"
#include "zk/g2.h"

/** BN254 (alt_bn128) by bytes, as EIP-196 and EIP-197 have it. Numbers are 32 bytes big-endian. No
 *  heap, at most 16 KiB of stack. Variable time: public inputs only. */

#define ZK_BN254_G1_BYTES 64
#define ZK_BN254_G2_BYTES 128
#define ZK_BN254_PAIR_BYTES (ZK_BN254_G1_BYTES + ZK_BN254_G2_BYTES)

/** x, y; infinity is all zeros. False, and ret_point untouched, when a coordinate is not below p or
 *  the point is not on the curve. */
bool zk_bn254_decode_g1(const uint8_t bytes[ZK_BN254_G1_BYTES], zk_g1_affine *ret_point);
void zk_bn254_encode_g1(const zk_g1_affine *point, uint8_t ret_bytes[ZK_BN254_G1_BYTES]);

/** x, y, of each the factor of u first, then the real part; infinity is all zeros. False, and
 *  ret_point untouched, when a number is not below p, or the point is not on the curve or not in
 *  the subgroup of order r. */
bool zk_bn254_decode_g2(const uint8_t bytes[ZK_BN254_G2_BYTES], zk_g2_affine *ret_point);
void zk_bn254_encode_g2(const zk_g2_affine *point, uint8_t ret_bytes[ZK_BN254_G2_BYTES]);

/** The precompiles at addresses 6, 7 and 8, without their gas. False, and the result untouched, is
 *  the precompile's failure. */

/** Two points -> their sum. Input of any length: zeros follow what is short, and what is longer
 * than 128 bytes is not read. */
bool zk_bn254_add(const uint8_t *input, size_t len, uint8_t ret_output[ZK_BN254_G1_BYTES]);
/** A point and a scalar of 256 bits -> their product. Input as above, of 96 bytes. */
bool zk_bn254_mul(const uint8_t *input, size_t len, uint8_t ret_output[ZK_BN254_G1_BYTES]);
/** len/192 pairs of a G1 and a G2 point -> whether the product of their pairings is 1; true for no
 *  pairs. Fails when len is not a multiple of 192. */
bool zk_bn254_pairing(const uint8_t *input, size_t len, bool *ret_is_one);

#endif
