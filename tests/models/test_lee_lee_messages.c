#include <criterion/criterion.h>

#include "models/lee_lee/messages.h"

static crypto_ed25519_public key;
static crypto_ed25519_secret secret;

static void set_up(void)
{
    const uint8_t seed[32] = {5};
    cr_assert_eq(crypto_init(), 0);
    crypto_ed25519_keypair(seed, &key, &secret);
}

TestSuite(lee_lee_messages, .init = set_up);

/* Every shorter payload is refused, and so is a longer one. */
#define EXPECT_LENGTH(buffer, decode)                                                              \
    do {                                                                                           \
        for (size_t len = 0; len < (buffer).len; len++)                                            \
            cr_expect_not(decode((buffer).data, len, &read), "%zu", len);                          \
        base_buffer_append_u8(&(buffer), 0);                                                       \
        cr_expect_not(decode((buffer).data, (buffer).len, &read));                                 \
        base_buffer_deinit(&(buffer));                                                             \
    } while (0)

Test(lee_lee_messages, req_verchk)
{
    struct lee_lee_req_verchk sent = {.key = key, .version = 3, .nonce = 4}, read;
    struct base_buffer buffer = {0};
    memset(sent.id.bytes, 1, 32);
    memset(sent.model, 2, sizeof sent.model);
    lee_lee_encode_req_verchk(&buffer, &sent);
    cr_assert_eq(buffer.len, 96);
    cr_assert(lee_lee_decode_req_verchk(buffer.data, buffer.len, &read));
    cr_expect_arr_eq(&read, &sent, sizeof sent);
    EXPECT_LENGTH(buffer, lee_lee_decode_req_verchk);
}

Test(lee_lee_messages, res_verchk_of_each_case)
{
    uint8_t hashes[3 * 32];
    struct lee_lee_res_verchk sent = {.version = 3, .nonce = 4}, read;
    struct base_buffer buffer = {0};
    memset(hashes, 9, sizeof hashes);
    memset(sent.id.bytes, 1, 32);
    lee_lee_encode_res_verchk(&buffer, &sent);
    cr_assert_eq(buffer.len, 96);
    cr_assert(lee_lee_decode_res_verchk(buffer.data, buffer.len, &read));
    cr_expect_not(read.has_key || read.has_metadata);
    cr_expect_eq(read.version, 3);
    cr_expect_eq(read.nonce, 4);
    base_buffer_clear(&buffer);
    sent.has_key = true;
    sent.key = key;
    lee_lee_encode_res_verchk(&buffer, &sent);
    cr_assert_eq(buffer.len, 128);
    cr_assert(lee_lee_decode_res_verchk(buffer.data, buffer.len, &read));
    cr_expect(read.has_key && !read.has_metadata);
    cr_expect_arr_eq(read.key.bytes, key.bytes, 32);
    base_buffer_clear(&buffer);
    sent.has_key = false;
    sent.has_metadata = true;
    sent.metadata = (struct lee_lee_metadata){.version = 5,
                                              .update_bytes = 1500,
                                              .piece_bytes = 512,
                                              .piece_count = 3,
                                              .piece_hashes = hashes};
    lee_lee_encode_res_verchk(&buffer, &sent);
    cr_assert_eq(buffer.len, 96 + LEE_LEE_METADATA_BYTES(3));
    cr_assert(lee_lee_decode_res_verchk(buffer.data, buffer.len, &read));
    cr_expect(!read.has_key && read.has_metadata);
    cr_expect_eq(read.metadata.version, 5);
    cr_expect_eq(read.metadata.update_bytes, 1500);
    cr_expect_eq(read.metadata.piece_count, 3);
    cr_expect_arr_eq(read.metadata.piece_hashes, hashes, sizeof hashes);
    base_buffer_deinit(&buffer);
}

Test(lee_lee_messages, metadata_that_claims_too_much)
{
    uint8_t hash[32] = {0};
    struct lee_lee_metadata sent = {.piece_count = 1, .piece_hashes = hash}, read;
    struct base_buffer buffer = {0};
    uint64_t nonce;
    lee_lee_encode_res_metadata(&buffer, 8, &sent);
    cr_assert_eq(buffer.len, 56 + LEE_LEE_METADATA_BYTES(1));
    cr_assert(lee_lee_decode_res_metadata(buffer.data, buffer.len, &nonce, &read));
    cr_expect_eq(nonce, 8);
    for (size_t len = 0; len < buffer.len; len++)
        cr_expect_not(lee_lee_decode_res_metadata(buffer.data, len, &nonce, &read));
    memset(buffer.data + buffer.len - 36, 0xff, 4); /* the count */
    cr_expect_not(lee_lee_decode_res_metadata(buffer.data, buffer.len, &nonce, &read));
    base_buffer_deinit(&buffer);
}

