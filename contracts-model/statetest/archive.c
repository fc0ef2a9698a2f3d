#include "contracts-model/statetest/archive.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/error.h"

/* Source: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"; GNU tar manual,
 * "Basic Tar Format"; RFC 1952. */

enum { BLOCK = 512, CHUNK = 1 << 16, GZIP_WINDOW_BITS = 15 + 16 };

/** Where a header's fields stand. */
enum {
    NAME = 0,
    NAME_LEN = 100,
    SIZE = 124,
    SIZE_LEN = 12,
    CHECKSUM = 148,
    CHECKSUM_LEN = 8,
    TYPE = 156,
    MAGIC = 257,
    PREFIX = 345,
    PREFIX_LEN = 155,
};

struct archive {
    const char *path;
    FILE *stream;
    z_stream zip;
    uint8_t chunk[CHUNK]; /* compressed */
    bool is_over;         /* the last gzip member has ended */
    /* What an extension says of the next file. */
    struct base_buffer name;
    bool has_size;
    uint64_t size;
};

static int broken(const struct archive *archive, const char *why)
{
    return base_fail(BASE_E_SCENARIO, "%s: %s", archive->path, why);
}

/** More compressed bytes, when there are none; avail_in 0 at the stream's end. */
static int refill(struct archive *archive)
{
    if (archive->zip.avail_in > 0)
        return 0;
    errno = 0;
    archive->zip.next_in = archive->chunk;
    archive->zip.avail_in = (uInt)fread(archive->chunk, 1, CHUNK, archive->stream);
    if (archive->zip.avail_in == 0 && ferror(archive->stream))
        return base_fail(BASE_E_IO, "%s: %s", archive->path, strerror(errno));
    return 0;
}

/** Another gzip member may follow the one that has ended. */
static int next_member(struct archive *archive)
{
    int r = refill(archive);

    archive->is_over = archive->zip.avail_in == 0 || archive->zip.next_in[0] != 0x1f;
    if (r == 0 && !archive->is_over)
        inflateReset(&archive->zip);
    return r;
}

/** Up to `len` bytes of the tar stream; fewer at its end only. */
static int take(struct archive *archive, uint8_t *ret_bytes, size_t len, size_t *ret_len)
{
    archive->zip.next_out = ret_bytes;
    archive->zip.avail_out = (uInt)len;
    while (archive->zip.avail_out > 0 && !archive->is_over) {
        int r = refill(archive);
        if (r < 0)
            return r;
        if (archive->zip.avail_in == 0)
            return broken(archive, "the archive is cut off");
        int status = inflate(&archive->zip, Z_NO_FLUSH);
        if (status == Z_MEM_ERROR)
            return base_fail(BASE_E_NOMEM, "no memory to decompress");
        if (status != Z_OK && status != Z_STREAM_END)
            return broken(archive, archive->zip.msg != NULL ? archive->zip.msg : "no gzip stream");
        r = status == Z_STREAM_END ? next_member(archive) : 0;
        if (r < 0)
            return r;
    }
    *ret_len = len - archive->zip.avail_out;
    return 0;
}

/** A block, or BASE_E_SCENARIO when the stream ends within it. *ret_end: it ends before it. */
static int take_block(struct archive *archive, uint8_t ret_block[BLOCK], bool *ret_end)
{
    size_t len;
    int r = take(archive, ret_block, BLOCK, &len);

    if (r == 0 && len > 0 && len < BLOCK)
        r = broken(archive, "the archive ends within a block");
    *ret_end = len == 0;
    return r;
}

/** Octal digits, between blanks; from a first bit on a big-endian number (GNU). */
static bool read_size(const uint8_t *field, size_t len, uint64_t *ret_value)
{
    uint64_t value = 0;
    size_t i = 0;

    if (field[0] & 0x80) {
        for (i = 0; i < len; i++) {
            uint8_t byte = i == 0 ? field[0] & 0x7f : field[i];
            if (value >> 56 != 0)
                return false;
            value = value << 8 | byte;
        }
        *ret_value = value;
        return true;
    }
    while (i < len && field[i] == ' ')
        i++;
    for (; i < len && field[i] >= '0' && field[i] <= '7'; i++)
        value = value << 3 | (uint64_t)(field[i] - '0'); /* 12 digits at the most */
    *ret_value = value;
    return i == len || field[i] == ' ' || field[i] == 0;
}

static bool check_sum(const uint8_t block[BLOCK])
{
    uint64_t wanted, sum = 0;

    for (size_t i = 0; i < BLOCK; i++)
        sum += i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LEN ? ' ' : block[i];
    return read_size(block + CHECKSUM, CHECKSUM_LEN, &wanted) && sum == wanted;
}

/** Replaces archive->name by text[len], up to a NUL. */
static void set_name(struct archive *archive, const uint8_t *text, size_t len)
{
    base_buffer_clear(&archive->name);
    base_buffer_append(&archive->name, text, strnlen((const char *)text, len));
}

static void read_name(struct archive *archive, const uint8_t block[BLOCK])
{
    size_t prefix = memcmp(block + MAGIC, "ustar\0", 6) == 0
                        ? strnlen((const char *)block + PREFIX, PREFIX_LEN)
                        : 0;

    if (archive->name.len > 0)
        return; /* an extension has said it */
    if (prefix > 0) {
        base_buffer_append(&archive->name, block + PREFIX, prefix);
        base_buffer_append_u8(&archive->name, '/');
    }
    base_buffer_append(&archive->name, block + NAME, strnlen((const char *)block + NAME, NAME_LEN));
}

