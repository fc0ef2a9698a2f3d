#ifndef CROWDPATCH_ZK_IDEN3_ZKEY_PRIVATE_H
#define CROWDPATCH_ZK_IDEN3_ZKEY_PRIVATE_H

#include <stdio.h>

#include "zk/iden3/container.h"
#include "zk/iden3/zkey.h"

/* Between the files of a .zkey only. */

#define ZK_IDEN3_ZKEY_MAGIC "zkey"
#define ZK_IDEN3_ZKEY_VERSION 1
#define ZK_IDEN3_ZKEY_GROTH16 1
#define ZK_IDEN3_ZKEY_COEFFICIENT_BYTES (12 + 32)

enum zk_iden3_zkey_section {
    ZKEY_PROTOCOL = 1,
    ZKEY_HEADER,
    ZKEY_IC,
    ZKEY_COEFFICIENTS,
    ZKEY_A,
    ZKEY_B_G1,
    ZKEY_B_G2,
    ZKEY_C,
    ZKEY_H,
    ZKEY_CONTRIBUTIONS,
    ZKEY_CHECK = 0x6b636863,
};

/** The section's rows, and the terms of A and of B. The cursor stands at its start.
 *  Returns 0 or BASE_E_SCENARIO. */
int zk_iden3_zkey_count_coefficients(struct zk_iden3_cursor cursor,
                                     const struct zk_iden3_zkey_header *header, uint32_t *ret_rows,
                                     size_t ret_terms[2]);
/** Fills matrices that have room for what was counted. Returns 0 or BASE_E_SCENARIO. */
int zk_iden3_zkey_place_coefficients(struct zk_iden3_cursor cursor,
                                     struct zk_groth16_proving_key *key);
void zk_iden3_zkey_put_coefficients(const struct zk_groth16_proving_key *key, FILE *stream);

#endif
