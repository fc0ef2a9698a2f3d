#ifndef CROWDPATCH_ZK_KERNELS_H
#define CROWDPATCH_ZK_KERNELS_H

#include "zk/arch.h"
#include "zk/fr.h"
#include "zk/ntt/pass.h"
#include "zk/pairing.h"
#include "zk/poseidon/matrix.h"
#include "zk/r1cs.h"

/* Private to zk/ and its tests: every function that is built twice. X(type, name, params, args). */

#define ZK_KERNELS_FP(X)                                                                           \
    X(void, zk_fp_add, (const zk_fp *a, const zk_fp *b, zk_fp *ret_sum), (a, b, ret_sum))          \
    X(void, zk_fp_sub, (const zk_fp *a, const zk_fp *b, zk_fp *ret_difference),                    \
      (a, b, ret_difference))                                                                      \
    X(void, zk_fp_neg, (const zk_fp *a, zk_fp *ret_negative), (a, ret_negative))                   \
    X(void, zk_fp_mul, (const zk_fp *a, const zk_fp *b, zk_fp *ret_product), (a, b, ret_product))  \
    X(void, zk_fp_square, (const zk_fp *a, zk_fp *ret_square), (a, ret_square))                    \
    X(void, zk_fp_pow, (const zk_fp *a, const u256 *exponent, zk_fp *ret_power),                   \
      (a, exponent, ret_power))                                                                    \
    X(void, zk_fp_inverse, (const zk_fp *a, zk_fp *ret_inverse), (a, ret_inverse))                 \
    X(void, zk_fp_batch_inverse, (size_t n, zk_fp elements[], zk_fp scratch[]),                    \
      (n, elements, scratch))                                                                      \
    X(bool, zk_fp_sqrt, (const zk_fp *a, zk_fp *ret_root), (a, ret_root))                          \
    X(bool, zk_fp_from_u256, (const u256 *value, zk_fp *ret_element), (value, ret_element))        \
    X(void, zk_fp_from_u64, (uint64_t value, zk_fp * ret_element), (value, ret_element))           \
    X(void, zk_fp_to_u256, (const zk_fp *a, u256 *ret_value), (a, ret_value))                      \
    X(bool, zk_fp_from_be, (const uint8_t bytes[32], zk_fp *ret_element), (bytes, ret_element))    \
    X(void, zk_fp_to_be, (const zk_fp *a, uint8_t ret_bytes[32]), (a, ret_bytes))

#define ZK_KERNELS_FR(X)                                                                           \
    X(void, zk_fr_add, (const zk_fr *a, const zk_fr *b, zk_fr *ret_sum), (a, b, ret_sum))          \
    X(void, zk_fr_sub, (const zk_fr *a, const zk_fr *b, zk_fr *ret_difference),                    \
      (a, b, ret_difference))                                                                      \
    X(void, zk_fr_neg, (const zk_fr *a, zk_fr *ret_negative), (a, ret_negative))                   \
    X(void, zk_fr_mul, (const zk_fr *a, const zk_fr *b, zk_fr *ret_product), (a, b, ret_product))  \
    X(void, zk_fr_square, (const zk_fr *a, zk_fr *ret_square), (a, ret_square))                    \
    X(void, zk_fr_pow, (const zk_fr *a, const u256 *exponent, zk_fr *ret_power),                   \
      (a, exponent, ret_power))                                                                    \
    X(void, zk_fr_inverse, (const zk_fr *a, zk_fr *ret_inverse), (a, ret_inverse))                 \
    X(void, zk_fr_batch_inverse, (size_t n, zk_fr elements[], zk_fr scratch[]),                    \
      (n, elements, scratch))                                                                      \
    X(bool, zk_fr_from_u256, (const u256 *value, zk_fr *ret_element), (value, ret_element))        \
    X(void, zk_fr_from_u64, (uint64_t value, zk_fr * ret_element), (value, ret_element))           \
    X(void, zk_fr_to_u256, (const zk_fr *a, u256 *ret_value), (a, ret_value))                      \
    X(bool, zk_fr_from_be, (const uint8_t bytes[32], zk_fr *ret_element), (bytes, ret_element))    \
    X(void, zk_fr_to_be, (const zk_fr *a, uint8_t ret_bytes[32]), (a, ret_bytes))

