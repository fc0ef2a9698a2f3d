#include <criterion/criterion.h>
#include <stdbool.h>
#include <string.h>

#include "zk/cost.h"
#include "zk/statement.h"

static const struct zk_cost_model *find(const char *name)
{
    const struct zk_cost_model *model = zk_cost_model_find(name);

    cr_assert_not_null(model, "%s", name);
    return model;
}

Test(cost, names_are_found)
{
    size_t count = 0;

    for (; zk_cost_model_names[count]; count++) {
        const struct zk_cost_model *model = find(zk_cost_model_names[count]);

        cr_assert_str_eq(model->name, zk_cost_model_names[count]);
        cr_assert(strncmp(model->source, "Source:", 7) == 0);
        cr_assert(strlen(model->describes) > 0);
        cr_assert(model->proof_bytes >= 64 && model->proof_bytes <= ZK_PROOF_BYTES_MAX);
    }
    cr_assert_eq(count, 3);
    cr_assert_null(zk_cost_model_find("groth17"));
    cr_assert_null(zk_cost_model_find(""));
}

/* The authors' table, in ns and bytes. */
Test(cost, jsnark_points_come_back)
{
    static const struct {
        uint64_t bytes;
        int64_t setup_ns, prove_ns, verify_ns;
        uint64_t pk_bytes, vk_bytes;
    } points[] = {
        {512, 47074100000, 51891100000, 5800000, 270200000, 3400},
        {2048, 171130000000, 218425000000, 12600000, 1000000000, 10700},
        {5120, 451716300000, 535190900000, 35300000, 2500000000, 25300},
        {10240, 998035400000, 1823205800000, 63100000, 4900000000, 49900},
    };
    const struct zk_cost_model *model = find("jsnark_2020");

    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        uint64_t n = points[i].bytes;

        cr_assert_eq(zk_cost_setup_ns(model, NULL, n), points[i].setup_ns);
        cr_assert_eq(zk_cost_prove_ns(model, NULL, n), points[i].prove_ns);
        cr_assert_eq(zk_cost_verify_ns(model, NULL, n), points[i].verify_ns);
        cr_assert_eq(zk_cost_proving_key_bytes(model, n), points[i].pk_bytes);
        cr_assert_eq(zk_cost_verifying_key_bytes(model, n), points[i].vk_bytes);
    }
    cr_assert_eq(model->proof_bytes, 304);
    cr_assert_eq(zk_cost_constraints(model, 512), 0);
}

Test(cost, jsnark_between_and_behind)
{
    const struct zk_cost_model *model = find("jsnark_2020");

    /* Half way, and one more segment behind the last point. */
    cr_assert_eq(zk_cost_verify_ns(model, NULL, 1280), (5800000 + 12600000) / 2);
    cr_assert_eq(zk_cost_prove_ns(model, NULL, 15360), 2 * 1823205800000 - 535190900000);
    cr_assert_eq(zk_cost_prove_ns(model, NULL, 0), 1000000000);
}

/* tests/zk/statement/test_whole.c compares with the circuits. */
Test(cost, constraints_of_sha256_and_chacha20)
{
    const struct zk_cost_model *model = find("groth16_sha256_chacha20");
    uint64_t block = zk_cost_constraints(model, 6400) - zk_cost_constraints(model, 6336);

    cr_assert_eq(zk_cost_constraints(model, 0), 17192 + 3);
    /* 55 bytes and their padding are one block of the hash, 56 are two. */
    cr_assert_gt(zk_cost_constraints(model, 56), zk_cost_constraints(model, 55) + 12000);
    /* A hash and a ChaCha20 block, a bit of content and its mask, two elements or three. */
    cr_assert_geq(block, 17446 + 21200 + 2 * 512 + 2);
    cr_assert_leq(block, 17446 + 21200 + 2 * 512 + 3);
}

