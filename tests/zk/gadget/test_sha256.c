#include "zk/gadget/sha256.h"

#include "crypto/hash.h"
#include "gadget_support.h"

struct message {
    size_t len;
    uint8_t bytes[256];
    crypto_digest claimed; /* what the circuit holds the digest to */
};

static void build(struct zk_builder *builder, void *context)
{
    const struct message *m = context;
    uint8_t got[32];
    struct zk_lc digest[256], *bits = zk_builder_lcs(builder, 8 * m->len);
    zk_gadget_packing_witness(builder, m->bytes, m->len, bits);
    zk_gadget_sha256(builder, m->len, bits, digest);
    crypto_digest want = crypto_sha256(m->bytes, m->len);
    bytes_of(32, digest, got);
    cr_assert_arr_eq(got, want.bytes, 32);
    for (int i = 0; i < 256; i++)
        zk_builder_enforce_equal(
            builder, digest[i],
            zk_gadget_boolean_constant(builder, m->claimed.bytes[i / 8] >> i % 8 & 1));
}

static struct message random_message(struct base_random *random, size_t len)
{
    struct message m = {.len = len};
    base_random_bytes(random, m.bytes, len);
    m.claimed = crypto_sha256(m.bytes, len);
    return m;
}

static uint32_t constraints_of(size_t len)
{
    struct message m = {.len = len};
    uint32_t rows = count_constraints((struct circuit){build, &m, 0});
    return rows - 256 - 8 * (uint32_t)len;
}

Test(sha256, equals_the_plain_one_at_every_padding)
{
    static const size_t lens[] = {0, 1, 3, 31, 32, 55, 56, 63, 64, 65, 119, 120, 128, 256};
    struct base_random random;
    base_random_init(&random, 1, 0, "test.gadget");
    cr_assert_eq(crypto_init(), 0);
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        struct message m = random_message(&random, lens[i]);
        struct circuit circuit = {build, &m, 0};
        cr_assert(is_satisfied(circuit));
        size_t bit = base_random_below(&random, 256);
        m.claimed.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        cr_assert_not(is_satisfied(circuit));
    }
}

Test(sha256, every_wire_is_held)
{
    struct base_random random;
    base_random_init(&random, 2, 0, "test.gadget");
    cr_assert_eq(crypto_init(), 0);
    static const size_t lens[] = {0, 33};
    for (size_t i = 0; i < 2; i++) {
        struct message m = random_message(&random, lens[i]);
        check_circuit((struct circuit){build, &m, 0});
    }
}

Test(sha256, constraints)
{
    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(constraints_of(0), 0, "a constant message has a constant digest");
    assert_in_table("SHA-256, 32 bytes", constraints_of(32));
    assert_in_table("SHA-256, 64 bytes", constraints_of(64));
    uint32_t more = constraints_of(192) - constraints_of(128);
    assert_in_table("SHA-256, each further 64 bytes", more);
    cr_assert_eq(constraints_of(256) - constraints_of(192), more);
}
