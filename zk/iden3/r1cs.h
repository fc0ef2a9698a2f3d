#ifndef CROWDPATCH_ZK_IDEN3_R1CS_H
#define CROWDPATCH_ZK_IDEN3_R1CS_H

#include <stdio.h>

#include "zk/iden3/file.h"
#include "zk/r1cs.h"

/** .r1cs, version 1: coefficients in normal form. Public wires are the outputs and then the public
 *  inputs. Of the labels there must be one a wire; they are not read, and written as the wires
 *  themselves.
 *  Source: https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md. */
struct zk_iden3_r1cs_header {
    uint32_t wires, public_outputs, public_inputs, secret_inputs, rows;
    uint64_t labels;
};

/** Whether the file begins like one. */
bool zk_iden3_r1cs_is(const struct zk_iden3_file *file);
/** Returns 0 or BASE_E_SCENARIO. */
int zk_iden3_r1cs_read_header(const struct zk_iden3_file *file,
                              struct zk_iden3_r1cs_header *ret_header);
/** Free with zk_r1cs_deinit(). Returns 0; BASE_E_SCENARIO, also for custom gates, which Groth16
 *  does not have; or BASE_E_NOMEM. */
int zk_iden3_r1cs_read(const struct zk_iden3_file *file, struct zk_r1cs *ret_r1cs);
/** Public wires are written as inputs. */
void zk_iden3_r1cs_write(const struct zk_r1cs *r1cs, FILE *stream);

#endif
