#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cli/terminal.h"

/* What is printed to a stream in memory; to be freed. */
static char *folded(const char *text, size_t columns)
{
    char *out = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&out, &len);
    cli_terminal_fold(text, columns, stream);
    fclose(stream);
    return out;
}

static void expect_fold(const char *text, size_t columns, const char *expected)
{
    char *out = folded(text, columns);
    cr_expect_str_eq(out, expected, "<%s> instead of <%s>", out, expected);
    free(out);
}

Test(terminal, lines_that_fit_stay)
{
    expect_fold("", 40, "");
    expect_fold("one\n\n  two", 40, "one\n\n  two");
    expect_fold("0123456789\n", 10, "0123456789\n");
    expect_fold("a b c d e f\n", 0, "a b c d e f\n");
}

Test(terminal, lines_are_broken_at_blanks_and_go_on_further_in)
{
    expect_fold("one two three four five six\n", 20, "one two three four\n    five six\n");
    expect_fold("  one two three four five\n", 20, "  one two three four\n      five\n");
}

Test(terminal, a_last_field_goes_on_below_itself)
{
    expect_fold("  --out DIR  write the results there and nowhere else\n", 40,
                "  --out DIR  write the results there and\n             nowhere else\n");
}

Test(terminal, a_field_without_room_does_not)
{
    expect_fold("a long name of something  a value of five words\n", 32,
                "a long name of something  a\n    value of five words\n");
}

Test(terminal, a_word_stays_whole)
{
    expect_fold("/a/path/that/is/longer/than/a/line and more\n", 20,
                "/a/path/that/is/longer/than/a/line\n    and more\n");
}

Test(terminal, a_character_is_a_column)
{
    const char *text = "\xc3\xa9\xc3\xa9\xc3\xa9 \xc3\xa9\xc3\xa9";
    cr_assert_eq(cli_terminal_len(text, strlen(text)), 6);
    expect_fold(text, 6, text);
}

/* Two that are wide, and one with an accent of its own. */
Test(terminal, characters_are_as_wide_as_they_are)
{
    const char *wide = "\xe6\x9b\xb4\xe6\x96\xb0", *accent = "e\xcc\x81";
    cr_assert_eq(cli_terminal_len(wide, strlen(wide)), 4);
    cr_assert_eq(cli_terminal_len(accent, strlen(accent)), 1);
    cr_assert_eq(cli_terminal_len("\xff", 1), 1);
    expect_fold("\xe6\x9b\xb4\xe6\x96\xb0 \xe6\x9b\xb4\xe6\x96\xb0\n", 9,
                "\xe6\x9b\xb4\xe6\x96\xb0 \xe6\x9b\xb4\xe6\x96\xb0\n");
    expect_fold("\xe6\x9b\xb4\xe6\x96\xb0 \xe6\x9b\xb4\xe6\x96\xb0\n", 8,
                "\xe6\x9b\xb4\xe6\x96\xb0\n\xe6\x9b\xb4\xe6\x96\xb0\n");
}

Test(terminal, what_is_no_terminal_has_no_columns)
{
    FILE *file = tmpfile();
    struct cli_page page;
    setenv("COLUMNS", "30", 1);
    setenv("TERM", "xterm", 1);
    cr_assert_eq(cli_terminal_columns(file), 0);
    cr_assert_eq(cli_terminal_columns(NULL), 0);
    cr_assert_not(cli_terminal_redraws(file));
    cr_assert_eq(cli_page_begin(&page, file), file);
    cli_page_end(&page);
    fclose(file);
}

Test(terminal, what_cannot_be_drawn_over_is_a_line_of_its_own)
{
    char *out = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&out, &len);
    cli_terminal_show(stream, "1 of 2");
    cli_terminal_show_end(stream, "2 of 2");
    fclose(stream);
    cr_assert_str_eq(out, "1 of 2\n2 of 2\n");
    free(out);
}

Test(terminal, a_line_goes_on_where_it_is_told)
{
    char *out = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&out, &len);
    cli_terminal_wrap("- one two three four", 12, 2, stream);
    fclose(stream);
    cr_assert_str_eq(out, "- one two\n  three four");
    free(out);
}
