#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "crypto/cost.h"

static const struct crypto_device_class *find(const char *name)
{
    const struct crypto_device_class *device_class = crypto_device_class_find(name);
    cr_assert_not_null(device_class, "%s", name);
    return device_class;
}

Test(cost, every_row_is_whole)
{
    size_t count = 0;
    for (; crypto_device_class_names[count] != NULL; count++) {
        const struct crypto_device_class *row = find(crypto_device_class_names[count]);
        cr_assert_str_eq(row->name, crypto_device_class_names[count]);
        for (size_t i = 0; i < count; i++)
            cr_assert_str_neq(row->name, crypto_device_class_names[i]);
        for (int op = 0; op < CRYPTO_OP_COUNT; op++)
            cr_assert(isfinite(row->op_ns[op]) && row->op_ns[op] > 0, "%s %d", row->name, op);
        cr_assert(isfinite(row->prover_slowdown) && row->prover_slowdown >= 1, "%s", row->name);
        cr_assert(isfinite(row->active_W) && row->active_W > 0, "%s", row->name);
        cr_assert_geq(row->cores, 1);
        cr_assert_gt(strlen(row->describes), 10);
        cr_assert_gt(strlen(row->source), 40);
    }
    cr_assert_eq(count, 16);
    cr_assert_null(crypto_device_class_find("cortex_m9"));
    cr_assert_null(crypto_device_class_find(""));
}

Test(cost, measured_figures)
{
    const struct crypto_device_class *m0 = find("cortex_m0_48mhz");
    cr_assert_eq(crypto_cost_ns(m0, CRYPTO_OP_SECP256K1_SIGN, 1), INT64_C(1966170000));
    cr_assert_eq(crypto_cost_ns(m0, CRYPTO_OP_SECP256K1_VERIFY, 2), INT64_C(3548160000));
    const struct crypto_device_class *m4 = find("cortex_m4_168mhz");
    cr_assert_eq(crypto_cost_ns(m4, CRYPTO_OP_ED25519_SIGN, 1), INT64_C(77360000));
    cr_assert_eq(crypto_cost_ns(m4, CRYPTO_OP_ED25519_VERIFY, 1), INT64_C(175490000));
    cr_assert_eq(crypto_cost_ns(m4, CRYPTO_OP_SHA256, 2110000), INT64_C(1000000000));
    cr_assert_eq(crypto_cost_ns(find("cortex_m33_150mhz"), CRYPTO_OP_GROTH16_VERIFY, 1),
                 INT64_C(963000000));
    const struct crypto_device_class *server = find("x86_server");
    cr_assert_eq(crypto_cost_ns(server, CRYPTO_OP_GROTH16_VERIFY, 1), 878000);
    cr_assert_eq(server->prover_slowdown, 1.0);
    cr_assert_eq(crypto_cost_ns(m0, CRYPTO_OP_SHA256, 0), 0);
}

/* As proofs of work may ask of a small chip: 10^18 bytes take it 390,000 years. */
Test(cost, no_work_outlasts_the_clock)
{
    const struct crypto_device_class *slow = find("atmega328p_16mhz");
    cr_assert_eq(crypto_cost_ns(slow, CRYPTO_OP_SHA256, UINT64_C(1000000000000000000)),
                 CRYPTO_COST_MAX_NS);
    cr_assert_lt(crypto_cost_ns(slow, CRYPTO_OP_SHA256, UINT64_C(100000000000000)),
                 CRYPTO_COST_MAX_NS);
}

/* A class with more clock or better code is not slower. */
Test(cost, classes_are_ordered)
{
    static const char *order[] = {"cortex_m0_48mhz",      "cortex_m4_168mhz", "cortex_m7_200mhz",
                                  "cortex_m7_480mhz_asm", "raspberry_pi_4",   "x86_server"};
    for (int i = 1; i < 6; i++) {
        for (int op = 0; op < CRYPTO_OP_COUNT; op++)
            cr_assert_lt(find(order[i])->op_ns[op], find(order[i - 1])->op_ns[op], "%s %d",
                         order[i], op);
        cr_assert_lt(find(order[i])->prover_slowdown, find(order[i - 1])->prover_slowdown);
    }
}

Test(cost, energy)
{
    struct crypto_device_class half_watt = {.active_W = 0.5};
    cr_assert_eq(crypto_cost_uJ(&half_watt, 0), 0);
    cr_assert_eq(crypto_cost_uJ(&half_watt, INT64_C(1000000000)), 500000);
    cr_assert_eq(crypto_cost_uJ(&half_watt, 2999), 1);
    cr_assert_eq(crypto_cost_uJ(&half_watt, 3000), 2);
}
