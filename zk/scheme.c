#include "zk/scheme.h"

#include <string.h>

#include "crypto/cipher.h"

/* The stand-ins of ZK_SUITE_POSEIDON at ZK_LEVEL_CALIBRATED: SHA-256 with a tag, so that the two
 * digests of a content differ as they do with Poseidon; and ChaCha20, with zeros behind it up to
 * the ciphertext's length. */

#define HASH_DOMAIN "crowdpatch poseidon stand-in 1"

static bool has_stand_ins(const struct zk_scheme *scheme)
{
    return scheme->level == ZK_LEVEL_CALIBRATED && scheme->cost->suite == ZK_SUITE_POSEIDON;
}

int zk_scheme_init(const struct zk_scheme *scheme)
{
    return has_stand_ins(scheme) ? 0 : zk_suite_init(scheme->cost->suite);
}

crypto_digest zk_scheme_hash(const struct zk_scheme *scheme, const uint8_t *content, size_t len)
{
    if (!has_stand_ins(scheme))
        return zk_suite_hash(scheme->cost->suite, content, len);
    return crypto_sha256_parts(
        (struct crypto_part[]){{HASH_DOMAIN, sizeof HASH_DOMAIN}, {content, len}}, 2);
}

size_t zk_scheme_ciphertext_len(const struct zk_scheme *scheme, size_t len)
{
    return (size_t)zk_suite_ciphertext_len(scheme->cost->suite, len);
}

void zk_scheme_encrypt(const struct zk_scheme *scheme, const crypto_digest *r,
                       const uint8_t *content, size_t len, uint8_t *ret_ciphertext)
{
    if (!has_stand_ins(scheme)) {
        zk_suite_encrypt(scheme->cost->suite, r, content, len, ret_ciphertext);
        return;
    }
    crypto_chacha20_xor(r->bytes, content, len, ret_ciphertext);
    memset(ret_ciphertext + len, 0, zk_scheme_ciphertext_len(scheme, len) - len);
}

bool zk_scheme_decrypt(const struct zk_scheme *scheme, const crypto_digest *r,
                       const uint8_t *ciphertext, size_t ciphertext_len, uint8_t *ret_content,
                       size_t len)
{
    uint8_t padding = 0;

    if (!has_stand_ins(scheme))
        return zk_suite_decrypt(scheme->cost->suite, r, ciphertext, ciphertext_len, ret_content,
                                len);
    if (ciphertext_len != zk_scheme_ciphertext_len(scheme, len))
        return false;
    for (size_t i = len; i < ciphertext_len; i++)
        padding |= ciphertext[i];
    if (padding != 0)
        return false;
    crypto_chacha20_xor(r->bytes, ciphertext, len, ret_content);
    return true;
}
