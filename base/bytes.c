#include "base/bytes.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for len more bytes and returns their place; NULL when the buffer has failed. */
static uint8_t *reserve(struct base_buffer *buffer, size_t len)
{
    if (buffer->failed)
        return NULL;
    if (len > SIZE_MAX - buffer->len) {
        buffer->failed = true;
        return NULL;
    }
    size_t needed = buffer->len + len;
    if (needed > buffer->capacity || buffer->data == NULL) {
        size_t capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
        while (capacity < needed)
            capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
        uint8_t *data = realloc(buffer->data, capacity);
        if (data == NULL) {
            buffer->failed = true;
            return NULL;
        }
        buffer->data = data;
        buffer->capacity = capacity;
    }
    return buffer->data + buffer->len;
}

void base_buffer_deinit(struct base_buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct base_buffer){0};
}

void base_buffer_clear(struct base_buffer *buffer)
{
    buffer->len = 0;
    buffer->failed = false;
}

bool base_buffer_failed(const struct base_buffer *buffer)
{
    return buffer->failed;
}

void base_buffer_append(struct base_buffer *buffer, const void *data, size_t len)
{
    if (len == 0)
        return;
    uint8_t *place = reserve(buffer, len);
    if (place == NULL)
        return;
    memcpy(place, data, len);
    buffer->len += len;
}

void base_buffer_append_zeros(struct base_buffer *buffer, size_t len)
{
    uint8_t *place = reserve(buffer, len);
    if (place == NULL)
        return;
    memset(place, 0, len);
    buffer->len += len;
}

void base_buffer_append_u8(struct base_buffer *buffer, uint8_t value)
{
    base_buffer_append(buffer, &value, 1);
}

void base_text_disarm(char *text)
{
    for (unsigned char *c = (unsigned char *)text; *c != '\0'; c++) {
        bool is_c1 = c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0; /* in UTF-8 */
        if (*c < ' ' || *c == 0x7f || is_c1)
            *c = '?';
        if (is_c1)
            *++c = '?';
    }
}

void base_store_be32(uint8_t ret_bytes[4], uint32_t value)
{
    for (int i = 0; i < 4; i++)
        ret_bytes[i] = (uint8_t)(value >> (24 - 8 * i));
}

void base_store_be64(uint8_t ret_bytes[8], uint64_t value)
{
    for (int i = 0; i < 8; i++)
        ret_bytes[i] = (uint8_t)(value >> (56 - 8 * i));
}

void base_buffer_append_be32(struct base_buffer *buffer, uint32_t value)
{
    uint8_t bytes[4];
    base_store_be32(bytes, value);
    base_buffer_append(buffer, bytes, sizeof bytes);
}

void base_buffer_append_be64(struct base_buffer *buffer, uint64_t value)
{
    uint8_t bytes[8];
    base_store_be64(bytes, value);
    base_buffer_append(buffer, bytes, sizeof bytes);
}

void base_buffer_append_block(struct base_buffer *buffer, const void *data, size_t len)
{
    assert(len <= UINT32_MAX);
    base_buffer_append_be32(buffer, (uint32_t)len);
    base_buffer_append(buffer, data, len);
}

void base_buffer_printf(struct base_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (len < 0) {
        buffer->failed = true;
    } else {
        /* vsnprintf() writes a NUL too, which stays outside the length. */
        uint8_t *place = reserve(buffer, (size_t)len + 1);
        if (place != NULL) {
            vsnprintf((char *)place, (size_t)len + 1, format, again);
            buffer->len += (size_t)len;
        }
    }
    va_end(again);
}

uint8_t *base_buffer_steal(struct base_buffer *buffer, size_t *ret_len)
{
    /* An empty buffer gives memory too, so that NULL means failure only. */
    if (reserve(buffer, 0) == NULL) {
        base_buffer_deinit(buffer);
        return NULL;
    }
    uint8_t *data = buffer->data;
    *ret_len = buffer->len;
    *buffer = (struct base_buffer){0};
    return data;
}

void base_reader_init(struct base_reader *reader, const void *data, size_t len)
{
    *reader = (struct base_reader){.data = data, .len = len};
}

const uint8_t *base_reader_take(struct base_reader *reader, size_t len)
{
    static const uint8_t nothing[1];
    if (reader->failed || len > reader->len - reader->position) {
        reader->failed = true;
        return NULL;
    }
    if (len == 0 && reader->data == NULL)
        return nothing;
    const uint8_t *place = reader->data + reader->position;
    reader->position += len;
    return place;
}

static uint64_t read_be(struct base_reader *reader, size_t len)
{
    const uint8_t *bytes = base_reader_take(reader, len);
    uint64_t value = 0;
    for (size_t i = 0; bytes != NULL && i < len; i++)
        value = value << 8 | bytes[i];
    return value;
}

uint8_t base_reader_u8(struct base_reader *reader)
{
    return (uint8_t)read_be(reader, 1);
}

uint32_t base_reader_be32(struct base_reader *reader)
{
    return (uint32_t)read_be(reader, 4);
}

uint64_t base_reader_be64(struct base_reader *reader)
{
    return read_be(reader, 8);
}

void base_reader_copy(struct base_reader *reader, void *out, size_t len)
{
    const uint8_t *bytes = base_reader_take(reader, len);
    if (len == 0)
        return;
    if (bytes != NULL)
        memcpy(out, bytes, len);
    else
        memset(out, 0, len);
}

const uint8_t *base_reader_block(struct base_reader *reader, size_t *ret_len)
{
    uint32_t len = base_reader_be32(reader);
    const uint8_t *bytes = base_reader_take(reader, len);
    *ret_len = bytes == NULL ? 0 : len;
    return bytes;
}

bool base_reader_ok(const struct base_reader *reader)
{
    return !reader->failed;
}

bool base_reader_done(const struct base_reader *reader)
{
    return !reader->failed && reader->position == reader->len;
}
