#include "tests/scenarios/load_text.h"

/* One line of JSON, the column of its error, and the message. */
static void expect_at(const char *text, int column, const char *message)
{
    char expected[1024];

    snprintf(expected, sizeof(expected), "f:1:%d: error: %s\n%s\n%*s\n", column, message, text,
             column, "^");
    test_expect(text, expected);
}

Test(syntax, what_was_found_and_what_was_expected)
{
    expect_at("{\"a\":1,}", 8,
              "found \"}\", expected a key in double quotes; is the comma before it one too many?");
    expect_at("{\"a\":1,,\"b\":2}", 8,
              "found \",\", expected a key in double quotes; is the comma before it one too many?");
    expect_at("{\"a\" 1}", 6, "found the number 1, expected \":\" after the key");
    expect_at("{\"a\":1 \"b\":2}", 8, "found the text \"b\", expected \",\" or \"}\"");
    expect_at("{\"a\":1;", 7, "found \";\", expected \",\" or \"}\"");
    expect_at("{\"a\":[1 2]}", 9, "found the number 2, expected \",\" or \"]\"");
    expect_at("{\"a\":[1,]}", 9,
              "found \"]\", expected a value; is the comma before it one too many?");
    expect_at("{\"a\":}", 6, "found \"}\", expected a value");
    expect_at("{\"a\":#}", 6, "found \"#\", expected a value");
    expect_at("{'a':1}", 2, "found \"'\", expected a key in double quotes or \"}\"");
    expect_at("{a:1}", 2, "found \"a\", expected a key in double quotes or \"}\"");
    expect_at("{1:2}", 2, "found the number 1, expected a key in double quotes or \"}\"");
    expect_at("{\"a\":1}}", 8, "found \"}\", expected the end of the file");
    expect_at("5", 1, "found the number 5, expected \"{\"");
    expect_at("\"x\"", 1, "found the text \"x\", expected \"{\"");
    expect_at("hello", 1, "found \"hello\", expected \"{\"");
    expect_at("[]", 1, "found an array, expected a scenario: { ... }");
}

Test(syntax, the_end_of_the_file_names_the_open_bracket)
{
    expect_at("{", 2,
              "found the end of the file, expected a key in double quotes or \"}\"; the \"{\" at "
              "1:1 is not closed");
    expect_at("[1,2", 5,
              "found the end of the file, expected \",\" or \"]\"; the \"[\" at 1:1 is not closed");
    test_expect("{\n \"chain\": {\n", "f:3:1: error: found the end of the file, expected a key in "
                                      "double quotes or \"}\"; the \"{\" at 2:11 is not closed\n"
                                      "\n^\n");
}

Test(syntax, words_and_numbers_that_are_none)
{
    expect_at("{\"a\":NaN}", 6, "found \"NaN\", expected a value (a text stands in double quotes)");
    expect_at("{\"a\":tru}", 6, "found \"tru\", expected a value (a text stands in double quotes)");
    expect_at("{\"a\":01}", 6, "found \"01\", which is not a number as JSON writes it");
    expect_at("{\"a\":+1}", 6, "found \"+1\", which is not a number as JSON writes it");
    expect_at("{\"a\":.5}", 6, "found \".5\", which is not a number as JSON writes it");
    expect_at("{\"a\":5.}", 6, "found \"5.\", which is not a number as JSON writes it");
    expect_at("{\"a\":12s}", 6, "found \"12s\", which is not a number as JSON writes it");
}

Test(syntax, texts)
{
    expect_at("{\"a\":\"x}", 6, "the text is not closed; expected '\"' before the line's end");
    expect_at("{\"a\":\"\\x\"}", 6,
              "found the text \"\\x\": unknown escape; JSON has \\\" \\\\ \\/ \\b \\f \\n \\r \\t "
              "and \\u with four hexadecimal digits");
    expect_at("{\"a\":\"\\ud800\"}", 6,
              "found the text \"\\ud800\": a \\u escape is not a character");
    expect_at("{\"a\\u0000\":1}", 2,
              "found the text \"a\\u0000\": a key may not hold the NUL character");
    expect_at("{\"a\":\"x\ty\"}", 6,
              "found the text \"x?y\": a control character stands in it; write it as an escape "
              "(\\t, \\n, \\u001b)");
}

Test(syntax, nesting)
{
    expect_at("[[[[[[[[[[[[[[[[[[", 17, "nesting is deeper than 16 levels");
    expect_at("{\"a\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}", 2, "unknown key \"a\"");
}

Test(syntax, a_million_brackets)
{
    size_t len = 1000000;
    char *text = malloc(len);
    char *errors;

    cr_assert_not_null(text);
    memset(text, '[', len);
    cr_expect_null(test_load_bytes(text, len, NULL, 0, &errors));
    cr_expect_eq(strncmp(errors, "f:1:17: error: nesting is deeper", 32), 0, "%s", errors);
    free(errors);
    free(text);
}
