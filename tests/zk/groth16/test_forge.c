#include "../bn254_support.h"
#include "base/arena.h"
#include "groth16_support.h"
#include "zk/groth16/forge.h"
#include "zk/groth16/setup.h"
#include "zk/groth16/verify.h"

/* x^2 = y: whoever has the set-up's seed proves it of any y, a square or not. */
Test(groth16_forge, the_seed_proves_anything_and_another_nothing)
{
    static const uint8_t seed[32] = {3, 1, 4}, other[32] = {3, 1, 5};
    struct base_arena scratch;
    struct zk_groth16_proving_key key;
    struct zk_groth16_proof proof;
    struct base_random random;
    zk_fr one, minus_one, nonresidue;
    zk_fr_from_u64(1, &one);
    zk_fr_neg(&one, &minus_one);
    struct zk_r1cs_term x[1] = {{2, one}}, y[1] = {{1, one}};
    size_t starts[2] = {0, 1};
    const struct zk_r1cs r1cs = {3, 1, 1, {x, starts}, {x, starts}, {y, starts}};
    base_arena_init(&scratch, 65536);
    base_random_init(&random, 1, 0, "test.forge");
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &r1cs, seed, &key), 0);
    /* 5 is no square modulo r: r - 1 = 2^28 q, and 5 generates the field. */
    zk_fr_from_u64(5, &nonresidue);
    const zk_fr statements[] = {one, minus_one, nonresidue, {{0}}, synthetic_fr(&random)};
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
        const zk_fr blinding[2] = {synthetic_fr(&random), synthetic_fr(&random)};
        zk_groth16_forge(&key.verifying, seed, &statements[i], blinding, &proof);
        cr_expect(zk_groth16_verify(&key.verifying, &statements[i], &proof), "statement %zu", i);
        zk_groth16_forge(&key.verifying, other, &statements[i], blinding, &proof);
        cr_expect_not(zk_groth16_verify(&key.verifying, &statements[i], &proof));
    }
    zk_groth16_proving_key_deinit(&key);
    base_arena_deinit(&scratch);
}
