#ifndef CROWDPATCH_ZK_POSEIDON_STREAM_H
#define CROWDPATCH_ZK_POSEIDON_STREAM_H

#include "zk/poseidon/poseidon.h"

/** Content as elements of Fr, its hash, and an additive stream cipher over it, all by Poseidon of
 *  width 17; `poseidon` is of that width throughout (asserted).
 *
 *  Elements: 31 bytes each, big-endian; the last is filled up with zero bytes behind the content.
 *  A block is 16 elements, the last filled up with zeros. */
#define ZK_POSEIDON_STREAM_WIDTH 17
#define ZK_POSEIDON_STREAM_BLOCK 16
#define ZK_POSEIDON_STREAM_CONTENT_BYTES 31    /* an element of content */
#define ZK_POSEIDON_STREAM_CIPHERTEXT_BYTES 32 /* an element of ciphertext */
#define ZK_POSEIDON_STREAM_KEY_BYTES 32

/** How many elements `content_bytes` of content make; ceil(content_bytes / 31). */
static inline size_t zk_poseidon_stream_elements(size_t content_bytes)
{
    return content_bytes / ZK_POSEIDON_STREAM_CONTENT_BYTES +
           (content_bytes % ZK_POSEIDON_STREAM_CONTENT_BYTES != 0);
}

/** ceil(elements / 16). */
static inline size_t zk_poseidon_stream_blocks(size_t elements)
{
    return elements / ZK_POSEIDON_STREAM_BLOCK + (elements % ZK_POSEIDON_STREAM_BLOCK != 0);
}

static inline size_t zk_poseidon_stream_ciphertext_bytes(size_t content_bytes)
{
    return zk_poseidon_stream_elements(content_bytes) * ZK_POSEIDON_STREAM_CIPHERTEXT_BYTES;
}

/** ret_elements[zk_poseidon_stream_elements(len)]. */
void zk_poseidon_stream_encode(const uint8_t content[], size_t len, zk_fr ret_elements[]);
/** The inverse. False when an element is 2^248 or more or the filling of the last is not zero;
 *  content[len] is all zeros then. */
bool zk_poseidon_stream_decode(const zk_fr elements[], size_t len, uint8_t ret_content[]);

/** The hash of content: h_0 is the initial state of (ZK_POSEIDON_CONTENT, len); h_(i+1) is the
 * first output of (h_i, block i); the hash is that after the last block. Empty content has one
 * block. */
void zk_poseidon_stream_hash(const struct zk_poseidon *poseidon, const uint8_t content[],
                             size_t len, zk_fr *ret_hash);

/** The two halves of a key as integers: bytes 0 to 15 and 16 to 31, big-endian. */
void zk_poseidon_stream_key(const uint8_t key[ZK_POSEIDON_STREAM_KEY_BYTES], zk_fr ret_halves[2]);

/** The keystream from block `first` on: block j is outputs 1 to 16 of (initial state of
 *  (ZK_POSEIDON_KEYSTREAM, 0), key's halves, j, 13 zeros).
 *  Shape: ret_elements[blocks][16]. Its copies of the key are erased. */
void zk_poseidon_stream_keystream(const struct zk_poseidon *poseidon, struct zk_threads *threads,
                                  const uint8_t key[ZK_POSEIDON_STREAM_KEY_BYTES], uint64_t first,
                                  size_t blocks, zk_fr ret_elements[]);

/** The ciphertext: each element of content plus that of the keystream modulo r, as 32 bytes,
 *  big-endian. A key serves one content. Not authenticated.
 *  Shape: ret_ciphertext[zk_poseidon_stream_ciphertext_bytes(len)]. */
void zk_poseidon_stream_encrypt(const struct zk_poseidon *poseidon, struct zk_threads *threads,
                                const uint8_t key[ZK_POSEIDON_STREAM_KEY_BYTES],
                                const uint8_t content[], size_t len, uint8_t ret_ciphertext[]);
/** len is the content's. False when an element of the ciphertext is r or more, or for
 *  zk_poseidon_stream_decode(); ret_content[len] is all zeros then. */
bool zk_poseidon_stream_decrypt(const struct zk_poseidon *poseidon, struct zk_threads *threads,
                                const uint8_t key[ZK_POSEIDON_STREAM_KEY_BYTES],
                                const uint8_t ciphertext[], size_t len, uint8_t ret_content[]);

#endif
