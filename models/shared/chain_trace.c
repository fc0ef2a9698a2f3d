#include "models/shared/chain_service_private.h"
#include "models/shared/world_trace.h"

/* What the event log tells of transactions and blocks. */

static void fee_members(struct sim_trace *trace, const struct chain_receipt *receipt)
{
    sim_trace_bool(trace, "success", receipt->success);
    sim_trace_u64(trace, "gas", receipt->gas_used);
    sim_trace_u256(trace, "fee_wei", receipt->fee_wei);
}

void chain_trace_sign(const struct chain_service *service, const struct chain_sent *sent,
                      uint64_t gas_limit)
{
    struct sim_trace *trace = world_trace_event(service->world, "sign");
    if (!trace)
        return;
    sim_trace_u64(trace, "transaction", sent->number);
    sim_trace_node(trace, "who", sent->who->node);
    sim_trace_text(trace, "operation", sent->operation);
    sim_trace_u64(trace, "nonce", sent->nonce);
    sim_trace_u64(trace, "bytes", sent->len);
    sim_trace_u64(trace, "gas_limit", gas_limit);
    sim_trace_node(trace, "about", sim_actor_about(service->world->engine));
    sim_trace_end(trace);
}

/** Begins the line of a transaction that a participant has sent. NULL: no log, or no participant.
 */
static struct sim_trace *begin(const struct chain_service *service, const char *event,
                               const crypto_digest *hash)
{
    const struct chain_sent *sent = base_map_get(&service->sent, hash);
    struct sim_trace *trace = sent ? world_trace_event(service->world, event) : NULL;
    if (trace)
        sim_trace_u64(trace, "transaction", sent->number);
    return trace;
}

void chain_trace_submit(const struct chain_service *service, const crypto_digest *hash, int outcome)
{
    struct sim_trace *trace = begin(service, "submit", hash);
    if (!trace)
        return;
    sim_trace_text(trace, "outcome", chain_submit_outcome_name(outcome));
    sim_trace_end(trace);
}

void chain_trace_fate(const struct chain_service *service, const crypto_digest *hash,
                      enum chain_fate fate)
{
    static const char *const names[] = {
        [CHAIN_FATE_DONE] = "done",
        [CHAIN_FATE_REJECTED] = "rejected",
        [CHAIN_FATE_TIMED_OUT] = "timed_out",
        [CHAIN_FATE_TOO_DEAR] = "too_dear",
        [CHAIN_FATE_UNREACHABLE] = "unreachable",
    };
    struct sim_trace *trace = begin(service, "settle", hash);
    if (!trace)
        return;
    sim_trace_text(trace, "fate", names[fate]);
    sim_trace_end(trace);
}

void chain_trace_block(const struct chain_service *service, const struct chain_block *block)
{
    struct sim_trace *trace = world_trace_event(service->world, "block");
    if (!trace)
        return;
    sim_trace_u64(trace, "block", block->number);
    sim_trace_u64(trace, "transactions", block->receipt_count);
    sim_trace_u64(trace, "gas", block->gas_used);
    sim_trace_u256(trace, "base_fee_wei", block->base_fee_wei);
    sim_trace_end(trace);
    for (size_t i = 0; i < block->receipt_count; i++) {
        const struct chain_receipt *receipt = block->receipts[i];
        if (!begin(service, "include", &receipt->transaction_hash))
            continue;
        sim_trace_u64(trace, "block", block->number);
        fee_members(trace, receipt);
        sim_trace_end(trace);
    }
}

void chain_trace_reorganisation(const struct chain_service *service, uint64_t fork, uint64_t blocks)
{
    struct sim_trace *trace = world_trace_event(service->world, "reorganise");
    if (!trace)
        return;
    sim_trace_u64(trace, "fork", fork);
    sim_trace_u64(trace, "blocks", blocks);
    sim_trace_end(trace);
}
