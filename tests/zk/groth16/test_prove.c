#include <criterion/criterion.h>
#include <string.h>

#include "base/arena.h"
#include "groth16_support.h"
#include "zk/groth16/prove.h"
#include "zk/groth16/setup.h"
#include "zk/groth16/verify.h"

static struct base_arena scratch;

static void init(void)
{
    base_arena_init(&scratch, 65536);
}

static void deinit(void)
{
    base_arena_deinit(&scratch);
}

TestSuite(groth16_prove, .init = init, .fini = deinit);

static const uint8_t seed[32] = {7, 1, 2};

static void blinding_of(uint64_t number, zk_fr ret_blinding[2])
{
    struct base_random random;
    base_random_init(&random, number, 0, "test.blinding");
    ret_blinding[0] = synthetic_fr(&random);
    ret_blinding[1] = synthetic_fr(&random);
}

static struct zk_groth16_proof prove(const struct zk_groth16_proving_key *key, const zk_fr w[],
                                     uint64_t number, struct zk_threads *threads)
{
    struct zk_groth16_proof proof;
    zk_fr blinding[2];
    blinding_of(number, blinding);
    cr_assert_eq(zk_groth16_prove(&scratch, threads, key, w, blinding, &proof), 0);
    return proof;
}

/* One row; a domain exactly full; one row more; no public wire; several. */
Test(groth16_prove, proof_of_a_witness_holds_and_another_does_not)
{
    static const struct {
        uint32_t publics, rows;
    } shapes[] = {{1, 1}, {0, 1}, {0, 0}, {1, 14}, {1, 15}, {0, 15}, {5, 10}, {3, 61}};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct synthetic made = synthetic_new(i, shapes[i].publics, shapes[i].rows);
        struct zk_groth16_proving_key key;
        cr_assert(zk_r1cs_satisfied(&made.r1cs, made.w, NULL));
        cr_assert_eq(zk_groth16_setup(&scratch, NULL, &made.r1cs, seed, &key), 0);
        struct zk_groth16_proof proof = prove(&key, made.w, i, NULL);
        cr_assert(zk_groth16_verify(&key.verifying, made.w + 1, &proof), "shape %zu", i);

        /* Another last wire breaks the last row that gives it. */
        if (shapes[i].rows > 0) {
            zk_fr *last = &made.w[made.r1cs.wires - 1];
            zk_fr_add(last, &made.w[0], last);
            proof = prove(&key, made.w, i, NULL);
            cr_assert_not(zk_groth16_verify(&key.verifying, made.w + 1, &proof), "shape %zu", i);
        }
        zk_groth16_proving_key_deinit(&key);
        synthetic_free(&made);
    }
}

Test(groth16_prove, blinding_changes_every_point)
{
    struct synthetic made = synthetic_new(1, 1, 5);
    struct zk_groth16_proving_key key;
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &made.r1cs, seed, &key), 0);
    struct zk_groth16_proof first = prove(&key, made.w, 1, NULL);
    struct zk_groth16_proof second = prove(&key, made.w, 2, NULL);
    struct zk_groth16_proof again = prove(&key, made.w, 1, NULL);
    cr_assert_not(zk_g1_affine_equal(&first.a, &second.a));
    cr_assert_not(zk_g2_affine_equal(&first.b, &second.b));
    cr_assert_not(zk_g1_affine_equal(&first.c, &second.c));
    cr_assert_eq(memcmp(&first, &again, sizeof first), 0);
    cr_assert(zk_groth16_verify(&key.verifying, made.w + 1, &second));
    zk_groth16_proving_key_deinit(&key);
    synthetic_free(&made);
}

Test(groth16_prove, threads_change_nothing)
{
    struct synthetic made = synthetic_new(2, 2, 300);
    struct zk_groth16_proving_key key, same;
    struct zk_groth16_proof want, got;
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &made.r1cs, seed, &key), 0);
    want = prove(&key, made.w, 1, NULL);
    cr_assert(zk_groth16_verify(&key.verifying, made.w + 1, &want));
    for (unsigned count = 1; count <= 3; count++) {
        struct zk_threads *threads;
        cr_assert_eq(zk_threads_new(count, &threads), 0);
        cr_assert_eq(zk_groth16_setup(&scratch, threads, &made.r1cs, seed, &same), 0);
        got = prove(&same, made.w, 1, threads);
        cr_assert_eq(memcmp(&got, &want, sizeof got), 0, "%u threads", count);
        cr_assert_eq(memcmp(same.h, key.h, sizeof *key.h << key.log2_domain), 0);
        zk_groth16_proving_key_deinit(&same);
        zk_threads_free(threads);
    }
    zk_groth16_proving_key_deinit(&key);
    synthetic_free(&made);
}
