#include "zk/gadget/packing.h"

#include <assert.h>
#include <string.h>

#include "base/u256.h"
#include "zk/gadget/boolean.h"

#define BITS_MAX ZK_GADGET_PACKING_STRICT_BITS
#define BYTES_MAX (BITS_MAX / 8)

void zk_gadget_packing_constant(struct zk_builder *builder, uint64_t value, size_t n,
                                struct zk_lc ret_bits[])
{
    assert(n <= 64);
    for (size_t i = 0; i < n; i++)
        ret_bits[i] = zk_gadget_boolean_constant(builder, value >> i & 1);
}

void zk_gadget_packing_witness(struct zk_builder *builder, const uint8_t bytes[], size_t len,
                               struct zk_lc ret_bits[])
{
    for (size_t i = 0; i < 8 * len; i++)
        ret_bits[i] = zk_gadget_boolean_witness(builder, bytes[i / 8] >> i % 8 & 1);
}

static void powers_of_two(size_t n, zk_fr ret_powers[])
{
    zk_fr_from_u64(1, &ret_powers[0]);
    for (size_t i = 1; i < n; i++)
        zk_fr_add(&ret_powers[i - 1], &ret_powers[i - 1], &ret_powers[i]);
}

struct zk_lc zk_gadget_packing_pack(struct zk_builder *builder, size_t n, const struct zk_lc bits[])
{
    assert(n <= BITS_MAX);
    zk_fr powers[BITS_MAX];
    powers_of_two(n, powers);
    return zk_builder_linear(builder, n, bits, powers);
}

static void reverse_bytes(size_t len, const struct zk_lc from[], struct zk_lc ret_bits[])
{
    for (size_t i = 0; i < len; i++)
        memcpy(&ret_bits[8 * i], &from[8 * (len - 1 - i)], 8 * sizeof *from);
}

struct zk_lc zk_gadget_packing_pack_be(struct zk_builder *builder, size_t len,
                                       const struct zk_lc bits[])
{
    assert(len <= BYTES_MAX);
    struct zk_lc reversed[8 * BYTES_MAX];
    reverse_bytes(len, bits, reversed);
    return zk_gadget_packing_pack(builder, 8 * len, reversed);
}

/* 1 / 2^n, from 1 / 2 = (r + 1) / 2. */
static void inverse_power_of_two(size_t n, zk_fr *ret_inverse)
{
    static const u256 half = {{UINT64_C(0xa1f0fac9f8000001), UINT64_C(0x9419f4243cdcb848),
                               UINT64_C(0xdc2822db40c0ac2e), UINT64_C(0x183227397098d014)}};
    u256 exponent = u256_from_u64(n);
    zk_fr element;
    zk_fr_from_u256(&half, &element);
    zk_fr_pow(&element, &exponent, ret_inverse);
}

static bool bit_of(const u256 *value, size_t i)
{
    return value->limb[i / 64] >> i % 64 & 1;
}

/* n bits that add up to value modulo r, the highest as (value - the others) / 2^(n-1). The caller
 * holds them to 0 and 1. */
static void split(struct zk_builder *builder, struct zk_lc value, size_t n, struct zk_lc ret_bits[])
{
    u256 plain;
    zk_fr_to_u256(&value.value, &plain);
    zk_fr elements[2] = {{{0}}}, factor;
    zk_fr_from_u64(1, &elements[1]);
    for (size_t i = 0; i + 1 < n; i++)
        ret_bits[i] = zk_builder_witness(builder, &elements[bit_of(&plain, i)]);
    explicit_bzero(&plain, sizeof plain);
    struct zk_lc rest =
        zk_builder_sub(builder, value, zk_gadget_packing_pack(builder, n - 1, ret_bits));
    inverse_power_of_two(n - 1, &factor);
    ret_bits[n - 1] = zk_builder_scale(builder, &factor, rest);
}

static void split_constant(struct zk_builder *builder, struct zk_lc value, size_t n,
                           struct zk_lc ret_bits[])
{
    u256 plain;
    zk_fr_to_u256(&value.value, &plain);
    for (size_t i = 0; i < 256; i++) {
        assert(i < n || !bit_of(&plain, i));
        if (i < n)
            ret_bits[i] = zk_gadget_boolean_constant(builder, bit_of(&plain, i));
    }
}

void zk_gadget_packing_unpack(struct zk_builder *builder, struct zk_lc value, size_t n,
                              struct zk_lc ret_bits[])
{
    assert(n >= 1 && n < BITS_MAX);
    if (value.is_constant) {
        split_constant(builder, value, n, ret_bits);
        return;
    }
    split(builder, value, n, ret_bits);
    for (size_t i = 0; i < n; i++)
        zk_gadget_boolean_constrain(builder, ret_bits[i]);
}

void zk_gadget_packing_unpack_be(struct zk_builder *builder, struct zk_lc value, size_t len,
                                 struct zk_lc ret_bits[])
{
    assert(len <= BYTES_MAX);
    struct zk_lc bits[8 * BYTES_MAX];
    zk_gadget_packing_unpack(builder, value, 8 * len, bits);
    reverse_bytes(len, bits, ret_bits);
}

/* From the highest bit down, `tied` is 1 while the bits are those of r - 1. Where r - 1 has a 0, a
 * tied bit must be 0: b (1 - tied - b) = 0 holds b to 0 if tied is 1, and to 0 or 1 if it is 0. */
void zk_gadget_packing_unpack_strict(struct zk_builder *builder, struct zk_lc value,
                                     struct zk_lc ret_bits[BITS_MAX])
{
    if (value.is_constant) {
        split_constant(builder, value, BITS_MAX, ret_bits);
        return;
    }
    zk_fr minus_one;
    u256 most;
    zk_fr_from_u64(1, &minus_one);
    zk_fr_neg(&minus_one, &minus_one);
    zk_fr_to_u256(&minus_one, &most);
    split(builder, value, BITS_MAX, ret_bits);
    struct zk_lc zero = zk_builder_constant_u64(builder, 0);
    struct zk_lc tied = zk_builder_constant_u64(builder, 1);
    for (size_t i = BITS_MAX; i-- > 0;) {
        struct zk_lc bit = ret_bits[i];
        if (bit_of(&most, i)) {
            zk_gadget_boolean_constrain(builder, bit);
            tied = zk_gadget_boolean_and(builder, tied, bit);
        } else {
            struct zk_lc free = zk_gadget_boolean_not(builder, tied);
            zk_builder_enforce(builder, bit, zk_builder_sub(builder, free, bit), zero);
        }
    }
}
