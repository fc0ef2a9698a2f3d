#include "models/boudguiga/attack.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "contracts-model/contracts/update_log_contract.h"
#include "models/shared/chain_rpc.h"

/** The false node's line. Assumption: as a chain node's, 100 Gbit/s. */
#define FALSE_NODE_BPS 12.5e9
/** Assumption: above the measured use. */
#define GAS_FORGED UINT64_C(60000)

static bool is_kind(const struct boudguiga *state, enum adversary_kind kind)
{
    return state->world->adversary->kind == (int)kind;
}

/* ---- isolation ---- */

int boudguiga_attack_init(struct boudguiga *state)
{
    const struct sim_node_spec spec = {
        .name = "false-chain-node",
        .cores = 1,
        .access = {.up_Bps = FALSE_NODE_BPS,
                   .down_Bps = FALSE_NODE_BPS,
                   .segment_payload_bytes = SIM_LINK_TCP_PAYLOAD_BYTES,
                   .segment_header_bytes = SIM_LINK_TCP_HEADER_BYTES},
    };
    return is_kind(state, ADVERSARY_ISOLATION)
               ? sim_node_add(state->world->engine, &spec, &state->false_node)
               : 0;
}

void boudguiga_attack_deinit(struct boudguiga *state)
{
    chain_log_page_deinit(&state->old);
    sim_port_free(state->false_port);
}

bool boudguiga_is_cut_off(const struct boudguiga *state, const struct participant *who,
                          uint64_t *draws)
{
    const struct participant *hub = &state->world->participants[WORLD_HUB][who->hub];
    struct base_random random;
    if (!adversary_acts(hub, ADVERSARY_ISOLATION))
        return false;
    participant_random_at(who, "path", (*draws)++, &random);
    return base_random_below(&random, state->config->paths) == 0;
}

struct sim_address boudguiga_false_node(const struct boudguiga *state)
{
    return sim_port_address(state->false_port);
}

/** The old state's logs that a request asks for. */
static void answer_logs(struct boudguiga *state, const struct sim_message *request)
{
    struct base_reader reader;
    struct chain_log_filter filter;
    struct base_buffer payload = {0};
    struct chain_rpc_log *found = calloc(state->old.count + 1u, sizeof *found);
    size_t count = 0;
    base_reader_init(&reader, request->payload, request->payload_len);
    base_reader_take(&reader, sizeof state->log.bytes + 8);
    filter.position = base_reader_u8(&reader);
    base_reader_copy(&reader, filter.topic.bytes, sizeof filter.topic.bytes);
    for (size_t i = 0; found && base_reader_done(&reader) && i < state->old.count; i++) {
        const struct evm_log *log = &state->old.logs[i];
        if (filter.position < log->topic_count &&
            memcmp(log->topics[filter.position].bytes, filter.topic.bytes, 32) == 0)
            found[count++] = (struct chain_rpc_log){1, log};
    }
    if (found)
        chain_rpc_encode_logs(&payload, 1, found, count);
    free(found);
    size_t len;
    uint8_t *data = base_buffer_steal(&payload, &len);
    struct sim_message *answer = data ? sim_message_new(CHAIN_RPC_REPLY, data, len) : NULL;
    int r = BASE_E_NOMEM;
    if (answer) {
        answer->reply_to = request->id;
        r = sim_port_post(state->false_port, request->from, answer);
    }
    if (r < 0)
        world_fail(state->world, r);
}

/** Copies the chain when the attack begins, and shows that for ever. */
static void false_node_main(void *argument)
{
    struct boudguiga *state = argument;
    struct world *world = state->world;
    struct participant *anybody = &world->participants[WORLD_MANUFACTURER][0];
    uint64_t block = 0;
    sim_actor_sleep_until(world->engine, world->adversary->start_ns);
    if (!chain_service_logs(world->chain, anybody, state->false_port, &state->log, &block,
                            &state->old))
        state->old = (struct chain_log_page){0};
    for (;;) {
        CONVERSE_MESSAGE request = NULL;
        if (sim_port_receive(state->false_port, SIM_TIME_FOREVER, &request) == SIM_DELIVERED &&
            request->kind == CHAIN_RPC_LOGS)
            answer_logs(state, request);
    }
}

