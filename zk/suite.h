#ifndef CROWDPATCH_ZK_SUITE_H
#define CROWDPATCH_ZK_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/hash.h"

/** The hash and the cipher that a statement is about. In both, the key r has 32 bytes and serves
 *  one content only, and s = SHA-256(r), which a contract can check. */
enum zk_suite {
    ZK_SUITE_SHA256_CHACHA20, /* SHA-256; ChaCha20, crypto/cipher.h */
    ZK_SUITE_POSEIDON,        /* zk/poseidon/stream.h; r is two halves of 128 bits */
};

/** Makes the suite's constants, once for the process, which may take milliseconds. Before any other
 *  function that works with the suite but zk_suite_ciphertext_len() (asserted).
 *  Returns 0 or BASE_E_NOMEM. */
int zk_suite_init(enum zk_suite suite);

/** The Poseidon of ZK_SUITE_POSEIDON. */
struct zk_poseidon;
const struct zk_poseidon *zk_suite_poseidon(void);

/** Bytes of a content of len bytes under the cipher: as many, or 32 for each 31. */
uint64_t zk_suite_ciphertext_len(enum zk_suite suite, uint64_t len);

/** Poseidon's hash is an element of Fr, big-endian. */
crypto_digest zk_suite_hash(enum zk_suite suite, const uint8_t *content, size_t len);

/** ret_ciphertext[zk_suite_ciphertext_len()], which does not overlap content[len]. */
void zk_suite_encrypt(enum zk_suite suite, const crypto_digest *r, const uint8_t *content,
                      size_t len, uint8_t *ret_ciphertext);
/** The content of len bytes. False when the ciphertext is none of such a content; ret_content[len]
 *  is then undefined. */
bool zk_suite_decrypt(enum zk_suite suite, const crypto_digest *r, const uint8_t *ciphertext,
                      size_t ciphertext_len, uint8_t *ret_content, size_t len);

#endif
