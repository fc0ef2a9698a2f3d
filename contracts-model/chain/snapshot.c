#include <stdlib.h>

#include "base/error.h"
#include "contracts-model/chain/chain_internal.h"

/* The state of one block, kept while the chain goes on. */
struct chain_snapshot {
    struct evm_state *state;
    uint64_t block_number;
};

/** An account that is copied slot by slot. */
struct copy {
    const struct evm_state *from;
    struct evm_state *to;
    const crypto_address *address;
};

static int copy_slot(void *context, u256 key, u256 value)
{
    struct copy *copy = context;
    return evm_state_set_storage(copy->to, copy->address, key, value);
}

static int copy_account(void *context, const crypto_address *address)
{
    struct copy *copy = context;
    size_t len;
    const uint8_t *code = evm_state_code(copy->from, address, &len);
    int r = evm_state_set_balance(copy->to, address, evm_state_balance(copy->from, address));
    if (r == 0)
        r = evm_state_set_nonce(copy->to, address, evm_state_nonce(copy->from, address));
    if (r == 0 && len > 0)
        r = evm_state_set_code(copy->to, address, code, len);
    copy->address = address;
    if (r == 0)
        r = evm_state_each_slot(copy->from, address, copy_slot, copy);
    return r == 0 ? evm_state_end_transaction(copy->to, NULL) : r;
}

int chain_snapshot_new(const struct chain *chain, struct chain_snapshot **ret_snapshot)
{
    struct chain_snapshot *snapshot = calloc(1, sizeof *snapshot);
    int r = snapshot ? evm_state_new(&snapshot->state) : BASE_E_NOMEM;
    if (r == 0) {
        struct copy copy = {.from = chain->state, .to = snapshot->state};
        snapshot->block_number = chain->head_number;
        r = evm_state_each_account(chain->state, copy_account, &copy);
    }
    if (r < 0) {
        chain_snapshot_free(snapshot);
        return base_fail(BASE_E_NOMEM, "no memory for a copy of the chain's state");
    }
    *ret_snapshot = snapshot;
    return 0;
}

void chain_snapshot_free(struct chain_snapshot *snapshot)
{
    if (!snapshot)
        return;
    evm_state_free(snapshot->state);
    free(snapshot);
}

uint64_t chain_snapshot_block(const struct chain_snapshot *snapshot)
{
    return snapshot->block_number;
}

int chain_snapshot_call(struct chain *chain, const struct chain_snapshot *snapshot,
                        const crypto_address *from, const crypto_address *to, const uint8_t *data,
                        size_t len, uint64_t timestamp_s, struct evm_result *ret_result)
{
    struct evm_environment environment = chain_next_environment(chain, timestamp_s);
    environment.block_number = snapshot->block_number + 1;
    return chain_call_state(snapshot->state, &environment, from, to, data, len, ret_result);
}
