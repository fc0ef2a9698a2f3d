#include "sim/trace.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/error.h"
#include "base/map.h"
#include "sim/trace_private.h"

enum { COMPRESSION_LEVEL = 3, TEXT_BYTES = 64 * 1024, OUT_BYTES = 64 * 1024 };

struct sim_trace {
    FILE *file;
    char *path;
    bool failed;  /* the first failure is recorded */
    bool in_line; /* begun and not ended */
    ZSTD_CCtx *zstd;
    struct base_map kinds; /* uint32_t -> const char * */
    size_t used;
    char text[TEXT_BYTES];
    char out[OUT_BYTES];
};

static void fail(struct sim_trace *trace, const char *what)
{
    if (!trace->failed)
        base_fail(BASE_E_IO, "cannot write %s: %s", trace->path, what);
    trace->failed = true;
}

static void flush(struct sim_trace *trace, ZSTD_EndDirective directive)
{
    ZSTD_inBuffer in = {trace->text, trace->used, 0};
    size_t left;
    do {
        ZSTD_outBuffer out = {trace->out, OUT_BYTES, 0};
        left = ZSTD_compressStream2(trace->zstd, &out, &in, directive);
        if (ZSTD_isError(left))
            fail(trace, ZSTD_getErrorName(left));
        else if (!trace->failed && fwrite(trace->out, 1, out.pos, trace->file) != out.pos)
            fail(trace, strerror(errno));
    } while (!trace->failed && (directive == ZSTD_e_end ? left > 0 : in.pos < in.size));
    trace->used = 0;
}

static void append(struct sim_trace *trace, const char *text, size_t len)
{
    while (len > 0) {
        size_t room = TEXT_BYTES - trace->used;
        size_t part = len < room ? len : room;
        memcpy(trace->text + trace->used, text, part);
        trace->used += part;
        text += part;
        len -= part;
        if (trace->used == TEXT_BYTES)
            flush(trace, ZSTD_e_continue);
    }
}

static void append_text(struct sim_trace *trace, const char *text)
{
    append(trace, text, strlen(text));
}

int sim_trace_open(const char *path, struct sim_trace **ret_trace)
{
    struct sim_trace *trace = calloc(1, sizeof(*trace));
    if (trace == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for an event log");
    base_map_init(&trace->kinds, sizeof(uint32_t), sizeof(const char *));
    trace->path = strdup(path);
    trace->zstd = ZSTD_createCCtx();
    int r = 0;
    if (trace->path == NULL || trace->zstd == NULL)
        r = base_fail(BASE_E_NOMEM, "no memory for an event log");
    if (r == 0 && (trace->file = fopen(path, "wb")) == NULL)
        r = base_fail(BASE_E_IO, "cannot write %s: %s", path, strerror(errno));
    if (r == 0) {
        ZSTD_CCtx_setParameter(trace->zstd, ZSTD_c_compressionLevel, COMPRESSION_LEVEL);
        ZSTD_CCtx_setParameter(trace->zstd, ZSTD_c_checksumFlag, 1);
        *ret_trace = trace;
        return 0;
    }
    ZSTD_freeCCtx(trace->zstd);
    free(trace->path);
    free(trace);
    return r;
}

int sim_trace_close(struct sim_trace *trace)
{
    if (trace == NULL)
        return 0;
    assert(!trace->in_line && "the last line is not ended");
    flush(trace, ZSTD_e_end);
    if (fclose(trace->file) != 0)
        fail(trace, strerror(errno));
    int r = trace->failed ? BASE_E_IO : 0;
    ZSTD_freeCCtx(trace->zstd);
    base_map_deinit(&trace->kinds);
    free(trace->path);
    free(trace);
    return r;
}

int sim_trace_name_kind(struct sim_trace *trace, uint32_t kind, const char *name)
{
    const char **slot = base_map_put(&trace->kinds, &kind, NULL);
    if (slot == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for an event log");
    *slot = name;
    return 0;
}

static void key(struct sim_trace *trace, const char *name)
{
    assert(trace->in_line);
    append(trace, ",\"", 2);
    append_text(trace, name);
    append(trace, "\":", 2);
}

void sim_trace_begin(struct sim_trace *trace, sim_time date, const char *event)
{
    char text[48];
    assert(!trace->in_line && "the line before is not ended");
    trace->in_line = true;
    snprintf(text, sizeof text, "{\"t_ns\":%" PRId64, date);
    append_text(trace, text);
    sim_trace_text(trace, "event", event);
}

void sim_trace_text(struct sim_trace *trace, const char *name, const char *value)
{
    key(trace, name);
    append(trace, "\"", 1);
    for (; *value != '\0'; value++) {
        char escaped[8];
        unsigned char c = (unsigned char)*value;
        if (c == '"' || c == '\\')
            snprintf(escaped, sizeof escaped, "\\%c", c);
        else if (c < 0x20)
            snprintf(escaped, sizeof escaped, "\\u%04x", c);
        else
            snprintf(escaped, sizeof escaped, "%c", c);
        append_text(trace, escaped);
    }
    append(trace, "\"", 1);
}

static void number(struct sim_trace *trace, const char *name, const char *digits)
{
    key(trace, name);
    append_text(trace, digits);
}

void sim_trace_u64(struct sim_trace *trace, const char *name, uint64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, value);
    number(trace, name, text);
}

void sim_trace_date(struct sim_trace *trace, const char *name, sim_time value)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, value);
    number(trace, name, text);
}

void sim_trace_bool(struct sim_trace *trace, const char *name, bool value)
{
    number(trace, name, value ? "true" : "false");
}

void sim_trace_u256(struct sim_trace *trace, const char *name, u256 value)
{
    char text[U256_DECIMAL_MAX];
    u256_format(value, text);
    sim_trace_text(trace, name, text);
}

void sim_trace_node(struct sim_trace *trace, const char *name, const struct sim_node *node)
{
    if (node != NULL)
        sim_trace_text(trace, name, sim_node_name(node));
}

void sim_trace_end(struct sim_trace *trace)
{
    assert(trace->in_line);
    trace->in_line = false;
    append(trace, "}\n", 2);
}

void sim_trace_kind(struct sim_trace *trace, uint32_t kind)
{
    const char *const *name = base_map_get(&trace->kinds, &kind);
    if (name != NULL)
        sim_trace_text(trace, "kind", *name);
    else
        sim_trace_u64(trace, "kind", kind);
}
