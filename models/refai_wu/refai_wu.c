#include "models/refai_wu/refai_wu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/refai_wu/attack.h"

/** U is random bytes, as an encrypted or compressed firmware looks; and what is announced of it. */
static int make_release(struct refai_wu *state)
{
    const struct refai_wu_config *config = state->config;
    const struct participant *manufacturer = &state->world->participants[WORLD_MANUFACTURER][0];
    struct contracts_firmware *release = &state->release;
    struct base_random random;
    size_t len = (size_t)config->update_bytes;
    state->firmware = malloc(len);
    if (!state->firmware)
        return BASE_E_NOMEM;
    participant_random(manufacturer, "update", &random);
    base_random_bytes(&random, state->firmware, len);
    state->tampered = malloc(len);
    if (!state->tampered)
        return BASE_E_NOMEM;
    memcpy(state->tampered, state->firmware, len);
    state->tampered[0] ^= 1;
    release->version = 1;
    release->size_bytes = len;
    if (config->variant == REFAI_WU_ON_CHAIN)
        release->chunk_count = (len + config->chunk_bytes - 1) / config->chunk_bytes;
    release->hash = crypto_sha256(state->firmware, len);
    crypto_digest digest = refai_wu_firmware_digest(release);
    crypto_token_ed25519_sign(manufacturer->world->tokens, &manufacturer->identity_secret,
                              digest.bytes, sizeof digest.bytes, &release->signature);
    return 0;
}

/** A machine like the hub's, with keys of its own, on a line of the same home's kind. */
static int add_second(struct refai_wu_gateway *own, uint32_t number)
{
    struct participant *second = &own->second;
    struct base_random random;
    uint8_t seed[32];
    char name[32];
    snprintf(name, sizeof name, "second-%u", own->hub->index);
    const struct sim_node_spec spec = {
        .name = name,
        .cores = own->hub->device_class->cores,
        .region = own->hub->region,
        .access = own->hub->access,
    };
    *second = (struct participant){
        .world = own->state->world,
        .role = WORLD_HUB,
        .index = own->hub->index,
        .number = number,
        .region = own->hub->region,
        .device_class = own->hub->device_class,
        .hub = own->hub->index,
    };
    participant_random(second, "keys", &random);
    base_random_bytes(&random, seed, sizeof seed);
    crypto_token_secp256k1_keypair(second->world->tokens, seed, &second->secret, &second->address);
    participant_random(second, "lookup", &second->lookup_random);
    own->self = second;
    return sim_node_add(own->state->world->engine, &spec, &second->node);
}

static int add_gateways(struct refai_wu *state)
{
    struct world *world = state->world;
    uint32_t hubs = world->counts[WORLD_HUB], number = 0;
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        number += world->counts[role];
    state->gateway_count = state->gateways_left = (size_t)hubs * state->config->miners;
    state->gateways = calloc(state->gateway_count + 1, sizeof *state->gateways);
    int r = state->gateways ? 0 : BASE_E_NOMEM;
    for (size_t i = 0; r == 0 && i < state->gateway_count; i++) {
        struct refai_wu_gateway *own = &state->gateways[i];
        own->state = state;
        own->self = own->hub = &world->participants[WORLD_HUB][i % hubs];
        if (i >= hubs)
            r = add_second(own, number + own->hub->index);
        if (r == 0)
            r = seeding_init(&own->seeding, world);
        if (r < 0)
            break;
        uint32_t node = sim_node_index(own->self->node);
        size_t *at = base_map_put(&state->gateway_at, &node, NULL);
        size_t *with = base_map_put(&state->gateway_with, &own->self->address, NULL);
        if (!at || !with)
            return BASE_E_NOMEM;
        *at = *with = i;
    }
    return r;
}

/** The manufacturer's machines, those in the contract's record, and one of those that somebody has
 * taken over to pose as the manufacturer. */
