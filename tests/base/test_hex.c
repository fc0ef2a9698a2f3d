#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"
#include "base/hex.h"

Test(hex, round_trip_of_every_byte)
{
    uint8_t data[256], back[256];
    char text[513];
    for (int i = 0; i < 256; i++)
        data[i] = (uint8_t)i;
    base_hex_encode(data, 256, text);
    cr_assert_eq(strlen(text), 512);
    cr_assert_eq(strncmp(text, "000102030405060708090a0b", 24), 0);
    cr_assert_eq(base_hex_decode(text, back, 256), 0);
    cr_assert_arr_eq(data, back, 256);
    base_hex_encode(data, 0, text);
    cr_assert_str_eq(text, "");
}

Test(hex, decode_accepts_prefix_and_capitals)
{
    uint8_t data[2];
    cr_assert_eq(base_hex_decode("0xAbCd", data, 2), 0);
    cr_assert_arr_eq(data, "\xab\xcd", 2);
    cr_assert_eq(base_hex_decode("0x", data, 0), 0);
    cr_assert_eq(base_hex_decode("", data, 0), 0);
}

Test(hex, decode_refuses)
{
    uint8_t data[2] = {7, 7};
    const char *bad[] = {"", "0x", "abc", "abcdef", "abcg", "ab d", "0xab", "0x0xab", "abc\xff"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_assert_eq(base_hex_decode(bad[i], data, 2), BASE_E_RANGE, "%s", bad[i]);
    cr_assert_eq(data[0], 7);
    cr_assert_eq(data[1], 7);
}
