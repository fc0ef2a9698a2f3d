#include "zk/statement/whole.h"

#include "../gadget/gadget_support.h"
#include "zk/cost.h"
#include "zk/statement/circuit.h"

static const char *const cost_names[] = {
    [ZK_SUITE_SHA256_CHACHA20] = "groth16_sha256_chacha20",
    [ZK_SUITE_POSEIDON] = "groth16_poseidon",
};

/* A statement and a witness of it. */
struct fixture {
    struct zk_statement_whole whole;
    uint8_t content[1200];
    uint8_t ciphertext[1300];
    crypto_digest r;
    struct zk_public_inputs inputs;
};

static void fixture_init(struct fixture *f, enum zk_suite suite, size_t len)
{
    cr_assert_eq(crypto_init(), 0);
    cr_assert_eq(zk_suite_init(suite), 0);
    f->whole = (struct zk_statement_whole){suite, ZK_STATEMENT_DELIVERY, len};
    cr_assert_leq(len, sizeof f->content);
    for (size_t i = 0; i < len; i++)
        f->content[i] = (uint8_t)(i * 37 + 11);
    f->r = crypto_sha256("r", 1);
    zk_suite_encrypt(suite, &f->r, f->content, len, f->ciphertext);
    f->inputs = (struct zk_public_inputs){
        .s = crypto_sha256(f->r.bytes, sizeof f->r.bytes),
        .content_hash = zk_suite_hash(suite, f->content, len),
        .ciphertext = f->ciphertext,
        .ciphertext_len = (size_t)zk_suite_ciphertext_len(suite, len),
    };
}

/* Whether the circuit takes the fixture's witness for these inputs. */
static bool holds(const struct fixture *f)
{
    zk_fr publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX];
    struct zk_builder builder;
    if (!zk_statement_whole_bind(&f->whole, &f->inputs, publics))
        return false;
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    cr_assert_eq(zk_statement_whole_circuit(&builder, &f->whole, publics, f->content, &f->r), 0);
    cr_assert_eq(zk_builder_finish(&builder, NULL), 0);
    bool satisfied = builder.is_satisfied;
    zk_builder_deinit(&builder);
    return satisfied;
}

static uint32_t count(enum zk_suite suite, size_t len)
{
    static const zk_fr publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX];
    const struct zk_statement_whole whole = {suite, ZK_STATEMENT_EXCHANGE, len};
    const crypto_digest r = {{1}};
    uint8_t *content = calloc(1, len + 1);
    struct zk_builder builder;
    cr_assert_not_null(content);
    cr_assert_eq(zk_suite_init(suite), 0);
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    cr_assert_eq(zk_statement_whole_circuit(&builder, &whole, publics, content, &r), 0);
    cr_assert_eq(zk_builder_finish(&builder, NULL), 0);
    uint32_t rows = builder.rows;
    cr_assert_eq(builder.publics, zk_statement_whole_publics(suite));
    zk_builder_deinit(&builder);
    free(content);
    return rows;
}

Test(whole, true_statements_hold)
{
    static const size_t lens[] = {0, 1, 30, 31, 32, 55, 64, 100, 200, 497};
    for (int suite = ZK_SUITE_SHA256_CHACHA20; suite <= ZK_SUITE_POSEIDON; suite++)
        for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
            struct fixture f;
            fixture_init(&f, (enum zk_suite)suite, lens[i]);
            cr_assert(holds(&f), "suite %d, %zu bytes", suite, lens[i]);
        }
}