static bool is_admitted(void *context, const struct sim_node *node)
{
    const struct refai_wu *state = context;
    uint32_t index = sim_node_index(node);
    const struct world *world = state->world;
    if (node == world->participants[WORLD_MANUFACTURER][0].node)
        return true;
    for (uint32_t i = 0; i < world->counts[WORLD_OUTSIDER]; i++)
        if (node == world->participants[WORLD_OUTSIDER][i].node)
            return world->adversary->kind == ADVERSARY_IMPERSONATE_MANUFACTURER;
    const size_t *found = base_map_get(&state->gateway_at, &index);
    return found && state->gateways[*found].is_listed;
}

static void note_log(struct refai_wu *state, const struct evm_log *log)
{
    crypto_address node;
    struct contracts_reported reported;
    bool is_added = contracts_firmware_decode_node_added(log, &node);
    bool is_reported = contracts_firmware_decode_reported(log, &reported);
    if (is_reported)
        node = reported.node;
    else if (!is_added && !contracts_firmware_decode_node_removed(log, &node))
        return;
    const size_t *found = base_map_get(&state->gateway_with, &node);
    if (!found)
        return;
    if (is_reported)
        state->gateways[*found].reported = reported;
    else
        state->gateways[*found].is_listed = is_added;
}

static int on_block(void *context, const struct chain_block *block)
{
    struct refai_wu *state = context;
    for (size_t i = 0; i < block->receipt_count; i++)
        for (size_t l = 0; l < block->receipts[i]->log_count; l++)
            if (crypto_address_equal(&block->receipts[i]->logs[l].address, &state->contract))
                note_log(state, &block->receipts[i]->logs[l]);
    return 0;
}

/** Values of section "chain" that no private chain has. */
static void look_at_chain(struct refai_wu *state)
{
    const struct config_chain *chain = state->world->chain_config;
    struct outcome *outcome = &state->world->outcome;
    if (chain->background_load > 0)
        outcome_warn(outcome,
                     "not a private chain: others use %.0f %% of each block; set "
                     "chain.background_load to 0",
                     chain->background_load * 100);
    if (!u256_is_zero(chain->initial_base_fee_wei) || !u256_is_zero(chain->priority_fee_wei))
        outcome_warn(outcome, "not a private chain: gas costs wei; set chain.initial_base_fee and "
                              "chain.priority_fee to 0wei");
}

static void teardown(void *model_state)
{
    struct refai_wu *state = model_state;
    if (!state)
        return;
    for (size_t i = 0; state->gateways && i < state->gateway_count; i++) {
        seeding_deinit(&state->gateways[i].seeding);
        sim_port_free(state->gateways[i].second.port);
    }
    seeding_deinit(&state->seeding);
    base_map_deinit(&state->gateway_at);
    base_map_deinit(&state->gateway_with);
    free(state->gateways);
    free(state->devices);
    free(state->firmware);
    free(state->tampered);
    free(state);
}

static int setup(struct world *world, void **ret_state)
{
    struct refai_wu *state = calloc(1, sizeof *state);
    if (!state)
        return BASE_E_NOMEM;
    state->world = world;
    state->config = scenario_section_values(world->scenario, refai_wu_section.name);
    state->released = -1;
    state->contract = evm_create_address(&world->participants[WORLD_MANUFACTURER][0].address, 0);
    base_map_init(&state->gateway_at, sizeof(uint32_t), sizeof(size_t));
    base_map_init(&state->gateway_with, sizeof(crypto_address), sizeof(size_t));
    state->devices = calloc(world->counts[WORLD_DEVICE] + 1u, sizeof *state->devices);
    int r = state->devices ? make_release(state) : BASE_E_NOMEM;
    if (r == 0)
        r = seeding_init(&state->seeding, world);
    if (r == 0)
        r = add_gateways(state);
    if (r < 0) {
        teardown(state);
        return r;
    }
    look_at_chain(state);
    chain_service_watch(world->chain, on_block, state);
    chain_service_restrict(world->chain, is_admitted, state);
    *ret_state = state;
    return 0;
}

static void second_main(void *argument)
{
    refai_wu_gateway_play(argument);
}

