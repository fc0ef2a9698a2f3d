#include <stdlib.h>

#include "base/error.h"
#include "contracts-model/contracts/artifacts.h"
#include "models/refai_wu/attack.h"

/* A gateway follows the chain, gets the firmware, compares what its devices run with it, and
 * updates those that run something else, one after the other, in rounds of one attempt each. */

/* Assumption: one to four times the measured use. */
#define GAS_REPORT UINT64_C(100000)
#define GAS_A_REPORTED_DEVICE UINT64_C(2000)

/** Looks once at what is new on chain. True: there is a release, and the manufacturer signed it. */
static bool look(struct refai_wu_gateway *own, struct sim_port *port)
{
    struct refai_wu *state = own->state;
    struct chain_service *chain = state->world->chain;
    struct chain_log_page page;
    struct contracts_firmware found = {0}, event;
    const struct chain_log_filter releases = {0, contracts_firmware_topic_published};
    uint64_t block = own->block;
    bool is_answered =
        state->config->node == REFAI_WU_OWN_NODE
            ? chain_service_follow(chain, own->self, port, &state->contract, &block, &page)
            : chain_service_logs_with(chain, own->self, port, &state->contract, &releases, &block,
                                      &page);
    if (!is_answered)
        return false;
    state->looks++;
    for (size_t i = 0; i < page.count; i++)
        if (contracts_firmware_decode_published(&page.logs[i], &event) &&
            event.version > found.version)
            found = event;
    chain_log_page_deinit(&page);
    own->block = block;
    if (found.version == 0 || !refai_wu_check_release(state, own->self, &found))
        return false;
    own->release = found;
    own->has_release = true;
    return true;
}

static void await_release(struct refai_wu_gateway *own)
{
    struct world *world = own->state->world;
    sim_time interval = own->state->config->gateway_poll_ns;
    CONVERSE_PORT port = NULL;
    if (sim_port_new(own->self->node, &port) < 0) {
        world_fail(world, BASE_E_NOMEM);
        return;
    }
    sim_actor_sleep_until(world->engine, participant_first_poll(own->self, interval));
    while (!look(own, port))
        sim_actor_sleep(world->engine, interval);
    own->discovered = world_now(world);
    for (uint32_t i = 0; i < own->hub->device_count; i++) {
        uint32_t index = own->hub->first_device + i;
        participant_reach(&world->participants[WORLD_DEVICE][index], OUTCOME_DISCOVERED);
    }
}

static bool runs_release(const struct refai_wu_gateway *own, const struct sim_message *answer)
{
    struct refai_wu_running running;
    return refai_wu_decode_running(answer->payload, answer->payload_len, &running) &&
           running.version == own->release.version &&
           crypto_digest_equal(&running.hash, &own->release.hash);
}

/** Asks a device what it runs. NULL: no answer. */
static struct sim_message *check_device(struct refai_wu_gateway *own, struct sim_port *port,
                                        const struct participant *device)
{
    CONVERSE_BUFFER nothing = {0};
    sim_time timeout = own->state->config->answer_timeout_ns;
    if (!converse_send(own->self, port, sim_port_address(device->port), REFAI_WU_CHECK, &nothing, 0,
                       0, timeout))
        return NULL;
    return converse_expect(own->self, port, REFAI_WU_RUNNING, REFAI_WU_REFUSAL, timeout);
}

static void server_main(void *argument)
{
    struct refai_wu_gateway *own = argument;
    refai_wu_serve(own->state, own->self, &own->seeding, &own->file,
                   own->state->config->concurrent_uploads);
}

/** Among peers: from now on it gives the firmware to others. */
static void offer(struct refai_wu_gateway *own)
{
    struct world *world = own->state->world;
    if (own->state->config->variant != REFAI_WU_PEER_TO_PEER || !own->has_firmware)
        return;
    int r = dht_announce(world->dht, &own->release.hash, own->self);
    if (r == 0)
        r = sim_actor_spawn(own->self->node, "server", server_main, own, NULL);
    if (r < 0)
        world_fail(world, r);
}

static bool need_firmware(struct refai_wu_gateway *own, struct sim_port *port)
{
    if (own->has_firmware)
        return true;
    own->has_firmware = refai_wu_fetch(own, port);
    offer(own);
    return own->has_firmware;
}

