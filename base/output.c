#define _GNU_SOURCE
#include "base/output.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directories.h"
#include "base/error.h"

static void free_paths(struct base_output *output)
{
    free(output->path);
    free(output->target);
    free(output->partial);
    *output = (struct base_output){0};
}

/** Sets target and partial, or neither. */
static int choose_target(struct base_output *output)
{
    struct stat status;
    bool is_there = stat(output->path, &status) == 0;
    if (is_there && S_ISDIR(status.st_mode))
        return base_fail(BASE_E_IO, "cannot write %s: %s", output->path, strerror(EISDIR));
    if (is_there && !S_ISREG(status.st_mode))
        return 0;
    int r = is_there ? 0 : base_directories_make_above(output->path);
    if (r < 0)
        return r;
    output->target = is_there ? realpath(output->path, NULL) : strdup(output->path);
    if (!output->target)
        return base_fail(BASE_E_IO, "cannot write %s: %s", output->path, strerror(errno));
    if (asprintf(&output->partial, "%s.partial-%ld", output->target, (long)getpid()) >= 0)
        return 0;
    output->partial = NULL;
    return base_fail(BASE_E_NOMEM, "no memory for a path");
}

int base_output_begin(const char *path, struct base_output *ret_output)
{
    struct base_output output = {.path = strdup(path)};
    int r = output.path ? choose_target(&output) : base_fail(BASE_E_NOMEM, "no memory for a path");
    const char *opened = output.partial ? output.partial : path;
    if (r == 0) {
        output.stream = fopen(opened, output.partial ? "wxe" : "we");
        if (!output.stream)
            r = base_fail(BASE_E_IO, "cannot write %s: %s", errno == EEXIST ? opened : path,
                          strerror(errno));
    }
    if (r < 0)
        free_paths(&output);
    else
        *ret_output = output;
    return r;
}

int base_output_finish(struct base_output *output)
{
    int error = 0;
    bool has_failed = ferror(output->stream) != 0;
    /* Of an error before, errno is gone; one more byte is refused for the same reason. */
    clearerr(output->stream);
    if (has_failed)
        putc('\n', output->stream);
    errno = 0;
    if (fflush(output->stream) != 0 || (output->partial && fsync(fileno(output->stream)) != 0)) {
        has_failed = true;
        error = errno;
    }
    if (fclose(output->stream) != 0 && error == 0) {
        has_failed = true;
        error = errno;
    }
    output->stream = NULL;
    if (has_failed)
        return base_fail(BASE_E_IO, "cannot write %s: %s", output->path,
                         error != 0 ? strerror(error) : "some bytes were refused");
    return 0;
}

int base_output_commit(struct base_output *output)
{
    if (output->partial && rename(output->partial, output->target) != 0)
        return base_fail(BASE_E_IO, "cannot write %s: %s", output->path, strerror(errno));
    free(output->partial);
    output->partial = NULL;
    return 0;
}

void base_output_deinit(struct base_output *output)
{
    if (output->stream)
        fclose(output->stream);
    if (output->partial)
        unlink(output->partial);
    free_paths(output);
}