#define ZK_KERNELS_FP2(X)                                                                          \
    X(void, zk_fp2_add, (const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret_sum), (a, b, ret_sum))      \
    X(void, zk_fp2_sub, (const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret_difference),                \
      (a, b, ret_difference))                                                                      \
    X(void, zk_fp2_neg, (const zk_fp2 *a, zk_fp2 *ret_negative), (a, ret_negative))                \
    X(void, zk_fp2_mul, (const zk_fp2 *a, const zk_fp2 *b, zk_fp2 *ret_product),                   \
      (a, b, ret_product))                                                                         \
    X(void, zk_fp2_square, (const zk_fp2 *a, zk_fp2 *ret_square), (a, ret_square))                 \
    X(void, zk_fp2_inverse, (const zk_fp2 *a, zk_fp2 *ret_inverse), (a, ret_inverse))

#define ZK_KERNELS_FP6(X)                                                                          \
    X(void, zk_fp6_mul, (const zk_fp6 *a, const zk_fp6 *b, zk_fp6 *ret_product),                   \
      (a, b, ret_product))                                                                         \
    X(void, zk_fp6_square, (const zk_fp6 *a, zk_fp6 *ret_square), (a, ret_square))                 \
    X(void, zk_fp6_inverse, (const zk_fp6 *a, zk_fp6 *ret_inverse), (a, ret_inverse))

#define ZK_KERNELS_FP12(X)                                                                         \
    X(bool, zk_fp12_equal, (const zk_fp12 *a, const zk_fp12 *b), (a, b))                           \
    X(bool, zk_fp12_is_one, (const zk_fp12 *a), (a))                                               \
    X(void, zk_fp12_one, (zk_fp12 * ret_one), (ret_one))                                           \
    X(void, zk_fp12_mul, (const zk_fp12 *a, const zk_fp12 *b, zk_fp12 *ret_product),               \
      (a, b, ret_product))                                                                         \
    X(void, zk_fp12_square, (const zk_fp12 *a, zk_fp12 *ret_square), (a, ret_square))              \
    X(void, zk_fp12_mul_line,                                                                      \
      (const zk_fp12 *a, const zk_fp2 *c0, const zk_fp2 *c3, const zk_fp2 *c4,                     \
       zk_fp12 *ret_product),                                                                      \
      (a, c0, c3, c4, ret_product))                                                                \
    X(void, zk_fp12_conjugate, (const zk_fp12 *a, zk_fp12 *ret_conjugate), (a, ret_conjugate))     \
    X(void, zk_fp12_inverse, (const zk_fp12 *a, zk_fp12 *ret_inverse), (a, ret_inverse))           \
    X(void, zk_fp12_frobenius, (const zk_fp12 *a, unsigned power, zk_fp12 *ret_image),             \
      (a, power, ret_image))                                                                       \
    X(void, zk_fp12_cyclotomic_square, (const zk_fp12 *a, zk_fp12 *ret_square), (a, ret_square))   \
    X(void, zk_fp12_pow, (const zk_fp12 *a, const u256 *exponent, zk_fp12 *ret_power),             \
      (a, exponent, ret_power))

#define ZK_KERNELS_G1(X)                                                                           \
    X(bool, zk_g1_is_on_curve, (const zk_g1_affine *a), (a))                                       \
    X(void, zk_g1_affine_neg, (const zk_g1_affine *a, zk_g1_affine *ret_negative),                 \
      (a, ret_negative))                                                                           \
    X(void, zk_g1_from_affine, (const zk_g1_affine *a, zk_g1 *ret_point), (a, ret_point))          \
    X(void, zk_g1_to_affine, (const zk_g1 *a, zk_g1_affine *ret_affine), (a, ret_affine))          \
    X(void, zk_g1_batch_to_affine,                                                                 \
      (size_t n, const zk_g1 points[], zk_fp scratch[], zk_g1_affine ret_affine[]),                \
      (n, points, scratch, ret_affine))                                                            \
    X(bool, zk_g1_equal, (const zk_g1 *a, const zk_g1 *b), (a, b))                                 \
    X(void, zk_g1_neg, (const zk_g1 *a, zk_g1 *ret_negative), (a, ret_negative))                   \
    X(void, zk_g1_double, (const zk_g1 *a, zk_g1 *ret_double), (a, ret_double))                    \
    X(void, zk_g1_add, (const zk_g1 *a, const zk_g1 *b, zk_g1 *ret_sum), (a, b, ret_sum))          \
    X(void, zk_g1_add_affine, (const zk_g1 *a, const zk_g1_affine *b, zk_g1 *ret_sum),             \
      (a, b, ret_sum))                                                                             \
    X(void, zk_g1_mul, (const zk_g1 *a, const u256 *scalar, zk_g1 *ret_product),                   \
      (a, scalar, ret_product))

