#include "models/shared/world_trace.h"

#include <stddef.h>

#include "base/hex.h"
#include "models/model.h"
#include "models/registry.h"
#include "models/shared/chain_rpc.h"
#include "models/shared/kademlia_private.h"

#define FORMAT_VERSION 1

static const struct model_message shared_messages[] = {
    {CHAIN_RPC_SUBMIT, "chain_submit", "handed {} a transaction"},
    {CHAIN_RPC_CALL, "chain_call", "asked {} what a contract says"},
    {CHAIN_RPC_LOGS, "chain_logs", "asked {} for the events of a contract"},
    {CHAIN_RPC_BLOCKS, "chain_blocks", "asked {} for new blocks"},
    {CHAIN_RPC_SUBSCRIBE, "chain_subscribe", "subscribed at {} to the events of a contract"},
    {CHAIN_RPC_REPLY, "chain_reply", "answered {}"},
    {CHAIN_RPC_NOTICE, "chain_notice", "told {} of an event"},
    {KADEMLIA_FIND_NODE, "dht_find_node", "asked {} for nodes near a key of the hash table"},
    {KADEMLIA_GET_PROVIDERS, "dht_get_providers", "asked {} who has the update"},
    {KADEMLIA_ADD_PROVIDER, "dht_add_provider", "told {} that it has the update"},
    {KADEMLIA_ANSWER, "dht_answer", "answered {} from the hash table"},
    {KADEMLIA_DELEGATED, "dht_delegated", "passed a look-up, or its answer, to {}"},
    {0, NULL, NULL},
};

static void head(const struct world *world, struct sim_trace *trace, const char *version)
{
    const char *variant = models_variant(world->model, world->scenario);
    crypto_digest hash = scenario_hash(world->scenario);
    char digits[2 * sizeof hash.bytes + 1];
    base_hex_encode(hash.bytes, sizeof hash.bytes, digits);
    sim_trace_begin(trace, 0, "trace");
    sim_trace_text(trace, "format", "crowdpatch-trace");
    sim_trace_u64(trace, "format_version", FORMAT_VERSION);
    sim_trace_text(trace, "crowdpatch_version", version);
    sim_trace_text(trace, "name", world->run->name);
    sim_trace_text(trace, "system", world->model->about.name);
    if (variant)
        sim_trace_text(trace, "variant", variant);
    sim_trace_text(trace, "scenario_sha256", digits);
    sim_trace_u64(trace, "seed", world->run->seed);
    sim_trace_u64(trace, "distributors", world->counts[WORLD_DISTRIBUTOR]);
    sim_trace_u64(trace, "hubs", world->counts[WORLD_HUB]);
    sim_trace_u64(trace, "devices", world->counts[WORLD_DEVICE]);
    sim_trace_end(trace);
}

static int kinds(struct sim_trace *trace, const struct model_message messages[])
{
    int r = 0;
    for (const struct model_message *message = messages; r == 0 && message->name; message++) {
        r = sim_trace_name_kind(trace, message->kind, message->name);
        sim_trace_begin(trace, 0, "kind");
        sim_trace_text(trace, "kind", message->name);
        sim_trace_text(trace, "says", message->says);
        sim_trace_end(trace);
    }
    return r;
}

static void nodes(const struct world *world, struct sim_trace *trace)
{
    for (size_t i = 0; i < sim_node_count(world->engine); i++) {
        const struct sim_node *node = sim_node_at(world->engine, i);
        const struct sim_node *hub = sim_node_hub(node);
        sim_trace_begin(trace, 0, "node");
        sim_trace_node(trace, "node", node);
        if (hub)
            sim_trace_node(trace, "hub", hub);
        else
            sim_trace_text(trace, "region", world->topology.names[sim_node_region(node)]);
        sim_trace_end(trace);
    }
}

int world_trace_begin(struct world *world, const char *path, const char *version)
{
    struct sim_trace *trace;
    int r = sim_trace_open(path, &trace);
    if (r < 0)
        return r;
    head(world, trace, version);
    r = kinds(trace, shared_messages);
    if (r == 0)
        r = kinds(trace, world->model->about.messages);
    nodes(world, trace);
    sim_engine_set_trace(world->engine, trace);
    return r;
}

struct sim_trace *world_trace_event(const struct world *world, const char *event)
{
    struct sim_trace *trace = sim_engine_trace(world->engine);
    if (trace)
        sim_trace_begin(trace, world_now(world), event);
    return trace;
}

int world_trace_end(struct world *world)
{
    struct sim_trace *trace = sim_engine_trace(world->engine);
    const struct outcome *outcome = &world->outcome;
    if (!trace)
        return 0;
    for (uint32_t i = 0; i < outcome->device_count; i++) {
        const struct outcome_device *row = &outcome->devices[i];
        sim_trace_begin(trace, outcome->ended, "left");
        sim_trace_node(trace, "device", world->participants[WORLD_DEVICE][i].node);
        sim_trace_text(trace, "state", outcome_state_name(row->state));
        sim_trace_u64(trace, "attempts", row->attempts);
        if (row->distributor != OUTCOME_NOBODY)
            sim_trace_node(trace, "distributor",
                           world->participants[WORLD_DISTRIBUTOR][row->distributor].node);
        sim_trace_end(trace);
    }
    sim_trace_begin(trace, outcome->ended, "end");
    sim_trace_bool(trace, "complete", outcome->is_complete);
    sim_trace_end(trace);
    sim_engine_set_trace(world->engine, NULL);
    return sim_trace_close(trace);
}
