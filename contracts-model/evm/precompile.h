#ifndef CROWDPATCH_EVM_PRECOMPILE_H
#define CROWDPATCH_EVM_PRECOMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/sign.h"

/** The precompiles that compute: ecrecover, sha256, ripemd160, identity (addresses 1 to 4). Calls
 *  to the other reserved addresses behave as calls to accounts without code. */
bool evm_precompile_exists(const crypto_address *address);

/** Runs one; its price is taken from *gas.
 *  ret_output: 32 bytes of room; *ret_data points there or into the input.
 *  Returns false when the gas does not suffice. Requires: evm_precompile_exists(). */
bool evm_precompile_run(const crypto_address *address, const uint8_t *input, size_t len,
                        uint64_t *gas, uint8_t ret_output[32], const uint8_t **ret_data,
                        size_t *ret_len);

#endif
