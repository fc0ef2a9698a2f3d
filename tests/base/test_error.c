#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"

Test(error, fail_records_and_returns)
{
    cr_assert_str_eq(base_fail_text(), "");
    cr_assert_eq(base_fail(BASE_E_IO, "cannot open %s: %d", "x", 7), BASE_E_IO);
    cr_assert_str_eq(base_fail_text(), "cannot open x: 7");
    cr_assert_eq(base_fail_context(BASE_E_SCENARIO, "file %s", "y"), BASE_E_SCENARIO);
    cr_assert_str_eq(base_fail_text(), "file y: cannot open x: 7");
}

/* An argument may come from a file that somebody else wrote. */
Test(error, a_terminal_obeys_nothing_in_it)
{
    base_fail(-1, "found '%s'", "\x1b[2J\n\x7f\xc2\x9b\xc3\xa9");
    cr_assert_str_eq(base_fail_text(), "found '?[2J????\xc3\xa9'");
    base_fail_context(-1, "%s", "a\rb");
    cr_assert_str_eq(base_fail_text(), "a?b: found '?[2J????\xc3\xa9'");
}

Test(error, text_may_quote_itself)
{
    base_fail(-1, "inner");
    base_fail(-1, "outer of (%s)", base_fail_text());
    cr_assert_str_eq(base_fail_text(), "outer of (inner)");
    base_fail_context(-1, "<%s>", base_fail_text());
    cr_assert_str_eq(base_fail_text(), "<outer of (inner)>: outer of (inner)");
}

Test(error, long_texts_lose_their_middle)
{
    char text[20000];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    base_fail(-1, "%s", text);
    cr_assert_eq(strlen(base_fail_text()), 511);
    for (int i = 0; i < 600; i++)
        base_fail_context(-1, "c%d", i);
    cr_assert_leq(strlen(base_fail_text()), 511);
    cr_assert_eq(strncmp(base_fail_text(), "c599: c598: ", 12), 0);
    base_fail(-1, "%510s", "x");
    base_fail_context(-1, "%s", "");
    cr_assert_leq(strlen(base_fail_text()), 511);
    text[4000] = '\0';
    base_fail(-1, "cannot write %s: %s", text, "why");
    const char *found = base_fail_text();
    cr_assert_eq(strncmp(found, "cannot write aaa", 16), 0);
    cr_assert_not_null(strstr(found, "aaa...aaa"));
    cr_assert_str_eq(found + strlen(found) - 8, "aaa: why");
}

Test(error, no_letter_is_cut_in_two)
{
    char text[3001] = "";
    for (int i = 0; i < 1000; i++)
        memcpy(text + 3 * i, "\u20ac", 4); /* the euro's three bytes */
    for (int i = 0; i < 3; i++) {
        base_fail(-1, "%.*s%s", i, "xx", text);
        const char *cut = strstr(base_fail_text(), "...");
        cr_assert_not_null(cut);
        cr_expect_eq((cut - base_fail_text() - i) % 3, 0);
        cr_expect_eq(strlen(cut + 3) % 3, 0);
    }
}
