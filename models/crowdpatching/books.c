#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Payments as the contracts of the final chain made them, for the lemmas and the tables. */

/** Of a DSC that is not the release's own. Assumption: that attack knows one release. */
static uint32_t release_of(const struct crowdpatching *state, uint32_t contract)
{
    return contract < state->release_count ? contract : 0;
}

/** What a DSC has paid. */
static void book_payment(struct crowdpatching *state, uint32_t contract, u256 paid_wei)
{
    struct crowdpatching_update *update = &state->updates[release_of(state, contract)];
    update->spent_wei = u256_add(update->spent_wei, paid_wei);
}

/** `contract`: the DSC that has paid, in the order of the releases. */
static int book_delivery(struct crowdpatching *state, uint32_t contract,
                         const struct contracts_delivered *delivered)
{
    struct world *world = state->world;
    const struct participant *distributor = world_find_by_address(world, &delivered->distributor);
    const struct participant *device = world_find_by_address(world, &delivered->device);
    if (distributor && device && adversary_acts(distributor, ADVERSARY_SELF_DELIVERY))
        return crowdpatching_book_self_delivery(state, release_of(state, contract), contract,
                                                distributor, device, delivered);
    if (!distributor || !device || distributor->role != WORLD_DISTRIBUTOR)
        return base_fail(BASE_E_SIM, "a reward went to somebody who is no distributor");
    participant_earn(distributor, device, delivered->paid_wei);
    crowdpatching_is_on_chain(state, distributor->index);
    crowdpatching_book_replay(state, contract, &delivered->paid_wei);
    return crowdpatching_lemmas_record_payment(
        &state->lemmas, world_now(world), release_of(state, contract), contract, distributor->index,
        device->index, crowdpatching_is_paid_unproved(state, distributor));
}

static int book_installation(struct crowdpatching *state, uint32_t contract,
                             const struct contracts_installed *installed)
{
    const struct participant *hub = world_find_by_address(state->world, &installed->hub);
    const struct participant *device = world_find_by_address(state->world, &installed->device);
    bool is_own = hub && hub->role == WORLD_DEVICE && state->is_own_hub[hub->index];
    if (!hub || (hub->role != WORLD_HUB && !is_own))
        return base_fail(BASE_E_SIM, "a reward went to somebody who is no hub");
    if (device && device->role == WORLD_DEVICE) {
        sim_time *rewarded =
            crowdpatching_hub_rewarded(state, release_of(state, contract), device->index);
        *rewarded = *rewarded < 0 ? world_now(state->world) : *rewarded;
    }
    u256 *rewards = is_own ? &state->world->outcome.own_hubs_rewards_wei
                           : &state->world->outcome.hubs[hub->index].rewards_wei;
    *rewards = u256_add(*rewards, installed->paid_wei);
    crowdpatching_book_diversion(state, installed);
    crowdpatching_book_replay(state, contract, &installed->paid_wei);
    if (contract >= state->release_count) {
        state->attack.replayed_installations++;
        state->attack.replayed_diversions +=
            u256_compare(installed->paid_wei, state->config->hub_reward_wei) > 0;
    }
    return 0;
}

/** The distributor's row, or NULL for anybody else. */
static struct outcome_distributor *row_of(struct crowdpatching *state,
                                          const crypto_address *address)
{
    const struct participant *who = world_find_by_address(state->world, address);
    return who && who->role == WORLD_DISTRIBUTOR ? &state->world->outcome.distributors[who->index]
                                                 : NULL;
}

static int book_offer(struct crowdpatching *state, const struct contracts_exchange_opened *opened)
{
    struct crowdpatching_exchange *exchange =
        base_map_put(&state->exchanges, &opened->exchange, NULL);
    if (!exchange)
        return BASE_E_NOMEM;
    struct outcome_distributor *buyer = row_of(state, &opened->buyer);
    const struct participant *seller = world_find_by_address(state->world, &opened->seller);
    *exchange = (struct crowdpatching_exchange){
        .buyer = OUTCOME_NOBODY,
        .is_attackers = seller && adversary_acts(seller, ADVERSARY_EXCHANGE_GRIEFING),
        .offer_wei = opened->offer_wei,
        .opened = world_now(state->world),
        .closed = -1,
    };
    if (buyer) {
        exchange->buyer = (uint32_t)(buyer - state->world->outcome.distributors);
        buyer->locked_wei = u256_add(buyer->locked_wei, opened->offer_wei);
    }
    return 0;
}

