#include "zk/statement/chunked.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "crypto/merkle.h"
#include "zk/gadget/boolean.h"
#include "zk/gadget/chacha20.h"
#include "zk/gadget/evaluate.h"
#include "zk/gadget/packing.h"
#include "zk/gadget/sha256.h"
#include "zk/groth16/verify.h"
#include "zk/poseidon/stream.h"
#include "zk/statement/circuit.h"

#define DOMAIN "crowdpatch zk chunked 1"
#define DOMAIN_POINT "crowdpatch zk chunked point 1"

enum {
    PACKED_BYTES = ZK_STATEMENT_CIRCUIT_PACKED_BYTES,
    BLOCK_BYTES = ZK_GADGET_CHACHA20_BLOCK_BYTES,
    COUNTER_BITS = 32,
};

uint32_t zk_statement_chunked_block(enum zk_suite suite)
{
    return suite == ZK_SUITE_POSEIDON ? ZK_POSEIDON_STREAM_BLOCK * ZK_POSEIDON_STREAM_CONTENT_BYTES
                                      : BLOCK_BYTES;
}

static uint32_t blocks_each(const struct zk_statement_chunked *chunked)
{
    uint32_t block = zk_statement_chunked_block(chunked->suite);
    assert(chunked->chunk_len > 0 && chunked->chunk_len % block == 0);
    return chunked->chunk_len / block;
}

uint32_t zk_statement_chunked_count(const struct zk_statement_chunked *chunked)
{
    uint64_t len = chunked->content_len, each = chunked->chunk_len;
    uint64_t count = len / each + (len % each != 0 || len == 0);
    assert(count <= UINT32_MAX / blocks_each(chunked));
    return (uint32_t)count;
}

uint64_t zk_statement_chunked_part_len(const struct zk_statement_chunked *chunked)
{
    return zk_suite_ciphertext_len(chunked->suite, chunked->chunk_len);
}

uint64_t zk_statement_chunked_ciphertext_len(const struct zk_statement_chunked *chunked)
{
    return zk_statement_chunked_count(chunked) * zk_statement_chunked_part_len(chunked);
}

uint32_t zk_statement_chunked_publics(enum zk_suite suite)
{
    return suite == ZK_SUITE_POSEIDON ? 6 : 7;
}

static int out_of_memory(void)
{
    return base_fail(BASE_E_NOMEM, "no memory for a content in chunks");
}

/** Chunk `index`, filled up. NULL when memory is exhausted. */
static uint8_t *new_chunk(const struct zk_statement_chunked *chunked, const uint8_t *content,
                          uint32_t index)
{
    uint64_t first = (uint64_t)index * chunked->chunk_len, left = chunked->content_len - first;
    uint8_t *chunk = calloc(1, chunked->chunk_len);
    if (chunk && left > 0)
        memcpy(chunk, content + first, left < chunked->chunk_len ? left : chunked->chunk_len);
    return chunk;
}

int zk_statement_chunked_hashes(const struct zk_statement_chunked *chunked, const uint8_t *content,
                                crypto_digest ret_hashes[])
{
    for (uint32_t i = 0, count = zk_statement_chunked_count(chunked); i < count; i++) {
        uint8_t *chunk = new_chunk(chunked, content, i);
        if (!chunk)
            return out_of_memory();
        ret_hashes[i] = zk_suite_hash(chunked->suite, chunk, chunked->chunk_len);
        free(chunk);
    }
    return 0;
}

