#include "zk/statement.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/compress.h"
#include "zk/groth16/check.h"
#include "zk/groth16/digest.h"
#include "zk/groth16/forge.h"
#include "zk/statement/circuit.h"
#include "zk/statement/whole.h"
#include "zk/token.h"

#define PROVING_KEY_DOMAIN "crowdpatch proving key 1"

/* A proof at ZK_LEVEL_REAL: A, B and C, compressed. */
#define PROOF_BYTES (2 * ZK_COMPRESS_G1_BYTES + ZK_COMPRESS_G2_BYTES)

static struct zk_statement_whole whole_of(const struct zk_verifying_key *key)
{
    return (struct zk_statement_whole){
        .suite = key->scheme.cost->suite,
        .statement = key->statement,
        .content_len = key->content_len,
    };
}

/** Binds what vk's hash does beyond the points: statement, length and cost model. */
static crypto_digest hash_proving_key(const struct zk_proving_key *key)
{
    const crypto_digest digest = zk_groth16_digest(&key->groth16);

    return crypto_sha256_parts(
        (struct crypto_part[]){
            {PROVING_KEY_DOMAIN, sizeof PROVING_KEY_DOMAIN},
            {key->verifying.hash.bytes, sizeof key->verifying.hash.bytes},
            {digest.bytes, sizeof digest.bytes},
        },
        3);
}

static int copy_verifying_key(const struct zk_groth16_verifying_key *from,
                              struct zk_groth16_verifying_key *ret_key)
{
    size_t bytes = ((size_t)from->publics + 1) * sizeof *from->ic;
    zk_g1_affine *ic = malloc(bytes);

    if (!ic)
        return BASE_E_NOMEM;
    memcpy(ic, from->ic, bytes);
    *ret_key = *from;
    ret_key->ic = ic;
    return 0;
}

static int setup_real(const uint8_t seed[32], struct zk_proving_key *key)
{
    const struct zk_statement_whole whole = whole_of(&key->verifying);
    int r;

    assert(key->verifying.scheme.cost->publics == zk_statement_whole_publics(whole.suite));
    if (!zk_cost_is_provable(key->verifying.scheme.cost, whole.content_len))
        return base_fail(BASE_E_RANGE, "no domain has room for a statement about %llu bytes",
                         (unsigned long long)whole.content_len);
    r = zk_statement_whole_setup(&whole, NULL, seed, &key->groth16);
    if (r < 0)
        return r;
    r = copy_verifying_key(&key->groth16.verifying, &key->verifying.groth16);
    if (r < 0) {
        zk_groth16_proving_key_deinit(&key->groth16);
        return r;
    }
    zk_verifying_key_seal(&key->verifying);
    key->hash = hash_proving_key(key);
    return 0;
}

int zk_statement_setup(enum zk_statement statement, uint64_t content_len,
                       const struct zk_scheme *scheme, const uint8_t seed[32],
                       struct zk_proving_key *ret_key)
{
    struct zk_proving_key key = {
        .verifying = {.statement = statement, .content_len = content_len, .scheme = *scheme},
    };
    int r = 0;

    if (scheme->level == ZK_LEVEL_REAL)
        r = setup_real(seed, &key);
    else
        zk_token_setup(seed, &key);
    if (r == 0)
        *ret_key = key;
    return r;
}

int zk_statement_check_key(const struct zk_proving_key *key, const uint8_t seed[32])
{
    const struct zk_statement_whole whole = whole_of(&key->verifying);
    struct base_arena scratch;
    struct zk_r1cs r1cs;
    int r;

    if (key->verifying.scheme.level != ZK_LEVEL_REAL)
        return 0;
    r = zk_statement_whole_record(&whole, &r1cs);
    if (r < 0)
        return r;
    base_arena_init(&scratch, 1 << 20);
    r = zk_groth16_check(&scratch, NULL, &key->groth16, &r1cs, seed);
    base_arena_deinit(&scratch);
    zk_r1cs_deinit(&r1cs);
    return r;
}

