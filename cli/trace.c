/* The commands that read an event log: trace and explain-device. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/trace/export.h"
#include "analysis/trace/story.h"
#include "base/error.h"
#include "base/output.h"
#include "cli/command.h"
#include "scenarios/nearest.h"

static const struct {
    const char *name;
    int (*write)(struct trace_reader *reader, FILE *out);
} formats[] = {
    {"chrome", trace_export_chrome},
    {"paje", trace_export_paje},
};
enum { FORMAT_COUNT = sizeof formats / sizeof formats[0], WORDS_MAX = 2 };

struct request {
    const char *words[WORDS_MAX];
    int word_count;
    const char *format;
    const char *out;
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;
    if (name && strcmp(name, "--format") == 0) {
        request->format = value;
    } else if (name) {
        request->out = value;
    } else if (request->word_count == WORDS_MAX) {
        fprintf(stderr, "crowdpatch: one word too many: \"%.60s\"\n", value);
        return 1;
    } else {
        request->words[request->word_count++] = value;
    }
    return 0;
}

static int write_file(const char *path, struct trace_reader *reader,
                      int (*write)(struct trace_reader *reader, FILE *out))
{
    struct base_output output = {0};
    int r = base_output_begin(path, &output);
    if (r == 0)
        r = write(reader, output.stream);
    if (r == 0)
        r = base_output_finish(&output);
    if (r == 0)
        r = base_output_commit(&output);
    base_output_deinit(&output);
    return r;
}

static int print(struct trace_reader *reader, int (*write)(struct trace_reader *reader, FILE *out))
{
    int r = write(reader, stdout);
    if (r == 0 && (fflush(stdout) != 0 || ferror(stdout)))
        r = base_fail(BASE_E_IO, "cannot write the output: %s", strerror(errno));
    return r;
}

static int find_format(const char *name)
{
    struct scenario_nearest nearest;
    scenario_nearest_init(&nearest, name);
    for (int i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i].name, name) == 0)
            return i;
        scenario_nearest_offer(&nearest, formats[i].name);
    }
    fprintf(stderr, "crowdpatch trace: unknown format \"%.60s\"; there are chrome and paje\n",
            name);
    return -1;
}

static int run_trace(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {0};
    int exit_code = cli_parse(command, argc, argv, take, &request);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    const char *verb = request.word_count > 0 ? request.words[0] : "";
    bool is_export = strcmp(verb, "export") == 0;
    if ((!is_export && strcmp(verb, "show") != 0) || request.word_count != 2) {
        fprintf(stderr, "crowdpatch trace: what to do? trace show RUN, or trace export RUN "
                        "--format chrome|paje -o FILE\n");
        return CLI_EXIT_USAGE;
    }
    int format = 0;
    if (is_export != (request.format != NULL)) {
        fprintf(stderr, is_export ? "crowdpatch trace: which format? --format chrome or paje\n"
                                  : "crowdpatch trace: --format is for trace export\n");
        return CLI_EXIT_USAGE;
    }
    if (is_export && (format = find_format(request.format)) < 0)
        return CLI_EXIT_USAGE;
    struct trace_reader *reader;
    int r = trace_open(request.words[1], &reader);
    if (r < 0)
        return cli_end(command->name, r);
    int (*write)(struct trace_reader *, FILE *) =
        is_export ? formats[format].write : trace_export_text;
    r = request.out ? write_file(request.out, reader, write) : print(reader, write);
    trace_close(reader);
    return cli_end(command->name, r);
}

/** "3" or "device-3". */
static bool read_device(const char *word, uint64_t *ret_device)
{
    char *end;
    if (strncmp(word, "device-", 7) == 0)
        word += 7;
    errno = 0;
    *ret_device = strtoull(word, &end, 10);
    return word[0] >= '0' && word[0] <= '9' && *end == '\0' && errno == 0;
}

static int run_explain_device(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {0};
    uint64_t device;
    int exit_code = cli_parse(command, argc, argv, take, &request);
    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (request.word_count != 2) {
        fprintf(stderr, "crowdpatch explain-device: which run and device? explain-device RUN 3\n");
        return CLI_EXIT_USAGE;
    }
    if (!read_device(request.words[1], &device)) {
        fprintf(stderr, "crowdpatch explain-device: \"%.60s\" is no device's number\n",
                request.words[1]);
        return CLI_EXIT_USAGE;
    }
    struct trace_reader *reader;
    int r = trace_open(request.words[0], &reader);
    if (r < 0)
        return cli_end(command->name, r);
    r = trace_story(reader, device, stdout);
    trace_close(reader);
    return cli_end(command->name, r);
}

static const struct cli_option trace_options[] = {
    {"--format", "chrome|paje",
     "export: paje, for SimGrid's tools, or chrome, which Perfetto reads"},
    {"-o", "FILE", "write there and not to standard output"},
    {NULL, NULL, NULL},
};
const struct cli_command cli_trace_command = {
    .name = "trace",
    .arguments = "show|export RUN",
    .summary = "print the event log of a run, or write it in another tool's format",
    .help =
        "RUN is the directory of a run that was made with --trace, or the log itself. show prints\n"
        "it line by line; docs/traces.md lists the events.",
    .options = trace_options,
    .run = run_trace,
};

const struct cli_command cli_explain_device_command = {
    .name = "explain-device",
    .arguments = "RUN ID",
    .summary = "tell the story of one device of a run, from its event log",
    .help =
        "RUN was made with --trace. ID is the device's number, from 0, as in deliveries.csv.gz.\n"
        "Exit code 2: there is no such device.",
    .run = run_explain_device,
};
