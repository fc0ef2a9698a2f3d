#include "models/client_server/messages.h"

#include "base/bytes.h"

crypto_digest client_server_manifest_digest(const struct manifest *manifest)
{
    return manifest_digest("client-server/update/v1", manifest);
}

void client_server_encode_version(struct base_buffer *ret_payload, uint64_t version)
{
    base_buffer_append_be64(ret_payload, version);
}

bool client_server_decode_version(const uint8_t *payload, size_t len, uint64_t *ret_version)
{
    struct base_reader reader;
    base_reader_init(&reader, payload, len);
    uint64_t version = base_reader_be64(&reader);
    if (!base_reader_done(&reader))
        return false;
    *ret_version = version;
    return true;
}

const struct model_message client_server_messages[] = {
    {CLIENT_SERVER_REFUSAL, "refusal", "refused {}"},
    {CLIENT_SERVER_VERSION_REQUEST, "version_request", "asked {} which version is the newest"},
    {CLIENT_SERVER_VERSION, "version", "told {} which version is the newest"},
    {CLIENT_SERVER_FETCH_REQUEST, "fetch_request", "asked {} for the update"},
    {CLIENT_SERVER_UPDATE, "update", "sent {} the update"},
    {CLIENT_SERVER_DEVICE_UPDATE, "device_update", "handed {} the update"},
    {CLIENT_SERVER_DEVICE_INSTALLED, "device_installed", "told {} that the update is installed"},
    {0, NULL, NULL},
};
