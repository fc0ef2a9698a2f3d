#include "cli/terminal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "scenarios/text.h"

/** Widths that are believed. */
#define COLUMNS_MIN 20
#define COLUMNS_MAX 1000
#define COLUMNS_UNKNOWN 80
/** Room that a field needs to go on below itself. */
#define FIELD_MIN 24
/** Where a line goes on otherwise: so much further in than it begins. */
#define INDENT 4
/** Goes to the line's begin and erases it. Source: ECMA-48, EL. */
#define ERASE "\r\033[K"

static bool is_terminal(FILE *stream)
{
    return stream && fileno(stream) >= 0 && isatty(fileno(stream));
}

static size_t believed(unsigned long columns)
{
    if (columns == 0)
        return 0;
    return columns < COLUMNS_MIN ? COLUMNS_MIN : columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
}

size_t cli_terminal_columns(FILE *stream)
{
    struct winsize size;
    const char *text = getenv("COLUMNS");
    size_t columns = text && text[0] != '-' ? believed(strtoul(text, NULL, 10)) : 0;
    if (!is_terminal(stream))
        return 0;
    if (columns == 0 && ioctl(fileno(stream), TIOCGWINSZ, &size) == 0)
        columns = believed(size.ws_col);
    return columns > 0 ? columns : COLUMNS_UNKNOWN;
}

bool cli_terminal_redraws(FILE *stream)
{
    const char *kind = getenv("TERM");
    return is_terminal(stream) && kind && kind[0] && strcmp(kind, "dumb") != 0;
}

/** Bytes of the first character of a text, and the columns that it takes. */
static size_t first_character(const char *text, size_t bytes, size_t *ret_columns)
{
    size_t len = scenario_utf8_len(text, bytes);
    len = len > 0 ? len : 1;
    *ret_columns = scenario_utf8_width(text, len);
    return len;
}

size_t cli_terminal_len(const char *text, size_t bytes)
{
    size_t len = 0;
    for (size_t at = 0, columns; at < bytes; len += columns)
        at += first_character(text + at, bytes - at, &columns);
    return len;
}

/** Bytes of a text that have room in so many columns. */
static size_t bytes_of(const char *text, size_t bytes, size_t columns)
{
    size_t at = 0;
    for (size_t room = columns, taken; at < bytes; room -= taken) {
        size_t next = at + first_character(text + at, bytes - at, &taken);
        if (taken > room)
            break;
        at = next;
    }
    return at;
}

void cli_terminal_show(FILE *stream, const char *text)
{
    if (cli_terminal_redraws(stream)) {
        /* A cursor that stands behind the last column is in the next line on some terminals. */
        size_t room = cli_terminal_columns(stream) - 1;
        fprintf(stream, ERASE "%.*s", (int)bytes_of(text, strlen(text), room), text);
    } else {
        fprintf(stream, "%s\n", text);
    }
    fflush(stream);
}

void cli_terminal_show_end(FILE *stream, const char *text)
{
    fprintf(stream, "%s%s\n", cli_terminal_redraws(stream) ? ERASE : "", text);
    fflush(stream);
}

/** Where the rest of a line begins when it is broken. */
static size_t hanging_indent(const char *line, size_t bytes, size_t columns)
{
    size_t lead = strspn(line, " "), indent = lead + INDENT;
    for (size_t at = lead; at + 2 < bytes; at++) {
        if (line[at] != ' ' || line[at + 1] != ' ')
            continue;
        at += strspn(line + at, " ");
        size_t field = cli_terminal_len(line, at);
        if (at < bytes && field + FIELD_MIN <= columns)
            indent = field;
    }
    return indent < columns / 2 || indent + FIELD_MIN <= columns ? indent
           : lead < columns / 2                                  ? lead
                                                                 : 0;
}

/** Bytes of a line that are printed before it is broken: up to a blank if there is one. */
static size_t first_part(const char *line, size_t bytes, size_t columns)
{
    size_t lead = strspn(line, " "), end = bytes_of(line, bytes, columns);
    size_t part = end;
    if (end == bytes)
        return bytes;
    while (part > lead && line[part] != ' ')
        part--;
    while (part > lead && line[part - 1] == ' ')
        part--;
    if (part <= lead)
        for (part = end; part < bytes && line[part] != ' ';)
            part++;
    return part;
}

static void wrap(const char *line, size_t bytes, size_t columns, size_t indent, FILE *stream)
{
    size_t room = columns;
    for (;;) {
        size_t part = first_part(line, bytes, room);
        fwrite(line, 1, part, stream);
        while (part < bytes && line[part] == ' ')
            part++;
        line += part;
        bytes -= part;
        if (bytes == 0)
            return;
        fprintf(stream, "\n%*s", (int)indent, "");
        room = columns - indent;
    }
}

void cli_terminal_wrap(const char *line, size_t columns, size_t indent, FILE *stream)
{
    wrap(line, strlen(line), columns > 0 ? columns : SIZE_MAX, indent, stream);
}

void cli_terminal_fold(const char *text, size_t columns, FILE *stream)
{
    while (*text) {
        size_t bytes = strcspn(text, "\n");
        if (columns == 0 || cli_terminal_len(text, bytes) <= columns)
            fwrite(text, 1, bytes, stream);
        else
            wrap(text, bytes, columns, hanging_indent(text, bytes, columns), stream);
        text += bytes;
        if (*text) {
            fputc('\n', stream);
            text++;
        }
    }
}

FILE *cli_page_begin(struct cli_page *page, FILE *to)
{
    *page = (struct cli_page){.to = to, .stream = to};
    FILE *stream = cli_terminal_columns(to) > 0 ? open_memstream(&page->text, &page->len) : NULL;
    if (stream)
        page->stream = stream;
    return page->stream;
}

void cli_page_end(struct cli_page *page)
{
    if (page->stream == page->to)
        return;
    if (fclose(page->stream) == 0)
        cli_terminal_fold(page->text, cli_terminal_columns(page->to), page->to);
    else
        fprintf(stderr, "crowdpatch: memory is exhausted\n");
    free(page->text);
    *page = (struct cli_page){.to = page->to, .stream = page->to};
}
