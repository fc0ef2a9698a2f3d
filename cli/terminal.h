#ifndef CROWDPATCH_CLI_TERMINAL_H
#define CROWDPATCH_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** What a terminal can show. There is no colour; nothing but the line that tells how far something
 *  is has a control sequence, and only where it can be drawn over. */

/** Columns of the terminal behind a stream: what COLUMNS says, else what the terminal says, else
 *  80. 0: it is no terminal, and programs that read it want whole lines. */
size_t cli_terminal_columns(FILE *stream);
/** Whether a line can be drawn over: a terminal, unless TERM calls it dumb or is not there. */
bool cli_terminal_redraws(FILE *stream);
/** Columns that a text in UTF-8 takes. */
size_t cli_terminal_len(const char *text, size_t bytes);

/** How far something is: drawn over what was shown before and cut at the terminal's edge, or a line
 *  of its own where that cannot be. An end leaves a line that stands. */
void cli_terminal_show(FILE *stream, const char *text);
void cli_terminal_show_end(FILE *stream, const char *text);

/** Prints lines, the last one ended or not. Those longer than `columns` are broken at blanks and go
 *  on below where their last field begins that leaves room: a field follows two blanks. A word
 *  longer than a line stays whole. 0 columns: all lines do. */
void cli_terminal_fold(const char *text, size_t columns, FILE *stream);
/** The same of one line, which goes on `indent` columns in. */
void cli_terminal_wrap(const char *line, size_t columns, size_t indent, FILE *stream);

/** Collects what is printed for people, to fold it where it goes to a terminal. */
struct cli_page {
    FILE *to;
    FILE *stream; /* `to` itself when nothing is to be folded */
    char *text;
    size_t len;
};
/** Returns the stream to print to until the end. */
FILE *cli_page_begin(struct cli_page *page, FILE *to);
void cli_page_end(struct cli_page *page);

#endif
