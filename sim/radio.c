#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "sim/internal.h"

/* A hub's radio: one link for all transfers between the hub and its devices, in both directions.
 * It limits them and nothing else does, so that max-min fairness is equal sharing, and SimGrid has
 * nothing to solve. */

static void arm(struct sim_radio *radio)
{
    sim_time date = sim_sharing_next(&radio->air);
    if (radio->next.place != 0 && radio->next.date == date)
        return;
    sim_agenda_remove(&radio->engine->agenda, &radio->next);
    if (radio->air.count > 0 || radio->air.over != NULL)
        sim_engine_schedule_again(radio->engine, &radio->next, date);
}

/* Before all else that is due at its date: what arrives there is then put in the order of sending.
 */
static void fire_next(struct sim_agenda_entry *entry)
{
    struct sim_radio *radio = SIM_CONTAINER_OF(entry, struct sim_radio, next);
    struct sim_sharing_job *job;
    while ((job = sim_sharing_take(&radio->air, sim_engine_now(radio->engine))) != NULL)
        sim_transfer_radio_passed(job);
    arm(radio);
}

int sim_radio_new(struct sim_engine *engine, const struct sim_link_spec *link,
                  struct sim_radio **ret_radio)
{
    struct sim_radio *radio = calloc(1, sizeof(*radio));
    if (radio == NULL || sim_engine_promise(engine, 1) < 0) {
        free(radio);
        return base_fail(BASE_E_NOMEM, "no memory for a radio");
    }
    radio->engine = engine;
    radio->link = *link;
    radio->latency = (sim_time)llround(link->latency_s * 1e9);
    radio->next.fire = fire_next;
    sim_sharing_init(&radio->air, link->up_Bps / 1e9, link->up_Bps / 1e9);
    *ret_radio = radio;
    return 0;
}

void sim_radio_join(struct sim_radio *radio, struct sim_sharing_job *job, double bytes)
{
    sim_sharing_join(&radio->air, job, bytes, sim_engine_now(radio->engine));
    arm(radio);
}

double sim_radio_leave(struct sim_radio *radio, struct sim_sharing_job *job)
{
    double left = sim_sharing_leave(&radio->air, job, sim_engine_now(radio->engine));
    arm(radio);
    return left;
}

bool sim_radio_is_limited(const struct sim_radio *radio)
{
    return radio->link.duty_cycle > 0 && radio->link.duty_cycle < 1;
}

void sim_radio_take_turn(struct sim_radio *radio, uint64_t bytes, sim_time *ret_begin,
                         sim_time *ret_end)
{
    const struct sim_link_spec *link = &radio->link;
    uint64_t segment = (uint64_t)link->segment_payload_bytes + link->segment_header_bytes;
    uint64_t last = bytes % segment > 0 ? bytes % segment : segment;
    double ns_a_byte = 1e9 / link->up_Bps;
    double before_last_ns = (double)(bytes - last) * ns_a_byte / link->duty_cycle;
    double end_ns = before_last_ns + (double)last * ns_a_byte;
    double silent_ns = (double)bytes * ns_a_byte / link->duty_cycle;
    sim_time now = sim_engine_now(radio->engine);
    sim_time begin = radio->silent_until > now ? radio->silent_until : now;
    sim_time left = SIM_TIME_FOREVER - begin;
    *ret_begin = begin;
    *ret_end = end_ns < (double)left ? begin + (sim_time)llround(end_ns) : SIM_TIME_FOREVER;
    radio->silent_until =
        silent_ns < (double)left ? begin + (sim_time)llround(silent_ns) : SIM_TIME_FOREVER;
}
