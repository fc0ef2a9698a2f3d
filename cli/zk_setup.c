#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/output.h"
#include "cli/command.h"
#include "cli/zk.h"
#include "zk/groth16/setup.h"
#include "zk/iden3/json.h"
#include "zk/iden3/r1cs.h"
#include "zk/iden3/zkey.h"

#define SCRATCH_BLOCK_BYTES ((size_t)1 << 20)

static int read_seed(const char *path, uint8_t ret_seed[32])
{
    struct zk_iden3_file file = {0};
    int r;

    if (path == NULL)
        return cli_zk_random(ret_seed, 32);
    r = zk_iden3_file_open(path, &file);
    if (r == 0 && file.len != 32)
        r = base_fail(BASE_E_SCENARIO, "%s: found %zu bytes, expected 32", path, file.len);
    if (r == 0)
        memcpy(ret_seed, file.data, 32);
    zk_iden3_file_close(&file);
    return r;
}

static int read_circuit(const char *path, struct zk_r1cs *ret_r1cs)
{
    struct zk_iden3_file file = {0};
    int r = zk_iden3_file_open(path, &file);

    r = r < 0 ? r : zk_iden3_r1cs_read(&file, ret_r1cs);
    zk_iden3_file_close(&file);
    return r;
}

static int make_key(const struct cli_zk *zk, const struct zk_r1cs *r1cs,
                    struct zk_groth16_proving_key *ret_key)
{
    struct zk_threads *threads = NULL;
    struct base_arena scratch;
    uint8_t seed[32];
    int r = read_seed(zk->seed_file, seed);

    base_arena_init(&scratch, SCRATCH_BLOCK_BYTES);
    r = r < 0 ? r : zk_threads_new(zk->threads, &threads);
    r = r < 0 ? r : zk_groth16_setup(&scratch, threads, r1cs, seed, ret_key);
    explicit_bzero(seed, sizeof seed);
    base_arena_deinit(&scratch);
    zk_threads_free(threads);
    return r;
}

static int write_key(const char *path, const struct zk_groth16_proving_key *key)
{
    struct base_output output = {0};
    int r = base_output_begin(path, &output);

    if (r == 0) {
        zk_iden3_zkey_write(key, output.stream);
        r = base_output_finish(&output);
    }
    r = r < 0 ? r : base_output_commit(&output);
    base_output_deinit(&output);
    return r;
}

int cli_zk_setup(const struct cli_zk *zk)
{
    struct zk_groth16_proving_key key = {0};
    struct zk_r1cs r1cs = {0};
    int r = read_circuit(zk->words[0], &r1cs);

    r = r < 0 ? r : make_key(zk, &r1cs, &key);
    r = r < 0 ? r : write_key(zk->words[1], &key);
    if (r == 0)
        printf("%s: %" PRIu32 " constraints, %" PRIu32 " wires, %" PRIu32
               " of them public, domain 2^%u\n",
               zk->words[1], r1cs.rows, r1cs.wires, r1cs.publics, key.log2_domain);
    zk_r1cs_deinit(&r1cs);
    zk_groth16_proving_key_deinit(&key);
    return cli_end("zk setup", r);
}

int cli_zk_export(const struct cli_zk *zk)
{
    struct zk_groth16_verifying_key key = {0};
    struct base_output output = {0};
    struct zk_iden3_file file = {0};

    if (strcmp(zk->words[0], "vk") != 0) {
        fprintf(stderr, "crowdpatch zk export: \"%.60s\" is nothing to export; there is vk\n",
                zk->words[0]);
        return CLI_EXIT_USAGE;
    }
    int r = zk_iden3_file_open(zk->words[1], &file);
    r = r < 0 ? r : zk_iden3_zkey_read_verifying(&file, &key);
    r = r < 0 ? r : base_output_begin(zk->words[2], &output);
    if (r == 0) {
        zk_iden3_verifying_key_write(&key, output.stream);
        r = base_output_finish(&output);
    }
    r = r < 0 ? r : base_output_commit(&output);
    base_output_deinit(&output);
    zk_iden3_file_close(&file);
    zk_groth16_verifying_key_deinit(&key);
    return cli_end("zk export", r);
}
