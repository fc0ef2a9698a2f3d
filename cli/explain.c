#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/size.h"
#include "cli/terminal.h"
#include "models/shared/class_file.h"
#include "scenarios/describe.h"

struct request {
    const char *key;
    const char *of; /* "--release", ...; NULL: scenarios */
};

static const struct cli_option options[] = {
    {"--device-class", NULL, "of files of device classes, which a scenario may name"},
    {"--release", NULL, "of release files, which `crowdpatch size` reads"},
    {NULL, NULL, NULL},
};

static int take(void *context, const char *name, const char *value)
{
    struct request *request = context;

    if (name != NULL) {
        if (request->of && strcmp(request->of, name) != 0) {
            fprintf(stderr, "crowdpatch explain: %s or %s, not both\n", request->of, name);
            return 1;
        }
        request->of = name;
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

/* Files that are no scenarios. */
struct other_file {
    const char *option, *what;
    const struct scenario_catalogue *(*catalogue)(void);
};
static const struct other_file others[] = {
    {"--release", "release files", size_release_catalogue},
    {"--device-class", "device class files", class_file_catalogue},
    {NULL, NULL, NULL},
};

/** The first of them that has the key; the last row: none has. */
static const struct other_file *find_other(const char *key)
{
    const struct other_file *other = others;

    for (; other->option; other++) {
        char *text = NULL;
        int r = compose(other->catalogue(), key, &text);

        free(text);
        if (r == 0)
            break;
    }
    return other;
}

static const struct scenario_catalogue *catalogue_of(const struct request *request)
{
    for (const struct other_file *other = others; other->option && request->of; other++)
        if (strcmp(other->option, request->of) == 0)
            return other->catalogue();
    return cli_catalogue();
}

/* The explanation goes to standard output; that there is none, to standard error. */
static int explain(const struct request *request)
{
    char *text = NULL;
    int r = compose(catalogue_of(request), request->key, &text);
    const struct other_file *other = r > 0 && !request->of ? find_other(request->key) : NULL;

    if (r == 0)
        cli_terminal_fold(text, cli_terminal_columns(stdout), stdout);
    else if (other && other->option)
        fprintf(stderr, "crowdpatch explain: \"%s\" is a key of %s: crowdpatch explain %s %s\n",
                request->key, other->what, other->option, request->key);
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
    .summary = "say everything about one key or section of scenario, release or device class "
               "files",
    .help = "KEY is \"chain.fork\", or \"fork\" wherever it stands, or the section \"chain\".",
    .options = options,
    .run = run,
};
