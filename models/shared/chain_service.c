#include "models/shared/chain_service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/array.h"
#include "base/error.h"
#include "models/shared/attack.h"
#include "models/shared/chain_service_private.h"

/** The chain's clock at the start of a run: 2026-01-01T00:00:00Z. Assumption: any date serves. */
#define GENESIS_TIMESTAMP_S UINT64_C(1767225600)
/** Assumption: a chain of its own, which no mainnet transaction fits. */
#define CHAIN_ID UINT64_C(1337)
/** A chain node's line, so wide that it never holds anybody up. Assumption: 100 Gbit/s. */
#define GATEWAY_BPS 12.5e9

static int add_gateways(struct chain_service *service)
{
    struct world *world = service->world;
    service->gateway_count = world->servers.count;
    service->gateways = calloc(service->gateway_count, sizeof *service->gateways);
    if (!service->gateways)
        return BASE_E_NOMEM;
    int r = 0;
    for (size_t i = 0; r == 0 && i < service->gateway_count; i++) {
        char name[32];
        snprintf(name, sizeof name, "chain-node-%zu", i);
        const struct sim_node_spec spec = {
            .name = name,
            .cores = 1,
            .region = world->servers.regions[i],
            .access = {.up_Bps = GATEWAY_BPS,
                       .down_Bps = GATEWAY_BPS,
                       .segment_payload_bytes = SIM_LINK_TCP_PAYLOAD_BYTES,
                       .segment_header_bytes = SIM_LINK_TCP_HEADER_BYTES},
        };
        service->gateways[i].service = service;
        r = sim_node_add(world->engine, &spec, &service->gateways[i].node);
    }
    return r;
}

static uint32_t participant_total(const struct world *world)
{
    uint32_t total = 0;
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        total += world->counts[role];
    return total;
}

int chain_service_new(struct world *world, struct chain_service **ret_service)
{
    struct chain_service *service = calloc(1, sizeof *service);
    if (!service)
        return BASE_E_NOMEM;
    service->world = world;
    chain_reorg_init(service);
    base_map_init(&service->sent, sizeof(crypto_digest), sizeof(struct chain_sent));
    base_map_init(&service->kept, sizeof(crypto_digest), sizeof(struct chain_kept));
    chain_logs_init(&service->logs);
    int r = chain_waits_init(&service->waits, world->engine);

    const struct config_chain *settings = world->chain_config;
    struct chain_config config = {
        .fork = (enum evm_fork)evm_fork_find(evm_fork_names[settings->fork]),
        .has_ed25519_verify = settings->ed25519_verify,
        .tokens = world->tokens,
        .chain_id = CHAIN_ID,
        .genesis_timestamp_s = GENESIS_TIMESTAMP_S,
        .gas_limit = settings->gas_limit,
        .background_gas = config_chain_background_gas(settings),
        .reorg_blocks_kept = service->reorg.depth,
        .initial_base_fee_wei = settings->initial_base_fee_wei,
        .data_fee_wei = settings->data_fee_wei,
    };
    memset(config.coinbase.bytes, 0xc0, sizeof config.coinbase.bytes);
    service->next_nonces = calloc(participant_total(world) + 1u, sizeof *service->next_nonces);
    if (r == 0)
        r = service->next_nonces ? chain_new(&config, &service->chain) : BASE_E_NOMEM;
    if (r == 0)
        r = sim_signal_new(world->engine, &service->head);
    if (r == 0)
        r = add_gateways(service);
    if (r < 0) {
        chain_service_free(service);
        return r;
    }
    *ret_service = service;
    return 0;
}

void chain_service_free(struct chain_service *service)
{
    if (!service)
        return;
    for (size_t i = 0; service->gateways && i < service->gateway_count; i++)
        sim_port_free(service->gateways[i].port);
    chain_reorg_deinit(&service->reorg);
    free(service->gateways);
    free(service->next_nonces);
    free(service->weights);
    base_map_deinit(&service->sent);
    chain_kept_deinit(service);
    chain_logs_deinit(&service->logs);
    chain_waits_deinit(&service->waits);
    free(service->unconfirmed);
    sim_signal_free(service->head);
    chain_free(service->chain);
    free(service);
}

struct chain *chain_service_chain(struct chain_service *service)
{
    return service->chain;
}

void chain_service_watch(struct chain_service *service,
                         int (*on_block)(void *context, const struct chain_block *block),
                         void *context)
{
    service->on_block = on_block;
    service->on_block_context = context;
}

