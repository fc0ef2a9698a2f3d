#include "base/error.h"
#include "models/leiba/state.h"

/* The manufacturer announces one update twice, as when it corrects its list: there is a second
 * contract of an equal U_h. Distributors send it their PoDs and keys again, for neither names a
 * contract. Nobody else follows it. */

bool leiba_second_release(const struct leiba *state, sim_time *ret_date)
{
    *ret_date = state->world->adversary->start_ns;
    return state->world->adversary->kind == ADVERSARY_SECOND_RELEASE;
}

bool leiba_keeps_claims(const struct participant *self)
{
    return self->role == WORLD_DISTRIBUTOR && self->is_marked &&
           self->world->adversary->kind == ADVERSARY_SECOND_RELEASE;
}

static void replay_main(void *argument)
{
    struct participant *self = argument;
    struct leiba *state = self->world->model_state;
    struct leiba_claim **spent = &state->distributors[self->index].spent;
    struct contracts_announced again;
    uint64_t block = 0;
    CONVERSE_PORT port = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    adversary_await_start(self);
    while (!leiba_find_release_at(state, self, port, &state->second_contract, &block, &again))
        sim_actor_sleep(state->world->engine, state->config->distributor_poll_ns);
    for (;;) {
        /* What is under way stays on the list over a failure. */
        while (*spent) {
            struct leiba_claim *claim = *spent;
            if (leiba_is_free(state, self, port, &state->second_contract, &claim->device)) {
                bool is_paid = leiba_replay_claim(state, self, port, claim);
                state->replays.tries++;
                state->replays.refusals += !is_paid;
            }
            leiba_forget_claim(spent, claim);
        }
        sim_actor_sleep(state->world->engine, state->config->distributor_poll_ns);
    }
}

void leiba_start_replays(struct leiba *state, struct participant *self)
{
    if (!leiba_keeps_claims(self))
        return;
    int r = sim_actor_spawn(self->node, "replay", replay_main, self, NULL);
    if (r < 0)
        world_fail(state->world, r);
}

int leiba_book_replay(struct leiba *state, const struct contracts_delivered *revealed)
{
    struct world *world = state->world;
    const struct participant *distributor = world_find_by_address(world, &revealed->distributor);
    const struct participant *device = world_find_by_address(world, &revealed->device);
    if (!distributor || !leiba_keeps_claims(distributor) || !device || device->role != WORLD_DEVICE)
        return base_fail(BASE_E_SIM, "a second reward went to somebody who replays nothing");
    struct leiba_device *own = &state->devices[device->index];
    if (own->is_paid_again)
        return base_fail(BASE_E_SIM, "device-%u was paid for twice by the second contract",
                         device->index);
    own->is_paid_again = true;
    state->replays.payments += own->paid_to != OUTCOME_NOBODY;
    state->replays.paid_wei = u256_add(state->replays.paid_wei, revealed->paid_wei);
    participant_earn(distributor, device, revealed->paid_wei);
    return 0;
}