int refai_wu_seconds_start(struct refai_wu *state)
{
    int r = 0;
    if (state->seconds_started)
        return 0;
    for (size_t i = state->world->counts[WORLD_HUB]; r == 0 && i < state->gateway_count; i++) {
        struct participant *second = state->gateways[i].self;
        r = sim_port_new(second->node, &second->port);
        if (r == 0)
            r = sim_actor_spawn(second->node, sim_node_name(second->node), second_main,
                                &state->gateways[i], NULL);
    }
    state->seconds_started = true;
    return r;
}

static void play(void *model_state, struct participant *self)
{
    struct refai_wu *state = model_state;
    switch (self->role) {
    case WORLD_MANUFACTURER:
        refai_wu_manufacturer_play(state, self);
        break;
    case WORLD_HUB:
        refai_wu_gateway_play(&state->gateways[self->index]);
        break;
    case WORLD_OUTSIDER:
        refai_wu_outsider_play(state, self);
        break;
    case WORLD_DISTRIBUTOR:
    case WORLD_DEVICE:
    case WORLD_ROLE_COUNT:
        break;
    }
}

static int report(void *model_state, struct world *world)
{
    const struct refai_wu *state = model_state;
    struct outcome *outcome = &world->outcome;
    uint64_t stored_gas = 0, seconds_bytes = 0, updated = 0, failed = 0, served = 0;
    for (size_t i = 0; i < outcome->gas_count; i++)
        if (strcmp(outcome->gas[i].operation, "push_chunk") == 0)
            stored_gas = outcome->gas[i].gas;
    for (size_t i = 0; i < state->gateway_count; i++) {
        const struct refai_wu_gateway *gateway = &state->gateways[i];
        updated += gateway->reported.updated;
        failed += gateway->reported.failed;
        served += gateway->file.given;
        if (gateway->self == &gateway->second)
            seconds_bytes += sim_node_traffic(gateway->self->node)->wan_down_bytes;
    }
    outcome_add_date(outcome, "released_at_s", state->released);
    outcome_add_number(outcome, "update_bytes", (double)state->config->update_bytes);
    outcome_add_number(outcome, "chunks", (double)state->release.chunk_count);
    outcome_add_number(outcome, "storage_gas_per_byte",
                       (double)stored_gas / (double)state->config->update_bytes);
    outcome_show(outcome, "storage_gas_per_byte", "gas a byte of firmware");
    outcome_add_number(outcome, "looks", (double)state->looks);
    outcome_add_number(outcome, "seconds_down_bytes", (double)seconds_bytes);
    outcome_add_number(outcome, "chain_nodes_up_bytes",
                       (double)chain_service_nodes_up_bytes(world->chain));
    outcome_add_number(outcome, "served_by_manufacturer", (double)state->file.given);
    outcome_add_number(outcome, "served_by_gateways", (double)served);
    outcome_add_number(outcome, "reported_updated", (double)updated);
    outcome_add_number(outcome, "reported_failed", (double)failed);
    outcome_add_number(outcome, "wrong_firmwares", (double)state->wrong_firmwares);
    refai_wu_attack_report(state, outcome);
    return 0;
}

const struct model_ops refai_wu_ops = {
    .about =
        {
            .name = "refai_wu",
            .summary = "a private chain whose contract holds the firmware; gateways that poll it "
                       "and update their devices",
            .source = "Refai and Wu, Blockchain for Secure IoT Firmware Updates",
            .section = &refai_wu_section,
            .messages = refai_wu_messages,
            .variant_key = "variant",
            .parts = MODEL_CHAIN | MODEL_LOOKUPS | MODEL_DEVICES_ONLINE | MODEL_DEVICES_SERVE,
            .attacks = REFAI_WU_ATTACKS,
            .shared_attacks = ADVERSARY_BIT(ADVERSARY_ECLIPSE) |
                              ADVERSARY_BIT(ADVERSARY_TRANSACTION_DROP) | ADVERSARY_ON_LINES,
        },
    .check = refai_wu_check,
    .setup = setup,
    .play = play,
    .act = refai_wu_device_act,
    .report = report,
    .teardown = teardown,
};
