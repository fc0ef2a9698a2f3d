#ifndef CROWDPATCH_ANALYSIS_FILE_H
#define CROWDPATCH_ANALYSIS_FILE_H

#include <stdbool.h>
#include <stddef.h>

/** Reads a whole file, with a NUL behind it; the caller frees. Returns 0, BASE_E_IO or
 *  BASE_E_NOMEM. */
int analysis_file_read(const char *path, char **ret_text, size_t *ret_len);
/** Writes all of it to a descriptor, whatever interrupts it. False: errno says why not. */
bool analysis_file_append(int fd, const void *data, size_t len);

#endif
