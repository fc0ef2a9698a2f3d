#include <string.h>

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "base/error.h"
#include "cli/command.h"
#include "scenarios/check.h"

Test(commands, sorted_and_described)
{
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        cr_expect_not_null(cli_commands[i]->run, "%s", cli_commands[i]->name);
        cr_expect_neq(cli_commands[i]->summary[0], '\0', "%s", cli_commands[i]->name);
        if (i > 0)
            cr_expect_lt(strcmp(cli_commands[i - 1]->name, cli_commands[i]->name), 0, "%s",
                         cli_commands[i]->name);
    }
}

Test(commands, options_sorted_and_described)
{
    for (size_t i = 0; cli_commands[i] != NULL; i++) {
        const struct cli_option *options = cli_commands[i]->options;

        for (size_t j = 0; options != NULL && options[j].name != NULL; j++) {
            cr_expect(strncmp(options[j].name, "--", 2) == 0 || strlen(options[j].name) == 2, "%s",
                      options[j].name);
            cr_expect_neq(options[j].help[0], '\0', "%s", options[j].name);
            if (j > 0)
                cr_expect_lt(strcmp(options[j - 1].name, options[j].name), 0, "%s",
                             options[j].name);
        }
    }
}

Test(commands, exit_codes)
{
    cr_expect_eq(cli_exit_for_error(0), CLI_EXIT_OK);
    cr_expect_eq(cli_exit_for_error(BASE_E_USAGE), CLI_EXIT_USAGE);
    cr_expect_eq(cli_exit_for_error(BASE_E_SCENARIO), CLI_EXIT_SCENARIO);
    cr_expect_eq(cli_exit_for_error(BASE_E_IO), CLI_EXIT_IO);
    cr_expect_eq(cli_exit_for_error(BASE_E_NOMEM), CLI_EXIT_IO);
    cr_expect_eq(cli_exit_for_error(BASE_E_SIM), CLI_EXIT_SIMULATION);
}

Test(commands, a_typo)
{
    cr_redirect_stderr();
    cr_expect_null(cli_find_command("rnu"));
    fflush(stderr);
    cr_expect_stderr_eq_str("crowdpatch: unknown command \"rnu\"; did you mean \"run\"?\n");
}

/* The tables of the real systems. */
Test(commands, the_catalogue_has_no_slips)
{
    cr_expect_eq(scenario_catalogue_check(cli_catalogue(), stderr), 0);
}