Test(cost, constraints_of_poseidon)
{
    const struct zk_cost_model *model = find("groth16_poseidon");

    cr_assert_eq(zk_cost_constraints(model, 0), 17192 + 2);
    cr_assert_eq(zk_cost_constraints(model, 496), 17192 + 612 - 3 + 567 + 1 + 16);
    cr_assert_eq(zk_cost_constraints(model, 496 * 100), 17192 + 100 * (612 + 567 + 16) - 3 + 1);
    /* 15 elements are missing in the last block. */
    cr_assert_eq(zk_cost_constraints(model, 497), 17192 + 2 * (612 + 567) - 3 - 45 + 1 + 17);
}

/* The circuit's size goes into the fits of the machine, or of the reference core. */
Test(cost, groth16_timings)
{
    static const struct zk_cost_timing timing = {
        .setup = {ZK_COST_FIT_LINEAR, {1000, 3, 0}},
        .prove = {ZK_COST_FIT_DOMAIN, {500, 2, 1}},
        .verify = {ZK_COST_FIT_LINEAR, {100, 7, 0}},
        .poseidon_hash_byte_ns = 2.5,
        .poseidon_cipher_byte_ns = 0.5,
    };
    const struct zk_cost_model *poseidon = find("groth16_poseidon");
    const struct zk_cost_model *sha256 = find("groth16_sha256_chacha20");
    const struct zk_cost_model *jsnark = find("jsnark_2020");
    const struct zk_cost_timing *reference = &zk_cost_timing_reference;

    cr_assert_eq(zk_cost_setup_ns(poseidon, &timing, 0), 1000 + 3 * 17194);
    cr_assert_eq(zk_cost_prove_ns(poseidon, &timing, 0), 500 + 2 * 17194 + 32768);
    cr_assert_eq(zk_cost_verify_ns(poseidon, &timing, 4096), 100 + 7 * 5);
    cr_assert_eq(zk_cost_verify_ns(sha256, &timing, 4096), 100 + 7 * 6);
    cr_assert_eq(zk_cost_hash_ns(poseidon, &timing, 1000), 2500);
    cr_assert_eq(zk_cost_cipher_ns(poseidon, &timing, 1000), 500);
    cr_assert_eq(zk_cost_hash_ns(sha256, &timing, 1000), 0);
    cr_assert_eq(zk_cost_prove_ns(sha256, NULL, 4096), zk_cost_prove_ns(sha256, reference, 4096));
    cr_assert_eq(zk_cost_prove_ns(jsnark, &timing, 4096), zk_cost_prove_ns(jsnark, NULL, 4096));
    cr_assert(zk_cost_fit_rises(&reference->setup));
    cr_assert(zk_cost_fit_rises(&reference->prove));
    cr_assert(zk_cost_fit_rises(&reference->verify));
}

Test(cost, groth16_sizes)
{
    const struct zk_cost_model *poseidon = find("groth16_poseidon");
    const struct zk_cost_model *sha256 = find("groth16_sha256_chacha20");

    cr_assert_eq(poseidon->proof_bytes, 128);
    cr_assert_eq(sha256->proof_bytes, 128);
    cr_assert_eq(zk_cost_verifying_key_bytes(poseidon, 1 << 20), 48 + 13 * 32);
    cr_assert_eq(zk_cost_verifying_key_bytes(sha256, 1 << 20), 48 + 14 * 32);
    /* 17194 constraints, a domain of 2^15. */
    cr_assert_eq(zk_cost_proving_key_bytes(poseidon, 0), 17194 * 320 + 32768 * 128 + 768);
    /* The rows of five public inputs and of 1 do not fit the domain of 2^18. */
    cr_assert_eq(zk_cost_constraints(poseidon, 101494), 262141);
    cr_assert_eq(zk_cost_proving_key_bytes(poseidon, 101494), 262141 * 320 + 524288 * 128 + 768);
}

