#ifndef CROWDPATCH_CLI_COMPLETION_H
#define CROWDPATCH_CLI_COMPLETION_H

/** Prints what completes crowdpatch's command lines in a shell, from the tables of all commands.
 *  Returns 0; -1: "bash", "zsh" and "fish" are known, and this is another. */
int cli_print_completion(const char *shell);

/** What stands for the file names that a word may also be. */
enum cli_completion_path { CLI_COMPLETION_NONE, CLI_COMPLETION_FILES, CLI_COMPLETION_DIRECTORIES };

/** What a placeholder may be replaced by: "bash|zsh|fish", "FILE", "[SYSTEM]", "show|export RUN".
 */
struct cli_completion {
    char words[512]; /* separated by a blank each */
    enum cli_completion_path path;
};

/** Of an option's argument or a command's arguments; NULL: nothing. */
struct cli_completion cli_completion_of(const char *argument);

void cli_completion_bash(void);
void cli_completion_zsh(void);
void cli_completion_fish(void);

#endif
