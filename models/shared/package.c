#include "models/shared/package.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "base/error.h"

int package_build(const uint8_t *update, size_t update_len, const uint8_t *verifying_key,
                  size_t verifying_key_len, const crypto_digest *proving_key_hash,
                  const crypto_ed25519_signature *manufacturer_signature,
                  const crypto_address devices[], size_t device_count, struct package *ret_package)
{
    struct base_buffer bytes = {0};
    base_buffer_append_block(&bytes, update, update_len);
    base_buffer_append_block(&bytes, verifying_key, verifying_key_len);
    base_buffer_append(&bytes, proving_key_hash->bytes, sizeof proving_key_hash->bytes);
    base_buffer_append(&bytes, manufacturer_signature->bytes, sizeof manufacturer_signature->bytes);
    base_buffer_append_block(&bytes, devices, device_count * sizeof *devices);
    size_t len;
    uint8_t *data = base_buffer_steal(&bytes, &len);
    return data && package_open(data, len, ret_package) ? 0 : BASE_E_NOMEM;
}

bool package_open(uint8_t *bytes, size_t len, struct package *ret_package)
{
    struct package package = {.bytes = bytes, .len = len};
    struct base_reader reader;
    size_t devices_len;
    base_reader_init(&reader, bytes, len);
    package.update = base_reader_block(&reader, &package.update_len);
    package.verifying_key = base_reader_block(&reader, &package.verifying_key_len);
    base_reader_copy(&reader, package.proving_key_hash.bytes, 32);
    base_reader_copy(&reader, package.manufacturer_signature.bytes, 64);
    package.devices = base_reader_block(&reader, &devices_len);
    package.device_count = devices_len / sizeof(crypto_address);
    if (!base_reader_done(&reader) || devices_len % sizeof(crypto_address) != 0) {
        free(bytes);
        return false;
    }
    *ret_package = package;
    return true;
}

void package_deinit(struct package *package)
{
    free(package->bytes);
    *package = (struct package){0};
}
