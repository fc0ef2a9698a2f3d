#include "analysis/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

int analysis_file_read(const char *path, char **ret_text, size_t *ret_len)
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
    int r = !text ? base_fail(BASE_E_NOMEM, "no memory for %s", path) : 0;
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

bool analysis_file_append(int fd, const void *data, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = write(fd, (const char *)data + done, len - done);
        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}
