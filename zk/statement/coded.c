#include "zk/statement/coded.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "crypto/cipher.h"
#include "zk/poseidon/merkle.h"
#include "zk/poseidon/stream.h"
#include "zk/reed_solomon.h"
#include "zk/suite.h"

#define DOMAIN "crowdpatch zk coded 1"

enum {
    LEAF = ZK_REED_SOLOMON_LEAF,
    LEAF_BYTES = LEAF * ZK_POSEIDON_STREAM_CIPHERTEXT_BYTES,
    WHITENING = 32,
    PART = 1024, /* leaves that are masked at a time */
};

/** b */
static size_t data_leaves(uint64_t content_len)
{
    assert(content_len <= ZK_STATEMENT_CODED_LEN_MAX);
    return zk_poseidon_stream_blocks(zk_poseidon_stream_elements((size_t)content_len + WHITENING));
}

size_t zk_statement_coded_leaves(uint64_t content_len)
{
    return 2 * data_leaves(content_len);
}

uint64_t zk_statement_coded_ciphertext_len(uint64_t content_len)
{
    return (uint64_t)LEAF_BYTES * zk_statement_coded_leaves(content_len);
}

crypto_digest zk_statement_coded_hash(const struct zk_statement_coded_announcement *announcement)
{
    uint8_t len[8], root[32];
    base_store_be64(len, announcement->content_len);
    zk_fr_to_be(&announcement->root, root);
    return crypto_sha256_parts(
        (struct crypto_part[]){
            {DOMAIN, sizeof DOMAIN},
            {len, sizeof len},
            {announcement->content_hash.bytes, sizeof announcement->content_hash.bytes},
            {root, sizeof root},
        },
        4);
}

static int out_of_memory(void)
{
    return base_fail(BASE_E_NOMEM, "no memory for a coded content");
}

/** ret_elements[16 b], those behind the content as they were. */
static int whiten(const uint8_t *content, size_t len, const uint8_t whitening[WHITENING],
                  zk_fr ret_elements[])
{
    uint8_t *bytes = malloc(len + WHITENING);
    if (!bytes)
        return out_of_memory();
    memcpy(bytes, whitening, WHITENING);
    crypto_chacha20_xor(whitening, content, len, bytes + WHITENING);
    zk_poseidon_stream_encode(bytes, len + WHITENING, ret_elements);
    explicit_bzero(bytes, WHITENING);
    free(bytes);
    return 0;
}

static int unwhiten(const zk_fr elements[], size_t len, uint8_t *ret_content)
{
    uint8_t *bytes = malloc(len + WHITENING);
    bool is_good;
    if (!bytes)
        return out_of_memory();
    is_good = zk_poseidon_stream_decode(elements, len + WHITENING, bytes);
    if (is_good)
        crypto_chacha20_xor(bytes, bytes + WHITENING, len, ret_content);
    explicit_bzero(bytes, WHITENING);
    free(bytes);
    return is_good ? 0 : ZK_STATEMENT_CODED_WRONG;
}

/** ret_elements[2b][16], of b leaves of data that stand there and n - b of zeros behind them;
 *  room for 2n leaves. */
static int encode(struct zk_threads *threads, size_t b, size_t n, zk_fr ret_elements[])
{
    int result = zk_reed_solomon_encode(threads, n, ret_elements, &ret_elements[LEAF * n]);
    if (result == 0)
        memmove(&ret_elements[LEAF * b], &ret_elements[LEAF * n], LEAF * b * sizeof *ret_elements);
    return result;
}

static int root_of(struct zk_threads *threads, size_t leaves, const zk_fr hashes[], zk_fr *ret_root)
{
    struct zk_poseidon narrow;
    struct zk_poseidon_merkle tree;
    int result = zk_poseidon_init(5, &narrow);
    if (result < 0)
        return result;
    result = zk_poseidon_merkle_init_from_hashes(&narrow, threads, leaves, hashes, &tree);
    zk_poseidon_deinit(&narrow);
    if (result < 0)
        return result;
    *ret_root = *zk_poseidon_merkle_root(&tree);
    zk_poseidon_merkle_deinit(&tree);
    return 0;
}

int zk_statement_coded_init(struct zk_threads *threads, const uint8_t *content, size_t len,
                            const uint8_t whitening[32], struct zk_statement_coded *ret_coded)
{
    size_t b, n;
    struct zk_statement_coded coded = {.announcement = {.content_len = len}};
    int result;
    if (len > ZK_STATEMENT_CODED_LEN_MAX)
        return base_fail(BASE_E_RANGE, "a content of %zu bytes is too long for its code", len);
    b = data_leaves(len);
    n = zk_reed_solomon_leaves(LEAF * b);
    coded.leaves = 2 * b;
    coded.elements = calloc(2 * n, LEAF * sizeof *coded.elements);
    coded.hashes = calloc(coded.leaves, sizeof *coded.hashes);
    result = coded.elements && coded.hashes ? whiten(content, len, whitening, coded.elements)
                                            : out_of_memory();
    if (result == 0)
        result = encode(threads, b, n, coded.elements);
    if (result == 0) {
        zk_fr *fewer = reallocarray(coded.elements, coded.leaves, LEAF * sizeof *coded.elements);
        coded.elements = fewer ? fewer : coded.elements;
        zk_poseidon_merkle_leaves(zk_suite_poseidon(), threads, coded.leaves, coded.elements,
                                  coded.hashes);
        coded.announcement.content_hash = crypto_sha256(content, len);
        result = root_of(threads, coded.leaves, coded.hashes, &coded.announcement.root);
    }
    if (result < 0) {
        zk_statement_coded_deinit(&coded);
        return result;
    }
    *ret_coded = coded;
    return 0;
}

