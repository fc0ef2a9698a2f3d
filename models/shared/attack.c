#include "models/shared/attack.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/model.h"
#include "models/shared/attack_private.h"

bool attack_is(const struct attack *attack, enum adversary_kind kind)
{
    return attack && attack->world->adversary->kind == (int)kind;
}

u256 attack_overbid(const struct attack *attack, u256 fee_wei)
{
    /* in thousandths, so that the product is exact */
    u256 thousandths = u256_from_u64((uint64_t)(attack->world->adversary->overbid * 1000.0 + 0.5));
    u256 more_wei = u256_div(u256_mul(fee_wei, thousandths), u256_from_u64(1000));
    return u256_compare(more_wei, fee_wei) > 0 ? more_wei : u256_add(fee_wei, u256_from_u64(1));
}

int attack_new(struct world *world, struct attack **ret_attack)
{
    int kind = world->adversary->kind, r = 0;
    if (kind == ADVERSARY_NONE || !(world->model->about.shared_attacks & ADVERSARY_BIT(kind)))
        return 0;
    struct attack *attack = calloc(1, sizeof *attack);
    if (!attack)
        return BASE_E_NOMEM;
    attack->world = world;
    if (kind == ADVERSARY_MEMPOOL_REPLAY)
        r = attack_mempool_init(attack);
    else if (kind == ADVERSARY_ECLIPSE)
        r = attack_eclipse_init(attack);
    else if (kind == ADVERSARY_TRANSACTION_DROP)
        attack_drop_init(attack);
    if (r < 0) {
        attack_free(attack);
        return r;
    }
    *ret_attack = attack;
    return 0;
}

void attack_free(struct attack *attack)
{
    if (!attack)
        return;
    if (attack_is(attack, ADVERSARY_MEMPOOL_REPLAY))
        attack_mempool_deinit(attack);
    if (attack_is(attack, ADVERSARY_ECLIPSE))
        attack_eclipse_deinit(attack);
    free(attack);
}

int attack_start(struct attack *attack)
{
    sim_actor_main *body = attack_is(attack, ADVERSARY_ECLIPSE)     ? attack_eclipse_main
                           : attack_is(attack, ADVERSARY_ISOLATION) ? attack_isolation_main
                                                                    : NULL;
    return body ? sim_actor_spawn(attack->world->monitor, "attack", body, attack, NULL) : 0;
}

bool attack_play(struct attack *attack, struct participant *self)
{
    if (!attack || self->role != WORLD_OUTSIDER)
        return false;
    if (attack_is(attack, ADVERSARY_MEMPOOL_REPLAY))
        attack_mempool_play(attack, self);
    if (attack_is(attack, ADVERSARY_BLOCK_STUFFING))
        attack_stuffing_play(attack, self);
    return true;
}

void attack_book(struct attack *attack, const struct participant *sender, uint64_t nonce,
                 const struct chain_receipt *receipt)
{
    if (!attack)
        return;
    if (sender->role == WORLD_OUTSIDER)
        attack->fees_wei = u256_add(attack->fees_wei, receipt->fee_wei);
    if (attack_is(attack, ADVERSARY_MEMPOOL_REPLAY))
        attack_mempool_book(attack, sender, nonce, receipt);
    if (attack_is(attack, ADVERSARY_BLOCK_STUFFING))
        attack_stuffing_book(attack, sender, receipt);
}

void attack_book_block(struct attack *attack, const struct chain_block *block)
{
    if (attack_is(attack, ADVERSARY_BLOCK_STUFFING))
        attack_stuffing_book_block(attack, block);
}

/* What came out */

/** What the contracts paid to outsiders: what they own beyond what they had and paid in fees. */
static u256 stolen_wei(const struct attack *attack)
{
    const struct world *world = attack->world;
    u256 after = attack->fees_wei, before = {{0}};
    for (uint32_t i = 0; i < world->counts[WORLD_OUTSIDER]; i++) {
        const crypto_address *address = &world->participants[WORLD_OUTSIDER][i].address;
        after = u256_add(after, chain_balance(chain_service_chain(world->chain), address));
        before = u256_add(before, world_funds(world, WORLD_OUTSIDER));
    }
    return u256_compare(after, before) > 0 ? u256_sub(after, before) : (u256){{0}};
}

