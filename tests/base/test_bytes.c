#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/random.h"

Test(bytes, what_is_written_is_read)
{
    struct base_buffer buffer = {0};
    base_buffer_append_u8(&buffer, 0xab);
    base_buffer_append_be32(&buffer, 0x01020304);
    base_buffer_append_be64(&buffer, UINT64_C(0x1122334455667788));
    base_buffer_append_block(&buffer, "block", 5);
    base_buffer_append_block(&buffer, NULL, 0);
    base_buffer_append_zeros(&buffer, 3);
    base_buffer_printf(&buffer, "%d-%s", 42, "x");
    static const uint8_t expected[] = "\xab\x01\x02\x03\x04\x11\x22\x33\x44\x55\x66\x77\x88"
                                      "\0\0\0\5block\0\0\0\0\0\0\0"
                                      "42-x";
    cr_assert_eq(buffer.len, sizeof expected - 1);
    cr_assert_arr_eq(buffer.data, expected, sizeof expected - 1);

    struct base_reader reader;
    base_reader_init(&reader, buffer.data, buffer.len);
    cr_assert_eq(base_reader_u8(&reader), 0xab);
    cr_assert_eq(base_reader_be32(&reader), 0x01020304);
    cr_assert_eq(base_reader_be64(&reader), UINT64_C(0x1122334455667788));
    size_t len;
    cr_assert_eq(memcmp(base_reader_block(&reader, &len), "block", 5), 0);
    cr_assert_eq(len, 5);
    cr_assert_not_null(base_reader_block(&reader, &len));
    cr_assert_eq(len, 0);
    uint8_t rest[7];
    cr_assert_not(base_reader_done(&reader));
    base_reader_copy(&reader, rest, 7);
    cr_assert_arr_eq(rest,
                     "\0\0\0"
                     "42-x",
                     7);
    cr_assert(base_reader_done(&reader));
    base_buffer_deinit(&buffer);
}

Test(bytes, reading_past_the_end_is_sticky)
{
    struct base_reader reader;
    base_reader_init(&reader, "\x01\x02\x03", 3);
    cr_assert_eq(base_reader_be32(&reader), 0);
    cr_assert_not(base_reader_ok(&reader));
    cr_assert_eq(base_reader_u8(&reader), 0);
    uint8_t out[2] = {9, 9};
    base_reader_copy(&reader, out, 2);
    cr_assert_eq(out[0] | out[1], 0);
    cr_assert_null(base_reader_take(&reader, 0));
    size_t len = 5;
    cr_assert_null(base_reader_block(&reader, &len));
    cr_assert_eq(len, 0);
    cr_assert_not(base_reader_done(&reader));

    base_reader_init(&reader, NULL, 0);
    cr_assert_not_null(base_reader_take(&reader, 0));
    cr_assert(base_reader_done(&reader));
}

Test(bytes, failure_is_sticky)
{
    struct base_buffer buffer = {0};
    base_buffer_append_u8(&buffer, 1);
    base_buffer_append_zeros(&buffer, SIZE_MAX);
    cr_assert(base_buffer_failed(&buffer));
    base_buffer_append_u8(&buffer, 2);
    cr_assert_eq(buffer.len, 1);
    size_t len;
    cr_assert_null(base_buffer_steal(&buffer, &len));
    cr_assert_not(base_buffer_failed(&buffer));
    cr_assert_null(buffer.data);
}

Test(bytes, steal_hands_over)
{
    struct base_buffer buffer = {0};
    size_t len = 9;
    uint8_t *data = base_buffer_steal(&buffer, &len);
    cr_assert_not_null(data);
    cr_assert_eq(len, 0);
    free(data);
    base_buffer_append(&buffer, "abc", 3);
    data = base_buffer_steal(&buffer, &len);
    cr_assert_eq(len, 3);
    cr_assert_null(buffer.data);
    free(data);
    base_buffer_append(&buffer, "abc", 3);
    base_buffer_clear(&buffer);
    cr_assert_eq(buffer.len, 0);
    base_buffer_deinit(&buffer);
}

/* Whatever the bytes and the reads: nothing outside the input, and failure iff too much was asked.
 */
Test(bytes, random_reads_stay_inside)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.reader");
    for (int round = 0; round < 3000; round++) {
        size_t len = base_random_below(&random, 40);
        uint8_t *data = malloc(len + 1);
        base_random_bytes(&random, data, len);
        struct base_reader reader;
        base_reader_init(&reader, data, len);
        size_t expected = 0;
        bool ok = true;
        while (ok) {
            size_t wanted = 0;
            size_t block_len;
            uint8_t out[16];
            switch (base_random_below(&random, 6)) {
            case 0:
                wanted = 1;
                ok = expected + 1 <= len;
                cr_assert_eq(base_reader_u8(&reader), ok ? data[expected] : 0);
                break;
            case 1:
                wanted = 4;
                base_reader_be32(&reader);
                break;
            case 2:
                wanted = 8;
                base_reader_be64(&reader);
                break;
            case 3:
                wanted = base_random_below(&random, sizeof out);
                base_reader_copy(&reader, out, wanted);
                break;
            case 4:
                wanted = base_random_below(&random, 10);
                ok = expected + wanted <= len;
                cr_assert_eq(base_reader_take(&reader, wanted), ok ? data + expected : NULL);
                break;
            default:
                wanted = 4;
                if (expected + 4 <= len)
                    wanted += (size_t)data[expected] << 24 | data[expected + 1] << 16 |
                              data[expected + 2] << 8 | data[expected + 3];
                base_reader_block(&reader, &block_len);
            }
            expected += wanted;
            ok = expected <= len;
            cr_assert_eq(base_reader_ok(&reader), ok);
            cr_assert_eq(base_reader_done(&reader), expected == len);
        }
        free(data);
    }
}

Test(bytes, stores_big_endian)
{
    uint8_t bytes[12];
    base_store_be32(bytes, 0x01020304);
    base_store_be64(bytes + 4, UINT64_C(0xf1f2f3f4f5f6f7f8));
    static const uint8_t expected[12] = {1,    2,    3,    4,    0xf1, 0xf2,
                                         0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8};
    cr_expect_eq(memcmp(bytes, expected, sizeof bytes), 0);
}
