#include "zk/pairing.h"
#include "zk/tower.h"

/* So many pairs share the squarings of one loop; more take several loops. */
#define PAIRS_MAX 8

/* A point of the twist in homogeneous coordinates (x/z, y/z), on its way to [6x+2]q, and the pair
 * it belongs to. */
struct track {
    zk_fp2 x, y, z;
    const zk_g2_affine *q;
    const zk_g1_affine *p;
};

/* f times the line c_y y_P + c_x x_P w + c w^3 */
static void mul_line(const zk_g1_affine *p, zk_fp2 *c_y, zk_fp2 *c_x, const zk_fp2 *c, zk_fp12 *f)
{
    fp2_scale(c_y, &p->y, c_y);
    fp2_scale(c_x, &p->x, c_x);
    ZK_ARCH(zk_fp12_mul_line)(f, c_y, c_x, c, f);
}

/* Doubles the point, with coordinates four times those of the paper, which halves instead, and
 * multiplies f by the tangent's value at P. */
static void double_step(struct track *t, zk_fp12 *f)
{
    zk_fp2 b, c, e, g, h, i, j, three;
    fp2_square(&t->y, &b);
    fp2_square(&t->z, &c);
    fp2_double(&c, &e);
    fp2_add(&e, &c, &e);
    fp2_mul(&e, &BN254_TWIST_B, &e);
    fp2_double(&e, &three);
    fp2_add(&three, &e, &three);
    fp2_add(&t->y, &t->z, &h);
    fp2_square(&h, &h);
    fp2_sub(&h, &b, &h);
    fp2_sub(&h, &c, &h);
    fp2_sub(&e, &b, &i);
    fp2_square(&t->x, &j);

    /* x = 2 x y (b - 3e), y = (b + 3e)^2 - 12 e^2, z = 4 b h */
    fp2_mul(&t->x, &t->y, &g);
    fp2_double(&g, &g);
    fp2_sub(&b, &three, &c);
    fp2_mul(&g, &c, &t->x);
    fp2_add(&b, &three, &g);
    fp2_square(&g, &g);
    fp2_square(&e, &e);
    fp2_double(&e, &c);
    fp2_add(&c, &e, &c);
    fp2_double(&c, &c);
    fp2_double(&c, &c);
    fp2_sub(&g, &c, &t->y);
    fp2_mul(&b, &h, &t->z);
    fp2_double(&t->z, &t->z);
    fp2_double(&t->z, &t->z);

    fp2_neg(&h, &h);
    fp2_double(&j, &c);
    fp2_add(&c, &j, &c);
    mul_line(t->p, &h, &c, &i, f);
}

/* Adds q and multiplies f by the value at P of the line through both. */
static void add_step(struct track *t, const zk_g2_affine *q, zk_fp12 *f)
{
    zk_fp2 theta, lambda, c, d, e, g, h, j;
    fp2_mul(&q->y, &t->z, &theta);
    fp2_sub(&t->y, &theta, &theta);
    fp2_mul(&q->x, &t->z, &lambda);
    fp2_sub(&t->x, &lambda, &lambda);

    fp2_square(&theta, &c);
    fp2_square(&lambda, &d);
    fp2_mul(&lambda, &d, &e);
    fp2_mul(&t->z, &c, &c);
    fp2_mul(&t->x, &d, &g);
    fp2_add(&e, &c, &h);
    fp2_sub(&h, &g, &h);
    fp2_sub(&h, &g, &h);
    fp2_mul(&lambda, &h, &t->x);
    fp2_sub(&g, &h, &g);
    fp2_mul(&theta, &g, &g);
    fp2_mul(&e, &t->y, &h);
    fp2_sub(&g, &h, &t->y);
    fp2_mul(&t->z, &e, &t->z);

    fp2_mul(&theta, &q->x, &j);
    fp2_mul(&lambda, &q->y, &c);
    fp2_sub(&j, &c, &j);
    fp2_neg(&theta, &theta);
    mul_line(t->p, &lambda, &theta, &j, f);
}

/* The last two lines: through psi(q), then -psi^2(q). */
static void frobenius_steps(struct track *t, zk_fp12 *f)
{
    zk_g2_affine image;
    fp2_conjugate(&t->q->x, &image.x);
    fp2_mul(&image.x, &BN254_FROBENIUS_1[2], &image.x);
    fp2_conjugate(&t->q->y, &image.y);
    fp2_mul(&image.y, &BN254_FROBENIUS_1[3], &image.y);
    add_step(t, &image, f);

    fp2_scale(&t->q->x, &BN254_FROBENIUS_2[2].c0, &image.x);
    fp2_scale(&t->q->y, &BN254_FROBENIUS_2[3].c0, &image.y);
    fp2_neg(&image.y, &image.y);
    add_step(t, &image, f);
}

static void miller_loop_part(size_t n, struct track tracks[], zk_fp12 *ret_value)
{
    zk_fp12 f;
    ZK_ARCH(zk_fp12_one)(&f);
    for (int i = BN254_LOOP_DIGITS - 2; i >= 0; i--) {
        if (i != BN254_LOOP_DIGITS - 2)
            ZK_ARCH(zk_fp12_square)(&f, &f);
        for (size_t k = 0; k < n; k++) {
            double_step(&tracks[k], &f);
            if (BN254_LOOP[i] == 0)
                continue;
            zk_g2_affine q = *tracks[k].q;
            if (BN254_LOOP[i] < 0)
                fp2_neg(&q.y, &q.y);
            add_step(&tracks[k], &q, &f);
        }
    }
    for (size_t k = 0; k < n; k++)
        frobenius_steps(&tracks[k], &f);
    *ret_value = f;
}

void ZK_ARCH(zk_pairing_miller_loop)(size_t n, const zk_g1_affine g1[], const zk_g2_affine g2[],
                                     zk_fp12 *ret_value)
{
    struct track tracks[PAIRS_MAX];
    zk_fp12 product, part;
    ZK_ARCH(zk_fp12_one)(&product);
    for (size_t i = 0; i < n;) {
        size_t count = 0;
        for (; i < n && count < PAIRS_MAX; i++) {
            if (zk_g1_affine_is_infinity(&g1[i]) || zk_g2_affine_is_infinity(&g2[i]))
                continue;
            struct track *t = &tracks[count++];
            *t = (struct track){.x = g2[i].x, .y = g2[i].y, .q = &g2[i], .p = &g1[i]};
            fp2_one(&t->z);
        }
        if (count == 0)
            continue;
        miller_loop_part(count, tracks, &part);
        ZK_ARCH(zk_fp12_mul)(&product, &part, &product);
    }
    *ret_value = product;
}

void ZK_ARCH(zk_pairing)(const zk_g1_affine *p, const zk_g2_affine *q, zk_fp12 *ret_value)
{
    ZK_ARCH(zk_pairing_miller_loop)(1, p, q, ret_value);
    ZK_ARCH(zk_pairing_final_exponentiation)(ret_value, ret_value);
}

bool ZK_ARCH(zk_pairing_product_is_one)(size_t n, const zk_g1_affine g1[], const zk_g2_affine g2[])
{
    zk_fp12 value;
    ZK_ARCH(zk_pairing_miller_loop)(n, g1, g2, &value);
    ZK_ARCH(zk_pairing_final_exponentiation)(&value, &value);
    return ZK_ARCH(zk_fp12_is_one)(&value);
}
