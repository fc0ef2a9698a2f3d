#ifndef CROWDPATCH_ZK_CURVE_TEMPLATE_H
#define CROWDPATCH_ZK_CURVE_TEMPLATE_H

/* Private to zk/: a curve y^2 = x^3 + b, for g1.c and g2.c, which define
 *  POINT, AFFINE   its types,
 *  ELEMENT         the type of a coordinate,
 *  F(x)            the inline function x on coordinates,
 *  F_OUTER(x)      the function x on coordinates of this build,
 *  F_COMMON(x)     the public predicate x on coordinates,
 *  OUTER(x)        the public name of x in this build,
 *  CURVE_B         b.
 * Formulas: dbl-2009-l, add-2007-bl, madd-2007-bl of the Explicit-Formulas Database (Bernstein and
 * Lange), with a = 0. */

void OUTER(affine_neg)(const AFFINE *a, AFFINE *ret_negative)
{
    ret_negative->x = a->x;
    F(neg)(&a->y, &ret_negative->y);
}

void OUTER(neg)(const POINT *a, POINT *ret_negative)
{
    ret_negative->x = a->x;
    F(neg)(&a->y, &ret_negative->y);
    ret_negative->z = a->z;
}

bool OUTER(is_on_curve)(const AFFINE *a)
{
    if (F_COMMON(is_zero)(&a->x) && F_COMMON(is_zero)(&a->y))
        return true;
    ELEMENT left, right;
    F(square)(&a->y, &left);
    F(square)(&a->x, &right);
    F(mul)(&right, &a->x, &right);
    F(add)(&right, &CURVE_B, &right);
    return F_COMMON(equal)(&left, &right);
}

void OUTER(from_affine)(const AFFINE *a, POINT *ret_point)
{
    POINT point = {0};
    point.x = a->x;
    point.y = a->y;
    if (!(F_COMMON(is_zero)(&a->x) && F_COMMON(is_zero)(&a->y)))
        F(one)(&point.z);
    *ret_point = point;
}

/* (x z^-2, y z^-3), with z^-1 given. */
static void scale_to_affine(const POINT *a, const ELEMENT *inverse, AFFINE *ret)
{
    ELEMENT square, cube;
    F(square)(inverse, &square);
    F(mul)(&square, inverse, &cube);
    F(mul)(&a->x, &square, &ret->x);
    F(mul)(&a->y, &cube, &ret->y);
}

void OUTER(to_affine)(const POINT *a, AFFINE *ret_affine)
{
    ELEMENT inverse;
    F_OUTER(inverse)(&a->z, &inverse);
    scale_to_affine(a, &inverse, ret_affine);
}

/* As batch_inverse, over the z coordinates in place. */
void OUTER(batch_to_affine)(size_t n, const POINT points[], ELEMENT scratch[], AFFINE ret_affine[])
{
    ELEMENT product;
    F(one)(&product);
    for (size_t i = 0; i < n; i++) {
        scratch[i] = product;
        if (!F_COMMON(is_zero)(&points[i].z))
            F(mul)(&product, &points[i].z, &product);
    }
    F_OUTER(inverse)(&product, &product);
    for (size_t i = n; i-- > 0;) {
        if (F_COMMON(is_zero)(&points[i].z)) {
            ret_affine[i] = (AFFINE){0};
            continue;
        }
        ELEMENT inverse;
        F(mul)(&product, &scratch[i], &inverse);
        F(mul)(&product, &points[i].z, &product);
        scale_to_affine(&points[i], &inverse, &ret_affine[i]);
    }
}

bool OUTER(equal)(const POINT *a, const POINT *b)
{
    bool a_infinity = F_COMMON(is_zero)(&a->z), b_infinity = F_COMMON(is_zero)(&b->z);
    if (a_infinity || b_infinity)
        return a_infinity && b_infinity;
    ELEMENT a2, b2, left, right;
    F(square)(&a->z, &a2);
    F(square)(&b->z, &b2);
    F(mul)(&a->x, &b2, &left);
    F(mul)(&b->x, &a2, &right);
    if (!F_COMMON(equal)(&left, &right))
        return false;
    F(mul)(&a2, &a->z, &a2);
    F(mul)(&b2, &b->z, &b2);
    F(mul)(&a->y, &b2, &left);
    F(mul)(&b->y, &a2, &right);
    return F_COMMON(equal)(&left, &right);
}

void OUTER(double)(const POINT *a, POINT *ret_double)
{
    ELEMENT x2, y2, y4, d, e, t;
    F(square)(&a->x, &x2);
    F(square)(&a->y, &y2);
    F(square)(&y2, &y4);
    F(add)(&a->x, &y2, &d);
    F(square)(&d, &d);
    F(sub)(&d, &x2, &d);
    F(sub)(&d, &y4, &d);
    F(double)(&d, &d);
    F(double)(&x2, &e);
    F(add)(&e, &x2, &e);
    F(mul)(&a->y, &a->z, &t);
    F(double)(&t, &ret_double->z);
    F(square)(&e, &t);
    F(sub)(&t, &d, &t);
    F(sub)(&t, &d, &ret_double->x);
    F(sub)(&d, &ret_double->x, &d);
    F(mul)(&e, &d, &d);
    F(double)(&y4, &y4);
    F(double)(&y4, &y4);
    F(double)(&y4, &y4);
    F(sub)(&d, &y4, &ret_double->y);
}

