#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "zk/statement.h"

/** A set-up, a witness for it and the proof. */
struct fixture {
    struct zk_proving_key proving;
    struct zk_verifying_key verifying; /* the same as in it */
    uint8_t content[300];
    uint8_t ciphertext[352];
    crypto_digest r;
    struct zk_public_inputs inputs;
    uint8_t proof[ZK_PROOF_BYTES_MAX];
    size_t proof_len;
};

static const uint8_t blinding[32] = {3};

static struct zk_scheme scheme_of(const char *cost)
{
    return (struct zk_scheme){ZK_LEVEL_CALIBRATED, zk_cost_model_find(cost)};
}

static void inputs_for(const struct zk_scheme *scheme, const uint8_t *content, size_t len,
                       const crypto_digest *r, uint8_t *ciphertext,
                       struct zk_public_inputs *ret_inputs)
{
    zk_scheme_encrypt(scheme, r, content, len, ciphertext);
    ret_inputs->s = crypto_sha256(r->bytes, sizeof(r->bytes));
    ret_inputs->content_hash = zk_scheme_hash(scheme, content, len);
    ret_inputs->ciphertext = ciphertext;
    ret_inputs->ciphertext_len = zk_scheme_ciphertext_len(scheme, len);
}

/** The length of the proof, or 0. */
static size_t prove(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                    const crypto_digest *r, const struct zk_public_inputs *inputs, uint8_t *proof)
{
    size_t proof_len = 0;
    int result = zk_statement_prove(key, content, len, r, inputs, blinding, proof, &proof_len);

    cr_assert(result == 0 ? proof_len > 0 : result == ZK_STATEMENT_UNSATISFIED);
    return proof_len;
}

static void fixture_init(struct fixture *f, enum zk_statement statement, const char *cost,
                         uint8_t seed_byte)
{
    const struct zk_scheme scheme = scheme_of(cost);
    uint8_t seed[32];

    cr_assert_eq(crypto_init(), 0);
    memset(f, 0, sizeof(*f));
    memset(seed, seed_byte, sizeof(seed));
    for (size_t i = 0; i < sizeof(f->content); i++)
        f->content[i] = (uint8_t)(i * 7 + 3);
    f->r = crypto_sha256("r", 1);
    cr_assert_eq(zk_statement_setup(statement, sizeof(f->content), &scheme, seed, &f->proving), 0);
    f->verifying = f->proving.verifying;
    inputs_for(&scheme, f->content, sizeof(f->content), &f->r, f->ciphertext, &f->inputs);
    f->proof_len = prove(&f->proving, f->content, sizeof(f->content), &f->r, &f->inputs, f->proof);
}

static bool verify(const struct fixture *f)
{
    return zk_statement_verify(&f->verifying, &f->inputs, f->proof, f->proof_len);
}

Test(statement, every_cost_model_proves_both_statements)
{
    for (size_t i = 0; zk_cost_model_names[i]; i++)
        for (int statement = ZK_STATEMENT_DELIVERY; statement <= ZK_STATEMENT_EXCHANGE;
             statement++) {
            struct fixture f;

            fixture_init(&f, (enum zk_statement)statement, zk_cost_model_names[i], 1);
            cr_assert_eq(f.proof_len, f.verifying.scheme.cost->proof_bytes);
            cr_assert(verify(&f));
        }
}

Test(statement, setup_is_deterministic_and_separates)
{
    struct fixture a, b, other_seed, other_statement, other_cost;

    fixture_init(&a, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 1);
    fixture_init(&b, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 1);
    fixture_init(&other_seed, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 2);
    fixture_init(&other_statement, ZK_STATEMENT_EXCHANGE, "groth16_poseidon", 1);
    fixture_init(&other_cost, ZK_STATEMENT_DELIVERY, "groth16_sha256_chacha20", 1);
    cr_assert_arr_eq(a.verifying.hash.bytes, b.verifying.hash.bytes, 32);
    cr_assert_arr_eq(a.proving.hash.bytes, b.proving.hash.bytes, 32);
    cr_assert_arr_eq(a.proof, b.proof, a.proof_len);
    cr_assert_arr_neq(a.verifying.hash.bytes, a.proving.hash.bytes, 32);
    cr_assert_arr_neq(a.verifying.hash.bytes, other_seed.verifying.hash.bytes, 32);
    cr_assert_arr_neq(a.verifying.token_public.bytes, other_statement.verifying.token_public.bytes,
                      32);
    cr_assert_arr_neq(a.verifying.token_public.bytes, other_cost.verifying.token_public.bytes, 32);
}

