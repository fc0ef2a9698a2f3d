#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/lee_lee/state.h"

/* C2-2, step 3: nodes that hold the same firmware prove work for a response node's verifier, one
 * after the other, and broadcast the verification log in a block of their own. */

/** Work between two looks at whether it is still needed. */
#define SLICE SIM_TIME_SECOND

void lee_lee_forget_jobs(struct lee_lee_node *own)
{
    while (own->jobs) {
        struct lee_lee_job *job = own->jobs;
        own->jobs = job->next;
        free(job);
    }
}

void lee_lee_add_block(struct lee_lee *state, struct lee_lee_node *own,
                       const crypto_digest *request_id, const crypto_digest *response_id,
                       uint64_t tries, bool counts, struct sim_address to)
{
    struct participant *self = own->self;
    CONVERSE_BUFFER payload = {0};
    struct lee_lee_block block = {
        .version = 1,
        .nonce = tries,
        .firmware_version = own->version,
        .log = {.timestamp_ns = (uint64_t)world_now(state->world),
                .request_id = *request_id,
                .response_id = *response_id},
    };
    lee_lee_model(block.model);
    block.verifier =
        own->is_altered ? state->altered_verifier : state->verifiers[own->version == LEE_LEE_NEW];
    lee_lee_charge_sign(self);
    crypto_digest digest = lee_lee_log_digest(&block.log);
    crypto_token_ed25519_sign(state->world->tokens, &self->identity_secret, digest.bytes,
                              sizeof digest.bytes, &block.log.signature);
    lee_lee_chain_append(&own->chain, &block, counts && self->role == WORLD_DEVICE);
    state->world->outcome.chain_bytes += LEE_LEE_BLOCK_BYTES;
    state->blocks++;
    state->worked_blocks += tries > 0;
    lee_lee_encode_log(&payload, &self->identity, &block);
    lee_lee_broadcast(state, own, self->port, LEE_LEE_VERIFICATION_LOG, &payload);
    if (to.node != 0)
        converse_post(self, self->port, to, LEE_LEE_VERIFICATION_LOG, &payload, 0);
}

static bool is_needed(const struct lee_lee *state, const struct lee_lee_job *job)
{
    return job->confirmed < state->config->confirmations && world_now(state->world) < job->deadline;
}

static void work_ended(void *argument)
{
    struct lee_lee_node *own = argument;
    own->is_working = false;
    lee_lee_forget_jobs(own);
}

/** One job: tries until one succeeds, or until it is not needed any more. */
static bool prove_work(struct lee_lee *state, struct lee_lee_node *own, struct lee_lee_job *job,
                       uint64_t *ret_tries)
{
    uint64_t tries = lee_lee_draw_tries(&own->random, state->config->pow_tries);
    sim_time left = lee_lee_tries_ns(own->self->device_class, tries);
    while (left > 0 && is_needed(state, job)) {
        sim_time slice = left < SLICE ? left : SLICE;
        sim_node_compute(own->self->node, slice, "proof_of_work");
        left -= slice;
    }
    *ret_tries = tries;
    return left == 0 && is_needed(state, job);
}

static void work_main(void *argument)
{
    struct lee_lee_node *own = argument;
    struct lee_lee *state = own->self->world->model_state;
    while (own->jobs) {
        struct lee_lee_job *job = own->jobs;
        uint64_t tries;
        if (prove_work(state, own, job, &tries))
            lee_lee_add_block(state, own, &job->request_id, &job->response_id, tries, true,
                              job->response);
        own->jobs = job->next;
        free(job);
    }
}

void lee_lee_on_join(struct lee_lee *state, struct lee_lee_node *own,
                     const struct sim_message *message)
{
    struct lee_lee_join join;
    struct lee_lee_job *job;
    uint8_t model[LEE_LEE_MODEL_BYTES];
    lee_lee_model(model);
    if (!lee_lee_decode_join(message->payload, message->payload_len, &join) ||
        memcmp(join.model, model, sizeof model) != 0 ||
        crypto_digest_equal(&join.request_id, &own->id)) /* nobody confirms for himself */
        return;
    /* A verification node knows every version's verifier, another its own. */
    bool is_known = own->self->role != WORLD_DEVICE &&
                    crypto_digest_equal(&join.verifier, &state->verifiers[0]);
    crypto_digest verifier = lee_lee_verifier(state, own);
    if (!is_known && !crypto_digest_equal(&join.verifier, &verifier))
        return;
    job = malloc(sizeof *job);
    if (!job) {
        world_fail(state->world, base_fail(BASE_E_NOMEM, "out of memory"));
        return;
    }
    *job = (struct lee_lee_job){
        .request_id = join.request_id,
        .response_id = join.response_id,
        .response = message->from,
        .deadline = world_now(state->world) + state->config->confirmation_timeout_ns,
    };
    struct lee_lee_job **last = &own->jobs;
    while (*last)
        last = &(*last)->next;
    *last = job;
    if (own->is_working)
        return;
    own->is_working = true;
    int r = sim_actor_spawn(own->self->node, "work", work_main, own, work_ended);
    if (r < 0)
        world_fail(state->world, r);
}

void lee_lee_on_log(struct lee_lee_node *own, const struct sim_message *message)
{
    crypto_ed25519_public maker;
    struct lee_lee_block block;
    participant_charge(own->self, CRYPTO_OP_SHA256, message->payload_len);
    if (!lee_lee_decode_log(message->payload, message->payload_len, &maker, &block) ||
        block.nonce == 0)
        return;
    for (struct lee_lee_job *job = own->jobs; job; job = job->next)
        job->confirmed += crypto_digest_equal(&job->request_id, &block.log.request_id) &&
                          crypto_digest_equal(&job->response_id, &block.log.response_id);
}
