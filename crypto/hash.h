#ifndef CROWDPATCH_CRYPTO_HASH_H
#define CROWDPATCH_CRYPTO_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/** A 32-byte digest. */
typedef struct {
    uint8_t bytes[32];
} crypto_digest;

/** Of public values: the time tells where they differ. */
static inline bool crypto_digest_equal(const crypto_digest *a, const crypto_digest *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/** A digest that is all there is to read. False: len is not 32. */
static inline bool crypto_digest_read(const uint8_t *bytes, size_t len, crypto_digest *ret_digest)
{
    if (len != sizeof ret_digest->bytes)
        return false;
    memcpy(ret_digest->bytes, bytes, len);
    return true;
}

/** Must be called once before any other function of crypto/. Returns 0, or BASE_E_SIM. */
int crypto_init(void);

/** "libsodium 1.0.18": the version that is linked. */
const char *crypto_version(void);

/** Source: FIPS 180-4. */
crypto_digest crypto_sha256(const void *data, size_t len);

/** One part of a hashed concatenation. */
struct crypto_part {
    const void *data;
    size_t len;
};
/** SHA-256 of the parts one after the other; the caller sees to an unambiguous encoding. */
crypto_digest crypto_sha256_parts(const struct crypto_part parts[], size_t count);

/** The same of data that comes in pieces. */
struct crypto_sha256_stream {
    _Alignas(8) uint8_t state[112];
};
void crypto_sha256_init(struct crypto_sha256_stream *ret_stream);
void crypto_sha256_update(struct crypto_sha256_stream *stream, const void *data, size_t len);
crypto_digest crypto_sha256_final(struct crypto_sha256_stream *stream);

/** SHA-256 of a file's bytes. Returns 0, or BASE_E_IO with the path in the text. */
int crypto_sha256_file(const char *path, crypto_digest *ret_digest);

/** Keccak-256 with the original padding, as Ethereum uses it (not SHA3-256). */
crypto_digest crypto_keccak256(const void *data, size_t len);

/** Source: Dobbertin, Bosselaers, Preneel 1996. */
void crypto_ripemd160(const void *data, size_t len, uint8_t ret_digest[20]);

#endif
