#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

#include "cli/campaign.h"

/** A simulation that is ended by the signal that `context` is before it has said a word. */
static bool end_by(void *context, int fd)
{
    (void)fd;
    signal(*(int *)context, SIG_DFL); /* these tests may run under nohup */
    raise(*(int *)context);
    return true;
}

/** Whether it says something of its run. */
static bool says_after(int number, struct campaign_record *ret_record, const char **ret_text)
{
    static struct campaign_run run = {.id = "0123456789abcdef0123456789abcdef"};
    static struct cli_worker worker;
    struct campaign campaign = {.runs = &run, .run_count = 1};
    cr_assert_eq(cli_child_start(end_by, &number, &worker.child), 0);
    while (!cli_worker_read(&worker))
        ;
    return cli_worker_finish(&worker, &campaign, ret_record, ret_text);
}

/* Whoever ends them from outside, or closes the terminal, has found no fault with the run. */
Test(worker, is_ended_from_outside)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct campaign_record record;
    const char *text;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        cr_expect_not(says_after(numbers[i], &record, &text), "signal %d", numbers[i]);
}

Test(worker, ends_by_itself)
{
    struct campaign_record record;
    const char *text = "";
    cr_assert(says_after(SIGKILL, &record, &text));
    cr_expect_not(record.is_ok);
    cr_expect_str_eq(record.id, "0123456789abcdef0123456789abcdef");
    cr_expect_str_eq(text, "the simulation ended by itself, by signal 9");
}
