#include "contracts-model/evm/precompile.h"

#include <string.h>

#include "base/error.h"
#include "contracts-model/evm/precompile_internal.h"
#include "crypto/hash.h"
#include "crypto/token.h"

void evm_precompile_copy(const uint8_t *input, size_t len, size_t offset, uint8_t *ret_bytes,
                         size_t count)
{
    size_t there = offset < len ? len - offset : 0;

    there = there < count ? there : count;
    if (there > 0) {
        memcpy(ret_bytes, input + offset, there);
    }
    memset(ret_bytes + there, 0, count - there);
}

/* Prices of 1 to 4: base and a word of input. Source: Yellow Paper, appendix E. */

static uint64_t ecrecover_price(const struct evm_rules *rules, const uint8_t *input, size_t len)
{
    return 3000;
}

static uint64_t sha256_price(const struct evm_rules *rules, const uint8_t *input, size_t len)
{
    return 60 + 12 * (((uint64_t)len + 31) / 32);
}

static uint64_t ripemd160_price(const struct evm_rules *rules, const uint8_t *input, size_t len)
{
    return 600 + 120 * (((uint64_t)len + 31) / 32);
}

static uint64_t identity_price(const struct evm_rules *rules, const uint8_t *input, size_t len)
{
    return 15 + 3 * (((uint64_t)len + 31) / 32);
}

/** The signer's address as a word, or nothing. */
static int ecrecover(const struct evm_rules *rules, const uint8_t *input, size_t len,
                     struct base_buffer *output)
{
    uint8_t padded[128];
    crypto_secp256k1_signature signature;
    crypto_digest digest;
    crypto_address signer;

    evm_precompile_copy(input, len, 0, padded, sizeof(padded));
    u256 v = u256_from_be(padded + 32);
    if (!u256_equal(v, u256_from_u64(27)) && !u256_equal(v, u256_from_u64(28))) {
        return EVM_SUCCESS;
    }
    memcpy(digest.bytes, padded, 32);
    memcpy(signature.r, padded + 64, 32);
    memcpy(signature.s, padded + 96, 32);
    signature.recovery_id = (uint8_t)(v.limb[0] - 27);
    if (crypto_token_secp256k1_recover(rules->tokens, &signature, &digest, &signer)) {
        base_buffer_append_zeros(output, 12);
        base_buffer_append(output, signer.bytes, sizeof(signer.bytes));
    }
    return EVM_SUCCESS;
}

static int sha256(const struct evm_rules *rules, const uint8_t *input, size_t len,
                  struct base_buffer *output)
{
    crypto_digest digest = crypto_sha256(input, len);

    base_buffer_append(output, digest.bytes, sizeof(digest.bytes));
    return EVM_SUCCESS;
}

static int ripemd160(const struct evm_rules *rules, const uint8_t *input, size_t len,
                     struct base_buffer *output)
{
    uint8_t digest[20];

    crypto_ripemd160(input, len, digest);
    base_buffer_append_zeros(output, 12);
    base_buffer_append(output, digest, sizeof(digest));
    return EVM_SUCCESS;
}

/** Source: EIP-7951. */
static uint64_t p256_price(const struct evm_rules *rules, const uint8_t *input, size_t len)
{
    return 6900;
}

/** The word 1, or nothing. Source: EIP-7951: digest, r, s, x, y. */
static int p256_verify(const struct evm_rules *rules, const uint8_t *input, size_t len,
                       struct base_buffer *output)
{
    crypto_digest digest;
    crypto_p256_signature signature;
    crypto_p256_public key;

    if (len != 160) {
        return EVM_SUCCESS;
    }
    memcpy(digest.bytes, input, 32);
    memcpy(signature.r, input + 32, 32);
    memcpy(signature.s, input + 64, 32);
    memcpy(key.x, input + 96, 32);
    memcpy(key.y, input + 128, 32);
    int r = crypto_token_p256_verify(rules->tokens, &key, &signature, &digest);
    if (r == 0) {
        base_buffer_append_zeros(output, 31);
        base_buffer_append_u8(output, 1);
    }
    return r < 0 ? r : EVM_SUCCESS;
}

