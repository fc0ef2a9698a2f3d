#ifndef CROWDPATCH_MODELS_BOUDGUIGA_AUDIENCE_H
#define CROWDPATCH_MODELS_BOUDGUIGA_AUDIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "models/boudguiga/config.h"

/** Who can open an encrypted update: broadcast encryption by complete subtrees. Receivers are the
 *  leaves of a binary tree; a receiver has the keys of all nodes above it, burnt in when it was
 * made. The content key is wrapped for the roots of the fewest subtrees that hold the receivers who
 * shall read and nobody else; with per_device for each receiver's leaf. Source: Naor, Naor,
 * Lotspiech 2001, section 3.1. Checking nodes are the first leaves, then the devices in their
 * order. */
struct boudguiga_audience {
    uint8_t master[32]; /* the manufacturer's: all keys of the tree follow from it */
    uint32_t width;     /* leaves, a power of two; nodes are numbered from 1, the root, by levels */
    uint32_t checkers;
    uint32_t devices;
    uint32_t revoked; /* the last of the devices */
};

/** A wrapped key: the node's number, be32, and 32 bytes. Assumption: the paper has no encoding. */
#define BOUDGUIGA_COVER_ENTRY_BYTES 36

void boudguiga_audience_init(struct boudguiga_audience *audience,
                             const struct boudguiga_config *config, uint32_t devices,
                             const uint8_t master[32]);
uint32_t boudguiga_audience_checker(const struct boudguiga_audience *audience, uint32_t checker);
uint32_t boudguiga_audience_device(const struct boudguiga_audience *audience, uint32_t device);

/** Appends a wrapped key for each subtree, and returns how many. Wrapping: XOR with SHA-256 of a
 *  tag, the node's key and U_id, so that no pad is used twice. */
size_t boudguiga_audience_wrap(const struct boudguiga_audience *audience,
                               enum boudguiga_encryption encryption, const crypto_digest *update_id,
                               const uint8_t content_key[32], struct base_buffer *ret_cover);
/** What a leaf's keys make of a cover. False: it is not for this leaf, or malformed. */
bool boudguiga_audience_unwrap(const struct boudguiga_audience *audience, uint32_t leaf,
                               const crypto_digest *update_id, const uint8_t *cover, size_t len,
                               uint8_t ret_content_key[32]);

/** Bytes that are hashed to derive and apply one node's key: a tag
 *  of 20, the key, the update's digest. Assumption: the paper leaves the cipher open. */
#define BOUDGUIGA_UNWRAP_HASHED_BYTES 84

/** An upper bound of the wrapped keys in a cover. */
uint64_t boudguiga_audience_cover_max(const struct boudguiga_config *config, uint64_t devices);

#endif
