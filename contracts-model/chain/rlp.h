#ifndef CROWDPATCH_CHAIN_RLP_H
#define CROWDPATCH_CHAIN_RLP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/u256.h"

/* Recursive length prefix: every item is a string of bytes or a list of items.
 * Source: Yellow Paper, appendix B. */

/* Encoder: appends the one canonical form to a buffer, whose failures are sticky. */
void chain_rlp_append_bytes(struct base_buffer *buffer, const void *data, size_t len);
/** An integer is the string of its bytes, big-endian, without leading zeros; 0 is the empty one. */
void chain_rlp_append_u64(struct base_buffer *buffer, uint64_t value);
void chain_rlp_append_u256(struct base_buffer *buffer, u256 value);
/** Opens a list: what is appended until chain_rlp_list_end() is its content. Lists nest. */
size_t chain_rlp_list_begin(struct base_buffer *buffer);
void chain_rlp_list_end(struct base_buffer *buffer, size_t begin);

/** Decoder: a cursor over the items of one list (or over a whole message). Strict: a length that
 *  is not minimal, an item that leaves its list, or an item of another kind than asked for makes
 *  the cursor fail; a failed cursor yields empty items from then on. It borrows its input and
 *  never recurses: the caller opens each list with a cursor of its own. */
struct chain_rlp_cursor {
    const uint8_t *data;
    size_t len;
    size_t position;
    bool failed;
};

void chain_rlp_cursor_init(struct chain_rlp_cursor *cursor, const void *data, size_t len);
/** The next item, a string; points into the input. */
const uint8_t *chain_rlp_read_bytes(struct chain_rlp_cursor *cursor, size_t *ret_len);
/** The next item, a string of exactly len bytes; zeros when it is not. */
void chain_rlp_read_fixed(struct chain_rlp_cursor *cursor, void *out, size_t len);
/** The next item, an integer without leading zeros of at most 8, or 32, bytes. */
uint64_t chain_rlp_read_u64(struct chain_rlp_cursor *cursor);
u256 chain_rlp_read_u256(struct chain_rlp_cursor *cursor);
/** The next item, a list: a cursor over its content. When `cursor` fails, so does *ret_list. */
void chain_rlp_read_list(struct chain_rlp_cursor *cursor, struct chain_rlp_cursor *ret_list);
/** True while the cursor has not failed and an item is left. */
bool chain_rlp_more(const struct chain_rlp_cursor *cursor);
/** True when nothing failed and nothing is left over. */
bool chain_rlp_done(const struct chain_rlp_cursor *cursor);

#endif
