#include "sim/sink.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

enum { LEN = 300000 };

static const enum sim_sink_format formats[] = {SIM_SINK_PLAIN, SIM_SINK_GZIP, SIM_SINK_ZSTD};

/** Writes LEN bytes in pieces of growing length, and reads what is in the file. */
static size_t write_and_read(enum sim_sink_format format, const char text[LEN], char ret[2 * LEN])
{
    char path[] = "/tmp/sink-XXXXXX";
    struct sim_sink *sink;
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    close(fd);
    cr_assert_eq(sim_sink_open(path, format, &sink), 0);
    for (size_t done = 0, part = 0; done < LEN; done += part) {
        part = part + 7 < LEN - done ? part + 7 : LEN - done;
        sim_sink_append(sink, text + done, part);
    }
    cr_assert_eq(sim_sink_close(sink), 0);
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file);
    size_t len = fread(ret, 1, 2 * LEN, file);
    fclose(file);
    unlink(path);
    return len;
}

Test(sink, formats)
{
    static const unsigned char gzip[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0};
    static const unsigned char zstd[] = {0x28, 0xb5, 0x2f, 0xfd};
    static char text[LEN], found[2 * LEN], again[2 * LEN];
    for (size_t i = 0; i < LEN; i++)
        text[i] = (char)('a' + i % 26 * i / 1000 % 26);
    cr_assert_eq(write_and_read(SIM_SINK_PLAIN, text, found), LEN);
    cr_expect_eq(memcmp(found, text, LEN), 0);
    size_t len = write_and_read(SIM_SINK_GZIP, text, found);
    cr_expect_lt(len, LEN / 2);
    cr_expect_eq(memcmp(found, gzip, sizeof gzip), 0, "a name, or a date");
    cr_expect_eq((unsigned char)found[9], 255, "a system");
    cr_expect_eq(write_and_read(SIM_SINK_GZIP, text, again), len);
    cr_expect_eq(memcmp(found, again, len), 0);
    len = write_and_read(SIM_SINK_ZSTD, text, found);
    cr_expect_lt(len, LEN / 2);
    cr_expect_eq(memcmp(found, zstd, sizeof zstd), 0);
    cr_expect(found[4] & 4, "no checksum");
}

/* What is read back stands in tests of tables and event logs. */
Test(sink, what_fails_is_told_at_the_end)
{
    static char text[LEN];
    struct sim_sink *sink;
    srand(1);
    for (size_t i = 0; i < LEN; i++)
        text[i] = (char)rand();
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(sim_sink_open("/dev/full", formats[i], &sink), 0);
        sim_sink_append(sink, text, LEN);
        cr_expect_eq(sim_sink_close(sink), BASE_E_IO, "format %zu", i);
        cr_expect_not_null(strstr(base_fail_text(), strerror(ENOSPC)), "%s", base_fail_text());
        cr_expect_eq(sim_sink_open("/nowhere/x", formats[i], &sink), BASE_E_IO);
        cr_expect_not_null(strstr(base_fail_text(), strerror(ENOENT)), "%s", base_fail_text());
    }
}
