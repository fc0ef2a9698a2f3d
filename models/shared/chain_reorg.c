#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "models/shared/chain_service_private.h"
#include "models/shared/faults.h"

/* Reorganisations of the chain, and what waits until none can undo it. Every block stands at its
 * own slot, on every branch, so that block n is that of slot n and the head never falls. */

/* A cursor's low bits are a block, the others the number of reorganisations that it knows. */
#define CURSOR_BLOCK_BITS 48

static void draw_next(struct chain_service *service, sim_time from)
{
    double mean_ns = (double)service->world->faults->reorg_mean_interval_ns;
    struct chain_reorg *reorg = &service->reorg;
    reorg->next = mean_ns > 0 ? from + faults_draw_uptime(&reorg->random, (int64_t)mean_ns, 1)
                              : SIM_TIME_FOREVER;
}

void chain_reorg_init(struct chain_service *service)
{
    const struct config_faults *faults = service->world->faults;
    struct chain_reorg *reorg = &service->reorg;
    if (faults->reorg_first_ns == 0 && faults->reorg_mean_interval_ns == 0)
        return;
    reorg->depth = faults->reorg_depth;
    base_random_init(&reorg->random, service->world->run->seed, 0, "chain.reorg");
    draw_next(service, 0);
    if (faults->reorg_first_ns > 0)
        reorg->next = faults->reorg_first_ns;
    if (!chain_service_is_firm(service))
        outcome_warn(&service->world->outcome,
                     "reorganisations replace %llu blocks and participants wait for %llu: they act "
                     "upon what may be undone",
                     (unsigned long long)reorg->depth,
                     (unsigned long long)service->world->chain_config->confirmations);
}

void chain_reorg_deinit(struct chain_reorg *reorg)
{
    for (size_t i = 0; i < reorg->unsettled_count; i++)
        free(reorg->unsettled[i].receipts);
    free(reorg->unsettled);
    free(reorg->forks);
}

bool chain_service_is_firm(const struct chain_service *service)
{
    return service->reorg.depth == 0 ||
           service->world->chain_config->confirmations > service->reorg.depth;
}

/** Finalises the unsettled blocks up to a number. */
static int settle_up_to(struct chain_service *service, uint64_t number)
{
    struct chain_reorg *reorg = &service->reorg;
    size_t done = 0;
    int r = 0;
    while (r == 0 && done < reorg->unsettled_count &&
           reorg->unsettled[done].block.number <= number) {
        r = chain_service_finalise(service, &reorg->unsettled[done].block);
        free(reorg->unsettled[done++].receipts);
    }
    if (done > 0) {
        reorg->unsettled_count -= done;
        memmove(reorg->unsettled, reorg->unsettled + done,
                reorg->unsettled_count * sizeof *reorg->unsettled);
    }
    return r;
}

int chain_reorg_settle(struct chain_service *service, const struct chain_block *block)
{
    struct chain_reorg *reorg = &service->reorg;
    if (reorg->depth == 0)
        return chain_service_finalise(service, block);
    struct chain_unsettled *grown = base_array_grow(
        reorg->unsettled, sizeof *grown, reorg->unsettled_count, &reorg->unsettled_capacity);
    if (!grown)
        return BASE_E_NOMEM;
    reorg->unsettled = grown;
    const struct chain_receipt **receipts = calloc(block->receipt_count + 1, sizeof *receipts);
    if (!receipts)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < block->receipt_count; i++)
        receipts[i] = block->receipts[i];
    struct chain_unsettled *unsettled = &reorg->unsettled[reorg->unsettled_count++];
    *unsettled = (struct chain_unsettled){
        .block = *block,
        .receipts = receipts,
        .background_gas = chain_background_gas(service->chain),
    };
    unsettled->block.receipts = receipts;
    return block->number > reorg->depth ? settle_up_to(service, block->number - reorg->depth) : 0;
}

int chain_service_settle(struct chain_service *service)
{
    return settle_up_to(service, UINT64_MAX);
}

