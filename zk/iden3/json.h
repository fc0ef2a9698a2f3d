#ifndef CROWDPATCH_ZK_IDEN3_JSON_H
#define CROWDPATCH_ZK_IDEN3_JSON_H

#include <stdio.h>

#include "zk/groth16/groth16.h"
#include "zk/iden3/file.h"

/** proof.json, public.json and verification_key.json: numbers are decimal texts; a point of G1 is
 *  [x, y, "1"], of G2 [[x0, x1], [y0, y1], ["1", "0"]] with x = x0 + x1 u; infinity has z = "0".
 *  Members that are not read here are passed over. Source: snarkjs 0.7.6. */

enum zk_iden3_json {
    ZK_IDEN3_JSON_PROOF,
    ZK_IDEN3_JSON_PUBLIC,
    ZK_IDEN3_JSON_VERIFYING_KEY,
};

/** The file has the right form, and a value that is none: a number not below its modulus, a point
 *  not on its curve. base_fail_text() says which. Such a proof is false. */
#define ZK_IDEN3_OUTSIDE 1

/** Which of the three it looks like. Returns 0 or BASE_E_SCENARIO. */
int zk_iden3_json_what(const struct zk_iden3_file *file, enum zk_iden3_json *ret_what);

/** B is on its curve, and may be outside the subgroup.
 *  Returns 0, BASE_E_SCENARIO, BASE_E_NOMEM or ZK_IDEN3_OUTSIDE. */
int zk_iden3_proof_read(const struct zk_iden3_file *file, struct zk_groth16_proof *ret_proof);
/** The values are the caller's to free(). Returns as above. */
int zk_iden3_public_read(const struct zk_iden3_file *file, zk_fr **ret_values, size_t *ret_count);
/** Points are in their groups; the key is not zk_groth16_is_forgeable().
 *  Returns 0, BASE_E_SCENARIO or BASE_E_NOMEM. */
int zk_iden3_verifying_key_read(const struct zk_iden3_file *file,
                                struct zk_groth16_verifying_key *ret_key);

/** Laid out as snarkjs does it. */
void zk_iden3_proof_write(const struct zk_groth16_proof *proof, FILE *stream);
void zk_iden3_public_write(const zk_fr values[], size_t count, FILE *stream);
/** Without vk_alphabeta_12, which verifiers do not read. */
void zk_iden3_verifying_key_write(const struct zk_groth16_verifying_key *key, FILE *stream);

#endif
