#include <string.h>
#include <zlib.h>

#include "base/error.h"
#include "contracts-model/statetest/archive.h"
#include "tests/fuzz/fuzz.h"

/* Input: a byte, and with 0 a compressed archive, else a tar archive, which is compressed here and
 * whose headers get their checksum. It is read, or refused with a reason. */

enum { BLOCK = 512, CHECKSUM = 148, MAGIC = 257, LEN_MAX = 1 << 16 };

static int visit(void *context, const char *name, const uint8_t *bytes, size_t len)
{
    size_t *total = context;

    FUZZ_CHECK(strlen(name) <= STATETEST_ARCHIVE_NAME_MAX);
    for (const char *c = name; *c != '\0'; c++)
        FUZZ_CHECK(*c >= 0x20 && *c < 0x7f);
    FUZZ_CHECK(len <= STATETEST_ARCHIVE_FILE_MAX && bytes[len] == 0);
    *total += len;
    return 0;
}

static void read_archive(const uint8_t *data, size_t len)
{
    static const uint8_t nothing[1];
    size_t total = 0;
    /* fmemopen() takes no 0. */
    FILE *stream = len > 0 ? fmemopen((void *)data, len, "rb") : fmemopen((void *)nothing, 1, "rb");

    FUZZ_CHECK(stream != NULL);
    int r = statetest_archive_each("fuzz.tar.gz", stream, visit, &total);
    FUZZ_CHECK(r == 0 || r == BASE_E_SCENARIO || r == BASE_E_NOMEM);
    FUZZ_CHECK(r == 0 || base_fail_text()[0] != '\0');
    /* deflate makes at most 1,032 of a byte. */
    FUZZ_CHECK(total <= 1032 * (len + 1));
    fclose(stream);
}

static void put_checksums(uint8_t *tar, size_t len)
{
    for (size_t at = 0; at + BLOCK <= len; at += BLOCK) {
        uint8_t *block = tar + at;
        unsigned sum = 0;
        if (memcmp(block + MAGIC, "ustar", 5) != 0)
            continue;
        memset(block + CHECKSUM, ' ', 8);
        for (size_t i = 0; i < BLOCK; i++)
            sum += block[i];
        snprintf((char *)block + CHECKSUM, 7, "%06o", sum);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static uint8_t tar[LEN_MAX], compressed[2 * LEN_MAX];
    z_stream zip = {0};

    if (len == 0 || len > LEN_MAX)
        return 0;
    if (data[0] == 0) {
        read_archive(data + 1, len - 1);
        return 0;
    }
    memcpy(tar, data + 1, len - 1);
    put_checksums(tar, len - 1);
    FUZZ_CHECK(deflateInit2(&zip, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    zip.next_in = tar;
    zip.avail_in = (uInt)len - 1;
    zip.next_out = compressed;
    zip.avail_out = sizeof(compressed);
    FUZZ_CHECK(deflate(&zip, Z_FINISH) == Z_STREAM_END);
    read_archive(compressed, sizeof(compressed) - zip.avail_out);
    deflateEnd(&zip);
    return 0;
}
