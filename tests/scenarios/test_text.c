#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "scenarios/text.h"
#include "tests/scenarios/load_text.h"

static void expect_bytes(const char *data, size_t len, const char *expected)
{
    char *errors;
    struct scenario *scenario = test_load_bytes(data, len, NULL, 0, &errors);

    cr_expect_str_eq(errors, expected);
    scenario_free(scenario);
    free(errors);
}

Test(text, what_is_no_text)
{
    test_expect("", "f:1:1: error: the file is empty; expected a scenario: { ... }\n");
    test_expect("\xef\xbb\xbf", "f:1:1: error: the file is empty; expected a scenario: { ... }\n");
    test_expect(" \r\n\t // nothing\n/* at all */",
                "f:1:1: error: the file holds nothing but blanks; expected a scenario: { ... }\n");
    test_expect("{\n\"\xc3\xa4\xff\"}",
                "f:2:3: error: byte 0xff is not UTF-8; expected a JSON text in UTF-8\n");
    test_expect("{\"\xc3\"}",
                "f:1:3: error: byte 0xc3 is not UTF-8; expected a JSON text in UTF-8\n");
    expect_bytes("\x7f"
                 "ELF\0\1",
                 6, "f:1:5: error: found a NUL byte; expected a JSON text in UTF-8\n");
}

Test(text, comments_keep_places)
{
    test_expect("// \xe6\x97\xa5 {\n{ /* \"a\"\n\xc3\xa4 */ \"nmae\": \"//\" } // end",
                "f:3:6: error: unknown key \"nmae\"; did you mean \"name\"?\n"
                "\xc3\xa4 */ \"nmae\": \"//\" } // end\n"
                "     ^\n");
    test_expect("{\"name\": \"/* no comment\", \"seed\": \"\\\"//\"}",
                "f:1:35: error: expected a whole number, found the text \"\"//\"\n"
                "{\"name\": \"/* no comment\", \"seed\": \"\\\"//\"}\n"
                "                                  ^\n");
}

Test(text, an_open_comment_is_shown_where_it_begins)
{
    test_expect("{\n  /* x\n", "f:2:3: error: the comment is not closed; expected \"*/\"\n"
                               "  /* x\n"
                               "  ^\n");
    test_expect("{ /*/ }", "f:1:3: error: the comment is not closed; expected \"*/\"\n"
                           "{ /*/ }\n"
                           "  ^\n");
}

Test(text, line_ends_of_windows)
{
    test_expect("{\r\n  \"nmae\": 1\r\n}\r\n",
                "f:2:3: error: unknown key \"nmae\"; did you mean \"name\"?\n"
                "  \"nmae\": 1\n"
                "  ^\n");
}

Test(text, the_caret_stands_below_its_character)
{
    test_expect("{\n\t\"name\":\t5}", "f:2:10: error: expected a text, found the number 5\n"
                                      "\t\"name\":\t5}\n"
                                      "\t       \t^\n");
    /* Two umlauts take a cell each, two ideographs take two cells each; all count one column. */
    test_expect("{\"name\": \"\xc3\xa4\xc3\xb6\", \"x\": 1}", "f:1:16: error: unknown key \"x\"\n"
                                                              "{\"name\": \"\xc3\xa4\xc3\xb6\", "
                                                              "\"x\": 1}\n"
                                                              "               ^\n");
    test_expect("{\"name\": \"\xe6\x97\xa5\xe6\x9c\xac\", \"x\": 1}",
                "f:1:16: error: unknown key \"x\"\n"
                "{\"name\": \"\xe6\x97\xa5\xe6\x9c\xac\", \"x\": 1}\n"
                "                 ^\n");
}

Test(text, a_byte_order_mark_is_dropped)
{
    test_expect("\xef\xbb\xbf{\"x\": 1}", "f:1:2: error: unknown key \"x\"\n"
                                          "{\"x\": 1}\n"
                                          " ^\n");
}

