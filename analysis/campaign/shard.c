#define _GNU_SOURCE
#include "analysis/campaign/shard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "analysis/file.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/hex.h"
#include "crypto/hash.h"

#define PREFIX "{\"sha256\":\""
#define MIDDLE "\",\"run\":"
#define SUFFIX "}"
#define LOCK_TRIES 10
#define LOCK_PAUSE_NS 20000000
#define DIGITS ((size_t)64)
#define RECORD_AT (strlen(PREFIX) + DIGITS + strlen(MIDDLE))

static void checksum(const char *record, size_t len, char ret_digits[65])
{
    crypto_digest digest = crypto_sha256(record, len);
    base_hex_encode(digest.bytes, sizeof digest.bytes, ret_digits);
}

/** Takes the lock; true when another process keeps it. One that was killed a moment ago may still
 * be on its way out. A file system without locks has to do without. */
static bool is_locked(int fd)
{
    struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};
    for (int tries = 0; tries < LOCK_TRIES; tries++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
            return false;
        nanosleep(&pause, NULL);
    }
    return true;
}

int campaign_shard_open(const struct campaign *campaign, size_t shard,
                        struct campaign_shard_file *ret_file)
{
    char *path = campaign_shard_path(campaign, shard);
    if (!path)
        return BASE_E_NOMEM;
    int r = 0;
    int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0)
        r = base_fail(BASE_E_IO, "cannot open %s: %s", path, strerror(errno));
    else if (is_locked(fd))
        r = base_fail(BASE_E_IO, "%s is being written by another process", path);
    /* What a killed writer left of a line ends here. */
    struct stat status;
    char last = '\n';
    if (r == 0 && fstat(fd, &status) == 0 && status.st_size > 0 &&
        pread(fd, &last, 1, status.st_size - 1) == 1 && last != '\n' && write(fd, "\n", 1) != 1)
        r = base_fail(BASE_E_IO, "cannot write %s: %s", path, strerror(errno));
    free(path);
    if (r < 0 && fd >= 0)
        close(fd);
    if (r == 0)
        ret_file->fd = fd;
    return r;
}

int campaign_shard_append(struct campaign_shard_file *file, const char *record, size_t len)
{
    char digits[DIGITS + 1];
    struct base_buffer line = {0};
    checksum(record, len, digits);
    base_buffer_printf(&line, PREFIX "%s" MIDDLE, digits);
    base_buffer_append(&line, record, len);
    base_buffer_printf(&line, SUFFIX "\n");
    int r = base_buffer_failed(&line) ? BASE_E_NOMEM : 0;
    if (r == 0 && !analysis_file_append(file->fd, line.data, line.len))
        r = base_fail(BASE_E_IO, "cannot write a result: %s", strerror(errno));
    base_buffer_deinit(&line);
    return r;
}

void campaign_shard_close(struct campaign_shard_file *file)
{
    if (file->fd < 0)
        return;
    fsync(file->fd);
    close(file->fd);
    file->fd = -1;
}

/** The record in a line without its end; NULL when it is none. */
static char *record_of(char *line, size_t len, size_t *ret_len)
{
    char digits[DIGITS + 1];
    if (len < RECORD_AT + strlen(SUFFIX) || memcmp(line, PREFIX, strlen(PREFIX)) != 0 ||
        memcmp(line + strlen(PREFIX) + DIGITS, MIDDLE, strlen(MIDDLE)) != 0 ||
        line[len - 1] != SUFFIX[0])
        return NULL;
    *ret_len = len - RECORD_AT - strlen(SUFFIX);
    checksum(line + RECORD_AT, *ret_len, digits);
    return memcmp(digits, line + strlen(PREFIX), DIGITS) == 0 ? line + RECORD_AT : NULL;
}

int campaign_shard_scan(const struct campaign *campaign, size_t shard,
                        int (*visit)(void *context, char *record, size_t len, uint64_t offset),
                        void *context, size_t *ret_invalid)
{
    char *path = campaign_shard_path(campaign, shard);
    FILE *file = path ? fopen(path, "rbe") : NULL;
    int r = 0;
    *ret_invalid = 0;
    if (!path)
        r = BASE_E_NOMEM;
    else if (!file && errno != ENOENT)
        r = base_fail(BASE_E_IO, "cannot open %s: %s", path, strerror(errno));
    char *line = NULL;
    size_t capacity = 0;
    uint64_t offset = 0;
    for (ssize_t len; r == 0 && file && (len = getline(&line, &capacity, file)) > 0;
         offset += (uint64_t)len) {
        size_t record_len;
        bool is_whole = line[len - 1] == '\n';
        char *record = is_whole ? record_of(line, (size_t)len - 1, &record_len) : NULL;
        if (record) {
            record[record_len] = '\0';
            r = visit(context, record, record_len, offset + RECORD_AT);
        } else {
            *ret_invalid += len > 1 || !is_whole;
        }
    }
    if (r == 0 && file && ferror(file))
        r = base_fail(BASE_E_IO, "cannot read %s: %s", path, strerror(errno));
    if (file)
        fclose(file);
    free(line);
    free(path);
    return r;
}
