#ifndef CROWDPATCH_BASE_BYTES_H
#define CROWDPATCH_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A growing byte buffer. Growth failures are sticky: appends after one are ignored and
 *  base_buffer_failed() tells, so that an encoder checks once, at its end.
 *  struct base_buffer b = {0} is a valid empty buffer. */
struct base_buffer {
    uint8_t *data;
    size_t len;
    size_t capacity;
    bool failed;
};

void base_buffer_deinit(struct base_buffer *buffer);
/** Empties the buffer and keeps its memory. */
void base_buffer_clear(struct base_buffer *buffer);
bool base_buffer_failed(const struct base_buffer *buffer);
void base_buffer_append(struct base_buffer *buffer, const void *data, size_t len);
void base_buffer_append_zeros(struct base_buffer *buffer, size_t len);
void base_buffer_append_u8(struct base_buffer *buffer, uint8_t value);
/** Big-endian. */
void base_buffer_append_be32(struct base_buffer *buffer, uint32_t value);
void base_buffer_append_be64(struct base_buffer *buffer, uint64_t value);
/** A length (be32) and then the bytes. Requires: len <= UINT32_MAX (asserted). */
void base_buffer_append_block(struct base_buffer *buffer, const void *data, size_t len);
/** printf-like text, without the terminating NUL. */
void base_buffer_printf(struct base_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** Hands the memory to the caller (free()) and leaves an empty buffer. NULL when it had failed. */
uint8_t *base_buffer_steal(struct base_buffer *buffer, size_t *ret_len);

/** Replaces control characters, line ends too, by '?': a terminal would obey those of a text that
 *  came from a file. */
void base_text_disarm(char *text);

/** Big-endian, as in hashed and signed fields of a fixed width. */
void base_store_be32(uint8_t ret_bytes[4], uint32_t value);
void base_store_be64(uint8_t ret_bytes[8], uint64_t value);

/** A cursor over bytes that came from elsewhere. A read past the end is sticky: it yields zeros,
 *  and base_reader_ok() is false from then on. */
struct base_reader {
    const uint8_t *data;
    size_t len;
    size_t position;
    bool failed;
};

void base_reader_init(struct base_reader *reader, const void *data, size_t len);
uint8_t base_reader_u8(struct base_reader *reader);
uint32_t base_reader_be32(struct base_reader *reader);
uint64_t base_reader_be64(struct base_reader *reader);
/** Copies len bytes to out; zeros when there are fewer. */
void base_reader_copy(struct base_reader *reader, void *out, size_t len);
/** Points into the input at the next len bytes; NULL when there are fewer. */
const uint8_t *base_reader_take(struct base_reader *reader, size_t len);
/** What base_buffer_append_block() wrote; points into the input. */
const uint8_t *base_reader_block(struct base_reader *reader, size_t *ret_len);
bool base_reader_ok(const struct base_reader *reader);
/** True when all reads succeeded and nothing is left over. */
bool base_reader_done(const struct base_reader *reader);

#endif
