#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/campaign/campaign.h"
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

static int write_all(int fd, const char *data, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = write(fd, data + done, len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        done += (size_t)n;
    }
    return 0;
}

int campaign_write_file(const char *path, const void *data, size_t len)
{
    char *temporary;
    if (asprintf(&temporary, "%s.partial-%ld", path, (long)getpid()) < 0)
        return BASE_E_NOMEM;
    int r = 0;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0 || write_all(fd, data, len) < 0 || fsync(fd) < 0)
        r = base_fail(BASE_E_IO, "cannot write %s: %s", temporary, strerror(errno));
    if (fd >= 0 && close(fd) < 0 && r == 0)
        r = base_fail(BASE_E_IO, "cannot write %s: %s", temporary, strerror(errno));
    if (r == 0 && rename(temporary, path) < 0)
        r = base_fail(BASE_E_IO, "cannot rename %s to %s: %s", temporary, path, strerror(errno));
    if (r < 0)
        unlink(temporary);
    free(temporary);
    return r;
}

int campaign_read_file(const char *path, char **ret_text, size_t *ret_len)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return base_fail(BASE_E_IO, "cannot open %s: %s", path, strerror(errno));
    size_t len = 0, capacity = 1 << 16;
    char *text = malloc(capacity);
    while (text) {
        len += fread(text + len, 1, capacity - len - 1, file);
        if (len < capacity - 1)
            break;
        char *larger = realloc(text, capacity *= 2);
        if (!larger)
            free(text);
        text = larger;
    }
    int r = !text ? BASE_E_NOMEM : 0;
    if (r == 0 && ferror(file))
        r = base_fail(BASE_E_IO, "cannot read %s: %s", path, strerror(errno));
    fclose(file);
    if (r < 0) {
        free(text);
        return r;
    }
    text[len] = '\0';
    *ret_text = text;
    *ret_len = len;
    return 0;
}
