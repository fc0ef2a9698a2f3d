#include "base/hex.h"

#include <string.h>

#include "base/error.h"

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

void base_hex_encode(const uint8_t *data, size_t len, char *ret_text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        ret_text[2 * i] = digits[data[i] >> 4];
        ret_text[2 * i + 1] = digits[data[i] & 15];
    }
    ret_text[2 * len] = '\0';
}

int base_hex_decode(const char *text, uint8_t *ret_data, size_t len)
{
    if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
        text += 2;
    size_t digits = strlen(text);
    if (digits % 2 != 0 || digits / 2 != len)
        return base_fail(BASE_E_RANGE, "%zu hexadecimal digits where %zu bytes are wanted", digits,
                         len);
    for (size_t i = 0; i < digits; i++) {
        if (digit_value(text[i]) < 0)
            return base_fail(BASE_E_RANGE, "not a hexadecimal digit at position %zu", i);
    }
    for (size_t i = 0; i < len; i++)
        ret_data[i] = (uint8_t)(digit_value(text[2 * i]) << 4 | digit_value(text[2 * i + 1]));
    return 0;
}
