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
    ZK_SUITE_POSEIDON,        /* a Poseidon sponge; a Poseidon keystream that is added in Fr */
};

/** Bytes of a content of len bytes under the cipher: as many, or 32 for each 31. */
uint64_t zk_suite_ciphertext_len(enum zk_suite suite, uint64_t len);

#endif
