#include <stdlib.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* The manufacturer announces one update twice, as when it corrects its list, and there is a second
 * DSC of an equal U_h. Distributors send it their PoDs again, and hubs their PoFDs: neither names a
 * contract unless hardened. Nobody else follows the second DSC. */

bool crowdpatching_second_release(const struct crowdpatching *state, sim_time *ret_date)
{
    *ret_date = state->world->adversary->start_ns;
    return state->world->adversary->kind == ADVERSARY_SECOND_RELEASE;
}

/** From the start of the run on, so that there is something to replay. */
static bool keeps(const struct participant *self)
{
    return self->is_marked && self->world->adversary->kind == ADVERSARY_SECOND_RELEASE;
}

void crowdpatching_end_claim(struct crowdpatching *state, const struct participant *self,
                             struct crowdpatching_claim *claim)
{
    struct crowdpatching_claim **list = &state->distributors[self->index].spent_claims;
    if (self->role != WORLD_DISTRIBUTOR || !keeps(self)) {
        free(claim);
        return;
    }
    crowdpatching_put_claim(list, claim);
}

void crowdpatching_end_reward(struct crowdpatching *state, const struct participant *self,
                              struct crowdpatching_reward *reward)
{
    struct crowdpatching_reward **list = &crowdpatching_hub_of(state, self)->spent_rewards;
    if (!keeps(self)) {
        free(reward);
        return;
    }
    reward->next = *list;
    *list = reward;
}

/** Waits until the chain shows another DSC of the same update. */
static void await_second(struct crowdpatching *state, struct participant *self,
                         struct sim_port *port, const struct crowdpatching_release *first,
                         crypto_address *ret_delivery)
{
    uint64_t block = 0;
    bool found = false;
    while (!found) {
        struct chain_log_page page;
        struct contracts_released released;
        sim_actor_sleep(state->world->engine, state->config->distributor_poll_ns);
        if (!chain_service_logs(state->world->chain, self, port, &state->makers[0].super_contract,
                                &block, &page))
            continue;
        for (size_t i = 0; i < page.count && !found; i++)
            found = contracts_super_decode_released(&page.logs[i], &released) &&
                    crypto_digest_equal(&released.update_hash, &first->update_hash) &&
                    !crypto_address_equal(&released.delivery, &first->delivery);
        chain_log_page_deinit(&page);
        if (found)
            *ret_delivery = released.delivery;
    }
}

static void count(struct crowdpatching *state, bool is_paid)
{
    state->attack.tries++;
    state->attack.refusals += !is_paid;
}

/** What is under way stays on the list over a failure: it may have been sent before. */
static void replay_claims(struct crowdpatching *state, struct participant *self,
                          struct sim_port *port, const crypto_address *second)
{
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    while (own->spent_claims) {
        struct crowdpatching_claim *claim = own->spent_claims;
        if (!crowdpatching_ask_delivery(state, self, port, second, &claim->device,
                                        contracts_delivery_encode_is_delivered))
            count(state,
                  crowdpatching_send_claim(state, self, port, claim, "replayed_claim", second));
        crowdpatching_take_claim(claim);
        free(claim);
    }
}

static void replay_rewards(struct crowdpatching *state, struct participant *self,
                           struct sim_port *port, const crypto_address *second)
{
    struct crowdpatching_hub *own = crowdpatching_hub_of(state, self);
    while (own->spent_rewards) {
        struct crowdpatching_reward *reward = own->spent_rewards;
        if (!crowdpatching_ask_delivery(
                state, self, port, second,
                &state->world->participants[WORLD_DEVICE][reward->device].address,
                contracts_delivery_encode_is_installed))
            count(state, crowdpatching_send_reward(state, self, port, reward,
                                                   "replayed_installation", second));
        crowdpatching_take_reward(&own->spent_rewards, reward);
        free(reward);
    }
}

static void replay_main(void *argument)
{
    struct participant *self = argument;
    struct crowdpatching *state = self->world->model_state;
    bool is_hub = self->role == WORLD_HUB;
    crypto_address second;
    CONVERSE_PORT port = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    adversary_await_start(self);
    await_second(state, self, port, crowdpatching_release_of(state, self, 0), &second);
    for (;;) {
        if (is_hub)
            replay_rewards(state, self, port, &second);
        else
            replay_claims(state, self, port, &second);
        sim_actor_sleep(state->world->engine, state->config->distributor_poll_ns);
    }
}

void crowdpatching_start_replays(struct crowdpatching *state, struct participant *self)
{
    if (!keeps(self))
        return;
    int r = sim_actor_spawn(self->node, "replay", replay_main, self, NULL);
    if (r < 0)
        world_fail(state->world, r);
}

void crowdpatching_book_replay(struct crowdpatching *state, uint32_t contract, const u256 *paid_wei)
{
    if (contract >= state->release_count)
        state->attack.replayed_wei = u256_add(state->attack.replayed_wei, *paid_wei);
}
