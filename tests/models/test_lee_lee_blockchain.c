#include <criterion/criterion.h>

#include "crypto/merkle.h"
#include "models/lee_lee/blockchain.h"

static crypto_ed25519_public maker;
static crypto_ed25519_secret secret;

static struct lee_lee_block make(uint64_t nonce)
{
    const uint8_t seed[32] = {7};
    struct lee_lee_block block = {.version = 1, .nonce = nonce, .firmware_version = 2};
    cr_assert_eq(crypto_init(), 0);
    crypto_ed25519_keypair(seed, &maker, &secret);
    memset(block.log.request_id.bytes, 1, 32);
    memset(block.log.response_id.bytes, 2, 32);
    memset(block.verifier.bytes, 3, 32);
    memset(block.model, 'D', sizeof block.model);
    block.log.timestamp_ns = 12345;
    crypto_digest digest = lee_lee_log_digest(&block.log);
    crypto_ed25519_sign(&secret, digest.bytes, sizeof digest.bytes, &block.log.signature);
    return block;
}

/* 4 + 4 + 32 + 32 + 8 and 8 + 160 + 136 + 16 + 8 + 32 bytes. */
Test(lee_lee_blockchain, block_travels)
{
    struct lee_lee_chain chain = {0};
    struct lee_lee_block block = make(9), read;
    struct base_buffer buffer = {0};
    struct base_reader reader;
    lee_lee_chain_append(&chain, &block, true);
    lee_lee_encode_block(&buffer, &block);
    cr_assert_eq(buffer.len, 440);
    cr_assert_eq(LEE_LEE_BLOCK_BYTES, 440);
    base_reader_init(&reader, buffer.data, buffer.len);
    cr_assert(lee_lee_decode_block(&reader, &read));
    cr_expect(base_reader_done(&reader));
    cr_expect(lee_lee_block_check(NULL, &read, &maker));
    crypto_digest hash = lee_lee_header_hash(&read);
    cr_expect(crypto_digest_equal(&hash, &chain.head));
    for (size_t len = 0; len < buffer.len; len++) {
        base_reader_init(&reader, buffer.data, len);
        cr_expect_not(lee_lee_decode_block(&reader, &read));
    }
    buffer.data[3] ^= 1; /* the size */
    base_reader_init(&reader, buffer.data, buffer.len);
    cr_expect_not(lee_lee_decode_block(&reader, &read));
    base_buffer_deinit(&buffer);
}

/* The header's hash is SHA-256 twice over 80 bytes that are written out here. */
Test(lee_lee_blockchain, header_by_hand)
{
    struct lee_lee_chain chain = {0};
    struct lee_lee_block block = make(0x0102);
    uint8_t header[80] = {0, 0, 0x01, 0xb8, 0, 0, 0, 1};
    lee_lee_chain_append(&chain, &block, true);
    memcpy(header + 40, block.merkle_root.bytes, 32);
    header[78] = 1;
    header[79] = 2;
    crypto_digest once = crypto_sha256(header, sizeof header);
    crypto_digest twice = crypto_sha256(once.bytes, 32);
    crypto_digest found = lee_lee_header_hash(&block);
    cr_expect(crypto_digest_equal(&found, &twice));
}

/* The root is the one of crypto/merkle.h over the five leaves. */
Test(lee_lee_blockchain, root_is_the_tree_s)
{
    struct lee_lee_chain chain = {0};
    struct lee_lee_block block = make(1);
    struct crypto_merkle tree;
    lee_lee_chain_append(&chain, &block, true);
    cr_assert_eq(crypto_merkle_init(&tree, block.leaves, LEE_LEE_LEAVES), 0);
    crypto_digest root = crypto_merkle_root(&tree);
    cr_expect(crypto_digest_equal(&root, &block.merkle_root));
    crypto_digest leaf = crypto_merkle_leaf(block.verifier.bytes, 32);
    cr_expect(crypto_digest_equal(&leaf, &block.leaves[4]));
    crypto_merkle_deinit(&tree);
}

