/* An answer for a terminal. */
#include <string.h>

#include "cli/size_private.h"

#define WIDTH 96

/** Breaks at blanks. */
static void print_wrapped(FILE *stream, const char *first, const char *other, const char *text)
{
    size_t room = WIDTH - strlen(first);
    fprintf(stream, "%s", first);
    while (strlen(text) > room) {
        size_t len = room;
        while (len > 0 && text[len] != ' ')
            len--;
        if (len == 0)
            len = strcspn(text, " ");
        fprintf(stream, "%.*s\n%s", (int)len, text, other);
        text += len + (text[len] == ' ');
    }
    fprintf(stream, "%s\n", text);
}

/** Columns as wide as what stands in them, two blanks between: names to the left. */
static void print_table(FILE *stream, const struct size_table *table)
{
    size_t widths[SIZE_TABLE_COLUMNS] = {0};
    for (size_t row = 0; row < table->rows; row++)
        for (size_t i = 0; i < table->columns; i++)
            widths[i] =
                strlen(table->cells[row][i]) > widths[i] ? strlen(table->cells[row][i]) : widths[i];
    bool is_list = table->columns == 2;
    if (table->rows == 1)
        return;
    fprintf(stream, "\n%s\n", table->title);
    for (size_t row = is_list ? 1 : 0; row < table->rows; row++) {
        fprintf(stream, "  %-*s", (int)widths[0], table->cells[row][0]);
        for (size_t i = 1; i < table->columns; i++)
            fprintf(stream, "  %*s", is_list ? 0 : (int)widths[i], table->cells[row][i]);
        fprintf(stream, "\n");
    }
    for (size_t i = 0; i < 2; i++)
        if (table->notes[i][0])
            print_wrapped(stream, "  ", "  ", table->notes[i]);
}

void size_print(const struct size_study *study, const struct size_answer *answer, FILE *stream)
{
    char sentence[800];
    struct size_table table;
    fprintf(stream, "%s\n", study->release->top->name);
    size_sentence(study, answer, sentence, sizeof sentence);
    print_wrapped(stream, "  ", "  ", sentence);
    for (int part = 0; part < SIZE_PART_COUNT; part++) {
        if (part == SIZE_PART_BOX && answer->warning_count > 0) {
            fprintf(stream, "\nwarnings\n");
            for (size_t i = 0; i < answer->warning_count; i++)
                print_wrapped(stream, "  - ", "    ", answer->warnings[i]);
        }
        size_table_make(study, answer, (enum size_part)part, &table);
        print_table(stream, &table);
    }
}

void size_print_check(const struct size_study *study, double reward, const struct size_check *check,
                      FILE *stream)
{
    const struct size_target *target = study->release->target;
    struct size_table table;
    fprintf(stream, "%s at a_d = %s (%s)\n", study->release->top->name, size_text_usd(reward).text,
            size_text_eth(reward / study->market.eth_usd).text);
    fprintf(stream, "  %zu of %zu rollouts patch %s of the devices by %s: %s to %s of all, at %s\n",
            check->hits, check->tries, size_text_percent(target->coverage).text,
            study->release->top->deadline, size_text_percent(check->probability.low).text,
            size_text_percent(check->probability.high).text,
            size_text_percent(target->confidence).text);
    size_table_check(check, &table);
    print_table(stream, &table);
}
