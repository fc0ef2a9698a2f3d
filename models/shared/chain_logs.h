#ifndef CROWDPATCH_MODELS_SHARED_CHAIN_LOGS_H
#define CROWDPATCH_MODELS_SHARED_CHAIN_LOGS_H

#include "base/map.h"
#include "models/shared/chain_rpc.h"

/** The logs of a chain by contract, as a chain node keeps them: a question after one contract's
 * logs of a few blocks, or with one topic at position 0 or 1, costs what it finds, however long the
 *  chain is. The logs themselves are the chain's. */
struct chain_logs {
    struct base_map by_contract; /* crypto_address -> struct chain_contract_logs */
};

void chain_logs_init(struct chain_logs *logs);
void chain_logs_deinit(struct chain_logs *logs);

/** A log of a block that is none of the earlier ones. Returns 0 or BASE_E_NOMEM. */
int chain_logs_add(struct chain_logs *logs, uint64_t block, const struct evm_log *log);
/** Forgets the logs of the blocks after one. */
void chain_logs_forget(struct chain_logs *logs, uint64_t after);

/** The contract's logs of the blocks after one up to another, in order, with the filter's topic
 *  (NULL: all). The caller frees *ret_found. Returns 0 or BASE_E_NOMEM. */
int chain_logs_find(const struct chain_logs *logs, const crypto_address *contract,
                    const struct chain_log_filter *filter, uint64_t after, uint64_t up_to,
                    struct chain_rpc_log **ret_found, size_t *ret_count);

#endif
