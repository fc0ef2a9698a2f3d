#ifndef CROWDPATCH_ZK_IDEN3_FILE_H
#define CROWDPATCH_ZK_IDEN3_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A file in memory, as the readers of zk/iden3/ take it; name stands in their messages. A test may
 *  fill in the first three members alone. */
struct zk_iden3_file {
    const char *name;
    const uint8_t *data; /* NULL when len is 0 */
    size_t len;
    void *memory; /* of data: mapped, or from malloc; NULL: the caller's */
    bool is_mapped;
};

/** Maps a regular file, which must not get shorter while it is open, and reads any other one whole.
 *  path must live as long as the file. Returns 0, BASE_E_IO or BASE_E_NOMEM. */
int zk_iden3_file_open(const char *path, struct zk_iden3_file *ret_file);
/** Safe on a zeroed struct. What was read and not mapped is erased: it may have been a witness. */
void zk_iden3_file_close(struct zk_iden3_file *file);
/** The file's bytes at data[len] were used for the last time: they need not stay in memory. */
void zk_iden3_file_drop(const struct zk_iden3_file *file, const uint8_t *data, size_t len);

#endif
