#include <stdlib.h>

#include "base/error.h"
#include "models/leiba/state.h"

/* Section III-A4: a distributor commits to its key with the device's PoD, and reveals it when the
 * commitment is on chain: whoever reads the first transaction in the mempool learns no r, and
 * whoever reads the second comes too late. A PoD is worth the reward, so a distributor keeps it
 * over a failure of its machine until the claim is over. */

/* Assumption: twice the measured use, and a Merkle path. */
#define GAS_COMMIT UINT64_C(400000)
#define GAS_REVEAL UINT64_C(150000)

/** A claim that an actor works on. */
struct task {
    struct leiba *state;
    struct participant *self;
    struct leiba_claim *claim; /* of the list of its own */
};

static struct leiba_claim **claims_of(struct leiba *state, const struct participant *self)
{
    return self->role == WORLD_HUB ? &state->hubs[self->index].claims
                                   : &state->distributors[self->index].claims;
}

static const struct contracts_announced *release_of(const struct leiba *state,
                                                    const struct participant *self)
{
    return self->role == WORLD_HUB ? &state->hubs[self->index].release
                                   : &state->distributors[self->index].release;
}

void leiba_agree_terms(const struct leiba *state, const struct participant *self,
                       struct base_random *random, struct leiba_claim *claim)
{
    const uint64_t *index = members_find(&state->members, &claim->device);
    base_random_bytes(random, claim->t.bytes, sizeof claim->t.bytes);
    claim->r = contracts_delivery_key(&claim->t, &claim->device, &self->address);
    claim->s = crypto_sha256(claim->r.bytes, sizeof claim->r.bytes);
    if (index) {
        claim->member_index = *index;
        claim->path_len = crypto_merkle_path(&state->members.tree, (size_t)*index, claim->path);
    }
}

/** Takes the claim off its list. */
static void take(struct leiba_claim **claims, struct leiba_claim *claim)
{
    struct leiba_claim **place = claims;
    while (*place != claim)
        place = &(*place)->next;
    *place = claim->next;
}

void leiba_forget_claim(struct leiba_claim **claims, struct leiba_claim *claim)
{
    take(claims, claim);
    free(claim);
}

/** The claim is over. */
static void end(struct leiba *state, const struct participant *self, struct leiba_claim *claim)
{
    take(claims_of(state, self), claim);
    if (!leiba_keeps_claims(self)) {
        free(claim);
        return;
    }
    claim->next = state->distributors[self->index].spent;
    state->distributors[self->index].spent = claim;
}

void leiba_forget_claims(struct leiba_claim **claims)
{
    while (*claims)
        leiba_forget_claim(claims, *claims);
}

bool leiba_is_free(struct leiba *state, struct participant *self, struct sim_port *port,
                   const crypto_address *contract, const crypto_address *device)
{
    CONVERSE_BUFFER query = {0};
    CONVERSE_BYTES output = NULL;
    size_t len;
    bool is_taken;
    contracts_distribution_encode_is_taken(&query, device);
    return chain_service_call(state->world->chain, self, port, contract, &query, &output, &len) &&
           contracts_delivery_decode_bool(output, len, &is_taken) && !is_taken;
}

bool leiba_is_worthwhile(struct leiba *state, struct participant *self, struct sim_port *port,
                         const crypto_address *device)
{
    return !leiba_is_expired(state, release_of(state, self)) &&
           leiba_is_free(state, self, port, &state->contract, device);
}

/** Sends it and waits for its block. True: it is there, and has succeeded. */
static bool transact(struct leiba *state, struct participant *self, struct sim_port *port,
                     const crypto_address *contract, const char *operation,
                     const struct base_buffer *data, uint64_t gas_limit)
{
    const struct chain_intent intent = {
        .operation = operation,
        .to = contract,
        .data = data->data,
        .data_len = data->len,
        .gas_limit = gas_limit,
    };
    const struct chain_receipt *receipt = chain_service_confirm(
        state->world->chain, self, port, &intent, state->config->transaction_timeout_ns);
    return receipt && receipt->success;
}

