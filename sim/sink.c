#include "sim/sink.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "base/error.h"

enum { GZIP_LEVEL = 6, ZSTD_LEVEL = 3, BUFFER_BYTES = 64 * 1024 };

struct sim_sink {
    FILE *file;
    char *path;
    bool failed; /* the first failure is recorded */
    enum sim_sink_format format;
    z_stream zlib;
    ZSTD_CCtx *zstd;
    size_t used;
    unsigned char text[BUFFER_BYTES];
    unsigned char out[BUFFER_BYTES];
};

static void fail(struct sim_sink *sink, const char *what)
{
    if (!sink->failed)
        base_fail(BASE_E_IO, "cannot write %s: %s", sink->path, what);
    sink->failed = true;
}

static void write_out(struct sim_sink *sink, const unsigned char *bytes, size_t len)
{
    if (!sink->failed && fwrite(bytes, 1, len, sink->file) != len)
        fail(sink, strerror(errno));
}

static void flush_gzip(struct sim_sink *sink, bool is_end)
{
    sink->zlib.next_in = sink->text;
    sink->zlib.avail_in = (uInt)sink->used;
    do {
        sink->zlib.next_out = sink->out;
        sink->zlib.avail_out = BUFFER_BYTES;
        if (deflate(&sink->zlib, is_end ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR)
            fail(sink, "zlib refuses");
        write_out(sink, sink->out, BUFFER_BYTES - sink->zlib.avail_out);
    } while (sink->zlib.avail_out == 0 && !sink->failed);
}

static void flush_zstd(struct sim_sink *sink, bool is_end)
{
    ZSTD_inBuffer in = {sink->text, sink->used, 0};
    size_t left;
    do {
        ZSTD_outBuffer out = {sink->out, BUFFER_BYTES, 0};
        left = ZSTD_compressStream2(sink->zstd, &out, &in, is_end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left))
            fail(sink, ZSTD_getErrorName(left));
        write_out(sink, sink->out, out.pos);
    } while (!sink->failed && (is_end ? left > 0 : in.pos < in.size));
}

static void flush(struct sim_sink *sink, bool is_end)
{
    switch (sink->format) {
    case SIM_SINK_PLAIN:
        write_out(sink, sink->text, sink->used);
        break;
    case SIM_SINK_GZIP:
        flush_gzip(sink, is_end);
        break;
    case SIM_SINK_ZSTD:
        flush_zstd(sink, is_end);
        break;
    }
    sink->used = 0;
}

void sim_sink_append(struct sim_sink *sink, const char *text, size_t len)
{
    while (len > 0) {
        size_t room = BUFFER_BYTES - sink->used;
        size_t part = len < room ? len : room;
        memcpy(sink->text + sink->used, text, part);
        sink->used += part;
        text += part;
        len -= part;
        if (sink->used == BUFFER_BYTES)
            flush(sink, false);
    }
}

static bool begin_compression(struct sim_sink *sink)
{
    static gz_header header = {.os = 255};
    if (sink->format == SIM_SINK_GZIP)
        return deflateInit2(&sink->zlib, GZIP_LEVEL, Z_DEFLATED, MAX_WBITS + 16, 8,
                            Z_DEFAULT_STRATEGY) == Z_OK &&
               deflateSetHeader(&sink->zlib, &header) == Z_OK;
    if (sink->format == SIM_SINK_PLAIN)
        return true;
    sink->zstd = ZSTD_createCCtx();
    return sink->zstd != NULL &&
           !ZSTD_isError(ZSTD_CCtx_setParameter(sink->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL)) &&
           !ZSTD_isError(ZSTD_CCtx_setParameter(sink->zstd, ZSTD_c_checksumFlag, 1));
}

static void free_sink(struct sim_sink *sink)
{
    if (sink->format == SIM_SINK_GZIP)
        deflateEnd(&sink->zlib);
    ZSTD_freeCCtx(sink->zstd);
    free(sink->path);
    free(sink);
}

int sim_sink_open(const char *path, enum sim_sink_format format, struct sim_sink **ret_sink)
{
    struct sim_sink *sink = calloc(1, sizeof(*sink));
    if (sink == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for %s", path);
    sink->format = format;
    sink->path = strdup(path);
    int r = 0;
    if (sink->path == NULL || !begin_compression(sink))
        r = base_fail(BASE_E_NOMEM, "no memory for %s", path);
    else if ((sink->file = fopen(path, "wb")) == NULL)
        r = base_fail(BASE_E_IO, "cannot write %s: %s", path, strerror(errno));
    if (r < 0)
        free_sink(sink);
    else
        *ret_sink = sink;
    return r;
}

int sim_sink_close(struct sim_sink *sink)
{
    flush(sink, true);
    if (fclose(sink->file) != 0)
        fail(sink, strerror(errno));
    int r = sink->failed ? BASE_E_IO : 0;
    free_sink(sink);
    return r;
}
