#include "models/refai_wu/messages.h"

#include "base/bytes.h"

crypto_digest refai_wu_firmware_digest(const struct contracts_firmware *firmware)
{
    static const char tag[] = "refai-wu/firmware/v1";
    uint8_t numbers[16];
    base_store_be64(numbers, firmware->version);
    base_store_be64(numbers + 8, firmware->size_bytes);
    const struct crypto_part parts[] = {{tag, sizeof tag - 1},
                                        {numbers, sizeof numbers},
                                        {firmware->hash.bytes, sizeof firmware->hash.bytes}};
    return crypto_sha256_parts(parts, 3);
}

void refai_wu_encode_manifest(struct base_buffer *ret_payload,
                              const struct contracts_firmware *firmware)
{
    base_buffer_append_be64(ret_payload, firmware->version);
    base_buffer_append_be64(ret_payload, firmware->size_bytes);
    base_buffer_append(ret_payload, firmware->hash.bytes, sizeof firmware->hash.bytes);
    base_buffer_append(ret_payload, firmware->signature.bytes, sizeof firmware->signature.bytes);
}

bool refai_wu_decode_manifest(const uint8_t *payload, size_t len,
                              struct contracts_firmware *ret_firmware)
{
    struct contracts_firmware firmware = {0};
    struct base_reader reader;
    base_reader_init(&reader, payload, len);
    firmware.version = base_reader_be64(&reader);
    firmware.size_bytes = base_reader_be64(&reader);
    base_reader_copy(&reader, firmware.hash.bytes, sizeof firmware.hash.bytes);
    base_reader_copy(&reader, firmware.signature.bytes, sizeof firmware.signature.bytes);
    if (!base_reader_done(&reader))
        return false;
    *ret_firmware = firmware;
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
