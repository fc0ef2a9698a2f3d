#ifndef CROWDPATCH_MODELS_CLIENT_SERVER_MESSAGES_H
#define CROWDPATCH_MODELS_CLIENT_SERVER_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "crypto/hash.h"
#include "models/shared/manifest.h"
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

/** What the manufacturer signs. */
crypto_digest client_server_manifest_digest(const struct manifest *manifest);

void client_server_encode_version(struct base_buffer *ret_payload, uint64_t version);
bool client_server_decode_version(const uint8_t *payload, size_t len, uint64_t *ret_version);

#endif
