#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/manual.h"
#include "cli/version.h"

/* Source: enum cli_exit, and README, "Exit codes"; a test compares the two. */
static const char *const exit_codes[] = {
    [CLI_EXIT_OK] = "the command did what it was asked",
    [CLI_EXIT_INVALID] = "`zk verify`: the proof is invalid; `zk check`: the key failed",
    [CLI_EXIT_USAGE] = "the command line is wrong, or a release that `size` is asked about",
    [CLI_EXIT_SCENARIO] = "an input file is wrong, or a scenario or campaign is not there; every "
                          "error is printed with its line",
    [CLI_EXIT_IO] = "a file could not be read or written",
    [CLI_EXIT_SIMULATION] =
        "the simulation broke one of its own invariants, or runs of a campaign failed",
    [CLI_EXIT_INCOMPLETE] = ("the scenario's duration was up before the release had come to its "
                             "end, and results are written; or runs of a campaign are missing"),
    [CLI_EXIT_TOLERANCE] = "a result is outside its tolerance",
};
enum { EXIT_CODE_COUNT = sizeof(exit_codes) / sizeof(exit_codes[0]) };

/* len bytes with what roff reads as something else escaped. `code` becomes bold. A line that begins
 * with a dot or a quote is no request. Source: man-pages(7), groff_char(7). */
static void put(const char *text, size_t len)
{
    bool bold = false;

    if (len > 0 && text[0] == '.')
        fputs("\\&", stdout);
    for (size_t i = 0; i < len; i++) {
        switch (text[i]) {
        case '\\':
            fputs("\\e", stdout);
            break;
        case '-':
            fputs("\\-", stdout);
            break;
        case '\'':
            fputs("\\(aq", stdout);
            break;
        case '^':
            fputs("\\(ha", stdout);
            break;
        case '~':
            fputs("\\(ti", stdout);
            break;
        case '`':
            bold = !bold;
            fputs(bold ? "\\fB" : "\\fR", stdout);
            break;
        default:
            putchar(text[i]);
        }
    }
    if (bold)
        fputs("\\fR", stdout);
}

static void put_line(const char *text)
{
    put(text, strlen(text));
    putchar('\n');
}

static void put_font(char font, const char *text)
{
    printf("\\f%c", font);
    put(text, strlen(text));
    fputs("\\fR", stdout);
}

/* A sentence of a summary: "print this" is "Print this." */
static void put_sentence(const char *summary)
{
    char first = summary[0];

    if (first >= 'a' && first <= 'z')
        first = (char)(first - 'a' + 'A');
    putchar(first);
    put(summary + 1, strlen(summary + 1));
    puts(".");
}

/* Paragraphs as `crowdpatch help` has them: lines are filled; indented ones stay as they are. */
static void put_paragraphs(const char *text)
{
    bool indented = false;

    puts(".PP");
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        size_t blanks = strspn(text, " ");
        bool empty = len == 0;

        if (!empty && (blanks > 0) != indented) {
            indented = blanks > 0;
            puts(indented ? ".RS 4\n.nf" : ".fi\n.RE");
        }
        if (empty) {
            if (indented)
                puts(".fi\n.RE");
            indented = false;
            puts(".PP");
        } else {
            put(text + blanks, len - blanks);
            putchar('\n');
        }
        text += len + (text[len] == '\n');
    }
    if (indented)
        puts(".fi\n.RE");
}

static void put_option(const struct cli_option *option)
{
    puts(".TP");
    put_font('B', option->name);
    if (option->argument != NULL) {
        putchar(' ');
        put_font('I', option->argument);
    }
    putchar('\n');
    put_line(option->help);
}

/* No date: the same program makes the same page. name: in small letters. */
static void put_title(const char *name, const char *summary)
{
    fputs(".TH \"", stdout);
    for (const char *c = name; *c != '\0'; c++)
        putchar(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    printf("\" 1 \"\" \"crowdpatch %s\" \"User Commands\"\n.SH NAME\n", CLI_VERSION);
    put(name, strlen(name));
    fputs(" \\- ", stdout);
    put_line(summary);
}

static void put_exit_codes(void)
{
    puts(".SH EXIT STATUS");
    for (int i = 0; i < EXIT_CODE_COUNT; i++) {
        printf(".TP\n.B %d\n", i);
        put_line(exit_codes[i]);
    }
}

void cli_print_manual(void)
{
    put_title("crowdpatch", "simulate the delivery of firmware updates that a blockchain pays for");
    puts(".SH SYNOPSIS\n.B crowdpatch\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR] ...\n"
         ".br\n.B crowdpatch \\-\\-help\n.br\n.B crowdpatch \\-\\-version");
    puts(
        ".SH DESCRIPTION\n"
        "A discrete-event network simulator for blockchain-incentivised delivery of firmware\n"
        "updates to devices of the internet of things. A scenario, a JSON file, names a delivery\n"
        "system, a world of manufacturers, distributors, hubs and devices, a network and a chain.\n"
        "Contracts run as EVM bytecode. The same scenario and seed give the same results on every\n"
        "machine.\n"
        ".PP\nEach command has a page of its own, and \\fBcrowdpatch help\\fR \\fICOMMAND\\fR "
        "prints the same.\n"
        ".SH COMMANDS");
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        puts(".TP");
        fputs("\\fBcrowdpatch\\-", stdout);
        put(cli_commands[i]->name, strlen(cli_commands[i]->name));
        puts("\\fR(1)");
        put_line(cli_commands[i]->summary);
    }
    put_exit_codes();
    puts(".SH FILES");
    puts(".TP");
    put_font('I', CLI_DATA_DIR "/scenarios");
    puts("\nscenarios, experiments, releases and figures to start from; "
         "\\fIquickstart.json\\fR is the first to run");
    puts(".TP");
    put_font('I', CLI_DATA_DIR "/schemas");
    puts("\nJSON Schemas, by which editors check a scenario as it is typed");
    puts(".TP");
    put_font('I', CLI_DOC_DIR);
    puts("\nevery parameter with its source, the measures, figures, campaigns and event logs");
    puts(".SH EXAMPLES\n.EX");
    puts("crowdpatch run " CLI_DATA_DIR "/scenarios/quickstart.json");
    puts("crowdpatch explain chain.fork\n.EE");
}

void cli_print_command_manual(const struct cli_command *command)
{
    static const struct cli_option help = {"--help", NULL, "print a short form of this page"};
    bool has_arguments = command->arguments != NULL && command->arguments[0] != '\0';
    char name[64];

    snprintf(name, sizeof(name), "crowdpatch-%s", command->name);
    put_title(name, command->summary);
    puts(".SH SYNOPSIS");
    fputs("\\fBcrowdpatch ", stdout);
    put(command->name, strlen(command->name));
    fputs("\\fR [\\fIOPTIONS\\fR]", stdout);
    if (has_arguments) {
        putchar(' ');
        put_font('I', command->arguments);
    }
    puts("\n.SH DESCRIPTION");
    put_sentence(command->summary);
    if (command->help != NULL)
        put_paragraphs(command->help);
    puts(".SH OPTIONS");
    for (const struct cli_option *o = command->options; o != NULL && o->name != NULL; o++)
        put_option(o);
    put_option(&help);
    puts(".SH SEE ALSO\n.BR crowdpatch (1),\nwhich has the exit codes.");
}