size_t chain_service_node_count(const struct chain_service *service)
{
    return service->gateway_count;
}

uint64_t chain_service_nodes_up_bytes(const struct chain_service *service)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < service->gateway_count; i++)
        bytes += sim_node_traffic(service->gateways[i].node)->wan_up_bytes;
    return bytes;
}

struct sim_address chain_service_node_at(const struct chain_service *service, size_t index)
{
    return sim_port_address(service->gateways[index].port);
}

struct sim_address chain_service_node(const struct chain_service *service, size_t region)
{
    return chain_service_node_at(service, service->world->servers.nearest[region]);
}

void chain_service_restrict(struct chain_service *service,
                            bool (*is_admitted)(void *context, const struct sim_node *node),
                            void *context)
{
    service->is_admitted = is_admitted;
    service->is_admitted_context = context;
}

uint64_t chain_service_timestamp_s(const struct chain_service *service, sim_time date)
{
    (void)service;
    return GENESIS_TIMESTAMP_S + (uint64_t)(date / SIM_TIME_SECOND);
}

sim_time chain_service_date(const struct chain_service *service, uint64_t timestamp_s)
{
    (void)service;
    return timestamp_s <= GENESIS_TIMESTAMP_S
               ? 0
               : (sim_time)(timestamp_s - GENESIS_TIMESTAMP_S) * SIM_TIME_SECOND;
}

/** Of the process so far. */
static double processor_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/** Views are many and short: of so many the first is timed, and counts for all. */
#define VIEWS_A_SAMPLE 32

int chain_service_view(struct chain_service *service, bool is_eclipsed, const crypto_address *to,
                       const uint8_t *data, size_t len, struct evm_result *ret_result)
{
    const crypto_address nobody = {{0}};
    uint64_t now_s = chain_service_timestamp_s(service, world_now(service->world));
    bool is_timed = service->views++ % VIEWS_A_SAMPLE == 0;
    double began = is_timed ? processor_now_s() : 0;
    int r = is_eclipsed
                ? chain_snapshot_call(service->chain, attack_old_state(service->world->attack),
                                      &nobody, to, data, len, now_s, ret_result)
                : chain_call(service->chain, &nobody, to, data, len, now_s, ret_result);
    if (is_timed)
        service->processor_s += (processor_now_s() - began) * VIEWS_A_SAMPLE;
    return r;
}

double chain_service_processor_s(const struct chain_service *service)
{
    return service->processor_s;
}

/* Blocks */

static void book(struct chain_service *service, const struct chain_receipt *receipt)
{
    const struct chain_sent *sent = base_map_get(&service->sent, &receipt->transaction_hash);
    if (!sent)
        return;
    struct outcome *outcome = &service->world->outcome;
    attack_book(service->world->attack, sent->who, sent->nonce, receipt);
    outcome_book_gas(outcome, sent->operation, !receipt->success, receipt->gas_used,
                     receipt->fee_wei);
    outcome->chain_bytes += sent->len;
    if (sent->who->role == WORLD_DISTRIBUTOR) {
        struct outcome_distributor *row = &outcome->distributors[sent->who->index];
        row->fees_wei = u256_add(row->fees_wei, receipt->fee_wei);
        row->gas += receipt->gas_used;
    } else if (sent->who->role == WORLD_HUB) {
        struct outcome_hub *row = &outcome->hubs[sent->who->index];
        row->fees_wei = u256_add(row->fees_wei, receipt->fee_wei);
        row->gas += receipt->gas_used;
    } else if (sent->who->role == WORLD_MANUFACTURER) {
        struct outcome_manufacturer *row = &outcome->manufacturer;
        row->fees_wei = u256_add(row->fees_wei, receipt->fee_wei);
        row->gas += receipt->gas_used;
    }
}

/** Of all blocks up to one that is there; nothing, before the first one. */
static struct chain_weight weight_up_to(const struct chain_service *service, uint64_t block)
{
    return block < service->weight_count ? service->weights[block] : (struct chain_weight){0};
}

struct chain_weight chain_service_weight(const struct chain_service *service, uint64_t after,
                                         uint64_t up_to)
{
    struct chain_weight less = weight_up_to(service, after), more = weight_up_to(service, up_to);
    return up_to <= after ? (struct chain_weight){0}
                          : (struct chain_weight){more.bytes - less.bytes,
                                                  more.transactions - less.transactions};
}

