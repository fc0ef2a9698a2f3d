#define _GNU_SOURCE
#include <sys/stat.h>
#include <unistd.h>

#include "tests/zk/iden3/support.h"

static char directory[64];

static void enter_scratch(void)
{
    strcpy(directory, "/tmp/crowdpatch-file-XXXXXX");
    cr_assert_not_null(mkdtemp(directory));
    cr_assert_eq(chdir(directory), 0);
}

static void leave_scratch(void)
{
    unlink("a");
    cr_assert_eq(rmdir(directory), 0, "something is left");
}

TestSuite(zk_iden3_file, .init = enter_scratch, .fini = leave_scratch);

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

static void expect_content(const char *path, const char *text)
{
    struct zk_iden3_file file;
    cr_assert_eq(zk_iden3_file_open(path, &file), 0);
    cr_assert_eq(file.len, strlen(text));
    cr_assert(file.len == 0 || memcmp(file.data, text, file.len) == 0);
    zk_iden3_file_drop(&file, file.data, file.len);
    zk_iden3_file_close(&file);
}

Test(zk_iden3_file, written_and_read)
{
    put("a", "first");
    expect_content("a", "first");
    put("a", "");
    expect_content("a", "");
    /* more than a page, of which whole pages are dropped */
    char *text = malloc(20001);
    memset(text, 'x', 20000);
    text[20000] = '\0';
    put("a", text);
    expect_content("a", text);
    free(text);
}

Test(zk_iden3_file, pipes_are_read_whole)
{
    int ends[2];
    char path[32];
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], "through a pipe", 14), 14);
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    expect_content(path, "through a pipe");
    close(ends[0]);
}

Test(zk_iden3_file, refusals)
{
    struct zk_iden3_file file;

    cr_assert_eq(zk_iden3_file_open("absent", &file), BASE_E_IO);
    expect_text("absent: No such file or directory");
    cr_assert_eq(zk_iden3_file_open(".", &file), BASE_E_IO);
    expect_text(".: Is a directory");
}
