#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/output.h"

static char directory[64];

static void enter_scratch(void)
{
    strcpy(directory, "/tmp/crowdpatch-output-XXXXXX");
    cr_assert_not_null(mkdtemp(directory));
    cr_assert_eq(chdir(directory), 0);
}

static void leave_scratch(void)
{
    unlink("a");
    unlink("b");
    cr_assert_eq(rmdir(directory), 0, "something is left");
}

TestSuite(output, .init = enter_scratch, .fini = leave_scratch);

static int put(const char *path, const char *text)
{
    struct base_output output = {0};
    int r = base_output_begin(path, &output);
    if (r == 0) {
        fputs(text, output.stream);
        r = base_output_finish(&output);
    }
    r = r < 0 ? r : base_output_commit(&output);
    base_output_deinit(&output);
    return r;
}

static void expect_content(const char *path, const char *text)
{
    char found[64] = "";
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "no %s", path);
    size_t len = fread(found, 1, sizeof found - 1, file);
    fclose(file);
    cr_expect(len == strlen(text) && strcmp(found, text) == 0, "%s: %s", path, found);
}

Test(output, what_is_there_is_replaced_at_the_end)
{
    struct base_output output;

    cr_assert_eq(put("a", "first"), 0);
    expect_content("a", "first");
    cr_assert_eq(base_output_begin("a", &output), 0);
    fputs("second", output.stream);
    cr_assert_eq(base_output_finish(&output), 0);
    expect_content("a", "first");
    cr_assert_eq(base_output_commit(&output), 0);
    expect_content("a", "second");
    base_output_deinit(&output);
    expect_content("a", "second");
}

Test(output, what_is_not_committed_is_removed)
{
    struct base_output output;

    cr_assert_eq(put("a", "first"), 0);
    cr_assert_eq(base_output_begin("a", &output), 0);
    fputs("second", output.stream);
    base_output_deinit(&output);
    expect_content("a", "first");
    base_output_deinit(&output);
}

Test(output, links_are_followed)
{
    struct stat status;

    cr_assert_eq(put("a", "first"), 0);
    cr_assert_eq(symlink("a", "b"), 0);
    cr_assert_eq(put("b", "second"), 0);
    expect_content("a", "second");
    cr_assert(lstat("b", &status) == 0 && S_ISLNK(status.st_mode), "the link is gone");
}

Test(output, pipes_and_devices_stay)
{
    struct stat status;

    cr_assert_eq(mkfifo("a", 0600), 0);
    int reader = open("a", O_RDONLY | O_NONBLOCK);
    cr_assert_eq(put("a", "through"), 0);
    char text[16] = "";
    cr_assert_eq(read(reader, text, sizeof text), 7);
    close(reader);
    cr_assert(stat("a", &status) == 0 && S_ISFIFO(status.st_mode));
    if (stat("/dev/full", &status) == 0 && S_ISCHR(status.st_mode)) {
        cr_assert_eq(put("/dev/full", "no room"), BASE_E_IO);
        cr_expect_str_eq(base_fail_text(), "cannot write /dev/full: No space left on device");
        cr_assert(stat("/dev/full", &status) == 0 && S_ISCHR(status.st_mode));
    }
}

Test(output, directories_above_are_made)
{
    cr_assert_eq(put("new/deep/a", "text"), 0);
    expect_content("new/deep/a", "text");
    cr_assert_eq(unlink("new/deep/a"), 0);
    cr_assert_eq(rmdir("new/deep"), 0);
    cr_assert_eq(rmdir("new"), 0);
}

Test(output, refusals)
{
    struct base_output output;

    cr_assert_eq(put("a", "a file"), 0);
    cr_assert_eq(base_output_begin("a/b", &output), BASE_E_IO);
    cr_expect_str_eq(base_fail_text(), "a is not a directory; name another place");
    cr_assert_eq(base_output_begin(".", &output), BASE_E_IO);
    cr_expect_str_eq(base_fail_text(), "cannot write .: Is a directory");
}