/** An exchange contract pays the seller, or the buyer back. */
static void book_exchange(struct crowdpatching *state, struct crowdpatching_exchange *exchange,
                          const struct evm_log *log)
{
    struct contracts_revealed revealed;
    struct contracts_refunded refunded;
    struct outcome_distributor *buyer = exchange->buyer == OUTCOME_NOBODY
                                            ? NULL
                                            : &state->world->outcome.distributors[exchange->buyer];
    if (contracts_exchange_decode_revealed(log, &revealed)) {
        struct outcome_distributor *seller = row_of(state, &revealed.seller);
        exchange->closed = world_now(state->world);
        if (seller) {
            seller->sales++;
            seller->sales_wei = u256_add(seller->sales_wei, revealed.paid_wei);
            crowdpatching_is_on_chain(state,
                                      (uint32_t)(seller - state->world->outcome.distributors));
        }
        if (buyer) {
            buyer->locked_wei = u256_sub(buyer->locked_wei, revealed.paid_wei);
            buyer->purchases_wei = u256_add(buyer->purchases_wei, revealed.paid_wei);
            crowdpatching_is_on_chain(state, exchange->buyer);
        }
    } else if (contracts_exchange_decode_refunded(log, &refunded)) {
        exchange->closed = world_now(state->world);
        if (buyer)
            buyer->locked_wei = u256_sub(buyer->locked_wei, refunded.refunded_wei);
    }
}

/** A release's first DSC has its number. */
static int book_release(struct crowdpatching *state, const struct contracts_released *released)
{
    bool is_new;
    uint32_t *number = base_map_put(&state->contracts, &released->delivery, &is_new);
    if (!number)
        return BASE_E_NOMEM;
    if (!is_new)
        return 0;
    uint32_t release = crowdpatching_find_update(state, &released->update_hash);
    struct crowdpatching_update *update = &state->updates[release];
    *number = update->is_booked ? state->release_count + state->second_contracts++ : release;
    update->is_booked = true;
    update->deposited_wei =
        u256_add(update->deposited_wei, crowdpatching_deposit(state, update->maker));
    return 0;
}

/** Whether a manufacturer has deployed this Super contract. */
static bool is_super_contract(const struct crowdpatching *state, const crypto_address *address)
{
    for (uint32_t i = 0; i < state->maker_count; i++)
        if (crypto_address_equal(&state->makers[i].super_contract, address))
            return true;
    return false;
}

static int on_log(struct crowdpatching *state, const struct evm_log *log)
{
    struct contracts_released released;
    struct contracts_exchange_opened opened;
    struct contracts_delivered delivered;
    struct contracts_installed installed;
    struct contracts_withdrawn withdrawn;
    struct crowdpatching_exchange *exchange = base_map_get(&state->exchanges, &log->address);
    const uint32_t *contract = base_map_get(&state->contracts, &log->address);
    if (exchange) {
        book_exchange(state, exchange, log);
    } else if (is_super_contract(state, &log->address)) {
        if (contracts_super_decode_released(log, &released))
            return book_release(state, &released);
        if (contracts_super_decode_exchange_opened(log, &opened))
            return book_offer(state, &opened);
    } else if (contract) {
        if (contracts_delivery_decode_delivered(log, &delivered)) {
            book_payment(state, *contract, delivered.paid_wei);
            state->updates[release_of(state, *contract)].deliveries++;
            return book_delivery(state, *contract, &delivered);
        }
        if (contracts_delivery_decode_installed(log, &installed)) {
            book_payment(state, *contract, installed.paid_wei);
            state->updates[release_of(state, *contract)].installations++;
            return book_installation(state, *contract, &installed);
        }
        if (contracts_delivery_decode_withdrawn(log, &withdrawn)) {
            u256 *refunded_wei = &state->updates[release_of(state, *contract)].refunded_wei;
            *refunded_wei = u256_add(*refunded_wei, withdrawn.refunded_wei);
            state->refunded_wei = u256_add(state->refunded_wei, withdrawn.refunded_wei);
        }
    }
    return 0;
}

int crowdpatching_book_block(void *context, const struct chain_block *block)
{
    struct crowdpatching *state = context;
    int r = 0;
    for (size_t i = 0; r == 0 && i < block->receipt_count; i++) {
        const struct chain_receipt *receipt = block->receipts[i];
        struct outcome_distributor *sender = row_of(state, &receipt->sender);
        /* A distributor sends nothing but claims to the Delivery contract. */
        if (sender && base_map_get(&state->contracts, &receipt->to) &&
            !crowdpatching_is_paid_delivery(receipt, &receipt->to))
            sender->lost_claims++;
        const struct participant *device = world_find_by_address(state->world, &receipt->sender);
        if (device && device->role == WORLD_DEVICE)
            state->own_hub_fees_wei = u256_add(state->own_hub_fees_wei, receipt->fee_wei);
        for (size_t l = 0; r == 0 && l < receipt->log_count; l++)
            r = on_log(state, &receipt->logs[l]);
    }
    return r;
}
