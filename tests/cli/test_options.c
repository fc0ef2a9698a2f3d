#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "cli/command.h"

static const struct cli_option options[] = {
    {"--json", NULL, "a switch"},
    {"--out", "DIR", "an option"},
    {"--set", "A.B=C", "another"},
    {NULL, NULL, NULL},
};
static const struct cli_command command = {
    .name = "test",
    .arguments = "FILE",
    .summary = "do nothing",
    .help = "More about nothing.",
    .options = options,
};
static const struct cli_command bare = {.name = "bare", .summary = "do less"};

/* All that take() was called with: "--out=x --json file". */
struct taken {
    char text[256];
    const char *refused; /* a word that take() refuses */
};

static int take(void *context, const char *name, const char *value)
{
    struct taken *taken = context;

    if (taken->refused != NULL && value != NULL && strcmp(value, taken->refused) == 0)
        return 1;
    if (taken->text[0] != '\0')
        strcat(taken->text, " ");
    if (name != NULL)
        strcat(taken->text, name);
    if (name != NULL && value != NULL)
        strcat(taken->text, "=");
    if (value != NULL)
        strcat(taken->text, value);
    return 0;
}

/* words: separated by blanks. */
static void expect(const struct cli_command *which, const char *words, int expected_return,
                   const char *expected_taken)
{
    char copy[256];
    char *argv[20] = {(char *)which->name};
    int argc = 1;
    struct taken taken = {.refused = "bad"};

    strcpy(copy, words);
    for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " "))
        argv[argc++] = word;
    cr_expect_eq(cli_parse(which, argc, argv, take, &taken), expected_return, "%s", words);
    cr_expect_str_eq(taken.text, expected_taken, "%s: %s", words, taken.text);
}

static void expect_error(const char *words, const char *expected)
{
    cr_redirect_stderr();
    expect(&command, words, CLI_EXIT_USAGE, "");
    fflush(stderr);
    cr_expect_stderr_eq_str(expected);
}

Test(options, both_forms)
{
    expect(&command, "", 0, "");
    expect(&command, "a --out x b", 0, "a --out=x b");
    expect(&command, "--out=x --json", 0, "--out=x --json");
    expect(&command, "--out= --set a.b=c --set=d.e=f", 0, "--out= --set=a.b=c --set=d.e=f");
    expect(&command, "--out -5 -", 0, "--out=-5 -");
    expect(&command, "--json -- --out --help", 0, "--json --out --help");
    expect(&bare, "x", 0, "x");
}

Test(options, unknown)
{
    expect_error("--jsno",
                 "crowdpatch test: unknown option \"--jsno\"; did you mean \"--json\"?\n");
}

Test(options, unknown_with_value)
{
    expect_error("--ouy=x", "crowdpatch test: unknown option \"--ouy\"; did you mean \"--out\"?\n");
}

Test(options, unknown_and_far)
{
    expect_error("--frobnicate", "crowdpatch test: unknown option \"--frobnicate\"; see: "
                                 "crowdpatch test --help\n");
}

Test(options, value_missing)
{
    expect_error("--out", "crowdpatch test: --out needs a value: --out DIR\n");
}

Test(options, option_instead_of_value)
{
    expect_error("--out --json", "crowdpatch test: --out needs a value: --out DIR\n");
}

Test(options, switch_with_value)
{
    expect_error("--json=1", "crowdpatch test: --json takes no value\n");
}

Test(options, refused_by_the_command)
{
    expect(&command, "a bad b", CLI_EXIT_USAGE, "a");
    expect(&command, "--out bad b", CLI_EXIT_USAGE, "");
}

Test(options, help)
{
    cr_redirect_stdout();
    expect(&command, "a --frobnicate --help", -1, "");
    fflush(stdout);
    cr_expect_stdout_eq_str("usage: crowdpatch test [OPTIONS] FILE\n"
                            "\n"
                            "do nothing\n"
                            "\n"
                            "More about nothing.\n"
                            "\n"
                            "options:\n"
                            "  --json       a switch\n"
                            "  --out DIR    an option\n"
                            "  --set A.B=C  another\n"
                            "  --help       print this\n");
}

Test(options, help_of_a_bare_command)
{
    cr_redirect_stdout();
    expect(&bare, "-h", -1, "");
    fflush(stdout);
    cr_expect_stdout_eq_str("usage: crowdpatch bare [OPTIONS]\n"
                            "\n"
                            "do less\n"
                            "\n"
                            "options:\n"
                            "  --help  print this\n");
}

static void expect_number(const char *text, uint64_t least, uint64_t most, bool is_right)
{
    uint64_t number = 77;
    cr_expect_eq(cli_read_number("test", "-n", text, least, most, &number), is_right, "%s", text);
    cr_expect_eq(number, is_right ? strtoull(text, NULL, 10) : 77, "%s", text);
}

Test(options, whole_numbers)
{
    cr_redirect_stderr();
    expect_number("5", 5, 9, true);
    expect_number("9", 5, 9, true);
    expect_number("18446744073709551615", 0, UINT64_MAX, true);
    expect_number("4", 5, 9, false);
    expect_number("10", 5, 9, false);
    expect_number("18446744073709551616", 0, UINT64_MAX, false);
    expect_number("-1", 0, UINT64_MAX, false);
    expect_number("+5", 5, 9, false);
    expect_number(" 5", 5, 9, false);
    expect_number("5 ", 5, 9, false);
    expect_number("5e0", 5, 9, false);
    expect_number("", 0, 9, false);
}
