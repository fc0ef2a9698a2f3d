#include "zk/gadget/chacha20.h"

#include "crypto/cipher.h"
#include "crypto/hash.h"
#include "gadget_support.h"

struct message {
    uint32_t counter;
    size_t len;
    bool is_counter_secret; /* one block of keystream by a counter of wires */
    uint8_t key[32], in[512], want[512];
};

static void build(struct zk_builder *builder, void *context)
{
    const struct message *m = context;
    uint8_t got[512], number[4];
    struct zk_lc key[256], counter[32], *bits = zk_builder_lcs(builder, 8 * sizeof m->in);
    zk_gadget_packing_witness(builder, m->key, 32, key);
    if (m->is_counter_secret) {
        for (int i = 0; i < 4; i++)
            number[i] = (uint8_t)(m->counter >> 8 * i);
        zk_gadget_packing_witness(builder, number, 4, counter);
        zk_gadget_chacha20_block(builder, key, counter, bits);
    } else {
        zk_gadget_packing_witness(builder, m->in, m->len, bits);
        zk_gadget_chacha20_xor(builder, key, m->counter, m->len, bits, bits);
    }
    bytes_of(m->len, bits, got);
    cr_assert_arr_eq(got, m->want, m->len);
    for (size_t i = 0; i < 8 * m->len; i++)
        zk_builder_enforce_equal(builder, bits[i],
                                 zk_gadget_boolean_constant(builder, m->want[i / 8] >> i % 8 & 1));
}

/* The plain one starts at block 0. */
static struct message random_message(struct base_random *random, uint32_t counter, size_t len,
                                     bool is_counter_secret)
{
    struct message m = {.counter = counter, .len = len, .is_counter_secret = is_counter_secret};
    uint8_t stream[1024] = {0};
    size_t start = (size_t)counter * 64;
    base_random_bytes(random, m.key, 32);
    if (!is_counter_secret)
        base_random_bytes(random, m.in, len);
    memcpy(stream + start, m.in, len);
    crypto_chacha20_xor(m.key, stream, start + len, stream);
    memcpy(m.want, stream + start, len);
    return m;
}

Test(chacha20, equals_the_plain_one)
{
    static const size_t lens[] = {0, 1, 63, 64, 65, 200};
    struct base_random random;
    base_random_init(&random, 1, 0, "test.gadget");
    cr_assert_eq(crypto_init(), 0);
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++)
        for (uint32_t counter = 0; counter < 8; counter += 3) {
            struct message m = random_message(&random, counter, lens[i], false);
            cr_assert(is_satisfied((struct circuit){build, &m, 0}));
        }
}

Test(chacha20, a_counter_of_wires_names_the_block)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.gadget");
    cr_assert_eq(crypto_init(), 0);
    for (uint32_t counter = 0; counter < 8; counter += 3) {
        struct message m = random_message(&random, counter, 64, true);
        cr_assert(is_satisfied((struct circuit){build, &m, 0}));
    }
}

Test(chacha20, every_wire_is_held)
{
    struct base_random random;
    base_random_init(&random, 3, 0, "test.gadget");
    cr_assert_eq(crypto_init(), 0);
    struct message m = random_message(&random, 1, 64, false);
    uint32_t rows = check_circuit((struct circuit){build, &m, 0});
    assert_in_table("ChaCha20, 64 bytes", rows - 256 - 512 - 512);
    m = random_message(&random, 5, 64, true);
    rows = check_circuit((struct circuit){build, &m, 0});
    assert_in_table("ChaCha20 block, counter of wires", rows - 256 - 32 - 512);
}

Test(chacha20, another_keystream_is_refused)
{
    struct zk_builder builder;
    struct zk_r1cs r1cs;
    struct base_random random;
    base_random_init(&random, 4, 0, "test.gadget");
    cr_assert_eq(crypto_init(), 0);
    struct message m = random_message(&random, 0, 64, false);
    struct message other = random_message(&random, 0, 64, false);
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    build(&builder, &m);
    cr_assert_eq(zk_builder_finish(&builder, &r1cs), 0);
    zk_builder_deinit(&builder);
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    build(&builder, &other);
    cr_assert(builder.is_satisfied);
    cr_assert_not(zk_r1cs_satisfied(&r1cs, builder.w, NULL));
    zk_builder_deinit(&builder);
    zk_r1cs_deinit(&r1cs);
}