int boudguiga_attack_start(struct boudguiga *state)
{
    if (!state->false_node || state->false_port)
        return 0;
    int r = sim_port_new(state->false_node, &state->false_port);
    if (r == 0)
        r = sim_actor_spawn(state->false_node, "false-node", false_node_main, state, NULL);
    return r;
}

/* ---- tampering and voting ---- */

void boudguiga_tamper(struct boudguiga *state, const struct participant *who, uint8_t *bytes,
                      size_t len)
{
    if (len == 0 || !(adversary_acts(who, ADVERSARY_TAMPER_HUB) ||
                      adversary_acts(who, ADVERSARY_TAMPER_DISTRIBUTOR)))
        return;
    bytes[0] ^= 1;
    state->tampered_sent++;
}

bool boudguiga_voices(struct boudguiga *state, const struct participant *checker, bool is_positive)
{
    if (!adversary_acts(checker, ADVERSARY_FALSE_VOTES))
        return is_positive;
    state->false_votes++;
    return state->is_malicious;
}

/* ---- impersonation ---- */

/** T of an update that the manufacturer has never seen, in its name, signed with another key. */
static void encode_forged_post(struct boudguiga *state, const struct participant *self,
                               uint64_t number, struct base_buffer *ret_data)
{
    CONVERSE_BUFFER fields = {0};
    struct base_random random;
    struct boudguiga_post post = {
        .version = 2,
        .parts = state->config->variant == BOUDGUIGA_INNOCUOUSNESS ? 0 : 1,
        .bytes = state->config->update_bytes,
        .manufacturer = state->world->participants[WORLD_MANUFACTURER][0].address,
        .cover = (const uint8_t *)"",
    };
    participant_random_at(self, "forgery", number, &random);
    base_random_bytes(&random, post.update_id.bytes, sizeof post.update_id.bytes);
    post.part_sha256 = post.update_id;
    crypto_digest digest = boudguiga_post_digest(&state->device_type, &post);
    crypto_token_ed25519_sign(state->world->tokens, &self->identity_secret, digest.bytes,
                              sizeof digest.bytes, &post.signature);
    boudguiga_encode_post(&fields, &post);
    crypto_digest id = boudguiga_transaction_id(&post.update_id, 0);
    contracts_update_log_encode_post(ret_data, &state->device_type, &id, fields.data, fields.len,
                                     NULL, 0);
}

/** One forged transaction after the other, each a block after the last, as long as money lasts. */
void boudguiga_outsider_play(struct boudguiga *state, struct participant *self)
{
    struct world *world = state->world;
    const crypto_address nobody = {{0}};
    adversary_await_start(self);
    while (!state->is_log_created)
        chain_service_wait_block(world->chain, SIM_TIME_FOREVER);
    for (;;) {
        CONVERSE_BUFFER data = {0};
        enum chain_fate fate;
        const struct chain_receipt *receipt;
        bool is_post = is_kind(state, ADVERSARY_IMPERSONATE_MANUFACTURER);
        participant_charge(self, CRYPTO_OP_ED25519_SIGN, is_post);
        if (is_post)
            encode_forged_post(state, self, state->forged_drawn++, &data);
        else
            contracts_update_log_encode_acknowledge(&data, &state->update_id, true, &nobody);
        const struct chain_intent intent = {
            .operation = "forge",
            .to = &state->log,
            .data = data.data,
            .data_len = data.len,
            .gas_limit = is_post ? boudguiga_post_gas(BOUDGUIGA_POST_BYTES) : GAS_FORGED,
        };
        int r =
            base_buffer_failed(&data)
                ? BASE_E_NOMEM
                : chain_service_transact(world->chain, self, self->port, &intent,
                                         state->config->transaction_timeout_ns, &fate, &receipt);
        if (r < 0)
            world_fail(world, r);
        if (r < 0 || fate == CHAIN_FATE_REJECTED)
            return;
        state->forged += fate == CHAIN_FATE_DONE && receipt->success;
        if (fate == CHAIN_FATE_UNREACHABLE)
            sim_actor_sleep(world->engine, state->config->retry_pause_ns);
    }
}