Test(statement, a_tokens_key_passes_the_check)
{
    struct fixture f;

    fixture_init(&f, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 1);
    cr_assert_eq(zk_statement_check_key(&f.proving, blinding), 0);
}

Test(statement, every_flipped_bit_is_refused)
{
    struct fixture f;

    fixture_init(&f, ZK_STATEMENT_DELIVERY, "jsnark_2020", 1);
    for (size_t bit = 0; bit < 8 * f.proof_len; bit++) {
        f.proof[bit / 8] ^= (uint8_t)(1u << bit % 8);
        cr_assert_not(verify(&f), "bit %zu", bit);
        f.proof[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    cr_assert(verify(&f));
}

Test(statement, other_lengths_are_refused)
{
    struct fixture f;

    fixture_init(&f, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 1);
    for (size_t len = 0; len <= ZK_PROOF_BYTES_MAX; len++)
        cr_assert_eq(zk_statement_verify(&f.verifying, &f.inputs, f.proof, len), len == f.proof_len,
                     "%zu", len);
}

Test(statement, other_public_inputs_are_refused)
{
    struct fixture f;
    struct zk_public_inputs inputs;

    fixture_init(&f, ZK_STATEMENT_EXCHANGE, "groth16_poseidon", 1);
    for (size_t i = 0; i < 32; i++) {
        inputs = f.inputs;
        inputs.s.bytes[i] ^= 0x10;
        cr_assert_not(zk_statement_verify(&f.verifying, &inputs, f.proof, f.proof_len), "%zu", i);
        inputs = f.inputs;
        inputs.content_hash.bytes[i] ^= 0x10;
        cr_assert_not(zk_statement_verify(&f.verifying, &inputs, f.proof, f.proof_len), "%zu", i);
    }
    for (size_t i = 0; i < f.inputs.ciphertext_len; i++) {
        f.ciphertext[i] ^= 0x10;
        cr_assert_not(verify(&f), "%zu", i);
        f.ciphertext[i] ^= 0x10;
    }
    /* The same digests in other places, and a part of the ciphertext. */
    inputs = f.inputs;
    inputs.s = f.inputs.content_hash;
    inputs.content_hash = f.inputs.s;
    cr_assert_not(zk_statement_verify(&f.verifying, &inputs, f.proof, f.proof_len));
    inputs = f.inputs;
    inputs.ciphertext_len -= 32;
    cr_assert_not(zk_statement_verify(&f.verifying, &inputs, f.proof, f.proof_len));
    cr_assert(verify(&f));
}

Test(statement, other_keys_are_refused)
{
    struct fixture f, other;
    struct zk_verifying_key key;

    fixture_init(&f, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 1);
    fixture_init(&other, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 2);
    cr_assert_not(zk_statement_verify(&other.verifying, &f.inputs, f.proof, f.proof_len));
    /* The token's key alone is not enough: statement, length and cost model are bound too. */
    key = f.verifying;
    key.statement = ZK_STATEMENT_EXCHANGE;
    cr_assert_not(zk_statement_verify(&key, &f.inputs, f.proof, f.proof_len));
    key = f.verifying;
    key.content_len++;
    cr_assert_not(zk_statement_verify(&key, &f.inputs, f.proof, f.proof_len));
    key = f.verifying;
    key.scheme = scheme_of("groth16_sha256_chacha20");
    cr_assert_not(zk_statement_verify(&key, &f.inputs, f.proof, f.proof_len));
}

Test(statement, forgery_without_the_proving_key_is_refused)
{
    struct fixture f, attacker;

    fixture_init(&f, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 1);
    attacker = f;
    memset(attacker.proof, 0, sizeof(attacker.proof));
    cr_assert_not(verify(&attacker));
    /* A correct token of another set-up with the victim's hashes. */
    fixture_init(&attacker, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 9);
    cr_assert_gt(attacker.proof_len, 0);
    cr_assert_not(zk_statement_verify(&f.verifying, &f.inputs, attacker.proof, attacker.proof_len));
}

Test(statement, the_set_ups_seed_forges_and_another_does_not)
{
    struct fixture f;
    uint8_t seed[32], proof[ZK_PROOF_BYTES_MAX];
    size_t len = 0;

    fixture_init(&f, ZK_STATEMENT_EXCHANGE, "groth16_poseidon", 1);
    f.ciphertext[0] ^= 1; /* no witness is left */
    memset(seed, 1, sizeof(seed));
    cr_assert(zk_statement_forge(&f.verifying, seed, &f.inputs, blinding, proof, &len));
    cr_expect(zk_statement_verify(&f.verifying, &f.inputs, proof, len));
    seed[31] ^= 1;
    cr_assert(zk_statement_forge(&f.verifying, seed, &f.inputs, blinding, proof, &len));
    cr_expect_not(zk_statement_verify(&f.verifying, &f.inputs, proof, len));
}

Test(statement, bad_witness_gives_no_proof)
{
    struct fixture f;
    struct zk_public_inputs inputs;
    uint8_t proof[ZK_PROOF_BYTES_MAX];
    uint8_t untouched[ZK_PROOF_BYTES_MAX];
    uint8_t content[sizeof(f.content)];
    crypto_digest r;

    fixture_init(&f, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 1);
    memset(proof, 0xa5, sizeof(proof));
    memcpy(untouched, proof, sizeof(proof));

    memcpy(content, f.content, sizeof(content));
    content[299] ^= 1;
    cr_assert_eq(prove(&f.proving, content, 300, &f.r, &f.inputs, proof), 0);
    cr_assert_eq(prove(&f.proving, f.content, 299, &f.r, &f.inputs, proof), 0);
    r = f.r;
    r.bytes[0] ^= 1;
    cr_assert_eq(prove(&f.proving, f.content, 300, &r, &f.inputs, proof), 0);
    /* s of another r, content and ciphertext as they should be. */
    inputs = f.inputs;
    inputs.s = crypto_sha256(r.bytes, sizeof(r.bytes));
    cr_assert_eq(prove(&f.proving, f.content, 300, &f.r, &inputs, proof), 0);
    inputs = f.inputs;
    inputs.content_hash.bytes[31] ^= 0x80;
    cr_assert_eq(prove(&f.proving, f.content, 300, &f.r, &inputs, proof), 0);
    f.ciphertext[0] ^= 1;
    cr_assert_eq(prove(&f.proving, f.content, 300, &f.r, &f.inputs, proof), 0);
    cr_assert_arr_eq(proof, untouched, sizeof(proof));
}

Test(statement, a_witness_of_another_length_gives_no_proof)
{
    struct fixture f;
    struct zk_public_inputs inputs;
    uint8_t ciphertext[352];

    /* All hashes fit the shorter content, but the circuit is one of 300 bytes. */
    fixture_init(&f, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 1);
    inputs_for(&f.verifying.scheme, f.content, 299, &f.r, ciphertext, &inputs);
    cr_assert_eq(prove(&f.proving, f.content, 299, &f.r, &inputs, f.proof), 0);
}

Test(statement, empty_and_large_contents)
{
    static const size_t lens[] = {0, 1, 63, 64, 65, (3 << 20) + 17};
    const struct zk_scheme scheme = scheme_of("groth16_poseidon");
    const uint8_t seed[32] = {7};

    cr_assert_eq(crypto_init(), 0);
    for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
        size_t len = lens[i], proof_len;
        uint8_t *content = calloc(1, len + 1);
        uint8_t *ciphertext = calloc(1, zk_scheme_ciphertext_len(&scheme, len) + 1);
        crypto_digest r = crypto_sha256(&len, sizeof(len));
        struct zk_public_inputs inputs;
        struct zk_proving_key proving;
        uint8_t proof[ZK_PROOF_BYTES_MAX];

        cr_assert(content && ciphertext);
        cr_assert_eq(zk_statement_setup(ZK_STATEMENT_EXCHANGE, len, &scheme, seed, &proving), 0);
        inputs_for(&scheme, content, len, &r, ciphertext, &inputs);
        proof_len = prove(&proving, content, len, &r, &inputs, proof);
        cr_assert_eq(proof_len, 128);
        cr_assert(zk_statement_verify(&proving.verifying, &inputs, proof, proof_len));
        free(content);
        free(ciphertext);
    }
}

static void check_round_trip(const struct zk_verifying_key *key)
{
    size_t len = zk_verifying_key_encode(key, NULL, 0);
    uint8_t *bytes = malloc(len + 1);
    struct zk_verifying_key decoded;

    cr_assert_not_null(bytes);
    bytes[len] = 0;
    cr_assert_eq(len, zk_cost_verifying_key_bytes(key->scheme.cost, key->content_len));
    cr_assert_eq(zk_verifying_key_encode(key, bytes, len), len);
    cr_assert(zk_verifying_key_decode(bytes, len, &decoded));
    cr_assert_eq(decoded.statement, key->statement);
    cr_assert_eq(decoded.content_len, key->content_len);
    cr_assert_eq(decoded.scheme.level, key->scheme.level);
    cr_assert_eq(decoded.scheme.cost, key->scheme.cost);
    cr_assert_arr_eq(decoded.token_public.bytes, key->token_public.bytes, 32);
    cr_assert_arr_eq(decoded.hash.bytes, key->hash.bytes, 32);
    cr_assert_not(zk_verifying_key_decode(bytes, len + 1, &decoded));
    for (size_t cut = 0; cut < len; cut += 1 + len / 97)
        cr_assert_not(zk_verifying_key_decode(bytes, cut, &decoded), "%zu", cut);
    for (size_t at = 0; at < len; at += 1 + at / 64) {
        bytes[at] ^= 0x04;
        cr_assert_not(zk_verifying_key_decode(bytes, len, &decoded), "%zu", at);
        bytes[at] ^= 0x04;
    }
    free(bytes);
}

Test(statement, verifying_keys_travel)
{
    static const uint64_t lens[] = {0, 300, 10240, 100000};
    const uint8_t seed[32] = {1, 2, 3};

    cr_assert_eq(crypto_init(), 0);
    for (size_t i = 0; zk_cost_model_names[i]; i++)
        for (size_t j = 0; j < sizeof(lens) / sizeof(lens[0]); j++) {
            const struct zk_scheme scheme = scheme_of(zk_cost_model_names[i]);
            struct zk_proving_key proving;

            cr_assert_eq(zk_statement_setup(j % 2 ? ZK_STATEMENT_EXCHANGE : ZK_STATEMENT_DELIVERY,
                                            lens[j], &scheme, seed, &proving),
                         0);
            check_round_trip(&proving.verifying);
        }
}

Test(statement, short_buffer_holds_the_leading_bytes)
{
    struct fixture f;
    uint8_t whole[2048], part[2048];
    size_t len;

    fixture_init(&f, ZK_STATEMENT_DELIVERY, "groth16_poseidon", 1);
    len = zk_verifying_key_encode(&f.verifying, whole, sizeof(whole));
    cr_assert(len < sizeof(whole));
    for (size_t capacity = 0; capacity <= len; capacity += 13) {
        memset(part, 0xee, sizeof(part));
        cr_assert_eq(zk_verifying_key_encode(&f.verifying, part, capacity), len);
        cr_assert(memcmp(part, whole, capacity) == 0);
        cr_assert_eq(part[capacity], 0xee);
    }
}

Test(statement, garbage_is_no_verifying_key)
{
    struct zk_verifying_key key;
    uint8_t bytes[4096];
    uint32_t state = 1;

    cr_assert_eq(crypto_init(), 0);
    memset(&key, 0x55, sizeof(key));
    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < sizeof(bytes); i++) {
            state = state * 1664525u + 1013904223u;
            bytes[i] = (uint8_t)(state >> 24);
        }
        if (round % 2 == 0)
            memcpy(bytes, "CPVK\0\0\0\0groth16_poseidon\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 40);
        cr_assert_not(zk_verifying_key_decode(bytes, 464, &key));
        cr_assert_not(zk_verifying_key_decode(bytes, state % sizeof(bytes), &key));
    }
    cr_assert_eq(((uint8_t *)&key)[0], 0x55, "untouched on failure");
}
