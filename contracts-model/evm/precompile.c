#include "contracts-model/evm/precompile.h"

#include <string.h>

#include "contracts-model/evm/evm.h"

enum { ECRECOVER = 1, SHA256 = 2, RIPEMD160 = 3, IDENTITY = 4 };

/** Source: Yellow Paper, appendix E: base and a word of input. */
static const struct {
    uint64_t base_gas;
    uint64_t word_gas;
} prices[] = {
    [ECRECOVER] = {3000, 0},
    [SHA256] = {60, 12},
    [RIPEMD160] = {600, 120},
    [IDENTITY] = {15, 3},
};

bool evm_precompile_exists(const crypto_address *address)
{
    static const uint8_t zeros[19];

    return memcmp(address->bytes, zeros, sizeof(zeros)) == 0 && address->bytes[19] >= ECRECOVER &&
           address->bytes[19] <= IDENTITY;
}

/** Writes the signer's address as a word and returns 32, or returns 0. */
static size_t ecrecover(const uint8_t *input, size_t len, uint8_t ret_output[32])
{
    uint8_t padded[128] = {0};
    crypto_secp256k1_signature signature;
    crypto_digest digest;
    crypto_address signer;

    if (len > 0) {
        memcpy(padded, input, len < sizeof(padded) ? len : sizeof(padded));
    }
    u256 v = u256_from_be(padded + 32);
    if (!u256_equal(v, u256_from_u64(27)) && !u256_equal(v, u256_from_u64(28))) {
        return 0;
    }
    memcpy(digest.bytes, padded, 32);
    memcpy(signature.r, padded + 64, 32);
    memcpy(signature.s, padded + 96, 32);
    signature.recovery_id = (uint8_t)(v.limb[0] - 27);
    if (!crypto_secp256k1_recover(&signature, &digest, &signer)) {
        return 0;
    }
    memset(ret_output, 0, 12);
    memcpy(ret_output + 12, signer.bytes, sizeof(signer.bytes));
    return 32;
}

bool evm_precompile_run(const crypto_address *address, const uint8_t *input, size_t len,
                        uint64_t *gas, uint8_t ret_output[32], const uint8_t **ret_data,
                        size_t *ret_len)
{
    unsigned number = address->bytes[19];
    uint64_t price = prices[number].base_gas + prices[number].word_gas * ((len + 31) / 32);
    const uint8_t *data = len > 0 ? input : (const uint8_t *)"";

    if (*gas < price) {
        return false;
    }
    *gas -= price;
    *ret_data = ret_output;
    *ret_len = 32;
    if (number == ECRECOVER) {
        *ret_len = ecrecover(data, len, ret_output);
    } else if (number == SHA256) {
        crypto_digest digest = crypto_sha256(data, len);
        memcpy(ret_output, digest.bytes, 32);
    } else if (number == RIPEMD160) {
        memset(ret_output, 0, 12);
        crypto_ripemd160(data, len, ret_output + 12);
    } else {
        *ret_data = data;
        *ret_len = len;
    }
    return true;
}
