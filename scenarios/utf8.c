#include <assert.h>
#include <stdint.h>

#include "scenarios/text.h"

size_t scenario_utf8_len(const char *data, size_t len)
{
    const unsigned char *u = (const unsigned char *)data;
    size_t need;
    uint32_t code;
    uint32_t least; /* a smaller code has a shorter form */

    assert(len > 0);
    if (u[0] < 0x80)
        return 1;
    if (u[0] >= 0xc2 && u[0] < 0xe0) {
        need = 2;
        code = u[0] & 0x1fu;
        least = 0x80;
    } else if (u[0] >= 0xe0 && u[0] < 0xf0) {
        need = 3;
        code = u[0] & 0x0fu;
        least = 0x800;
    } else if (u[0] >= 0xf0 && u[0] < 0xf5) {
        need = 4;
        code = u[0] & 0x07u;
        least = 0x10000;
    } else {
        return 0;
    }
    if (len < need)
        return 0;
    for (size_t i = 1; i < need; i++) {
        if ((u[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (u[i] & 0x3fu);
    }
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return 0;
    return need;
}

unsigned scenario_utf8_width(const char *data, size_t bytes)
{
    static const struct {
        uint32_t first, last;
        unsigned width;
    } blocks[] = {
        {0x0300, 0x036f, 0}, {0x1100, 0x115f, 2}, {0x200b, 0x200f, 0},   {0x2e80, 0xa4cf, 2},
        {0xac00, 0xd7a3, 2}, {0xf900, 0xfaff, 2}, {0xfe00, 0xfe0f, 0},   {0xfe30, 0xfe6f, 2},
        {0xff00, 0xff60, 2}, {0xffe0, 0xffe6, 2}, {0x1f300, 0x1faff, 2}, {0x20000, 0x3fffd, 2},
    };
    uint32_t code = (unsigned char)data[0];

    if (bytes > 1) {
        code &= 0xffu >> (bytes + 1);
        for (size_t i = 1; i < bytes; i++)
            code = code << 6 | ((unsigned char)data[i] & 0x3fu);
    }
    for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
        if (code >= blocks[i].first && code <= blocks[i].last)
            return blocks[i].width;
    }
    return 1;
}