/** Forgets the blocks after a fork, and their logs. ret_background_gas[i]: what others used in
 * block fork + 1 + i. */
static void orphan(struct chain_service *service, uint64_t fork, uint64_t ret_background_gas[])
{
    struct chain_reorg *reorg = &service->reorg;
    struct outcome *outcome = &service->world->outcome;
    while (reorg->unsettled_count > 0 &&
           reorg->unsettled[reorg->unsettled_count - 1].block.number > fork) {
        struct chain_unsettled *last = &reorg->unsettled[--reorg->unsettled_count];
        outcome->orphaned_blocks++;
        outcome->orphaned_transactions += last->block.receipt_count;
        outcome->blocks_checked--;
        ret_background_gas[last->block.number - fork - 1] = last->background_gas;
        free(last->receipts);
    }
    chain_logs_forget(&service->logs, fork);
}

static bool omits(void *context, const struct chain_receipt *receipt)
{
    struct chain_service *service = context;
    double share = service->world->faults->reorg_omitted_share;
    (void)receipt;
    return share > 0 && base_random_uniform(&service->reorg.random) < share;
}

static int produce(struct chain_service *service, sim_time slot, uint64_t background_gas)
{
    chain_set_background_gas(service->chain, background_gas);
    return chain_service_produce(service, chain_service_timestamp_s(service, slot));
}

/** The blocks before this slot's are replaced, and it becomes known with them. What others did in a
 *  slot they do on every branch. */
static int strike(struct chain_service *service, sim_time slot, uint64_t depth)
{
    struct chain_reorg *reorg = &service->reorg;
    uint64_t background_gas[FAULTS_REORG_DEPTH_MOST + 1];
    uint64_t fork = chain_head_number(service->chain) - depth;
    uint64_t *grown =
        base_array_grow(reorg->forks, sizeof *grown, reorg->fork_count, &reorg->fork_capacity);
    if (!grown)
        return BASE_E_NOMEM;
    assert(depth <= FAULTS_REORG_DEPTH_MOST);
    reorg->forks = grown;
    reorg->forks[reorg->fork_count++] = fork;
    service->world->outcome.reorganisations++;
    chain_trace_reorganisation(service, fork, depth);
    background_gas[depth] = chain_congestion_gas(service, slot);
    orphan(service, fork, background_gas);
    int r = chain_rewind(service->chain, depth, omits, service);
    for (uint64_t i = 0; r == 0 && i <= depth; i++) {
        sim_time later = (sim_time)(depth - i) * service->world->chain_config->block_interval_ns;
        r = produce(service, slot - later, background_gas[i]);
    }
    return r == 0 ? chain_release_held(service->chain) : r;
}

int chain_reorg_produce(struct chain_service *service, sim_time slot)
{
    struct chain_reorg *reorg = &service->reorg;
    uint64_t depth = chain_rewindable(service->chain);
    if (reorg->depth == 0 || slot < reorg->next || depth == 0)
        return produce(service, slot, chain_congestion_gas(service, slot));
    draw_next(service, slot);
    return strike(service, slot, depth);
}

uint64_t chain_reorg_block(const struct chain_service *service, uint64_t cursor)
{
    const struct chain_reorg *reorg = &service->reorg;
    uint64_t block = cursor & ((UINT64_C(1) << CURSOR_BLOCK_BITS) - 1);
    for (size_t i = (size_t)(cursor >> CURSOR_BLOCK_BITS); i < reorg->fork_count; i++)
        if (reorg->forks[i] < block)
            block = reorg->forks[i];
    return block;
}

uint64_t chain_reorg_cursor(const struct chain_service *service, uint64_t block)
{
    return (uint64_t)service->reorg.fork_count << CURSOR_BLOCK_BITS | block;
}

uint64_t chain_service_now(const struct chain_service *service)
{
    return chain_reorg_cursor(service, chain_head_number(service->chain));
}
