#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/campaign/campaign.h"
#include "analysis/file.h"
#include "base/error.h"

char *campaign_path(const struct campaign *campaign, const char *name)
{
    char *path;
    return asprintf(&path, "%s/%s", campaign->directory, name) < 0 ? NULL : path;
}

char *campaign_shard_path(const struct campaign *campaign, size_t shard)
{
    char *path;
    return asprintf(&path, "%s/shards/%04zu.jsonl", campaign->directory, shard) < 0 ? NULL : path;
}

char *campaign_copy(struct campaign *campaign, const char *text)
{
    return base_arena_strndup(&campaign->arena, text, strlen(text));
}

int campaign_write_file(const char *directory, const char *name, const void *data, size_t len)
{
    char *path, *temporary;
    if (asprintf(&path, "%s/%s", directory, name) < 0)
        return BASE_E_NOMEM;
    if (asprintf(&temporary, "%s.partial-%ld", path, (long)getpid()) < 0) {
        free(path);
        return BASE_E_NOMEM;
    }
    int r = 0;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0 || !analysis_file_append(fd, data, len) || fsync(fd) < 0)
        r = base_fail(BASE_E_IO, "cannot write %s: %s", temporary, strerror(errno));
    if (fd >= 0 && close(fd) < 0 && r == 0)
        r = base_fail(BASE_E_IO, "cannot write %s: %s", temporary, strerror(errno));
    if (r == 0 && rename(temporary, path) < 0)
        r = base_fail(BASE_E_IO, "cannot rename %s to %s: %s", temporary, path, strerror(errno));
    if (r < 0)
        unlink(temporary);
    free(temporary);
    free(path);
    return r;
}
