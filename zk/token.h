#ifndef CROWDPATCH_ZK_TOKEN_H
#define CROWDPATCH_ZK_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/hash.h"
#include "zk/statement.h"

/* What statement.c and verifying_key.c share. */

/** Bytes derived from a digest, which bring tokens and keys to the size of the real thing. */
void zk_token_pad(const crypto_digest *seed, uint8_t *ret_bytes, size_t len);
/** True when bytes[len] is what zk_token_pad() writes. */
bool zk_token_pad_check(const crypto_digest *seed, const uint8_t *bytes, size_t len);

/** The hash of the key's fields; the member `hash` is not read. */
crypto_digest zk_verifying_key_hash(const struct zk_verifying_key *key);

#endif