static bool commit_to(struct leiba *state, struct participant *self, struct sim_port *port,
                      const crypto_address *contract, const char *operation,
                      const struct leiba_claim *claim)
{
    CONVERSE_BUFFER data = {0};
    const struct contracts_membership membership = {claim->member_index, claim->path,
                                                    claim->path_len};
    contracts_distribution_encode_commit(&data, &claim->device, &claim->s, &claim->pod,
                                         &membership);
    return transact(state, self, port, contract, operation, &data, GAS_COMMIT);
}

static bool reveal_to(struct leiba *state, struct participant *self, struct sim_port *port,
                      const crypto_address *contract, const char *operation,
                      const struct leiba_claim *claim)
{
    CONVERSE_BUFFER data = {0};
    contracts_distribution_encode_reveal(&data, &claim->device, &claim->t, &claim->r);
    return transact(state, self, port, contract, operation, &data, GAS_REVEAL);
}

static bool commit(struct leiba *state, struct participant *self, struct sim_port *port,
                   const struct leiba_claim *claim)
{
    return commit_to(state, self, port, &state->contract,
                     self->role == WORLD_HUB ? LEIBA_SELF_COMMIT : "commit", claim);
}

static void reveal(struct leiba *state, struct participant *self, struct sim_port *port,
                   const struct leiba_claim *claim)
{
    reveal_to(state, self, port, &state->contract,
              self->role == WORLD_HUB ? LEIBA_SELF_REVEAL : "reveal", claim);
}

bool leiba_replay_claim(struct leiba *state, struct participant *self, struct sim_port *port,
                        const struct leiba_claim *claim)
{
    const crypto_address *second = &state->second_contract;
    return commit_to(state, self, port, second, "replayed_commit", claim) &&
           reveal_to(state, self, port, second, "replayed_reveal", claim);
}

void leiba_claim(struct leiba *state, struct participant *self, struct sim_port *port,
                 const struct leiba_claim *claim)
{
    struct leiba_claim **claims = claims_of(state, self);
    struct leiba_claim *kept = malloc(sizeof *kept);
    if (!kept) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    *kept = *claim;
    kept->next = *claims;
    *claims = kept;
    if (commit(state, self, port, kept))
        reveal(state, self, port, kept);
    end(state, self, kept);
}

/** What the chain tells of a claim after a failure. */
struct standing {
    bool is_known; /* the chain node was reached */
    bool is_committed;
    bool is_revealed; /* by anybody */
};

static struct standing look_up(struct leiba *state, struct participant *self, struct sim_port *port,
                               const struct leiba_claim *claim)
{
    const struct chain_log_filter filter = chain_log_filter_address(1, &claim->device);
    struct standing standing = {0};
    struct chain_log_page page;
    uint64_t block = 0;
    if (!chain_service_logs_with(state->world->chain, self, port, &state->contract, &filter, &block,
                                 &page))
        return standing;
    standing.is_known = true;
    for (size_t i = 0; i < page.count; i++) {
        struct contracts_committed committed;
        struct contracts_delivered revealed;
        if (contracts_distribution_decode_committed(&page.logs[i], &committed))
            standing.is_committed = crypto_address_equal(&committed.distributor, &self->address) &&
                                    crypto_digest_equal(&committed.s, &claim->s);
        if (contracts_distribution_decode_revealed(&page.logs[i], &revealed))
            standing.is_revealed = true;
    }
    chain_log_page_deinit(&page);
    return standing;
}

static void resume_main(void *argument)
{
    const struct task *task = argument;
    struct leiba *state = task->state;
    CONVERSE_PORT port = NULL;
    if (sim_port_new(task->self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    /* Either may have been sent before the failure. */
    struct standing standing = look_up(state, task->self, port, task->claim);
    bool is_open = standing.is_known && !standing.is_revealed &&
                   !leiba_is_expired(state, release_of(state, task->self));
    if (is_open && (standing.is_committed || commit(state, task->self, port, task->claim)))
        reveal(state, task->self, port, task->claim);
    end(state, task->self, task->claim);
}

void leiba_resume_claims(struct leiba *state, struct participant *self)
{
    struct leiba_claim *next;
    for (struct leiba_claim *claim = *claims_of(state, self); claim; claim = next) {
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
