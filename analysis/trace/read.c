#include "analysis/trace/read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/bytes.h"
#include "base/error.h"

enum { IN_BYTES = 64 * 1024, OUT_BYTES = 64 * 1024, FORMAT_VERSION = 1 };
/** A frame that needs a larger window is no log: sim/trace.c asks for 2 MiB. */
#define WINDOW_LOG_MAX 23

struct trace_reader {
    FILE *stream;
    char *name;
    ZSTD_DCtx *zstd;
    ZSTD_inBuffer in;
    ZSTD_outBuffer out; /* out.pos bytes of text are there, of which `taken` are used */
    size_t taken;
    bool is_between_frames;  /* the file may end here */
    struct base_buffer text; /* the line */
    uint64_t line;
    struct trace_event head, event;
    unsigned char in_bytes[IN_BYTES];
    char out_bytes[OUT_BYTES];
};

static int wrong(const struct trace_reader *reader, const char *what)
{
    return base_fail(BASE_E_SCENARIO, "%s:%llu: %s", reader->name, (unsigned long long)reader->line,
                     what);
}

static int no_memory(void)
{
    return base_fail(BASE_E_NOMEM, "memory is exhausted");
}

/** Gets more text. 1: there is some; 0: the file is over. */
static int refill(struct trace_reader *reader)
{
    reader->taken = 0;
    reader->out.pos = 0;
    while (reader->out.pos == 0) {
        if (reader->in.pos == reader->in.size) {
            reader->in.pos = 0;
            reader->in.size = fread(reader->in_bytes, 1, IN_BYTES, reader->stream);
            if (reader->in.size == 0 && ferror(reader->stream))
                return base_fail(BASE_E_IO, "cannot read %s: %s", reader->name, strerror(errno));
            if (reader->in.size == 0)
                return reader->is_between_frames ? 0 : wrong(reader, "the file is cut off");
        }
        size_t hint = ZSTD_decompressStream(reader->zstd, &reader->out, &reader->in);
        if (ZSTD_getErrorCode(hint) == ZSTD_error_memory_allocation)
            return no_memory();
        if (ZSTD_isError(hint))
            return wrong(reader, ZSTD_getErrorName(hint));
        reader->is_between_frames = hint == 0;
    }
    return 1;
}

/** Reads up to the next line end. 1: reader->text is a line; 0: there is none. */
static int read_line(struct trace_reader *reader)
{
    base_buffer_clear(&reader->text);
    for (;;) {
        const char *begin = reader->out_bytes + reader->taken;
        size_t left = reader->out.pos - reader->taken;
        const char *end = left > 0 ? memchr(begin, '\n', left) : NULL;
        size_t len = end ? (size_t)(end - begin) : left;
        if (reader->text.len + len > TRACE_LINE_MAX)
            return wrong(reader, "the line is too long");
        base_buffer_append(&reader->text, begin, len);
        reader->taken += len + (end != NULL);
        if (base_buffer_failed(&reader->text))
            return no_memory();
        if (end)
            return 1;
        int r = refill(reader);
        if (r < 0)
            return r;
        if (r == 0)
            return reader->text.len > 0 ? wrong(reader, "the last line has no end") : 0;
    }
}

static int parse(struct trace_reader *reader, struct trace_event *ret_event)
{
    json_error_t error;
    json_t *line = json_loadb((const char *)reader->text.data, reader->text.len,
                              JSON_REJECT_DUPLICATES, &error);
    if (!line && json_error_code(&error) == json_error_out_of_memory)
        return no_memory();
    if (!json_is_object(line)) {
        json_decref(line);
        return wrong(reader, line ? "this is no object" : error.text);
    }
    const struct trace_event event = {
        .t_ns = json_is_integer(json_object_get(line, "t_ns"))
                    ? json_integer_value(json_object_get(line, "t_ns"))
                    : -1,
        .name = json_string_value(json_object_get(line, "event")),
        .line = line,
    };
    const char *what = !event.name                       ? "the line names no event"
                       : event.t_ns < 0                  ? "the line has no date"
                       : event.t_ns < reader->event.t_ns ? "the line goes back in time"
                                                         : NULL;
    if (what) {
        json_decref(line);
        return wrong(reader, what);
    }
    *ret_event = event;
    return 1;
}

