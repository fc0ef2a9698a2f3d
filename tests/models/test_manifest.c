#include "models/shared/manifest.h"

#include <criterion/criterion.h>
#include <string.h>

static struct manifest sample(void)
{
    struct manifest manifest = {.version = 7, .update_bytes = 4096};
    memset(manifest.update_sha256.bytes, 3, 32);
    memset(manifest.signature.bytes, 4, 64);
    return manifest;
}

Test(manifest, travels)
{
    struct manifest manifest = sample(), read = {0};
    struct base_buffer buffer = {0};
    manifest_encode(&buffer, &manifest);
    cr_assert_eq(buffer.len, MANIFEST_BYTES);
    cr_assert(manifest_decode(buffer.data, buffer.len, &read));
    cr_expect_eq(read.version, 7);
    cr_expect_eq(read.update_bytes, 4096);
    cr_expect_arr_eq(read.update_sha256.bytes, manifest.update_sha256.bytes, 32);
    cr_expect_arr_eq(read.signature.bytes, manifest.signature.bytes, 64);
    for (size_t len = 0; len < buffer.len; len++)
        cr_expect_not(manifest_decode(buffer.data, len, &read));
    base_buffer_append_u8(&buffer, 0);
    cr_expect_not(manifest_decode(buffer.data, buffer.len, &read), "a byte too many");
    base_buffer_deinit(&buffer);
}

Test(manifest, every_field_is_signed)
{
    struct manifest manifest = sample(), other;
    crypto_digest digest = manifest_digest("tag", &manifest), changed;
    other = manifest;
    other.version++;
    changed = manifest_digest("tag", &other);
    cr_expect_not(crypto_digest_equal(&digest, &changed));
    other = manifest;
    other.update_bytes <<= 8;
    changed = manifest_digest("tag", &other);
    cr_expect_not(crypto_digest_equal(&digest, &changed));
    other = manifest;
    other.update_sha256.bytes[31] ^= 1;
    changed = manifest_digest("tag", &other);
    cr_expect_not(crypto_digest_equal(&digest, &changed));
    other = manifest;
    other.signature.bytes[0] ^= 1;
    changed = manifest_digest("tag", &other);
    cr_expect(crypto_digest_equal(&digest, &changed));
    changed = manifest_digest("tah", &manifest);
    cr_expect_not(crypto_digest_equal(&digest, &changed));
}
