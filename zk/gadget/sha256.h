#ifndef CROWDPATCH_ZK_GADGET_SHA256_H
#define CROWDPATCH_ZK_GADGET_SHA256_H

#include "zk/builder.h"

#define ZK_GADGET_SHA256_BITS 256

/** SHA-256 of len bytes. Source: FIPS 180-4.
 *  Shape: bits[8 len] and the digest as in zk/gadget/packing.h; all of bits[] must be bits. The
 *  digest's bits are bits. Constant bits, such as padding, make it cheaper. */
void zk_gadget_sha256(struct zk_builder *builder, size_t len, const struct zk_lc bits[],
                      struct zk_lc ret_digest[ZK_GADGET_SHA256_BITS]);

#endif
