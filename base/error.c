#include "base/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"

/* A message may name two paths of PATH_MAX bytes; of one that is longer than what is kept, the
 * middle goes: it begins with what was tried and ends with why it failed. */
#define FAIL_TEXT_BYTES 512
#define LONG_TEXT_BYTES 10240
#define CUT "..."

static _Thread_local char fail_text[FAIL_TEXT_BYTES];

static bool is_inside_letter(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80; /* UTF-8 */
}

static void record(char *text)
{
    base_text_disarm(text);
    size_t len = strlen(text), half = (FAIL_TEXT_BYTES - sizeof CUT) / 2;
    if (len < FAIL_TEXT_BYTES) {
        memcpy(fail_text, text, len + 1);
        return;
    }
    size_t head = half;
    while (head > 0 && is_inside_letter(text[head]))
        head--;
    const char *tail = text + len - half;
    while (is_inside_letter(*tail))
        tail++;
    snprintf(fail_text, sizeof fail_text, "%.*s" CUT "%s", (int)head, text, tail);
}

int base_fail(int code, const char *format, ...)
{
    /* Formatted aside first: an argument may be base_fail_text() itself. */
    char text[LONG_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    record(text);
    return code;
}

int base_fail_context(int code, const char *format, ...)
{
    char text[LONG_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text - FAIL_TEXT_BYTES - 2, format, arguments);
    va_end(arguments);

    strcat(text, ": ");
    strcat(text, fail_text);
    record(text);
    return code;
}

const char *base_fail_text(void)
{
    return fail_text;
}
