#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/groth16/check.h"
#include "zk/statement.h"

/* Set-up, proof and verification as a stranger would use them. A set-up takes a while, so that each
 * suite has one, and one test. */

enum { CONTENT_MAX = 128, CIPHERTEXT_MAX = 160 };

struct fixture {
    struct zk_scheme scheme;
    struct zk_proving_key key;
    uint8_t content[CONTENT_MAX];
    size_t len;
    uint8_t ciphertext[CIPHERTEXT_MAX];
    crypto_digest r;
    struct zk_public_inputs inputs;
    uint8_t proof[ZK_PROOF_BYTES_MAX];
    size_t proof_len;
};

static const uint8_t blinding[32] = {7};

static int prove(struct fixture *f)
{
    return zk_statement_prove(&f->key, f->content, f->len, &f->r, &f->inputs, blinding, f->proof,
                              &f->proof_len);
}

static bool verify(const struct fixture *f)
{
    return zk_statement_verify(&f->key.verifying, &f->inputs, f->proof, f->proof_len);
}

static void fixture_init(struct fixture *f, const char *cost, size_t len)
{
    const uint8_t seed[32] = {1};
    memset(f, 0, sizeof *f);
    cr_assert_eq(crypto_init(), 0);
    f->scheme = (struct zk_scheme){ZK_LEVEL_REAL, zk_cost_model_find(cost)};
    f->len = len;
    cr_assert_eq(zk_scheme_init(&f->scheme), 0);
    cr_assert_eq(zk_statement_setup(ZK_STATEMENT_DELIVERY, len, &f->scheme, seed, &f->key), 0);
    for (size_t i = 0; i < len; i++)
        f->content[i] = (uint8_t)(i * 7 + 3);
    f->r = crypto_sha256("r", 1);
    zk_scheme_encrypt(&f->scheme, &f->r, f->content, len, f->ciphertext);
    f->inputs = (struct zk_public_inputs){
        .s = crypto_sha256(f->r.bytes, sizeof f->r.bytes),
        .content_hash = zk_scheme_hash(&f->scheme, f->content, len),
        .ciphertext = f->ciphertext,
        .ciphertext_len = zk_scheme_ciphertext_len(&f->scheme, len),
    };
}

/* The prover refuses, and leaves the proof as it was. */
static void check_false_witnesses(struct fixture *f)
{
    struct fixture other = *f;
    other.inputs.ciphertext = other.ciphertext;
    memset(other.proof, 0xa5, sizeof other.proof);
    other.content[0] ^= 1;
    cr_assert_eq(prove(&other), ZK_STATEMENT_UNSATISFIED);
    other.content[0] ^= 1;
    other.r.bytes[5] ^= 1;
    cr_assert_eq(prove(&other), ZK_STATEMENT_UNSATISFIED);
    other.r.bytes[5] ^= 1;
    other.inputs.s.bytes[0] ^= 1;
    cr_assert_eq(prove(&other), ZK_STATEMENT_UNSATISFIED);
    other.inputs.s.bytes[0] ^= 1;
    other.inputs.content_hash.bytes[31] ^= 1;
    cr_assert_eq(prove(&other), ZK_STATEMENT_UNSATISFIED);
    other.inputs.content_hash.bytes[31] ^= 1;
    other.ciphertext[3] ^= 1;
    cr_assert_eq(prove(&other), ZK_STATEMENT_UNSATISFIED);
    other.ciphertext[3] ^= 1;
    other.len--;
    cr_assert_eq(prove(&other), ZK_STATEMENT_UNSATISFIED);
    for (size_t i = 0; i < sizeof other.proof; i++)
        cr_assert_eq(other.proof[i], 0xa5);
}

static void check_altered_inputs(struct fixture *f)
{
    for (size_t i = 0; i < 32; i += 5) {
        f->inputs.s.bytes[i] ^= 0x20;
        cr_assert_not(verify(f), "s, byte %zu", i);
        f->inputs.s.bytes[i] ^= 0x20;
        f->inputs.content_hash.bytes[i] ^= 0x20;
        cr_assert_not(verify(f), "U_h, byte %zu", i);
        f->inputs.content_hash.bytes[i] ^= 0x20;
    }
    for (size_t i = 0; i < f->inputs.ciphertext_len; i++) {
        f->ciphertext[i] ^= 1;
        cr_assert_not(verify(f), "ciphertext, byte %zu", i);
        f->ciphertext[i] ^= 1;
    }
    /* The same update for another device. */
    uint8_t kept[CIPHERTEXT_MAX];
    crypto_digest other = crypto_sha256("another device's r", 18);
    memcpy(kept, f->ciphertext, sizeof kept);
    zk_scheme_encrypt(&f->scheme, &other, f->content, f->len, f->ciphertext);
    cr_assert_not(verify(f));
    struct zk_public_inputs inputs = f->inputs;
    f->inputs.s = crypto_sha256(other.bytes, sizeof other.bytes);
    cr_assert_not(verify(f));
    f->inputs = inputs;
    memcpy(f->ciphertext, kept, sizeof kept);
    cr_assert(verify(f));
}

