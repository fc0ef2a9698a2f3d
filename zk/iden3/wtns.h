#ifndef CROWDPATCH_ZK_IDEN3_WTNS_H
#define CROWDPATCH_ZK_IDEN3_WTNS_H

#include <stdio.h>

#include "zk/fr.h"
#include "zk/iden3/file.h"

/** .wtns, version 2: the wires' values in normal form. */

/** Whether the file begins like one. */
bool zk_iden3_wtns_is(const struct zk_iden3_file *file);
/** Returns 0 or BASE_E_SCENARIO. */
int zk_iden3_wtns_read_header(const struct zk_iden3_file *file, uint32_t *ret_wires);
/** The first value is 1. Free with zk_iden3_wtns_free(). Returns 0, BASE_E_SCENARIO or
 *  BASE_E_NOMEM. */
int zk_iden3_wtns_read(const struct zk_iden3_file *file, zk_fr **ret_values, uint32_t *ret_wires);
/** Erases the values. */
void zk_iden3_wtns_free(zk_fr *values, uint32_t wires);
void zk_iden3_wtns_write(const zk_fr values[], uint32_t wires, FILE *stream);

#endif
