#include "contracts-model/evm/precompile_internal.h"
#include "zk/bn254.h"

/* The curve BN254. Source: EIP-196, EIP-197; prices: EIP-1108. */

static uint64_t add_price(const struct evm_rules *rules, const uint8_t *input, size_t len)
{
    return 150;
}

static int add(const struct evm_rules *rules, const uint8_t *input, size_t len,
               struct base_buffer *output)
{
    uint8_t sum[ZK_BN254_G1_BYTES];

    if (!zk_bn254_add(input, len, sum)) {
        return EVM_PRECOMPILE_FAILURE;
    }
    base_buffer_append(output, sum, sizeof(sum));
    return EVM_SUCCESS;
}

static uint64_t mul_price(const struct evm_rules *rules, const uint8_t *input, size_t len)
{
    return 6000;
}

static int mul(const struct evm_rules *rules, const uint8_t *input, size_t len,
               struct base_buffer *output)
{
    uint8_t product[ZK_BN254_G1_BYTES];

    if (!zk_bn254_mul(input, len, product)) {
        return EVM_PRECOMPILE_FAILURE;
    }
    base_buffer_append(output, product, sizeof(product));
    return EVM_SUCCESS;
}

static uint64_t pairing_price(const struct evm_rules *rules, const uint8_t *input, size_t len)
{
    return 45000 + 34000 * ((uint64_t)len / ZK_BN254_PAIR_BYTES);
}

static int pairing(const struct evm_rules *rules, const uint8_t *input, size_t len,
                   struct base_buffer *output)
{
    bool is_one;

    if (!zk_bn254_pairing(input, len, &is_one)) {
        return EVM_PRECOMPILE_FAILURE;
    }
    base_buffer_append_zeros(output, 31);
    base_buffer_append_u8(output, is_one);
    return EVM_SUCCESS;
}

const struct evm_precompile evm_precompile_bn254_add = {add_price, add};
const struct evm_precompile evm_precompile_bn254_mul = {mul_price, mul};
const struct evm_precompile evm_precompile_bn254_pairing = {pairing_price, pairing};
