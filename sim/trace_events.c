#include "sim/trace_private.h"
#include "sim/transfer_private.h"

static struct sim_trace *begin(struct sim_engine *engine, const char *event)
{
    sim_trace_begin(engine->trace, sim_engine_now(engine), event);
    return engine->trace;
}

/* Its link, and what it weighs there. */
static void hop_members(struct sim_trace *trace, const struct sim_transfer *transfer)
{
    bool is_on_link = transfer->to != NULL && transfer->to != transfer->from;
    sim_trace_text(trace, "link",
                   !is_on_link        ? transfer->to == NULL ? "none" : "self"
                   : transfer->is_lan ? "lan"
                                      : "wan");
    if (is_on_link)
        sim_trace_u64(trace, "wire_bytes", transfer->up_bytes);
}

void sim_trace_send(const struct sim_transfer *transfer, const struct sim_node *from)
{
    struct sim_engine *engine = transfer->engine;
    const struct sim_message *message = transfer->message;
    uint32_t peer = transfer->address.node;
    struct sim_trace *trace = begin(engine, "send");
    sim_trace_u64(trace, "message", transfer->number);
    sim_trace_kind(trace, message->kind);
    sim_trace_node(trace, "from", from);
    sim_trace_node(trace, "to",
                   peer > 0 && peer <= engine->node_count ? engine->nodes[peer - 1] : NULL);
    sim_trace_u64(trace, "bytes", message->wire_payload_bytes);
    if (message->reply_to != 0)
        sim_trace_u64(trace, "reply_to", message->reply_to);
    sim_trace_node(trace, "about", sim_actor_about(engine));
    hop_members(trace, transfer);
    sim_trace_end(trace);
}

void sim_trace_hop(const struct sim_transfer *transfer)
{
    struct sim_trace *trace = begin(transfer->engine, "hop");
    sim_trace_u64(trace, "message", transfer->number);
    sim_trace_node(trace, "from", transfer->from);
    sim_trace_node(trace, "to", transfer->to);
    hop_members(trace, transfer);
    sim_trace_end(trace);
}

void sim_trace_hold(const struct sim_transfer *transfer, sim_time until)
{
    struct sim_trace *trace = begin(transfer->engine, "hold");
    sim_trace_u64(trace, "message", transfer->number);
    sim_trace_node(trace, "node", transfer->to);
    sim_trace_date(trace, "until_ns", until);
    sim_trace_end(trace);
}

void sim_trace_vanish(const struct sim_transfer *transfer, const char *by)
{
    struct sim_trace *trace = begin(transfer->engine, "vanish");
    sim_trace_u64(trace, "message", transfer->number);
    sim_trace_text(trace, "by", by);
    sim_trace_end(trace);
}

void sim_trace_fate(const struct sim_transfer *transfer)
{
    static const char *const names[] = {
        [SIM_DELIVERED] = "delivered",
        [SIM_TIMED_OUT] = "timed_out",
        [SIM_PEER_LOST] = "peer_lost",
    };
    struct sim_trace *trace = begin(transfer->engine, "fate");
    sim_trace_u64(trace, "message", transfer->number);
    sim_trace_text(trace, "fate", names[transfer->fate]);
    sim_trace_end(trace);
}

void sim_trace_wake(const struct sim_node *device)
{
    sim_trace_machine(device, "wake");
}

void sim_trace_rest(const struct sim_node *device, sim_time awake_until)
{
    struct sim_trace *trace = begin(device->engine, "rest");
    sim_trace_node(trace, "node", device);
    sim_trace_date(trace, "awake_until_ns", awake_until);
    sim_trace_end(trace);
}

void sim_trace_machine(const struct sim_node *node, const char *event)
{
    struct sim_trace *trace = begin(node->engine, event);
    sim_trace_node(trace, "node", node);
    sim_trace_end(trace);
}

uint64_t sim_trace_compute(struct sim_node *node, const char *what)
{
    struct sim_engine *engine = node->engine;
    struct sim_trace *trace = begin(engine, "compute");
    uint64_t number = ++engine->last_computation;
    sim_trace_u64(trace, "work", number);
    sim_trace_node(trace, "node", node);
    sim_trace_text(trace, "what", what);
    sim_trace_node(trace, "about", sim_actor_about(engine));
    sim_trace_end(trace);
    return number;
}

void sim_trace_computed(const struct sim_node *node, uint64_t number)
{
    struct sim_trace *trace = begin(node->engine, "computed");
    sim_trace_u64(trace, "work", number);
    sim_trace_node(trace, "node", node);
    sim_trace_end(trace);
}

void sim_engine_set_trace(struct sim_engine *engine, struct sim_trace *trace)
{
    engine->trace = trace;
}

struct sim_trace *sim_engine_trace(const struct sim_engine *engine)
{
    return engine->trace;
}
