#include <criterion/criterion.h>

#include "models/boudguiga/audience.h"
#include "models/boudguiga/messages.h"

static void init(void)
{
    cr_assert_eq(crypto_init(), 0);
}
TestSuite(boudguiga_messages, .init = init);

static struct boudguiga_post sample(void)
{
    static const uint8_t cover[72] = {1, 2, 3};
    struct boudguiga_post post = {
        .version = 7,
        .part = 2,
        .parts = 5,
        .bytes = 1000,
        .cover = cover,
        .cover_len = sizeof cover,
    };
    memset(post.update_id.bytes, 3, 32);
    memset(post.part_sha256.bytes, 4, 32);
    memset(post.manufacturer.bytes, 5, 20);
    memset(post.signature.bytes, 6, 64);
    return post;
}

Test(boudguiga_messages, an_update_transaction_travels)
{
    struct boudguiga_post post = sample(), read;
    struct base_buffer buffer = {0};
    boudguiga_encode_post(&buffer, &post);
    cr_assert_eq(buffer.len, BOUDGUIGA_POST_BYTES + 72);
    cr_assert(boudguiga_decode_post(buffer.data, buffer.len, &read));
    cr_expect_eq(read.version, 7);
    cr_expect_eq(read.part, 2);
    cr_expect_eq(read.parts, 5);
    cr_expect_eq(read.bytes, 1000);
    cr_expect_eq(read.cover_len, 72);
    cr_expect_arr_eq(read.cover, post.cover, 72);
    cr_expect(crypto_digest_equal(&read.update_id, &post.update_id));
    cr_expect(crypto_digest_equal(&read.part_sha256, &post.part_sha256));
    cr_expect(crypto_address_equal(&read.manufacturer, &post.manufacturer));
    cr_expect_arr_eq(read.signature.bytes, post.signature.bytes, 64);
    for (size_t len = 0; len < buffer.len; len++)
        cr_expect_not(boudguiga_decode_post(buffer.data, len, &read));
    base_buffer_deinit(&buffer);
}

/* Part 5 of 5, and part 1 of a binary that is elsewhere. */
Test(boudguiga_messages, a_part_that_there_is_not)
{
    struct boudguiga_post post = sample(), read;
    struct base_buffer buffer = {0};
    post.part = 5;
    boudguiga_encode_post(&buffer, &post);
    cr_expect_not(boudguiga_decode_post(buffer.data, buffer.len, &read));
    base_buffer_clear(&buffer);
    post.part = 1;
    post.parts = 0;
    boudguiga_encode_post(&buffer, &post);
    cr_expect_not(boudguiga_decode_post(buffer.data, buffer.len, &read));
    base_buffer_deinit(&buffer);
}

Test(boudguiga_messages, every_field_is_signed)
{
    const crypto_digest type = {{1}}, other_type = {{2}};
    const struct boudguiga_post post = sample();
    const crypto_digest digest = boudguiga_post_digest(&type, &post);
    struct boudguiga_post changed[8];
    crypto_digest other = boudguiga_post_digest(&other_type, &post);
    cr_expect_not(crypto_digest_equal(&digest, &other));
    for (int i = 0; i < 8; i++)
        changed[i] = post;
    changed[0].version++;
    changed[1].part++;
    changed[2].parts++;
    changed[3].bytes++;
    changed[4].update_id.bytes[31] ^= 1;
    changed[5].part_sha256.bytes[31] ^= 1;
    changed[6].manufacturer.bytes[19] ^= 1;
    changed[7].cover_len -= 36;
    for (int i = 0; i < 8; i++) {
        other = boudguiga_post_digest(&type, &changed[i]);
        cr_expect_not(crypto_digest_equal(&digest, &other), "%d", i);
    }
    changed[0] = post;
    changed[0].signature.bytes[0] ^= 1;
    other = boudguiga_post_digest(&type, &changed[0]);
    cr_expect(crypto_digest_equal(&digest, &other));
}

