#ifndef CROWDPATCH_CLI_GAS_MEASURE_H
#define CROWDPATCH_CLI_GAS_MEASURE_H

#include <stddef.h>
#include <stdint.h>

#include "contracts-model/contracts/abi.h"
#include "contracts-model/evm/fork.h"
#include "crypto/scheme.h"

/** What a transaction may do to the contracts. */
enum cli_gas_operation {
    CLI_GAS_DEPLOY,
    CLI_GAS_RELEASE_LIST,
    CLI_GAS_RELEASE_ROOT,
    CLI_GAS_ADD_DEVICES,
    CLI_GAS_CLAIM_FIRST,
    CLI_GAS_CLAIM_LATER,
    CLI_GAS_CLAIM_AFTER_RESET,
    CLI_GAS_CLAIM_DUPLICATE,
    CLI_GAS_CLAIM_ROOT,
    CLI_GAS_INSTALLATION,
    CLI_GAS_INSTALLATION_FIRST,
    CLI_GAS_INSTALLATION_ROOT,
    CLI_GAS_OPEN_EXCHANGE,
    CLI_GAS_REVEAL,
    CLI_GAS_REFUND,
    CLI_GAS_WITHDRAW,
    /* of the contract after Leiba et al.; its devices sign with secp256k1 whatever the setup */
    CLI_GAS_CREATE,
    CLI_GAS_COMMIT,
    CLI_GAS_REVEAL_KEY,
    /* of the contract after Boudguiga et al. */
    CLI_GAS_LOG_DEPLOY,
    CLI_GAS_LOG_POST_HASH,
    CLI_GAS_LOG_POST, /* with a binary of 1 KiB */
    CLI_GAS_LOG_VOTE,
    CLI_GAS_LOG_ACKNOWLEDGE,
    /* of the contract after Refai and Wu */
    CLI_GAS_FIRMWARE_DEPLOY,
    CLI_GAS_FIRMWARE_ADD_NODE,
    CLI_GAS_FIRMWARE_ANNOUNCE,
    CLI_GAS_FIRMWARE_PUSH_FIRST, /* 1 KiB */
    CLI_GAS_FIRMWARE_PUSH,       /* 1 KiB in place of another */
    CLI_GAS_FIRMWARE_REPORT,     /* on four devices */
    CLI_GAS_FIRMWARE_REMOVE_NODE,
    CLI_GAS_OPERATION_COUNT,
};

/** "claim_first". */
const char *cli_gas_operation_name(enum cli_gas_operation operation);

struct cli_gas_setup {
    enum evm_fork fork;
    enum contracts_semantics semantics;
    enum crypto_scheme scheme; /* of the devices; with ed25519 the chain has the what-if */
    uint64_t block_gas;        /* from osaka on a transaction gets 2^24 at the most (EIP-7825) */
    size_t device_count;       /* N, of lists and under the root; at least 1 */
};

struct cli_gas_table {
    uint64_t gas[CLI_GAS_OPERATION_COUNT]; /* whole transactions; 0: does not fit into one */
    uint64_t transaction_gas;              /* the most that one may use */
    /* The longest list that fits into one transaction, and what it uses. */
    size_t release_most, add_most;
    uint64_t release_most_gas, add_most_gas;
};

/** Executes everything on a chain of its own.
 *  Returns 0, BASE_E_NOMEM, or BASE_E_SIM when an operation ends otherwise than it should (with
 * less gas in a block than the contracts need, for example). */
int cli_gas_measure(const struct cli_gas_setup *setup, struct cli_gas_table *ret_table);

#endif