int zk_statement_chunked_hash(const struct zk_statement_chunked *chunked,
                              const crypto_digest hashes[], crypto_digest *ret_content_hash)
{
    uint8_t which[17] = {(uint8_t)chunked->suite};
    uint32_t count = zk_statement_chunked_count(chunked);
    struct crypto_merkle tree;
    crypto_digest root, *leaves = reallocarray(NULL, count, sizeof *leaves);
    int result;
    if (!leaves)
        return out_of_memory();
    for (uint32_t i = 0; i < count; i++)
        leaves[i] = crypto_merkle_leaf(hashes[i].bytes, sizeof hashes[i].bytes);
    result = crypto_merkle_init(&tree, leaves, count);
    free(leaves);
    if (result < 0)
        return result;
    root = crypto_merkle_root(&tree);
    crypto_merkle_deinit(&tree);
    base_store_be64(&which[1], chunked->content_len);
    base_store_be64(&which[9], chunked->chunk_len);
    *ret_content_hash = crypto_sha256_parts((struct crypto_part[]){{DOMAIN, sizeof DOMAIN},
                                                                   {which, sizeof which},
                                                                   {root.bytes, sizeof root.bytes}},
                                            3);
    return 0;
}

/** The content, filled up. NULL when memory is exhausted. */
static uint8_t *new_padded(const struct zk_statement_chunked *chunked, size_t *ret_len)
{
    *ret_len = (size_t)zk_statement_chunked_count(chunked) * chunked->chunk_len;
    return calloc(1, *ret_len);
}

int zk_statement_chunked_encrypt(const struct zk_statement_chunked *chunked, const crypto_digest *r,
                                 const uint8_t *content, uint8_t *ret_ciphertext)
{
    size_t len;
    uint8_t *padded = new_padded(chunked, &len);
    if (!padded)
        return out_of_memory();
    if (chunked->content_len > 0)
        memcpy(padded, content, chunked->content_len);
    zk_suite_encrypt(chunked->suite, r, padded, len, ret_ciphertext);
    free(padded);
    return 0;
}

int zk_statement_chunked_decrypt(const struct zk_statement_chunked *chunked, const crypto_digest *r,
                                 const uint8_t *ciphertext, uint8_t *ret_content)
{
    size_t len;
    uint8_t *padded = new_padded(chunked, &len);
    bool is_good;
    if (!padded)
        return out_of_memory();
    is_good = zk_suite_decrypt(chunked->suite, r, ciphertext,
                               zk_statement_chunked_ciphertext_len(chunked), padded, len);
    for (size_t i = (size_t)chunked->content_len; i < len; i++)
        is_good = is_good && padded[i] == 0;
    if (chunked->content_len > 0)
        memcpy(ret_content, padded, chunked->content_len);
    free(padded);
    return is_good ? 0 : ZK_STATEMENT_CHUNKED_FOREIGN;
}

static crypto_digest point_digest(const struct zk_statement_chunked *chunked,
                                  const struct zk_statement_chunked_inputs *inputs, uint32_t index,
                                  const uint8_t *part, size_t len)
{
    uint8_t which[10] = {(uint8_t)chunked->suite, (uint8_t)chunked->statement};
    base_store_be64(&which[2], index);
    return crypto_sha256_parts(
        (struct crypto_part[]){
            {DOMAIN_POINT, sizeof DOMAIN_POINT},
            {which, sizeof which},
            {inputs->content_hash.bytes, sizeof inputs->content_hash.bytes},
            {inputs->s.bytes, sizeof inputs->s.bytes},
            {part, len},
        },
        5);
}

bool zk_statement_chunked_bind(const struct zk_statement_chunked *chunked,
                               const struct zk_statement_chunked_inputs *inputs, uint32_t index,
                               zk_fr ret_publics[ZK_STATEMENT_CHUNKED_PUBLICS_MAX])
{
    zk_fr publics[ZK_STATEMENT_CHUNKED_PUBLICS_MAX];
    uint32_t count = zk_statement_chunked_publics(chunked->suite);
    size_t len = (size_t)zk_statement_chunked_part_len(chunked);
    const uint8_t *part = inputs->ciphertext + index * len;
    crypto_digest digest;
    assert(index < zk_statement_chunked_count(chunked));
    if (inputs->ciphertext_len != zk_statement_chunked_ciphertext_len(chunked))
        return false;
    zk_statement_circuit_halves(&inputs->s, &publics[0]);
    zk_fr_from_u64((uint64_t)index * blocks_each(chunked), &publics[2]);
    if (chunked->suite == ZK_SUITE_SHA256_CHACHA20)
        zk_statement_circuit_halves(&inputs->hashes[index], &publics[3]);
    else if (!zk_fr_from_be(inputs->hashes[index].bytes, &publics[3]))
        return false;
    digest = point_digest(chunked, inputs, index, part, len);
    zk_statement_circuit_point(&digest, &publics[count - 2]);
    if (!zk_statement_circuit_evaluate(chunked->suite, part, len, &publics[count - 2],
                                       &publics[count - 1]))
        return false;
    memcpy(ret_publics, publics, count * sizeof *publics);
    return true;
}

