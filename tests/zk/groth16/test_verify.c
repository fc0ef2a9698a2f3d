#include "../bn254_support.h"
#include "base/arena.h"
#include "groth16_support.h"
#include "zk/groth16/prove.h"
#include "zk/groth16/setup.h"
#include "zk/groth16/verify.h"

enum { PUBLICS = 2, PROOFS = 11 };

static struct base_arena scratch;
static struct zk_groth16_proving_key key;
static struct zk_groth16_proof proofs[PROOFS];
static zk_fr publics[PROOFS * PUBLICS];
static const uint8_t seed[32] = {9, 9, 9};

/* One circuit, x^2 = y and y x = z with x secret and y, z public, and many witnesses. */
static void init(void)
{
    zk_fr one;
    zk_fr_from_u64(1, &one);
    struct zk_r1cs_term x[2] = {{3, one}, {3, one}}, yx[2] = {{3, one}, {1, one}},
                        yz[2] = {{1, one}, {2, one}};
    size_t starts[3] = {0, 1, 2};
    struct zk_r1cs r1cs = {4, PUBLICS, 2, {x, starts}, {yx, starts}, {yz, starts}};
    base_arena_init(&scratch, 65536);
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &r1cs, seed, &key), 0);
    struct base_random random;
    base_random_init(&random, 1, 0, "test.verify");
    for (int i = 0; i < PROOFS; i++) {
        zk_fr w[4] = {one}, blinding[2] = {synthetic_fr(&random), synthetic_fr(&random)};
        w[3] = synthetic_fr(&random);
        zk_fr_square(&w[3], &w[1]);
        zk_fr_mul(&w[3], &w[1], &w[2]);
        cr_assert(zk_r1cs_satisfied(&r1cs, w, NULL));
        cr_assert_eq(zk_groth16_prove(&scratch, NULL, &key, w, blinding, &proofs[i]), 0);
        memcpy(&publics[i * PUBLICS], &w[1], PUBLICS * sizeof *w);
    }
}

static void deinit(void)
{
    zk_groth16_proving_key_deinit(&key);
    base_arena_deinit(&scratch);
}

TestSuite(groth16_verify, .init = init, .fini = deinit);

static void double_g1(zk_g1_affine *point)
{
    zk_g1 wide;
    zk_g1_from_affine(point, &wide);
    zk_g1_double(&wide, &wide);
    zk_g1_to_affine(&wide, point);
}

static void double_g2(zk_g2_affine *point)
{
    zk_g2 wide;
    zk_g2_from_affine(point, &wide);
    zk_g2_double(&wide, &wide);
    zk_g2_to_affine(&wide, point);
}

Test(groth16_verify, every_altered_part_fails)
{
    struct zk_groth16_verifying_key *vk = &key.verifying;
    cr_assert(zk_groth16_verify(vk, publics, &proofs[0]));
    for (int part = 0; part < 3; part++) {
        struct zk_groth16_proof proof = proofs[0];
        if (part == 1)
            double_g2(&proof.b);
        else
            double_g1(part == 0 ? &proof.a : &proof.c);
        cr_assert_not(zk_groth16_verify(vk, publics, &proof), "doubled part %d", part);
        proof = proofs[0];
        if (part == 1)
            proof.b = (zk_g2_affine){0};
        else
            *(part == 0 ? &proof.a : &proof.c) = (zk_g1_affine){0};
        cr_assert_not(zk_groth16_verify(vk, publics, &proof), "no part %d", part);
        /* Off the curve. */
        proof = proofs[0];
        zk_fp *x = part == 0 ? &proof.a.x : part == 1 ? &proof.b.x.c0 : &proof.c.x;
        zk_fp_add(x, &zk_g1_generator.x, x);
        cr_assert_not(zk_groth16_verify(vk, publics, &proof), "false part %d", part);
    }
    for (int i = 0; i < PUBLICS; i++) {
        zk_fr altered[PUBLICS] = {publics[0], publics[1]};
        zk_fr_neg(&altered[i], &altered[i]);
        cr_assert_not(zk_groth16_verify(vk, altered, &proofs[0]));
        altered[i] = (zk_fr){{0}};
        cr_assert_not(zk_groth16_verify(vk, altered, &proofs[0]));
    }
    zk_g1_affine *g1[] = {&vk->alpha_g1, &vk->ic[0], &vk->ic[1], &vk->ic[2]};
    for (int i = 0; i < 4; i++) {
        zk_g1_affine kept = *g1[i];
        double_g1(g1[i]);
        cr_assert_not(zk_groth16_verify(vk, publics, &proofs[0]));
        *g1[i] = kept;
    }
    zk_g2_affine *g2[] = {&vk->beta_g2, &vk->gamma_g2, &vk->delta_g2};
    for (int i = 0; i < 3; i++) {
        zk_g2_affine kept = *g2[i];
        double_g2(g2[i]);
        cr_assert_not(zk_groth16_verify(vk, publics, &proofs[0]));
        *g2[i] = kept;
    }
    cr_assert(zk_groth16_verify(vk, publics, &proofs[0]));
}