Test(text, long_lines_are_cut)
{
    char *text = malloc(1000);
    char *errors;

    cr_assert_not_null(text);
    memset(text, ' ', 1000);
    memcpy(text, "{\"name\":", 8);
    text[500] = '5';
    text[999] = '}';
    cr_expect_null(test_load_bytes(text, 1000, NULL, 0, &errors));
    char *line = strchr(errors, '\n');
    cr_assert_not_null(line);
    cr_expect_eq(strncmp(errors, "f:1:501: error: ", 16), 0, "%s", errors);
    char *caret = strchr(line + 1, '\n');
    cr_assert_not_null(caret);
    cr_expect_leq(caret - line, 130);
    cr_expect_eq(line[1 + strcspn(caret + 1, "^")], '5', "%s", errors);
    free(errors);
    free(text);
}

Test(text, control_characters_do_not_reach_the_terminal)
{
    test_expect(
        "{ // \x1b[31m\n\"x\": 1, // \x1b[31m\n}",
        "f:3:1: error: found \"}\", expected a key in double quotes; is the comma before it "
        "one too many?\n}\n^\n");
    test_expect("{\"x\": 1 /* \x1b[31m \xc2\x9b */}", "f:1:2: error: unknown key \"x\"\n"
                                                      "{\"x\": 1 /* ?[31m ? */}\n"
                                                      " ^\n");
    test_expect("{\"\\u001bx\": 1}", "f:1:2: error: unknown key \"?x\"\n"
                                     "{\"\\u001bx\": 1}\n"
                                     " ^\n");
}

static void expect_file(const char *path, const char *expected)
{
    struct scenario_report *report = NULL;
    struct scenario *scenario = NULL;

    cr_assert_eq(scenario_report_new(&report), 0);
    cr_expect_eq(scenario_load(&test_catalogue, path, NULL, 0, report, &scenario), BASE_E_SCENARIO);
    cr_expect_null(scenario);
    char *errors = test_report_text(report);
    cr_expect_str_eq(errors, expected);
    free(errors);
    scenario_report_free(report);
}

Test(text, files_that_cannot_be_read)
{
    expect_file("no/such/file.json",
                "no/such/file.json: error: cannot open the file: No such file or directory\n");
    expect_file("/", "/: error: this is a directory; expected a file\n");
    expect_file("/dev/zero", "/dev/zero: error: the file is larger than 16 MiB\n");
    expect_file("a\nb", "a?b: error: cannot open the file: No such file or directory\n");
}

Test(text, a_file_without_permission)
{
    char path[] = "/tmp/crowdpatch-test-XXXXXX";
    int fd = mkstemp(path);

    cr_assert_geq(fd, 0);
    close(fd);
    cr_assert_eq(chmod(path, 0), 0);
    if (access(path, R_OK) != 0) { /* root reads everything */
        char expected[200];
        snprintf(expected, sizeof(expected), "%s: error: cannot open the file: Permission denied\n",
                 path);
        expect_file(path, expected);
    }
    unlink(path);
}

Test(text, too_large)
{
    size_t len = SCENARIO_TEXT_MAX_BYTES + 1;
    char *data = calloc(len, 1);

    cr_assert_not_null(data);
    memset(data, ' ', len);
    expect_bytes(data, len, "f: error: the file is larger than 16 MiB\n");
    memcpy(data, "{}", 2);
    expect_bytes(data, len - 1, "");
    free(data);
}

Test(text, utf8_lengths)
{
    cr_expect_eq(scenario_utf8_len("a", 1), 1);
    cr_expect_eq(scenario_utf8_len("\xc3\xa4", 2), 2);
    cr_expect_eq(scenario_utf8_len("\xe6\x97\xa5", 3), 3);
    cr_expect_eq(scenario_utf8_len("\xf0\x9f\x98\x80", 4), 4);
    cr_expect_eq(scenario_utf8_len("\xc3\xa4", 1), 0);         /* cut */
    cr_expect_eq(scenario_utf8_len("\x80", 1), 0);             /* a continuation */
    cr_expect_eq(scenario_utf8_len("\xc0\x80", 2), 0);         /* overlong */
    cr_expect_eq(scenario_utf8_len("\xe0\x80\x80", 3), 0);     /* overlong */
    cr_expect_eq(scenario_utf8_len("\xed\xa0\x80", 3), 0);     /* a surrogate */
    cr_expect_eq(scenario_utf8_len("\xf4\x90\x80\x80", 4), 0); /* beyond Unicode */
}
