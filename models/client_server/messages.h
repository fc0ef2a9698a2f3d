#ifndef CROWDPATCH_MODELS_CLIENT_SERVER_MESSAGES_H
#define CROWDPATCH_MODELS_CLIENT_SERVER_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "crypto/sign.h"
#include "models/shared/message_names.h"

/** Everything that travels, with its payload's length. Integers are big-endian. */
enum client_server_message {
    CLIENT_SERVER_REFUSAL = 1,
    CLIENT_SERVER_VERSION_REQUEST,  /* the installed version: 8 */
    CLIENT_SERVER_VERSION,          /* a manifest: 112; or nothing newer: 0 */
    CLIENT_SERVER_FETCH_REQUEST,    /* the wanted version: 8 */
    CLIENT_SERVER_UPDATE,           /* U */
    CLIENT_SERVER_DEVICE_UPDATE,    /* a manifest and U: 112 + U */
    CLIENT_SERVER_DEVICE_INSTALLED, /* the version: 8 */
};

/** Their names; ends by {0, NULL, NULL}. */
extern const struct model_message client_server_messages[];

/** Version 8, size 8, hash 32, signature 64. Assumption: the least that such a message says. */
#define CLIENT_SERVER_MANIFEST_BYTES 112

/** What the manufacturer signs of an update. */
struct client_server_manifest {
    uint64_t version; /* rises; an older one is not installed */
    uint64_t update_bytes;
    crypto_digest update_sha256;
    crypto_ed25519_signature signature; /* over client_server_manifest_digest() */
};

/** SHA-256 of a tag and all fields but the signature, each of a fixed length. */
crypto_digest client_server_manifest_digest(const struct client_server_manifest *manifest);
void client_server_encode_manifest(struct base_buffer *ret_payload,
                                   const struct client_server_manifest *manifest);
bool client_server_decode_manifest(const uint8_t *payload, size_t len,
                                   struct client_server_manifest *ret_manifest);

void client_server_encode_version(struct base_buffer *ret_payload, uint64_t version);
bool client_server_decode_version(const uint8_t *payload, size_t len, uint64_t *ret_version);

#endif
