#include <math.h>

#include "base/error.h"
#include "sim/transfer_private.h"

static void join_links(struct sim_transfer *transfer)
{
    for (int i = 0; i < 2; i++)
        transfer->uses[i]->count++;
}

void sim_transfer_leave_links(struct sim_transfer *transfer)
{
    for (int i = 0; i < 2; i++) {
        transfer->uses[i]->count--;
        if (transfer->uses[i]->alone == transfer)
            transfer->uses[i]->alone = NULL;
    }
}

void sim_transfer_flow_ended(struct sim_transfer *transfer)
{
    transfer->flow = NULL;
    transfer->engine->flow_count--;
    sim_transfer_count_bytes(transfer, 0);
    sim_transfer_leave_links(transfer);
    if (transfer->stage == STAGE_BROKEN)
        return; /* at the very date at which it was broken off; its entry frees it */
    sim_transfer_land(transfer);
}

void sim_transfer_cancel_flow(struct sim_transfer *transfer)
{
    if (transfer->flow == NULL)
        return;
    double bytes_left = sim_kernel_flow_cancel(transfer->flow);
    transfer->flow = NULL;
    transfer->engine->flow_count--;
    sim_transfer_count_bytes(transfer, bytes_left);
    sim_transfer_leave_links(transfer);
}

static void start_flow(struct sim_transfer *transfer, double bytes)
{
    struct sim_engine *engine = transfer->engine;
    transfer->stage = STAGE_FLOW;
    transfer->flow =
        sim_kernel_flow_start(transfer->from->host, transfer->to->host, bytes, transfer);
    if (transfer->flow != NULL) {
        engine->flow_count++;
        return;
    }
    sim_transfer_leave_links(transfer);
    sim_transfer_decide(transfer, SIM_PEER_LOST);
    sim_engine_fail(engine, base_fail(BASE_E_NOMEM, "no memory for a transfer"));
}

/* Its links are no longer its own. */
static void end_solitude(struct sim_transfer *transfer)
{
    for (int i = 0; i < 2; i++)
        transfer->uses[i]->alone = NULL;
    sim_agenda_remove(&transfer->engine->agenda, &transfer->entry);
    start_flow(transfer, sim_transfer_bytes_left(transfer));
}

/* The first byte enters the links. Where nobody else is, the time is bytes / rate and SimGrid has
   nothing to solve: with many small messages, that is most of them. */
void sim_transfer_enter_links(struct sim_transfer *transfer)
{
    struct sim_node *from = transfer->from, *to = transfer->to;
    transfer->uses[0] = &from->up_use;
    transfer->uses[1] = &to->down_use;
    transfer->rate_Bps = fmin(from->access.up_Bps, to->access.down_Bps);
    bool is_alone = true;
    for (int i = 0; i < 2; i++) {
        if (transfer->uses[i]->alone != NULL)
            end_solitude(transfer->uses[i]->alone);
        is_alone = is_alone && transfer->uses[i]->count == 0;
    }
    join_links(transfer);
    double bytes = sim_transfer_weight(transfer);
    double duration_ns = bytes / transfer->rate_Bps * 1e9;
    if (!is_alone || duration_ns >= 9e18) {
        start_flow(transfer, bytes);
        return;
    }
    for (int i = 0; i < 2; i++)
        transfer->uses[i]->alone = transfer;
    transfer->stage = STAGE_ALONE;
    transfer->begin = sim_engine_now(transfer->engine);
    sim_engine_schedule_again(transfer->engine, &transfer->entry,
                              sim_engine_date_in(transfer->engine, llround(duration_ns)));
}
