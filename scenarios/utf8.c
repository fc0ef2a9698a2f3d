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
