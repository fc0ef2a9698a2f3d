#include "gadget_support.h"

enum operation { NOT, AND, XOR, XOR3, MAJORITY, SELECT, OPERATIONS };
static const char *const names[] = {NULL, "AND", "XOR", "XOR of 3", "majority of 3", "select"};
static const int arguments[] = {1, 2, 2, 3, 3, 3};

/* Bit i of `values` is argument i; bit i of `constants` makes it a constant. */
struct table {
    enum operation operation;
    unsigned values, constants;
};

static bool want(const struct table *t)
{
    bool a = t->values & 1, b = t->values >> 1 & 1, c = t->values >> 2 & 1;
    switch (t->operation) {
    case NOT:
        return !a;
    case AND:
        return a && b;
    case XOR:
        return a != b;
    case XOR3:
        return a ^ b ^ c;
    case MAJORITY:
        return a + b + c >= 2;
    default:
        return a ? b : c;
    }
}

static void build(struct zk_builder *builder, void *context)
{
    const struct table *t = context;
    struct zk_lc in[3], out;
    for (int i = 0; i < arguments[t->operation]; i++)
        in[i] = t->constants >> i & 1 ? zk_gadget_boolean_constant(builder, t->values >> i & 1)
                                      : zk_gadget_boolean_witness(builder, t->values >> i & 1);
    switch (t->operation) {
    case NOT:
        out = zk_gadget_boolean_not(builder, in[0]);
        break;
    case AND:
        out = zk_gadget_boolean_and(builder, in[0], in[1]);
        break;
    case XOR:
        out = zk_gadget_boolean_xor(builder, in[0], in[1]);
        break;
    case XOR3:
        out = zk_gadget_boolean_xor3(builder, in[0], in[1], in[2]);
        break;
    case MAJORITY:
        out = zk_gadget_boolean_majority(builder, in[0], in[1], in[2]);
        break;
    default:
        out = zk_gadget_boolean_select(builder, in[0], in[1], in[2]);
    }
    zk_fr value = fr(want(t));
    cr_assert(zk_fr_equal(&out.value, &value), "operation %d, values %u, constants %u",
              t->operation, t->values, t->constants);
}

Test(boolean, truth_tables_with_and_without_constants)
{
    for (int operation = 0; operation < OPERATIONS; operation++) {
        unsigned all = 1U << arguments[operation];
        for (unsigned constants = 0; constants < all; constants++) {
            uint32_t variables = (uint32_t)arguments[operation] - __builtin_popcount(constants);
            for (unsigned values = 0; values < all; values++) {
                struct table t = {operation, values, constants};
                uint32_t rows = check_circuit((struct circuit){build, &t, variables});
                cr_assert_leq(rows, variables + (variables > 1 ? 1 : 0));
                if (constants == 0 && operation != NOT)
                    assert_in_table(names[operation], rows - variables);
            }
        }
    }
}

Test(boolean, each_constraint_is_needed)
{
    for (int operation = AND; operation < OPERATIONS; operation++) {
        struct table t = {operation, 5, 0};
        uint32_t inputs = (uint32_t)arguments[operation];
        bool noticed[4] = {false};
        cr_assert_eq(unnoticed_rows((struct circuit){build, &t, inputs}, noticed), inputs,
                     "those that hold the inputs");
    }
}

/* The wires of a lone gadget: w[1..3] the arguments, w[4] the result. */
Test(boolean, each_result_of_three_bits_is_the_only_one)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.gadget");
    for (int operation = XOR3; operation <= MAJORITY; operation++) {
        struct table t = {operation, 0, 0};
        struct zk_builder builder;
        struct zk_r1cs r1cs;
        zk_builder_init(&builder, ZK_BUILDER_RECORD);
        build(&builder, &t);
        cr_assert_eq(zk_builder_finish(&builder, &r1cs), 0);
        cr_assert_eq(r1cs.wires, 5);
        for (t.values = 0; t.values < 8; t.values++) {
            zk_fr w[5] = {fr(1), fr(t.values & 1), fr(t.values >> 1 & 1), fr(t.values >> 2)};
            for (uint64_t other = 0; other < 50; other++) {
                w[4] = fr(other);
                cr_assert_eq(zk_r1cs_satisfied(&r1cs, w, NULL), other == want(&t));
                zk_fr_neg(&w[4], &w[4]);
                cr_assert_eq(zk_r1cs_satisfied(&r1cs, w, NULL), other == 0 && !want(&t));
                w[4] = random_fr(&random);
                cr_assert_not(zk_r1cs_satisfied(&r1cs, w, NULL));
            }
        }
        zk_r1cs_deinit(&r1cs);
        zk_builder_deinit(&builder);
    }
}

