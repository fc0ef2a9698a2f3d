#include <criterion/criterion.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/error.h"
#include "contracts-model/statetest/archive.h"

/* Archives made here, block by block. */

enum { BLOCK = 512 };

/** What was visited: "name=first bytes;". */
struct seen {
    char text[16384];
    int stop_with;
};

static int visit(void *context, const char *name, const uint8_t *bytes, size_t len)
{
    struct seen *seen = context;
    size_t used = strlen(seen->text);

    cr_assert_eq(bytes[len], 0);
    snprintf(seen->text + used, sizeof(seen->text) - used, "%s=%zu:%.8s;", name, len,
             (const char *)bytes);
    return seen->stop_with;
}

static void put_checksum(uint8_t *block)
{
    unsigned sum = 0;

    memset(block + 148, ' ', 8);
    for (int i = 0; i < BLOCK; i++)
        sum += block[i];
    snprintf((char *)block + 148, 7, "%06o", sum);
}

/** A header with its data; returns where the header stands. */
static size_t put(struct base_buffer *tar, char type, const char *name, const char *data)
{
    uint8_t block[BLOCK] = {0};
    size_t at = tar->len, len = strlen(data);

    strncpy((char *)block, name, 100);
    snprintf((char *)block + 124, 12, "%011o", (unsigned)len);
    block[156] = (uint8_t)type;
    memcpy(block + 257,
           "ustar\0"
           "00",
           8);
    put_checksum(block);
    base_buffer_append(tar, block, BLOCK);
    base_buffer_append(tar, data, len);
    base_buffer_append_zeros(tar, (BLOCK - len % BLOCK) % BLOCK);
    return at;
}

static void put_end(struct base_buffer *tar)
{
    base_buffer_append_zeros(tar, 2 * BLOCK);
}