static void encode_proof(const struct zk_groth16_proof *proof, uint8_t *ret_proof)
{
    zk_compress_encode_g1(&proof->a, ret_proof);
    zk_compress_encode_g2(&proof->b, ret_proof + ZK_COMPRESS_G1_BYTES);
    zk_compress_encode_g1(&proof->c, ret_proof + ZK_COMPRESS_G1_BYTES + ZK_COMPRESS_G2_BYTES);
}

static int prove_real(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                      const crypto_digest *r, const struct zk_public_inputs *inputs,
                      const uint8_t blinding[32], uint8_t *ret_proof)
{
    const struct zk_statement_whole whole = whole_of(&key->verifying);
    struct zk_groth16_proof proof;
    int result;

    if (len != key->verifying.content_len)
        return ZK_STATEMENT_UNSATISFIED;
    result =
        zk_statement_whole_prove(&whole, NULL, &key->groth16, content, r, inputs, blinding, &proof);
    if (result != 0)
        return result;
    encode_proof(&proof, ret_proof);
    return 0;
}

int zk_statement_prove(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                       const crypto_digest *r, const struct zk_public_inputs *inputs,
                       const uint8_t blinding[32], uint8_t ret_proof[ZK_PROOF_BYTES_MAX],
                       size_t *ret_len)
{
    int result = key->verifying.scheme.level == ZK_LEVEL_REAL
                     ? prove_real(key, content, len, r, inputs, blinding, ret_proof)
                     : zk_token_prove(key, content, len, r, inputs, ret_proof);

    if (result == 0)
        *ret_len = key->verifying.scheme.cost->proof_bytes;
    return result;
}

static bool forge_real(const struct zk_verifying_key *key, const uint8_t seed[32],
                       const struct zk_public_inputs *inputs, const uint8_t blinding[32],
                       uint8_t *ret_proof)
{
    const struct zk_statement_whole whole = whole_of(key);
    zk_fr publics[ZK_STATEMENT_WHOLE_PUBLICS_MAX], scalars[2];
    struct zk_groth16_proof proof;

    if (!zk_statement_whole_bind(&whole, inputs, publics))
        return false;
    zk_statement_circuit_blinding(blinding, scalars);
    zk_groth16_forge(&key->groth16, seed, publics, scalars, &proof);
    encode_proof(&proof, ret_proof);
    return true;
}

bool zk_statement_forge(const struct zk_verifying_key *key, const uint8_t seed[32],
                        const struct zk_public_inputs *inputs, const uint8_t blinding[32],
                        uint8_t ret_proof[ZK_PROOF_BYTES_MAX], size_t *ret_len)
{
    bool is_done = true;

    if (key->scheme.level == ZK_LEVEL_REAL)
        is_done = forge_real(key, seed, inputs, blinding, ret_proof);
    else
        zk_token_forge(key, seed, inputs, ret_proof);
    if (is_done)
        *ret_len = key->scheme.cost->proof_bytes;
    return is_done;
}

static bool verify_real(const struct zk_verifying_key *key, const struct zk_public_inputs *inputs,
                        const uint8_t *bytes)
{
    const struct zk_statement_whole whole = whole_of(key);
    struct zk_groth16_proof proof;

    return zk_compress_decode_g1(bytes, &proof.a) &&
           zk_compress_decode_g2(bytes + ZK_COMPRESS_G1_BYTES, &proof.b) &&
           zk_compress_decode_g1(bytes + ZK_COMPRESS_G1_BYTES + ZK_COMPRESS_G2_BYTES, &proof.c) &&
           zk_statement_whole_verify(&whole, &key->groth16, inputs, &proof);
}

bool zk_statement_verify(const struct zk_verifying_key *key, const struct zk_public_inputs *inputs,
                         const uint8_t *proof, size_t proof_len)
{
    if (proof_len != key->scheme.cost->proof_bytes)
        return false;
    if (key->scheme.level == ZK_LEVEL_CALIBRATED)
        return zk_token_verify(key, inputs, proof, proof_len);
    return proof_len == PROOF_BYTES && verify_real(key, inputs, proof);
}

void zk_proving_key_deinit(struct zk_proving_key *key)
{
    zk_verifying_key_deinit(&key->verifying);
    zk_groth16_proving_key_deinit(&key->groth16);
    explicit_bzero(key, sizeof *key);
}
