#include <stdlib.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Section IV-B4: a distributor's claim of its reward, which publishes r. A PoD is worth a_d, so a
 * distributor keeps it over a failure of its machine until the claim is on chain or given up. */

/** Assumption: twice the measured use, and a Merkle path. */
#define GAS_CLAIM UINT64_C(500000)

/** A claim that an actor works on. */
struct task {
    struct crowdpatching *state;
    struct participant *self;
    struct crowdpatching_claim *claim; /* of the distributor's list */
};

void crowdpatching_agree_terms(const struct crowdpatching *state, const struct participant *self,
                               struct base_random *random, struct crowdpatching_claim *claim)
{
    const struct members *members = &state->updates[claim->release].maker->members;
    const uint64_t *index = members_find(members, &claim->device);
    base_random_bytes(random, claim->t.bytes, sizeof claim->t.bytes);
    claim->r = contracts_delivery_key(&claim->t, &claim->device, &self->address);
    claim->s = crypto_sha256(claim->r.bytes, sizeof claim->r.bytes);
    if (index) {
        claim->member_index = *index;
        claim->path_len = crypto_merkle_path(&members->tree, (size_t)*index, claim->path);
    }
}

void crowdpatching_put_claim(struct crowdpatching_claim **claims, struct crowdpatching_claim *claim)
{
    claim->next = *claims;
    claim->link = claims;
    if (claim->next)
        claim->next->link = &claim->next;
    *claims = claim;
}

void crowdpatching_take_claim(struct crowdpatching_claim *claim)
{
    *claim->link = claim->next;
    if (claim->next)
        claim->next->link = claim->link;
}

void crowdpatching_forget_claims(struct crowdpatching_claim **claims)
{
    while (*claims) {
        struct crowdpatching_claim *claim = *claims;
        crowdpatching_take_claim(claim);
        free(claim);
    }
}

bool crowdpatching_send_claim(struct crowdpatching *state, struct participant *self,
                              struct sim_port *port, const struct crowdpatching_claim *claim,
                              const char *operation, const crypto_address *delivery)
{
    CONVERSE_BUFFER data = {0};
    const struct contracts_membership membership = {claim->member_index, claim->path,
                                                    claim->path_len};
    contracts_delivery_encode_claim(&data, &claim->device, &claim->t, &claim->r, &claim->s,
                                    &claim->key, &claim->pod, &membership);
    const struct chain_intent intent = {
        .operation = operation,
        .to = delivery,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_CLAIM,
    };
    const struct chain_receipt *receipt = crowdpatching_transact(state, self, port, &intent);
    return receipt && crowdpatching_is_paid_delivery(receipt, delivery);
}

/** Reverted, refused or too late: there is no second chance. */
static void send_own(struct crowdpatching *state, struct participant *self, struct sim_port *port,
                     const struct crowdpatching_claim *claim)
{
    if (crowdpatching_send_claim(state, self, port, claim, "claim_delivery",
                                 &crowdpatching_release_of(state, self, claim->release)->delivery))
        crowdpatching_count_earned(state, self);
}

void crowdpatching_claim(struct crowdpatching *state, struct participant *self,
                         struct sim_port *port, const struct crowdpatching_claim *claim)
{
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    struct crowdpatching_claim *kept = malloc(sizeof *kept);
    if (!kept) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    *kept = *claim;
    crowdpatching_put_claim(&own->claims, kept);
    send_own(state, self, port, kept);
    crowdpatching_take_claim(kept);
    crowdpatching_end_claim(state, self, kept);
}

static void resume_main(void *argument)
{
    const struct task *task = argument;
    struct crowdpatching *state = task->state;
    CONVERSE_PORT port = NULL;
    if (sim_port_new(task->self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    const struct crowdpatching_release *release =
        crowdpatching_release_of(state, task->self, task->claim->release);
    /* It may have been sent before the failure, and where it waits is sent as it is. */
    if (!crowdpatching_is_expired(state, release) &&
        !crowdpatching_ask_delivery(state, task->self, port, &release->delivery,
                                    &task->claim->device, contracts_delivery_encode_is_delivered))
        send_own(state, task->self, port, task->claim);
    crowdpatching_take_claim(task->claim);
    crowdpatching_end_claim(state, task->self, task->claim);
}

void crowdpatching_resume_claims(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_claim *next;
    for (struct crowdpatching_claim *claim = state->distributors[self->index].claims; claim;
         claim = next) {
        next = claim->next;
        struct task *task = malloc(sizeof *task);
        int r = BASE_E_NOMEM;
        if (task) {
            *task = (struct task){state, self, claim};
            r = sim_actor_spawn(self->node, "claim", resume_main, task, free);
        }
        if (r < 0)
            world_fail(state->world, r);
    }
}
