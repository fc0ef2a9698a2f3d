#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "sim/transfer_private.h"

void sim_transfer_free_if_over(struct sim_transfer *transfer)
{
    if (!transfer->is_decided || transfer->watcher != NULL || transfer->flow != NULL ||
        transfer->entry.place != 0)
        return;
    sim_engine_promise(transfer->engine, -1);
    sim_list_remove(&transfer->in_engine);
    free(transfer);
}

void sim_transfer_count_bytes(struct sim_transfer *transfer, double bytes_left)
{
    struct sim_engine_stats *stats = &transfer->engine->stats;
    uint64_t up = transfer->up_bytes, down = transfer->down_bytes;
    uint64_t payload = transfer->payload_bytes;
    if (bytes_left > 0) {
        double fraction = fmax(0, 1 - bytes_left / sim_transfer_weight(transfer));
        up = (uint64_t)llround((double)up * fraction);
        down = (uint64_t)llround((double)down * fraction);
        payload = (uint64_t)llround((double)payload * fraction);
    }
    if (transfer->is_lan) {
        transfer->from->traffic.lan_up_bytes += up;
        transfer->to->traffic.lan_down_bytes += down;
        transfer->from->traffic.lan_up_payload_bytes += payload;
        transfer->to->traffic.lan_down_payload_bytes += payload;
        transfer->from->traffic.lan_up_messages++;
        transfer->to->traffic.lan_down_messages++;
        stats->lan_bytes += up;
    } else {
        transfer->from->traffic.wan_up_bytes += up;
        transfer->to->traffic.wan_down_bytes += down;
        stats->wan_bytes += up;
    }
}

double sim_transfer_bytes_left(const struct sim_transfer *transfer)
{
    sim_time elapsed = sim_engine_now(transfer->engine) - transfer->begin;
    double left = sim_transfer_weight(transfer) - transfer->rate_Bps * ((double)elapsed / 1e9);
    return left > 0 ? left : 0;
}

void sim_transfer_decide(struct sim_transfer *transfer, enum sim_fate fate)
{
    struct sim_engine *engine = transfer->engine;
    assert(!transfer->is_decided);
    sim_transfer_leave_air(transfer);
    transfer->is_decided = true;
    transfer->fate = fate;
    if (engine->trace != NULL)
        sim_trace_fate(transfer);
    if (fate == SIM_DELIVERED)
        engine->stats.messages_delivered++;
    else
        engine->stats.messages_lost++;
    sim_message_free(transfer->message);
    transfer->message = NULL;
    sim_list_remove(&transfer->in_from);
    sim_list_remove(&transfer->in_to);
    for (int i = 0; i < 2; i++)
        sim_list_remove(&transfer->in_routed[i]);
    sim_agenda_remove(&engine->agenda, &transfer->entry);
    if (transfer->stage == STAGE_RADIO) {
        struct sim_node *hub = sim_transfer_common_hub(transfer->from, transfer->to);
        sim_transfer_count_bytes(transfer, sim_radio_leave(hub->radio, &transfer->airtime));
    } else if (transfer->stage == STAGE_TURN) {
        if (sim_engine_now(engine) > transfer->begin)
            sim_transfer_count_bytes(transfer, sim_transfer_bytes_left(transfer));
    } else if (transfer->stage == STAGE_ALONE) {
        sim_transfer_count_bytes(transfer, sim_transfer_bytes_left(transfer));
        sim_transfer_leave_links(transfer);
    } else if (transfer->flow != NULL) {
        transfer->stage = STAGE_BROKEN;
        sim_engine_schedule(engine, &transfer->entry, 0);
    }
    if (transfer->watcher != NULL)
        sim_actor_wake(transfer->watcher);
}

void sim_transfer_land(struct sim_transfer *transfer)
{
    transfer->stage = STAGE_LANDED;
    sim_engine_schedule_again(transfer->engine, &transfer->entry, 0);
}