/* The rest of both additions. u1, s1: the first point's x and y; h, r: what the second's x and y
 * are more, all over the common denominator; ret->z is set by the caller. */
static void finish_add(const ELEMENT *u1, const ELEMENT *s1, const ELEMENT *h, const ELEMENT *r,
                       POINT *ret)
{
    ELEMENT i, j, v, t, r2;
    F(double)(h, &i);
    F(square)(&i, &i);
    F(mul)(h, &i, &j);
    F(mul)(u1, &i, &v);
    F(double)(r, &r2);
    F(square)(&r2, &t);
    F(sub)(&t, &j, &t);
    F(sub)(&t, &v, &t);
    F(mul)(s1, &j, &j);
    F(double)(&j, &j);
    F(sub)(&t, &v, &ret->x);
    F(sub)(&v, &ret->x, &v);
    F(mul)(&r2, &v, &v);
    F(sub)(&v, &j, &ret->y);
}

void OUTER(add)(const POINT *a, const POINT *b, POINT *ret_sum)
{
    if (F_COMMON(is_zero)(&a->z)) {
        *ret_sum = *b;
        return;
    }
    if (F_COMMON(is_zero)(&b->z)) {
        *ret_sum = *a;
        return;
    }
    ELEMENT a2, b2, u1, u2, s1, s2, z;
    F(square)(&a->z, &a2);
    F(square)(&b->z, &b2);
    F(mul)(&a->x, &b2, &u1);
    F(mul)(&b->x, &a2, &u2);
    F(mul)(&a->y, &b->z, &s1);
    F(mul)(&s1, &b2, &s1);
    F(mul)(&b->y, &a->z, &s2);
    F(mul)(&s2, &a2, &s2);
    F(sub)(&u2, &u1, &u2);
    F(sub)(&s2, &s1, &s2);
    if (F_COMMON(is_zero)(&u2)) {
        if (F_COMMON(is_zero)(&s2))
            OUTER(double)(a, ret_sum);
        else
            *ret_sum = (POINT){0};
        return;
    }
    F(mul)(&a->z, &b->z, &z);
    F(double)(&z, &z);
    F(mul)(&z, &u2, &ret_sum->z);
    finish_add(&u1, &s1, &u2, &s2, ret_sum);
}

void OUTER(add_affine)(const POINT *a, const AFFINE *b, POINT *ret_sum)
{
    if (F_COMMON(is_zero)(&b->x) && F_COMMON(is_zero)(&b->y)) {
        *ret_sum = *a;
        return;
    }
    if (F_COMMON(is_zero)(&a->z)) {
        OUTER(from_affine)(b, ret_sum);
        return;
    }
    ELEMENT a2, h, r;
    F(square)(&a->z, &a2);
    F(mul)(&b->x, &a2, &h);
    F(mul)(&b->y, &a->z, &r);
    F(mul)(&r, &a2, &r);
    F(sub)(&h, &a->x, &h);
    F(sub)(&r, &a->y, &r);
    if (F_COMMON(is_zero)(&h)) {
        if (F_COMMON(is_zero)(&r))
            OUTER(double)(a, ret_sum);
        else
            *ret_sum = (POINT){0};
        return;
    }
    ELEMENT u1 = a->x, s1 = a->y, z;
    F(mul)(&a->z, &h, &z);
    F(double)(&z, &ret_sum->z);
    finish_add(&u1, &s1, &h, &r, ret_sum);
}

/* Signed digits, odd and below 2^(CURVE_WINDOW-1), of which no two stand within CURVE_WINDOW
 * places: the w-ary non-adjacent form. Source: Solinas 2000. */
#define CURVE_WINDOW 5
#define CURVE_TABLE (1 << (CURVE_WINDOW - 2))
#define CURVE_DIGITS 257

static void recode(const u256 *k, signed char ret_digits[CURVE_DIGITS])
{
    memset(ret_digits, 0, CURVE_DIGITS);
    unsigned carry = 0;
    for (unsigned at = 0; at < CURVE_DIGITS;) {
        uint64_t word = 0;
        if (at < 256) {
            word = k->limb[at / 64] >> (at % 64);
            if (at % 64 > 64 - CURVE_WINDOW && at / 64 < 3)
                word |= k->limb[at / 64 + 1] << (64 - at % 64);
        }
        if ((word & 1) == carry) {
            at++;
            continue;
        }
        int digit = (int)(word & ((1 << CURVE_WINDOW) - 1)) + (int)carry;
        carry = digit >> (CURVE_WINDOW - 1) & 1;
        ret_digits[at] = (signed char)(digit - (int)(carry << CURVE_WINDOW));
        at += CURVE_WINDOW;
    }
}

/* table[i] = [2i+1] a */
static void odd_multiples(const POINT *a, POINT ret_table[CURVE_TABLE])
{
    POINT twice;
    OUTER(double)(a, &twice);
    ret_table[0] = *a;
    for (int i = 1; i < CURVE_TABLE; i++)
        OUTER(add)(&ret_table[i - 1], &twice, &ret_table[i]);
}

static void add_digit(const POINT table[CURVE_TABLE], int digit, POINT *sum)
{
    if (digit > 0) {
        OUTER(add)(sum, &table[digit / 2], sum);
    } else if (digit < 0) {
        POINT negative;
        OUTER(neg)(&table[-digit / 2], &negative);
        OUTER(add)(sum, &negative, sum);
    }
}

#endif
