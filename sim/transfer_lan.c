#include "sim/transfer_private.h"

void sim_transfer_leave_air(struct sim_transfer *transfer)
{
    if (transfer->is_on_air)
        sim_transfer_common_hub(transfer->from, transfer->to)->radio->on_air--;
    transfer->is_on_air = false;
    if (transfer->sleeper != NULL)
        sim_sleep_end(transfer->sleeper);
    transfer->sleeper = NULL;
}

void sim_transfer_radio_passed(struct sim_sharing_job *job)
{
    struct sim_transfer *transfer = SIM_CONTAINER_OF(job, struct sim_transfer, airtime);
    sim_transfer_count_bytes(transfer, 0);
    sim_transfer_land(transfer);
}

/* A device that sleeps has woken: what its hub holds for it comes now. */
static void release_held(struct sim_node *device)
{
    for (struct sim_list *link = device->incoming.next; link != &device->incoming;
         link = link->next) {
        struct sim_transfer *transfer = SIM_CONTAINER_OF(link, struct sim_transfer, in_to);
        if (transfer->to != device ||
            (transfer->stage != STAGE_HELD && transfer->stage != STAGE_DROPPED))
            continue;
        transfer->stage = STAGE_LATENCY;
        sim_agenda_remove(&transfer->engine->agenda, &transfer->entry);
        sim_engine_schedule_again(
            transfer->engine, &transfer->entry,
            sim_engine_date_in(transfer->engine, device->hub->radio->latency));
    }
}

static void keep_awake(struct sim_transfer *transfer, struct sim_node *device)
{
    transfer->sleeper = device;
    if (sim_sleep_begin(device))
        release_held(device);
}

sim_time sim_transfer_depart(struct sim_transfer *transfer, sim_time latency)
{
    transfer->stage = STAGE_LATENCY;
    if (!transfer->is_lan)
        return latency;
    if (transfer->from->sleep != NULL)
        keep_awake(transfer, transfer->from);
    if (transfer->to->sleep == NULL)
        return latency;
    sim_time wait = sim_sleep_wait(transfer->to, latency);
    if (wait < 0) {
        transfer->stage = STAGE_DROPPED;
        return sim_sleep_patience(transfer->to);
    }
    if (wait > 0) {
        transfer->stage = STAGE_HELD;
        if (transfer->engine->trace != NULL)
            sim_trace_hold(transfer, sim_engine_date_in(transfer->engine, wait));
    }
    return wait + latency;
}

void sim_transfer_enter_radio(struct sim_transfer *transfer)
{
    struct sim_engine_stats *stats = &transfer->engine->stats;
    struct sim_radio *radio = sim_transfer_common_hub(transfer->from, transfer->to)->radio;
    double bytes = sim_transfer_weight(transfer);
    if (transfer->to->sleep != NULL)
        keep_awake(transfer, transfer->to);
    if (bytes == 0) {
        sim_transfer_land(transfer);
        return;
    }
    stats->radio_messages_shared += radio->on_air > 0;
    transfer->is_on_air = true;
    if (++radio->on_air > stats->radio_most_at_once)
        stats->radio_most_at_once = radio->on_air;
    if (sim_radio_is_limited(radio)) {
        sim_time end;
        transfer->stage = STAGE_TURN;
        sim_radio_take_turn(radio, transfer->up_bytes, &transfer->begin, &end);
        transfer->rate_Bps = bytes * 1e9 / (double)(end - transfer->begin);
        sim_engine_schedule_again(transfer->engine, &transfer->entry, end);
        return;
    }
    transfer->stage = STAGE_RADIO;
    sim_radio_join(radio, &transfer->airtime, bytes);
}

bool sim_transfer_is_lost(struct sim_transfer *transfer)
{
    if (!transfer->is_lan)
        return false;
    struct sim_radio *radio = sim_transfer_common_hub(transfer->from, transfer->to)->radio;
    return radio->loss > 0 && base_random_uniform(&radio->random) < radio->loss;
}
