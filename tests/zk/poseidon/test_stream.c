#include "zk/poseidon/stream.h"

#include "../bn254_support.h"

#include "vectors.h"

static struct zk_poseidon poseidon;
static uint8_t key[32], content[1 << 16], ciphertext[1 << 17], decrypted[1 << 16];

static void prepare(void)
{
    cr_assert_eq(zk_poseidon_init(17, &poseidon), 0);
    for (size_t i = 0; i < sizeof content; i++)
        content[i] = (uint8_t)(7 * i + 3);
    for (size_t i = 0; i < sizeof key; i++)
        key[i] = (uint8_t)i;
}

static void clean(void)
{
    zk_poseidon_deinit(&poseidon);
}

TestSuite(poseidon_stream, .init = prepare, .fini = clean);

Test(poseidon_stream, hashes_known_content)
{
    for (size_t i = 0; i < COUNT(content_vectors); i++) {
        zk_fr got, want = fr_of(content_vectors[i].hash);
        zk_poseidon_stream_hash(&poseidon, content, content_vectors[i].len, &got);
        cr_expect(zk_fr_equal(&got, &want), "%zu bytes", content_vectors[i].len);
    }
}

Test(poseidon_stream, zeros_at_the_end_change_the_hash)
{
    static const uint8_t zeros[64];
    zk_fr hashes[64];
    for (size_t len = 0; len < COUNT(hashes); len++) {
        zk_poseidon_stream_hash(&poseidon, zeros, len, &hashes[len]);
        for (size_t i = 0; i < len; i++)
            cr_assert_not(zk_fr_equal(&hashes[i], &hashes[len]));
    }
}

Test(poseidon_stream, makes_the_known_keystream_at_any_block)
{
    for (size_t i = 0; i < COUNT(keystream_vectors); i++) {
        zk_fr got[2][16];
        zk_poseidon_stream_keystream(&poseidon, NULL, key, keystream_vectors[i].block - (i > 0), 2,
                                     got[0]);
        for (size_t j = 0; j < 16; j++) {
            zk_fr want = fr_of(keystream_vectors[i].elements[j]);
            cr_expect(zk_fr_equal(&got[i > 0][j], &want), "block %zu, element %zu", i, j);
        }
    }
}

Test(poseidon_stream, lengths)
{
    cr_assert_eq(zk_poseidon_stream_ciphertext_bytes(0), 0);
    cr_assert_eq(zk_poseidon_stream_ciphertext_bytes(1), 32);
    cr_assert_eq(zk_poseidon_stream_ciphertext_bytes(31), 32);
    cr_assert_eq(zk_poseidon_stream_ciphertext_bytes(32), 64);
    cr_assert_eq(zk_poseidon_stream_blocks(0), 0);
    cr_assert_eq(zk_poseidon_stream_blocks(16), 1);
    cr_assert_eq(zk_poseidon_stream_blocks(17), 2);
}

Test(poseidon_stream, decrypts_what_it_encrypted_with_any_number_of_threads)
{
    static const size_t lengths[] = {0, 1, 30, 31, 32, 495, 496, 497, 15872, 15873, 1 << 16};
    static uint8_t again[sizeof ciphertext];
    struct zk_threads *threads;
    cr_assert_eq(zk_threads_new(2, &threads), 0);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        size_t len = lengths[i], bytes = zk_poseidon_stream_ciphertext_bytes(len);
        memset(decrypted, 0xee, sizeof decrypted);
        zk_poseidon_stream_encrypt(&poseidon, NULL, key, content, len, ciphertext);
        zk_poseidon_stream_encrypt(&poseidon, threads, key, content, len, again);
        cr_assert_arr_eq(ciphertext, again, bytes);
        cr_assert(zk_poseidon_stream_decrypt(&poseidon, threads, key, ciphertext, len, decrypted));
        cr_assert_arr_eq(decrypted, content, len);
        cr_assert_eq(len == sizeof decrypted ? 0xee : decrypted[len], 0xee);
    }
    zk_threads_free(threads);
}

static void check_refused(size_t len)
{
    memset(decrypted, 0xee, sizeof decrypted);
    cr_assert_not(zk_poseidon_stream_decrypt(&poseidon, NULL, key, ciphertext, len, decrypted));
    for (size_t i = 0; i < len; i++)
        cr_assert_eq(decrypted[i], 0);
}

Test(poseidon_stream, refuses_a_wrong_key)
{
    zk_poseidon_stream_encrypt(&poseidon, NULL, key, content, 1000, ciphertext);
    key[31] ^= 1;
    check_refused(1000);
}

Test(poseidon_stream, refuses_elements_of_r_or_more)
{
    zk_poseidon_stream_encrypt(&poseidon, NULL, key, content, 1000, ciphertext);
    u256_to_be(u256_of(ORDER_HEX), &ciphertext[32 * 32]);
    check_refused(1000);
    memset(&ciphertext[32 * 32], 0xff, 32);
    check_refused(1000);
}

Test(poseidon_stream, refuses_a_filling_that_is_not_zero)
{
    /* 1000 bytes leave 8 of the last element's; 1001 are another content in the same length. */
    zk_poseidon_stream_encrypt(&poseidon, NULL, key, content, 1001, ciphertext);
    check_refused(1000);
    cr_assert(zk_poseidon_stream_decrypt(&poseidon, NULL, key, ciphertext, 1001, decrypted));
}

Test(poseidon_stream, refuses_elements_of_2_to_the_248)
{
    zk_fr elements[2] = {{{0}}};
    u256 value = u256_shl(u256_from_u64(1), u256_from_u64(248));
    cr_assert(zk_fr_from_u256(&value, &elements[1]));
    cr_assert_not(zk_poseidon_stream_decode(elements, 62, decrypted));
    value = u256_sub(value, u256_from_u64(1));
    cr_assert(zk_fr_from_u256(&value, &elements[1]));
    cr_assert(zk_poseidon_stream_decode(elements, 62, decrypted));
}
