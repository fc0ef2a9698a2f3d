#ifndef CROWDPATCH_MODELS_SHARED_MEMBERS_H
#define CROWDPATCH_MODELS_SHARED_MEMBERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "crypto/merkle.h"
#include "crypto/sign.h"

/** The devices of a release by Merkle root, and where each of them stands in the tree. */
struct members {
    struct crypto_merkle tree; /* leaf_count 0: no devices */
    struct base_map index;     /* crypto_address -> uint64_t */
};

/** Siblings on the longest path: of 2^20 devices, with room. */
#define MEMBERS_PATH_MAX 24

/** addresses: 20 bytes each. Returns 0 or BASE_E_NOMEM (deinit it all the same). */
int members_init(struct members *members, const uint8_t *addresses, size_t count);
/** Zeros are fine. */
void members_deinit(struct members *members);
/** The root of no devices is zero, which no path leads to. */
crypto_digest members_root(const struct members *members);
/** The device's leaf, for crypto_merkle_path(); NULL: no member. */
const uint64_t *members_find(const struct members *members, const crypto_address *device);

#endif
