#include "../bn254_support.h"
#include "zk/kernels.h"

#include "vectors.h"

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

Test(poseidon, many_permutations_are_each_the_one)
{
    static const size_t counts[] = {0, 1, 2, 7, 8, 9, 63, 64, 65, 130};
    enum { MAX = 130 };
    static zk_fr states[MAX * 17], want[MAX * 17];
    struct zk_threads *threads;
    struct base_random random;
    base_random_init(&random, 1, 3, "test.poseidon");
    cr_assert_eq(zk_threads_new(2, &threads), 0);
    for (unsigned t = ZK_POSEIDON_WIDTH_MIN; t <= ZK_POSEIDON_WIDTH_MAX; t += t == 2 ? 1 : 7) {
        struct zk_poseidon poseidon;
        cr_assert_eq(zk_poseidon_init(t, &poseidon), 0);
        for (size_t i = 0; i < COUNT(counts); i++) {
            for (size_t j = 0; j < MAX * t; j++)
                want[j] = states[j] = random_fr(&random);
            zk_poseidon_permute_many(&poseidon, i % 2 ? threads : NULL, counts[i], states);
            for (size_t j = 0; j < counts[i]; j++)
                zk_poseidon_permute(&poseidon, &want[j * t]);
            cr_assert_arr_eq(states, want, MAX * t * sizeof *states, "width %u, %zu", t, counts[i]);
        }
        zk_poseidon_deinit(&poseidon);
    }
    zk_threads_free(threads);
}

/* The least and the largest elements, for the carries of vectors. */
Test(poseidon, many_permutations_of_edges)
{
    static zk_fr states[8 * 17], want[8 * 17];
    struct zk_poseidon poseidon;
    zk_fr one, most;
    zk_fr_from_u64(1, &one);
    zk_fr_neg(&one, &most);
    cr_assert_eq(zk_poseidon_init(17, &poseidon), 0);
    for (size_t i = 0; i < COUNT(states); i++)
        want[i] = states[i] = i % 3 == 0 ? (zk_fr){{0}} : i % 3 == 1 ? one : most;
    for (size_t i = 0; i < 17; i++)
        want[i] = states[i] = most;
    /* The largest in Montgomery form. */
    for (size_t i = 17; i < 34; i++)
        want[i] = states[i] = (zk_fr){
            {0x43e1f593f0000000, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029}};
    zk_poseidon_permute_many(&poseidon, NULL, 8, states);
    for (size_t i = 0; i < 8; i++)
        zk_poseidon_permute_portable(&poseidon, &want[17 * i]);
    cr_assert_arr_eq(states, want, sizeof want);
    zk_poseidon_deinit(&poseidon);
}
