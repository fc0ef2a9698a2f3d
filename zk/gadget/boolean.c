#include "zk/gadget/boolean.h"

static bool is_set(struct zk_lc bit)
{
    return !zk_fr_is_zero(&bit.value);
}

static struct zk_lc bit_wire(struct zk_builder *builder, bool value)
{
    zk_fr element = {{0}};
    if (value)
        zk_fr_from_u64(1, &element);
    return zk_builder_witness(builder, &element);
}

struct zk_lc zk_gadget_boolean_witness(struct zk_builder *builder, bool value)
{
    struct zk_lc bit = bit_wire(builder, value);
    zk_gadget_boolean_constrain(builder, bit);
    return bit;
}

struct zk_lc zk_gadget_boolean_constant(struct zk_builder *builder, bool value)
{
    return zk_builder_constant_u64(builder, value);
}

void zk_gadget_boolean_constrain(struct zk_builder *builder, struct zk_lc a)
{
    zk_builder_enforce(builder, a, a, a);
}

struct zk_lc zk_gadget_boolean_not(struct zk_builder *builder, struct zk_lc a)
{
    return zk_builder_sub(builder, zk_builder_constant_u64(builder, 1), a);
}

struct zk_lc zk_gadget_boolean_and(struct zk_builder *builder, struct zk_lc a, struct zk_lc b)
{
    return zk_builder_mul(builder, a, b);
}

/* (2 a) b = a + b - o. */
struct zk_lc zk_gadget_boolean_xor(struct zk_builder *builder, struct zk_lc a, struct zk_lc b)
{
    if (a.is_constant)
        return is_set(a) ? zk_gadget_boolean_not(builder, b) : b;
    if (b.is_constant)
        return is_set(b) ? zk_gadget_boolean_not(builder, a) : a;
    struct zk_lc o = bit_wire(builder, is_set(a) != is_set(b));
    zk_builder_enforce(builder, zk_builder_add(builder, a, a), b,
                       zk_builder_sub(builder, zk_builder_add(builder, a, b), o));
    return o;
}

/* s (left o + offset - s) = right o; left and right are 6 at most. */
static void enforce_fraction(struct zk_builder *builder, struct zk_lc s, struct zk_lc o,
                             size_t left, uint64_t offset, size_t right)
{
    struct zk_lc os[6] = {o, o, o, o, o, o};
    struct zk_lc factor =
        zk_builder_add(builder, zk_builder_linear(builder, left, os, NULL),
                       zk_builder_sub(builder, zk_builder_constant_u64(builder, offset), s));
    zk_builder_enforce(builder, s, factor, zk_builder_linear(builder, right, os, NULL));
}

struct zk_lc zk_gadget_boolean_xor3(struct zk_builder *builder, struct zk_lc a, struct zk_lc b,
                                    struct zk_lc c)
{
    if (a.is_constant || b.is_constant)
        return zk_gadget_boolean_xor(builder, zk_gadget_boolean_xor(builder, a, b), c);
    if (c.is_constant)
        return zk_gadget_boolean_xor(builder, a, zk_gadget_boolean_xor(builder, b, c));
    struct zk_lc s = zk_builder_linear(builder, 3, (struct zk_lc[]){a, b, c}, NULL);
    struct zk_lc o = bit_wire(builder, is_set(a) ^ is_set(b) ^ is_set(c));
    enforce_fraction(builder, s, o, 2, 2, 3);
    return o;
}

/* With one constant: a AND b or a OR b. */
static struct zk_lc majority_constant(struct zk_builder *builder, struct zk_lc a, struct zk_lc b,
                                      struct zk_lc constant)
{
    struct zk_lc both = zk_gadget_boolean_and(builder, a, b);
    return is_set(constant) ? zk_builder_sub(builder, zk_builder_add(builder, a, b), both) : both;
}

struct zk_lc zk_gadget_boolean_majority(struct zk_builder *builder, struct zk_lc a, struct zk_lc b,
                                        struct zk_lc c)
{
    if (a.is_constant)
        return majority_constant(builder, b, c, a);
    if (b.is_constant)
        return majority_constant(builder, a, c, b);
    if (c.is_constant)
        return majority_constant(builder, a, b, c);
    struct zk_lc s = zk_builder_linear(builder, 3, (struct zk_lc[]){a, b, c}, NULL);
    struct zk_lc o = bit_wire(builder, is_set(a) + is_set(b) + is_set(c) >= 2);
    enforce_fraction(builder, s, o, 4, 1, 6);
    return o;
}

struct zk_lc zk_gadget_boolean_select(struct zk_builder *builder, struct zk_lc bit,
                                      struct zk_lc if_true, struct zk_lc if_false)
{
    struct zk_lc difference = zk_builder_sub(builder, if_true, if_false);
    return zk_builder_add(builder, zk_builder_mul(builder, bit, difference), if_false);
}

/* d i = 1 - o and d o = 0 with d = a - b: o is 0 where d is not, and 1 where d is. */
struct zk_lc zk_gadget_boolean_equal(struct zk_builder *builder, struct zk_lc a, struct zk_lc b)
{
    struct zk_lc d = zk_builder_sub(builder, a, b);
    if (d.is_constant)
        return zk_gadget_boolean_constant(builder, zk_fr_is_zero(&d.value));
    zk_fr inverse;
    zk_fr_inverse(&d.value, &inverse);
    struct zk_lc i = zk_builder_witness(builder, &inverse);
    struct zk_lc o = bit_wire(builder, zk_fr_is_zero(&d.value));
    zk_builder_enforce(builder, d, i, zk_gadget_boolean_not(builder, o));
    zk_builder_enforce(builder, d, o, zk_builder_constant_u64(builder, 0));
    return o;
}
