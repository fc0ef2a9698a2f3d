#define SUITE g2
#define RANDOM "test.g2"
#define POINT zk_g2
#define AFFINE zk_g2_affine
#define ELEMENT zk_fp2
#define GENERATOR zk_g2_generator
#define G(x) zk_g2_##x
#define ELEMENT_ADD zk_fp2_add
#define MULTIPLE multiple_of_g2
#define POINT_OF g2_of
#define ROW 2
#include "group_tests.h"

Test(g2, subgroup)
{
    struct base_random random;
    base_random_init(&random, 6, 0, "test.g2");
    zk_g2_affine none = {0}, outside, affine;
    cr_assert(zk_g2_is_in_subgroup(&none));
    uint8_t bytes[ZK_BN254_G2_BYTES];
    cr_assert_eq(base_hex_decode(outside_subgroup, bytes, sizeof bytes), 0);
    cr_assert(zk_fp_from_be(bytes, &outside.x.c1));
    cr_assert(zk_fp_from_be(bytes + 32, &outside.x.c0));
    cr_assert(zk_fp_from_be(bytes + 64, &outside.y.c1));
    cr_assert(zk_fp_from_be(bytes + 96, &outside.y.c0));
    cr_assert(zk_g2_is_on_curve(&outside));
    cr_assert_not(zk_g2_is_in_subgroup(&outside));

    zk_g2 a, t;
    u256 order = u256_of(ORDER_HEX);
    /* p - 1 + t = 2p - r: the cofactor */
    u256 cofactor = u256_sub(u256_add(u256_of(MODULUS_HEX), u256_of(MODULUS_HEX)), order);
    for (int i = 0; i < 10; i++) {
        a = random_point(&random);
        zk_g2_to_affine(&a, &affine);
        cr_assert(zk_g2_is_in_subgroup(&affine));
        zk_g2_add_affine(&a, &outside, &a);
        zk_g2_to_affine(&a, &affine);
        cr_assert(zk_g2_is_on_curve(&affine));
        cr_assert_not(zk_g2_is_in_subgroup(&affine));
        zk_g2_mul(&a, &order, &t);
        cr_assert_not(zk_g2_is_infinity(&t));
        zk_g2_to_affine(&t, &affine);
        cr_assert_not(zk_g2_is_in_subgroup(&affine)); /* of the cofactor's order */
        zk_g2_mul(&t, &cofactor, &t);
        cr_assert(zk_g2_is_infinity(&t));
        zk_g2_mul(&a, &cofactor, &t);
        zk_g2_to_affine(&t, &affine);
        cr_assert(zk_g2_is_in_subgroup(&affine));
    }
}
