#include "tests/zk/iden3/support.h"
#include "zk/iden3/container.h"

/* Sections 7 ("abcd") and 2 ("xy"), in that order. */
static const uint8_t sample[] = "test\1\0\0\0\2\0\0\0"
                                "\7\0\0\0\4\0\0\0\0\0\0\0abcd"
                                "\2\0\0\0\2\0\0\0\0\0\0\0xy";
#define SAMPLE_LEN (sizeof(sample) - 1)

static struct zk_iden3_container container;

static int read_bytes(const uint8_t *data, size_t len)
{
    static struct zk_iden3_file file;
    file = (struct zk_iden3_file){.name = "x", .data = data, .len = len};
    return zk_iden3_container_read(&file, "test", 1, &container);
}

/* The sample with one byte changed. */
static int read_changed(size_t at, uint8_t byte)
{
    static uint8_t changed[SAMPLE_LEN];
    memcpy(changed, sample, SAMPLE_LEN);
    changed[at] = byte;
    return read_bytes(changed, SAMPLE_LEN);
}

Test(zk_iden3_container, sections_in_any_order)
{
    struct zk_iden3_cursor cursor;
    const uint8_t *bytes;
    uint32_t value;

    cr_assert_eq(read_bytes(sample, SAMPLE_LEN), 0);
    cr_assert(zk_iden3_container_has(&container, 7));
    cr_assert_not(zk_iden3_container_has(&container, 1));
    cr_assert_eq(zk_iden3_container_find(&container, 2, "two", &cursor), 0);
    cr_assert_eq(zk_iden3_take(&cursor, 1, "a byte", &bytes), 0);
    cr_assert_eq(*bytes, 'x');
    cr_assert_eq(zk_iden3_left(&cursor), 1);
    cr_assert_eq(zk_iden3_take_u32(&cursor, "a number", &value), BASE_E_SCENARIO);
    expect_text("x: offset 41, section 2 (two): found 1 bytes, expected the 4 of a number");
    cr_assert_eq(zk_iden3_container_find(&container, 7, "seven", &cursor), 0);
    cr_assert_eq(zk_iden3_take_u32(&cursor, "a number", &value), 0);
    cr_assert_eq(value, 0x64636261);
    cr_assert_eq(zk_iden3_expect_left(&cursor, 0, 1, "bytes"), 0);
    cr_assert_eq(zk_iden3_expect_left(&cursor, 3, 5, "points"), BASE_E_SCENARIO);
    expect_text("x: offset 28, section 7 (seven): found 0 bytes, expected those of 3 points with 5 "
                "each");
    cr_assert_eq(zk_iden3_container_find(&container, 1, "one", &cursor), BASE_E_SCENARIO);
    expect_text("x: there is no section 1 (one)");
}

Test(zk_iden3_container, refuses)
{
    cr_assert_eq(read_changed(0, 'r'), BASE_E_SCENARIO);
    expect_text("x: offset 0: found \"rest\", expected \"test\"");
    cr_assert_eq(read_changed(1, 1), BASE_E_SCENARIO);
    expect_text("x: offset 0: found \"t?st\", expected \"test\"");
    cr_assert_eq(read_changed(4, 2), BASE_E_SCENARIO);
    expect_text("x: offset 4: found version 2, expected 1");
    cr_assert_eq(read_changed(8, 1), BASE_E_SCENARIO);
    expect_text("x: offset 28: 14 bytes follow the last section");
    cr_assert_eq(read_changed(8, 3), BASE_E_SCENARIO);
    expect_text(
        "x: offset 42: found 0 bytes, expected the 12 of a section's type and length; it is "
        "the one after 2 of 3");
    cr_assert_eq(read_changed(10, 1), BASE_E_SCENARIO);
    expect_text("x: offset 8: found 65538 sections, expected at most 64");
    cr_assert_eq(read_changed(28, 7), BASE_E_SCENARIO);
    expect_text("x: offset 28: section 7 again; it stands at offset 12 already");
    cr_assert_eq(read_changed(32, 3), BASE_E_SCENARIO);
    expect_text("x: offset 28: section 2 has 3 bytes, and the file only 2 more");
    cr_assert_eq(read_changed(39, 0xff), BASE_E_SCENARIO);
}

Test(zk_iden3_container, every_shorter_file_is_refused)
{
    for (size_t len = 0; len < SAMPLE_LEN; len++) {
        uint8_t *exact = malloc(len + 1);
        memcpy(exact, sample, len);
        cr_assert_eq(read_bytes(len > 0 ? exact : NULL, len), BASE_E_SCENARIO, "%zu bytes", len);
        free(exact);
    }
}

Test(zk_iden3_container, fields)
{
    struct written written;
    struct zk_iden3_cursor cursor;

    written_begin(&written);
    zk_iden3_put_header(written.stream, "test", 1, 1);
    zk_iden3_put_section(written.stream, 1, 36);
    zk_iden3_put_u32(written.stream, 32);
    zk_iden3_put_u256(written.stream, &zk_iden3_r);
    struct zk_iden3_file file = written_end(&written);
    cr_assert_eq(zk_iden3_container_read(&file, "test", 1, &container), 0);
    cr_assert_eq(zk_iden3_container_find(&container, 1, "one", &cursor), 0);
    cr_assert_eq(zk_iden3_take_modulus(&cursor, "the field", &zk_iden3_p), BASE_E_SCENARIO);
    expect_text(
        "x: offset 28, section 1 (one): found 2188824287183927522224640574525727508854836440"
        "0416034343698204186575808495617 for the field, which is not that of BN254");
    cr_assert_eq(zk_iden3_container_find(&container, 1, "one", &cursor), 0);
    cr_assert_eq(zk_iden3_take_modulus(&cursor, "the field", &zk_iden3_r), 0);
    written.data[24] = 48;
    cr_assert_eq(zk_iden3_container_find(&container, 1, "one", &cursor), 0);
    cr_assert_eq(zk_iden3_take_modulus(&cursor, "the field", &zk_iden3_r), BASE_E_SCENARIO);
    expect_text("x: offset 24, section 1 (one): found 48 bytes for the field, expected 32 (BN254)");

    /* r - 1 is the last element. */
    uint8_t bytes[32];
    zk_fr element, minus_one = fr_of(1);
    zk_fr_neg(&minus_one, &minus_one);
    memcpy(bytes, written.data + 28, 32);
    cr_assert_not(zk_iden3_get_fr(bytes, &element));
    bytes[0]--;
    cr_assert(zk_iden3_get_fr(bytes, &element));
    cr_assert(zk_fr_equal(&element, &minus_one));
    free(written.data);
}
