#include "models/shared/faults.h"

#include <stddef.h>

#include "base/portable_math.h"
#include "models/shared/sessions.h"
#include "models/shared/world.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define FAULTS(member) offsetof(struct config_faults, member)
#define NONE_FAILS "Assumption: none fails unless the scenario says so."
#define BACK "Mean of the exponential time until it is back."
static const struct scenario_param faults_params[] = {
    {"manufacturer_mean_uptime", SCENARIO_DURATION, FAULTS(manufacturer.mean_uptime_ns), "0s", "0s",
     "3650d", NULL, "Mean time until the manufacturer's machine fails; 0s: it never does.",
     NONE_FAILS},
    {"manufacturer_mean_downtime", SCENARIO_DURATION, FAULTS(manufacturer.mean_downtime_ns),
     "10min", "1s", "3650d", NULL, BACK, "Assumption: a reboot and a look at it."},
    {"distributor_mean_uptime", SCENARIO_DURATION, FAULTS(distributor.mean_uptime_ns), "0s", "0s",
     "3650d", NULL, "Mean time until a distributor's machine fails; 0s: it never does.",
     NONE_FAILS},
    {"distributor_mean_downtime", SCENARIO_DURATION, FAULTS(distributor.mean_downtime_ns), "10min",
     "1s", "3650d", NULL, BACK, "Assumption: a reboot and a look at it."},
    {"distributor_sessions", SCENARIO_CHOICE, FAULTS(distributor_sessions), "always_on", NULL, NULL,
     sessions_names,
     "How long a distributor's machine stays, in place of distributor_mean_uptime: a Weibull fit "
     "to the sessions of a measured peer-to-peer network. always_on: as distributor_mean_uptime "
     "says.",
     "Source: Zhang, Iosup, Epema, PDS-2010-003, table 14 (trace and year)."},
    {"hub_mean_uptime", SCENARIO_DURATION, FAULTS(hub.mean_uptime_ns), "0s", "0s", "3650d", NULL,
     "Mean time until a hub's machine fails; 0s: it never does.", NONE_FAILS},
    {"hub_mean_downtime", SCENARIO_DURATION, FAULTS(hub.mean_downtime_ns), "10min", "1s", "3650d",
     NULL, BACK, "Assumption: somebody at home pulls the plug and puts it back."},
    {"device_mean_uptime", SCENARIO_DURATION, FAULTS(device.mean_uptime_ns), "0s", "0s", "3650d",
     NULL, "Mean time until a device fails; 0s: it never does.", NONE_FAILS},
    {"device_mean_downtime", SCENARIO_DURATION, FAULTS(device.mean_downtime_ns), "1min", "1s",
     "3650d", NULL, BACK, "Assumption: a watchdog, a battery that is changed, a switch."},
    {"session_shape", SCENARIO_REAL, FAULTS(session_shape), "1", "0.1", "10", NULL,
     "Shape k of the Weibull distribution of all times until a failure but those of "
     "distributor_sessions; 1: exponential. Below 1 most sessions are short and a few are long.",
     "Source: Zhang, Iosup, Epema, PDS-2010-003, table 14: 0.48 to 0.82 fit sessions of "
     "peer-to-peer networks."},
    {"home_line_mean_uptime", SCENARIO_DURATION, FAULTS(home_line.mean_uptime_ns), "0s", "0s",
     "3650d", NULL,
     "Mean time until a home's line fails, 0s: it never does. The hub and its radio go on; nothing "
     "passes the line.",
     NONE_FAILS},
    {"home_line_mean_downtime", SCENARIO_DURATION, FAULTS(home_line.mean_downtime_ns), "10min",
     "1s", "3650d", NULL, BACK, "Assumption: a modem that dials in again."},
    {"distributor_line_mean_uptime", SCENARIO_DURATION, FAULTS(distributor_line.mean_uptime_ns),
     "0s", "0s", "3650d", NULL,
     "Mean time until a distributor's line fails, 0s: it never does. Its machine goes on.",
     NONE_FAILS},
    {"distributor_line_mean_downtime", SCENARIO_DURATION, FAULTS(distributor_line.mean_downtime_ns),
     "10min", "1s", "3650d", NULL, BACK, "Assumption: a modem that dials in again."},
    {"manufacturer_outage_start", SCENARIO_DURATION, FAULTS(manufacturer_outage_start_ns), "0s",
     "0s", "3650d", NULL, "When the manufacturer's machine stops.",
     "Assumption: the worst time, before the release."},
    {"manufacturer_outage_length", SCENARIO_DURATION, FAULTS(manufacturer_outage_length_ns), "0s",
     "0s", "3650d", NULL, "How long it is down then; 0s: no outage.", NONE_FAILS},
    {"congestion_start", SCENARIO_DURATION, FAULTS(congestion_start_ns), "0s", "0s", "3650d", NULL,
     "When transactions of others begin to crowd the chain.", "Assumption: with the release."},
    {"congestion_length", SCENARIO_DURATION, FAULTS(congestion_length_ns), "0s", "0s", "3650d",
     NULL,
     "How long they do; 0s: never. Afterwards chain.background_elasticity brings the base fee "
     "back; "
     "where it is 0, others use as much less than chain.background_load as they used more, until "
     "the fee is where it was.",
     "Assumption: demand gives way to the price as it came."},
    {"congestion_load", SCENARIO_REAL, FAULTS(congestion_load), "1", "0", "1", NULL,
     "Share of each block's gas that others use in that time, in place of chain.background_load; "
     "the base fee follows by EIP-1559, by an eighth a block at 1.",
     "Assumption: full blocks; others outbid the participants."},
    {"radio_message_loss", SCENARIO_REAL, FAULTS(radio_message_loss), "0", "0", "1", NULL,
     "Probability that a message over a home's radio is lost after its airtime was spent. Who "
     "waits for its arrival times out.",
     "Assumption: 0: repetitions of the link layer, which are in lan_goodput, repair all; a "
     "message counts as one, whatever its length."},
    {"reorg_first", SCENARIO_DURATION, FAULTS(reorg_first_ns), "0s", "0s", "3650d", NULL,
     "Date from which on the first reorganisation of the chain comes, at the next block; 0s: none, "
     "or as reorg_mean_interval says.",
     "Assumption: none unless the scenario says so."},
    {"reorg_mean_interval", SCENARIO_DURATION, FAULTS(reorg_mean_interval_ns), "0s", "0s", "3650d",
     NULL, "Mean of the exponential time between reorganisations; 0s: none after the first.",
     "Assumption: none unless the scenario says so."},
    {"reorg_depth", SCENARIO_INTEGER, FAULTS(reorg_depth), "3", "1", "64", NULL,
     "Blocks that a reorganisation replaces, by a branch of one more that becomes known at once.",
     "Assumption: beyond it the chain is final, as proof of stake is after two epochs of 32 "
     "blocks."},
    {"reorg_omitted_share", SCENARIO_REAL, FAULTS(reorg_omitted_share), "0", "0", "1", NULL,
     "Chance that the branch leaves a transaction of the replaced blocks out; it waits until the "
     "branch is known. The others are in all mempools and can be in its first block.",
     "Assumption: who builds the branch is honest."},
};
const struct scenario_section config_faults_section = {"faults",
                                                       "What fails by itself.",
                                                       faults_params,
                                                       COUNT(faults_params),
                                                       sizeof(struct config_faults),
                                                       NULL};

