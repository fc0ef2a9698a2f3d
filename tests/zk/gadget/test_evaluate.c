#include "zk/gadget/evaluate.h"

#include "gadget_support.h"

struct polynomial {
    size_t n;
    zk_fr c[64], z, y;
};

static void build(struct zk_builder *builder, void *context)
{
    const struct polynomial *p = context;
    struct zk_lc c[64], y = zk_builder_public(builder, &p->y),
                        z = zk_builder_public(builder, &p->z);
    for (size_t i = 0; i < p->n; i++)
        c[i] = zk_builder_witness(builder, &p->c[i]);
    zk_builder_enforce_equal(builder, y, zk_gadget_evaluate(builder, p->n, c, z));
}

Test(evaluate, equals_the_sum_of_powers)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.gadget");
    for (size_t n = 1; n <= 64; n += 3) {
        struct polynomial p = {.n = n, .z = random_fr(&random)};
        zk_fr power = fr(1), product;
        for (size_t i = 0; i < n; i++) {
            p.c[i] = random_fr(&random);
            zk_fr_mul(&power, &p.c[i], &product);
            zk_fr_add(&p.y, &product, &p.y);
            zk_fr_mul(&power, &p.z, &power);
        }
        struct circuit circuit = {build, &p, (uint32_t)(n + 2)};
        cr_assert_eq(n == 1 ? count_constraints(circuit) : check_circuit(circuit), n);
        cr_assert(is_satisfied(circuit));
        zk_fr_add(&p.c[n - 1], &power, &p.c[n - 1]);
        cr_assert_not(is_satisfied(circuit));
        if (n == 64)
            assert_in_table("evaluation, 64 elements", count_constraints(circuit) - 1);
    }
}
