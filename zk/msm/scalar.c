#include "zk/msm/scalar.h"

#include <assert.h>
#include <stdbool.h>

#include "zk/constants.h"

typedef unsigned __int128 u128;

/* Limbs 4 and 5 of a b + 2^255: the product over 2^256, rounded. */
static u128 high_of_product(const u256 *a, const u256 *b, int b_limbs)
{
    uint64_t product[8] = {0, 0, 0, UINT64_C(1) << 63};
    for (int i = 0; i < b_limbs; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < 4; j++) {
            u128 t = (u128)a->limb[j] * b->limb[i] + product[i + j] + carry;
            product[i + j] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        for (int j = i + 4; carry != 0; j++) {
            product[j] += carry;
            carry = product[j] < carry;
        }
    }
    return (u128)product[5] << 64 | product[4];
}

static u128 low_of(const u256 *a)
{
    return (u128)a->limb[1] << 64 | a->limb[0];
}

static uint32_t put(u128 value, bool negative, uint32_t ref, struct zk_msm_half *ret_half)
{
    if (value >> 127) {
        value = -value;
        negative = !negative;
    }
    assert(value >> 127 == 0);
    *ret_half = (struct zk_msm_half){
        .low = (uint64_t)value,
        .high = (uint64_t)(value >> 64),
        .ref = ref | (negative ? ZK_MSM_NEGATIVE : 0),
    };
    return value != 0;
}

static bool is_below_2_126(const u256 *a)
{
    return (a->limb[3] | a->limb[2] | a->limb[1] >> 62) == 0;
}

/* The quotients c1 and c2 are at most 0.69 away from the exact ones, so that the halves are at most
 * 0.69 (a1 + a2) < 0.61 * 2^127: they are right modulo 2^128. Scalars near 0 are their own half. */
uint32_t zk_msm_split(const u256 *scalar, uint32_t ref, uint32_t image_ref,
                      struct zk_msm_half ret_halves[2])
{
    u256 negative = u256_sub(BN254_ORDER, *scalar);
    if (is_below_2_126(scalar))
        return put(low_of(scalar), false, ref, ret_halves);
    if (is_below_2_126(&negative))
        return put(low_of(&negative), true, ref, ret_halves);
    u128 c1 = high_of_product(scalar, &BN254_GLV_G1, 2);
    u128 c2 = high_of_product(scalar, &BN254_GLV_G2, 3);
    u128 k1 = low_of(scalar) - c1 * low_of(&BN254_GLV_A1) - c2 * low_of(&BN254_GLV_A2);
    u128 k2 = c1 * low_of(&BN254_GLV_MINUS_B1) - c2 * low_of(&BN254_GLV_B2);
    uint32_t count = put(k1, false, ref, ret_halves);
    return count + put(k2, false, image_ref, ret_halves + count);
}
