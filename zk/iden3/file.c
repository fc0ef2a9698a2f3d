#define _GNU_SOURCE
#include "zk/iden3/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define READ_BYTES (1 << 16)

static int read_whole(const char *path, int fd, struct zk_iden3_file *ret_file)
{
    uint8_t *data = NULL;
    size_t len = 0, capacity = 0;
    ssize_t got;
    int r = 0;

    do {
        if (capacity - len < READ_BYTES) {
            uint8_t *more = malloc(2 * capacity + READ_BYTES);
            if (more == NULL) {
                r = base_fail(BASE_E_NOMEM, "%s: memory is exhausted", path);
                break;
            }
            if (len > 0) {
                memcpy(more, data, len);
                explicit_bzero(data, len);
            }
            free(data);
            data = more;
            capacity = 2 * capacity + READ_BYTES;
        }
        got = read(fd, data + len, capacity - len);
        if (got > 0)
            len += (size_t)got;
        else if (got < 0 && errno != EINTR)
            r = base_fail(BASE_E_IO, "%s: %s", path, strerror(errno));
    } while (r == 0 && got != 0);
    *ret_file = (struct zk_iden3_file){.name = path, .data = data, .len = len, .memory = data};
    if (r < 0)
        zk_iden3_file_close(ret_file);
    return r;
}

int zk_iden3_file_open(const char *path, struct zk_iden3_file *ret_file)
{
    struct zk_iden3_file file = {.name = path, .is_mapped = true};
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int r = 0;

    if (fd < 0 || fstat(fd, &status) != 0) {
        r = base_fail(BASE_E_IO, "%s: %s", path, strerror(errno));
    } else if (!S_ISREG(status.st_mode) || status.st_size == 0) {
        r = read_whole(path, fd, &file);
    } else {
        file.len = (size_t)status.st_size;
        file.memory = mmap(NULL, file.len, PROT_READ, MAP_PRIVATE, fd, 0);
        if (file.memory == MAP_FAILED) {
            r = read_whole(path, fd, &file);
        } else {
            file.data = file.memory;
            madvise(file.memory, file.len, MADV_SEQUENTIAL);
        }
    }
    if (fd >= 0)
        close(fd);
    if (r == 0)
        *ret_file = file;
    return r;
}

void zk_iden3_file_close(struct zk_iden3_file *file)
{
    if (file->is_mapped) {
        munmap(file->memory, file->len);
    } else if (file->memory != NULL) {
        explicit_bzero(file->memory, file->len);
        free(file->memory);
    }
    *file = (struct zk_iden3_file){0};
}

void zk_iden3_file_drop(const struct zk_iden3_file *file, const uint8_t *data, size_t len)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t start = ((size_t)(data - file->data) + page - 1) / page * page;
    size_t end = ((size_t)(data - file->data) + len) / page * page;

    if (file->is_mapped && start < end)
        madvise((uint8_t *)file->memory + start, end - start, MADV_DONTNEED);
}