/* How it passes from `from` to `to`, which have a link in common; returns the latency. */
static sim_time take_hop(struct sim_transfer *transfer, uint64_t payload_bytes)
{
    const struct sim_engine *engine = transfer->engine;
    struct sim_node *from = transfer->from, *to = transfer->to;
    const struct sim_node *hub = sim_transfer_common_hub(from, to);
    transfer->is_lan = hub != NULL;
    transfer->payload_bytes = payload_bytes;
    if (hub != NULL) {
        transfer->up_bytes = transfer->down_bytes =
            sim_link_wire_bytes(&hub->radio->link, payload_bytes);
        return hub->radio->latency;
    }
    transfer->up_bytes = sim_link_wire_bytes(&from->access, payload_bytes);
    transfer->down_bytes = sim_link_wire_bytes(&to->access, payload_bytes);
    return from->latency +
           engine->platform.latency(engine->platform.context, from->region, to->region) +
           to->latency;
}

/* A hub passes it on. */
static void go_on(struct sim_transfer *transfer)
{
    transfer->from = transfer->to;
    transfer->to = transfer->next[0];
    transfer->next[0] = transfer->next[1];
    transfer->next[1] = NULL;
    if (!sim_way_is_connected(transfer->from, transfer->to)) {
        sim_transfer_decide(transfer, SIM_PEER_LOST);
        return;
    }
    sim_time latency = take_hop(transfer, transfer->message->wire_payload_bytes);
    if (transfer->engine->trace != NULL)
        sim_trace_hop(transfer);
    latency = sim_transfer_depart(transfer, latency);
    sim_engine_schedule_again(transfer->engine, &transfer->entry,
                              sim_engine_date_in(transfer->engine, latency));
}

/* Who waits for its fate waits on. */
static void vanish(struct sim_transfer *transfer, const char *by)
{
    transfer->stage = STAGE_VANISHED;
    if (transfer->engine->trace != NULL)
        sim_trace_vanish(transfer, by);
    if (transfer->watcher == NULL)
        sim_transfer_decide(transfer, SIM_TIMED_OUT);
}

static void arrive(struct sim_transfer *transfer)
{
    sim_transfer_leave_air(transfer);
    if (sim_transfer_is_lost(transfer)) {
        transfer->engine->stats.radio_messages_lost++;
        vanish(transfer, "radio");
        return;
    }
    if (transfer->next[0] != NULL) {
        go_on(transfer);
        return;
    }
    transfer->stage = STAGE_LANDED;
    bool is_delivered = sim_port_deliver(transfer->engine, transfer->address, transfer->message);
    if (is_delivered)
        transfer->message = NULL;
    sim_transfer_decide(transfer, is_delivered ? SIM_DELIVERED : SIM_PEER_LOST);
}

static void fire(struct sim_agenda_entry *entry)
{
    struct sim_transfer *transfer = SIM_CONTAINER_OF(entry, struct sim_transfer, entry);
    switch (transfer->stage) {
    case STAGE_LATENCY:
        if (transfer->to == NULL) {
            sim_transfer_decide(transfer, SIM_PEER_LOST);
            break;
        }
        /* fallthrough */
    case STAGE_HELD:
        if (transfer->is_lan)
            sim_transfer_enter_radio(transfer);
        else
            sim_transfer_enter_links(transfer);
        break;
    case STAGE_DROPPED:
        transfer->engine->stats.sleeper_messages_dropped++;
        vanish(transfer, "hub");
        break;
    case STAGE_TURN:
        sim_transfer_count_bytes(transfer, 0);
        transfer->stage = STAGE_LANDED;
        arrive(transfer);
        break;
    case STAGE_ALONE:
        sim_transfer_count_bytes(transfer, 0);
        sim_transfer_leave_links(transfer);
        arrive(transfer);
        break;
    case STAGE_LANDED:
        arrive(transfer);
        break;
    case STAGE_BROKEN:
        sim_transfer_cancel_flow(transfer);
        break;
    case STAGE_RADIO:
    case STAGE_FLOW:
    case STAGE_VANISHED:
        assert(!"it has no date");
    }
    sim_transfer_free_if_over(transfer);
}

