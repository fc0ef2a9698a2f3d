#include "../bn254_support.h"
#include "base/arena.h"
#include "groth16_support.h"
#include "zk/groth16/digest.h"
#include "zk/groth16/setup.h"

enum { PUBLICS = 2, ROWS = 5, SIZE = 8 };

static struct synthetic made;
static struct zk_groth16_proving_key key;

static void init(void)
{
    static const uint8_t seed[32] = {2, 7, 1, 8};
    struct base_arena scratch;
    base_arena_init(&scratch, 65536);
    made = synthetic_new(3, PUBLICS, ROWS);
    cr_assert_eq(zk_groth16_setup(&scratch, NULL, &made.r1cs, seed, &key), 0);
    base_arena_deinit(&scratch);
}

static void deinit(void)
{
    zk_groth16_proving_key_deinit(&key);
    synthetic_free(&made);
}

TestSuite(groth16_digest, .init = init, .fini = deinit);

/* The encoding as the header has it, written down once more. */
static uint8_t text[65536];
static size_t text_len;

static void put(const void *data, size_t len)
{
    cr_assert_leq(text_len + len, sizeof text);
    memcpy(text + text_len, data, len);
    text_len += len;
}

static void put_u32(uint32_t value)
{
    for (int i = 24; i >= 0; i -= 8)
        put(&(uint8_t){(uint8_t)(value >> i)}, 1);
}

static void put_g1(size_t n, const zk_g1_affine points[])
{
    for (size_t i = 0; i < n; i++) {
        uint8_t be[32];
        zk_fp_to_be(&points[i].x, be);
        put(be, 32);
        zk_fp_to_be(&points[i].y, be);
        put(be, 32);
    }
}

static void put_g2(size_t n, const zk_g2_affine points[])
{
    for (size_t i = 0; i < n; i++) {
        const zk_fp *parts[] = {&points[i].x.c1, &points[i].x.c0, &points[i].y.c1, &points[i].y.c0};
        for (int j = 0; j < 4; j++) {
            uint8_t be[32];
            zk_fp_to_be(parts[j], be);
            put(be, 32);
        }
    }
}

static void put_matrix(const struct zk_r1cs_matrix *matrix)
{
    for (uint32_t row = 0; row < key.rows; row++) {
        put_u32((uint32_t)(matrix->starts[row + 1] - matrix->starts[row]));
        for (size_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++) {
            uint8_t be[32];
            put_u32(matrix->terms[i].wire);
            zk_fr_to_be(&matrix->terms[i].coefficient, be);
            put(be, 32);
        }
    }
}

Test(groth16_digest, is_of_the_encoding)
{
    static const char domain[] = "crowdpatch groth16 proving key 2";
    cr_assert_eq(crypto_init(), 0);
    put(domain, sizeof domain);
    put_u32(PUBLICS);
    put_u32(key.wires);
    put_u32(ROWS + PUBLICS + 1);
    put_u32(3);
    put_u32(1);
    put_g1(1, &key.verifying.alpha_g1);
    put_g2(1, &key.verifying.beta_g2);
    put_g2(1, &key.verifying.gamma_g2);
    put_g2(1, &key.verifying.delta_g2);
    put_g1(PUBLICS + 1, key.verifying.ic);
    put_g1(1, &key.beta_g1);
    put_g1(1, &key.delta_g1);
    put_g1(key.wires, key.a);
    put_g1(key.wires, key.b_g1);
    put_g2(key.wires, key.b_g2);
    put_g1(key.wires - PUBLICS - 1, key.c);
    put_g1(SIZE, key.h);
    put_matrix(&key.matrix_a);
    put_matrix(&key.matrix_b);
    put_g1(SIZE, key.lagrange_g1);
    put_g1(1, &key.vanishing_g1);
    put_g2(1, &key.vanishing_g2);
    put_g2(1, &key.tau_g2);
    crypto_digest want = crypto_sha256(text, text_len), got = zk_groth16_digest(&key);
    cr_expect(crypto_digest_equal(&got, &want));
}

static void expect_other(const crypto_digest *whole, const char *what, size_t i)
{
    crypto_digest other = zk_groth16_digest(&key);
    cr_expect_not(crypto_digest_equal(&other, whole), "%s %zu", what, i);
}

/* Every part of a key is in it. */
Test(groth16_digest, tells_every_change)
{
    cr_assert_eq(crypto_init(), 0);
    crypto_digest whole = zk_groth16_digest(&key), again;
    const struct {
        const char *what;
        zk_g1_affine *points;
        size_t n;
    } arrays[] = {
        {"a", key.a, key.wires},
        {"b_g1", key.b_g1, key.wires},
        {"c", key.c, key.wires - PUBLICS - 1},
        {"h", key.h, SIZE},
        {"ic", key.verifying.ic, PUBLICS + 1},
        {"lagrange", key.lagrange_g1, SIZE},
        {"alpha", &key.verifying.alpha_g1, 1},
        {"beta", &key.beta_g1, 1},
        {"delta", &key.delta_g1, 1},
        {"vanishing", &key.vanishing_g1, 1},
    };
    for (size_t k = 0; k < COUNT(arrays); k++) {
        for (size_t i = 0; i < arrays[k].n; i++) {
            zk_g1_affine kept = arrays[k].points[i];
            zk_fp_add(&arrays[k].points[i].y, &zk_g1_generator.x, &arrays[k].points[i].y);
            expect_other(&whole, arrays[k].what, i);
            arrays[k].points[i] = kept;
        }
    }
    zk_g2_affine *singles[] = {&key.verifying.beta_g2,
                               &key.verifying.gamma_g2,
                               &key.verifying.delta_g2,
                               &key.vanishing_g2,
                               &key.tau_g2,
                               &key.b_g2[0],
                               &key.b_g2[key.wires - 1]};
    for (size_t i = 0; i < COUNT(singles); i++) {
        zk_g2_affine kept = *singles[i];
        zk_fp2_add(&kept.x, &zk_g2_generator.x, &singles[i]->x);
        expect_other(&whole, "point of G2", i);
        *singles[i] = kept;
    }
    struct zk_r1cs_matrix *matrices[] = {&key.matrix_a, &key.matrix_b};
    for (size_t k = 0; k < COUNT(matrices); k++) {
        for (size_t i = 0; i < matrices[k]->starts[key.rows]; i++) {
            struct zk_r1cs_term *term = &matrices[k]->terms[i], kept = *term;
            term->wire ^= 1;
            expect_other(&whole, "wire of matrix", i);
            *term = kept;
            zk_fr_add(&kept.coefficient, &kept.coefficient, &term->coefficient);
            expect_other(&whole, "coefficient of matrix", i);
            *term = kept;
        }
        /* A term from one row to the next. */
        matrices[k]->starts[1]++;
        expect_other(&whole, "row of matrix", k);
        matrices[k]->starts[1]--;
    }
    zk_g1_affine *kept = key.lagrange_g1;
    key.lagrange_g1 = NULL;
    expect_other(&whole, "no Lagrange points", 0);
    key.lagrange_g1 = kept;
    again = zk_groth16_digest(&key);
    cr_expect(crypto_digest_equal(&again, &whole));
}
