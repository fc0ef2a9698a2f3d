#include <string.h>

#include "base/error.h"
#include "contracts-model/evm/delegation.h"
#include "contracts-model/evm/evm.h"
#include "contracts-model/evm/rules.h"
#include "contracts-model/evm/state_internal.h"

static int warm(struct evm_state *state, const crypto_address *address)
{
    struct evm_account *account = evm_state_reach(state, address);
    bool was_cold;

    return account ? evm_account_warm(state, account, &was_cold) : BASE_E_NOMEM;
}

static int warm_keys(struct evm_state *state, const struct evm_access *access)
{
    struct evm_account *account = evm_state_reach(state, &access->address);
    bool was_cold;

    if (!account || evm_account_warm(state, account, &was_cold) < 0) {
        return BASE_E_NOMEM;
    }
    for (size_t i = 0; i < access->key_count; i++) {
        struct evm_slot *slot = evm_account_slot(account, access->keys[i]);
        if (!slot || evm_slot_warm(state, account, slot, &was_cold) < 0) {
            return BASE_E_NOMEM;
        }
    }
    return 0;
}

/* Precompiles need no mark: an access looks at the address (evm_rules_is_precompile()). */
int evm_prepare_access(struct evm_state *state, const struct evm_environment *environment,
                       const crypto_address *recipient, const struct evm_access *access_list,
                       size_t access_count)
{
    struct evm_rules rules;
    crypto_address delegate;

    evm_rules_build(environment->fork, &rules);
    if (!rules.access_lists) {
        return 0;
    }
    if (warm(state, &environment->origin) < 0 || (recipient && warm(state, recipient) < 0) ||
        (rules.warm_coinbase && warm(state, &environment->coinbase) < 0)) {
        return BASE_E_NOMEM;
    }
    const struct evm_account *account = recipient ? evm_state_find(state, recipient) : NULL;
    if (account && rules.delegation && evm_delegation_of(account->code, &delegate) &&
        warm(state, &delegate) < 0) {
        return BASE_E_NOMEM;
    }
    for (size_t i = 0; i < access_count; i++) {
        int r = warm_keys(state, &access_list[i]);
        if (r < 0) {
            return r;
        }
    }
    return 0;
}

/** Bytes that are zero. Eight at a time: the high bit of each that is not, and their sum. */
static uint64_t count_zeros(const uint8_t *data, size_t len)
{
    const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f), ones = UINT64_C(0x0101010101010101);
    uint64_t others = 0;
    size_t i = 0;

    for (; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, data + i, sizeof(word));
        word = (((word & low) + low) | word) & ~low;
        others += (word >> 7) * ones >> 56;
    }
    for (; i < len; i++) {
        others += data[i] != 0;
    }
    return len - others;
}

struct evm_intrinsic evm_intrinsic_gas(enum evm_fork fork, const uint8_t *data, size_t len,
                                       bool is_creation, const struct evm_access *access_list,
                                       size_t access_count)
{
    struct evm_intrinsic intrinsic = {.gas = EVM_GAS_TRANSACTION};
    struct evm_rules rules;
    uint64_t zeros = count_zeros(data, len);

    evm_rules_build(fork, &rules);
    intrinsic.gas += zeros * EVM_GAS_DATA_ZERO + (len - zeros) * EVM_GAS_DATA_NON_ZERO;
    if (is_creation) {
        intrinsic.gas += EVM_GAS_TRANSACTION_CREATE + (len + 31) / 32 * rules.init_code_word;
    }
    if (rules.access_lists) {
        for (size_t i = 0; i < access_count; i++) {
            intrinsic.gas += EVM_GAS_ACCESS_ADDRESS + access_list[i].key_count * EVM_GAS_ACCESS_KEY;
        }
    }
    if (rules.floor_token > 0) {
        /* A token is a zero byte, or a quarter of another byte. */
        intrinsic.floor_gas = EVM_GAS_TRANSACTION + rules.floor_token * (zeros + 4 * (len - zeros));
    }
    return intrinsic;
}

uint64_t evm_refund_cap(enum evm_fork fork, uint64_t used_gas)
{
    struct evm_rules rules;

    evm_rules_build(fork, &rules);
    return used_gas / rules.refund_quotient;
}
