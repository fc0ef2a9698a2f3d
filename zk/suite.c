#include "zk/suite.h"

#include <assert.h>
#include <pthread.h>

#include "crypto/cipher.h"
#include "zk/poseidon/stream.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct zk_poseidon poseidon; /* read-only once `is_made` */
static bool is_made;

int zk_suite_init(enum zk_suite suite)
{
    int r = 0;

    if (suite != ZK_SUITE_POSEIDON)
        return 0;
    pthread_mutex_lock(&mutex);
    if (!is_made)
        r = zk_poseidon_init(ZK_POSEIDON_STREAM_WIDTH, &poseidon);
    if (r == 0)
        is_made = true;
    pthread_mutex_unlock(&mutex);
    return r;
}

const struct zk_poseidon *zk_suite_poseidon(void)
{
    assert(is_made);
    return &poseidon;
}

uint64_t zk_suite_ciphertext_len(enum zk_suite suite, uint64_t len)
{
    return suite == ZK_SUITE_POSEIDON ? zk_poseidon_stream_ciphertext_bytes(len) : len;
}

crypto_digest zk_suite_hash(enum zk_suite suite, const uint8_t *content, size_t len)
{
    crypto_digest digest;
    zk_fr hash;

    if (suite == ZK_SUITE_SHA256_CHACHA20)
        return crypto_sha256(content, len);
    zk_poseidon_stream_hash(zk_suite_poseidon(), content, len, &hash);
    zk_fr_to_be(&hash, digest.bytes);
    return digest;
}

void zk_suite_encrypt(enum zk_suite suite, const crypto_digest *r, const uint8_t *content,
                      size_t len, uint8_t *ret_ciphertext)
{
    if (suite == ZK_SUITE_SHA256_CHACHA20)
        crypto_chacha20_xor(r->bytes, content, len, ret_ciphertext);
    else
        zk_poseidon_stream_encrypt(zk_suite_poseidon(), NULL, r->bytes, content, len,
                                   ret_ciphertext);
}

bool zk_suite_decrypt(enum zk_suite suite, const crypto_digest *r, const uint8_t *ciphertext,
                      size_t ciphertext_len, uint8_t *ret_content, size_t len)
{
    if (ciphertext_len != zk_suite_ciphertext_len(suite, len))
        return false;
    if (suite == ZK_SUITE_POSEIDON)
        return zk_poseidon_stream_decrypt(zk_suite_poseidon(), NULL, r->bytes, ciphertext, len,
                                          ret_content);
    crypto_chacha20_xor(r->bytes, ciphertext, len, ret_content);
    return true;
}
