#include <string.h>

#include "base/error.h"
#include "contracts-model/contracts/update_log_contract.h"
#include "models/boudguiga/attack.h"
#include "models/boudguiga/state.h"
#include "models/shared/chain_rpc.h"

/* A device polls the chain for updates and votes, gets the binary, installs it and acknowledges.
 * All that it sends and gets passes its home's radio. */

/** Assumption: above the measured use. */
#define GAS_ACKNOWLEDGE UINT64_C(60000)

/** A device at work, until its machine fails. */
struct device {
    struct boudguiga *state;
    struct participant *self;
    struct boudguiga_device *own;
    struct outcome_device *row;
    struct sim_port *port;
};

/** Section III-C: picks one of the chain's nodes, each time anew. */
static struct sim_address pick_node(struct device *device)
{
    struct chain_service *chain = device->state->world->chain;
    struct base_random random;
    if (boudguiga_is_cut_off(device->state, device->self, &device->own->path_draws))
        return boudguiga_false_node(device->state);
    if (device->state->config->node_choice == BOUDGUIGA_NEAREST_NODE)
        return chain_service_node(chain, device->self->region);
    participant_random_at(device->self, "node", device->own->node_draws++, &random);
    return chain_service_node_at(
        chain, (size_t)base_random_below(&random, chain_service_node_count(chain)));
}

static sim_time date_in(const struct device *device, sim_time duration)
{
    return world_now(device->state->world) + duration;
}

/** Looks once for the T of a release. True: all are known. */
static bool find_release(struct device *device)
{
    struct boudguiga_device *own = device->own;
    bool is_complete = boudguiga_read_posts(device->state, device->self, device->port,
                                            pick_node(device), &own->release);
    if (own->release.known > 0)
        participant_reach(device->self, OUTCOME_DISCOVERED);
    return is_complete;
}

/** Section III-D: looks once whether floor(k / 2) + 1 checking nodes have approved the update.
 *  False: it waits for more votes. */
static bool find_verdict(struct device *device, enum boudguiga_verdict *ret_verdict)
{
    struct boudguiga_device *own = device->own;
    struct boudguiga *state = device->state;
    boudguiga_read_votes(state, device->self, device->port, pick_node(device),
                         &own->release.post.update_id, &own->positive, &own->negative);
    *ret_verdict = boudguiga_verdict_of(state->config, own->positive, own->negative);
    return *ret_verdict != BOUDGUIGA_UNDECIDED ||
           world_now(state->world) >= device->row->discovered + state->config->vote_timeout_ns;
}

/** What takes the attackers' path is never answered. */
static void wait_in_vain(struct device *device, const struct chain_intent *intent)
{
    const struct config_chain *chain = device->state->world->chain_config;
    const struct sim_retry retry = {.timeout = chain->rpc_timeout_ns,
                                    .attempts = (unsigned)chain->rpc_attempts,
                                    .pause = SIM_TIME_SECOND};
    enum sim_fate fate;
    struct sim_message *answer = NULL;
    participant_charge(device->self, CRYPTO_OP_SECP256K1_SIGN, 1);
    int r = sim_port_request(device->port, boudguiga_false_node(device->state), CHAIN_RPC_SUBMIT,
                             intent->data, intent->data_len, &retry, &fate, &answer);
    sim_message_free(answer);
    if (r < 0)
        world_fail(device->state->world, r);
}

static bool place(struct device *device, const struct chain_intent *intent)
{
    for (uint64_t i = 0; i < device->state->config->attempts; i++) {
        if (!boudguiga_is_cut_off(device->state, device->self, &device->own->path_draws))
            return boudguiga_place(device->state, device->self, device->port, intent);
        wait_in_vain(device, intent);
        sim_actor_sleep(device->state->world->engine, device->state->config->retry_pause_ns);
    }
    return false;
}

/** A or NA of section III-E. Its signature is the transaction's. */
static bool acknowledge(struct device *device, bool is_positive, const crypto_address *accused)
{
    CONVERSE_BUFFER data = {0};
    contracts_update_log_encode_acknowledge(&data, &device->own->release.post.update_id,
                                            is_positive, accused);
    if (base_buffer_failed(&data)) {
        world_fail(device->state->world, BASE_E_NOMEM);
        return false;
    }
    const struct chain_intent intent = {
        .operation = is_positive ? "acknowledge" : "accuse",
        .to = &device->state->log,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_ACKNOWLEDGE,
    };
    return place(device, &intent);
}

/** One part of the binary from a chain node, checked against its T. */
static bool read_part(struct device *device, uint32_t part)
{
    const struct boudguiga_release *release = &device->own->release;
    const struct chain_log_filter filter = {
        .position = 1, .topic = boudguiga_transaction_id(&release->post.update_id, part)};
    __attribute__((cleanup(chain_log_page_deinit))) struct chain_log_page page = {0};
    if (!boudguiga_logs(device->state, device->port, pick_node(device), &filter,
                        device->state->config->device_timeout_ns, &page))
        return false;
    const struct participant *hub =
        &device->state->world->participants[WORLD_HUB][device->self->hub];
    for (size_t i = 0; i < page.count; i++) {
        struct contracts_part found;
        if (!contracts_update_log_decode_part(&page.logs[i], &found))
            continue;
        /* The last bytes are the binary's, and padding. */
        boudguiga_tamper(device->state, hub, page.logs[i].data + (found.part - page.logs[i].data),
                         found.part_len);
        if (boudguiga_check_bytes(device->self, found.part, found.part_len, &release->parts[part]))
            return true;
    }
    return false;
}