sim_time faults_draw_uptime(struct base_random *random, int64_t mean_ns, double shape)
{
    double mean = (double)mean_ns;
    double time = shape == 1
                      ? base_random_exponential(random, mean)
                      : base_random_weibull(random, mean / base_math_gamma(1 + 1 / shape), shape);
    /* A time beyond the longest duration of a run is never reached. */
    return time < (double)SIM_TIME_FOREVER / 4 ? (sim_time)time : SIM_TIME_FOREVER / 4;
}

/** NULL: its machine never fails. */
static const struct faults_churn *machine_churn(const struct config_faults *faults, int role)
{
    switch (role) {
    case WORLD_MANUFACTURER:
        return &faults->manufacturer;
    case WORLD_DISTRIBUTOR:
        return &faults->distributor;
    case WORLD_HUB:
        return &faults->hub;
    case WORLD_DEVICE:
        return &faults->device;
    default:
        return NULL;
    }
}

/** NULL: its line never fails. */
static const struct faults_churn *line_churn(const struct config_faults *faults, int role)
{
    switch (role) {
    case WORLD_DISTRIBUTOR:
        return &faults->distributor_line;
    case WORLD_HUB:
        return &faults->home_line;
    default:
        return NULL;
    }
}

bool faults_record_begin(struct faults_record *record, sim_time now)
{
    if (record->causes++ > 0)
        return false;
    record->failures++;
    record->since = now;
    return true;
}

