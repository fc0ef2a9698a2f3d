#ifndef CROWDPATCH_CRYPTO_MODEXP_H
#define CROWDPATCH_CRYPTO_MODEXP_H

#include <stddef.h>
#include <stdint.h>

/** A big-endian number: the bytes data[len], and then `zeros` bytes of 0 that stand in no memory.
 *  data may be NULL when len is 0. */
struct crypto_number {
    const uint8_t *data;
    size_t len;
    size_t zeros;
};

/** base^exponent mod modulus, big-endian, in len bytes. 0 when the modulus is 0 or 1; 0^0 is 1.
 *  Memory: in proportion to base and modulus, and to the exponent's bytes without its zeros. Time
 *  grows with the exponent's zeros. Variable time: for public numbers only.
 *  Requires: the modulus has no more than len bytes (asserted); no number has more than 2^27 bytes,
 *  the exponent's zeros apart.
 *  Returns 0, or BASE_E_NOMEM (ret_bytes undefined). */
int crypto_modexp(const struct crypto_number *base, const struct crypto_number *exponent,
                  const struct crypto_number *modulus, uint8_t *ret_bytes, size_t len);

#endif