Test(whole, false_statements_do_not)
{
    for (int suite = ZK_SUITE_SHA256_CHACHA20; suite <= ZK_SUITE_POSEIDON; suite++) {
        struct fixture good, f;
        fixture_init(&good, (enum zk_suite)suite, 70);
        uint8_t *const bytes[] = {f.content, f.content + 69, f.r.bytes, f.r.bytes + 31};
        for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++) {
            f = good;
            f.inputs.ciphertext = f.ciphertext;
            cr_assert(holds(&f));
            *bytes[i] ^= 1;
            cr_assert_not(holds(&f), "suite %d, byte %zu", suite, i);
        }
        for (size_t i = 0; i < 32; i += 31) {
            f = good;
            f.inputs.s.bytes[i] ^= 0x10;
            cr_assert_not(holds(&f));
            f = good;
            f.inputs.content_hash.bytes[i] ^= 0x04;
            cr_assert_not(holds(&f));
        }
        f = good;
        f.inputs.ciphertext = f.ciphertext;
        for (size_t i = 0; i < f.inputs.ciphertext_len; i += 11) {
            f.ciphertext[i] ^= 1;
            cr_assert_not(holds(&f), "suite %d, ciphertext byte %zu", suite, i);
            f.ciphertext[i] ^= 1;
        }
        /* What another key or content encrypts, with everything else right. */
        crypto_digest other = crypto_sha256("another device's r", 18);
        zk_suite_encrypt((enum zk_suite)suite, &other, f.content, 70, f.ciphertext);
        cr_assert_not(holds(&f));
    }
}

Test(whole, inputs_of_another_length_or_of_r_are_refused)
{
    struct fixture f;
    zk_fr publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX];
    fixture_init(&f, ZK_SUITE_POSEIDON, 70);
    cr_assert(zk_statement_whole_bind(&f.whole, &f.inputs, publics));
    f.inputs.ciphertext_len -= 32;
    cr_expect_not(zk_statement_whole_bind(&f.whole, &f.inputs, publics));
    f.inputs.ciphertext_len += 32;
    memset(f.ciphertext + 32, 0xff, 32);
    cr_expect_not(zk_statement_whole_bind(&f.whole, &f.inputs, publics));
    memset(f.ciphertext + 32, 0, 32);
    cr_expect(zk_statement_whole_bind(&f.whole, &f.inputs, publics));
    memset(f.inputs.content_hash.bytes, 0xff, 32);
    cr_expect_not(zk_statement_whole_bind(&f.whole, &f.inputs, publics));
    fixture_init(&f, ZK_SUITE_SHA256_CHACHA20, 70);
    f.inputs.ciphertext_len--;
    cr_expect_not(zk_statement_whole_bind(&f.whole, &f.inputs, publics));
}

/* An element of ciphertext that is r more is the same number: it is refused, so that a ciphertext
 * has one form. */
Test(whole, elements_are_canonical)
{
    static const uint8_t order[32] = {0x30, 0x64, 0x4e, 0x72, 0xe1, 0x31, 0xa0, 0x29,
                                      0xb8, 0x50, 0x45, 0xb6, 0x81, 0x81, 0x58, 0x5d,
                                      0x28, 0x33, 0xe8, 0x48, 0x79, 0xb9, 0x70, 0x91,
                                      0x43, 0xe1, 0xf5, 0x93, 0xf0, 0x00, 0x00, 0x01};
    struct fixture f;
    zk_fr publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX];
    unsigned carry = 0;
    fixture_init(&f, ZK_SUITE_POSEIDON, 31);
    for (int i = 31; i >= 0; i--) {
        carry += f.ciphertext[i] + order[i];
        f.ciphertext[i] = (uint8_t)carry;
        carry >>= 8;
    }
    cr_expect_not(zk_statement_whole_bind(&f.whole, &f.inputs, publics));
}

/* z depends on all that is bound. */
Test(whole, points_differ)
{
    struct fixture f;
    zk_fr publics[5][ZK_STATEMENT_WHOLE_PUBLICS_MAX];
    fixture_init(&f, ZK_SUITE_POSEIDON, 62);
    cr_assert(zk_statement_whole_bind(&f.whole, &f.inputs, publics[0]));
    f.whole.statement = ZK_STATEMENT_EXCHANGE;
    cr_assert(zk_statement_whole_bind(&f.whole, &f.inputs, publics[1]));
    f.whole.statement = ZK_STATEMENT_DELIVERY;
    f.whole.content_len = 61;
    cr_assert(zk_statement_whole_bind(&f.whole, &f.inputs, publics[2]));
    f.whole.content_len = 62;
    f.inputs.s.bytes[31] ^= 1;
    cr_assert(zk_statement_whole_bind(&f.whole, &f.inputs, publics[3]));
    f.inputs.s.bytes[31] ^= 1;
    f.ciphertext[63] ^= 1;
    cr_assert(zk_statement_whole_bind(&f.whole, &f.inputs, publics[4]));
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < i; j++)
            cr_expect_not(zk_fr_equal(&publics[i][3], &publics[j][3]), "%d %d", i, j);
}

