#include "crypto/cipher.h"

#include <assert.h>
#include <sodium.h>

void crypto_chacha20_xor(const uint8_t key[32], const uint8_t *in, size_t len, uint8_t *out)
{
    static const uint8_t nonce[crypto_stream_chacha20_ietf_NONCEBYTES];
    assert(len < (size_t)1 << 38);
    if (len > 0)
        crypto_stream_chacha20_ietf_xor_ic(out, in, len, nonce, 0, key);
}
