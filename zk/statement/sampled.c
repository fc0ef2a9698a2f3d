#include "zk/statement/sampled.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "zk/gadget/evaluate.h"
#include "zk/gadget/merkle.h"
#include "zk/gadget/packing.h"
#include "zk/gadget/stream.h"
#include "zk/groth16/verify.h"
#include "zk/statement/circuit.h"

#define DOMAIN "crowdpatch zk sampled 1"
#define DOMAIN_DRAW "crowdpatch zk sampled draw 1"
#define DOMAIN_POINT "crowdpatch zk sampled point 1"

enum {
    LEAF = ZK_POSEIDON_MERKLE_LEAF_ELEMENTS,
    SAMPLES_MAX = ZK_STATEMENT_SAMPLED_SAMPLES_MAX,
    PUBLICS_MAX = ZK_STATEMENT_SAMPLED_PUBLICS(SAMPLES_MAX),
};

static int out_of_memory(void)
{
    return base_fail(BASE_E_NOMEM, "no memory for a proof");
}

static void assert_samples(unsigned samples)
{
    assert(samples >= 1 && samples <= SAMPLES_MAX);
    (void)samples;
}

crypto_digest zk_statement_sampled_transcript(const struct zk_statement_sampled *sampled)
{
    uint8_t samples = (uint8_t)sampled->samples;
    crypto_digest content = zk_statement_coded_hash(sampled->announcement);
    crypto_digest ciphertext = crypto_sha256(sampled->ciphertext, sampled->ciphertext_len);
    assert_samples(sampled->samples);
    return crypto_sha256_parts(
        (struct crypto_part[]){
            {DOMAIN, sizeof DOMAIN},
            {&samples, 1},
            {content.bytes, sizeof content.bytes},
            {sampled->s.bytes, sizeof sampled->s.bytes},
            {ciphertext.bytes, sizeof ciphertext.bytes},
            {sampled->challenge, sizeof sampled->challenge},
        },
        6);
}

/** Number `at` of uniform 64-bit integers from a transcript. */
static uint64_t expand(const crypto_digest *transcript, uint32_t at)
{
    uint8_t counter[4];
    crypto_digest digest;
    uint64_t value = 0;
    base_store_be32(counter, at);
    digest = crypto_sha256_parts(
        (struct crypto_part[]){
            {DOMAIN_DRAW, sizeof DOMAIN_DRAW},
            {transcript->bytes, sizeof transcript->bytes},
            {counter, sizeof counter},
        },
        3);
    for (unsigned i = 0; i < 8; i++)
        value = value << 8 | digest.bytes[i];
    return value;
}

static bool is_drawn(const uint32_t numbers[], unsigned count, uint64_t number)
{
    for (unsigned i = 0; i < count; i++) {
        if (numbers[i] == number)
            return true;
    }
    return false;
}

void zk_statement_sampled_draw(const crypto_digest *transcript, unsigned samples, size_t leaves,
                               uint32_t ret_numbers[])
{
    uint64_t end = leaves * (UINT64_MAX / leaves); /* of the values that fall on all alike */
    uint32_t at = 0;
    assert(leaves >= 1 && leaves <= UINT32_MAX);
    for (unsigned i = 0; i < samples;) {
        uint64_t value = leaves <= samples ? i : expand(transcript, at++);
        if (value < end && (leaves <= samples || !is_drawn(ret_numbers, i, value % leaves)))
            ret_numbers[i++] = (uint32_t)(value % leaves);
    }
}

static void point_of(const crypto_digest *transcript, zk_fr *ret_z)
{
    crypto_digest digest =
        crypto_sha256_parts((struct crypto_part[]){{DOMAIN_POINT, sizeof DOMAIN_POINT},
                                                   {transcript->bytes, sizeof transcript->bytes}},
                            2);
    zk_statement_circuit_point(&digest, ret_z);
}

bool zk_statement_sampled_bind(const struct zk_statement_sampled *sampled, zk_fr ret_publics[])
{
    unsigned k = sampled->samples;
    uint64_t content_len = sampled->announcement->content_len;
    uint32_t numbers[SAMPLES_MAX];
    crypto_digest transcript;
    zk_fr publics[PUBLICS_MAX], *z = &publics[2 * k + 2], *y = &publics[2 * k + 3];
    assert_samples(k);
    if (content_len > ZK_STATEMENT_CODED_LEN_MAX ||
        sampled->ciphertext_len != zk_statement_coded_ciphertext_len(content_len))
        return false;
    transcript = zk_statement_sampled_transcript(sampled);
    zk_statement_sampled_draw(&transcript, k, zk_statement_coded_leaves(content_len), numbers);
    zk_statement_circuit_halves(&sampled->s, &publics[0]);
    for (unsigned i = 0; i < k; i++) {
        zk_fr_from_u64(numbers[i], &publics[2 + i]);
        publics[2 + k + i] = sampled->hashes[numbers[i]];
    }
    point_of(&transcript, z);
    *y = (zk_fr){{0}};
    for (unsigned i = LEAF * k; i-- > 0;) {
        zk_fr c;
        size_t at = LEAF * (size_t)numbers[i / LEAF] + i % LEAF;
        if (!zk_fr_from_be(&sampled->ciphertext[32 * at], &c))
            return false;
        zk_fr_mul(y, z, y);
        zk_fr_add(y, &c, y);
    }
    memcpy(ret_publics, publics, ZK_STATEMENT_SAMPLED_PUBLICS(k) * sizeof *publics);
    return true;
}

