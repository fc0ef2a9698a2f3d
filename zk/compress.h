#ifndef CROWDPATCH_ZK_COMPRESS_H
#define CROWDPATCH_ZK_COMPRESS_H

#include "zk/g1.h"
#include "zk/g2.h"

/** BN254's points by their x, big-endian, of G2 the factor of u first. The first byte's two highest
 *  bits, which no x needs, tell the rest: 10 is the smaller y of the two, 11 the larger one, 01
 *  infinity, where all other bits are zero; 00 is not in use. Of two y in G2 the larger one has the
 *  larger factor of u, or equal ones and the larger real part. A point has one encoding. */

#define ZK_COMPRESS_G1_BYTES 32
#define ZK_COMPRESS_G2_BYTES 64

/** Requires: the point is on its curve. */
void zk_compress_encode_g1(const zk_g1_affine *point, uint8_t ret_bytes[ZK_COMPRESS_G1_BYTES]);
void zk_compress_encode_g2(const zk_g2_affine *point, uint8_t ret_bytes[ZK_COMPRESS_G2_BYTES]);

/** False, and ret_point untouched, when the bytes encode no point of the group; those of the curve
 *  outside of G2's subgroup are refused too. Variable time: public inputs only. */
bool zk_compress_decode_g1(const uint8_t bytes[ZK_COMPRESS_G1_BYTES], zk_g1_affine *ret_point);
bool zk_compress_decode_g2(const uint8_t bytes[ZK_COMPRESS_G2_BYTES], zk_g2_affine *ret_point);

#endif
