#ifndef CROWDPATCH_EVM_RULES_H
#define CROWDPATCH_EVM_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contracts-model/evm/fork.h"
#include "crypto/sign.h"

struct crypto_tokens;

/** What differs from fork to fork, beside the opcode table. Units: gas, unless a name says
 *  otherwise. */
struct evm_rules {
    enum evm_fork fork;
    bool access_lists;          /* EIP-2929 */
    uint64_t cold_account;      /* on top of the warm price in the opcode table */
    uint64_t cold_slot;         /* SLOAD: on top of the warm price; SSTORE: cold_slot + warm_slot */
    uint64_t warm_slot;         /* SSTORE that changes nothing or a dirty slot */
    uint64_t selfdestruct_cold; /* SELFDESTRUCT to a cold beneficiary */
    uint64_t sstore_reset;      /* a clean non-zero slot changes */
    uint64_t sstore_clear_refund; /* a non-zero slot becomes zero */
    uint64_t selfdestruct_refund;
    uint64_t refund_quotient; /* at most used / quotient is refunded */
    uint64_t init_code_word;  /* EIP-3860 */
    size_t init_code_max_bytes;
    bool reject_ef_code;        /* EIP-3541 */
    bool warm_coinbase;         /* EIP-3651 */
    bool selfdestruct_only_new; /* EIP-6780 */
    bool delegation;            /* EIP-7702 designators are followed */
    uint64_t floor_token;       /* EIP-7623: a calldata token; 0: no floor */
    unsigned modexp_eip;        /* whose prices modexp has: 198, 2565 or 7883 */
    unsigned precompile_count;  /* addresses 1..precompile_count */
    bool p256_precompile;       /* address 0x100, EIP-7951 */
    bool ed25519_precompile;    /* address EVM_ED25519_VERIFY, EIP-665; a what-if: no fork has it */
    const struct crypto_tokens *tokens; /* as in struct evm_environment */
};

/* The same in every fork. Source: Yellow Paper, appendix G; EIP-150, 160, 170, 2028, 2200, 1014. */
enum {
    EVM_GAS_TRANSACTION = 21000,
    EVM_GAS_TRANSACTION_CREATE = 32000,
    EVM_GAS_DATA_ZERO = 4,
    EVM_GAS_DATA_NON_ZERO = 16,
    EVM_GAS_ACCESS_ADDRESS = 2400,
    EVM_GAS_ACCESS_KEY = 1900,
    EVM_GAS_MEMORY_WORD = 3,
    EVM_GAS_COPY_WORD = 3,
    EVM_GAS_KECCAK_WORD = 6,
    EVM_GAS_LOG_BYTE = 8,
    EVM_GAS_EXP_BYTE = 50,
    EVM_GAS_CALL_VALUE = 9000,
    EVM_GAS_CALL_STIPEND = 2300,
    EVM_GAS_NEW_ACCOUNT = 25000,
    EVM_GAS_CODE_BYTE = 200,
    EVM_GAS_SSTORE_SET = 20000,
    EVM_GAS_SSTORE_SENTRY = 2300,
    EVM_DEPTH_MAX = 1024,
    EVM_STACK_MAX = 1024,
};

/** Where ed25519verify stands. EIP-665 asks for 0x9, which EIP-152 has taken since.
 *  Assumption: its own number. */
#define EVM_ED25519_VERIFY 0x665

/** What a fork has; without the what-if. */
void evm_rules_build(enum evm_fork fork, struct evm_rules *ret_rules);

/** The addresses that a fork reserves for precompiles: they are always warm (EIP-2929). */
bool evm_rules_is_precompile(const struct evm_rules *rules, const crypto_address *address);

#endif