/** The file's bytes, and what fills its last block. */
static int take_file(struct archive *archive, uint64_t size, struct base_buffer *ret_bytes)
{
    if (size > STATETEST_ARCHIVE_FILE_MAX)
        return broken(archive, "a file in the archive has more than 256 MiB");
    base_buffer_clear(ret_bytes);
    /* By blocks: a size that is not true allocates no memory. */
    for (uint64_t left = size; left > 0;) {
        uint8_t block[BLOCK];
        bool is_end;
        int r = take_block(archive, block, &is_end);
        if (r < 0)
            return r;
        if (is_end)
            return broken(archive, "the archive ends within a file");
        size_t len = left < BLOCK ? (size_t)left : BLOCK;
        base_buffer_append(ret_bytes, block, len);
        left -= len;
    }
    base_buffer_append_u8(ret_bytes, 0); /* an end for text, which is not counted */
    if (base_buffer_failed(ret_bytes))
        return base_fail(BASE_E_NOMEM, "no memory for a file of %s", archive->path);
    ret_bytes->len--;
    return 0;
}

/** One record "length key=value\n" of a pax header. Returns its length, 0 when it is none. */
static size_t read_record(struct archive *archive, const uint8_t *text, size_t len)
{
    size_t record = 0, i = 0;

    while (i < len && text[i] >= '0' && text[i] <= '9' && record <= len)
        record = 10 * record + (size_t)(text[i++] - '0');
    if (i == 0 || i == len || text[i] != ' ' || record > len || record < i + 2 ||
        text[record - 1] != '\n')
        return 0;
    const uint8_t *key = text + i + 1;
    size_t key_len = record - i - 2;
    if (memchr(key, '=', key_len) == NULL)
        return 0;
    if (key_len > 5 && memcmp(key, "path=", 5) == 0) {
        set_name(archive, key + 5, key_len - 5);
    } else if (key_len > 5 && memcmp(key, "size=", 5) == 0) {
        archive->size = 0;
        for (size_t at = 5; at < key_len; at++) {
            if (key[at] < '0' || key[at] > '9' || archive->size > UINT64_MAX / 100)
                return 0;
            archive->size = 10 * archive->size + (uint64_t)(key[at] - '0');
        }
        archive->has_size = true;
    }
    return record;
}

static int read_extension(struct archive *archive, uint8_t type, const struct base_buffer *bytes)
{
    if (type == 'L') {
        set_name(archive, bytes->data, bytes->len);
        return 0;
    }
    for (size_t at = 0; at < bytes->len;) {
        size_t len = read_record(archive, bytes->data + at, bytes->len - at);
        if (len == 0)
            return broken(archive, "the archive has a broken pax header");
        at += len;
    }
    return 0;
}

/** archive->name as a text of printable ASCII. */
static int finish_name(struct archive *archive)
{
    for (size_t i = 0; i < archive->name.len; i++) {
        if (archive->name.data[i] < 0x20 || archive->name.data[i] > 0x7e)
            archive->name.data[i] = '?';
    }
    if (archive->name.len > STATETEST_ARCHIVE_NAME_MAX)
        archive->name.len = STATETEST_ARCHIVE_NAME_MAX;
    base_buffer_append_u8(&archive->name, 0);
    return base_buffer_failed(&archive->name) ? base_fail(BASE_E_NOMEM, "no memory for a name") : 0;
}

/** One header and what belongs to it. */
static int
read_entry(struct archive *archive, const uint8_t block[BLOCK], struct base_buffer *bytes,
           int (*visit)(void *context, const char *name, const uint8_t *bytes, size_t len),
           void *context)
{
    uint8_t type = block[TYPE];
    bool is_extension = type == 'x' || type == 'L', is_file = type == '0' || type == 0;
    uint64_t size;

    if (!check_sum(block) || !read_size(block + SIZE, SIZE_LEN, &size))
        return broken(archive, "no tar archive, or a broken one");
    if (archive->has_size && !is_extension)
        size = archive->size;
    if (type == '1' || type == '2')
        size = 0; /* links */
    int r = take_file(archive, size, bytes);
    if (r < 0 || type == 'g' || type == 'K')
        return r;
    if (is_extension)
        return read_extension(archive, type, bytes);
    if (is_file) {
        read_name(archive, block);
        r = finish_name(archive);
        if (r == 0)
            r = visit(context, (const char *)archive->name.data, bytes->data, bytes->len);
    }
    base_buffer_clear(&archive->name);
    archive->has_size = false;
    return r;
}

/** Up to the end of the compressed stream, whose checksum stands there. */
static int drain(struct archive *archive)
{
    uint8_t block[BLOCK];
    size_t len = BLOCK;
    int r = 0;

    while (r == 0 && len == BLOCK)
        r = take(archive, block, BLOCK, &len);
    return r;
}

static bool is_zero(const uint8_t block[BLOCK])
{
    return block[0] == 0 && memcmp(block, block + 1, BLOCK - 1) == 0;
}

int statetest_archive_each(const char *path, FILE *stream,
                           int (*visit)(void *context, const char *name, const uint8_t *bytes,
                                        size_t len),
                           void *context)
{
    struct archive archive = {.path = path, .stream = stream};
    struct base_buffer bytes = {0};
    uint8_t block[BLOCK];
    bool is_end;

    if (inflateInit2(&archive.zip, GZIP_WINDOW_BITS) != Z_OK)
        return base_fail(BASE_E_NOMEM, "no memory to decompress");
    int r = take_block(&archive, block, &is_end);
    while (r == 0 && !is_end && !is_zero(block)) {
        r = read_entry(&archive, block, &bytes, visit, context);
        r = r == 0 ? take_block(&archive, block, &is_end) : r;
    }
    r = r == 0 ? drain(&archive) : r;
    inflateEnd(&archive.zip);
    base_buffer_deinit(&bytes);
    base_buffer_deinit(&archive.name);
    return r;
}