Test(lee_lee_messages, signed_ones)
{
    struct lee_lee_verification sent = {.nonce = 6}, read;
    struct base_buffer buffer = {0};
    memset(sent.verifier.bytes, 1, 32);
    lee_lee_encode_verification(NULL, &buffer, &sent, LEE_LEE_REQ_VERIFICATION, &secret);
    cr_assert_eq(buffer.len, 152);
    cr_assert(lee_lee_decode_verification(buffer.data, buffer.len, &read));
    cr_expect_eq(read.nonce, 6);
    cr_expect(lee_lee_is_signed(NULL, buffer.data, buffer.len, LEE_LEE_REQ_VERIFICATION, &key));
    cr_expect_not(lee_lee_is_signed(NULL, buffer.data, buffer.len, LEE_LEE_RES_VERIFICATION, &key));
    cr_expect_not(lee_lee_is_signed(NULL, buffer.data, 63, LEE_LEE_REQ_VERIFICATION, &key));
    for (size_t i = 0; i < buffer.len; i++) {
        buffer.data[i] ^= 1;
        cr_expect_not(
            lee_lee_is_signed(NULL, buffer.data, buffer.len, LEE_LEE_REQ_VERIFICATION, &key));
        buffer.data[i] ^= 1;
    }
    EXPECT_LENGTH(buffer, lee_lee_decode_verification);
}

Test(lee_lee_messages, notice)
{
    struct lee_lee_notice sent = {.version = 1, .nonce = 2}, read;
    struct base_buffer buffer = {0};
    lee_lee_encode_notice(NULL, &buffer, &sent, &secret);
    cr_assert_eq(buffer.len, 112);
    cr_assert(lee_lee_decode_notice(buffer.data, buffer.len, &read));
    cr_expect_eq(read.version, 1);
    cr_expect_eq(read.nonce, 2);
    EXPECT_LENGTH(buffer, lee_lee_decode_notice);
}

Test(lee_lee_messages, req_metadata)
{
    struct lee_lee_req_metadata sent = {.version = 1, .nonce = 2, .key = key}, read;
    struct base_buffer buffer = {0};
    lee_lee_encode_req_metadata(&buffer, &sent);
    cr_assert_eq(buffer.len, 144);
    cr_assert(lee_lee_decode_req_metadata(buffer.data, buffer.len, &read));
    cr_expect_arr_eq(&read, &sent, sizeof sent);
    EXPECT_LENGTH(buffer, lee_lee_decode_req_metadata);
}

Test(lee_lee_messages, downloads)
{
    struct lee_lee_req_download sent = {.nonce = 2, .version = 7}, read;
    struct base_buffer buffer = {0};
    lee_lee_encode_req_download(NULL, &buffer, &sent, &secret);
    cr_assert_eq(buffer.len, 184);
    cr_assert(lee_lee_decode_req_download(buffer.data, buffer.len, &read));
    cr_expect_not(read.has_version);
    base_buffer_clear(&buffer);
    sent.has_version = true;
    lee_lee_encode_req_download(NULL, &buffer, &sent, &secret);
    cr_assert_eq(buffer.len, 192);
    cr_assert(lee_lee_decode_req_download(buffer.data, buffer.len, &read));
    cr_expect_eq(read.version, 7);
    cr_expect_not(lee_lee_decode_req_download(buffer.data, 191, &read));
    base_buffer_clear(&buffer);

    const uint8_t peers[2 * LEE_LEE_PEER_BYTES] = {1, 2, 3};
    struct lee_lee_res_download list = {.nonce = 3, .peer_count = 2, .peers = peers}, got;
    lee_lee_encode_res_download(NULL, &buffer, &list, &secret);
    cr_assert_eq(buffer.len, 152 + 36 + 12);
    cr_assert(lee_lee_decode_res_download(buffer.data, buffer.len, false, &got));
    cr_expect_eq(got.peer_count, 2);
    cr_expect_arr_eq(got.peers, peers, sizeof peers);
    cr_expect_not(lee_lee_decode_res_download(buffer.data, buffer.len, true, &got));
    for (size_t len = 0; len < buffer.len; len++)
        cr_expect_not(lee_lee_decode_res_download(buffer.data, len, false, &got));
    base_buffer_deinit(&buffer);
}

Test(lee_lee_messages, join_and_log)
{
    struct lee_lee_join sent, read;
    struct lee_lee_block block = {.version = 1}, got;
    crypto_ed25519_public maker;
    struct base_buffer buffer = {0};
    memset(&sent, 4, sizeof sent);
    lee_lee_encode_join(&buffer, &sent);
    cr_assert_eq(buffer.len, 112);
    cr_assert(lee_lee_decode_join(buffer.data, buffer.len, &read));
    cr_expect_arr_eq(&read, &sent, sizeof sent);
    base_buffer_clear(&buffer);
    lee_lee_encode_log(&buffer, &key, &block);
    cr_assert_eq(buffer.len, 472);
    cr_assert(lee_lee_decode_log(buffer.data, buffer.len, &maker, &got));
    cr_expect_arr_eq(maker.bytes, key.bytes, 32);
    cr_expect_not(lee_lee_decode_log(buffer.data, buffer.len - 1, &maker, &got));
    base_buffer_append_u8(&buffer, 0);
    cr_expect_not(lee_lee_decode_log(buffer.data, buffer.len, &maker, &got));
    base_buffer_deinit(&buffer);
}
