/* SHA-256 of libcrypto uses the processor's own instructions. Its calls that keep the state with
 * the caller are the old ones: the new ones allocate, which costs more than a short hash, and can
 * fail, which a hash that a contract asks for must not. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/hash.h"

#include <errno.h>
#include <openssl/ripemd.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <stdio.h>

#include "base/error.h"
#include "crypto/private.h"

int crypto_init(void)
{
    if (sodium_init() < 0)
        return base_fail(BASE_E_SIM, "libsodium does not start");
    return crypto_secp256k1_init();
}

const char *crypto_version(void)
{
    static char text[32];
    snprintf(text, sizeof text, "libsodium %s", sodium_version_string());
    return text;
}

crypto_digest crypto_sha256(const void *data, size_t len)
{
    return crypto_sha256_parts(&(struct crypto_part){data, len}, 1);
}

crypto_digest crypto_sha256_parts(const struct crypto_part parts[], size_t count)
{
    struct crypto_sha256_stream stream;
    crypto_sha256_init(&stream);
    for (size_t i = 0; i < count; i++)
        crypto_sha256_update(&stream, parts[i].data, parts[i].len);
    return crypto_sha256_final(&stream);
}

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct crypto_sha256_stream) &&
                   _Alignof(SHA256_CTX) <= _Alignof(struct crypto_sha256_stream),
               "libcrypto's state");

static SHA256_CTX *state_of(struct crypto_sha256_stream *stream)
{
    return (SHA256_CTX *)(void *)stream->state;
}

void crypto_sha256_init(struct crypto_sha256_stream *ret_stream)
{
    SHA256_Init(state_of(ret_stream));
}

void crypto_sha256_update(struct crypto_sha256_stream *stream, const void *data, size_t len)
{
    if (len > 0)
        SHA256_Update(state_of(stream), data, len);
}

crypto_digest crypto_sha256_final(struct crypto_sha256_stream *stream)
{
    crypto_digest digest;
    SHA256_Final(digest.bytes, state_of(stream));
    return digest;
}

int crypto_sha256_file(const char *path, crypto_digest *ret_digest)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return base_fail(BASE_E_IO, "cannot read %s: %s", path, strerror(errno));
    struct crypto_sha256_stream stream;
    crypto_sha256_init(&stream);
    unsigned char chunk[4096];
    size_t len;
    while ((len = fread(chunk, 1, sizeof chunk, file)) > 0)
        crypto_sha256_update(&stream, chunk, len);
    int r = ferror(file) ? base_fail(BASE_E_IO, "cannot read %s: %s", path, strerror(errno)) : 0;
    fclose(file);
    if (r == 0)
        *ret_digest = crypto_sha256_final(&stream);
    return r;
}

void crypto_ripemd160(const void *data, size_t len, uint8_t ret_digest[20])
{
    RIPEMD160(data, len, ret_digest);
}
