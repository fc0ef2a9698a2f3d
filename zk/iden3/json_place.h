#ifndef CROWDPATCH_ZK_IDEN3_JSON_PLACE_H
#define CROWDPATCH_ZK_IDEN3_JSON_PLACE_H

#include <stddef.h>

/* Private to zk/iden3/: where a value stands in a text. */

#define ZK_IDEN3_JSON_DEPTH_MAX 4

/** A way from the whole text to a value: a key where it is not NULL, else an index. */
struct zk_iden3_json_path {
    unsigned depth;
    struct {
        const char *key; /* without escapes */
        size_t index;
    } steps[ZK_IDEN3_JSON_DEPTH_MAX];
};

/** text[len] is valid JSON. Line and column, from 1, of the value that the path leads to, or of the
 *  last one on the way that is there. */
void zk_iden3_json_place(const char *text, size_t len, const struct zk_iden3_json_path *path,
                         size_t *ret_line, size_t *ret_column);

#endif