void zk_statement_coded_deinit(struct zk_statement_coded *coded)
{
    free(coded->elements);
    free(coded->hashes);
    *coded = (struct zk_statement_coded){0};
}

int zk_statement_coded_check(struct zk_threads *threads,
                             const struct zk_statement_coded_announcement *announcement,
                             const zk_fr hashes[])
{
    zk_fr root;
    int result =
        root_of(threads, zk_statement_coded_leaves(announcement->content_len), hashes, &root);
    if (result < 0)
        return result;
    return zk_fr_equal(&root, &announcement->root) ? 0 : ZK_STATEMENT_CODED_FOREIGN;
}

int zk_statement_coded_mask(struct zk_threads *threads, const struct zk_statement_coded *coded,
                            const crypto_digest *r, uint8_t *ret_ciphertext)
{
    zk_fr *keystream = reallocarray(NULL, PART, LEAF * sizeof *keystream);
    if (!keystream)
        return out_of_memory();
    for (size_t first = 0; first < coded->leaves; first += PART) {
        size_t here = coded->leaves - first < PART ? coded->leaves - first : PART;
        zk_poseidon_stream_keystream(zk_suite_poseidon(), threads, r->bytes, first, here,
                                     keystream);
        for (size_t i = 0; i < LEAF * here; i++) {
            zk_fr_add(&keystream[i], &coded->elements[LEAF * first + i], &keystream[i]);
            zk_fr_to_be(&keystream[i], &ret_ciphertext[32 * (LEAF * first + i)]);
        }
    }
    explicit_bzero(keystream, PART * LEAF * sizeof *keystream);
    free(keystream);
    return 0;
}

/** Takes the mask off leaves first .. first + count - 1 of the 2b. Returns how many are bad, or
 *  BASE_E_NOMEM. Shape: ret_elements[count][16], ret_is_bad[count]. */
static int64_t unmask(struct zk_threads *threads, const zk_fr hashes[], const crypto_digest *r,
                      const uint8_t *ciphertext, size_t first, size_t count, zk_fr ret_elements[],
                      bool ret_is_bad[])
{
    zk_fr *keystream = reallocarray(NULL, PART, (LEAF + 1) * sizeof *keystream), *found;
    int64_t bad = 0;
    if (!keystream)
        return out_of_memory();
    found = &keystream[PART * LEAF];
    for (size_t at = 0; at < count; at += PART) {
        size_t here = count - at < PART ? count - at : PART;
        zk_fr *elements = &ret_elements[LEAF * at];
        zk_poseidon_stream_keystream(zk_suite_poseidon(), threads, r->bytes, first + at, here,
                                     keystream);
        for (size_t i = 0; i < LEAF * here; i++) {
            if (i % LEAF == 0)
                ret_is_bad[at + i / LEAF] = false;
            if (!zk_fr_from_be(&ciphertext[32 * (LEAF * (first + at) + i)], &elements[i]))
                ret_is_bad[at + i / LEAF] = true;
            zk_fr_sub(&elements[i], &keystream[i], &elements[i]);
        }
        zk_poseidon_merkle_leaves(zk_suite_poseidon(), threads, here, elements, found);
        for (size_t j = 0; j < here; j++) {
            if (!zk_fr_equal(&found[j], &hashes[first + at + j]))
                ret_is_bad[at + j] = true;
            bad += ret_is_bad[at + j];
        }
    }
    explicit_bzero(keystream, PART * LEAF * sizeof *keystream);
    free(keystream);
    return bad;
}

/** ret_leaves[2n][16], ret_is_erased[2n]: the b leaves of data that the ciphertext gives, and what
 *  is missing from them. */
static int recover(struct zk_threads *threads, size_t b, size_t n, const zk_fr hashes[],
                   const crypto_digest *r, const uint8_t *ciphertext, zk_fr ret_leaves[],
                   bool ret_is_erased[])
{
    int64_t bad = unmask(threads, hashes, r, ciphertext, 0, b, ret_leaves, ret_is_erased), more;
    int result;
    if (bad <= 0)
        return (int)bad;
    more = unmask(threads, hashes, r, ciphertext, b, b, &ret_leaves[LEAF * n], &ret_is_erased[n]);
    if (more < 0)
        return (int)more;
    if ((uint64_t)(bad + more) > b)
        return ZK_STATEMENT_CODED_LOST;
    memset(&ret_is_erased[n + b], true, n - b);
    result = zk_reed_solomon_decode(threads, n, ret_leaves, ret_is_erased);
    return result > 0 ? ZK_STATEMENT_CODED_WRONG : result;
}

int zk_statement_coded_open(struct zk_threads *threads,
                            const struct zk_statement_coded_announcement *announcement,
                            const zk_fr hashes[], const crypto_digest *r, const uint8_t *ciphertext,
                            uint8_t *ret_content)
{
    size_t len = (size_t)announcement->content_len, b = data_leaves(len);
    size_t n = zk_reed_solomon_leaves(LEAF * b);
    zk_fr *leaves = calloc(2 * n, LEAF * sizeof *leaves);
    bool *is_erased = calloc(2 * n, sizeof *is_erased);
    int result = leaves && is_erased
                     ? recover(threads, b, n, hashes, r, ciphertext, leaves, is_erased)
                     : out_of_memory();
    if (result == 0)
        result = unwhiten(leaves, len, ret_content);
    free(leaves);
    free(is_erased);
    if (result == 0) {
        crypto_digest found = crypto_sha256(ret_content, len);
        if (!crypto_digest_equal(&found, &announcement->content_hash))
            result = ZK_STATEMENT_CODED_WRONG;
    }
    return result;
}
