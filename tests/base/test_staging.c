#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/staging.h"

static char directory[64];

static void make_directory(void)
{
    strcpy(directory, "/tmp/test_staging.XXXXXX");
    cr_assert_not_null(mkdtemp(directory));
}

static void remove_directory(void)
{
    cr_assert_eq(rmdir(directory), 0, "something is left in %s", directory);
}

static char *inside(const char *name)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

static int entries(void)
{
    DIR *dir = opendir(directory);
    int count = -2; /* . and .. */
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count;
}

static void write_file(const struct base_staging *staging, const char *name)
{
    char *path = base_staging_path(staging, name);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs("text", file);
    fclose(file);
    free(path);
}

TestSuite(staging, .init = make_directory, .fini = remove_directory);

Test(staging, commit_makes_the_whole_appear)
{
    struct base_staging staging;
    char *target = strdup(inside("out"));
    cr_assert_eq(base_staging_begin(&staging, inside("out//")), 0);
    write_file(&staging, "a.csv");
    char *sub = base_staging_path(&staging, "sub");
    cr_assert_eq(mkdir(sub, 0777), 0);
    free(sub);
    write_file(&staging, "sub/b.csv");
    cr_assert_neq(access(target, F_OK), 0);
    cr_assert_eq(base_staging_commit(&staging), 0);
    base_staging_deinit(&staging);
    cr_assert_eq(entries(), 1);
    cr_assert_eq(unlink(inside("out/a.csv")), 0);
    cr_assert_eq(unlink(inside("out/sub/b.csv")), 0);
    cr_assert_eq(rmdir(inside("out/sub")), 0);
    cr_assert_eq(rmdir(target), 0);
    free(target);
}

Test(staging, without_commit_nothing_stays)
{
    struct base_staging staging;
    cr_assert_eq(base_staging_begin(&staging, inside("out")), 0);
    write_file(&staging, "a.csv");
    char *sub = base_staging_path(&staging, "sub");
    cr_assert_eq(mkdir(sub, 0777), 0);
    free(sub);
    char *link_path = base_staging_path(&staging, "sub/link");
    cr_assert_eq(symlink("/etc/passwd", link_path), 0);
    free(link_path);
    write_file(&staging, "sub/b.csv");
    base_staging_deinit(&staging);
    cr_assert_eq(entries(), 0);
    cr_assert_eq(access("/etc/passwd", F_OK), 0);
    base_staging_deinit(&staging);
    base_staging_deinit(&(struct base_staging){0});
}

Test(staging, begin_refuses_what_exists)
{
    struct base_staging staging;
    cr_assert_eq(mkdir(inside("out"), 0777), 0);
    cr_assert_eq(base_staging_begin(&staging, inside("out")), BASE_E_IO);
    cr_assert_not_null(strstr(base_fail_text(), "exists already"), "%s", base_fail_text());
    base_staging_deinit(&staging);
    cr_assert_eq(entries(), 1);
    rmdir(inside("out"));

    fclose(fopen(inside("file"), "w"));
    cr_assert_eq(base_staging_begin(&staging, inside("file/out")), BASE_E_IO);
    cr_assert_not_null(strstr(base_fail_text(), "file is not a directory"), "%s", base_fail_text());
    cr_assert_eq(base_staging_begin(&staging, ""), BASE_E_IO);
    base_staging_deinit(&staging);
    unlink(inside("file"));
}

Test(staging, directories_above_are_made)
{
    struct base_staging staging;
    cr_assert_eq(base_staging_begin(&staging, inside("none/deep/out/")), 0);
    base_staging_deinit(&staging);
    cr_assert_eq(rmdir(inside("none/deep")), 0);
    cr_assert_eq(rmdir(inside("none")), 0);
}

Test(staging, two_at_once_are_refused)
{
    struct base_staging first, second;
    cr_assert_eq(base_staging_begin(&first, inside("out")), 0);
    cr_assert_eq(base_staging_begin(&second, inside("out")), BASE_E_IO);
    cr_assert_not_null(strstr(base_fail_text(), "is there already"), "%s", base_fail_text());
    base_staging_deinit(&second);
    cr_assert_eq(entries(), 1);
    base_staging_deinit(&first);
    cr_assert_eq(entries(), 0);
}

/* The target appears between begin and commit: even an empty directory is not replaced. */
Test(staging, commit_replaces_nothing)
{
    struct base_staging staging;
    cr_assert_eq(base_staging_begin(&staging, inside("out")), 0);
    write_file(&staging, "a.csv");
    cr_assert_eq(mkdir(inside("out"), 0777), 0);
    cr_assert_eq(base_staging_commit(&staging), BASE_E_IO);
    cr_assert_not_null(strstr(base_fail_text(), "cannot rename"), "%s", base_fail_text());
    base_staging_deinit(&staging);
    cr_assert_eq(entries(), 1);
    cr_assert_eq(rmdir(inside("out")), 0);
}

Test(staging, relative_targets)
{
    struct base_staging staging;
    cr_assert_eq(chdir(directory), 0);
    cr_assert_eq(base_staging_begin(&staging, "out"), 0);
    write_file(&staging, "a.csv");
    cr_assert_eq(base_staging_commit(&staging), 0);
    base_staging_deinit(&staging);
    cr_assert_eq(unlink("out/a.csv"), 0);
    cr_assert_eq(rmdir("out"), 0);
    cr_assert_eq(chdir("/"), 0);
}

/* A name that the file system refuses, and a result that vanished before its commit. */
Test(staging, what_the_system_refuses_is_told)
{
    struct base_staging staging;
    char name[400];
    memset(name, 'n', sizeof name);
    memcpy(name, directory, strlen(directory));
    name[strlen(directory)] = '/';
    name[sizeof name - 1] = '\0';
    cr_assert_eq(base_staging_begin(&staging, name), BASE_E_IO);
    cr_assert_not_null(strstr(base_fail_text(), "File name too long"), "%s", base_fail_text());
    base_staging_deinit(&staging);

    /* The target's name fits, the partial one's does not. */
    name[strlen(directory) + 1 + 250] = '\0';
    cr_assert_eq(base_staging_begin(&staging, name), BASE_E_IO);
    cr_assert_not_null(strstr(base_fail_text(), "cannot make the directory"), "%s",
                       base_fail_text());
    base_staging_deinit(&staging);
    cr_assert_eq(entries(), 0);

    cr_assert_eq(base_staging_begin(&staging, inside("out")), 0);
    cr_assert_eq(rmdir(staging.partial_path), 0);
    cr_assert_eq(base_staging_commit(&staging), BASE_E_IO);
    cr_assert_not_null(strstr(base_fail_text(), "cannot walk"), "%s", base_fail_text());
    base_staging_deinit(&staging);
    cr_assert_eq(entries(), 0);
}