Test(lee_lee_blockchain, blocks_are_a_chain)
{
    struct lee_lee_chain chain = {0};
    const crypto_digest nothing = {{0}};
    struct lee_lee_block first = make(1), second = make(2), third = make(3);
    lee_lee_chain_append(&chain, &first, true);
    lee_lee_chain_append(&chain, &second, true);
    lee_lee_chain_append(&chain, &third, false);
    crypto_digest hash = lee_lee_header_hash(&first);
    cr_expect(crypto_digest_equal(&first.previous, &nothing));
    cr_expect(crypto_digest_equal(&second.previous, &hash));
    hash = lee_lee_header_hash(&second);
    cr_expect(crypto_digest_equal(&third.previous, &hash));
    cr_expect_eq(first.counter, 1);
    cr_expect_eq(second.counter, 2);
    cr_expect_eq(third.counter, 2, "what does not count leaves the counter");
    cr_expect_eq(chain.length, 3);
}

Test(lee_lee_blockchain, every_field_is_checked)
{
    struct lee_lee_chain chain = {0};
    struct lee_lee_block block = make(1), other;
    lee_lee_chain_append(&chain, &block, true);
    cr_assert(lee_lee_block_check(NULL, &block, &maker));
#define CHANGED(member)                                                                            \
    do {                                                                                           \
        other = block;                                                                             \
        ((uint8_t *)&other.member)[0] ^= 1;                                                        \
        cr_expect_not(lee_lee_block_check(NULL, &other, &maker), #member);                         \
    } while (0)
    CHANGED(counter);
    CHANGED(log.timestamp_ns);
    CHANGED(log.request_id);
    CHANGED(log.response_id);
    CHANGED(log.signature);
    CHANGED(model);
    CHANGED(firmware_version);
    CHANGED(verifier);
    CHANGED(leaves[2]);
    CHANGED(merkle_root);
    crypto_ed25519_public stranger = maker;
    stranger.bytes[0] ^= 1;
    cr_expect_not(lee_lee_block_check(NULL, &block, &stranger));
    /* Those of the header are in its hash. */
    crypto_digest hash = lee_lee_header_hash(&block);
    other = block;
    other.nonce++;
    crypto_digest changed = lee_lee_header_hash(&other);
    cr_expect_not(crypto_digest_equal(&hash, &changed));
}

/* The mean of n exponential draws has a standard deviation of mean / sqrt(n): here 1/200. Whoever
 * has waited for a mean has as long to wait again; e^-1 of all do. */
Test(lee_lee_blockchain, work_has_no_memory)
{
    enum { DRAWS = 40000, MEAN = 1000000 };
    struct base_random random;
    double sum = 0, sum_after = 0;
    unsigned longer = 0;
    base_random_init(&random, 1, 2, "work");
    for (int i = 0; i < DRAWS; i++) {
        uint64_t tries = lee_lee_draw_tries(&random, MEAN);
        sum += (double)tries;
        if (tries > MEAN) {
            longer++;
            sum_after += (double)(tries - MEAN);
        }
    }
    cr_expect_float_eq(sum / DRAWS / MEAN, 1, 4.0 / 200);
    cr_expect_float_eq((double)longer / DRAWS, 0.36788, 4 * 0.4823 / 200);
    cr_expect_float_eq(sum_after / longer / MEAN, 1, 4 / 121.0);
}

Test(lee_lee_blockchain, one_try_at_least)
{
    struct base_random random;
    base_random_init(&random, 1, 2, "work");
    for (int i = 0; i < 1000; i++)
        cr_expect_geq(lee_lee_draw_tries(&random, 1), 1);
}

/* 112 bytes a try at 2.11 MB/s: 2^18 tries take a Cortex-M4 13.91 s. */
Test(lee_lee_blockchain, rate_of_a_class)
{
    const struct crypto_device_class *chip = crypto_device_class_find("cortex_m4_168mhz");
    cr_assert_not_null(chip);
    cr_expect_float_eq((double)lee_lee_tries_ns(chip, 1 << 18), 262144 * 112 / 2.11e6 * 1e9, 1);
}
