#include "models/lee_lee/blockchain.h"

#include <string.h>

#include "base/bytes.h"
#include "crypto/merkle.h"

crypto_digest lee_lee_log_digest(const struct lee_lee_log *log)
{
    static const char tag[] = "lee_lee/log/v1";
    uint8_t timestamp[8];
    base_store_be64(timestamp, log->timestamp_ns);
    const struct crypto_part parts[] = {
        {tag, sizeof tag - 1},
        {timestamp, sizeof timestamp},
        {log->request_id.bytes, sizeof log->request_id.bytes},
        {log->response_id.bytes, sizeof log->response_id.bytes},
    };
    return crypto_sha256_parts(parts, sizeof parts / sizeof parts[0]);
}

crypto_digest lee_lee_header_hash(const struct lee_lee_block *block)
{
    uint8_t header[LEE_LEE_HEADER_BYTES];
    base_store_be32(header, LEE_LEE_BLOCK_BYTES);
    base_store_be32(header + 4, block->version);
    memcpy(header + 8, block->previous.bytes, 32);
    memcpy(header + 40, block->merkle_root.bytes, 32);
    base_store_be64(header + 72, block->nonce);
    crypto_digest once = crypto_sha256(header, sizeof header);
    return crypto_sha256(once.bytes, sizeof once.bytes);
}

static void compute_leaves(const struct lee_lee_block *block,
                           crypto_digest ret_leaves[LEE_LEE_LEAVES])
{
    uint8_t counter[8], version[8], log[136];
    base_store_be64(counter, block->counter);
    base_store_be64(version, block->firmware_version);
    base_store_be64(log, block->log.timestamp_ns);
    memcpy(log + 8, block->log.request_id.bytes, 32);
    memcpy(log + 40, block->log.response_id.bytes, 32);
    memcpy(log + 72, block->log.signature.bytes, 64);
    ret_leaves[0] = crypto_merkle_leaf(counter, sizeof counter);
    ret_leaves[1] = crypto_merkle_leaf(log, sizeof log);
    ret_leaves[2] = crypto_merkle_leaf(block->model, sizeof block->model);
    ret_leaves[3] = crypto_merkle_leaf(version, sizeof version);
    ret_leaves[4] = crypto_merkle_leaf(block->verifier.bytes, sizeof block->verifier.bytes);
}

static crypto_digest node_of(const crypto_digest *left, const crypto_digest *right)
{
    const struct crypto_part parts[] = {
        {"\x01", 1}, {left->bytes, sizeof left->bytes}, {right->bytes, sizeof right->bytes}};
    return crypto_sha256_parts(parts, 3);
}

/** The root of five leaves, as crypto/merkle.h defines it. */
static crypto_digest root_of(const crypto_digest leaves[LEE_LEE_LEAVES])
{
    crypto_digest a = node_of(&leaves[0], &leaves[1]);
    crypto_digest b = node_of(&leaves[2], &leaves[3]);
    crypto_digest ab = node_of(&a, &b);
    return node_of(&ab, &leaves[4]);
}

void lee_lee_chain_append(struct lee_lee_chain *chain, struct lee_lee_block *block, bool counts)
{
    block->previous = chain->head;
    block->counter = chain->counter + counts;
    compute_leaves(block, block->leaves);
    block->merkle_root = root_of(block->leaves);
    chain->head = lee_lee_header_hash(block);
    chain->counter = block->counter;
    chain->length++;
}

bool lee_lee_block_check(const struct crypto_tokens *tokens, const struct lee_lee_block *block,
                         const crypto_ed25519_public *maker)
{
    crypto_digest leaves[LEE_LEE_LEAVES];
    compute_leaves(block, leaves);
    crypto_digest root = root_of(leaves);
    crypto_digest log = lee_lee_log_digest(&block->log);
    return memcmp(leaves, block->leaves, sizeof leaves) == 0 &&
           crypto_digest_equal(&root, &block->merkle_root) &&
           crypto_token_ed25519_verify(tokens, maker, log.bytes, sizeof log.bytes,
                                       &block->log.signature);
}

void lee_lee_encode_block(struct base_buffer *ret_payload, const struct lee_lee_block *block)
{
    base_buffer_append_be32(ret_payload, LEE_LEE_BLOCK_BYTES);
    base_buffer_append_be32(ret_payload, block->version);
    base_buffer_append(ret_payload, block->previous.bytes, 32);
    base_buffer_append(ret_payload, block->merkle_root.bytes, 32);
    base_buffer_append_be64(ret_payload, block->nonce);
    base_buffer_append_be64(ret_payload, block->counter);
    for (int i = 0; i < LEE_LEE_LEAVES; i++)
        base_buffer_append(ret_payload, block->leaves[i].bytes, 32);
    base_buffer_append_be64(ret_payload, block->log.timestamp_ns);
    base_buffer_append(ret_payload, block->log.request_id.bytes, 32);
    base_buffer_append(ret_payload, block->log.response_id.bytes, 32);
    base_buffer_append(ret_payload, block->log.signature.bytes, 64);
    base_buffer_append(ret_payload, block->model, sizeof block->model);
    base_buffer_append_be64(ret_payload, block->firmware_version);
    base_buffer_append(ret_payload, block->verifier.bytes, 32);
}

bool lee_lee_decode_block(struct base_reader *reader, struct lee_lee_block *ret_block)
{
    struct lee_lee_block block;
    uint32_t size = base_reader_be32(reader);
    block.version = base_reader_be32(reader);
    base_reader_copy(reader, block.previous.bytes, 32);
    base_reader_copy(reader, block.merkle_root.bytes, 32);
    block.nonce = base_reader_be64(reader);
    block.counter = base_reader_be64(reader);
    for (int i = 0; i < LEE_LEE_LEAVES; i++)
        base_reader_copy(reader, block.leaves[i].bytes, 32);
    block.log.timestamp_ns = base_reader_be64(reader);
    base_reader_copy(reader, block.log.request_id.bytes, 32);
    base_reader_copy(reader, block.log.response_id.bytes, 32);
    base_reader_copy(reader, block.log.signature.bytes, 64);
    base_reader_copy(reader, block.model, sizeof block.model);
    block.firmware_version = base_reader_be64(reader);
    base_reader_copy(reader, block.verifier.bytes, 32);
    if (!base_reader_ok(reader) || size != LEE_LEE_BLOCK_BYTES)
        return false;
    *ret_block = block;
    return true;
}

uint64_t lee_lee_draw_tries(struct base_random *random, uint64_t mean_tries)
{
    double tries = base_random_exponential(random, (double)mean_tries);
    return tries < 1 ? 1 : (uint64_t)tries;
}

int64_t lee_lee_tries_ns(const struct crypto_device_class *device_class, uint64_t tries)
{
    return crypto_cost_ns(device_class, CRYPTO_OP_SHA256, tries * LEE_LEE_TRY_BYTES);
}
