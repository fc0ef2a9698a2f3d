#ifndef CROWDPATCH_EVM_EVM_H
#define CROWDPATCH_EVM_EVM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/u256.h"
#include "contracts-model/evm/fork.h"
#include "contracts-model/evm/state.h"
#include "crypto/sign.h"

/** An EVM of its own, for one thread a state. Requires everywhere: crypto_init(), once.
 *
 *  A transaction is: evm_intrinsic_gas(), which its caller takes out of the gas; the sender pays,
 *  and its nonce rises unless it creates; evm_prepare_access(); evm_execute(); the refund, up to
 *  evm_refund_cap(), and the floor; the coinbase is paid; evm_state_end_transaction().
 *
 *  Left out: blobs (BLOBHASH is 0 and BLOBBASEFEE 1); the precompiles of KZG and BLS12-381, calls
 *  to which fail; what happens outside transactions, as system calls and withdrawals.
 *  Authorization lists (EIP-7702) are the caller's matter; delegations in the state are followed.
 */

struct crypto_tokens;

/** "osaka"; NULL-terminated list of the supported names, and -1 for an unknown name. */
extern const char *const evm_fork_names[];
int evm_fork_find(const char *name);

/** One instruction about to run, as EIP-3155 reports it. Borrowed; valid during the call. */
struct evm_trace_step {
    size_t pc;
    uint8_t opcode;
    const char *name; /* NULL when the fork does not define the opcode */
    uint64_t gas;     /* before the instruction */
    unsigned depth;   /* 0 is the transaction's own frame */
    const u256 *stack;
    size_t stack_count; /* stack[stack_count - 1] is the top */
    size_t memory_bytes;
    int64_t gas_refund;
    const uint8_t *return_data; /* of the frame's last child */
    size_t return_len;
};

/** What the block and the transaction tell every frame. */
struct evm_environment {
    enum evm_fork fork;
    bool has_ed25519_verify; /* EIP-665's precompile, a what-if: no chain has it */
    /* Whose tokens the precompiles take in place of signatures: crypto/token.h. NULL: nobody's. */
    const struct crypto_tokens *tokens;
    uint64_t chain_id;
    uint64_t block_number;
    uint64_t timestamp_s;
    uint64_t gas_limit;
    crypto_address coinbase;
    u256 base_fee_wei;
    u256 prev_randao; /* the difficulty, before the merge */
    crypto_address origin;
    u256 gas_price_wei;
    /* Hash of one of the 256 blocks before (no other is asked for). NULL: always zero. */
    crypto_digest (*block_hash)(void *context, uint64_t number);
    void *block_hash_context;
    /* Called before every instruction, the failing ones too. NULL: no tracing, at no cost. */
    void (*trace)(void *context, const struct evm_trace_step *step);
    /* Called when a frame's last traced instruction ends the frame or starts a child: the gas that
     * is left to the frame, what it has handed to the child apart; 0 after an exceptional halt.
     * Only with trace. NULL: not called. */
    void (*trace_pause)(void *context, uint64_t gas);
    void *trace_context;
};

enum evm_call_kind {
    EVM_CALL,
    EVM_CALLCODE,
    EVM_DELEGATECALL,
    EVM_STATICCALL,
    EVM_CREATE,
    EVM_CREATE2,
};

struct evm_message {
    enum evm_call_kind kind;
    bool is_static;
    unsigned depth;
    uint64_t gas;
    crypto_address sender;
    crypto_address recipient;    /* whose storage and balance; a creation finds its own */
    crypto_address code_address; /* whose code */
    u256 value_wei;
    u256 salt;            /* CREATE2 */
    const uint8_t *input; /* call data, or creation code; borrowed */
    size_t input_len;
};

enum evm_status {
    EVM_SUCCESS = 0,
    EVM_REVERT, /* gas is left and output says why */
    EVM_OUT_OF_GAS,
    EVM_INVALID_OPCODE,
    EVM_STACK_UNDERFLOW,
    EVM_STACK_OVERFLOW,
    EVM_BAD_JUMP,
    EVM_STATIC_VIOLATION,
    EVM_RETURN_DATA_OUT_OF_BOUNDS,
    EVM_DEPTH_EXCEEDED,
    EVM_INSUFFICIENT_BALANCE,
    EVM_NONCE_OVERFLOW,
    EVM_ADDRESS_COLLISION,
    EVM_CODE_TOO_LARGE,
    EVM_INIT_CODE_TOO_LARGE,
    EVM_INVALID_CODE, /* EIP-3541 */
    EVM_PRECOMPILE_FAILURE,
};

struct evm_result {
    enum evm_status status;
    uint64_t gas_left;
    int64_t gas_refund; /* counter of the whole transaction so far */
    uint8_t *output;    /* owned; evm_result_deinit() */
    size_t output_len;
    crypto_address created; /* of a creation that succeeded; else zeros */
};

/** Runs a message against the state: value transfer, precompile or code, creation. A frame that
 *  fails is rolled back and reported in ret_result->status; the state then stands as before.
 *  A creation takes its address from the sender's nonce and increments that nonce, which stays so
 *  when the creation fails later on (a transaction that creates must not increment it as well).
 *  C stack use does not grow with the depth of the calls.
 *  Returns 0, or BASE_E_NOMEM (state undefined). */
int evm_execute(struct evm_state *state, const struct evm_environment *environment,
                const struct evm_message *message, struct evm_result *ret_result);
void evm_result_deinit(struct evm_result *result);
const char *evm_status_name(enum evm_status status);

/** Reason text of a Solidity revert: Error(string), Panic(uint256), else the hex of the selector.
 *  Written to ret_text[capacity], truncated, NUL-terminated. */
void evm_revert_reason(const uint8_t *output, size_t len, char *ret_text, size_t capacity);

/** Where a contract comes to stand. Source: Yellow Paper (7); EIP-1014. */
crypto_address evm_create_address(const crypto_address *sender, uint64_t nonce);
crypto_address evm_create2_address(const crypto_address *sender, u256 salt,
                                   const uint8_t *init_code, size_t len);

/** Largest deployed code (EIP-170) and creation code (EIP-3860, from shanghai on). */
#define EVM_CODE_MAX_BYTES 24576
#define EVM_INIT_CODE_MAX_BYTES 49152

/** Starts a transaction's access lists: the environment's origin, recipient (NULL for a creation),
 *  precompiles, coinbase (EIP-3651), and the given keys (EIP-2930). Nothing before berlin.
 *  Returns 0 or BASE_E_NOMEM. */
struct evm_access {
    crypto_address address;
    const u256 *keys; /* key_count keys */
    size_t key_count;
};
int evm_prepare_access(struct evm_state *state, const struct evm_environment *environment,
                       const crypto_address *recipient, const struct evm_access *access_list,
                       size_t access_count);

/** Gas that a transaction pays before its first instruction: 21000, calldata, creation, access
 * list, init code (EIP-3860); and the floor of EIP-7623 (0 before prague). Source: Yellow Paper,
 * EIP-2028, 2930, 3860, 7623. */
struct evm_intrinsic {
    uint64_t gas;
    uint64_t floor_gas;
};
struct evm_intrinsic evm_intrinsic_gas(enum evm_fork fork, const uint8_t *data, size_t len,
                                       bool is_creation, const struct evm_access *access_list,
                                       size_t access_count);

/** Most of the used gas that may be refunded: used / 2, and used / 5 from london on (EIP-3529). */
uint64_t evm_refund_cap(enum evm_fork fork, uint64_t used_gas);

#endif
