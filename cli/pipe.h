#ifndef CROWDPATCH_CLI_PIPE_H
#define CROWDPATCH_CLI_PIPE_H

#include <stdbool.h>
#include <stddef.h>

/** Writes all bytes to a pipe, or reads as many from it. False: they did not get through, errno has
 *  the reason where there is one. */
bool cli_pipe_transfer(int fd, void *bytes, size_t len, bool is_write);

#endif
