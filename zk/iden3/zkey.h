#ifndef CROWDPATCH_ZK_IDEN3_ZKEY_H
#define CROWDPATCH_ZK_IDEN3_ZKEY_H

#include <stdio.h>

#include "zk/groth16/groth16.h"
#include "zk/iden3/file.h"

/** .zkey, version 1, of Groth16. Points are affine and in Montgomery form, with infinity as zeros;
 *  coefficients are of A and B, as their value times 2^512 mod r. Source: snarkjs 0.7.6,
 *  src/zkey_utils.js.
 *
 *  What a check of the key needs stands in a section of our own, 0x6b636863 ("chck"), which other
 *  tools pass over: lagrange_g1[domain], vanishing_g1, vanishing_g2, tau_g2. */
struct zk_iden3_zkey_header {
    uint32_t wires, publics;
    unsigned log2_domain;
    uint32_t rows; /* constraints, without A's rows of the public wires */
    bool is_checkable;
};

/** What is needed of a key. */
enum zk_iden3_zkey_use {
    ZK_IDEN3_ZKEY_PROVE,
    ZK_IDEN3_ZKEY_CHECK, /* with the members from lagrange_g1 on, where the file has them */
};

/** Whether the file begins like one. */
bool zk_iden3_zkey_is(const struct zk_iden3_file *file);
/** Reads no point. Returns 0 or BASE_E_SCENARIO. */
int zk_iden3_zkey_read_header(const struct zk_iden3_file *file,
                              struct zk_iden3_zkey_header *ret_header);
/** The verifying key alone. Returns 0, BASE_E_SCENARIO or BASE_E_NOMEM. */
int zk_iden3_zkey_read_verifying(const struct zk_iden3_file *file,
                                 struct zk_groth16_verifying_key *ret_key);
/** All elements are checked: below their modulus, on the curve, in the subgroup; alpha, beta, gamma
 *  and delta are not infinity. Whether the key is one of its constraints is not.
 *  Memory: about 384 bytes a wire and 40 a coefficient; parts of a mapped file that were read leave
 *  memory. Returns 0, BASE_E_SCENARIO or BASE_E_NOMEM. */
int zk_iden3_zkey_read(const struct zk_iden3_file *file, struct zk_threads *threads,
                       enum zk_iden3_zkey_use use, struct zk_groth16_proving_key *ret_key);
/** With no contributions: others may add theirs, and `snarkjs zkey verify` does not know it. */
void zk_iden3_zkey_write(const struct zk_groth16_proving_key *key, FILE *stream);

#endif