Test(groth16_verify, b_outside_of_its_group_fails)
{
    struct zk_groth16_proof proof = proofs[0];
    uint8_t bytes[ZK_BN254_G2_BYTES];
    zk_g2_affine outside;
    cr_assert_eq(base_hex_decode(outside_subgroup, bytes, sizeof bytes), 0);
    cr_assert(zk_fp_from_be(bytes, &outside.x.c1));
    cr_assert(zk_fp_from_be(bytes + 32, &outside.x.c0));
    cr_assert(zk_fp_from_be(bytes + 64, &outside.y.c1));
    cr_assert(zk_fp_from_be(bytes + 96, &outside.y.c0));
    cr_assert(zk_g2_is_on_curve(&outside));
    zk_g2 b;
    zk_g2_from_affine(&proof.b, &b);
    zk_g2_add_affine(&b, &outside, &b);
    zk_g2_to_affine(&b, &proof.b);
    cr_assert_not(zk_groth16_verify(&key.verifying, publics, &proof));
    cr_assert_not(zk_groth16_verify_batch(&key.verifying, 1, publics, &proof, seed));
}

/* (A, B) -> ([k]A, [1/k]B) is a proof too: the bytes identify nothing. */
Test(groth16_verify, proofs_are_malleable)
{
    struct zk_groth16_proof proof = proofs[0];
    zk_fr half;
    u256 wide;
    double_g1(&proof.a);
    zk_fr_from_u64(2, &half);
    zk_fr_inverse(&half, &half);
    zk_fr_to_u256(&half, &wide);
    zk_g2 b;
    zk_g2_from_affine(&proof.b, &b);
    zk_g2_mul(&b, &wide, &b);
    zk_g2_to_affine(&b, &proof.b);
    cr_assert(zk_groth16_verify(&key.verifying, publics, &proof));
}

/* Over more pairs than one Miller loop takes. */
Test(groth16_verify, batch_holds_when_all_do)
{
    for (size_t n = 0; n <= PROOFS; n++)
        cr_assert(zk_groth16_verify_batch(&key.verifying, n, publics, proofs, seed), "%zu", n);
}

Test(groth16_verify, batch_fails_when_one_does)
{
    for (int bad = 0; bad < PROOFS; bad++) {
        zk_fr kept = publics[bad * PUBLICS + bad % PUBLICS];
        zk_fr_neg(&kept, &publics[bad * PUBLICS + bad % PUBLICS]);
        cr_assert_not(zk_groth16_verify_batch(&key.verifying, PROOFS, publics, proofs, seed));
        publics[bad * PUBLICS + bad % PUBLICS] = kept;
    }
    struct zk_groth16_proof first = proofs[0];
    proofs[0] = proofs[1];
    proofs[1] = first;
    cr_assert_not(zk_groth16_verify_batch(&key.verifying, PROOFS, publics, proofs, seed));
    proofs[1] = proofs[0];
    proofs[0] = first;
    zk_fp_add(&proofs[10].b.y.c1, &zk_g1_generator.x, &proofs[10].b.y.c1);
    cr_assert_not(zk_groth16_verify_batch(&key.verifying, PROOFS, publics, proofs, seed));
}

/* Two false proofs whose errors cancel in a plain sum: the coefficients keep them apart. */
Test(groth16_verify, batch_errors_do_not_cancel)
{
    zk_g1 c, other;
    zk_g1_from_affine(&proofs[0].c, &c);
    zk_g1_add_affine(&c, &zk_g1_generator, &c);
    zk_g1_to_affine(&c, &proofs[0].c);
    zk_g1_affine minus;
    zk_g1_affine_neg(&zk_g1_generator, &minus);
    zk_g1_from_affine(&proofs[1].c, &other);
    zk_g1_add_affine(&other, &minus, &other);
    zk_g1_to_affine(&other, &proofs[1].c);
    cr_assert_not(zk_groth16_verify_batch(&key.verifying, 2, publics, proofs, seed));
}