#define ZK_KERNELS_G2(X)                                                                           \
    X(bool, zk_g2_is_on_curve, (const zk_g2_affine *a), (a))                                       \
    X(bool, zk_g2_is_in_subgroup, (const zk_g2_affine *a), (a))                                    \
    X(void, zk_g2_affine_neg, (const zk_g2_affine *a, zk_g2_affine *ret_negative),                 \
      (a, ret_negative))                                                                           \
    X(void, zk_g2_from_affine, (const zk_g2_affine *a, zk_g2 *ret_point), (a, ret_point))          \
    X(void, zk_g2_to_affine, (const zk_g2 *a, zk_g2_affine *ret_affine), (a, ret_affine))          \
    X(void, zk_g2_batch_to_affine,                                                                 \
      (size_t n, const zk_g2 points[], zk_fp2 scratch[], zk_g2_affine ret_affine[]),               \
      (n, points, scratch, ret_affine))                                                            \
    X(bool, zk_g2_equal, (const zk_g2 *a, const zk_g2 *b), (a, b))                                 \
    X(void, zk_g2_neg, (const zk_g2 *a, zk_g2 *ret_negative), (a, ret_negative))                   \
    X(void, zk_g2_double, (const zk_g2 *a, zk_g2 *ret_double), (a, ret_double))                    \
    X(void, zk_g2_add, (const zk_g2 *a, const zk_g2 *b, zk_g2 *ret_sum), (a, b, ret_sum))          \
    X(void, zk_g2_add_affine, (const zk_g2 *a, const zk_g2_affine *b, zk_g2 *ret_sum),             \
      (a, b, ret_sum))                                                                             \
    X(void, zk_g2_mul, (const zk_g2 *a, const u256 *scalar, zk_g2 *ret_product),                   \
      (a, scalar, ret_product))

#define ZK_KERNELS_PAIRING(X)                                                                      \
    X(bool, zk_pairing_product_is_one,                                                             \
      (size_t n, const zk_g1_affine g1[], const zk_g2_affine g2[]), (n, g1, g2))                   \
    X(void, zk_pairing, (const zk_g1_affine *p, const zk_g2_affine *q, zk_fp12 *ret_value),        \
      (p, q, ret_value))                                                                           \
    X(void, zk_pairing_miller_loop,                                                                \
      (size_t n, const zk_g1_affine g1[], const zk_g2_affine g2[], zk_fp12 *ret_value),            \
      (n, g1, g2, ret_value))                                                                      \
    X(void, zk_pairing_final_exponentiation, (const zk_fp12 *value, zk_fp12 *ret_value),           \
      (value, ret_value))

#define ZK_KERNELS_POSEIDON(X)                                                                     \
    X(void, zk_poseidon_permute, (const struct zk_poseidon *poseidon, zk_fr state[]),              \
      (poseidon, state))                                                                           \
    X(void, zk_poseidon_trace,                                                                     \
      (const struct zk_poseidon *poseidon, zk_fr state[], zk_fr ret_inputs[]),                     \
      (poseidon, state, ret_inputs))                                                               \
    X(void, zk_poseidon_hash,                                                                      \
      (const struct zk_poseidon *poseidon, const zk_fr *initial_state, const zk_fr inputs[],       \
       size_t outputs, zk_fr ret_outputs[]),                                                       \
      (poseidon, initial_state, inputs, outputs, ret_outputs))

#define ZK_KERNELS_R1CS(X)                                                                         \
    X(void, zk_r1cs_row,                                                                           \
      (const struct zk_r1cs_matrix *matrix, uint32_t row, const zk_fr w[], zk_fr *ret_sum),        \
      (matrix, row, w, ret_sum))

#define ZK_KERNELS(X)                                                                              \
    ZK_KERNELS_FP(X)                                                                               \
    ZK_KERNELS_FR(X)                                                                               \
    ZK_KERNELS_FP2(X)                                                                              \
    ZK_KERNELS_FP6(X)                                                                              \
    ZK_KERNELS_FP12(X)                                                                             \
    ZK_KERNELS_G1(X)                                                                               \
    ZK_KERNELS_G2(X)                                                                               \
    ZK_KERNELS_NTT(X)                                                                              \
    ZK_KERNELS_PAIRING(X)                                                                          \
    ZK_KERNELS_POSEIDON(X)                                                                         \
    ZK_KERNELS_R1CS(X)

ZK_KERNELS(ZK_ARCH_DECLARE)

#endif
