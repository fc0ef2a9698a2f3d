#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "cli/command.h"
#include "scenarios/describe.h"

static int take(void *context, const char *name, const char *value)
{
    const char **key = context;

    if (*key != NULL) {
        fprintf(stderr, "crowdpatch explain: one key at a time: \"%s\" is a second one\n", value);
        return 1;
    }
    *key = value;
    return 0;
}

/* The explanation goes to standard output; that there is none, to standard error. */
static int explain(const char *key)
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    int r = BASE_E_NOMEM;

    if (stream != NULL) {
        r = scenario_write_explanation(cli_catalogue(), key, stream);
        if (fclose(stream) != 0)
            r = BASE_E_NOMEM;
    }
    if (r == 0)
        fputs(text, stdout);
    else if (r > 0)
        fprintf(stderr, "crowdpatch explain: %s", text);
    else
        fprintf(stderr, "crowdpatch explain: memory is exhausted\n");
    free(text);
    return r > 0 ? CLI_EXIT_USAGE : cli_exit_for_error(r);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    const char *key = NULL;
    int exit_code = cli_parse(command, argc, argv, take, &key);

    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (key == NULL) {
        fprintf(stderr, "crowdpatch explain: which key? `crowdpatch params` lists them\n");
        return CLI_EXIT_USAGE;
    }
    return explain(key);
}

const struct cli_command cli_explain_command = {
    .name = "explain",
    .arguments = "KEY",
    .summary = "say everything about one key or section of scenario files",
    .help = "KEY is \"chain.fork\", or \"fork\" wherever it stands, or the section \"chain\".",
    .run = run,
};
