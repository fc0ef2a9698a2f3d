#include "contracts-model/chain/rlp.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/hex.h"
#include "base/random.h"

/* Frees the buffer. */
static void expect_hex(struct base_buffer *buffer, const char *hex)
{
    cr_assert_not(base_buffer_failed(buffer));
    char text[4096];
    cr_assert_lt(2 * buffer->len, sizeof(text));
    base_hex_encode(buffer->data, buffer->len, text);
    cr_expect_str_eq(text, hex);
    base_buffer_deinit(buffer);
}

static void append_text(struct base_buffer *buffer, const char *text)
{
    chain_rlp_append_bytes(buffer, text, strlen(text));
}

/* Source: the examples of the RLP page of ethereum.org, and ethereum/tests rlptest.json. */
Test(rlp, strings)
{
    struct base_buffer b = {0};
    append_text(&b, "dog");
    expect_hex(&b, "83646f67");
    append_text(&b, "");
    expect_hex(&b, "80");
    append_text(&b, "\x7f");
    expect_hex(&b, "7f");
    append_text(&b, "\x80");
    expect_hex(&b, "8180");
    chain_rlp_append_bytes(&b, "\0", 1);
    expect_hex(&b, "00");
    append_text(&b, "Lorem ipsum dolor sit amet, consectetur adipisicing eli"); /* 55 bytes */
    expect_hex(&b, "b74c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e73656374657475"
                   "7220616469706973696369"
                   "6e6720656c69");
    append_text(&b, "Lorem ipsum dolor sit amet, consectetur adipisicing elit"); /* 56 bytes */
    expect_hex(&b,
               "b8384c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e73656374657475"
               "7220616469706973696369"
               "6e6720656c6974");
}

Test(rlp, integers)
{
    struct base_buffer b = {0};
    chain_rlp_append_u64(&b, 0);
    expect_hex(&b, "80");
    chain_rlp_append_u64(&b, 15);
    expect_hex(&b, "0f");
    chain_rlp_append_u64(&b, 127);
    expect_hex(&b, "7f");
    chain_rlp_append_u64(&b, 128);
    expect_hex(&b, "8180");
    chain_rlp_append_u64(&b, 1024);
    expect_hex(&b, "820400");
    chain_rlp_append_u64(&b, UINT64_MAX);
    expect_hex(&b, "88ffffffffffffffff");
    chain_rlp_append_u256(&b, (u256){{0, 0, 0, (uint64_t)1 << 56}});
    expect_hex(&b, "a00100000000000000000000000000000000000000000000000000000000000000");
}

Test(rlp, lists)
{
    struct base_buffer b = {0};
    size_t l = chain_rlp_list_begin(&b);
    append_text(&b, "cat");
    append_text(&b, "dog");
    chain_rlp_list_end(&b, l);
    expect_hex(&b, "c88363617483646f67");

    chain_rlp_list_end(&b, chain_rlp_list_begin(&b));
    expect_hex(&b, "c0");

    /* The set-theoretic three: [ [], [[]], [ [], [[]] ] ] */
    size_t three = chain_rlp_list_begin(&b);
    chain_rlp_list_end(&b, chain_rlp_list_begin(&b));
    size_t one = chain_rlp_list_begin(&b);
    chain_rlp_list_end(&b, chain_rlp_list_begin(&b));
    chain_rlp_list_end(&b, one);
    size_t two = chain_rlp_list_begin(&b);
    chain_rlp_list_end(&b, chain_rlp_list_begin(&b));
    one = chain_rlp_list_begin(&b);
    chain_rlp_list_end(&b, chain_rlp_list_begin(&b));
    chain_rlp_list_end(&b, one);
    chain_rlp_list_end(&b, two);
    chain_rlp_list_end(&b, three);
    expect_hex(&b, "c7c0c1c0c3c0c1c0");
}

Test(rlp, a_long_list_gets_a_long_prefix)
{
    struct base_buffer b = {0};
    size_t l = chain_rlp_list_begin(&b);
    for (int i = 0; i < 300; i++)
        chain_rlp_append_u64(&b, 1);
    chain_rlp_list_end(&b, l);
    cr_assert_eq(b.len, 303);
    cr_expect_eq(memcmp(b.data, "\xf9\x01\x2c\x01", 4), 0);

    struct chain_rlp_cursor message, list;
    chain_rlp_cursor_init(&message, b.data, b.len);
    chain_rlp_read_list(&message, &list);
    cr_expect(chain_rlp_done(&message));
    for (int i = 0; i < 300; i++)
        cr_expect_eq(chain_rlp_read_u64(&list), 1);
    cr_expect(chain_rlp_done(&list));
    base_buffer_deinit(&b);
}

static bool decodes_as_string(const char *hex)
{
    uint8_t bytes[128];
    size_t len = strlen(hex) / 2, item_len;
    cr_assert_eq(base_hex_decode(hex, bytes, len), 0);
    struct chain_rlp_cursor cursor;
    chain_rlp_cursor_init(&cursor, bytes, len);
    (void)chain_rlp_read_bytes(&cursor, &item_len);
    return chain_rlp_done(&cursor);
}

static bool decodes_as_list(const char *hex)
{
    uint8_t bytes[128];
    size_t len = strlen(hex) / 2;
    cr_assert_eq(base_hex_decode(hex, bytes, len), 0);
    struct chain_rlp_cursor cursor, list;
    chain_rlp_cursor_init(&cursor, bytes, len);
    chain_rlp_read_list(&cursor, &list);
    return chain_rlp_done(&cursor) && !list.failed;
}