/* ---- what came of it ---- */

/** Devices behind marked hubs, and of those the patched. */
static void report_homes(const struct boudguiga *state)
{
    const struct world *world = state->world;
    uint32_t devices = 0, patched = 0, acknowledged = 0;
    for (uint32_t i = 0; i < world->counts[WORLD_DEVICE]; i++) {
        const struct participant *device = &world->participants[WORLD_DEVICE][i];
        if (!world->participants[WORLD_HUB][device->hub].is_marked)
            continue;
        devices++;
        patched += world->outcome.devices[i].state == OUTCOME_PATCHED;
        acknowledged += state->is_acknowledged[i];
    }
    struct outcome *outcome = &state->world->outcome;
    outcome_measure_number(outcome, "attacked_devices", (double)devices);
    outcome_measure_number(outcome, "attacked_devices_patched", (double)patched);
    outcome_measure_number(outcome, "attacked_devices_acknowledged", (double)acknowledged);
}

/** Checking nodes that have the binary and offer it to nobody, and what that leaves to the others.
 */
static void report_free_riding(const struct boudguiga *state)
{
    const struct world *world = state->world;
    double held = 0, served = 0;
    for (uint32_t i = 0; i < state->checker_count; i++) {
        const struct boudguiga_peer *peer = &state->peers[WORLD_DISTRIBUTOR][i];
        held += world->participants[WORLD_DISTRIBUTOR][i].is_marked && peer->has_binary;
        served += (double)peer->served;
    }
    struct outcome *outcome = &state->world->outcome;
    outcome_measure_number(outcome, "binaries_held_unserved", held);
    outcome_measure_number(outcome, "served_by_checkers", served);
    outcome_measure_number(outcome, "served_by_manufacturer",
                           (double)state->peers[WORLD_MANUFACTURER][0].served);
}

void boudguiga_attack_report(const struct boudguiga *state)
{
    struct outcome *outcome = &state->world->outcome;
    switch ((enum adversary_kind)state->world->adversary->kind) {
    case ADVERSARY_ISOLATION:
        report_homes(state);
        break;
    case ADVERSARY_TAMPER_HUB:
    case ADVERSARY_TAMPER_DISTRIBUTOR:
        report_homes(state);
        outcome_measure_number(outcome, "tampered_sent", (double)state->tampered_sent);
        outcome_measure_number(outcome, "tampered_installed", (double)state->tampered_installed);
        outcome_measure_number(outcome, "accusations", (double)state->negative_acknowledgements);
        break;
    case ADVERSARY_FREE_RIDING:
        report_free_riding(state);
        break;
    case ADVERSARY_FALSE_VOTES:
        outcome_measure_number(outcome, "false_votes", (double)state->false_votes);
        outcome_measure_number(outcome, "harmed_devices", (double)state->harmed);
        outcome_measure_number(outcome, "rejecting_devices", (double)state->rejections);
        break;
    case ADVERSARY_MALICIOUS_MANUFACTURER:
        outcome_measure_number(outcome, "harmed_devices", (double)state->harmed);
        outcome_measure_number(outcome, "negative_votes", (double)state->votes[false]);
        break;
    case ADVERSARY_IMPERSONATE_MANUFACTURER:
        outcome_measure_number(outcome, "forged_transactions", (double)state->forged);
        outcome_measure_number(outcome, "refused_signatures", (double)state->bad_posts);
        outcome_measure_number(outcome, "forged_installed", (double)state->forged_installed);
        break;
    case ADVERSARY_IMPERSONATE_DEVICE:
        outcome_measure_number(outcome, "forged_transactions", (double)state->forged);
        outcome_measure_number(outcome, "unpatched_acknowledged",
                               (double)state->acknowledged_unpatched);
        break;
    default:
        break;
    }
}
