#include "models/refai_wu/messages.h"

#include "base/bytes.h"

static struct manifest manifest_of(const struct contracts_firmware *firmware)
{
    return (struct manifest){
        .version = firmware->version,
        .update_bytes = firmware->size_bytes,
        .update_sha256 = firmware->hash,
        .signature = firmware->signature,
    };
}

crypto_digest refai_wu_firmware_digest(const struct contracts_firmware *firmware)
{
    struct manifest manifest = manifest_of(firmware);
    return manifest_digest("refai-wu/firmware/v1", &manifest);
}

void refai_wu_encode_manifest(struct base_buffer *ret_payload,
                              const struct contracts_firmware *firmware)
{
    struct manifest manifest = manifest_of(firmware);
    manifest_encode(ret_payload, &manifest);
}

bool refai_wu_decode_manifest(const uint8_t *payload, size_t len,
                              struct contracts_firmware *ret_firmware)
{
    struct manifest manifest;
    if (!manifest_decode(payload, len, &manifest))
        return false;
    *ret_firmware = (struct contracts_firmware){
        .version = manifest.version,
        .size_bytes = manifest.update_bytes,
        .hash = manifest.update_sha256,
        .signature = manifest.signature,
    };
    return true;
}

void refai_wu_encode_running(struct base_buffer *ret_payload,
                             const struct refai_wu_running *running)
{
    base_buffer_append_be64(ret_payload, running->version);
    base_buffer_append(ret_payload, running->hash.bytes, sizeof running->hash.bytes);
}

bool refai_wu_decode_running(const uint8_t *payload, size_t len,
                             struct refai_wu_running *ret_running)
{
    struct refai_wu_running running;
    struct base_reader reader;
    base_reader_init(&reader, payload, len);
    running.version = base_reader_be64(&reader);
    base_reader_copy(&reader, running.hash.bytes, sizeof running.hash.bytes);
    if (!base_reader_done(&reader))
        return false;
    *ret_running = running;
    return true;
}

const struct model_message refai_wu_messages[] = {
    {REFAI_WU_REFUSAL, "refusal", "refused {}"},
    {REFAI_WU_CHECK, "check", "asked {} which firmware it runs"},
    {REFAI_WU_RUNNING, "running", "told {} which firmware it runs"},
    {REFAI_WU_UPDATE, "update", "handed {} the firmware"},
    {REFAI_WU_INSTALLED, "installed", "told {} that the firmware is installed"},
    {REFAI_WU_FIRMWARE_REQUEST, "firmware_request", "asked {} for the firmware"},
    {REFAI_WU_FIRMWARE, "firmware", "sent {} the firmware"},
    {0, NULL, NULL},
};
