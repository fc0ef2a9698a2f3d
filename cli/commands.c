#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/terminal.h"
#include "cli/version.h"
#include "models/registry.h"
#include "scenarios/nearest.h"

extern const struct cli_command cli_calibrate_command;
extern const struct cli_command cli_collect_command;
extern const struct cli_command cli_compare_command;
extern const struct cli_command cli_evm_command;
extern const struct cli_command cli_explain_command;
extern const struct cli_command cli_explain_device_command;
extern const struct cli_command cli_gas_command;
extern const struct cli_command cli_growth_command;
extern const struct cli_command cli_help_command;
extern const struct cli_command cli_models_command;
extern const struct cli_command cli_params_command;
extern const struct cli_command cli_plan_command;
extern const struct cli_command cli_report_command;
extern const struct cli_command cli_reproduce_command;
extern const struct cli_command cli_resume_command;
extern const struct cli_command cli_run_command;
extern const struct cli_command cli_schema_command;
extern const struct cli_command cli_sensitivity_command;
extern const struct cli_command cli_shard_command;
extern const struct cli_command cli_size_command;
extern const struct cli_command cli_status_command;
extern const struct cli_command cli_summarize_command;
extern const struct cli_command cli_sweep_command;
extern const struct cli_command cli_trace_command;
extern const struct cli_command cli_validate_command;
extern const struct cli_command cli_zk_command;

const struct cli_command *const cli_commands[] = {
    /* clang-format off */
    &cli_calibrate_command,
    &cli_collect_command,
    &cli_compare_command,
    &cli_evm_command,
    &cli_explain_command,
    &cli_explain_device_command,
    &cli_gas_command,
    &cli_growth_command,
    &cli_help_command,
    &cli_models_command,
    &cli_params_command,
    &cli_plan_command,
    &cli_report_command,
    &cli_reproduce_command,
    &cli_resume_command,
    &cli_run_command,
    &cli_schema_command,
    &cli_sensitivity_command,
    &cli_shard_command,
    &cli_size_command,
    &cli_status_command,
    &cli_summarize_command,
    &cli_sweep_command,
    &cli_trace_command,
    &cli_validate_command,
    &cli_zk_command,
    NULL,
    /* clang-format on */
};

const struct scenario_catalogue *cli_catalogue(void)
{
    return models_catalogue();
}

int cli_exit_for_error(int error)
{
    switch (error) {
    case 0:
        return CLI_EXIT_OK;
    case BASE_E_USAGE:
        return CLI_EXIT_USAGE;
    case BASE_E_SCENARIO:
    case BASE_E_RANGE:
        return CLI_EXIT_SCENARIO;
    case BASE_E_IO:
    case BASE_E_NOMEM: /* the operating system refuses memory as it refuses a file */
        return CLI_EXIT_IO;
    default:
        return CLI_EXIT_SIMULATION;
    }
}

const char *cli_error_text(int error)
{
    const char *text = base_fail_text();
    return error == BASE_E_NOMEM && !strstr(text, "memory") ? "memory is exhausted" : text;
}

int cli_end(const char *command, int error)
{
    if (error < 0)
        fprintf(stderr, "crowdpatch %s: %s\n", command, cli_error_text(error));
    return cli_exit_for_error(error);
}

const struct cli_command *cli_find_command(const char *name)
{
    struct scenario_nearest nearest;

    scenario_nearest_init(&nearest, name);
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        if (strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
        scenario_nearest_offer(&nearest, cli_commands[i]->name);
    }
    if (name[0] == '-')
        fprintf(stderr,
                "crowdpatch: unknown option \"%.60s\"; a command comes first, see: "
                "crowdpatch --help\n",
                name);
    else if (nearest.best != NULL)
        fprintf(stderr, "crowdpatch: unknown command \"%.60s\"; did you mean \"%s\"?\n", name,
                nearest.best);
    else
        fprintf(stderr, "crowdpatch: unknown command \"%.60s\"; see: crowdpatch --help\n", name);
    return NULL;
}

void cli_print_help(FILE *to)
{
    struct cli_page page;
    FILE *stream = cli_page_begin(&page, to);
    fprintf(stream, "usage: crowdpatch COMMAND [OPTIONS] ...\n\n"
                    "Simulates the delivery of firmware updates that a blockchain pays for.\n\n"
                    "commands:\n");
    for (size_t i = 0; cli_commands[i] != NULL; i++)
        fprintf(stream, "  %-14s  %s\n", cli_commands[i]->name, cli_commands[i]->summary);
    fprintf(stream, "\n`crowdpatch help COMMAND` says more about one; `crowdpatch --version` "
                    "prints the version.\n");
    cli_page_end(&page);
}

int cli_main(int argc, char **argv)
{
    const struct cli_command *command;

    if (argc < 2) {
        cli_print_help(stderr);
        return CLI_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        cli_print_help(stdout);
        return CLI_EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("crowdpatch %s\n", CLI_VERSION);
        return CLI_EXIT_OK;
    }
    command = cli_find_command(argv[1]);
    return command == NULL ? CLI_EXIT_USAGE : command->run(command, argc - 1, argv + 1);
}
