#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "scenarios/nearest.h"

/** Width of help that goes to no terminal. */
#define HELP_COLUMNS 88

static const struct cli_option no_options[] = {{NULL, NULL, NULL}};

static const struct cli_option *table_of(const struct cli_command *command)
{
    return command->options != NULL ? command->options : no_options;
}

/* The option that the first len bytes of word name; NULL when there is none. */
static const struct cli_option *find_option(const struct cli_command *command, const char *word,
                                            size_t len)
{
    for (const struct cli_option *option = table_of(command); option->name != NULL; option++) {
        if (strlen(option->name) == len && memcmp(option->name, word, len) == 0)
            return option;
    }
    return NULL;
}

/* The same under another name: what `run` calls --out is `sweep`'s -o. NULL: there is none. */
static const char *other_name(const struct cli_command *command, const char *name)
{
    static const char *const pairs[][2] = {{"-o", "--out"}, {"-j", "--threads"}};

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        for (size_t j = 0; j < 2; j++)
            if (strcmp(name, pairs[i][j]) == 0 &&
                find_option(command, pairs[i][1 - j], strlen(pairs[i][1 - j])) != NULL)
                return pairs[i][1 - j];
    return NULL;
}

static int unknown_option(const struct cli_command *command, const char *word, size_t len)
{
    char name[64];
    struct scenario_nearest nearest;

    snprintf(name, sizeof(name), "%.*s", (int)(len < 60 ? len : 60), word);
    scenario_nearest_init(&nearest, name);
    /* One letter is as near to any other. */
    for (const struct cli_option *option = table_of(command); option->name != NULL; option++)
        if (len > 2)
            scenario_nearest_offer(&nearest, option->name);
    scenario_nearest_offer(&nearest, "--help");
    if (other_name(command, name) != NULL)
        nearest.best = other_name(command, name);
    fprintf(stderr, "crowdpatch %s: unknown option \"%s\"", command->name, name);
    if (nearest.best != NULL)
        fprintf(stderr, "; did you mean \"%s\"?\n", nearest.best);
    else
        fprintf(stderr, "; see: crowdpatch %s --help\n", command->name);
    return CLI_EXIT_USAGE;
}

/* argv[*at] is an option; *at moves on when the value is the next word. */
static int take_option(const struct cli_command *command, int argc, char **argv, int *at,
                       int (*take)(void *context, const char *name, const char *value),
                       void *context)
{
    const char *word = argv[*at];
    size_t len = strcspn(word, "=");
    const struct cli_option *option = find_option(command, word, len);
    const char *value = word[len] == '=' ? word + len + 1 : NULL;

    if (option == NULL)
        return unknown_option(command, word, len);
    if (option->argument == NULL && value != NULL) {
        fprintf(stderr, "crowdpatch %s: %s takes no value\n", command->name, option->name);
        return CLI_EXIT_USAGE;
    }
    if (option->argument != NULL && value == NULL) {
        const char *next = *at + 1 < argc ? argv[*at + 1] : NULL;

        if (next == NULL || strcmp(next, "--") == 0 ||
            find_option(command, next, strlen(next)) != NULL) {
            fprintf(stderr, "crowdpatch %s: %s needs a value: %s %s\n", command->name, option->name,
                    option->name, option->argument);
            return CLI_EXIT_USAGE;
        }
        value = next;
        (*at)++;
    }
    return take(context, option->name, value) != 0 ? CLI_EXIT_USAGE : 0;
}

int cli_parse(const struct cli_command *command, int argc, char **argv,
              int (*take)(void *context, const char *name, const char *value), void *context)
{
    bool options_end = false;

    /* Help is asked for wherever it stands, and whatever else is wrong. */
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            cli_print_command_help(command);
            return -1;
        }
    }
    for (int i = 1; i < argc; i++) {
        int r = 0;

        if (options_end || argv[i][0] != '-' || argv[i][1] == '\0')
            r = take(context, NULL, argv[i]) != 0 ? CLI_EXIT_USAGE : 0;
        else if (strcmp(argv[i], "--") == 0)
            options_end = true;
        else
            r = take_option(command, argc, argv, &i, take, context);
        if (r != 0)
            return r;
    }
    return 0;
}

/* "--out DIR" has this many characters. */
static size_t option_len(const struct cli_option *option)
{
    return strlen(option->name) + (option->argument != NULL ? 1 + strlen(option->argument) : 0);
}

static void print_option(const struct cli_option *option, size_t width, FILE *stream)
{
    fprintf(stream, "  %s%s%s%*s  %s\n", option->name, option->argument != NULL ? " " : "",
            option->argument != NULL ? option->argument : "", (int)(width - option_len(option)), "",
            option->help);
}

/* Whether the line after this one goes on with it: paragraphs are filled, indented lines stay. */
static bool goes_on(const char *line, const char *end)
{
    return line[0] != ' ' && line != end && end[0] == '\n' && end[1] != '\n' && end[1] != ' ' &&
           end[1] != '\0';
}

static void print_paragraphs(const char *text, FILE *stream)
{
    size_t columns = cli_terminal_columns(stdout);
    struct base_buffer line = {0};

    fputc('\n', stream);
    while (*text != '\0') {
        const char *end = text + strcspn(text, "\n");
        bool is_whole = !goes_on(text, end);

        base_buffer_append(&line, text, (size_t)(end - text));
        base_buffer_append(&line, is_whole ? "" : " ", 1);
        if (is_whole && !base_buffer_failed(&line)) {
            cli_terminal_wrap((const char *)line.data, columns > 0 ? columns : HELP_COLUMNS,
                              strspn(text, " "), stream);
            fputc('\n', stream);
        }
        if (is_whole)
            base_buffer_clear(&line);
        text = *end == '\n' ? end + 1 : end;
    }
    base_buffer_deinit(&line);
}

void cli_print_command_help(const struct cli_command *command)
{
    static const struct cli_option help = {"--help", NULL, "print this"};
    struct cli_page page;
    FILE *stream = cli_page_begin(&page, stdout);
    size_t width = option_len(&help);

    for (const struct cli_option *option = table_of(command); option->name != NULL; option++) {
        if (option_len(option) > width)
            width = option_len(option);
    }
    fprintf(stream, "usage: crowdpatch %s [OPTIONS]%s%s\n\n%s\n", command->name,
            command->arguments != NULL && command->arguments[0] != '\0' ? " " : "",
            command->arguments != NULL ? command->arguments : "", command->summary);
    if (command->help != NULL)
        print_paragraphs(command->help, stream);
    fprintf(stream, "\noptions:\n");
    for (const struct cli_option *option = table_of(command); option->name != NULL; option++)
        print_option(option, width, stream);
    print_option(&help, width, stream);
    cli_page_end(&page);
}

bool cli_read_number(const char *command, const char *option, const char *text, uint64_t least,
                     uint64_t most, uint64_t *ret_number)
{
    char *end;

    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || number < least ||
        number > most) {
        fprintf(stderr,
                "crowdpatch %s: %s takes a whole number from %" PRIu64 " to %" PRIu64
                ", found \"%.60s\"\n",
                command, option, least, most, text);
        return false;
    }
    *ret_number = number;
    return true;
}
