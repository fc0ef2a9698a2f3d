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

Test(error, text_may_quote_itself)
{
    base_fail(-1, "inner");
    base_fail(-1, "outer of (%s)", base_fail_text());
    cr_assert_str_eq(base_fail_text(), "outer of (inner)");
    base_fail_context(-1, "<%s>", base_fail_text());
    cr_assert_str_eq(base_fail_text(), "<outer of (inner)>: outer of (inner)");
}

Test(error, long_texts_are_cut)
{
    char text[2000];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    base_fail(-1, "%s", text);
    cr_assert_eq(strlen(base_fail_text()), 511);
    for (int i = 0; i < 600; i++)
        base_fail_context(-1, "c%d", i);
    cr_assert_eq(strlen(base_fail_text()), 511);
    cr_assert_eq(strncmp(base_fail_text(), "c599: c598: ", 12), 0);
    base_fail(-1, "%510s", "x");
    base_fail_context(-1, "%s", "");
    cr_assert_eq(strlen(base_fail_text()), 511);
}
