#include <string.h>
#include <zstd.h>

#include "analysis/trace/export.h"
#include "analysis/trace/story.h"
#include "tests/fuzz/fuzz.h"

/** A log that unpacks to more than this takes too long. */
#define LINES_MAX 2000

enum { PACKED_MAX = 1 << 20 };

/* Input: a log, packed by zstd, or else its text, which is packed here. Whatever it holds, reading
   it ends with an error or a text. */
static struct trace_reader *open_log(const uint8_t *data, size_t size)
{
    static uint8_t packed[PACKED_MAX];
    static const uint8_t magic[4] = {0x28, 0xb5, 0x2f, 0xfd};
    struct trace_reader *reader = NULL;
    if (size == 0 || size > PACKED_MAX / 2)
        return NULL;
    if (size < 4 || memcmp(data, magic, 4) != 0) {
        size = ZSTD_compress(packed, sizeof packed, data, size, 1);
        FUZZ_CHECK(!ZSTD_isError(size));
        data = packed;
    }
    FILE *stream = fmemopen((void *)data, size, "rb");
    FUZZ_CHECK(stream);
    return trace_open_stream(stream, "log", &reader) < 0 ? NULL : reader;
}

static int write_story(struct trace_reader *reader, FILE *out)
{
    return trace_story(reader, 0, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int (*const writers[])(struct trace_reader *, FILE *) = {
        trace_export_text, trace_export_paje, trace_export_chrome, write_story};
    struct trace_reader *reader = open_log(data, size);
    struct trace_event event;
    uint64_t lines = 0;
    while (reader && lines < LINES_MAX && trace_next(reader, &event) > 0)
        lines++;
    trace_close(reader);
    for (size_t i = 0; reader && lines < LINES_MAX && i < sizeof writers / sizeof writers[0]; i++) {
        char *text = NULL;
        size_t len;
        FILE *out = open_memstream(&text, &len);
        struct trace_reader *again = open_log(data, size);
        FUZZ_CHECK(out && again);
        writers[i](again, out);
        trace_close(again);
        fclose(out);
        free(text);
    }
    return 0;
}