static int weigh(struct chain_service *service, const struct chain_block *block)
{
    struct chain_weight weight = weight_up_to(service, block->number - 1);
    weight.bytes += CHAIN_BLOCK_OVERHEAD_BYTES;
    for (size_t i = 0; i < block->receipt_count; i++) {
        const struct chain_sent *sent =
            base_map_get(&service->sent, &block->receipts[i]->transaction_hash);
        weight.bytes += sent ? sent->len : 0;
        weight.transactions += sent != NULL;
    }
    if (service->weight_count > block->number) /* in the place of one that was undone */
        service->weight_count = (size_t)block->number;
    while (service->weight_count <= block->number) {
        struct chain_weight *grown =
            base_array_grow(service->weights, sizeof *service->weights, service->weight_count,
                            &service->weight_capacity);
        if (!grown)
            return BASE_E_NOMEM;
        service->weights = grown;
        /* The first row is the genesis block's, which everybody has. */
        bool is_genesis = service->weight_count < block->number;
        grown[service->weight_count++] = is_genesis ? (struct chain_weight){0} : weight;
    }
    return 0;
}

int chain_service_finalise(struct chain_service *service, const struct chain_block *block)
{
    for (size_t i = 0; i < block->receipt_count; i++)
        book(service, block->receipts[i]);
    attack_book_block(service->world->attack, block);
    return service->on_block ? service->on_block(service->on_block_context, block) : 0;
}

bool chain_service_is_plain(const struct chain_service *service)
{
    return !service->world->attack && service->reorg.depth == 0;
}

/** What the block has done waits for its confirmation. */
static int note_unconfirmed(struct chain_service *service, const struct chain_receipt *receipt)
{
    const struct chain_receipt **grown =
        base_array_grow(service->unconfirmed, sizeof *service->unconfirmed,
                        service->unconfirmed_count, &service->unconfirmed_capacity);
    if (!grown)
        return BASE_E_NOMEM;
    service->unconfirmed = grown;
    grown[service->unconfirmed_count++] = receipt;
    return 0;
}

int chain_service_produce(struct chain_service *service, uint64_t timestamp_s)
{
    const struct chain_block *block;
    double began = processor_now_s();
    int r = chain_produce_block(service->chain, timestamp_s, &block);
    service->processor_s += processor_now_s() - began;
    if (r == 0)
        chain_trace_block(service, block);
    if (r == 0)
        r = weigh(service, block);
    for (size_t i = 0; r == 0 && i < block->receipt_count; i++) {
        const struct chain_receipt *receipt = block->receipts[i];
        for (size_t log = 0; r == 0 && log < receipt->log_count; log++)
            r = chain_logs_add(&service->logs, block->number, &receipt->logs[log]);
        if (r == 0 && chain_service_is_plain(service))
            r = note_unconfirmed(service, receipt);
    }
    if (r == 0)
        r = chain_check_supply(service->chain);
    if (r < 0)
        return r;
    service->world->outcome.blocks_checked++;
    return chain_reorg_settle(service, block);
}

/** A block's content closes at its slot; it is executed when all nodes know it. */
static void producer_main(void *argument)
{
    struct chain_service *service = argument;
    struct world *world = service->world;
    for (sim_time slot = world->chain_config->block_interval_ns;;
         slot += world->chain_config->block_interval_ns) {
        sim_actor_sleep_until(world->engine, slot);
        service->is_spreading = true;
        sim_actor_sleep(world->engine, world->chain_config->gossip_delay_ns);
        int r = chain_reorg_produce(service, slot);
        service->is_spreading = false;
        if (r == 0)
            r = chain_gateway_tell(service);
        if (r < 0) {
            world_fail(world, r);
            return;
        }
        sim_signal_raise(service->head);
    }
}

int chain_service_start(struct chain_service *service)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < service->gateway_count; i++) {
        struct chain_gateway *gateway = &service->gateways[i];
        r = sim_port_new(gateway->node, &gateway->port);
        if (r == 0)
            r = sim_actor_spawn(gateway->node, "chain-node", chain_gateway_main, gateway, NULL);
    }
    if (r == 0)
        r = sim_actor_spawn(service->world->monitor, "producer", producer_main, service, NULL);
    return r;
}

bool chain_service_wait_block(struct chain_service *service, sim_time timeout)
{
    return sim_signal_wait(service->head, timeout);
}
