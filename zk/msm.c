#include "zk/msm.h"

int zk_msm_g1(struct base_arena *scratch, struct zk_threads *threads, size_t n,
              const zk_g1_affine points[], const u256 scalars[], zk_g1 *ret_sum)
{
    zk_g1 sum = {0}, term;
    zk_g1_affine affine;
    for (size_t i = 0; i < n; i++) {
        zk_g1_from_affine(&points[i], &term);
        zk_g1_mul(&term, &scalars[i], &term);
        zk_g1_add(&sum, &term, &sum);
    }
    zk_g1_to_affine(&sum, &affine);
    zk_g1_from_affine(&affine, ret_sum);
    return 0;
}

int zk_msm_g2(struct base_arena *scratch, struct zk_threads *threads, size_t n,
              const zk_g2_affine points[], const u256 scalars[], zk_g2 *ret_sum)
{
    zk_g2 sum = {0}, term;
    zk_g2_affine affine;
    for (size_t i = 0; i < n; i++) {
        zk_g2_from_affine(&points[i], &term);
        zk_g2_mul(&term, &scalars[i], &term);
        zk_g2_add(&sum, &term, &sum);
    }
    zk_g2_to_affine(&sum, &affine);
    zk_g2_from_affine(&affine, ret_sum);
    return 0;
}

int zk_msm_fixed_g1(struct base_arena *scratch, struct zk_threads *threads,
                    const zk_g1_affine *base, size_t n, const u256 scalars[],
                    zk_g1_affine ret_points[])
{
    zk_g1 point, product;
    zk_g1_from_affine(base, &point);
    for (size_t i = 0; i < n; i++) {
        zk_g1_mul(&point, &scalars[i], &product);
        zk_g1_to_affine(&product, &ret_points[i]);
    }
    return 0;
}

int zk_msm_fixed_g2(struct base_arena *scratch, struct zk_threads *threads,
                    const zk_g2_affine *base, size_t n, const u256 scalars[],
                    zk_g2_affine ret_points[])
{
    zk_g2 point, product;
    zk_g2_from_affine(base, &point);
    for (size_t i = 0; i < n; i++) {
        zk_g2_mul(&point, &scalars[i], &product);
        zk_g2_to_affine(&product, &ret_points[i]);
    }
    return 0;
}
