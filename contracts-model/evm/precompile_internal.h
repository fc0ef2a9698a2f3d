#ifndef CROWDPATCH_EVM_PRECOMPILE_INTERNAL_H
#define CROWDPATCH_EVM_PRECOMPILE_INTERNAL_H

#include "contracts-model/evm/evm.h"
#include "contracts-model/evm/precompile.h"

/* Between the files of precompiles only. */

/** Gas for which nothing is computed: no transaction can pay it. */
#define EVM_PRECOMPILE_UNPAYABLE UINT64_MAX

struct evm_precompile {
    /** Units: gas. input may be NULL when len is 0. */
    uint64_t (*price)(const struct evm_rules *rules, const uint8_t *input, size_t len);
    /** Appends to output. Returns EVM_SUCCESS, EVM_PRECOMPILE_FAILURE or BASE_E_NOMEM; memory of
     *  `output` that fails is noticed by the caller. */
    int (*run)(const struct evm_rules *rules, const uint8_t *input, size_t len,
               struct base_buffer *output);
};

/** Copies input[offset .. offset+count), zeros where the input has ended. */
void evm_precompile_copy(const uint8_t *input, size_t len, size_t offset, uint8_t *ret_bytes,
                         size_t count);

extern const struct evm_precompile evm_precompile_modexp;
extern const struct evm_precompile evm_precompile_bn254_add;
extern const struct evm_precompile evm_precompile_bn254_mul;
extern const struct evm_precompile evm_precompile_bn254_pairing;
extern const struct evm_precompile evm_precompile_blake2f;

#endif
