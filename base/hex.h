#ifndef CROWDPATCH_BASE_HEX_H
#define CROWDPATCH_BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

/** Writes 2*len lower-case digits and a NUL to ret_text[2*len + 1]. */
void base_hex_encode(const uint8_t *data, size_t len, char *ret_text);

/** Decodes text (with or without "0x") into exactly len bytes.
 *  Returns 0, or BASE_E_RANGE when a digit is bad or the length differs (ret_data untouched). */
int base_hex_decode(const char *text, uint8_t *ret_data, size_t len);

#endif
