#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/error.h"
#include "models/shared/attack_private.h"

/* mempool_replay: whoever reads the mempool sends a claim's call data from an account of its own,
 * for a higher priority fee, so that it stands in the block before the original.
 * Assumption: a claim is a call without value of anybody but the manufacturer; attackers copy all
 * of them, share the work, and do not look whether it can succeed. */

int attack_mempool_init(struct attack *attack)
{
    struct world *world = attack->world;
    base_map_init(&attack->by_hash, sizeof(crypto_digest), sizeof(uint64_t));
    base_map_init(&attack->copies, sizeof(struct attack_copy), sizeof(uint64_t));
    attack->next = calloc(world->counts[WORLD_OUTSIDER] + 1u, sizeof *attack->next);
    return attack->next ? sim_signal_new(world->engine, &attack->is_claimed) : BASE_E_NOMEM;
}

void attack_mempool_deinit(struct attack *attack)
{
    for (size_t i = 0; i < attack->claim_count; i++)
        free(attack->claims[i].data);
    free(attack->claims);
    free(attack->next);
    base_map_deinit(&attack->by_hash);
    base_map_deinit(&attack->copies);
    sim_signal_free(attack->is_claimed);
}

/** Takes a claim down. Returns 0 or BASE_E_NOMEM. */
static int note(struct attack *attack, const struct chain_signed_transaction *transaction)
{
    const struct chain_transaction *body = &transaction->body;
    struct attack_claim *grown = base_array_grow(attack->claims, sizeof *grown, attack->claim_count,
                                                 &attack->claim_capacity);
    if (!grown)
        return BASE_E_NOMEM;
    attack->claims = grown;
    uint8_t *data = malloc(body->data_len + 1);
    bool is_new;
    uint64_t *number = data ? base_map_put(&attack->by_hash, &transaction->hash, &is_new) : NULL;
    if (!number || !is_new) {
        free(data);
        return number ? 0 : BASE_E_NOMEM;
    }
    if (body->data_len > 0)
        memcpy(data, body->data, body->data_len);
    *number = attack->claim_count;
    attack->claims[attack->claim_count++] = (struct attack_claim){
        .hash = transaction->hash,
        .to = body->to,
        .data = data,
        .data_len = body->data_len,
        .gas_limit = body->gas_limit,
        .priority_fee_wei = body->type == CHAIN_TX_DYNAMIC_FEE
                                ? body->max_priority_fee_wei
                                : attack->world->chain_config->priority_fee_wei,
    };
    return 0;
}

void attack_see(struct attack *attack, const struct participant *sender, const uint8_t *encoded,
                size_t len)
{
    struct chain_signed_transaction transaction;
    struct base_arena arena;
    if (!attack_is(attack, ADVERSARY_MEMPOOL_REPLAY) || sender->role == WORLD_OUTSIDER ||
        sender->role == WORLD_MANUFACTURER)
        return;
    const struct chain_config *rules = chain_config(chain_service_chain(attack->world->chain));
    base_arena_init(&arena, 2 * len + 256);
    int r = chain_transaction_decode_token(attack->world->tokens, encoded, len, rules->chain_id,
                                           &arena, &transaction);
    if (r == 0 && !transaction.body.is_creation && u256_is_zero(transaction.body.value_wei))
        r = note(attack, &transaction);
    base_arena_deinit(&arena);
    if (r < 0)
        world_fail(attack->world, r);
    sim_signal_raise(attack->is_claimed);
}

/** Sends the claim as its own and does not wait for what becomes of it. */
static void copy(struct attack *attack, struct participant *self, size_t number)
{
    const struct attack_claim *claim = &attack->claims[number];
    const struct chain_intent intent = {
        .operation = "copied_claim",
        .to = &claim->to,
        .data = claim->data,
        .data_len = claim->data_len,
        .gas_limit = claim->gas_limit,
        .priority_fee_wei = attack_overbid(attack, claim->priority_fee_wei),
    };
    enum chain_fate fate;
    const struct chain_receipt *receipt;
    int r =
        chain_service_transact(attack->world->chain, self, self->port, &intent, 0, &fate, &receipt);
    if (r == 0 && (fate == CHAIN_FATE_TIMED_OUT || fate == CHAIN_FATE_DONE)) {
        const struct attack_copy key = {self->number, self->next_nonce - 1};
        uint64_t *copied = base_map_put(&attack->copies, &key, NULL);
        if (copied)
            *copied = number;
        else
            r = BASE_E_NOMEM;
    }
    if (r < 0)
        world_fail(attack->world, r);
}

void attack_mempool_play(struct attack *attack, struct participant *self)
{
    size_t *next = &attack->next[self->index];
    for (;;) {
        while (*next >= attack->claim_count)
            sim_signal_wait(attack->is_claimed, SIM_TIME_FOREVER);
        size_t number = (*next)++;
        if (number % attack->world->counts[WORLD_OUTSIDER] == self->index &&
            adversary_acts(self, ADVERSARY_MEMPOOL_REPLAY))
            copy(attack, self, number);
    }
}

void attack_mempool_book(struct attack *attack, const struct participant *sender, uint64_t nonce,
                         const struct chain_receipt *receipt)
{
    const struct attack_copy key = {sender->number, nonce};
    const uint64_t *copied = base_map_get(&attack->copies, &key);
    const uint64_t *original = base_map_get(&attack->by_hash, &receipt->transaction_hash);
    if (copied) {
        attack->copies_booked++;
        attack->copies_first += !attack->claims[*copied].is_booked;
        attack->copies_reverted += !receipt->success;
    } else if (original) {
        attack->claims[*original].is_booked = true;
        attack->originals_reverted += !receipt->success;
    }
}

void attack_mempool_report(const struct attack *attack)
{
    struct outcome *outcome = &attack->world->outcome;
    outcome_measure_number(outcome, "claims_seen", (double)attack->claim_count);
    outcome_measure_number(outcome, "copies", (double)attack->copies_booked);
    outcome_measure_number(outcome, "copies_first", (double)attack->copies_first);
    outcome_measure_number(outcome, "copies_reverted", (double)attack->copies_reverted);
    outcome_measure_number(outcome, "originals_reverted", (double)attack->originals_reverted);
}
