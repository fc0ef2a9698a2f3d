#include "zk/statement/whole.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "zk/gadget/chacha20.h"
#include "zk/gadget/evaluate.h"
#include "zk/gadget/packing.h"
#include "zk/gadget/sha256.h"
#include "zk/groth16/verify.h"
#include "zk/statement/circuit.h"

#define DOMAIN "crowdpatch zk whole 1"
#define PACKED_BYTES ZK_STATEMENT_CIRCUIT_PACKED_BYTES

uint32_t zk_statement_whole_publics(enum zk_suite suite)
{
    return suite == ZK_SUITE_POSEIDON ? 5 : 6;
}

static uint64_t element_count(enum zk_suite suite, uint64_t content_len)
{
    uint64_t len = zk_suite_ciphertext_len(suite, content_len),
             each = zk_statement_circuit_element_bytes(suite);
    return len / each + (len % each != 0);
}

static crypto_digest challenge(const struct zk_statement_whole *whole,
                               const struct zk_public_inputs *inputs)
{
    uint8_t which[10] = {(uint8_t)whole->suite, (uint8_t)whole->statement};
    base_store_be64(which + 2, whole->content_len);
    return crypto_sha256_parts(
        (struct crypto_part[]){
            {DOMAIN, sizeof DOMAIN},
            {which, sizeof which},
            {inputs->s.bytes, sizeof inputs->s.bytes},
            {inputs->content_hash.bytes, sizeof inputs->content_hash.bytes},
            {inputs->ciphertext, inputs->ciphertext_len},
        },
        5);
}

bool zk_statement_whole_bind(const struct zk_statement_whole *whole,
                             const struct zk_public_inputs *inputs,
                             zk_fr ret_publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX])
{
    zk_fr publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX];
    uint32_t count = zk_statement_whole_publics(whole->suite);
    crypto_digest digest;
    if (inputs->ciphertext_len != zk_suite_ciphertext_len(whole->suite, whole->content_len))
        return false;
    zk_statement_circuit_halves(&inputs->s, &publics[0]);
    if (whole->suite == ZK_SUITE_SHA256_CHACHA20)
        zk_statement_circuit_halves(&inputs->content_hash, &publics[2]);
    else if (!zk_fr_from_be(inputs->content_hash.bytes, &publics[2]))
        return false;
    digest = challenge(whole, inputs);
    zk_statement_circuit_point(&digest, &publics[count - 2]);
    if (!zk_statement_circuit_evaluate(whole->suite, inputs->ciphertext, inputs->ciphertext_len,
                                       &publics[count - 2], &publics[count - 1]))
        return false;
    memcpy(ret_publics, publics, count * sizeof *publics);
    return true;
}

/** The hash and the cipher; ret_elements[n] of the ciphertext. */
static int sha256_parts(struct zk_builder *builder, size_t len, const uint8_t *content,
                        const struct zk_lc key[256], const struct zk_lc hash[2], size_t n,
                        struct zk_lc ret_elements[])
{
    struct zk_lc digest[ZK_GADGET_SHA256_BITS];
    struct zk_lc *bits = zk_builder_lcs(builder, 8 * len + 1);
    if (!bits)
        return BASE_E_NOMEM;
    zk_gadget_packing_witness(builder, content, len, bits);
    zk_gadget_sha256(builder, len, bits, digest);
    zk_statement_circuit_digest(builder, digest, hash);
    zk_gadget_chacha20_xor(builder, key, 0, len, bits, bits);
    for (size_t i = 0; i < n; i++) {
        size_t left = len - i * PACKED_BYTES;
        ret_elements[i] = zk_gadget_packing_pack_be(
            builder, left < PACKED_BYTES ? left : PACKED_BYTES, bits + 8 * PACKED_BYTES * i);
    }
    return 0;
}

int zk_statement_whole_circuit(struct zk_builder *builder, const struct zk_statement_whole *whole,
                               const zk_fr publics[], const uint8_t *content,
                               const crypto_digest *r)
{
    uint32_t count = zk_statement_whole_publics(whole->suite);
    size_t n = (size_t)element_count(whole->suite, whole->content_len);
    struct zk_lc lcs[ZK_STATEMENT_WHOLE_PUBLICS_MAX], key[256], y;
    struct zk_lc *elements;
    int result;
    for (uint32_t i = 0; i < count; i++)
        lcs[i] = zk_builder_public(builder, &publics[i]);
    zk_statement_circuit_key(builder, r, &lcs[0], key);
    elements = zk_builder_lcs(builder, n + 1);
    if (!elements)
        result = BASE_E_NOMEM;
    else if (whole->suite == ZK_SUITE_POSEIDON)
        result = zk_statement_circuit_stream(builder, (size_t)whole->content_len, content, key,
                                             NULL, lcs[2], elements);
    else
        result =
            sha256_parts(builder, (size_t)whole->content_len, content, key, &lcs[2], n, elements);
    explicit_bzero(key, sizeof key);
    if (result < 0)
        return result;
    y = n > 0 ? zk_gadget_evaluate(builder, n, elements, lcs[count - 2])
              : zk_builder_constant_u64(builder, 0);
    zk_builder_enforce_equal(builder, y, lcs[count - 1]);
    return 0;
}

int zk_statement_whole_record(const struct zk_statement_whole *whole, struct zk_r1cs *ret_r1cs)
{
    static const zk_fr publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX];
    const crypto_digest r = {{0}};
    struct zk_builder builder;
    uint8_t *content = calloc(1, (size_t)whole->content_len + 1);
    int result = content ? zk_suite_init(whole->suite) : BASE_E_NOMEM;
    if (result == 0) {
        zk_builder_init(&builder, ZK_BUILDER_RECORD);
        result = zk_statement_whole_circuit(&builder, whole, publics, content, &r);
        if (result == 0)
            result = zk_builder_finish(&builder, ret_r1cs);
        zk_builder_deinit(&builder);
    }
    free(content);
    return result;
}

int zk_statement_whole_setup(const struct zk_statement_whole *whole, struct zk_threads *threads,
                             const uint8_t seed[32], struct zk_groth16_proving_key *ret_key)
{
    struct zk_r1cs r1cs;
    int result = zk_statement_whole_record(whole, &r1cs);
    if (result < 0)
        return result;
    return zk_statement_circuit_setup(&r1cs, threads, seed, ret_key);
}

int zk_statement_whole_prove(const struct zk_statement_whole *whole, struct zk_threads *threads,
                             const struct zk_groth16_proving_key *key, const uint8_t *content,
                             const crypto_digest *r, const struct zk_public_inputs *inputs,
                             const uint8_t blinding[32], struct zk_groth16_proof *ret_proof)
{
    zk_fr publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX];
    struct zk_builder builder;
    int result = zk_suite_init(whole->suite);
    if (result < 0)
        return result;
    if (!zk_statement_whole_bind(whole, inputs, publics))
        return ZK_STATEMENT_UNSATISFIED;
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    result = zk_statement_whole_circuit(&builder, whole, publics, content, r);
    if (result == 0)
        result = zk_statement_circuit_prove(&builder, threads, key, blinding, ret_proof);
    zk_builder_deinit(&builder);
    return result;
}

bool zk_statement_whole_verify(const struct zk_statement_whole *whole,
                               const struct zk_groth16_verifying_key *key,
                               const struct zk_public_inputs *inputs,
                               const struct zk_groth16_proof *proof)
{
    zk_fr publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX];
    return key->publics == zk_statement_whole_publics(whole->suite) &&
           zk_statement_whole_bind(whole, inputs, publics) &&
           zk_groth16_verify(key, publics, proof);
}
