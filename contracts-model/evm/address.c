#include <string.h>

#include "contracts-model/evm/evm.h"

static crypto_address last_20(crypto_digest digest)
{
    crypto_address address;

    memcpy(address.bytes, digest.bytes + 12, sizeof(address.bytes));
    return address;
}

crypto_address evm_create_address(const crypto_address *sender, uint64_t nonce)
{
    /* RLP of the list (sender, nonce): 0xc0 + length, 0x80 + 20, the address, the nonce. */
    uint8_t bytes[1 + 1 + 20 + 1 + 8];
    size_t len = 22;

    bytes[1] = 0x80 + 20;
    memcpy(bytes + 2, sender->bytes, 20);
    if (nonce > 0 && nonce < 0x80) {
        bytes[len++] = (uint8_t)nonce;
    } else {
        unsigned nonce_len = 0;
        while (nonce_len < 8 && nonce >> (8 * nonce_len) != 0) {
            nonce_len++;
        }
        bytes[len++] = (uint8_t)(0x80 + nonce_len);
        while (nonce_len > 0) {
            nonce_len--;
            bytes[len++] = (uint8_t)(nonce >> (8 * nonce_len));
        }
    }
    bytes[0] = (uint8_t)(0xc0 + len - 1);
    return last_20(crypto_keccak256(bytes, len));
}

crypto_address evm_create2_address(const crypto_address *sender, u256 salt,
                                   const uint8_t *init_code, size_t len)
{
    uint8_t bytes[1 + 20 + 32 + 32];
    crypto_digest code_hash = crypto_keccak256(len > 0 ? (const void *)init_code : "", len);

    bytes[0] = 0xff;
    memcpy(bytes + 1, sender->bytes, 20);
    u256_to_be(salt, bytes + 21);
    memcpy(bytes + 53, code_hash.bytes, 32);
    return last_20(crypto_keccak256(bytes, sizeof(bytes)));
}
