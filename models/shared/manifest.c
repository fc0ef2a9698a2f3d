#include "models/shared/manifest.h"

#include <string.h>

crypto_digest manifest_digest(const char *tag, const struct manifest *manifest)
{
    uint8_t numbers[16];
    base_store_be64(numbers, manifest->version);
    base_store_be64(numbers + 8, manifest->update_bytes);
    const struct crypto_part parts[] = {
        {tag, strlen(tag)},
        {numbers, sizeof numbers},
        {manifest->update_sha256.bytes, sizeof manifest->update_sha256.bytes}};
    return crypto_sha256_parts(parts, 3);
}

void manifest_encode(struct base_buffer *ret_payload, const struct manifest *manifest)
{
    base_buffer_append_be64(ret_payload, manifest->version);
    base_buffer_append_be64(ret_payload, manifest->update_bytes);
    base_buffer_append(ret_payload, manifest->update_sha256.bytes,
                       sizeof manifest->update_sha256.bytes);
    base_buffer_append(ret_payload, manifest->signature.bytes, sizeof manifest->signature.bytes);
}

bool manifest_decode(const uint8_t *payload, size_t len, struct manifest *ret_manifest)
{
    struct base_reader reader;
    struct manifest manifest;
    base_reader_init(&reader, payload, len);
    manifest.version = base_reader_be64(&reader);
    manifest.update_bytes = base_reader_be64(&reader);
    base_reader_copy(&reader, manifest.update_sha256.bytes, sizeof manifest.update_sha256.bytes);
    base_reader_copy(&reader, manifest.signature.bytes, sizeof manifest.signature.bytes);
    if (!base_reader_done(&reader))
        return false;
    *ret_manifest = manifest;
    return true;
}
