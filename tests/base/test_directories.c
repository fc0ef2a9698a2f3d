#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directories.h"
#include "base/error.h"

static char directory[64];

static void enter_scratch(void)
{
    strcpy(directory, "/tmp/crowdpatch-directories-XXXXXX");
    cr_assert_not_null(mkdtemp(directory));
    cr_assert_eq(chdir(directory), 0);
}

static void leave_scratch(void)
{
    cr_assert_eq(rmdir(directory), 0, "something is left");
}

TestSuite(directories, .init = enter_scratch, .fini = leave_scratch);

static void expect_directory(const char *path)
{
    struct stat status;
    cr_assert(stat(path, &status) == 0 && S_ISDIR(status.st_mode), "no %s", path);
    cr_assert_eq(rmdir(path), 0);
}

Test(directories, all_that_are_missing_are_made)
{
    cr_assert_eq(base_directories_make("a/b//c/"), 0);
    cr_assert_eq(base_directories_make("a/b/c"), 0, "what is there is no error");
    expect_directory("a/b/c");
    expect_directory("a/b");
    expect_directory("a");
    char absolute[100];
    snprintf(absolute, sizeof absolute, "%s/a/b", directory);
    cr_assert_eq(base_directories_make(absolute), 0);
    expect_directory("a/b");
    expect_directory("a");
    cr_assert_eq(base_directories_make("/"), 0);
}

Test(directories, above_leaves_the_name_itself)
{
    cr_assert_eq(base_directories_make_above("a/b/c//"), 0);
    cr_assert_neq(access("a/b/c", F_OK), 0);
    expect_directory("a/b");
    expect_directory("a");
    cr_assert_eq(base_directories_make_above("a"), 0);
    cr_assert_eq(base_directories_make_above("/a"), 0);
    cr_assert_eq(base_directories_make_above(""), 0);
    cr_assert_eq(base_directories_make_above("///"), 0);
}

Test(directories, links_are_followed)
{
    cr_assert_eq(mkdir("a", 0777), 0);
    cr_assert_eq(symlink("a", "link"), 0);
    cr_assert_eq(base_directories_make("link/b"), 0);
    expect_directory("a/b");
    expect_directory("a");
    unlink("link");
}

Test(directories, refusals)
{
    char name[300];
    fclose(fopen("file", "w"));
    cr_assert_eq(base_directories_make("file"), BASE_E_IO);
    cr_expect_str_eq(base_fail_text(), "file is not a directory; name another place");
    cr_assert_eq(base_directories_make("file/a"), BASE_E_IO);
    cr_expect_str_eq(base_fail_text(),
                     "cannot make the directory file/a: Not a directory; name another place");
    unlink("file");
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    cr_assert_eq(base_directories_make(name), BASE_E_IO);
    cr_assert_not_null(strstr(base_fail_text(), "File name too long"), "%s", base_fail_text());
}
