#include "analysis/campaign/record.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Deeper than result.json. */
#define NAME_MAX_BYTES 256
#define RESULT_KEY ",\"result\":"
#define ERROR_KEY ",\"error\":"

/** JSON in one line: a line end stands in no text of it. */
static void append_line(struct base_buffer *out, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        base_buffer_append(out, text, len);
        text += len;
        text += strspn(text, "\n ");
    }
}

void campaign_record_compose(const struct campaign_record *record, const char *text,
                             struct base_buffer *out)
{
    base_buffer_printf(out,
                       "{\"id\":\"%s\",\"index\":%" PRIu64
                       ",\"ok\":%s,\"wall_s\":%.4f,\"cpu_s\":%.4f,"
                       "\"memory_bytes\":%" PRIu64,
                       record->id, record->index, record->is_ok ? "true" : "false", record->wall_s,
                       record->cpu_s, record->memory_bytes);
    if (record->is_ok) {
        base_buffer_printf(out, RESULT_KEY);
        append_line(out, text);
    } else {
        json_t *quoted = json_string(text);
        char *json = json_dumps(quoted ? quoted : json_null(), JSON_ENCODE_ANY);
        base_buffer_printf(out, ERROR_KEY "%s", json ? json : "\"\"");
        json_decref(quoted);
        free(json);
    }
    base_buffer_printf(out, "}");
}

bool campaign_record_parse(const char *text, struct campaign_record *ret_record)
{
    struct campaign_record record = {0};
    char word[6];
    if (sscanf(text,
               "{\"id\":\"%32[0-9a-f]\",\"index\":%" SCNu64 ",\"ok\":%5[a-z],\"wall_s\":%lf,"
               "\"cpu_s\":%lf,"
               "\"memory_bytes\":%" SCNu64,
               record.id, &record.index, word, &record.wall_s, &record.cpu_s,
               &record.memory_bytes) != 6)
        return false;
    record.is_ok = strcmp(word, "true") == 0;
    *ret_record = record;
    return true;
}

const char *campaign_record_result(const char *record)
{
    const char *key = strstr(record, RESULT_KEY);
    return key ? key + strlen(RESULT_KEY) : NULL;
}

char *campaign_record_error(const char *record)
{
    json_t *json = json_loads(record, 0, NULL);
    const char *text = json_string_value(json_object_get(json, "error"));
    char *copy = strdup(text ? text : "");
    json_decref(json);
    return copy;
}

struct walk {
    int (*visit)(void *context, const struct campaign_metric *metric);
    void *context;
};

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static bool is_decimal(const char *text)
{
    text += *text == '-';
    return *text && text[strspn(text, "0123456789")] == '\0';
}

static int visit_value(const struct walk *walk, const char *name, const json_t *value)
{
    char cell[64];
    struct campaign_metric metric = {.name = name, .cell = cell};
    if (json_is_integer(value)) {
        metric.type = "integer";
        snprintf(cell, sizeof cell, "%lld", (long long)json_integer_value(value));
    } else if (json_is_real(value)) {
        metric.type = "number";
        snprintf(cell, sizeof cell, "%.15g", json_real_value(value));
    } else if (json_is_boolean(value)) {
        metric.type = "boolean";
        metric.cell = json_is_true(value) ? "true" : "false";
    } else if (json_is_string(value) && ends_with(name, "_wei") &&
               is_decimal(json_string_value(value))) {
        metric.type = "integer";
        metric.cell = json_string_value(value);
    } else {
        return 0;
    }
    return walk->visit(walk->context, &metric);
}

static int walk_object(const struct walk *walk, char name[NAME_MAX_BYTES], size_t len,
                       json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        bool is_header = len == 0 && (strcmp(key, "format_version") == 0 || !strcmp(key, "seed"));
        size_t inner = len + (size_t)snprintf(name + len, NAME_MAX_BYTES - len, "%s%s",
                                              len > 0 ? "." : "", key);
        if (is_header || inner >= NAME_MAX_BYTES)
            continue;
        int r = json_is_object(value) ? walk_object(walk, name, inner, value)
                                      : visit_value(walk, name, value);
        if (r != 0)
            return r;
        name[len] = '\0';
    }
    return 0;
}

int campaign_metrics_visit(const char *result, size_t len,
                           int (*visit)(void *context, const struct campaign_metric *metric),
                           void *context)
{
    struct walk walk = {visit, context};
    char name[NAME_MAX_BYTES] = "";
    json_t *json = json_loadb(result, len, JSON_DISABLE_EOF_CHECK, NULL);
    int r = json_is_object(json) ? walk_object(&walk, name, 0, json)
                                 : base_fail(BASE_E_SCENARIO, "a record holds no result");
    json_decref(json);
    return r;
}