Test(cost, monotone_in_size)
{
    for (size_t i = 0; zk_cost_model_names[i]; i++) {
        const struct zk_cost_model *model = find(zk_cost_model_names[i]);
        uint64_t before = 0;

        for (uint64_t n = 1; n < UINT64_C(1) << 40; n += 1 + n / 7) {
            cr_assert_geq(zk_cost_constraints(model, n), zk_cost_constraints(model, before));
            cr_assert_geq(zk_cost_setup_ns(model, NULL, n), zk_cost_setup_ns(model, NULL, before));
            cr_assert_geq(zk_cost_prove_ns(model, NULL, n), zk_cost_prove_ns(model, NULL, before));
            cr_assert_geq(zk_cost_verify_ns(model, NULL, n),
                          zk_cost_verify_ns(model, NULL, before));
            cr_assert_geq(zk_cost_proving_key_bytes(model, n),
                          zk_cost_proving_key_bytes(model, before));
            cr_assert_geq(zk_cost_verifying_key_bytes(model, n),
                          zk_cost_verifying_key_bytes(model, before));
            before = n;
        }
        cr_assert_gt(zk_cost_prove_ns(model, NULL, 1 << 20),
                     zk_cost_prove_ns(model, NULL, 1 << 10));
    }
}

/* Absurd sizes come from files: they must neither wrap nor trap. */
Test(cost, saturates)
{
    for (size_t i = 0; zk_cost_model_names[i]; i++) {
        const struct zk_cost_model *model = find(zk_cost_model_names[i]);

        cr_assert_eq(zk_cost_prove_ns(model, NULL, UINT64_MAX), INT64_MAX);
        cr_assert_eq(zk_cost_setup_ns(model, NULL, UINT64_MAX), INT64_MAX);
        cr_assert_eq(zk_cost_proving_key_bytes(model, UINT64_MAX), (uint64_t)INT64_MAX);
        cr_assert_gt(zk_cost_verify_ns(model, NULL, UINT64_MAX), 0);
    }
}

Test(cost, the_largest_domain_has_an_end)
{
    const struct zk_cost_model *poseidon = find("groth16_poseidon");

    cr_assert(zk_cost_is_provable(poseidon, 55700000));
    cr_assert_not(zk_cost_is_provable(poseidon, 55800000));
    cr_assert_not(zk_cost_is_provable(poseidon, UINT64_MAX));
    cr_assert(zk_cost_is_provable(find("jsnark_2020"), UINT64_MAX));
}

/* Keys of other provers are not checked. */
Test(cost, a_check_takes_as_long_as_a_proof)
{
    const struct zk_cost_model *poseidon = find("groth16_poseidon");

    cr_assert_gt(zk_cost_check_ns(poseidon, NULL, 1000), 0);
    cr_assert_eq(zk_cost_check_ns(poseidon, NULL, 1000), zk_cost_prove_ns(poseidon, NULL, 1000));
    cr_assert_eq(zk_cost_check_ns(poseidon, NULL, UINT64_MAX), INT64_MAX);
    cr_assert_eq(zk_cost_check_ns(find("jsnark_2020"), NULL, 1000), 0);
}

/* What devices do by instructions of their own is charged elsewhere. */
Test(cost, poseidon_is_charged_by_the_byte)
{
    const struct zk_cost_model *poseidon = find("groth16_poseidon");
    const struct zk_cost_model *sha256 = find("groth16_sha256_chacha20");

    cr_assert_gt(zk_cost_hash_ns(poseidon, NULL, 1000), 0);
    cr_assert_gt(zk_cost_cipher_ns(poseidon, NULL, 1000), 0);
    cr_assert_eq(zk_cost_hash_ns(poseidon, NULL, UINT64_MAX), INT64_MAX);
    cr_assert_eq(zk_cost_hash_ns(sha256, NULL, 1000), 0);
    cr_assert_eq(zk_cost_cipher_ns(sha256, NULL, 1000), 0);
}
