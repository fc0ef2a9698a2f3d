#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "contracts-model/contracts/update_log_contract.h"
#include "models/boudguiga/state.h"
#include "models/shared/chain_rpc.h"

bool boudguiga_logs(struct boudguiga *state, struct sim_port *port, struct sim_address node,
                    const struct chain_log_filter *filter, sim_time timeout,
                    struct chain_log_page *ret_page)
{
    CONVERSE_BUFFER request = {0};
    CONVERSE_MESSAGE answer = NULL;
    const struct sim_retry once = {.timeout = timeout, .attempts = 1};
    enum sim_fate fate;
    uint64_t up_to_block;
    base_buffer_append(&request, state->log.bytes, sizeof state->log.bytes);
    /* From the first block on: a reader remembers no block that a node has claimed, so that none
       can make it skip any. */
    base_buffer_append_be64(&request, 0);
    base_buffer_append_u8(&request, filter->position);
    base_buffer_append(&request, filter->topic.bytes, sizeof filter->topic.bytes);
    int r = base_buffer_failed(&request)
                ? BASE_E_NOMEM
                : sim_port_request(port, node, CHAIN_RPC_LOGS, request.data, request.len, &once,
                                   &fate, &answer);
    if (r < 0)
        world_fail(state->world, r);
    return r == 0 && fate == SIM_DELIVERED &&
           chain_rpc_decode_logs(answer->payload, answer->payload_len, &state->log, &up_to_block,
                                 ret_page);
}

void boudguiga_release_deinit(struct boudguiga_release *release)
{
    free(release->parts);
    free(release->cover);
    *release = (struct boudguiga_release){0};
}

static bool is_known(const struct boudguiga_release *release, uint32_t part)
{
    static const crypto_digest none;
    return release->count > 0 && !crypto_digest_equal(&release->parts[part], &none);
}

/** Whether this T may be one that is still missing. */
static bool is_wanted(const struct boudguiga_release *release, const struct boudguiga_post *post)
{
    uint32_t count = post->parts ? post->parts : 1;
    if (release->count == 0)
        return post->version > 0;
    return post->version == release->post.version && count == release->count &&
           crypto_digest_equal(&post->update_id, &release->post.update_id) &&
           !is_known(release, post->part);
}

static int note(struct boudguiga_release *release, const struct boudguiga_post *post)
{
    if (release->count == 0) {
        uint32_t count = post->parts ? post->parts : 1;
        release->parts = calloc(count, sizeof *release->parts);
        if (!release->parts)
            return BASE_E_NOMEM;
        release->count = count;
        release->post = *post;
        release->post.cover = NULL;
    }
    if (post->cover_len > 0) {
        release->cover = malloc(post->cover_len);
        if (!release->cover)
            return BASE_E_NOMEM;
        memcpy(release->cover, post->cover, post->cover_len);
        release->cover_len = post->cover_len;
    }
    release->parts[post->part] = post->part_sha256;
    release->known++;
    return 0;
}

/** Checks M_sign; costs the time. */
static bool check_post(struct boudguiga *state, struct participant *self,
                       const struct contracts_posted *posted, const struct boudguiga_post *post)
{
    const struct participant *manufacturer = &state->world->participants[WORLD_MANUFACTURER][0];
    if (!crypto_address_equal(&post->manufacturer, &manufacturer->address))
        return false;
    participant_charge(self, CRYPTO_OP_SHA256, posted->fields_len);
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
    crypto_digest digest = boudguiga_post_digest(&posted->device_type, post);
    bool is_good = crypto_token_ed25519_verify(state->world->tokens, &manufacturer->identity,
                                               digest.bytes, sizeof digest.bytes, &post->signature);
    state->bad_posts += !is_good;
    return is_good;
}

