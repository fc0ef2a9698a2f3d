#include "zk/gadget/word.h"

#include "gadget_support.h"

struct sum {
    size_t n;
    uint32_t words[8];
    bool is_constant;
};

static void build(struct zk_builder *builder, void *context)
{
    const struct sum *s = context;
    struct zk_gadget_word words[8];
    struct zk_lc bits[32], out[32];
    uint32_t want = 0;
    for (size_t i = 0; i < s->n; i++) {
        uint8_t bytes[4];
        for (int j = 0; j < 4; j++)
            bytes[j] = (uint8_t)(s->words[i] >> 8 * j);
        want += s->words[i];
        if (s->is_constant) {
            words[i] = zk_gadget_word_constant(builder, s->words[i]);
            continue;
        }
        zk_gadget_packing_witness(builder, bytes, 4, bits);
        words[i] = zk_gadget_word_pack(builder, bits);
    }
    zk_gadget_word_reduce(builder, zk_gadget_word_sum(builder, s->n, words), out);
    for (int i = 0; i < 32; i++) {
        zk_fr bit = fr(want >> i & 1);
        cr_assert(zk_fr_equal(&out[i].value, &bit));
    }
}

Test(word, sums_wrap_at_2_32)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.gadget");
    static const uint32_t carries[] = {0, 0, 1, 2, 2, 3, 3, 3, 3};
    for (int trial = 0; trial < 10; trial++)
        for (size_t n = 1; n <= 8; n++) {
            struct sum s = {.n = n};
            for (size_t i = 0; i < n; i++)
                s.words[i] = trial == 0 ? UINT32_MAX : trial == 1 ? 0 : base_random_u32(&random);
            struct circuit circuit = {build, &s, (uint32_t)(32 * n)};
            cr_assert_eq(check_circuit(circuit), 32 * n + 32 + carries[n]);
            s.is_constant = true;
            circuit.inputs = 0;
            cr_assert_eq(check_circuit(circuit), 0);
        }
}

Test(word, each_constraint_is_needed)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.gadget");
    for (int trial = 0; trial < 5; trial++) {
        struct sum s = {.n = 2, .words = {base_random_u32(&random), base_random_u32(&random)}};
        bool noticed[128] = {false};
        cr_assert_eq(unnoticed_rows((struct circuit){build, &s, 64}, noticed), 64,
                     "those that hold the inputs");
    }
}

/* 2^32 + 5 has no 32 bits, and must not pass for 5. */
static void build_too_large(struct zk_builder *builder, void *context)
{
    zk_fr value = fr((UINT64_C(1) << 32) + 5);
    struct zk_gadget_word word = {zk_builder_witness(builder, &value), *(const uint64_t *)context};
    struct zk_lc bits[32];
    zk_gadget_word_reduce(builder, word, bits);
}

Test(word, a_value_beyond_its_bound_is_refused)
{
    uint64_t most = UINT32_MAX;
    struct circuit circuit = {build_too_large, &most, 1};
    cr_assert_not(is_satisfied(circuit));
    most++;
    cr_assert(is_satisfied(circuit));
}
