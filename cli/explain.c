#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/size.h"
#include "cli/terminal.h"
#include "scenarios/describe.h"

struct request {
    const char *key;
    bool release;
};

static const struct cli_option options[] = {
    {"--release", NULL, "of release files, which `crowdpatch size` reads"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;

    if (name != NULL) {
        request->release = true;
        return 0;
    }
    if (request->key != NULL) {
        fprintf(stderr, "crowdpatch explain: one key at a time: \"%s\" is a second one\n", value);
        return 1;
    }
    request->key = value;
    return 0;
}

/** Returns 0 with the explanation, 1 with what is wrong with the key, or BASE_E_NOMEM. */
static int compose(const struct scenario_catalogue *catalogue, const char *key, char **ret_text)
{
    size_t len = 0;
    FILE *stream = open_memstream(ret_text, &len);
    int r = BASE_E_NOMEM;

    if (stream != NULL) {
        r = scenario_write_explanation(catalogue, key, stream);
        if (fclose(stream) != 0)
            r = BASE_E_NOMEM;
    }
    return r;
}

static bool is_release_key(const char *key)
{
    char *text = NULL;
    int r = compose(size_release_catalogue(), key, &text);

    free(text);
    return r == 0;
}

/* The explanation goes to standard output; that there is none, to standard error. */
static int explain(const struct request *request)
{
    char *text = NULL;
    int r =
        compose(request->release ? size_release_catalogue() : cli_catalogue(), request->key, &text);

    if (r == 0)
        cli_terminal_fold(text, cli_terminal_columns(stdout), stdout);
    else if (r > 0 && !request->release && is_release_key(request->key))
        fprintf(stderr,
                "crowdpatch explain: \"%s\" is a key of release files: crowdpatch explain "
                "--release %s\n",
                request->key, request->key);
    else if (r > 0)
        fprintf(stderr, "crowdpatch explain: %.*s%s\n", (int)strcspn(text, "\n"), text,
                strchr(text, ';') ? "" : "; crowdpatch params lists them");
    else
        fprintf(stderr, "crowdpatch explain: memory is exhausted\n");
    free(text);
    return r > 0 ? CLI_EXIT_USAGE : cli_exit_for_error(r);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
    struct request request = {0};
    int exit_code = cli_parse(command, argc, argv, take, &request);

    if (exit_code != 0)
        return exit_code < 0 ? CLI_EXIT_OK : exit_code;
    if (request.key == NULL) {
        fprintf(stderr, "crowdpatch explain: which key? `crowdpatch params` lists them\n");
        return CLI_EXIT_USAGE;
    }
    return explain(&request);
}

const struct cli_command cli_explain_command = {
    .name = "explain",
    .arguments = "KEY",
    .summary = "say everything about one key or section of scenario or release files",
    .help = "KEY is \"chain.fork\", or \"fork\" wherever it stands, or the section \"chain\".",
    .options = options,
    .run = run,
};
