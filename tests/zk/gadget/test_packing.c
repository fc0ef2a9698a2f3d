#include "gadget_support.h"

#include "base/u256.h"

static const u256 modulus = {{UINT64_C(0x43e1f593f0000001), UINT64_C(0x2833e84879b97091),
                              UINT64_C(0xb85045b68181585d), UINT64_C(0x30644e72e131a029)}};

#define STRICT ZK_GADGET_PACKING_STRICT_BITS

struct unpacked {
    zk_fr value;
    size_t n; /* STRICT: the strict one */
    bool is_constant;
};

static void build(struct zk_builder *builder, void *context)
{
    const struct unpacked *u = context;
    struct zk_lc bits[STRICT], value;
    value = u->is_constant ? zk_builder_constant(builder, &u->value)
                           : zk_builder_witness(builder, &u->value);
    if (u->n == STRICT)
        zk_gadget_packing_unpack_strict(builder, value, bits);
    else
        zk_gadget_packing_unpack(builder, value, u->n, bits);
    struct zk_lc packed = zk_gadget_packing_pack(builder, u->n, bits);
    cr_assert(zk_fr_equal(&packed.value, &u->value));
    u256 plain;
    zk_fr_to_u256(&u->value, &plain);
    for (size_t i = 0; i + 1 < u->n; i++) {
        zk_fr bit = fr(plain.limb[i / 64] >> i % 64 & 1);
        cr_assert(zk_fr_equal(&bits[i].value, &bit));
    }
}

static zk_fr power_of_two(size_t n)
{
    zk_fr two = fr(2), power;
    u256 exponent = u256_from_u64(n);
    zk_fr_pow(&two, &exponent, &power);
    return power;
}

Test(packing, unpack_holds_a_value_below_its_bound)
{
    static const size_t widths[] = {1, 2, 3, 8, 32, 35, 64, 65, 248, 253};
    struct base_random random;
    base_random_init(&random, 1, 0, "test.gadget");
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        size_t n = widths[i];
        zk_fr one = fr(1), bound = power_of_two(n), values[3] = {fr(0), one};
        zk_fr_sub(&bound, &one, &values[2]);
        struct unpacked u = {fr(0), n, false};
        struct circuit circuit = {build, &u, 1};
        for (int j = 0; j < 3; j++) {
            u.value = values[j];
            cr_assert_eq(check_circuit(circuit), n);
            u.is_constant = true;
            cr_assert_eq(check_circuit((struct circuit){build, &u, 0}), 0);
            u.is_constant = false;
        }
        u.value = bound;
        cr_assert_not(is_satisfied(circuit));
        zk_fr_neg(&one, &u.value);
        cr_assert_not(is_satisfied(circuit));
        for (int j = 0; j < 10 && n < 200; j++) {
            u.value = random_fr(&random);
            cr_assert_not(is_satisfied(circuit));
        }
    }
    struct unpacked u = {fr(0), 32, false};
    assert_in_table("32 bits of an element", count_constraints((struct circuit){build, &u, 1}));
}

static zk_fr element_of(u256 value)
{
    zk_fr element;
    cr_assert(zk_fr_from_u256(&value, &element));
    return element;
}

/* b (1 - tied - b) = 0 has a double root at a tied 0, where the first order determines nothing. So
 * these values are such as leave r - 1 at its first bits. */
Test(packing, strict_unpack_holds_every_wire)
{
    struct base_random random;
    base_random_init(&random, 5, 0, "test.gadget");
    struct unpacked u = {fr(0), STRICT, false};
    struct circuit circuit = {build, &u, 1};
    for (int i = 0; i < 5; i++) {
        assert_in_table("all bits of an element", check_circuit(circuit));
        u.value = random_fr(&random);
    }
}

/* At 0 nothing is tied to r - 1, but both factors of the first product change with bit 252; at
 * 2^253 they do not. */
Test(packing, each_constraint_of_strict_unpack_is_needed)
{
    bool noticed[512] = {false};
    struct unpacked u = {fr(0), STRICT, false};
    struct circuit circuit = {build, &u, 1};
    cr_assert_eq(unnoticed_rows(circuit, noticed), 1);
    u.value = power_of_two(253);
    cr_assert_eq(unnoticed_rows(circuit, noticed), 0);
}

