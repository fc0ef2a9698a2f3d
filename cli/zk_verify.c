#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/zk.h"
#include "zk/groth16/verify.h"
#include "zk/iden3/json.h"

/* 0, ZK_IDEN3_OUTSIDE with the reason in base_fail_text(), or an error. */
static int verify(const struct zk_iden3_file files[3])
{
    struct zk_groth16_verifying_key key = {0};
    struct zk_groth16_proof proof;
    zk_fr *publics = NULL;
    size_t count = 0;
    int r = zk_iden3_verifying_key_read(&files[0], &key);

    /* What is malformed comes before what is false. */
    if (r == 0) {
        int r_proof = zk_iden3_proof_read(&files[2], &proof);
        r = r_proof < 0 ? r_proof : zk_iden3_public_read(&files[1], &publics, &count);
        if (r == 0 && r_proof > 0)
            r = zk_iden3_proof_read(&files[2], &proof); /* for its reason */
    }
    if (r == 0 && count != key.publics)
        r = base_fail(ZK_IDEN3_OUTSIDE, "%s has %zu values, and %s is for %" PRIu32, files[1].name,
                      count, files[0].name, key.publics);
    if (r == 0 && !zk_groth16_verify(&key, publics, &proof))
        r = base_fail(ZK_IDEN3_OUTSIDE, "the equation does not hold");
    free(publics);
    zk_groth16_verifying_key_deinit(&key);
    return r;
}

int cli_zk_verify(const struct cli_zk *zk)
{
    struct zk_iden3_file files[3] = {0};
    int r = 0;

    for (int i = 0; r == 0 && i < 3; i++)
        r = zk_iden3_file_open(zk->words[i], &files[i]);
    r = r < 0 ? r : verify(files);
    if (r > 0)
        printf("invalid: %s\n", base_fail_text());
    else if (r == 0)
        printf("valid\n");
    for (int i = 0; i < 3; i++)
        zk_iden3_file_close(&files[i]);
    if (r < 0)
        return cli_end("zk verify", r);
    return r > 0 ? CLI_EXIT_INVALID : CLI_EXIT_OK;
}
