#include "models/crowdpatching/state.h"

/* A hub's life: it gets updates for its devices, one after the other, in rounds of one attempt
 * each, and looks for releases. Its claims of rewards run beside that. */

/** True when the release names the device, or when only a package can tell (Merkle root). */
static bool is_target(struct crowdpatching *state, struct participant *self, struct sim_port *port,
                      uint32_t release, const struct participant *device)
{
    return state->config->device_list == CROWDPATCHING_MERKLE_ROOT ||
           crowdpatching_ask_delivery(state, self, port,
                                      &crowdpatching_release_of(state, self, release)->delivery,
                                      &device->address, contracts_delivery_encode_is_listed);
}

/** What a round over all devices leaves to do. */
struct rest {
    bool failed;   /* a device has attempts left */
    bool unlisted; /* a device is not on the list, which may still grow */
};

/** The i-th device, or a later one, that this hub looks after, and its i; NULL: there is none. */
static struct participant *charge_of(const struct crowdpatching *state, struct participant *self,
                                     uint32_t *i)
{
    if (self->role == WORLD_DEVICE)
        return *i == 0 ? self : NULL;
    while (*i < self->device_count && state->is_own_hub[self->first_device + *i])
        ++*i;
    return *i < self->device_count
               ? &state->world->participants[WORLD_DEVICE][self->first_device + *i]
               : NULL;
}

/** One attempt for each device that needs one, so that none waits for another's attempts: at the
 *  newest release of its manufacturer. */
static struct rest play_round(struct crowdpatching *state, struct participant *self,
                              struct sim_port *port, struct base_random *random)
{
    struct rest rest = {false, false};
    struct participant *device;
    for (uint32_t i = 0; (device = charge_of(state, self, &i)); i++) {
        uint32_t release;
        if (!crowdpatching_newest(state, self, crowdpatching_maker_of(state, device), &release))
            continue;
        struct outcome_device *row = crowdpatching_row(state, device, release);
        if (row->state == OUTCOME_PATCHED || row->attempts == state->config->attempts)
            continue;
        if (crowdpatching_is_expired(state, crowdpatching_release_of(state, self, release))) {
            crowdpatching_settle(state, device, release, OUTCOME_EXPIRED);
            continue;
        }
        if (row->requested < 0 && !is_target(state, self, port, release, device)) {
            crowdpatching_settle(state, device, release, OUTCOME_NOT_LISTED);
            rest.unlisted = true;
            continue;
        }
        crowdpatching_reach(state, device, release, OUTCOME_REQUESTED);
        crowdpatching_attempt(state, self, device, release, random);
        row = crowdpatching_row(state, device, release);
        rest.failed |= row->state != OUTCOME_PATCHED && row->attempts < state->config->attempts;
    }
    return rest;
}

static void discover(struct crowdpatching *state, struct participant *self)
{
    struct participant *device;
    uint32_t release;
    for (uint32_t i = 0; (device = charge_of(state, self, &i)); i++)
        if (crowdpatching_newest(state, self, crowdpatching_maker_of(state, device), &release))
            crowdpatching_reach(state, device, release, OUTCOME_DISCOVERED);
}

/** Of a life of its machine. */
static void begin(struct crowdpatching *state, struct participant *self, struct sim_port *port,
                  struct crowdpatching_watch *watch)
{
    watch->has_begun = true;
    participant_random_of_life(self, "hub.nonce", &watch->nonces);
    if (!crowdpatching_knows_release(state, self))
        crowdpatching_poll_release(state, self, port, state->config->hub_poll_ns, &watch->search);
    crowdpatching_resume_rewards(state, self);
    crowdpatching_start_replays(state, self);
    discover(state, self);
}

sim_time crowdpatching_hub_live(struct crowdpatching *state, struct participant *self,
                                struct sim_port *port, struct crowdpatching_watch *watch)
{
    sim_time interval = state->config->hub_poll_ns;
    if (watch->has_begun) {
        crowdpatching_look(state, self, port, interval, &watch->search);
        discover(state, self);
    } else {
        begin(state, self, port, watch);
    }
    sim_time next_look = world_now(state->world) + interval;
    for (;;) {
        if (adversary_acts(self, ADVERSARY_PROVER_GRIEFING)) {
            crowdpatching_start_griefing(state, self);
            return SIM_TIME_FOREVER;
        }
        struct rest rest = play_round(state, self, port, &watch->nonces);
        bool awaits = crowdpatching_awaits_release(state, self);
        if (rest.failed)
            sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
        else if (rest.unlisted)
            sim_actor_sleep(state->world->engine, interval);
        else if (!awaits)
            return SIM_TIME_FOREVER;
        else if (world_now(state->world) < next_look)
            return next_look;
        if (awaits && world_now(state->world) >= next_look) {
            crowdpatching_look(state, self, port, interval, &watch->search);
            discover(state, self);
            next_look = world_now(state->world) + interval;
        }
    }
}

/** Waits for its first poll, and between two looks for later releases, without a stack: that may be
 *  most of its life. */
static sim_time call_hub(void *argument)
{
    struct participant *self = argument;
    struct crowdpatching *state = self->world->model_state;
    struct crowdpatching_hub *own = crowdpatching_hub_of(state, self);
    struct crowdpatching_watch once = {0};
    if (!crowdpatching_knows_release(state, self) && !own->is_due) {
        own->is_due = true;
        return participant_first_poll(self, state->config->hub_poll_ns);
    }
    return crowdpatching_hub_live(state, self, self->port,
                                  state->watches ? &state->watches[self->index] : &once);
}

void crowdpatching_hub_play(struct crowdpatching *state, struct participant *self)
{
    crowdpatching_hub_of(state, self)->is_due = false;
    if (state->watches)
        state->watches[self->index] = (struct crowdpatching_watch){0};
    int r = sim_duty_start(self->node, NULL, world_duty_stack(state->world), call_hub, self, NULL);
    if (r < 0)
        world_fail(state->world, r);
}
