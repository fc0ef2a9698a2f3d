#include "base/directories.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"

static int refuse(const char *path, int error)
{
    return base_fail(BASE_E_IO, "cannot make the directory %s: %s; name another place", path,
                     strerror(error));
}

/** What is there already, or cannot be there, needs no attempt. */
static int make_all(char *path)
{
    struct stat status;
    if (stat(path, &status) == 0)
        return S_ISDIR(status.st_mode)
                   ? 0
                   : base_fail(BASE_E_IO, "%s is not a directory; name another place", path);
    if (errno != ENOENT)
        return refuse(path, errno);
    int r = 0;
    for (char *at = path; r == 0 && at && *at;) {
        at = strchr(at + 1, '/');
        if (at)
            *at = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            r = refuse(path, errno);
        if (at)
            *at = '/';
    }
    return r;
}

static int make(const char *path, size_t len)
{
    char *copy = strndup(path, len);
    int r = copy ? make_all(copy) : base_fail(BASE_E_NOMEM, "no memory for a path");
    free(copy);
    return r;
}

int base_directories_make(const char *path)
{
    return make(path, strlen(path));
}

int base_directories_make_above(const char *path)
{
    size_t len = strlen(path);
    while (len > 0 && path[len - 1] == '/')
        len--;
    while (len > 0 && path[len - 1] != '/')
        len--;
    while (len > 1 && path[len - 1] == '/')
        len--;
    return len > 0 ? make(path, len) : 0;
}
