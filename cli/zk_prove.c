#define _GNU_SOURCE
#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "base/output.h"
#include "cli/command.h"
#include "cli/zk.h"
#include "zk/groth16/prove.h"
#include "zk/groth16/verify.h"
#include "zk/iden3/json.h"
#include "zk/iden3/wtns.h"
#include "zk/iden3/zkey.h"

#define SCRATCH_BLOCK_BYTES ((size_t)1 << 20)

/* Uniform: what is not below r is drawn again. */
static int draw_blinding(zk_fr ret_blinding[2])
{
    uint8_t bytes[32];
    int r = 0;

    for (int i = 0; r == 0 && i < 2; i++) {
        do {
            r = cli_zk_random(bytes, sizeof bytes);
            bytes[0] &= 0x3f; /* r has 254 bits */
        } while (r == 0 && !zk_fr_from_be(bytes, &ret_blinding[i]));
    }
    explicit_bzero(bytes, sizeof bytes);
    return r;
}

static int read_inputs(const struct cli_zk *zk, struct zk_threads *threads,
                       struct zk_groth16_proving_key *ret_key, zk_fr **ret_values)
{
    struct zk_iden3_file key_file = {0}, witness_file = {0};
    struct zk_groth16_proving_key key = {0};
    zk_fr *values = NULL;
    uint32_t wires = 0;
    int r = zk_iden3_file_open(zk->words[0], &key_file);

    r = r < 0 ? r : zk_iden3_file_open(zk->words[1], &witness_file);
    r = r < 0 ? r : zk_iden3_wtns_read(&witness_file, &values, &wires);
    r = r < 0 ? r : zk_iden3_zkey_read(&key_file, threads, ZK_IDEN3_ZKEY_PROVE, &key);
    if (r == 0 && wires != key.wires)
        r = base_fail(BASE_E_SCENARIO,
                      "%s has %" PRIu32 " values, and %s has %" PRIu32 " wires; nothing is written",
                      zk->words[1], wires, zk->words[0], key.wires);
    zk_iden3_file_close(&key_file);
    zk_iden3_file_close(&witness_file);
    if (r < 0) {
        zk_groth16_proving_key_deinit(&key);
        zk_iden3_wtns_free(values, wires);
        return r;
    }
    *ret_key = key;
    *ret_values = values;
    return 0;
}

static int prove(const struct cli_zk *zk, struct zk_threads *threads,
                 const struct zk_groth16_proving_key *key, const zk_fr values[],
                 struct zk_groth16_proof *ret_proof)
{
    struct base_arena scratch;
    zk_fr blinding[2];
    int r = draw_blinding(blinding);

    base_arena_init(&scratch, SCRATCH_BLOCK_BYTES);
    r = r < 0 ? r : zk_groth16_prove(&scratch, threads, key, values, blinding, ret_proof);
    base_arena_deinit(&scratch);
    explicit_bzero(blinding, sizeof blinding);
    if (r == 0 && !zk_groth16_verify(&key->verifying, values + 1, ret_proof))
        r = base_fail(BASE_E_SCENARIO,
                      "%s does not satisfy the circuit of %s (or that key is inconsistent): the "
                      "proof does not verify; nothing is written",
                      zk->words[1], zk->words[0]);
    return r;
}

/* Both files are complete before the first one gets its name. */
static int write_outputs(const struct cli_zk *zk, const struct zk_groth16_proof *proof,
                         const zk_fr publics[], size_t count)
{
    struct base_output proof_output = {0}, public_output = {0};
    int r = base_output_begin(zk->words[2], &proof_output);

    r = r < 0 ? r : base_output_begin(zk->words[3], &public_output);
    if (r == 0) {
        zk_iden3_proof_write(proof, proof_output.stream);
        zk_iden3_public_write(publics, count, public_output.stream);
        r = base_output_finish(&proof_output);
    }
    r = r < 0 ? r : base_output_finish(&public_output);
    r = r < 0 ? r : base_output_commit(&proof_output);
    r = r < 0 ? r : base_output_commit(&public_output);
    base_output_deinit(&proof_output);
    base_output_deinit(&public_output);
    return r;
}

int cli_zk_prove(const struct cli_zk *zk)
{
    struct zk_groth16_proving_key key = {0};
    struct zk_threads *threads = NULL;
    struct zk_groth16_proof proof;
    zk_fr *values = NULL;

    if (strcmp(zk->words[2], zk->words[3]) == 0) {
        fprintf(stderr, "crowdpatch zk prove: PROOF.json and PUBLIC.json are one file\n");
        return CLI_EXIT_USAGE;
    }
    int r = zk_threads_new(zk->threads, &threads);
    r = r < 0 ? r : read_inputs(zk, threads, &key, &values);
    r = r < 0 ? r : prove(zk, threads, &key, values, &proof);
    r = r < 0 ? r : write_outputs(zk, &proof, values + 1, key.verifying.publics);
    zk_iden3_wtns_free(values, key.wires);
    zk_groth16_proving_key_deinit(&key);
    zk_threads_free(threads);
    return cli_end("zk prove", r);
}
