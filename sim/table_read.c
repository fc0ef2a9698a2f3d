#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "base/error.h"
#include "sim/table.h"

enum { CHUNK_BYTES = 64 * 1024 };

static int read_all(gzFile file, const char *path, struct base_buffer *text)
{
    char *chunk = malloc(CHUNK_BYTES);
    int len = 0, zlib_error = Z_OK;
    while (chunk && (len = gzread(file, chunk, CHUNK_BYTES)) > 0)
        base_buffer_append(text, chunk, (size_t)len);
    free(chunk);
    base_buffer_append(text, "", 1);
    if (!chunk || base_buffer_failed(text))
        return base_fail(BASE_E_NOMEM, "no memory for %s", path);
    gzerror(file, &zlib_error);
    if (zlib_error == Z_MEM_ERROR)
        return base_fail(BASE_E_NOMEM, "no memory for %s", path);
    if (len < 0 || (zlib_error != Z_OK && zlib_error != Z_STREAM_END))
        return base_fail(BASE_E_IO, "cannot read %s: it is damaged or cut off", path);
    return 0;
}

int sim_table_read(const char *path, char **ret_text, size_t *ret_len)
{
    struct base_buffer text = {0};
    errno = 0;
    gzFile file = gzopen(path, "rb");
    if (!file)
        return base_fail(errno ? BASE_E_IO : BASE_E_NOMEM, "cannot read %s: %s", path,
                         errno ? strerror(errno) : "memory is exhausted");
    int r = read_all(file, path, &text);
    gzclose(file);
    if (r < 0) {
        base_buffer_deinit(&text);
        return r;
    }
    *ret_len = text.len - 1;
    *ret_text = (char *)text.data;
    return 0;
}