static bool update_device(struct refai_wu_gateway *own, struct sim_port *port,
                          const struct participant *device)
{
    struct refai_wu *state = own->state;
    CONVERSE_BUFFER payload = {0};
    CONVERSE_MESSAGE installed = NULL;
    if (!need_firmware(own, port))
        return false;
    sim_time deadline = world_now(state->world) + state->config->device_timeout_ns;
    refai_wu_encode_manifest(&payload, &own->release);
    bool tampers = refai_wu_tampers(own->self);
    state->tampered_sent += tampers;
    base_buffer_append(&payload, tampers ? state->tampered : state->firmware,
                       (size_t)state->config->update_bytes);
    if (!converse_send(own->self, port, sim_port_address(device->port), REFAI_WU_UPDATE, &payload,
                       0, 0, state->config->device_timeout_ns))
        return false;
    installed = converse_expect(own->self, port, REFAI_WU_INSTALLED, REFAI_WU_REFUSAL,
                                deadline - world_now(state->world));
    return tampers || (installed && runs_release(own, installed));
}

/** True: the device runs the release. */
static bool attend_device(struct refai_wu_gateway *own, struct participant *device)
{
    struct world *world = own->state->world;
    struct outcome_device *row = &world->outcome.devices[device->index];
    CONVERSE_PORT port = NULL;
    CONVERSE_MESSAGE running = NULL;
    if (sim_port_new(own->self->node, &port) < 0) {
        world_fail(world, BASE_E_NOMEM);
        return false;
    }
    participant_reach(device, OUTCOME_REQUESTED);
    running = check_device(own, port, device);
    if (running && runs_release(own, running))
        return true;
    row->attempts++;
    if (row->state != OUTCOME_PATCHED)
        participant_settle(device, OUTCOME_IN_PROGRESS);
    bool is_updated = running && update_device(own, port, device);
    if (row->state != OUTCOME_PATCHED) /* the device says so itself */
        participant_settle(device, OUTCOME_FAILED);
    return is_updated;
}

/** One attempt for each device that needs one. True: one is left, and rounds are. */
static bool play_round(struct refai_wu_gateway *own)
{
    struct participant *devices = own->state->world->participants[WORLD_DEVICE];
    bool is_unfinished = false;
    if (own->rounds == own->state->config->attempts)
        return false;
    own->rounds++;
    for (uint32_t i = 0; i < own->hub->device_count; i++) {
        uint32_t index = own->hub->first_device + i;
        bool *is_known = &own->state->devices[index].is_known[own->self == &own->second];
        *is_known = *is_known || attend_device(own, &devices[index]);
        is_unfinished |= !*is_known;
    }
    return is_unfinished && own->rounds < own->state->config->attempts;
}

/** Tells the chain which devices run the release, as far as their gateways have seen. */
static void report(struct refai_wu_gateway *own)
{
    struct refai_wu *state = own->state;
    struct world *world = state->world;
    CONVERSE_BUFFER data = {0};
    CONVERSE_BYTES list = NULL;
    CONVERSE_PORT port = NULL;
    size_t count = own->hub->device_count, updated = 0, failed = count;
    crypto_address *addresses = malloc((count + 1) * sizeof *addresses);
    list = (uint8_t *)addresses;
    if (!addresses || sim_port_new(own->self->node, &port) < 0) {
        world_fail(world, BASE_E_NOMEM);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t index = own->hub->first_device + i;
        const bool *is_known = state->devices[index].is_known;
        addresses[is_known[0] || is_known[1] ? updated++ : --failed] =
            world->participants[WORLD_DEVICE][index].address;
    }
    contracts_firmware_encode_report(&data, own->release.version, addresses, updated,
                                     addresses + updated, count - updated);
    const struct chain_intent intent = {
        .operation = "report",
        .to = &state->contract,
        .data = data.data,
        .data_len = data.len,
        .gas_limit = GAS_REPORT + count * GAS_A_REPORTED_DEVICE,
    };
    chain_service_confirm(world->chain, own->self, port, &intent,
                          state->config->transaction_timeout_ns);
}

static void finish(struct refai_wu_gateway *own)
{
    own->is_done = true;
    if (!own->is_outsider && --own->state->gateways_left == 0)
        world_finish(own->state->world);
}

void refai_wu_gateway_play(struct refai_wu_gateway *own)
{
    const struct refai_wu_config *config = own->state->config;
    struct sim_engine *engine = own->state->world->engine;
    bool is_second = own->self == &own->second;
    offer(own);
    if (!own->has_release)
        await_release(own);
    if (is_second)
        sim_actor_sleep_until(engine, own->discovered + config->second_delay_ns);
    if (own->is_done)
        return;
    while (play_round(own))
        sim_actor_sleep(engine, config->retry_pause_ns);
    if (config->has_audit && !is_second && !own->is_reported) {
        report(own);
        own->is_reported = true;
    }
    finish(own);
}