/** Proofs of delivery that devices have signed, and whether anybody was paid for them; how long the
 * newest release's took to be known on chain. */
static void report_claims(const struct attack *attack)
{
    struct outcome *outcome = &attack->world->outcome;
    double signed_count = outcome->authorised, keys = 0, delay_s = 0;
    for (uint32_t i = 0; i < outcome->device_count; i++) {
        const struct outcome_device *row = &outcome->devices[i];
        if (row->authorised < 0 || row->key < row->authorised)
            continue;
        keys++;
        delay_s += (double)(row->key - row->authorised) / 1e9;
    }
    outcome_measure_number(outcome, "signed_pods", signed_count);
    outcome_measure_number(outcome, "unpaid_pods", signed_count - outcome->delivered);
    outcome_measure_ratio(outcome, "mean_claim_delay_s", delay_s, keys);
    for (size_t i = 0; i < outcome->extra_count; i++)
        if (strcmp(outcome->extra[i].key, "refunded_wei") == 0)
            outcome_measure_money(outcome, "refund_wei", outcome->extra[i].value_wei);
}

static void report_patches(const struct attack *attack)
{
    struct outcome *outcome = &attack->world->outcome;
    double patched = 0, sum_s = 0;
    for (uint32_t i = 0; i < outcome->device_count; i++) {
        if (outcome->devices[i].state != OUTCOME_PATCHED)
            continue;
        patched++;
        sum_s += (double)outcome->devices[i].patched / 1e9;
    }
    outcome_measure_ratio(outcome, "mean_patched_s", sum_s, patched);
}

/** Of the distributors that suffer, and of the others: proofs that were paid for, or not. */
static void report_victims(const struct attack *attack)
{
    const struct world *world = attack->world;
    struct outcome *outcome = &attack->world->outcome;
    double paid[2] = {0}, unpaid[2] = {0};
    for (uint32_t i = 0; i < world->counts[WORLD_DISTRIBUTOR]; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        bool is_victim = world->participants[WORLD_DISTRIBUTOR][i].is_marked;
        paid[is_victim] += (double)row->deliveries;
        unpaid[is_victim] += (double)row->proofs - (double)row->deliveries;
    }
    outcome_measure_number(outcome, "victims_rewards", paid[true]);
    outcome_measure_number(outcome, "victims_unpaid_proofs", unpaid[true]);
    outcome_measure_number(outcome, "others_rewards", paid[false]);
    outcome_measure_number(outcome, "others_unpaid_proofs", unpaid[false]);
}

void attack_report(struct attack *attack)
{
    if (!attack)
        return;
    struct outcome *outcome = &attack->world->outcome;
    bool has_rewards = model_has(attack->world->model, MODEL_REWARDS);
    enum adversary_kind kind = (enum adversary_kind)attack->world->adversary->kind;
    if (kind == ADVERSARY_ISOLATION) {
        attack_isolation_report(attack);
        return;
    }
    if (adversary_role(kind) == WORLD_OUTSIDER) {
        outcome_measure_money(outcome, "attack_cost_wei", attack->fees_wei);
        outcome_measure_money(outcome, "stolen_wei", stolen_wei(attack));
    }
    if (kind == ADVERSARY_MEMPOOL_REPLAY)
        attack_mempool_report(attack);
    if (kind == ADVERSARY_BLOCK_STUFFING)
        attack_stuffing_report(attack);
    if (kind == ADVERSARY_TRANSACTION_DROP)
        attack_drop_report(attack);
    if (has_rewards)
        report_claims(attack);
    if (has_rewards && adversary_role(kind) != WORLD_OUTSIDER &&
        attack->world->adversary->victims == ADVERSARY_VICTIMS_DISTRIBUTORS)
        report_victims(attack);
    report_patches(attack);
}