int trace_next(struct trace_reader *reader, struct trace_event *ret_event)
{
    reader->line++;
    int r = read_line(reader);
    struct trace_event event;
    if (r > 0)
        r = parse(reader, &event);
    if (r <= 0)
        return r;
    json_decref(reader->event.line);
    reader->event = *ret_event = event;
    return 1;
}

static int read_head(struct trace_reader *reader)
{
    struct trace_event head;
    int r = trace_next(reader, &head);
    if (r < 0)
        return r;
    const char *format = r > 0 && trace_is(&head, "trace") ? trace_text(&head, "format") : NULL;
    if (!format || strcmp(format, "crowdpatch-trace") != 0)
        return base_fail(BASE_E_SCENARIO, "%s is no event log of crowdpatch's", reader->name);
    if (trace_number(&head, "format_version") != FORMAT_VERSION)
        return base_fail(BASE_E_SCENARIO, "%s: the log has version %lld, and %d is known",
                         reader->name, (long long)trace_number(&head, "format_version"),
                         FORMAT_VERSION);
    reader->head = head;
    json_incref(head.line);
    return 0;
}

int trace_open_stream(FILE *stream, const char *name, struct trace_reader **ret_reader)
{
    struct trace_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        fclose(stream);
        return no_memory();
    }
    reader->stream = stream;
    reader->in.src = reader->in_bytes;
    reader->out = (ZSTD_outBuffer){reader->out_bytes, OUT_BYTES, 0};
    reader->name = strdup(name);
    reader->zstd = ZSTD_createDCtx();
    int r = 0;
    if (!reader->name || !reader->zstd)
        r = no_memory();
    if (r == 0) {
        ZSTD_DCtx_setParameter(reader->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
        r = read_head(reader);
    }
    if (r < 0) {
        trace_close(reader);
        return r;
    }
    *ret_reader = reader;
    return 0;
}

int trace_open(const char *path, struct trace_reader **ret_reader)
{
    char inside[4096];
    struct stat status;
    bool is_run = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    int len = snprintf(inside, sizeof inside, is_run ? "%s/" TRACE_FILE : "%s", path);
    if (len >= (int)sizeof inside)
        return base_fail(BASE_E_IO, "cannot read %.60s...: the path is too long", path);
    FILE *stream = fopen(inside, "rb");
    if (!stream && is_run && errno == ENOENT)
        return base_fail(BASE_E_IO, "%s has no event log; make one by crowdpatch run --trace",
                         path);
    if (!stream)
        return base_fail(BASE_E_IO, "cannot read %s: %s; name the directory of a run with --trace",
                         inside, strerror(errno));
    return trace_open_stream(stream, inside, ret_reader);
}

void trace_close(struct trace_reader *reader)
{
    if (!reader)
        return;
    json_decref(reader->head.line);
    json_decref(reader->event.line);
    base_buffer_deinit(&reader->text);
    ZSTD_freeDCtx(reader->zstd);
    fclose(reader->stream);
    free(reader->name);
    free(reader);
}

const struct trace_event *trace_head(const struct trace_reader *reader)
{
    return &reader->head;
}

uint64_t trace_line(const struct trace_reader *reader)
{
    return reader->line;
}

bool trace_is(const struct trace_event *event, const char *name)
{
    return strcmp(event->name, name) == 0;
}

const char *trace_text(const struct trace_event *event, const char *key)
{
    return json_string_value(json_object_get(event->line, key));
}

int64_t trace_number(const struct trace_event *event, const char *key)
{
    const json_t *value = json_object_get(event->line, key);
    return json_is_integer(value) && json_integer_value(value) >= 0 ? json_integer_value(value)
                                                                    : -1;
}
