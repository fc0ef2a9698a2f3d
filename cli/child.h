#ifndef CROWDPATCH_CLI_CHILD_H
#define CROWDPATCH_CLI_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** A process that is forked off to simulate, since SimGrid allows one engine a process, and the
 *  pipe that its answer comes through. It ends with its parent, holds none of the parent's files
 *  but the standard ones, and takes signals as a fresh process does, under nohup too. */
struct cli_child {
    pid_t pid; /* 0: none */
    int fd;    /* its answer, to read */
};

/** What a child does: writes its answer to fd (analysis/file.h). True: all of it is written. */
typedef bool cli_child_work(void *context, int fd);

/** Returns 0 or BASE_E_IO. */
int cli_child_start(cli_child_work *work, void *context, struct cli_child *ret_child);
/** Waits for its end. Returns its status; *ret_memory_bytes, which may be NULL: its peak. */
int cli_child_reap(struct cli_child *child, uint64_t *ret_memory_bytes);
/** Reads an answer of `len` bytes, and reaps. Returns 0, or BASE_E_SIM when it ended without one.
 */
int cli_child_take(struct cli_child *child, void *answer, size_t len);

/** Whether this process is to outlive its terminal (nohup), which nothing may change. */
bool cli_child_ignores_hangup(void);

/** Processors that this process may use, 1 at least. */
unsigned cli_processors(void);

/** How a process ended: "by signal 9", "with status 1". */
struct cli_child_end {
    char text[40];
};
struct cli_child_end cli_child_end_of(int status);

#endif