static struct zk_lc block_number(struct zk_builder *builder, struct zk_lc first, uint32_t at)
{
    return zk_builder_add(builder, first, zk_builder_constant_u64(builder, at));
}

static int sha256_parts(struct zk_builder *builder, const struct zk_statement_chunked *chunked,
                        const uint8_t *chunk, const struct zk_lc key[256], struct zk_lc first,
                        const struct zk_lc hash[2], struct zk_lc ret_elements[])
{
    size_t len = chunked->chunk_len;
    struct zk_lc digest[ZK_GADGET_SHA256_BITS], counter[COUNTER_BITS];
    struct zk_lc keystream[8 * BLOCK_BYTES], *bits = zk_builder_lcs(builder, 8 * len);
    if (!bits)
        return out_of_memory();
    zk_gadget_packing_witness(builder, chunk, len, bits);
    zk_gadget_sha256(builder, len, bits, digest);
    zk_statement_circuit_digest(builder, digest, hash);
    for (size_t i = 0; i < 8 * len; i++) {
        size_t at = i % (8 * BLOCK_BYTES);
        if (at == 0) {
            zk_gadget_packing_unpack(
                builder, block_number(builder, first, (uint32_t)(i / (8 * BLOCK_BYTES))),
                COUNTER_BITS, counter);
            zk_gadget_chacha20_block(builder, key, counter, keystream);
        }
        bits[i] = zk_gadget_boolean_xor(builder, bits[i], keystream[at]);
    }
    for (size_t i = 0; i * PACKED_BYTES < len; i++) {
        size_t left = len - i * PACKED_BYTES;
        ret_elements[i] = zk_gadget_packing_pack_be(
            builder, left < PACKED_BYTES ? left : PACKED_BYTES, bits + 8 * PACKED_BYTES * i);
    }
    explicit_bzero(digest, sizeof digest);
    explicit_bzero(keystream, sizeof keystream);
    return 0;
}

int zk_statement_chunked_circuit(struct zk_builder *builder,
                                 const struct zk_statement_chunked *chunked, const zk_fr publics[],
                                 const uint8_t *chunk, const crypto_digest *r)
{
    uint32_t count = zk_statement_chunked_publics(chunked->suite);
    size_t n = zk_poseidon_stream_elements(chunked->chunk_len); /* 31 bytes in both suites */
    struct zk_lc lcs[ZK_STATEMENT_CHUNKED_PUBLICS_MAX], key[256], y, *elements;
    int result;
    for (uint32_t i = 0; i < count; i++)
        lcs[i] = zk_builder_public(builder, &publics[i]);
    zk_statement_circuit_key(builder, r, &lcs[0], key);
    elements = zk_builder_lcs(builder, n);
    if (!elements)
        result = out_of_memory();
    else if (chunked->suite == ZK_SUITE_POSEIDON)
        result = zk_statement_circuit_stream(builder, chunked->chunk_len, chunk, key, &lcs[2],
                                             lcs[3], elements);
    else
        result = sha256_parts(builder, chunked, chunk, key, lcs[2], &lcs[3], elements);
    explicit_bzero(key, sizeof key);
    if (result < 0)
        return result;
    y = zk_gadget_evaluate(builder, n, elements, lcs[count - 2]);
    zk_builder_enforce_equal(builder, y, lcs[count - 1]);
    return 0;
}