Test(rlp, the_decoder_takes_only_the_canonical_form)
{
    cr_expect(decodes_as_string("83646f67"));
    cr_expect(decodes_as_string("80"));
    cr_expect(decodes_as_string("00"));
    cr_expect(decodes_as_list("c0"));
    cr_expect(decodes_as_list("c88363617483646f67"));

    cr_expect_not(decodes_as_string(""), "nothing");
    cr_expect_not(decodes_as_string("83646f"), "cut off");
    cr_expect_not(decodes_as_string("83646f6767"), "trailing byte");
    cr_expect_not(decodes_as_string("8100"), "a small byte stands for itself");
    cr_expect_not(decodes_as_string("817f"), "a small byte stands for itself");
    cr_expect(decodes_as_string("8180"));
    cr_expect_not(decodes_as_string("b80161"), "a long length for a short string");
    cr_expect_not(decodes_as_string("b803646f67"), "a long length for a short string");
    cr_expect_not(decodes_as_string("b8"), "no length");
    cr_expect_not(decodes_as_string("b9003861"), "a length with a leading zero");
    cr_expect_not(decodes_as_string("bfffffffffffffffff61"), "longer than any memory");
    cr_expect_not(decodes_as_string("bf000000000000003861"), "a length with leading zeros");
    cr_expect_not(decodes_as_string("c0"), "a list is no string");
    cr_expect_not(decodes_as_list("80"), "a string is no list");
    cr_expect_not(decodes_as_list("c1"), "cut off");
    cr_expect_not(decodes_as_list("c000"), "trailing byte");
    cr_expect_not(decodes_as_list("f800"), "a long length for a short list");
    cr_expect_not(decodes_as_list("f90001c0"), "a length with a leading zero");
    cr_expect_not(decodes_as_list("ffffffffffffffffff"), "longer than any memory");
}

static bool decodes_as_u64(const char *hex, uint64_t *ret_value)
{
    uint8_t bytes[64];
    size_t len = strlen(hex) / 2;
    cr_assert_eq(base_hex_decode(hex, bytes, len), 0);
    struct chain_rlp_cursor cursor;
    chain_rlp_cursor_init(&cursor, bytes, len);
    *ret_value = chain_rlp_read_u64(&cursor);
    return chain_rlp_done(&cursor);
}

Test(rlp, integers_are_minimal_and_fit)
{
    uint64_t value;
    cr_expect(decodes_as_u64("80", &value) && value == 0);
    cr_expect(decodes_as_u64("820400", &value) && value == 1024);
    cr_expect(decodes_as_u64("88ffffffffffffffff", &value) && value == UINT64_MAX);
    cr_expect_not(decodes_as_u64("00", &value), "zero is the empty string");
    cr_expect_not(decodes_as_u64("820001", &value), "a leading zero");
    cr_expect_not(decodes_as_u64("89010000000000000000", &value), "nine bytes");

    uint8_t bytes[34] = {0xa1, 1}; /* 33 bytes */
    struct chain_rlp_cursor cursor;
    chain_rlp_cursor_init(&cursor, bytes, sizeof(bytes));
    (void)chain_rlp_read_u256(&cursor);
    cr_expect_not(chain_rlp_done(&cursor));
}

Test(rlp, a_failure_is_sticky)
{
    const uint8_t bytes[] = {0xc0, 0x05};
    struct chain_rlp_cursor cursor, list;
    chain_rlp_cursor_init(&cursor, bytes, sizeof(bytes));
    cr_expect_eq(chain_rlp_read_u64(&cursor), 0);
    cr_expect_eq(chain_rlp_read_u64(&cursor), 0, "the failed cursor does not step on to the 5");
    cr_expect(cursor.failed);
    chain_rlp_read_list(&cursor, &list);
    cr_expect(list.failed);
    cr_expect_not(chain_rlp_done(&list));
    uint8_t fixed[3] = {1, 2, 3};
    chain_rlp_read_fixed(&cursor, fixed, sizeof(fixed));
    cr_expect_eq(memcmp(fixed, "\0\0\0", 3), 0);
}

/* Walks whatever the bytes hold, opening every list, with an explicit stack of cursors. */
static size_t walk(const uint8_t *bytes, size_t len)
{
    struct chain_rlp_cursor stack[64];
    size_t depth = 1, items = 0;
    chain_rlp_cursor_init(&stack[0], bytes, len);
    while (depth > 0) {
        struct chain_rlp_cursor *top = &stack[depth - 1];
        if (!chain_rlp_more(top)) {
            depth--;
            continue;
        }
        items++;
        struct chain_rlp_cursor as_list = *top;
        struct chain_rlp_cursor content;
        chain_rlp_read_list(&as_list, &content);
        if (!as_list.failed && depth < 64) {
            *top = as_list;
            stack[depth++] = content;
        } else {
            size_t item_len;
            const uint8_t *item = chain_rlp_read_bytes(top, &item_len);
            if (!top->failed)
                cr_assert(item >= bytes && item + item_len <= bytes + len);
        }
    }
    return items;
}

Test(rlp, random_bytes_never_lead_outside)
{
    struct base_random random;
    base_random_init(&random, 7, 0, "test.rlp");
    size_t items = 0;
    for (int round = 0; round < 20000; round++) {
        uint8_t bytes[80];
        size_t len = base_random_below(&random, sizeof(bytes) + 1);
        base_random_bytes(&random, bytes, len);
        /* Exact heap copy, so that the sanitizer sees a read past its end. */
        uint8_t *copy = malloc(len > 0 ? len : 1);
        memcpy(copy, bytes, len);
        items += walk(copy, len);
        free(copy);
    }
    cr_expect_gt(items, 20000);
}
