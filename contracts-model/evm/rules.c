#include "contracts-model/evm/rules.h"

#include <string.h>

#include "contracts-model/evm/evm.h"

const char *const evm_fork_names[] = {"istanbul", "berlin", "london", "shanghai",
                                      "cancun",   "prague", "osaka",  NULL};

int evm_fork_find(const char *name)
{
    for (int i = 0; evm_fork_names[i]; i++) {
        if (strcmp(evm_fork_names[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

void evm_rules_build(enum evm_fork fork, struct evm_rules *ret_rules)
{
    struct evm_rules rules = {
        .fork = fork,
        .warm_slot = 800,
        .sstore_reset = 5000,
        .sstore_clear_refund = 15000,
        .selfdestruct_refund = 24000,
        .refund_quotient = 2,
        .init_code_max_bytes = SIZE_MAX,
        .modexp_eip = 198,
        .precompile_count = 9,
    };
    if (fork >= EVM_FORK_BERLIN) { /* EIP-2929, EIP-2565 */
        rules.modexp_eip = 2565;
        rules.access_lists = true;
        rules.cold_account = 2500;
        rules.cold_slot = 2000;
        rules.warm_slot = 100;
        rules.selfdestruct_cold = 2600;
        rules.sstore_reset = 2900;
    }
    if (fork >= EVM_FORK_LONDON) { /* EIP-3529, EIP-3541 */
        rules.sstore_clear_refund = 4800;
        rules.selfdestruct_refund = 0;
        rules.refund_quotient = 5;
        rules.reject_ef_code = true;
    }
    if (fork >= EVM_FORK_SHANGHAI) { /* EIP-3651, EIP-3860 */
        rules.warm_coinbase = true;
        rules.init_code_word = 2;
        rules.init_code_max_bytes = EVM_INIT_CODE_MAX_BYTES;
    }
    if (fork >= EVM_FORK_CANCUN) { /* EIP-6780, EIP-4844 */
        rules.selfdestruct_only_new = true;
        rules.precompile_count = 10;
    }
    if (fork >= EVM_FORK_PRAGUE) { /* EIP-7623, EIP-7702, EIP-2537 */
        rules.floor_token = 10;
        rules.delegation = true;
        rules.precompile_count = 17;
    }
    if (fork >= EVM_FORK_OSAKA) { /* EIP-7951, EIP-7823, EIP-7883 */
        rules.modexp_eip = 7883;
        rules.p256_precompile = true;
    }
    *ret_rules = rules;
}

bool evm_rules_is_precompile(const struct evm_rules *rules, const crypto_address *address)
{
    for (size_t i = 0; i < 18; i++) {
        if (address->bytes[i] != 0) {
            return false;
        }
    }
    unsigned number = (unsigned)address->bytes[18] << 8 | address->bytes[19];
    return (number >= 1 && number <= rules->precompile_count) ||
           (number == 0x100 && rules->p256_precompile) ||
           (number == EVM_ED25519_VERIFY && rules->ed25519_precompile);
}