static void check_altered_proof(struct fixture *f)
{
    for (size_t bit = 0; bit < 8 * f->proof_len; bit += 13) {
        f->proof[bit / 8] ^= (uint8_t)(1u << bit % 8);
        cr_assert_not(verify(f), "bit %zu", bit);
        f->proof[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t len = 0; len < f->proof_len; len += 31)
        cr_assert_not(zk_statement_verify(&f->key.verifying, &f->inputs, f->proof, len));
    cr_assert(verify(f));
}

static void check_verifying_key(struct fixture *f)
{
    uint8_t bytes[1024];
    size_t len = zk_verifying_key_encode(&f->key.verifying, bytes, sizeof bytes);
    struct zk_verifying_key key;
    cr_assert_eq(len, zk_cost_verifying_key_bytes(f->scheme.cost, f->len));
    cr_assert(zk_verifying_key_decode(bytes, len, &key));
    cr_assert(crypto_digest_equal(&key.hash, &f->key.verifying.hash));
    cr_assert(zk_statement_verify(&key, &f->inputs, f->proof, f->proof_len));
    /* S_D's proof is none of S_E, nor of another length. */
    key.statement = ZK_STATEMENT_EXCHANGE;
    cr_assert_not(zk_statement_verify(&key, &f->inputs, f->proof, f->proof_len));
    key.statement = ZK_STATEMENT_DELIVERY;
    key.content_len--;
    cr_assert_not(zk_statement_verify(&key, &f->inputs, f->proof, f->proof_len));
    zk_verifying_key_deinit(&key);
    for (size_t at = 0; at < len; at += 17) {
        bytes[at] ^= 0x01;
        if (zk_verifying_key_decode(bytes, len, &key)) {
            cr_assert_not(crypto_digest_equal(&key.hash, &f->key.verifying.hash));
            cr_assert_not(zk_statement_verify(&key, &f->inputs, f->proof, f->proof_len), "%zu", at);
            zk_verifying_key_deinit(&key);
        }
        bytes[at] ^= 0x01;
    }
    for (size_t cut = 0; cut < len; cut += 37)
        cr_assert_not(zk_verifying_key_decode(bytes, cut, &key));
    /* delta is gamma: anybody could prove anything. */
    uint8_t *gamma = bytes + ZK_COST_KEY_HEADER_BYTES + 32 + 64;
    memcpy(gamma + 64, gamma, 64);
    cr_assert_not(zk_verifying_key_decode(bytes, len, &key));
}

/* A user's look at the key, and at one with a point moved. */
static void check_key(struct fixture *f)
{
    const uint8_t fresh[32] = {3};
    zk_g1_affine *point = &f->key.groth16.c[f->key.groth16.wires / 3], kept = *point;
    cr_assert_eq(zk_statement_check_key(&f->key, fresh), 0);
    *point = zk_g1_generator;
    cr_assert_eq(zk_statement_check_key(&f->key, fresh), ZK_GROTH16_CHECK_WIRES);
    *point = kept;
}

static void check_suite(const char *cost, size_t len)
{
    struct fixture f;
    uint8_t first[ZK_PROOF_BYTES_MAX];
    fixture_init(&f, cost, len);
    cr_assert_eq(prove(&f), 0);
    cr_assert_eq(f.proof_len, 128);
    cr_assert_eq(f.proof_len, f.scheme.cost->proof_bytes);
    cr_assert(verify(&f));
    check_false_witnesses(&f);
    check_altered_inputs(&f);
    check_altered_proof(&f);
    check_verifying_key(&f);
    check_key(&f);
    /* Deterministic, so that a run can be repeated. */
    memcpy(first, f.proof, f.proof_len);
    cr_assert_eq(prove(&f), 0);
    cr_assert_arr_eq(first, f.proof, f.proof_len);
    zk_proving_key_deinit(&f.key);
}

/* At once, and before any memory is asked for. */
Test(real, what_no_domain_has_room_for_is_refused)
{
    static const uint64_t lens[] = {UINT64_C(1) << 26, UINT64_C(1) << 61, UINT64_MAX - 31,
                                    UINT64_MAX};
    const uint8_t seed[32] = {1};
    cr_assert_eq(crypto_init(), 0);
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        struct zk_scheme scheme = {ZK_LEVEL_REAL, zk_cost_model_find("groth16_poseidon")};
        struct zk_proving_key key;
        cr_assert_eq(zk_statement_setup(ZK_STATEMENT_DELIVERY, lens[i], &scheme, seed, &key),
                     BASE_E_RANGE);
        scheme.cost = zk_cost_model_find("groth16_sha256_chacha20");
        cr_assert_eq(zk_statement_setup(ZK_STATEMENT_DELIVERY, lens[i], &scheme, seed, &key),
                     BASE_E_RANGE);
    }
}

Test(real, poseidon)
{
    check_suite("groth16_poseidon", 100);
}

Test(real, sha256_chacha20)
{
    check_suite("groth16_sha256_chacha20", 40);
}
