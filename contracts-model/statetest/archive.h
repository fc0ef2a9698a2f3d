#ifndef CROWDPATCH_STATETEST_ARCHIVE_H
#define CROWDPATCH_STATETEST_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Between the files of statetest/, and for the fuzzer. */

/** Most bytes of a file in an archive, and of a name. */
#define STATETEST_ARCHIVE_FILE_MAX ((size_t)1 << 28)
#define STATETEST_ARCHIVE_NAME_MAX ((size_t)1 << 12)

/** Reads a tar archive (POSIX ustar and pax, GNU long names) that gzip has compressed, and calls
 * visit for each regular file, in order; name and bytes[len] live during the call. A name is for
 * messages: bytes that are no printable ASCII are '?', and nothing of it is opened. Checksums of
 * headers and of the compressed stream are checked. `path` stands for the stream in messages.
 * Returns 0; what visit returns, when that is not 0; BASE_E_SCENARIO (no such archive, or a broken
 * one; the text begins with the path), BASE_E_IO or BASE_E_NOMEM. */
int statetest_archive_each(const char *path, FILE *stream,
                           int (*visit)(void *context, const char *name, const uint8_t *bytes,
                                        size_t len),
                           void *context);

#endif
