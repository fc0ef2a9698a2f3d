#ifndef CROWDPATCH_MODELS_REFAI_WU_MESSAGES_H
#define CROWDPATCH_MODELS_REFAI_WU_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "contracts-model/contracts/firmware_contract.h"
#include "models/shared/manifest.h"
#include "models/shared/message_names.h"

/** Everything that travels beside the chain's own, with its payload's length. Integers are
 *  big-endian. */
enum refai_wu_message {
    REFAI_WU_REFUSAL = 1,
    REFAI_WU_CHECK,            /* a gateway asks what its device runs: 0 */
    REFAI_WU_RUNNING,          /* version and hash: 40 */
    REFAI_WU_UPDATE,           /* a manifest and the firmware: 112 + U */
    REFAI_WU_INSTALLED,        /* as RUNNING: 40 */
    REFAI_WU_FIRMWARE_REQUEST, /* among peers, its hash: 32 */
    REFAI_WU_FIRMWARE,         /* U */
};

/** Their names; ends by {0, NULL, NULL}. */
extern const struct model_message refai_wu_messages[];

/** Version 8, hash 32. Assumption: the paper gives no widths. */
#define REFAI_WU_RUNNING_BYTES 40

/** What the manufacturer signs. */
crypto_digest refai_wu_firmware_digest(const struct contracts_firmware *firmware);

/** As a manifest: all but chunk_count, which is 0 when it is read. */
void refai_wu_encode_manifest(struct base_buffer *ret_payload,
                              const struct contracts_firmware *firmware);
bool refai_wu_decode_manifest(const uint8_t *payload, size_t len,
                              struct contracts_firmware *ret_firmware);

/** What a device runs. */
struct refai_wu_running {
    uint64_t version; /* 0: what it was sold with */
    crypto_digest hash;
};
void refai_wu_encode_running(struct base_buffer *ret_payload,
                             const struct refai_wu_running *running);
bool refai_wu_decode_running(const uint8_t *payload, size_t len,
                             struct refai_wu_running *ret_running);

#endif
