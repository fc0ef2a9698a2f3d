/* What a message shows of a text: its place, its line with a caret, and quoted words. */
#include <string.h>

#include "scenarios/text.h"

/* Characters shown of a longer line, and of a quoted word. */
#define LINE_MAX_CHARACTERS 120
#define QUOTE_MAX_CHARACTERS 60

static size_t line_start(const struct scenario_text *text, size_t offset)
{
    while (offset > 0 && text->original[offset - 1] != '\n')
        offset--;
    return offset;
}

static size_t character_len(const char *data, size_t len)
{
    size_t bytes = scenario_utf8_len(data, len);
    return bytes == 0 ? 1 : bytes;
}

void scenario_text_place(const struct scenario_text *text, size_t offset, size_t *ret_line,
                         size_t *ret_column)
{
    size_t line = 1;
    size_t column = 1;
    const char *t = text->original;

    for (const char *p = t; (p = memchr(p, '\n', (size_t)(t + offset - p))) != NULL; p++)
        line++;
    for (size_t i = line_start(text, offset); i < offset; column++)
        i += character_len(t + i, text->len - i);
    *ret_line = line;
    *ret_column = column;
}

static bool is_control(const char *data, size_t bytes)
{
    unsigned char c = (unsigned char)data[0];

    /* C0, DEL, C1, and a byte that is no UTF-8. */
    return c < 0x20 || c == 0x7f || (c >= 0x80 && bytes == 1) ||
           (bytes == 2 && c == 0xc2 && (unsigned char)data[1] < 0xa0);
}

static void append_shown(struct base_buffer *out, const char *data, size_t bytes)
{
    if (data[0] != '\t' && is_control(data, bytes))
        base_buffer_append(out, "?", 1);
    else
        base_buffer_append(out, data, bytes);
}

void scenario_text_excerpt(const struct scenario_text *text, size_t offset, struct base_buffer *out)
{
    const char *t = text->original;
    size_t first = line_start(text, offset);
    size_t end = first + strcspn(t + first, "\n");
    size_t i;
    size_t shown = 0;
    size_t before = 0; /* characters from `first` to `offset` */

    if (end > first && t[end - 1] == '\r')
        end--;
    for (i = first; i < offset; i += character_len(t + i, text->len - i))
        before++;
    bool cut = before > LINE_MAX_CHARACTERS / 2 && end - first > LINE_MAX_CHARACTERS;
    if (cut) {
        for (; before > LINE_MAX_CHARACTERS / 2; before--)
            first += character_len(t + first, text->len - first);
        base_buffer_append(out, "...", 3);
    }
    for (i = first; i < end && shown < LINE_MAX_CHARACTERS; shown++) {
        size_t bytes = character_len(t + i, text->len - i);
        append_shown(out, t + i, bytes);
        i += bytes;
    }
    base_buffer_printf(out, "%s\n%s", i < end ? "..." : "", cut ? "   " : "");
    for (i = first; i < offset;) {
        size_t bytes = character_len(t + i, text->len - i);
        unsigned width = is_control(t + i, bytes) ? 1 : scenario_utf8_width(t + i, bytes);

        base_buffer_append(out, t[i] == '\t' ? "\t" : "  ", t[i] == '\t' ? 1 : width);
        i += bytes;
    }
    base_buffer_append(out, "^\n", 2);
}

void scenario_text_quote(struct base_buffer *out, const char *data, size_t len)
{
    size_t i = 0;

    base_buffer_append(out, "\"", 1);
    for (size_t shown = 0; i < len && shown < QUOTE_MAX_CHARACTERS; shown++) {
        size_t bytes = character_len(data + i, len - i);

        if (data[i] == '\t')
            base_buffer_append(out, "?", 1);
        else
            append_shown(out, data + i, bytes);
        i += bytes;
    }
    base_buffer_printf(out, "%s\"", i < len ? "..." : "");
}
