#define _GNU_SOURCE
#include "base/staging.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directories.h"
#include "base/error.h"

#define OPEN_DIRECTORIES 16

/* The directory that holds path, "." or "/" included. NULL: no memory. */
static char *parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

static int sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return base_fail(BASE_E_IO, "cannot open %s: %s", path, strerror(errno));
    int error = fsync(fd) == 0 ? 0 : errno;
    close(fd);
    if (error != 0)
        return base_fail(BASE_E_IO, "cannot flush %s: %s", path, strerror(error));
    return 0;
}

static int sync_visit(const char *path, const struct stat *status, int type, struct FTW *place)
{
    return S_ISREG(status->st_mode) || S_ISDIR(status->st_mode) ? sync_path(path) : 0;
}

static int remove_visit(const char *path, const struct stat *status, int type, struct FTW *place)
{
    remove(path); /* what stays behind has a name that no reader takes for a result */
    return 0;
}

static int check_place(const char *target_path)
{
    struct stat status;
    if (lstat(target_path, &status) == 0)
        return base_fail(BASE_E_IO,
                         "%s exists already; name another directory, which need not be there",
                         target_path);
    if (errno != ENOENT && errno != ENOTDIR)
        return base_fail(BASE_E_IO, "cannot look at %s: %s", target_path, strerror(errno));
    return base_directories_make_above(target_path);
}

int base_staging_begin(struct base_staging *staging, const char *target_path)
{
    *staging = (struct base_staging){0};
    size_t len = strlen(target_path);
    while (len > 1 && target_path[len - 1] == '/')
        len--;
    if (len == 0)
        return base_fail(BASE_E_IO, "an output directory needs a name");

    char *target = strndup(target_path, len);
    char *partial = NULL;
    if (target == NULL || asprintf(&partial, "%s.partial-%ld", target, (long)getpid()) < 0) {
        free(target);
        return base_fail(BASE_E_NOMEM, "no memory for a path");
    }
    int result = check_place(target);
    if (result == 0 && mkdir(partial, 0777) != 0)
        result = errno == EEXIST
                     ? base_fail(BASE_E_IO,
                                 "%s is there already, in use or left by a process "
                                 "that was killed; remove it in the latter case",
                                 partial)
                     : base_fail(BASE_E_IO, "cannot make the directory %s: %s; name another place",
                                 partial, strerror(errno));
    if (result != 0) {
        free(target);
        free(partial);
        return result;
    }
    staging->target_path = target;
    staging->partial_path = partial;
    return 0;
}

char *base_staging_path(const struct base_staging *staging, const char *name)
{
    assert(staging->partial_path != NULL);
    char *path;
    if (asprintf(&path, "%s/%s", staging->partial_path, name) < 0)
        return NULL;
    return path;
}

/* rename() that refuses an existing target, an empty directory included. */
static int rename_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    /* The file system knows no such rename. */
    struct stat status;
    if (lstat(to, &status) == 0) {
        errno = EEXIST;
        return -1;
    }
    return rename(from, to);
}

int base_staging_commit(struct base_staging *staging)
{
    assert(staging->partial_path != NULL);
    errno = 0;
    int result = nftw(staging->partial_path, sync_visit, OPEN_DIRECTORIES, FTW_PHYS | FTW_DEPTH);
    if (result == -1)
        return base_fail(BASE_E_IO, "cannot walk %s: %s", staging->partial_path, strerror(errno));
    if (result != 0)
        return result;
    if (rename_new(staging->partial_path, staging->target_path) != 0)
        return base_fail(BASE_E_IO, "cannot rename %s to %s: %s", staging->partial_path,
                         staging->target_path, strerror(errno));
    /* From here on the result stands under its name. */
    free(staging->partial_path);
    staging->partial_path = NULL;

    char *parent = parent_of(staging->target_path);
    if (parent == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for a path");
    result = sync_path(parent);
    free(parent);
    return result;
}

void base_staging_deinit(struct base_staging *staging)
{
    if (staging->partial_path != NULL)
        nftw(staging->partial_path, remove_visit, OPEN_DIRECTORIES, FTW_PHYS | FTW_DEPTH);
    free(staging->partial_path);
    free(staging->target_path);
    *staging = (struct base_staging){0};
}
