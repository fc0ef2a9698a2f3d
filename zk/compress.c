#include "zk/compress.h"

#include <string.h>

enum flag {
    INFINITE = 1,
    SMALLER = 2,
    LARGER = 3,
};

#define FLAG_SHIFT 6
#define X_MASK 0x3f

/** The sign of a - (-a), as canonical values: 1, -1, or 0 for 0. */
static int fp_side(const zk_fp *a)
{
    zk_fp negative;
    u256 value, other;
    zk_fp_neg(a, &negative);
    zk_fp_to_u256(a, &value);
    zk_fp_to_u256(&negative, &other);
    return u256_compare(value, other);
}

static int fp2_side(const zk_fp2 *a)
{
    int side = fp_side(&a->c1);
    return side != 0 ? side : fp_side(&a->c0);
}

/** A root of a. False when a is not a square. Source: with u^2 = -1 and the norm n of a, a root is
 *  x0 + x1 u with x0^2 = (c0 +- sqrt(n)) / 2 and 2 x0 x1 = c1. */
static bool fp2_sqrt(const zk_fp2 *a, zk_fp2 *ret_root)
{
    zk_fp2 root = {0}, square;
    zk_fp norm, half, t;
    if (zk_fp_is_zero(&a->c1)) {
        if (!zk_fp_sqrt(&a->c0, &root.c0)) {
            zk_fp_neg(&a->c0, &t);
            zk_fp_sqrt(&t, &root.c1);
        }
        *ret_root = root;
        return true;
    }
    zk_fp_square(&a->c0, &norm);
    zk_fp_square(&a->c1, &t);
    zk_fp_add(&norm, &t, &norm);
    if (!zk_fp_sqrt(&norm, &norm))
        return false;
    zk_fp_from_u64(2, &half);
    zk_fp_inverse(&half, &half);
    zk_fp_add(&a->c0, &norm, &t);
    zk_fp_mul(&t, &half, &t);
    if (!zk_fp_sqrt(&t, &root.c0)) {
        zk_fp_sub(&a->c0, &norm, &t);
        zk_fp_mul(&t, &half, &t);
        if (!zk_fp_sqrt(&t, &root.c0))
            return false;
    }
    zk_fp_inverse(&root.c0, &t);
    zk_fp_mul(&t, &half, &t);
    zk_fp_mul(&t, &a->c1, &root.c1);
    zk_fp2_square(&root, &square);
    if (!zk_fp2_equal(&square, a))
        return false;
    *ret_root = root;
    return true;
}

/** Splits the first byte. False: 00, or infinity with bits behind it. */
static bool read_flag(const uint8_t *bytes, size_t len, enum flag *ret_flag, uint8_t *ret_first)
{
    unsigned flag = bytes[0] >> FLAG_SHIFT;
    uint8_t rest = bytes[0] & X_MASK;
    if (flag == 0)
        return false;
    for (size_t i = 1; flag == INFINITE && i < len; i++)
        rest |= bytes[i];
    if (flag == INFINITE && rest != 0)
        return false;
    *ret_flag = (enum flag)flag;
    *ret_first = bytes[0] & X_MASK;
    return true;
}

void zk_compress_encode_g1(const zk_g1_affine *point, uint8_t ret_bytes[ZK_COMPRESS_G1_BYTES])
{
    enum flag flag = fp_side(&point->y) > 0 ? LARGER : SMALLER;
    zk_fp_to_be(&point->x, ret_bytes);
    if (zk_g1_affine_is_infinity(point))
        flag = INFINITE;
    ret_bytes[0] |= (uint8_t)(flag << FLAG_SHIFT);
}

void zk_compress_encode_g2(const zk_g2_affine *point, uint8_t ret_bytes[ZK_COMPRESS_G2_BYTES])
{
    enum flag flag = fp2_side(&point->y) > 0 ? LARGER : SMALLER;
    zk_fp_to_be(&point->x.c1, ret_bytes);
    zk_fp_to_be(&point->x.c0, ret_bytes + 32);
    if (zk_g2_affine_is_infinity(point))
        flag = INFINITE;
    ret_bytes[0] |= (uint8_t)(flag << FLAG_SHIFT);
}

bool zk_compress_decode_g1(const uint8_t bytes[ZK_COMPRESS_G1_BYTES], zk_g1_affine *ret_point)
{
    uint8_t x_be[32];
    zk_g1_affine point = {0};
    zk_fp b, y2;
    enum flag flag;
    memcpy(x_be, bytes, sizeof x_be);
    if (!read_flag(bytes, ZK_COMPRESS_G1_BYTES, &flag, &x_be[0]))
        return false;
    if (flag != INFINITE) {
        if (!zk_fp_from_be(x_be, &point.x))
            return false;
        zk_fp_from_u64(3, &b);
        zk_fp_square(&point.x, &y2);
        zk_fp_mul(&y2, &point.x, &y2);
        zk_fp_add(&y2, &b, &y2);
        if (!zk_fp_sqrt(&y2, &point.y))
            return false;
        if (fp_side(&point.y) != (flag == LARGER ? 1 : -1))
            zk_fp_neg(&point.y, &point.y);
    }
    *ret_point = point;
    return true;
}

/** 3/(9+u), by the generator: y^2 - x^3. */
static void twist_b(zk_fp2 *ret_b)
{
    zk_fp2 x3;
    zk_fp2_square(&zk_g2_generator.x, &x3);
    zk_fp2_mul(&x3, &zk_g2_generator.x, &x3);
    zk_fp2_square(&zk_g2_generator.y, ret_b);
    zk_fp2_sub(ret_b, &x3, ret_b);
}

bool zk_compress_decode_g2(const uint8_t bytes[ZK_COMPRESS_G2_BYTES], zk_g2_affine *ret_point)
{
    uint8_t c1_be[32];
    zk_g2_affine point = {0};
    zk_fp2 b, y2;
    enum flag flag;
    memcpy(c1_be, bytes, sizeof c1_be);
    if (!read_flag(bytes, ZK_COMPRESS_G2_BYTES, &flag, &c1_be[0]))
        return false;
    if (flag != INFINITE) {
        if (!zk_fp_from_be(c1_be, &point.x.c1) || !zk_fp_from_be(bytes + 32, &point.x.c0))
            return false;
        twist_b(&b);
        zk_fp2_square(&point.x, &y2);
        zk_fp2_mul(&y2, &point.x, &y2);
        zk_fp2_add(&y2, &b, &y2);
        if (!fp2_sqrt(&y2, &point.y))
            return false;
        if (fp2_side(&point.y) != (flag == LARGER ? 1 : -1))
            zk_fp2_neg(&point.y, &point.y);
        if (!zk_g2_is_in_subgroup(&point))
            return false;
    }
    *ret_point = point;
    return true;
}