Test(packing, strict_unpack_takes_every_element)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.gadget");
    struct unpacked u = {fr(0), STRICT, false};
    struct circuit circuit = {build, &u, 1};
    for (int i = 0; i < 12; i++) {
        switch (i) {
        case 0:
        case 1:
            u.value = fr((uint64_t)i);
            break;
        case 2:
        case 3:
            u.value = element_of(u256_sub(modulus, u256_from_u64((uint64_t)i - 1)));
            break;
        case 4:
            u.value = power_of_two(253);
            break;
        default:
            u.value = random_fr(&random);
        }
        cr_assert(is_satisfied(circuit));
        u.is_constant = true;
        cr_assert_eq(check_circuit((struct circuit){build, &u, 0}), 0);
        u.is_constant = false;
    }
}

/* The wires of the strict one: w[1] the value, w[2..254] its bits but the highest, then what ties
 * them to r - 1: a product at each 1 of r - 1 but its highest, from the top down. */
static bool holds_with_bits(const struct zk_r1cs *r1cs, zk_fr value, u256 bits)
{
    zk_fr w[512] = {fr(1), value};
    u256 most = u256_sub(modulus, u256_from_u64(1));
    uint32_t wires = 2;
    for (; wires < STRICT + 1; wires++)
        w[wires] = fr(bits.limb[(wires - 2) / 64] >> (wires - 2) % 64 & 1);
    bool tied = bits.limb[3] >> 61 & 1;
    for (size_t i = STRICT - 1; i-- > 0;)
        if (most.limb[i / 64] >> i % 64 & 1) {
            tied = tied && bits.limb[i / 64] >> i % 64 & 1;
            w[wires++] = fr(tied);
        }
    cr_assert_eq(wires, r1cs->wires);
    return zk_r1cs_satisfied(r1cs, w, NULL);
}

Test(packing, strict_unpack_refuses_the_other_bits_of_an_element)
{
    struct base_random random;
    base_random_init(&random, 3, 0, "test.gadget");
    struct unpacked u = {fr(0), STRICT, false};
    struct zk_builder builder;
    struct zk_r1cs r1cs;
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    build(&builder, &u);
    cr_assert_eq(zk_builder_finish(&builder, &r1cs), 0);
    u256 one = u256_from_u64(1);
    u256 top = u256_sub(u256_shl(one, u256_from_u64(254)), one);
    for (int i = 0; i < 200; i++) {
        u256 value = i < 100 ? u256_from_u64((uint64_t)i) : u256_sub(top, modulus);
        if (i >= 150) {
            zk_fr element = random_fr(&random);
            zk_fr_to_u256(&element, &value);
            value.limb[3] >>= 3;
        } else if (i >= 100) {
            value = u256_sub(value, u256_from_u64((uint64_t)i - 100));
        }
        zk_fr element = element_of(value);
        cr_assert(holds_with_bits(&r1cs, element, value));
        cr_assert_not(holds_with_bits(&r1cs, element, u256_add(value, modulus)));
    }
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&builder);
}

Test(packing, bytes)
{
    struct base_random random;
    base_random_init(&random, 4, 0, "test.gadget");
    struct zk_builder builder;
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    for (size_t len = 1; len <= 31; len++) {
        uint8_t bytes[32] = {0}, got[31];
        struct zk_lc bits[248], again[248];
        base_random_bytes(&random, bytes + 32 - len, len);
        uint32_t rows = builder.rows;
        zk_gadget_packing_witness(&builder, bytes + 32 - len, len, bits);
        cr_assert_eq(builder.rows - rows, 8 * len);
        struct zk_lc packed = zk_gadget_packing_pack_be(&builder, len, bits);
        zk_fr want;
        cr_assert(zk_fr_from_be(bytes, &want));
        cr_assert(zk_fr_equal(&packed.value, &want));
        cr_assert_eq(packed.count, 8 * len);
        zk_gadget_packing_unpack_be(&builder, packed, len, again);
        bytes_of(len, again, got);
        cr_assert_arr_eq(got, bytes + 32 - len, len);
    }
    cr_assert(builder.is_satisfied);
    zk_builder_deinit(&builder);
}

Test(packing, constants)
{
    struct zk_builder builder;
    struct zk_lc bits[64];
    uint8_t bytes[8];
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    zk_gadget_packing_constant(&builder, UINT64_C(0x0807060504030201), 64, bits);
    bytes_of(8, bits, bytes);
    for (uint8_t i = 0; i < 8; i++)
        cr_assert_eq(bytes[i], i + 1);
    cr_assert(bits[63].is_constant);
    cr_assert_eq(builder.rows, 0);
    zk_builder_deinit(&builder);
}
