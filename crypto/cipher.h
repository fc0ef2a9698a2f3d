#ifndef CROWDPATCH_CRYPTO_CIPHER_H
#define CROWDPATCH_CRYPTO_CIPHER_H

#include <stddef.h>
#include <stdint.h>

/** out = in XOR ChaCha20 keystream (RFC 8439, 96-bit nonce of zeros, block counter 0). Its own
 *  inverse; in == out is allowed. A key must serve one message only: r of the protocol is fresh for
 *  each (device, distributor). Requires: len < 2^38 (asserted). */
void crypto_chacha20_xor(const uint8_t key[32], const uint8_t *in, size_t len, uint8_t *out);

#endif