/* The cost model counts as the circuit does. */
Test(whole, constraints_are_those_of_the_cost_model)
{
    static const size_t lens[] = {0, 1, 31, 32, 64, 496, 497, 1000, 4096, 10240};
    const struct zk_cost_model *cost = zk_cost_model_find(cost_names[ZK_SUITE_POSEIDON]);
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++)
        cr_expect_eq(count(ZK_SUITE_POSEIDON, lens[i]), zk_cost_constraints(cost, lens[i]),
                     "%zu bytes", lens[i]);
    cost = zk_cost_model_find(cost_names[ZK_SUITE_SHA256_CHACHA20]);
    for (size_t len = 0; len <= 200; len += 7) {
        double measured = count(ZK_SUITE_SHA256_CHACHA20, len);
        double expected = (double)zk_cost_constraints(cost, len);
        cr_expect_lt(expected, 1.002 * measured, "%zu bytes", len);
        cr_expect_gt(expected, 0.998 * measured, "%zu bytes", len);
    }
}

/* 10 KB, S_D: 2.41 constraints a byte and 17,192 for s = SHA-256(r), against 620 a byte. */
Test(whole, ten_kilobytes)
{
    cr_expect_eq(count(ZK_SUITE_POSEIDON, 10240), 42265);
    cr_expect_eq(
        zk_cost_constraints(zk_cost_model_find(cost_names[ZK_SUITE_SHA256_CHACHA20]), 10240),
        6377343);
}

/* Both modes make one circuit, and no wire of it can be altered alone. */
static void check_circuit_of(enum zk_suite suite, size_t len)
{
    struct fixture f;
    zk_fr publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX];
    struct zk_builder assigned, recorded;
    struct zk_r1cs r1cs;
    fixture_init(&f, suite, len);
    cr_assert(zk_statement_whole_bind(&f.whole, &f.inputs, publics));
    zk_builder_init(&assigned, ZK_BUILDER_ASSIGN);
    zk_builder_init(&recorded, ZK_BUILDER_RECORD);
    cr_assert_eq(zk_statement_whole_circuit(&assigned, &f.whole, publics, f.content, &f.r), 0);
    memset(f.content, 0, sizeof f.content);
    cr_assert_eq(zk_statement_whole_circuit(&recorded, &f.whole, publics, f.content, &f.r), 0);
    cr_assert_eq(zk_builder_finish(&assigned, NULL), 0);
    cr_assert_eq(zk_builder_finish(&recorded, &r1cs), 0);
    cr_assert_eq(r1cs.wires, assigned.wires);
    cr_assert_eq(r1cs.rows, assigned.rows);
    cr_assert(zk_r1cs_satisfied(&r1cs, assigned.w, NULL));
    cr_assert_eq(loose_wires(&r1cs, assigned.w, 0), 0);
    zk_r1cs_deinit(&r1cs);
    zk_builder_deinit(&assigned);
    zk_builder_deinit(&recorded);
}

Test(whole, no_wire_of_poseidon_is_loose)
{
    check_circuit_of(ZK_SUITE_POSEIDON, 40);
}

Test(whole, no_wire_of_sha256_chacha20_is_loose)
{
    check_circuit_of(ZK_SUITE_SHA256_CHACHA20, 40);
}

Test(whole, blinding_follows_its_seed)
{
    uint8_t seed[32] = {1};
    zk_fr a[2], b[2];
    cr_assert_eq(crypto_init(), 0);
    zk_statement_circuit_blinding(seed, a);
    zk_statement_circuit_blinding(seed, b);
    cr_expect(zk_fr_equal(&a[0], &b[0]) && zk_fr_equal(&a[1], &b[1]));
    cr_expect_not(zk_fr_equal(&a[0], &a[1]));
    seed[31] = 1;
    zk_statement_circuit_blinding(seed, b);
    cr_expect_not(zk_fr_equal(&a[0], &b[0]));
    cr_expect_not(zk_fr_equal(&a[1], &b[1]));
}
