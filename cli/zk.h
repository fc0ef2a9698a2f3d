#ifndef CROWDPATCH_CLI_ZK_H
#define CROWDPATCH_CLI_ZK_H

#include <stdbool.h>
#include <stddef.h>

#include "zk/threads.h"

/* Between the files of `crowdpatch zk` only. */

struct cli_zk {
    char **words; /* what follows the subcommand; as many as it takes */
    int word_count;
    unsigned threads;
    const char *seed_file; /* NULL: the operating system's random bytes */
    bool json;
};

/* Each prints its error, and returns an exit code. */
int cli_zk_check(const struct cli_zk *zk);
int cli_zk_export(const struct cli_zk *zk);
int cli_zk_info(const struct cli_zk *zk);
int cli_zk_prove(const struct cli_zk *zk);
int cli_zk_setup(const struct cli_zk *zk);
int cli_zk_verify(const struct cli_zk *zk);

/** bytes[len] from the operating system. Returns 0 or BASE_E_IO. */
int cli_zk_random(void *bytes, size_t len);

#endif