int zk_statement_chunked_record(const struct zk_statement_chunked *chunked,
                                struct zk_r1cs *ret_r1cs)
{
    static const zk_fr publics[ZK_STATEMENT_CHUNKED_PUBLICS_MAX];
    const crypto_digest r = {{0}};
    struct zk_builder builder;
    uint8_t *chunk = calloc(1, chunked->chunk_len);
    int result = chunk ? zk_suite_init(chunked->suite) : out_of_memory();
    if (result == 0) {
        zk_builder_init(&builder, ZK_BUILDER_RECORD);
        result = zk_statement_chunked_circuit(&builder, chunked, publics, chunk, &r);
        if (result == 0)
            result = zk_builder_finish(&builder, ret_r1cs);
        zk_builder_deinit(&builder);
    }
    free(chunk);
    return result;
}

int zk_statement_chunked_setup(const struct zk_statement_chunked *chunked,
                               struct zk_threads *threads, const uint8_t seed[32],
                               struct zk_groth16_proving_key *ret_key)
{
    struct zk_r1cs r1cs;
    int result = zk_statement_chunked_record(chunked, &r1cs);
    if (result < 0)
        return result;
    return zk_statement_circuit_setup(&r1cs, threads, seed, ret_key);
}

int zk_statement_chunked_prove(const struct zk_statement_chunked *chunked,
                               struct zk_threads *threads, const struct zk_groth16_proving_key *key,
                               const uint8_t *content, const crypto_digest *r,
                               const struct zk_statement_chunked_inputs *inputs, uint32_t index,
                               const uint8_t blinding[32], struct zk_groth16_proof *ret_proof)
{
    zk_fr publics[ZK_STATEMENT_CHUNKED_PUBLICS_MAX];
    struct zk_builder builder;
    uint8_t *chunk;
    int result = zk_suite_init(chunked->suite);
    if (result < 0)
        return result;
    if (!zk_statement_chunked_bind(chunked, inputs, index, publics))
        return ZK_STATEMENT_UNSATISFIED;
    chunk = new_chunk(chunked, content, index);
    if (!chunk)
        return out_of_memory();
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    result = zk_statement_chunked_circuit(&builder, chunked, publics, chunk, r);
    if (result == 0)
        result = zk_statement_circuit_prove(&builder, threads, key, blinding, ret_proof);
    zk_builder_deinit(&builder);
    explicit_bzero(chunk, chunked->chunk_len);
    free(chunk);
    return result;
}

bool zk_statement_chunked_verify(const struct zk_statement_chunked *chunked,
                                 const struct zk_groth16_verifying_key *key,
                                 const struct zk_statement_chunked_inputs *inputs,
                                 const struct zk_groth16_proof proofs[], const uint8_t seed[32])
{
    uint32_t count = zk_statement_chunked_count(chunked);
    uint32_t each = zk_statement_chunked_publics(chunked->suite);
    zk_fr one[ZK_STATEMENT_CHUNKED_PUBLICS_MAX], *publics;
    crypto_digest content_hash;
    bool is_good;
    if (key->publics != each || zk_suite_init(chunked->suite) < 0 ||
        zk_statement_chunked_hash(chunked, inputs->hashes, &content_hash) < 0 ||
        !crypto_digest_equal(&content_hash, &inputs->content_hash))
        return false;
    publics = reallocarray(NULL, count, each * sizeof *publics);
    is_good = publics != NULL;
    for (uint32_t i = 0; i < count && is_good; i++) {
        is_good = zk_statement_chunked_bind(chunked, inputs, i, one);
        if (is_good)
            memcpy(&publics[(size_t)i * each], one, each * sizeof *one);
    }
    is_good = is_good && zk_groth16_verify_batch(key, count, publics, proofs, seed);
    free(publics);
    return is_good;
}
