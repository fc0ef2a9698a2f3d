/* An answer for a terminal. */
#include <string.h>

#include "cli/size_private.h"
#include "cli/table.h"
#include "cli/terminal.h"

#define WIDTH 96

/** A text that goes on below its begin. */
static void print_wrapped(FILE *stream, const char *first, const char *text)
{
    size_t columns = cli_terminal_columns(stream);
    char line[900];
    snprintf(line, sizeof line, "%s%s", first, text);
    cli_terminal_wrap(line, columns > 0 && columns < WIDTH ? columns : WIDTH, strlen(first),
                      stream);
    fputc('\n', stream);
}

/** Names and what is to be said of them, a line each. */
static void print_list(FILE *to, const struct size_table *table)
{
    struct cli_page page;
    FILE *stream = cli_page_begin(&page, to);
    size_t width = 0;
    for (size_t row = 1; row < table->rows; row++)
        width = strlen(table->cells[row][0]) > width ? strlen(table->cells[row][0]) : width;
    for (size_t row = 1; row < table->rows; row++)
        fprintf(stream, "  %-*s  %s\n", (int)width, table->cells[row][0], table->cells[row][1]);
    cli_page_end(&page);
}

static void print_columns(FILE *stream, const struct size_table *table)
{
    struct cli_table columns;
    cli_table_begin(&columns, 2);
    for (size_t i = 0; i < table->columns; i++)
        cli_table_column(&columns, table->cells[0][i],
                         (struct cli_table_column){.is_left = i == 0, .is_key = i == 0});
    for (size_t row = 1; row < table->rows; row++)
        for (size_t i = 0; i < table->columns; i++)
            cli_table_cell(&columns, "%s", table->cells[row][i]);
    cli_table_print(&columns, stream, cli_terminal_columns(stream));
}

static void print_table(FILE *stream, const struct size_table *table)
{
    if (table->rows == 1)
        return;
    fprintf(stream, "\n%s\n", table->title);
    if (table->columns == 2)
        print_list(stream, table);
    else
        print_columns(stream, table);
    for (size_t i = 0; i < 2; i++)
        if (table->notes[i][0])
            print_wrapped(stream, "  ", table->notes[i]);
}

void size_print(const struct size_study *study, const struct size_answer *answer, FILE *stream)
{
    char sentence[800];
    struct size_table table;
    fprintf(stream, "%s\n", study->release->top->name);
    size_sentence(study, answer, sentence, sizeof sentence);
    print_wrapped(stream, "  ", sentence);
    for (int part = 0; part < SIZE_PART_COUNT; part++) {
        if (part == SIZE_PART_BOX && answer->warning_count > 0) {
            fprintf(stream, "\nwarnings\n");
            for (size_t i = 0; i < answer->warning_count; i++)
                print_wrapped(stream, "  - ", answer->warnings[i]);
        }
        size_table_make(study, answer, (enum size_part)part, &table);
        print_table(stream, &table);
    }
}

void size_print_campaign(const struct size_study *study, const struct size_curve *curve,
                         FILE *stream)
{
    struct size_table table;
    fprintf(stream, "%s\n", study->release->top->name);
    size_table_campaign(study, curve, &table);
    print_table(stream, &table);
}

void size_print_check(const struct size_study *study, double reward, const struct size_check *check,
                      FILE *stream)
{
    const struct size_target *target = study->release->target;
    struct size_table table;
    char text[400];
    fprintf(stream, "%s at a_d = %s (%s)\n", study->release->top->name, size_text_usd(reward).text,
            size_text_eth(reward / study->market.eth_usd).text);
    snprintf(text, sizeof text,
             "%zu of %zu rollouts patch %s of the devices by %s: %s to %s of all, at %s",
             check->hits, check->tries, size_text_percent(target->coverage).text,
             study->release->top->deadline, size_text_percent(check->probability.low).text,
             size_text_percent(check->probability.high).text,
             size_text_percent(target->confidence).text);
    print_wrapped(stream, "  ", text);
    size_table_check(check, &table);
    print_table(stream, &table);
}
