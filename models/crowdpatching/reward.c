#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Section IV-B4: the hub's claim of its reward, for the PoFD. */

/** Assumption: twice the measured use, and a Merkle path. */
#define GAS_CLAIM UINT64_C(400000)

/** A claim that an actor works on. */
struct task {
    struct crowdpatching *state;
    struct participant *self;
    struct crowdpatching_reward *reward; /* of the hub's list */
    bool is_resumed;                     /* it may have been sent before a failure */
};

void crowdpatching_take_reward(struct crowdpatching_reward **rewards,
                               struct crowdpatching_reward *reward)
{
    struct crowdpatching_reward **place = rewards;
    while (*place != reward)
        place = &(*place)->next;
    *place = reward->next;
}

void crowdpatching_forget_rewards(struct crowdpatching_reward **rewards)
{
    while (*rewards) {
        struct crowdpatching_reward *reward = *rewards;
        crowdpatching_take_reward(rewards, reward);
        free(reward);
    }
}

bool crowdpatching_send_reward(struct crowdpatching *state, struct participant *self,
                               struct sim_port *port, struct crowdpatching_reward *reward,
                               const char *operation, const crypto_address *delivery)
{
    const struct participant *device = &state->world->participants[WORLD_DEVICE][reward->device];
    CONVERSE_BUFFER data = {0};
    reward->membership.path = reward->path;
    contracts_delivery_encode_claim_installation(&data, &device->address,
                                                 &state->keys[reward->device].key, &reward->pofd,
                                                 &reward->membership);
    const struct chain_intent intent = {
        .operation = operation,
        .to = delivery,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_CLAIM,
    };
    const struct chain_receipt *receipt = crowdpatching_transact(state, self, port, &intent);
    return receipt && crowdpatching_is_paid_installation(receipt, delivery);
}

static void claim_reward(const struct task *task, struct sim_port *port)
{
    struct crowdpatching *state = task->state;
    uint32_t device = task->reward->device;
    const crypto_address *delivery =
        &crowdpatching_release_of(state, task->self, task->reward->release)->delivery;
    if (task->is_resumed &&
        crowdpatching_ask_delivery(state, task->self, port, delivery,
                                   &state->world->participants[WORLD_DEVICE][device].address,
                                   contracts_delivery_encode_is_installed))
        return;
    if (crowdpatching_send_reward(state, task->self, port, task->reward, "claim_installation",
                                  delivery))
        crowdpatching_reach(state, &state->world->participants[WORLD_DEVICE][device],
                            task->reward->release, OUTCOME_REWARDED);
}

static void reward_main(void *argument)
{
    const struct task *task = argument;
    CONVERSE_PORT port = NULL;
    if (sim_port_new(task->self->node, &port) < 0) {
        world_fail(task->state->world, BASE_E_NOMEM);
        return;
    }
    claim_reward(task, port);
    crowdpatching_take_reward(&crowdpatching_hub_of(task->state, task->self)->rewards,
                              task->reward);
    crowdpatching_end_reward(task->state, task->self, task->reward);
}

static void start_claim(struct crowdpatching *state, struct participant *self,
                        struct crowdpatching_reward *reward, bool is_resumed)
{
    struct task *task = malloc(sizeof *task);
    int r = BASE_E_NOMEM;
    if (task) {
        *task = (struct task){state, self, reward, is_resumed};
        r = sim_actor_spawn(self->node, "reward", reward_main, task, free);
    }
    if (r < 0)
        world_fail(state->world, r);
}

void crowdpatching_start_reward(struct crowdpatching *state, struct participant *self,
                                uint32_t release, const struct participant *device,
                                const struct crypto_scheme_signature *pofd,
                                const struct contracts_membership *membership)
{
    struct crowdpatching_hub *own = crowdpatching_hub_of(state, self);
    struct crowdpatching_reward *reward = malloc(sizeof *reward);
    if (!reward) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    *reward = (struct crowdpatching_reward){
        .next = own->rewards,
        .release = release,
        .device = device->index,
        .pofd = *pofd,
        .membership = *membership,
    };
    if (membership->path_len > 0)
        memcpy(reward->path, membership->path, membership->path_len * sizeof reward->path[0]);
    own->rewards = reward;
    start_claim(state, self, reward, false);
}

void crowdpatching_resume_rewards(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_hub *own = crowdpatching_hub_of(state, self);
    for (struct crowdpatching_reward *reward = own->rewards; reward; reward = reward->next)
        start_claim(state, self, reward, true);
}