/* One way, over all hops. */
static sim_time way_latency(struct sim_transfer *transfer, struct sim_node *const way[],
                            size_t count)
{
    struct sim_node *from = transfer->from;
    sim_time latency = 0;
    for (size_t i = 0; i < count; i++) {
        transfer->to = way[i];
        latency += take_hop(transfer, 0);
        transfer->from = way[i];
    }
    transfer->from = from;
    transfer->to = NULL;
    return latency;
}

int sim_transfer_start(struct sim_node *from, struct sim_address to, struct sim_message *message,
                       bool is_watched, struct sim_transfer **ret_transfer)
{
    struct sim_engine *engine = from->engine;
    struct sim_transfer *transfer = calloc(1, sizeof(*transfer));
    if (transfer == NULL || sim_engine_promise(engine, 1) < 0) {
        free(transfer);
        sim_message_free(message);
        return base_fail(BASE_E_NOMEM, "no memory for a transfer");
    }
    transfer->engine = engine;
    transfer->number = message->id;
    transfer->from = from;
    transfer->address = to;
    transfer->message = message;
    transfer->watcher = is_watched ? engine->current : NULL;
    transfer->entry.fire = fire;
    sim_list_append(&engine->transfers, &transfer->in_engine);
    sim_list_append(&from->outgoing, &transfer->in_from);
    sim_list_init(&transfer->in_to);
    for (int i = 0; i < 2; i++)
        sim_list_init(&transfer->in_routed[i]);
    engine->stats.messages_sent++;

    struct sim_node *peer =
        to.node > 0 && to.node <= engine->node_count ? engine->nodes[to.node - 1] : NULL;
    struct sim_trace *trace = engine->trace;
    struct sim_node *way[3];
    size_t count = peer != NULL && peer != from ? sim_way_find(from, peer, way) : 0;
    if (peer == NULL || !from->is_up || engine->stopping || (peer != from && count == 0)) {
        if (trace != NULL)
            sim_trace_send(transfer, from);
        sim_transfer_decide(transfer, SIM_PEER_LOST);
    } else if (!sim_way_is_passable(from, way, count) || !sim_port_is_open(engine, to)) {
        if (trace != NULL)
            sim_trace_send(transfer, from);
        sim_engine_schedule(engine, &transfer->entry,
                            sim_engine_date_in(engine, 2 * way_latency(transfer, way, count)));
    } else {
        sim_time latency = 0;
        transfer->to = count > 0 ? way[0] : peer;
        transfer->stage = peer == from ? STAGE_LANDED : STAGE_LATENCY;
        for (size_t i = 1; i < count; i++) {
            transfer->next[i - 1] = way[i];
            sim_list_append(&way[i - 1]->routed[i - 1], &transfer->in_routed[i - 1]);
        }
        sim_list_append(&peer->incoming, &transfer->in_to);
        if (peer != from)
            latency = take_hop(transfer, message->wire_payload_bytes);
        if (trace != NULL)
            sim_trace_send(transfer, from);
        if (peer != from)
            latency = sim_transfer_depart(transfer, latency);
        sim_engine_schedule(engine, &transfer->entry, sim_engine_date_in(engine, latency));
    }
    if (is_watched)
        *ret_transfer = transfer;
    else
        sim_transfer_free_if_over(transfer);
    return 0;
}

bool sim_transfer_is_decided(const struct sim_transfer *transfer, enum sim_fate *ret_fate)
{
    if (transfer->is_decided)
        *ret_fate = transfer->fate;
    return transfer->is_decided;
}

void sim_transfer_leave(struct sim_transfer **transfer)
{
    if (*transfer == NULL)
        return;
    (*transfer)->watcher = NULL;
    if (!(*transfer)->is_decided)
        sim_transfer_decide(*transfer, SIM_TIMED_OUT);
    sim_transfer_free_if_over(*transfer);
    *transfer = NULL;
}