Test(boudguiga_messages, a_vote_names_all_that_it_says)
{
    const crypto_digest update = {{1}}, other_update = {{2}};
    const crypto_address checker = {{3}}, other = {{4}}, nobody = {{0}};
    const crypto_digest digests[] = {
        boudguiga_vote_digest(&update, &checker, true, &nobody),
        boudguiga_vote_digest(&other_update, &checker, true, &nobody),
        boudguiga_vote_digest(&update, &other, true, &nobody),
        boudguiga_vote_digest(&update, &checker, false, &nobody),
        boudguiga_vote_digest(&update, &checker, true, &other),
    };
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < i; j++)
            cr_expect_not(crypto_digest_equal(&digests[i], &digests[j]), "%d %d", i, j);
}

Test(boudguiga_messages, transactions_have_names_of_their_own)
{
    const crypto_digest update = {{1}}, other = {{2}};
    crypto_digest a = boudguiga_transaction_id(&update, 0),
                  b = boudguiga_transaction_id(&update, 1), c = boudguiga_transaction_id(&other, 0);
    cr_expect_not(crypto_digest_equal(&a, &b));
    cr_expect_not(crypto_digest_equal(&a, &c));
}

/* Wraps for `devices` of whom the last `revoked` shall not read; returns the number of wrapped
 * keys. Everybody else's leaf opens it, theirs do not. */
static size_t wrap(enum boudguiga_encryption encryption, uint32_t devices, uint32_t revoked)
{
    static const uint8_t master[32] = {9}, content_key[32] = {7, 8};
    const struct boudguiga_config config = {
        .variant = BOUDGUIGA_INNOCUOUSNESS,
        .encryption = encryption,
        .checkers = 3,
        .revoked_devices = revoked,
    };
    const crypto_digest update = {{1}}, other_update = {{2}};
    struct boudguiga_audience audience;
    struct base_buffer cover = {0};
    uint8_t key[32];
    boudguiga_audience_init(&audience, &config, devices, master);
    size_t count = boudguiga_audience_wrap(&audience, encryption, &update, content_key, &cover);
    cr_assert_eq(cover.len, count * BOUDGUIGA_COVER_ENTRY_BYTES);
    cr_expect_leq(count, boudguiga_audience_cover_max(&config, devices));
    for (uint32_t i = 0; i < 3 + devices; i++) {
        uint32_t leaf = i < 3 ? boudguiga_audience_checker(&audience, i)
                              : boudguiga_audience_device(&audience, i - 3);
        bool opens =
            boudguiga_audience_unwrap(&audience, leaf, &update, cover.data, cover.len, key);
        cr_expect_eq(opens, i < 3 + devices - revoked, "%u of %u", i, devices);
        cr_expect(!opens || memcmp(key, content_key, 32) == 0);
        /* Of another update it is another key. */
        if (opens &&
            boudguiga_audience_unwrap(&audience, leaf, &other_update, cover.data, cover.len, key))
            cr_expect_neq(memcmp(key, content_key, 32), 0);
    }
    cr_expect_not(
        boudguiga_audience_unwrap(&audience, audience.width, &update, cover.data, 35, key));
    base_buffer_deinit(&cover);
    return count;
}

Test(boudguiga_messages, a_key_for_each_receiver)
{
    cr_expect_eq(wrap(BOUDGUIGA_PER_DEVICE, 13, 0), 16);
    cr_expect_eq(wrap(BOUDGUIGA_PER_DEVICE, 13, 4), 12);
}

/* Sixteen leaves. All: the root. Without the last: 8 + 4 + 2 + 1. Without the last four: 8 + 4. */
Test(boudguiga_messages, the_fewest_subtrees)
{
    cr_expect_eq(wrap(BOUDGUIGA_BROADCAST, 13, 0), 1);
    cr_expect_eq(wrap(BOUDGUIGA_BROADCAST, 13, 1), 4);
    cr_expect_eq(wrap(BOUDGUIGA_BROADCAST, 13, 4), 2);
    cr_expect_eq(wrap(BOUDGUIGA_BROADCAST, 13, 13), 2); /* of the three checking nodes */
    for (uint32_t devices = 1; devices < 40; devices++)
        for (uint32_t revoked = 0; revoked <= devices; revoked++)
            cr_expect_leq(wrap(BOUDGUIGA_BROADCAST, devices, revoked), 11);
}
