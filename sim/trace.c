#include "sim/trace.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "sim/sink.h"
#include "sim/trace_private.h"

struct sim_trace {
    struct sim_sink *sink;
    bool in_line;          /* begun and not ended */
    struct base_map kinds; /* uint32_t -> const char * */
};

static void append(struct sim_trace *trace, const char *text, size_t len)
{
    sim_sink_append(trace->sink, text, len);
}

static void append_text(struct sim_trace *trace, const char *text)
{
    append(trace, text, strlen(text));
}

int sim_trace_open(const char *path, struct sim_trace **ret_trace)
{
    struct sim_trace *trace = calloc(1, sizeof(*trace));
    if (trace == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for %s", path);
    int r = sim_sink_open(path, SIM_SINK_ZSTD, &trace->sink);
    if (r < 0) {
        free(trace);
        return r;
    }
    base_map_init(&trace->kinds, sizeof(uint32_t), sizeof(const char *));
    *ret_trace = trace;
    return 0;
}

int sim_trace_close(struct sim_trace *trace)
{
    if (trace == NULL)
        return 0;
    assert(!trace->in_line && "the last line is not ended");
    int r = sim_sink_close(trace->sink);
    base_map_deinit(&trace->kinds);
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