/** Appends one gzip member. */
static void compress_to(struct base_buffer *out, const uint8_t *bytes, size_t len)
{
    uint8_t chunk[65536];
    z_stream zip = {0};

    cr_assert_eq(deflateInit2(&zip, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    zip.next_in = (uint8_t *)bytes;
    zip.avail_in = (uInt)len;
    zip.next_out = chunk;
    zip.avail_out = sizeof(chunk);
    cr_assert_eq(deflate(&zip, Z_FINISH), Z_STREAM_END);
    base_buffer_append(out, chunk, sizeof(chunk) - zip.avail_out);
    deflateEnd(&zip);
}

static int read_bytes(const uint8_t *bytes, size_t len, struct seen *seen)
{
    FILE *stream = fmemopen((void *)bytes, len, "rb");

    cr_assert_not_null(stream);
    seen->text[0] = '\0';
    int r = statetest_archive_each("a.tar.gz", stream, visit, seen);
    fclose(stream);
    return r;
}

/** Compresses and reads; takes the tar. */
static int read_tar(struct base_buffer *tar, struct seen *seen)
{
    struct base_buffer zip = {0};

    compress_to(&zip, tar->data, tar->len);
    int r = read_bytes(zip.data, zip.len, seen);
    base_buffer_deinit(&zip);
    base_buffer_deinit(tar);
    return r;
}

static void expect_read(struct base_buffer *tar, const char *wanted)
{
    struct seen seen = {.stop_with = 0};

    cr_expect_eq(read_tar(tar, &seen), 0, "%s", base_fail_text());
    cr_expect_str_eq(seen.text, wanted);
}

static void expect_broken(struct base_buffer *tar, const char *why)
{
    struct seen seen = {.stop_with = 0};

    cr_expect_eq(read_tar(tar, &seen), BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(), why);
}

Test(archive, files_in_order)
{
    struct base_buffer tar = {0};
    char long_data[1025];

    memset(long_data, 'x', 1024);
    long_data[1024] = '\0';
    put(&tar, '5', "folder/", "");
    put(&tar, '0', "folder/a", "first");
    put(&tar, '\0', "empty", "");
    put(&tar, '0', "whole blocks", long_data);
    put(&tar, '2', "link", "");
    put(&tar, '0', "last", "end");
    put_end(&tar);
    expect_read(&tar, "folder/a=5:first;empty=0:;whole blocks=1024:xxxxxxxx;last=3:end;");
    /* Without an end mark; nothing at all. */
    put(&tar, '0', "a", "b");
    expect_read(&tar, "a=1:b;");
    put_end(&tar);
    expect_read(&tar, "");
}

Test(archive, long_names)
{
    struct base_buffer tar = {0};
    size_t at = put(&tar, '0', "name", "1");

    memcpy(tar.data + at + 345, "pre/fix", 7);
    put_checksum(tar.data + at);
    put(&tar, 'L', "././@LongLink", "gnu/long");
    put(&tar, '0', "gnu/lo", "2");
    put(&tar, 'g', "global", "16 path=nowhere\n");
    put(&tar, 'x', "pax", "13 path=p/ax\n12 mtime=12\n");
    put(&tar, '0', "p", "3");
    put(&tar, '0', "\x1b[2J\xc3\xa9", "4");
    put(&tar, '0', "plain", "5");
    expect_read(&tar, "pre/fix/name=1:1;gnu/long=1:2;p/ax=1:3;?[2J?"
                      "?=1:4;plain=1:5;");
}

Test(archive, sizes_of_other_forms)
{
    struct base_buffer tar = {0};
    size_t at = put(&tar, '0', "base256", "abc");

    memset(tar.data + at + 124, 0, 12);
    tar.data[at + 124] = 0x80;
    tar.data[at + 135] = 3;
    put_checksum(tar.data + at);
    put(&tar, 'x', "pax", "9 size=2\n");
    at = put(&tar, '0', "pax size", "de");
    memcpy(tar.data + at + 124, "00000000000", 11);
    put_checksum(tar.data + at);
    expect_read(&tar, "base256=3:abc;pax size=2:de;");
}

Test(archive, what_is_broken_is_refused)
{
    struct base_buffer tar = {0};
    struct seen seen = {.stop_with = 0};
    size_t at = put(&tar, '0', "a", "b");

    tar.data[at] ^= 1;
    expect_broken(&tar, "a.tar.gz: no tar archive, or a broken one");
    at = put(&tar, '0', "a", "b");
    tar.data[at + 124] = '9';
    put_checksum(tar.data + at);
    expect_broken(&tar, "a.tar.gz: no tar archive, or a broken one");
    put(&tar, '0', "a", "b");
    tar.len -= 1;
    expect_broken(&tar, "a.tar.gz: the archive ends within a block");
    put(&tar, '0', "a", "b");
    tar.len -= BLOCK;
    expect_broken(&tar, "a.tar.gz: the archive ends within a file");
    at = put(&tar, '0', "a", "b");
    memcpy(tar.data + at + 124, "77777777777", 11);
    put_checksum(tar.data + at);
    expect_broken(&tar, "a.tar.gz: a file in the archive has more than 256 MiB");
    static const char *const records[] = {"x\n",          "99 path=a\n",
                                          "9 path=a",     "3 \n",
                                          "11 size=-1\n", "32 size=99999999999999999999999\n"};
    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
        put(&tar, 'x', "pax", records[i]);
        expect_broken(&tar, "a.tar.gz: the archive has a broken pax header");
    }
    cr_expect_eq(read_bytes((const uint8_t *)"text", 4, &seen), BASE_E_SCENARIO);
    cr_expect_eq(read_bytes((const uint8_t *)"\x1f\x8b", 2, &seen), BASE_E_SCENARIO);
    cr_expect_str_eq(base_fail_text(), "a.tar.gz: the archive is cut off");
}

/* Every cut, and every byte that is another one, is noticed or changes nothing that is read. */
Test(archive, no_cut_goes_unnoticed)
{
    struct base_buffer tar = {0}, zip = {0};
    struct seen seen = {.stop_with = 0};

    put(&tar, '0', "a", "b");
    put_end(&tar);
    compress_to(&zip, tar.data, tar.len);
    cr_expect_eq(read_bytes(zip.data, zip.len, &seen), 0);
    for (size_t len = 1; len < zip.len; len++)
        cr_expect_eq(read_bytes(zip.data, len, &seen), BASE_E_SCENARIO, "%zu", len);
    /* After the header of 10 bytes comes what the checksum covers. */
    for (size_t i = 10; i < zip.len; i++) {
        zip.data[i] ^= 0x10;
        int r = read_bytes(zip.data, zip.len, &seen);
        cr_expect(r == BASE_E_SCENARIO || (r == 0 && strcmp(seen.text, "a=1:b;") == 0), "%zu", i);
        zip.data[i] ^= 0x10;
    }
    base_buffer_deinit(&tar);
    base_buffer_deinit(&zip);
}

Test(archive, members_of_gzip_follow_one_another)
{
    struct base_buffer tar = {0}, zip = {0};
    struct seen seen = {.stop_with = 0};

    put(&tar, '0', "a", "b");
    put(&tar, '0', "c", "d");
    put_end(&tar);
    compress_to(&zip, tar.data, 700);
    compress_to(&zip, tar.data + 700, tar.len - 700);
    base_buffer_append_zeros(&zip, 100);
    cr_expect_eq(read_bytes(zip.data, zip.len, &seen), 0, "%s", base_fail_text());
    cr_expect_str_eq(seen.text, "a=1:b;c=1:d;");
    base_buffer_deinit(&tar);
    base_buffer_deinit(&zip);
}

Test(archive, a_visitor_ends_the_reading)
{
    struct base_buffer tar = {0};
    struct seen seen = {.stop_with = 7};

    put(&tar, '0', "a", "b");
    put(&tar, '0', "c", "d");
    cr_expect_eq(read_tar(&tar, &seen), 7);
    cr_expect_str_eq(seen.text, "a=1:b;");
}