static void build_constrained(struct zk_builder *builder, void *context)
{
    zk_gadget_boolean_constrain(builder, zk_builder_witness(builder, context));
}

Test(boolean, other_values_are_no_bits)
{
    for (uint64_t i = 0; i < 10; i++) {
        zk_fr value = fr(i);
        struct circuit circuit = {build_constrained, &value, 0};
        cr_assert_eq(is_satisfied(circuit), i < 2);
        zk_fr_neg(&value, &value);
        cr_assert_eq(is_satisfied(circuit), i == 0);
    }
    zk_fr zero = fr(0);
    assert_in_table("bit", count_constraints((struct circuit){build_constrained, &zero, 0}));
}

struct pair {
    zk_fr a, b;
    bool is_constant, is_equal;
};

static void build_equal(struct zk_builder *builder, void *context)
{
    struct pair *pair = context;
    struct zk_lc a = pair->is_constant ? zk_builder_constant(builder, &pair->a)
                                       : zk_builder_witness(builder, &pair->a);
    struct zk_lc b = pair->is_constant ? zk_builder_constant(builder, &pair->b)
                                       : zk_builder_witness(builder, &pair->b);
    struct zk_lc o = zk_gadget_boolean_equal(builder, a, b);
    zk_fr value = fr(pair->is_equal);
    cr_assert(zk_fr_equal(&o.value, &value));
    /* The inputs are held, so that they are not counted as loose. */
    zk_builder_enforce_equal(builder, a, zk_builder_constant(builder, &pair->a));
    zk_builder_enforce_equal(builder, b, zk_builder_constant(builder, &pair->b));
}

Test(boolean, equality)
{
    struct base_random random;
    base_random_init(&random, 3, 0, "test.gadget");
    for (int i = 0; i < 20; i++) {
        struct pair pair = {random_fr(&random), random_fr(&random), false, false};
        struct circuit circuit = {build_equal, &pair, 2};
        assert_in_table("equality", check_circuit(circuit) - 2);
        pair.is_constant = true;
        circuit.inputs = 0;
        cr_assert_eq(check_circuit(circuit), 2);
        pair = (struct pair){pair.a, pair.a, false, true};
        circuit.inputs = 2;
        cr_assert_eq(check_circuit_but(circuit, 1, 1), 4);
        pair.is_constant = true;
        circuit.inputs = 0;
        check_circuit(circuit);
    }
}

/* When they differ, no value of the two new wires says that they are equal, nor the reverse. */
Test(boolean, equality_cannot_be_claimed)
{
    struct base_random random;
    base_random_init(&random, 4, 0, "test.gadget");
    struct zk_builder builder;
    struct zk_r1cs r1cs;
    struct pair pair = {fr(5), fr(5), false, true};
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    build_equal(&builder, &pair);
    cr_assert_eq(zk_builder_finish(&builder, &r1cs), 0);
    r1cs.rows = 2; /* without those that hold the inputs */
    for (uint64_t i = 0; i < 100; i++) {
        zk_fr w[5] = {fr(1), fr(5), fr(5), random_fr(&random), fr(0)};
        cr_assert_not(zk_r1cs_satisfied(&r1cs, w, NULL));
        w[2] = fr(i + 6);
        w[4] = fr(1);
        cr_assert_not(zk_r1cs_satisfied(&r1cs, w, NULL));
    }
    r1cs.rows = 4;
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&builder);
}