static zk_g1_affine sum_of(const zk_g1_affine *a, const zk_g1_affine *b)
{
    zk_g1 sum;
    zk_g1_affine affine;
    zk_g1_from_affine(a, &sum);
    zk_g1_add_affine(&sum, b, &sum);
    zk_g1_to_affine(&sum, &affine);
    return affine;
}

/* Of public inputs of which no proof was ever made. */
static zk_g1_affine false_inputs(const struct zk_groth16_verifying_key *vk, zk_fr ret[PUBLICS])
{
    zk_g1_affine ic = vk->ic[0];
    for (int i = 0; i < PUBLICS; i++) {
        zk_fr_from_u64(1, &ret[i]);
        ic = sum_of(&ic, &vk->ic[i + 1]);
    }
    return ic;
}

static zk_g1_affine signed_g1(const zk_g1_affine *point, bool is_negative)
{
    zk_g1_affine result = *point;
    if (is_negative)
        zk_g1_affine_neg(point, &result);
    return result;
}

/* Who knows nothing but the key. */
Test(groth16_verify, keys_without_a_secret_are_forged_and_told)
{
    const struct zk_groth16_verifying_key *honest = &key.verifying;
    const zk_g1_affine none = {0}, *alpha = &honest->alpha_g1;
    zk_fr inputs[PUBLICS];
    zk_g1_affine ic = false_inputs(honest, inputs), sum;
    cr_assert_not(zk_groth16_is_forgeable(honest));
    for (int sign = 0; sign < 2; sign++) {
        struct zk_groth16_verifying_key weak = *honest;
        struct zk_groth16_proof proof = {*alpha, weak.beta_g2, signed_g1(&ic, !sign)};
        weak.delta_g2 = weak.gamma_g2;
        if (sign)
            zk_g2_affine_neg(&weak.gamma_g2, &weak.delta_g2);
        cr_assert(zk_groth16_verify(&weak, inputs, &proof), "gamma, delta");
        cr_assert(zk_groth16_is_forgeable(&weak));

        weak = *honest;
        weak.beta_g2 = weak.delta_g2;
        if (sign)
            zk_g2_affine_neg(&weak.delta_g2, &weak.beta_g2);
        proof = (struct zk_groth16_proof){ic, weak.gamma_g2, signed_g1(alpha, !sign)};
        cr_assert(zk_groth16_verify(&weak, inputs, &proof), "delta, beta");
        cr_assert(zk_groth16_is_forgeable(&weak));

        weak = *honest;
        weak.beta_g2 = weak.gamma_g2;
        if (sign)
            zk_g2_affine_neg(&weak.gamma_g2, &weak.beta_g2);
        sum = signed_g1(alpha, sign);
        proof = (struct zk_groth16_proof){sum_of(&sum, &ic), weak.gamma_g2, none};
        cr_assert(zk_groth16_verify(&weak, inputs, &proof), "beta, gamma");
        cr_assert(zk_groth16_is_forgeable(&weak));
    }
}

Test(groth16_verify, keys_with_infinity_are_forged_and_told)
{
    const struct zk_groth16_verifying_key *honest = &key.verifying;
    zk_fr inputs[PUBLICS];
    struct zk_groth16_proof proof = {.a = false_inputs(honest, inputs), .b = honest->gamma_g2};
    struct zk_groth16_verifying_key weak = *honest;
    weak.alpha_g1 = (zk_g1_affine){0};
    cr_assert(zk_groth16_verify(&weak, inputs, &proof));
    cr_assert(zk_groth16_is_forgeable(&weak));
    weak = *honest;
    weak.beta_g2 = (zk_g2_affine){0};
    cr_assert(zk_groth16_verify(&weak, inputs, &proof));
    cr_assert(zk_groth16_is_forgeable(&weak));
    weak = *honest;
    weak.gamma_g2 = (zk_g2_affine){0};
    proof = (struct zk_groth16_proof){.a = honest->alpha_g1, .b = honest->beta_g2};
    cr_assert(zk_groth16_verify(&weak, inputs, &proof));
    cr_assert(zk_groth16_is_forgeable(&weak));
    weak = *honest;
    weak.delta_g2 = (zk_g2_affine){0};
    cr_assert(zk_groth16_is_forgeable(&weak));
}
