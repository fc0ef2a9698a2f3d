#ifndef CROWDPATCH_EVM_PRECOMPILE_H
#define CROWDPATCH_EVM_PRECOMPILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "contracts-model/evm/rules.h"
#include "crypto/sign.h"

/** One that computes: ecrecover, sha256, ripemd160, identity, modexp, the three of BN254, blake2f
 *  (addresses 1 to 9), P256VERIFY (0x100, from osaka on), and ed25519verify where the rules have
 *  the what-if. Calls to the other addresses that a fork reserves (KZG, BLS12-381) fail. */
struct evm_precompile;

/** NULL when the fork has none at the address, or none that computes. Static. */
const struct evm_precompile *evm_precompile_find(const struct evm_rules *rules,
                                                 const crypto_address *address);

/** Runs one; its price is taken from *gas.
 *  output: overwritten, kept between calls; *ret_data points into it or into the input.
 *  Returns EVM_SUCCESS, EVM_OUT_OF_GAS, EVM_PRECOMPILE_FAILURE (all gas is lost), or
 *  BASE_E_NOMEM. */
int evm_precompile_run(const struct evm_precompile *precompile, const struct evm_rules *rules,
                       const uint8_t *input, size_t len, uint64_t *gas, struct base_buffer *output,
                       const uint8_t **ret_data, size_t *ret_len);

#endif
