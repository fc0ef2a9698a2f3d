#include "zk/iden3/json_place.h"

#include <stdbool.h>
#include <string.h>

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at) != NULL && *at != '\0')
        at++;
    return at;
}

/* at: the opening quote. Returns what follows the closing one. */
static const char *skip_text(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++) {
        if (*at == '\\')
            at++;
    }
    return at < end ? at + 1 : end;
}

static const char *skip_value(const char *at, const char *end)
{
    size_t depth = 0;

    at = skip_space(at, end);
    while (at < end) {
        if (*at == '"') {
            at = skip_text(at, end);
        } else if (*at == '{' || *at == '[') {
            depth++;
            at++;
            continue;
        } else if (*at == '}' || *at == ']') {
            if (depth == 0)
                return at;
            depth--;
            at++;
        } else if (depth > 0) {
            at++;
            continue;
        } else {
            while (at < end && *at != '\0' && strchr(",]} \t\r\n", *at) == NULL)
                at++;
        }
        if (depth == 0)
            return at;
    }
    return end;
}

/* The value that one step leads to; NULL when there is none. */
static const char *step_into(const char *at, const char *end, const char *key, size_t index)
{
    size_t count = 0;

    if (at == end || *at != (key != NULL ? '{' : '['))
        return NULL;
    at = skip_space(at + 1, end);
    while (at < end && *at != '}' && *at != ']') {
        bool is_it = key == NULL && count++ == index;

        if (key != NULL) {
            const char *name = at;
            at = skip_text(at, end);
            is_it =
                (size_t)(at - name) == strlen(key) + 2 && memcmp(name + 1, key, strlen(key)) == 0;
            at = skip_space(at, end);
            if (at < end)
                at++; /* the colon */
        }
        at = skip_space(at, end);
        if (is_it)
            return at;
        at = skip_space(skip_value(at, end), end);
        if (at < end && *at == ',')
            at = skip_space(at + 1, end);
    }
    return NULL;
}

void zk_iden3_json_place(const char *text, size_t len, const struct zk_iden3_json_path *path,
                         size_t *ret_line, size_t *ret_column)
{
    const char *end = text + len, *at = skip_space(text, end);
    size_t line = 1;
    const char *start = text;

    for (unsigned i = 0; i < path->depth; i++) {
        const char *next = step_into(at, end, path->steps[i].key, path->steps[i].index);
        if (next == NULL)
            break;
        at = next;
    }
    for (const char *c = text; c < at; c++) {
        if (*c == '\n') {
            line++;
            start = c + 1;
        }
    }
    *ret_line = line;
    *ret_column = (size_t)(at - start) + 1;
}
