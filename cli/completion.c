#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "cli/command.h"
#include "cli/completion.h"
#include "contracts-model/evm/evm.h"
#include "models/registry.h"

/* Words in capitals that stand for a file or a directory. CAMPAIGN may be its results.csv. */
static const struct {
    const char *name;
    enum cli_completion_path path;
} placeholders[] = {
    {"CAMPAIGN", CLI_COMPLETION_FILES},   {"DIR", CLI_COMPLETION_DIRECTORIES},
    {"EXPERIMENT", CLI_COMPLETION_FILES}, {"FILE", CLI_COMPLETION_FILES},
    {"PATH", CLI_COMPLETION_FILES},       {"RELEASE", CLI_COMPLETION_FILES},
    {"RUN", CLI_COMPLETION_FILES},        {"SCENARIO", CLI_COMPLETION_FILES},
};

static void add_word(struct cli_completion *completion, const char *word, size_t len)
{
    size_t used = strlen(completion->words);

    assert(used + len + 2 <= sizeof(completion->words));
    if (used > 0)
        completion->words[used++] = ' ';
    memcpy(completion->words + used, word, len);
    completion->words[used + len] = '\0';
}

static bool is(const char *name, size_t len, const char *placeholder)
{
    return strlen(placeholder) == len && memcmp(name, placeholder, len) == 0;
}

static void add_all(struct cli_completion *completion, const char *const names[])
{
    for (size_t i = 0; names[i] != NULL; i++)
        add_word(completion, names[i], strlen(names[i]));
}

static void add_placeholder(struct cli_completion *completion, const char *name, size_t len)
{
    if (is(name, len, "FORK"))
        add_all(completion, evm_fork_names);
    if (is(name, len, "SYSTEM"))
        add_all(completion, models_names);
    for (size_t i = 0; is(name, len, "COMMAND") && cli_commands[i] != NULL; i++)
        add_word(completion, cli_commands[i]->name, strlen(cli_commands[i]->name));
    for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++) {
        if (is(name, len, placeholders[i].name))
            completion->path = placeholders[i].path;
    }
}

/* "-o CAMPAIGN" within arguments is an option with its value, which the option completes. */
static const char *skip_option(const char *at)
{
    at += strcspn(at, " ");
    at += strspn(at, " ");
    return at + strcspn(at, " ");
}

struct cli_completion cli_completion_of(const char *argument)
{
    struct cli_completion completion = {.path = CLI_COMPLETION_NONE};
    const char *at = argument != NULL ? argument : "";

    while (*at != '\0') {
        size_t len = strcspn(at, " |[].");

        if (*at == '-') {
            at = skip_option(at);
            continue;
        }
        if (len > 0 && *at >= 'A' && *at <= 'Z')
            add_placeholder(&completion, at, len);
        else if (len > 0)
            add_word(&completion, at, len);
        at += len > 0 ? len : 1;
    }
    return completion;
}

int cli_print_completion(const char *shell)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } shells[] = {
        {"bash", cli_completion_bash},
        {"fish", cli_completion_fish},
        {"zsh", cli_completion_zsh},
    };

    for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
        if (strcmp(shells[i].name, shell) == 0) {
            shells[i].print();
            return 0;
        }
    }
    return -1;
}