bool boudguiga_read_posts(struct boudguiga *state, struct participant *self, struct sim_port *port,
                          struct sim_address node, struct boudguiga_release *release)
{
    const struct chain_log_filter filter = {.position = 1, .topic = state->device_type};
    __attribute__((cleanup(chain_log_page_deinit))) struct chain_log_page page = {0};
    if (!boudguiga_logs(state, port, node, &filter, state->config->answer_timeout_ns, &page))
        return false;
    for (size_t i = 0; i < page.count; i++) {
        struct contracts_posted posted;
        struct boudguiga_post post;
        if (!contracts_update_log_decode_posted(&page.logs[i], &posted) ||
            !crypto_digest_equal(&posted.device_type, &state->device_type) ||
            !boudguiga_decode_post(posted.fields, posted.fields_len, &post) ||
            !is_wanted(release, &post) || !check_post(state, self, &posted, &post))
            continue;
        int r = note(release, &post);
        if (r < 0)
            world_fail(state->world, r);
    }
    return release->count > 0 && release->known == release->count;
}

/** Its place among the checking nodes, or -1. */
static int checker_of(const struct boudguiga *state, const crypto_address *address)
{
    const struct participant *who = world_find_by_address(state->world, address);
    return who && who->role == WORLD_DISTRIBUTOR && who->index < state->checker_count
               ? (int)who->index
               : -1;
}

/** Checks a vote with the key that the device has of that node; costs the time. */
static bool check_vote(struct boudguiga *state, struct participant *self,
                       const struct contracts_voted *vote, int checker)
{
    const struct participant *who = &state->world->participants[WORLD_DISTRIBUTOR][checker];
    crypto_ed25519_signature signature;
    memcpy(signature.bytes, vote->signature, sizeof signature.bytes);
    crypto_digest digest =
        boudguiga_vote_digest(&vote->update_id, &vote->checker, vote->is_positive, &vote->accused);
    participant_charge(self, CRYPTO_OP_ED25519_VERIFY, 1);
    return crypto_token_ed25519_verify(state->world->tokens, &who->identity, digest.bytes,
                                       sizeof digest.bytes, &signature);
}

void boudguiga_read_votes(struct boudguiga *state, struct participant *self, struct sim_port *port,
                          struct sim_address node, const crypto_digest *update_id,
                          uint64_t *positive, uint64_t *negative)
{
    const struct chain_log_filter filter = {.position = 1, .topic = *update_id};
    __attribute__((cleanup(chain_log_page_deinit))) struct chain_log_page page = {0};
    if (!boudguiga_logs(state, port, node, &filter, state->config->answer_timeout_ns, &page))
        return;
    for (size_t i = 0; i < page.count; i++) {
        struct contracts_voted vote;
        int checker;
        if (!contracts_update_log_decode_voted(&page.logs[i], &vote) ||
            !crypto_digest_equal(&vote.update_id, update_id) ||
            (checker = checker_of(state, &vote.checker)) < 0)
            continue;
        uint64_t bit = UINT64_C(1) << checker;
        if (((*positive | *negative) & bit) || !check_vote(state, self, &vote, checker))
            continue;
        *(vote.is_positive ? positive : negative) |= bit;
    }
}

enum boudguiga_verdict boudguiga_verdict_of(const struct boudguiga_config *config,
                                            uint64_t positive, uint64_t negative)
{
    uint64_t threshold = boudguiga_threshold(config);
    if ((uint64_t)__builtin_popcountll(positive) >= threshold)
        return BOUDGUIGA_APPROVED;
    if ((uint64_t)__builtin_popcountll(negative) > config->checkers - threshold)
        return BOUDGUIGA_REJECTED;
    return BOUDGUIGA_UNDECIDED;
}

bool boudguiga_place(struct boudguiga *state, struct participant *self, struct sim_port *port,
                     const struct chain_intent *intent)
{
    for (uint64_t i = 0; i < state->config->attempts; i++) {
        enum chain_fate fate;
        const struct chain_receipt *receipt;
        int r = chain_service_transact(state->world->chain, self, port, intent,
                                       state->config->transaction_timeout_ns, &fate, &receipt);
        if (r < 0) {
            world_fail(state->world, r);
            return false;
        }
        if (fate == CHAIN_FATE_DONE)
            return receipt->success;
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    }
    return false;
}

bool boudguiga_place_for_good(struct boudguiga *state, struct participant *self,
                              const struct chain_intent *intent)
{
    for (uint64_t i = 0; i < state->config->attempts; i++) {
        if (chain_service_insist(state->world->chain, self, self->port, intent))
            return true;
        sim_actor_sleep(state->world->engine, state->config->retry_pause_ns);
    }
    return false;
}
