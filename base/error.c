#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FAIL_TEXT_BYTES 512

static _Thread_local char fail_text[FAIL_TEXT_BYTES];

/* Appends what fits to text[FAIL_TEXT_BYTES]. */
static void append(char *text, const char *more)
{
    size_t len = strlen(text);
    size_t more_len = strlen(more);
    if (more_len > FAIL_TEXT_BYTES - 1 - len)
        more_len = FAIL_TEXT_BYTES - 1 - len;
    memcpy(text + len, more, more_len);
    text[len + more_len] = '\0';
}

int base_fail(int code, const char *format, ...)
{
    /* Formatted aside first: an argument may be base_fail_text() itself. */
    char text[FAIL_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    memcpy(fail_text, text, sizeof text);
    return code;
}

int base_fail_context(int code, const char *format, ...)
{
    char text[FAIL_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);

    append(text, ": ");
    append(text, fail_text);
    memcpy(fail_text, text, sizeof text);
    return code;
}

const char *base_fail_text(void)
{
    return fail_text;
}
