#include "contracts-model/chain/rlp.h"

#include <assert.h>
#include <string.h>

enum {
    SHORT_STRING = 0x80, /* 0x80 + length, up to 55 */
    LONG_STRING = 0xb7,  /* 0xb7 + number of length bytes, 1 to 8 */
    SHORT_LIST = 0xc0,
    LONG_LIST = 0xf7,
    SHORT_MAX = 55,
    PREFIX_MAX = 9,
};

/* Writes the prefix of a string or of a list of len bytes. */
static size_t write_prefix(size_t len, bool is_list, uint8_t ret_prefix[PREFIX_MAX])
{
    if (len <= SHORT_MAX) {
        ret_prefix[0] = (uint8_t)((is_list ? SHORT_LIST : SHORT_STRING) + len);
        return 1;
    }
    unsigned length_bytes = 0;
    for (size_t rest = len; rest != 0; rest >>= 8)
        length_bytes++;
    ret_prefix[0] = (uint8_t)((is_list ? LONG_LIST : LONG_STRING) + length_bytes);
    for (unsigned i = 0; i < length_bytes; i++)
        ret_prefix[1 + i] = (uint8_t)((uint64_t)len >> (8 * (length_bytes - 1 - i)));
    return 1 + length_bytes;
}

void chain_rlp_append_bytes(struct base_buffer *buffer, const void *data, size_t len)
{
    const uint8_t *bytes = data;
    if (len != 1 || bytes[0] >= SHORT_STRING) {
        uint8_t prefix[PREFIX_MAX];
        base_buffer_append(buffer, prefix, write_prefix(len, false, prefix));
    }
    if (len > 0)
        base_buffer_append(buffer, bytes, len);
}

void chain_rlp_append_u256(struct base_buffer *buffer, u256 value)
{
    uint8_t bytes[32];
    u256_to_be(value, bytes);
    size_t len = (u256_bit_length(value) + 7) / 8;
    chain_rlp_append_bytes(buffer, bytes + 32 - len, len);
}

void chain_rlp_append_u64(struct base_buffer *buffer, uint64_t value)
{
    chain_rlp_append_u256(buffer, u256_from_u64(value));
}

size_t chain_rlp_list_begin(struct base_buffer *buffer)
{
    return buffer->len;
}

/* The content is already there: it moves up to make room for its prefix. */
void chain_rlp_list_end(struct base_buffer *buffer, size_t begin)
{
    if (base_buffer_failed(buffer))
        return;
    assert(begin <= buffer->len);
    size_t len = buffer->len - begin;
    uint8_t prefix[PREFIX_MAX];
    size_t prefix_len = write_prefix(len, true, prefix);
    base_buffer_append_zeros(buffer, prefix_len);
    if (base_buffer_failed(buffer))
        return;
    memmove(buffer->data + begin + prefix_len, buffer->data + begin, len);
    memcpy(buffer->data + begin, prefix, prefix_len);
}

void chain_rlp_cursor_init(struct chain_rlp_cursor *cursor, const void *data, size_t len)
{
    *cursor = (struct chain_rlp_cursor){.data = data, .len = len};
}

/* Reads the big-endian length of a long item; fails when it has leading zeros or would have fitted
 * a short item. */
static bool read_long_length(const uint8_t *bytes, size_t available, unsigned length_bytes,
                             size_t *ret_len)
{
    if (available < length_bytes || bytes[0] == 0)
        return false;
    uint64_t len = 0;
    for (unsigned i = 0; i < length_bytes; i++)
        len = len << 8 | bytes[i];
    if (len <= SHORT_MAX || len > SIZE_MAX)
        return false;
    *ret_len = len;
    return true;
}

/* Steps over the next item and gives its content; false when there is none or it is malformed. */
static bool next_item(struct chain_rlp_cursor *cursor, bool want_list, const uint8_t **ret_content,
                      size_t *ret_len)
{
    if (!chain_rlp_more(cursor))
        return false;
    const uint8_t *at = cursor->data + cursor->position;
    size_t available = cursor->len - cursor->position - 1; /* behind the first byte */
    uint8_t first = at[0];
    bool is_list = first >= SHORT_LIST;
    if (is_list != want_list)
        return false;
    if (first < SHORT_STRING) {
        *ret_content = at;
        *ret_len = 1;
        cursor->position += 1;
        return true;
    }
    size_t len, prefix_len = 1;
    unsigned short_base = is_list ? SHORT_LIST : SHORT_STRING;
    if (first <= short_base + SHORT_MAX) {
        len = first - short_base;
    } else {
        unsigned length_bytes = first - (is_list ? LONG_LIST : LONG_STRING);
        if (!read_long_length(at + 1, available, length_bytes, &len))
            return false;
        prefix_len += length_bytes;
        available -= length_bytes;
    }
    if (len > available)
        return false;
    /* A single small byte stands for itself. */
    if (!is_list && len == 1 && prefix_len == 1 && at[1] < SHORT_STRING)
        return false;
    *ret_content = at + prefix_len;
    *ret_len = len;
    cursor->position += prefix_len + len;
    return true;
}

const uint8_t *chain_rlp_read_bytes(struct chain_rlp_cursor *cursor, size_t *ret_len)
{
    const uint8_t *content = NULL;
    size_t len = 0;
    if (!next_item(cursor, false, &content, &len))
        cursor->failed = true;
    *ret_len = len;
    return content;
}

void chain_rlp_read_fixed(struct chain_rlp_cursor *cursor, void *out, size_t len)
{
    size_t actual_len;
    const uint8_t *content = chain_rlp_read_bytes(cursor, &actual_len);
    if (actual_len != len || cursor->failed) {
        cursor->failed = true;
        memset(out, 0, len);
    } else if (len > 0) {
        memcpy(out, content, len);
    }
}

static u256 read_integer(struct chain_rlp_cursor *cursor, size_t max_bytes)
{
    size_t len;
    const uint8_t *content = chain_rlp_read_bytes(cursor, &len);
    if (cursor->failed || len == 0)
        return u256_from_u64(0);
    if (len > max_bytes || content[0] == 0) {
        cursor->failed = true;
        return u256_from_u64(0);
    }
    return u256_from_be_len(content, len);
}

uint64_t chain_rlp_read_u64(struct chain_rlp_cursor *cursor)
{
    return read_integer(cursor, 8).limb[0];
}

u256 chain_rlp_read_u256(struct chain_rlp_cursor *cursor)
{
    return read_integer(cursor, 32);
}

void chain_rlp_read_list(struct chain_rlp_cursor *cursor, struct chain_rlp_cursor *ret_list)
{
    const uint8_t *content = NULL;
    size_t len = 0;
    if (!next_item(cursor, true, &content, &len))
        cursor->failed = true;
    chain_rlp_cursor_init(ret_list, content, len);
    ret_list->failed = cursor->failed;
}

bool chain_rlp_more(const struct chain_rlp_cursor *cursor)
{
    return !cursor->failed && cursor->position < cursor->len;
}

bool chain_rlp_done(const struct chain_rlp_cursor *cursor)
{
    return !cursor->failed && cursor->position == cursor->len;
}