/** Source: EIP-665. */
static uint64_t ed25519_price(const struct evm_rules *rules, const uint8_t *input, size_t len)
{
    return 2000;
}

/** Four bytes: 0 for a valid signature, else 1. Source: EIP-665: message, key, R, S.
 *  Assumption: input of another length, on which the EIP is silent, is no valid signature. */
static int ed25519_verify(const struct evm_rules *rules, const uint8_t *input, size_t len,
                          struct base_buffer *output)
{
    crypto_ed25519_public key;
    crypto_ed25519_signature signature;
    bool is_valid = false;

    if (len == 128) {
        memcpy(key.bytes, input + 32, 32);
        memcpy(signature.bytes, input + 64, 64);
        is_valid = crypto_token_ed25519_verify(rules->tokens, &key, input, 32, &signature);
    }
    base_buffer_append_be32(output, is_valid ? 0 : 1);
    return EVM_SUCCESS;
}

static const struct evm_precompile ecrecover_precompile = {ecrecover_price, ecrecover};
static const struct evm_precompile sha256_precompile = {sha256_price, sha256};
static const struct evm_precompile ripemd160_precompile = {ripemd160_price, ripemd160};
/* Without run: the output is the input. */
static const struct evm_precompile identity_precompile = {identity_price, NULL};
static const struct evm_precompile p256_precompile = {p256_price, p256_verify};
static const struct evm_precompile ed25519_precompile = {ed25519_price, ed25519_verify};

static const struct evm_precompile *const precompiles[] = {
    [1] = &ecrecover_precompile,     [2] = &sha256_precompile,
    [3] = &ripemd160_precompile,     [4] = &identity_precompile,
    [5] = &evm_precompile_modexp,    [6] = &evm_precompile_bn254_add,
    [7] = &evm_precompile_bn254_mul, [8] = &evm_precompile_bn254_pairing,
    [9] = &evm_precompile_blake2f,
};
enum { COUNT = sizeof(precompiles) / sizeof(precompiles[0]), P256VERIFY = 0x100 };

const struct evm_precompile *evm_precompile_find(const struct evm_rules *rules,
                                                 const crypto_address *address)
{
    if (!evm_rules_is_precompile(rules, address)) {
        return NULL;
    }
    unsigned number = (unsigned)address->bytes[18] << 8 | address->bytes[19];
    if (number == P256VERIFY) {
        return &p256_precompile;
    }
    if (number == EVM_ED25519_VERIFY) {
        return &ed25519_precompile;
    }
    return number < COUNT ? precompiles[number] : NULL;
}

int evm_precompile_run(const struct evm_precompile *precompile, const struct evm_rules *rules,
                       const uint8_t *input, size_t len, uint64_t *gas, struct base_buffer *output,
                       const uint8_t **ret_data, size_t *ret_len)
{
    const uint8_t *bytes = len > 0 ? input : (const uint8_t *)"";
    uint64_t price = precompile->price(rules, bytes, len);

    if (price == EVM_PRECOMPILE_UNPAYABLE || *gas < price) {
        return EVM_OUT_OF_GAS;
    }
    if (!precompile->run) {
        *gas -= price;
        *ret_data = bytes;
        *ret_len = len;
        return EVM_SUCCESS;
    }
    base_buffer_clear(output);
    int status = precompile->run(rules, bytes, len, output);
    if (status == EVM_SUCCESS && base_buffer_failed(output)) {
        return base_fail(BASE_E_NOMEM, "no memory for a precompile's output");
    }
    if (status == EVM_SUCCESS) {
        *gas -= price;
        *ret_data = output->data;
        *ret_len = output->len;
    }
    return status;
}
