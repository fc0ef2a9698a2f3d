#ifndef CROWDPATCH_ZK_FIELD_TEMPLATE_H
#define CROWDPATCH_ZK_FIELD_TEMPLATE_H

/* Private to zk/: a prime field's public functions, for fp.c and fr.c, which define
 *  ELEMENT    its type,
 *  INNER(x)   the inline function x of zk/field.h,
 *  OUTER(x)   the public name of x in this build,
 *  FIELD      its struct field. */

void OUTER(add)(const ELEMENT *a, const ELEMENT *b, ELEMENT *ret_sum)
{
    INNER(add)(a, b, ret_sum);
}

void OUTER(sub)(const ELEMENT *a, const ELEMENT *b, ELEMENT *ret_difference)
{
    INNER(sub)(a, b, ret_difference);
}

void OUTER(neg)(const ELEMENT *a, ELEMENT *ret_negative)
{
    INNER(neg)(a, ret_negative);
}

void OUTER(mul)(const ELEMENT *a, const ELEMENT *b, ELEMENT *ret_product)
{
    INNER(mul)(a, b, ret_product);
}

void OUTER(square)(const ELEMENT *a, ELEMENT *ret_square)
{
    INNER(square)(a, ret_square);
}

/* Four bits of the exponent at a time. */
void OUTER(pow)(const ELEMENT *a, const u256 *exponent, ELEMENT *ret_power)
{
    ELEMENT powers[16], result;
    INNER(one)(&powers[0]);
    for (int i = 1; i < 16; i++)
        INNER(mul)(&powers[i - 1], a, &powers[i]);
    result = powers[0];
    bool started = false;
    for (int i = 63; i >= 0; i--) {
        unsigned digit = exponent->limb[i / 16] >> (i % 16 * 4) & 15;
        if (started) {
            for (int j = 0; j < 4; j++)
                INNER(square)(&result, &result);
        }
        if (digit != 0) {
            INNER(mul)(&result, &powers[digit], &result);
            started = true;
        }
    }
    *ret_power = result;
}

/* Fermat: a^(modulus - 2). */
void OUTER(inverse)(const ELEMENT *a, ELEMENT *ret_inverse)
{
    u256 exponent =
        u256_sub((u256){{FIELD.modulus[0], FIELD.modulus[1], FIELD.modulus[2], FIELD.modulus[3]}},
                 u256_from_u64(2));
    OUTER(pow)(a, &exponent, ret_inverse);
}

/* scratch[i] is the product of the elements below i, zeros left out. */
void OUTER(batch_inverse)(size_t n, ELEMENT elements[], ELEMENT scratch[])
{
    ELEMENT product;
    INNER(one)(&product);
    for (size_t i = 0; i < n; i++) {
        scratch[i] = product;
        if (!OUTER_COMMON(is_zero)(&elements[i]))
            INNER(mul)(&product, &elements[i], &product);
    }
    OUTER(inverse)(&product, &product);
    for (size_t i = n; i-- > 0;) {
        if (OUTER_COMMON(is_zero)(&elements[i]))
            continue;
        ELEMENT inverse;
        INNER(mul)(&product, &scratch[i], &inverse);
        INNER(mul)(&product, &elements[i], &product);
        elements[i] = inverse;
    }
}

bool OUTER(from_u256)(const u256 *value, ELEMENT *ret_element)
{
    u256 modulus = {{FIELD.modulus[0], FIELD.modulus[1], FIELD.modulus[2], FIELD.modulus[3]}};
    if (u256_compare(*value, modulus) >= 0)
        return false;
    ELEMENT square = {{FIELD.square[0], FIELD.square[1], FIELD.square[2], FIELD.square[3]}};
    ELEMENT plain = {{value->limb[0], value->limb[1], value->limb[2], value->limb[3]}};
    INNER(mul)(&plain, &square, ret_element);
    return true;
}

void OUTER(from_u64)(uint64_t value, ELEMENT *ret_element)
{
    u256 wide = u256_from_u64(value);
    OUTER(from_u256)(&wide, ret_element);
}

void OUTER(to_u256)(const ELEMENT *a, u256 *ret_value)
{
    ELEMENT plain, one = {{1, 0, 0, 0}};
    INNER(mul)(a, &one, &plain);
    *ret_value = (u256){{plain.limb[0], plain.limb[1], plain.limb[2], plain.limb[3]}};
}

bool OUTER(from_be)(const uint8_t bytes[32], ELEMENT *ret_element)
{
    u256 value = u256_from_be(bytes);
    return OUTER(from_u256)(&value, ret_element);
}

void OUTER(to_be)(const ELEMENT *a, uint8_t ret_bytes[32])
{
    u256 value;
    OUTER(to_u256)(a, &value);
    u256_to_be(value, ret_bytes);
}

#endif
