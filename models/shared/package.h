#ifndef CROWDPATCH_MODELS_SHARED_PACKAGE_H
#define CROWDPATCH_MODELS_SHARED_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/hash.h"
#include "crypto/sign.h"

/** P: what a distributor needs to deliver (section IV-B1): U, vk^D, sig_m, pk^D or its hash, and,
 * for a release by Merkle root, the devices' addresses, from which it makes the paths. */
struct package {
    uint8_t *bytes; /* P; owned */
    size_t len;
    /* All of the following points into bytes. */
    const uint8_t *update;
    size_t update_len;
    const uint8_t *verifying_key;
    size_t verifying_key_len;
    const uint8_t *devices; /* device_count addresses of 20 bytes; none with a list on chain */
    size_t device_count;
    crypto_digest proving_key_hash;
    crypto_ed25519_signature manufacturer_signature;
};

/** Builds P from its parts (borrowed). Returns 0 or BASE_E_NOMEM. */
int package_build(const uint8_t *update, size_t update_len, const uint8_t *verifying_key,
                  size_t verifying_key_len, const crypto_digest *proving_key_hash,
                  const crypto_ed25519_signature *manufacturer_signature,
                  const crypto_address devices[], size_t device_count, struct package *ret_package);

/** Takes bytes[len] (malloc'd) in every case. False when they are no package. */
bool package_open(uint8_t *bytes, size_t len, struct package *ret_package);
void package_deinit(struct package *package);

#endif