static bool read_binary(struct device *device)
{
    struct boudguiga_device *own = device->own;
    while (own->parts_done < own->release.count && read_part(device, own->parts_done))
        own->parts_done++;
    return own->parts_done == own->release.count;
}

/** From the home's gateway, which is accused when it sends something else. */
static bool fetch_binary(struct device *device)
{
    struct boudguiga *state = device->state;
    struct boudguiga_device *own = device->own;
    const struct participant *hub = &state->world->participants[WORLD_HUB][device->self->hub];
    if (own->parts_done > 0)
        return true;
    CONVERSE_MESSAGE binary = boudguiga_fetch(state, device->self, hub, &own->release.parts[0],
                                              state->config->device_timeout_ns);
    if (!binary)
        return false;
    if (boudguiga_check_bytes(device->self, binary->payload, binary->payload_len,
                              &own->release.parts[0])) {
        own->parts_done = 1;
        state->tampered_installed +=
            memcmp(binary->payload, state->carried, binary->payload_len) != 0;
        return true;
    }
    if (!own->has_accused)
        own->has_accused = acknowledge(device, false, &hub->address);
    return false;
}

static enum outcome_state try_once(struct device *device)
{
    struct boudguiga *state = device->state;
    struct boudguiga_device *own = device->own;
    bool has_binary = state->config->variant == BOUDGUIGA_INNOCUOUSNESS ? fetch_binary(device)
                                                                        : read_binary(device);
    if (!has_binary)
        return OUTCOME_FAILED;
    uint32_t leaf = boudguiga_audience_device(&state->audience, device->self->index);
    switch (boudguiga_open(state, device->self, &own->release, leaf)) {
    case BOUDGUIGA_OPENED:
        break;
    case BOUDGUIGA_NOT_FOR_IT:
        return OUTCOME_NOT_LISTED;
    case BOUDGUIGA_NOT_U:
        return OUTCOME_FAILED;
    }
    participant_install(device->self, state->config->update_bytes);
    own->is_installed = true;
    state->harmed += state->is_malicious;
    state->forged_installed +=
        !crypto_digest_equal(&own->release.post.update_id, &state->update_id);
    return OUTCOME_PATCHED;
}

/** One attempt after the other. Returns when to go on; SIM_TIME_FOREVER: there is no need. */
static sim_time install(struct device *device)
{
    struct boudguiga *state = device->state;
    struct boudguiga_device *own = device->own;
    struct outcome_device *row = device->row;
    while (!own->is_installed && row->attempts < state->config->attempts) {
        if (row->attempts > 0 && !own->has_paused) {
            own->has_paused = true;
            return date_in(device, state->config->retry_pause_ns);
        }
        own->has_paused = false;
        row->attempts++;
        participant_reach(device->self, OUTCOME_REQUESTED);
        participant_settle(device->self, OUTCOME_IN_PROGRESS);
        participant_settle(device->self, try_once(device));
        if (row->state == OUTCOME_NOT_LISTED)
            return SIM_TIME_FOREVER;
    }
    /* Its machine failed in the last attempt. */
    if (!own->is_installed)
        participant_settle(device->self, OUTCOME_FAILED);
    return SIM_TIME_FOREVER;
}

/** From the first poll to the acknowledgement. Returns when to go on; SIM_TIME_FOREVER: it is done.
 */
static sim_time live(struct device *device)
{
    const crypto_address nobody = {{0}};
    struct boudguiga *state = device->state;
    struct boudguiga_device *own = device->own;
    if (own->step == BOUDGUIGA_READS_POSTS) {
        if (!find_release(device))
            return date_in(device, state->config->device_poll_ns);
        bool needs_votes = state->config->variant == BOUDGUIGA_INNOCUOUSNESS && !own->is_installed;
        own->step = needs_votes ? BOUDGUIGA_READS_VOTES : BOUDGUIGA_INSTALLS;
    }
    if (own->step == BOUDGUIGA_READS_VOTES) {
        enum boudguiga_verdict verdict;
        if (!find_verdict(device, &verdict))
            return date_in(device, state->config->device_poll_ns);
        state->rejections += verdict == BOUDGUIGA_REJECTED;
        state->undecided += verdict == BOUDGUIGA_UNDECIDED;
        if (verdict != BOUDGUIGA_APPROVED) {
            participant_settle(device->self, OUTCOME_FAILED);
            return SIM_TIME_FOREVER;
        }
        if (device->row->proved < 0)
            participant_reach(device->self, OUTCOME_PROVED);
        own->step = BOUDGUIGA_INSTALLS;
    }
    sim_time next = install(device);
    if (own->is_installed && !own->is_acknowledged)
        own->is_acknowledged = acknowledge(device, true, &nobody);
    return next;
}

sim_time boudguiga_device_act(void *model_state, struct participant *self, bool is_first)
{
    struct boudguiga *state = model_state;
    struct device device = {
        .state = state,
        .self = self,
        .own = &state->devices[self->index],
        .row = &state->world->outcome.devices[self->index],
        .port = self->port,
    };
    if (device.own->is_done)
        return SIM_TIME_FOREVER;
    if (is_first) {
        device.own->step = BOUDGUIGA_READS_POSTS;
        device.own->has_paused = false;
        if (device.own->release.known == 0)
            return participant_first_poll(self, state->config->device_poll_ns);
    }
    sim_time next = live(&device);
    if (next < SIM_TIME_FOREVER)
        return next;
    device.own->is_done = true;
    if (--state->devices_left == 0)
        world_finish(state->world);
    return SIM_TIME_FOREVER;
}
