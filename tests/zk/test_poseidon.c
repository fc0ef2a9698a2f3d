#include "bn254_support.h"
#include "zk/kernels.h"

#include "poseidon_vectors.h"

static void check_vector(const struct poseidon_vector *vector, size_t index)
{
    struct zk_poseidon poseidon;
    cr_assert_eq(zk_poseidon_init(vector->width, &poseidon), 0);
    zk_fr initial_state = fr_of(vector->initial_state), inputs[16], got[2][17];
    for (unsigned i = 0; i + 1 < vector->width; i++)
        inputs[i] = fr_of(vector->inputs[i]);
    zk_poseidon_hash_portable(&poseidon, &initial_state, inputs, vector->outputs, got[0]);
    zk_poseidon_hash(&poseidon, &initial_state, inputs, vector->outputs, got[1]);
    for (unsigned i = 0; i < vector->outputs; i++) {
        zk_fr want = fr_of(vector->out[i]);
        cr_expect(zk_fr_equal(&got[0][i], &want), "%zu: portable, output %u", index, i);
        cr_expect(zk_fr_equal(&got[1][i], &want), "%zu: output %u", index, i);
    }
    zk_poseidon_deinit(&poseidon);
}

Test(poseidon, known_answers)
{
    for (size_t i = 0; i < COUNT(poseidon_vectors); i++)
        check_vector(&poseidon_vectors[i], i);
}

Test(poseidon, poseidon_of_1_and_2)
{
    /* Source: circomlib's own test of Poseidon, in decimal. */
    u256 want;
    cr_assert_eq(
        u256_parse("7853200120776062878684798364095072458815029376092732009249414926327459813530",
                   &want),
        0);
    struct zk_poseidon poseidon;
    cr_assert_eq(zk_poseidon_init(3, &poseidon), 0);
    zk_fr state[3] = {{{0}}}, got;
    zk_fr_from_u64(1, &state[1]);
    zk_fr_from_u64(2, &state[2]);
    zk_poseidon_hash(&poseidon, &state[0], &state[1], 1, &got);
    u256 value;
    zk_fr_to_u256(&got, &value);
    cr_assert(u256_equal(value, want));
    zk_poseidon_deinit(&poseidon);
}

Test(poseidon, every_width_has_the_inverse_of_its_matrix)
{
    for (unsigned t = ZK_POSEIDON_WIDTH_MIN; t <= ZK_POSEIDON_WIDTH_MAX; t++) {
        struct zk_poseidon poseidon;
        cr_assert_eq(zk_poseidon_init(t, &poseidon), 0);
        for (unsigned i = 0; i < t * t; i++) {
            zk_fr sum = {{0}}, product, want;
            for (unsigned k = 0; k < t; k++) {
                zk_fr_mul(&poseidon.matrix[i / t * t + k], &poseidon.inverse[k * t + i % t],
                          &product);
                zk_fr_add(&sum, &product, &sum);
            }
            zk_fr_from_u64(i / t == i % t, &want);
            cr_assert(zk_fr_equal(&sum, &want), "width %u, entry %u", t, i);
        }
        zk_poseidon_deinit(&poseidon);
    }
}

Test(poseidon, outputs_may_be_inputs)
{
    struct zk_poseidon poseidon;
    struct base_random random;
    base_random_init(&random, 1, 2, "test.poseidon");
    cr_assert_eq(zk_poseidon_init(17, &poseidon), 0);
    zk_fr state[17], copy[17];
    for (int i = 0; i < 17; i++)
        copy[i] = state[i] = random_fr(&random);
    zk_poseidon_hash(&poseidon, &state[0], &state[1], 16, &state[1]);
    zk_poseidon_permute(&poseidon, copy);
    for (int i = 0; i < 16; i++)
        cr_assert(zk_fr_equal(&state[i + 1], &copy[i]));
    zk_poseidon_deinit(&poseidon);
}