bool faults_record_end(struct faults_record *record, sim_time now)
{
    if (--record->causes > 0)
        return false;
    record->lasted += now - record->since;
    return true;
}

sim_time faults_record_lasted(const struct faults_record *record, sim_time now)
{
    return record->lasted + (record->causes > 0 ? now - record->since : 0);
}

/** The fit by which the participant's machine stays; NULL: none. */
static const struct sessions_fit *machine_sessions(const struct participant *self)
{
    return self->role == WORLD_DISTRIBUTOR ? sessions_at(self->world->faults->distributor_sessions)
                                           : NULL;
}

/** Lets something fail and come back, for ever. `fit`: how long it stays; NULL: as `times` say. */
static void churn(struct participant *self, const char *purpose, const struct faults_churn *times,
                  const struct sessions_fit *fit, void (*fail)(struct participant *self),
                  void (*restore)(struct participant *self))
{
    struct world *world = self->world;
    struct base_random random;
    participant_random(self, purpose, &random);
    for (;;) {
        sim_actor_sleep(world->engine, fit ? sessions_draw(fit, &random)
                                           : faults_draw_uptime(&random, times->mean_uptime_ns,
                                                                world->faults->session_shape));
        fail(self);
        sim_actor_sleep(world->engine, faults_draw_uptime(&random, times->mean_downtime_ns, 1));
        restore(self);
    }
}

static void machine_main(void *argument)
{
    struct participant *self = argument;
    churn(self, "failures", machine_churn(self->world->faults, self->role), machine_sessions(self),
          participant_fail, participant_restore);
}

static void line_main(void *argument)
{
    struct participant *self = argument;
    churn(self, "line.failures", line_churn(self->world->faults, self->role), NULL,
          participant_disconnect, participant_reconnect);
}

static void outage_main(void *argument)
{
    struct participant *self = argument;
    const struct config_faults *faults = self->world->faults;
    sim_actor_sleep_until(self->world->engine, faults->manufacturer_outage_start_ns);
    participant_fail(self);
    sim_actor_sleep(self->world->engine, faults->manufacturer_outage_length_ns);
    participant_restore(self);
}

static bool machine_churns(const struct participant *self)
{
    const struct faults_churn *machine = machine_churn(self->world->faults, self->role);
    return (machine && machine->mean_uptime_ns > 0) || machine_sessions(self);
}

static bool has_outage(const struct participant *self)
{
    return self->role == WORLD_MANUFACTURER &&
           self->world->faults->manufacturer_outage_length_ns > 0;
}

bool faults_machine_may_fail(const struct participant *self)
{
    return machine_churns(self) || has_outage(self);
}

static int start_one(struct participant *self)
{
    const struct config_faults *faults = self->world->faults;
    struct sim_node *monitor = self->world->monitor;
    const struct faults_churn *line = line_churn(faults, self->role);
    int r = 0;
    if (machine_churns(self))
        r = sim_actor_spawn(monitor, "failures", machine_main, self, NULL);
    if (r == 0 && line && line->mean_uptime_ns > 0)
        r = sim_actor_spawn(monitor, "line failures", line_main, self, NULL);
    if (r == 0 && has_outage(self))
        r = sim_actor_spawn(monitor, "outage", outage_main, self, NULL);
    if (self->role == WORLD_HUB && faults->radio_message_loss > 0) {
        struct base_random random;
        participant_random(self, "radio.loss", &random);
        sim_node_set_radio_loss(self->node, faults->radio_message_loss, &random);
    }
    return r;
}

int faults_start(struct world *world)
{
    int r = 0;
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        for (uint32_t i = 0; r == 0 && i < world->counts[role]; i++)
            r = start_one(&world->participants[role][i]);
    return r;
}
