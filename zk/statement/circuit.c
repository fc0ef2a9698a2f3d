#include "zk/statement/circuit.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/gadget/packing.h"
#include "zk/gadget/sha256.h"
#include "zk/gadget/stream.h"
#include "zk/groth16/prove.h"
#include "zk/groth16/setup.h"
#include "zk/poseidon/stream.h"
#include "zk/statement.h"

void zk_statement_circuit_halves(const crypto_digest *digest, zk_fr ret_halves[2])
{
    for (int i = 0; i < 2; i++) {
        uint8_t be[32] = {0};
        memcpy(be + 16, digest->bytes + 16 * i, 16);
        zk_fr_from_be(be, &ret_halves[i]);
    }
}

void zk_statement_circuit_digest(struct zk_builder *builder, const struct zk_lc bits[256],
                                 const struct zk_lc halves[2])
{
    for (int i = 0; i < 2; i++)
        zk_builder_enforce_equal(builder, zk_gadget_packing_pack_be(builder, 16, bits + 128 * i),
                                 halves[i]);
}

void zk_statement_circuit_key(struct zk_builder *builder, const crypto_digest *r,
                              const struct zk_lc s[2], struct zk_lc ret_bits[256])
{
    struct zk_lc digest[ZK_GADGET_SHA256_BITS];
    zk_gadget_packing_witness(builder, r->bytes, sizeof r->bytes, ret_bits);
    zk_gadget_sha256(builder, sizeof r->bytes, ret_bits, digest);
    zk_statement_circuit_digest(builder, digest, s);
    explicit_bzero(digest, sizeof digest);
}

static struct zk_lc block_number(struct zk_builder *builder, const struct zk_lc *first, size_t at)
{
    struct zk_lc number = zk_builder_constant_u64(builder, at);
    return first ? zk_builder_add(builder, *first, number) : number;
}

int zk_statement_circuit_stream(struct zk_builder *builder, size_t len, const uint8_t *content,
                                const struct zk_lc key[256], const struct zk_lc *first,
                                struct zk_lc hash, struct zk_lc ret_elements[])
{
    size_t n = zk_poseidon_stream_elements(len);
    struct zk_gadget_poseidon wide;
    struct zk_lc halves[2], keystream[ZK_POSEIDON_STREAM_BLOCK];
    zk_fr *elements = reallocarray(NULL, n + 1, sizeof *elements);
    int r = elements ? zk_gadget_poseidon_init(zk_suite_poseidon(), &wide)
                     : base_fail(BASE_E_NOMEM, "no memory for a circuit");
    if (r < 0) {
        free(elements);
        return r;
    }
    zk_poseidon_stream_encode(content, len, elements);
    for (size_t i = 0; i < n; i++)
        ret_elements[i] = zk_builder_witness(builder, &elements[i]);
    zk_builder_enforce_equal(builder, zk_gadget_stream_hash(&wide, builder, len, ret_elements),
                             hash);
    for (int i = 0; i < 2; i++)
        halves[i] = zk_gadget_packing_pack_be(builder, 16, key + 128 * i);
    for (size_t i = 0; i < n; i++) {
        if (i % ZK_POSEIDON_STREAM_BLOCK == 0)
            zk_gadget_stream_keystream(&wide, builder, halves,
                                       block_number(builder, first, i / ZK_POSEIDON_STREAM_BLOCK),
                                       keystream);
        ret_elements[i] =
            zk_builder_add(builder, ret_elements[i], keystream[i % ZK_POSEIDON_STREAM_BLOCK]);
    }
    zk_gadget_poseidon_deinit(&wide);
    explicit_bzero(halves, sizeof halves);
    explicit_bzero(keystream, sizeof keystream);
    explicit_bzero(elements, n * sizeof *elements);
    free(elements);
    return 0;
}

void zk_statement_circuit_point(const crypto_digest *digest, zk_fr *ret_z)
{
    uint8_t be[32] = {0};
    memcpy(be + 1, digest->bytes, 31);
    zk_fr_from_be(be, ret_z);
}

size_t zk_statement_circuit_element_bytes(enum zk_suite suite)
{
    return suite == ZK_SUITE_POSEIDON ? ZK_POSEIDON_STREAM_CIPHERTEXT_BYTES
                                      : ZK_STATEMENT_CIRCUIT_PACKED_BYTES;
}

bool zk_statement_circuit_evaluate(enum zk_suite suite, const uint8_t *ciphertext, size_t len,
                                   const zk_fr *z, zk_fr *ret_y)
{
    size_t each = zk_statement_circuit_element_bytes(suite), n = len / each + (len % each != 0);
    zk_fr y = {{0}}, c;
    while (n-- > 0) {
        uint8_t be[32] = {0};
        size_t here = len - n * each < each ? len - n * each : each;
        memcpy(be + sizeof be - here, ciphertext + n * each, here);
        if (!zk_fr_from_be(be, &c))
            return false;
        zk_fr_mul(&y, z, &y);
        zk_fr_add(&y, &c, &y);
    }
    *ret_y = y;
    return true;
}

void zk_statement_circuit_blinding(const uint8_t seed[32], zk_fr ret_blinding[2])
{
    static const char domain[] = "crowdpatch zk blinding 1";
    zk_fr parts[4], shift;
    /* 2^192 a + b of 192 bits each is 384 bits modulo r. */
    zk_fr_from_u64(UINT64_C(1) << 48, &shift);
    zk_fr_square(&shift, &shift);
    zk_fr_square(&shift, &shift);
    for (uint8_t i = 0; i < 4; i++) {
        uint8_t be[32] = {0};
        crypto_digest digest = crypto_sha256_parts(
            (struct crypto_part[]){{domain, sizeof domain}, {seed, 32}, {&i, 1}}, 3);
        memcpy(be + 8, digest.bytes, 24);
        zk_fr_from_be(be, &parts[i]);
        explicit_bzero(be, sizeof be);
        explicit_bzero(&digest, sizeof digest);
    }
    for (int i = 0; i < 2; i++) {
        zk_fr_mul(&parts[2 * i], &shift, &parts[2 * i]);
        zk_fr_add(&parts[2 * i], &parts[2 * i + 1], &ret_blinding[i]);
    }
    explicit_bzero(parts, sizeof parts);
}

int zk_statement_circuit_setup(struct zk_r1cs *r1cs, struct zk_threads *threads,
                               const uint8_t seed[32], struct zk_groth16_proving_key *ret_key)
{
    struct base_arena scratch;
    int result;
    base_arena_init(&scratch, 1 << 20);
    result = zk_groth16_setup(&scratch, threads, r1cs, seed, ret_key);
    base_arena_deinit(&scratch);
    zk_r1cs_deinit(r1cs);
    return result;
}

int zk_statement_circuit_prove(struct zk_builder *builder, struct zk_threads *threads,
                               const struct zk_groth16_proving_key *key, const uint8_t blinding[32],
                               struct zk_groth16_proof *ret_proof)
{
    struct base_arena scratch;
    zk_fr elements[2];
    int result = zk_builder_finish(builder, NULL);
    if (result < 0)
        return result;
    if (!builder->is_satisfied || builder->wires != key->wires)
        return ZK_STATEMENT_UNSATISFIED;
    zk_statement_circuit_blinding(blinding, elements);
    base_arena_init(&scratch, 1 << 20);
    result = zk_groth16_prove(&scratch, threads, key, builder->w, elements, ret_proof);
    base_arena_deinit(&scratch);
    explicit_bzero(elements, sizeof elements);
    return result;
}
