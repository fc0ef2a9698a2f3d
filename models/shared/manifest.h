#ifndef CROWDPATCH_MODELS_SHARED_MANIFEST_H
#define CROWDPATCH_MODELS_SHARED_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

/** What a manufacturer signs of an update, where no contract says it. */

/** Version 8, size 8, hash 32, signature 64; integers big-endian. Assumption: the least that such a
 *  message says. */
#define MANIFEST_BYTES 112

struct manifest {
    uint64_t version; /* rises; an older one is not installed */
    uint64_t update_bytes;
    crypto_digest update_sha256;
    crypto_ed25519_signature signature; /* over manifest_digest() */
};

/** SHA-256 of a system's tag and all fields but the signature, each of a fixed length. */
crypto_digest manifest_digest(const char *tag, const struct manifest *manifest);
void manifest_encode(struct base_buffer *ret_payload, const struct manifest *manifest);
/** False: it is none. */
bool manifest_decode(const uint8_t *payload, size_t len, struct manifest *ret_manifest);

#endif
