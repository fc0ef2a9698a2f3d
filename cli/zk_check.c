#include <stdio.h>

#include "cli/command.h"
#include "cli/zk.h"
#include "zk/groth16/check.h"
#include "zk/iden3/r1cs.h"
#include "zk/iden3/zkey.h"

#define SCRATCH_BLOCK_BYTES ((size_t)1 << 20)

static int read_inputs(const struct cli_zk *zk, struct zk_threads *threads,
                       struct zk_groth16_proving_key *ret_key, struct zk_r1cs *ret_r1cs)
{
    struct zk_iden3_file key_file = {0}, circuit_file = {0};
    int r = zk_iden3_file_open(zk->words[0], &key_file);

    if (r == 0 && zk->word_count > 1) {
        r = zk_iden3_file_open(zk->words[1], &circuit_file);
        r = r < 0 ? r : zk_iden3_r1cs_read(&circuit_file, ret_r1cs);
    }
    r = r < 0 ? r : zk_iden3_zkey_read(&key_file, threads, ZK_IDEN3_ZKEY_CHECK, ret_key);
    zk_iden3_file_close(&key_file);
    zk_iden3_file_close(&circuit_file);
    return r;
}

int cli_zk_check(const struct cli_zk *zk)
{
    struct zk_groth16_proving_key key = {0};
    struct zk_r1cs r1cs = {0};
    struct zk_threads *threads = NULL;
    struct base_arena scratch;
    uint8_t seed[32];
    int r = zk_threads_new(zk->threads, &threads);

    base_arena_init(&scratch, SCRATCH_BLOCK_BYTES);
    r = r < 0 ? r : read_inputs(zk, threads, &key, &r1cs);
    r = r < 0 ? r : cli_zk_random(seed, sizeof seed);
    if (r == 0)
        r = zk_groth16_check(&scratch, threads, &key, zk->word_count > 1 ? &r1cs : NULL, seed);
    if (r > 0)
        printf("failed: %s\n", zk_groth16_check_text((enum zk_groth16_check_outcome)r));
    else if (r == 0)
        printf("%s\n", zk->word_count > 1
                           ? "passed"
                           : "passed, without the constraints: name CIRCUIT.r1cs to compare with");
    base_arena_deinit(&scratch);
    zk_r1cs_deinit(&r1cs);
    zk_groth16_proving_key_deinit(&key);
    zk_threads_free(threads);
    if (r < 0)
        return cli_end("zk check", r);
    return r > 0 ? CLI_EXIT_INVALID : CLI_EXIT_OK;
}
