#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "analysis/campaign/campaign.h"
#include "analysis/file.h"
#include "base/error.h"

/* A file system that tells only at the end that it is full, as NFS may. Stands before libc's. */
static bool is_full;

int close(int fd)
{
    int r = (int)syscall(SYS_close, fd);
    if (r == 0 && is_full) {
        errno = ENOSPC;
        return -1;
    }
    return r;
}

static char directory[] = "/tmp/campaign-files-XXXXXX";

static void start(void)
{
    cr_assert_not_null(mkdtemp(directory));
}

static void end(void)
{
    char path[80];
    snprintf(path, sizeof path, "%s/plan.json", directory);
    unlink(path);
    cr_expect_eq(rmdir(directory), 0, "something else is left: %s", strerror(errno));
}

TestSuite(campaign_files, .init = start, .fini = end);

static void expect_text(const char *expected)
{
    char path[80], *text;
    size_t len;
    snprintf(path, sizeof path, "%s/plan.json", directory);
    cr_assert_eq(analysis_file_read(path, &text, &len), 0);
    cr_expect_str_eq(text, expected);
    free(text);
}

Test(campaign_files, a_file_takes_another_ones_place)
{
    cr_assert_eq(campaign_write_file(directory, "plan.json", "one", 3), 0);
    cr_assert_eq(campaign_write_file(directory, "plan.json", "three", 5), 0);
    expect_text("three");
}

Test(campaign_files, what_cannot_be_closed_takes_nobodys_place)
{
    cr_assert_eq(campaign_write_file(directory, "plan.json", "one", 3), 0);
    is_full = true;
    cr_expect_eq(campaign_write_file(directory, "plan.json", "two", 3), BASE_E_IO);
    is_full = false;
    cr_expect_not_null(strstr(base_fail_text(), strerror(ENOSPC)), "%s", base_fail_text());
    expect_text("one");
}

Test(campaign_files, without_a_directory)
{
    cr_expect_eq(campaign_write_file("/tmp/campaign-files/nowhere", "plan.json", "one", 3),
                 BASE_E_IO);
    cr_expect_not_null(strstr(base_fail_text(), strerror(ENOENT)), "%s", base_fail_text());
}