/** The number of a leaf that zk_statement_sampled_bind() gave. */
static size_t number_of(const zk_fr *number)
{
    u256 value;
    zk_fr_to_u256(number, &value);
    return (size_t)value.limb[0];
}

/** A leaf that has the hash, and its ciphertext. Shape: leaf[16], ret_ciphertext[16]. */
static void add_leaf(struct zk_builder *builder, const struct zk_gadget_poseidon *wide,
                     const struct zk_lc key[2], struct zk_lc number, struct zk_lc hash,
                     const zk_fr leaf[], struct zk_lc ret_ciphertext[])
{
    struct zk_lc keystream[LEAF];
    for (int i = 0; i < LEAF; i++)
        ret_ciphertext[i] = zk_builder_witness(builder, &leaf[i]);
    zk_builder_enforce_equal(builder, zk_gadget_merkle_leaf(wide, builder, ret_ciphertext), hash);
    zk_gadget_stream_keystream(wide, builder, key, number, keystream);
    for (int i = 0; i < LEAF; i++)
        ret_ciphertext[i] = zk_builder_add(builder, ret_ciphertext[i], keystream[i]);
    explicit_bzero(keystream, sizeof keystream);
}

int zk_statement_sampled_circuit(struct zk_builder *builder, unsigned samples,
                                 const zk_fr publics[], const zk_fr leaves[],
                                 const crypto_digest *r)
{
    struct zk_lc lcs[PUBLICS_MAX], bits[256], key[2], *ciphertext, y;
    struct zk_gadget_poseidon wide;
    int result;
    assert_samples(samples);
    for (unsigned i = 0; i < ZK_STATEMENT_SAMPLED_PUBLICS(samples); i++)
        lcs[i] = zk_builder_public(builder, &publics[i]);
    ciphertext = zk_builder_lcs(builder, (size_t)LEAF * samples);
    if (!ciphertext)
        return out_of_memory();
    result = zk_gadget_poseidon_init(zk_suite_poseidon(), &wide);
    if (result < 0)
        return result;
    zk_statement_circuit_key(builder, r, &lcs[0], bits);
    for (int i = 0; i < 2; i++)
        key[i] = zk_gadget_packing_pack_be(builder, 16, bits + 128 * i);
    for (unsigned i = 0; i < samples; i++)
        add_leaf(builder, &wide, key, lcs[2 + i], lcs[2 + samples + i], &leaves[LEAF * i],
                 &ciphertext[LEAF * i]);
    zk_gadget_poseidon_deinit(&wide);
    explicit_bzero(bits, sizeof bits);
    explicit_bzero(key, sizeof key);
    y = zk_gadget_evaluate(builder, (size_t)LEAF * samples, ciphertext, lcs[2 * samples + 2]);
    zk_builder_enforce_equal(builder, y, lcs[2 * samples + 3]);
    return 0;
}

int zk_statement_sampled_record(unsigned samples, struct zk_r1cs *ret_r1cs)
{
    static const zk_fr publics[PUBLICS_MAX], leaves[SAMPLES_MAX * LEAF];
    const crypto_digest r = {{0}};
    struct zk_builder builder;
    int result;
    zk_builder_init(&builder, ZK_BUILDER_RECORD);
    result = zk_statement_sampled_circuit(&builder, samples, publics, leaves, &r);
    if (result == 0)
        result = zk_builder_finish(&builder, ret_r1cs);
    zk_builder_deinit(&builder);
    return result;
}

int zk_statement_sampled_setup(unsigned samples, struct zk_threads *threads, const uint8_t seed[32],
                               struct zk_groth16_proving_key *ret_key)
{
    struct zk_r1cs r1cs;
    int result = zk_statement_sampled_record(samples, &r1cs);
    if (result < 0)
        return result;
    return zk_statement_circuit_setup(&r1cs, threads, seed, ret_key);
}

int zk_statement_sampled_prove(const struct zk_statement_sampled *sampled,
                               struct zk_threads *threads, const struct zk_groth16_proving_key *key,
                               const zk_fr elements[], const crypto_digest *r,
                               const uint8_t blinding[32], struct zk_groth16_proof *ret_proof)
{
    unsigned k = sampled->samples;
    zk_fr publics[PUBLICS_MAX], *leaves;
    struct zk_builder builder;
    int result;
    if (!zk_statement_sampled_bind(sampled, publics))
        return ZK_STATEMENT_UNSATISFIED;
    leaves = reallocarray(NULL, k, LEAF * sizeof *leaves);
    if (!leaves)
        return out_of_memory();
    for (unsigned i = 0; i < k; i++)
        memcpy(&leaves[LEAF * i], &elements[LEAF * number_of(&publics[2 + i])],
               LEAF * sizeof *leaves);
    zk_builder_init(&builder, ZK_BUILDER_ASSIGN);
    result = zk_statement_sampled_circuit(&builder, k, publics, leaves, r);
    if (result == 0)
        result = zk_statement_circuit_prove(&builder, threads, key, blinding, ret_proof);
    zk_builder_deinit(&builder);
    explicit_bzero(leaves, k * LEAF * sizeof *leaves);
    free(leaves);
    return result;
}

bool zk_statement_sampled_verify(const struct zk_statement_sampled *sampled,
                                 const struct zk_groth16_verifying_key *key,
                                 const struct zk_groth16_proof *proof)
{
    zk_fr publics[PUBLICS_MAX];
    return key->publics == ZK_STATEMENT_SAMPLED_PUBLICS(sampled->samples) &&
           zk_statement_sampled_bind(sampled, publics) && zk_groth16_verify(key, publics, proof);
}
