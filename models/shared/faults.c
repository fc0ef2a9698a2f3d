#include "models/shared/faults.h"

#include <stddef.h>

#include "base/portable_math.h"
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
    {"hub_mean_uptime", SCENARIO_DURATION, FAULTS(hub.mean_uptime_ns), "0s", "0s", "3650d", NULL,
     "Mean time until a hub's machine fails; 0s: it never does.", NONE_FAILS},
    {"hub_mean_downtime", SCENARIO_DURATION, FAULTS(hub.mean_downtime_ns), "10min", "1s", "3650d",
     NULL, BACK, "Assumption: somebody at home pulls the plug and puts it back."},
    {"device_mean_uptime", SCENARIO_DURATION, FAULTS(device.mean_uptime_ns), "0s", "0s", "3650d",
     NULL, "Mean time until a device fails; 0s: it never does.", NONE_FAILS},
    {"device_mean_downtime", SCENARIO_DURATION, FAULTS(device.mean_downtime_ns), "1min", "1s",
     "3650d", NULL, BACK, "Assumption: a watchdog, a battery that is changed, a switch."},
    {"session_shape", SCENARIO_REAL, FAULTS(session_shape), "1", "0.1", "10", NULL,
     "Shape k of the Weibull distribution of all times until a failure; 1: exponential. Below 1 "
     "most sessions are short and a few are long.",
     "Source: Zhang, Iosup, Epema, PDS-2010-003, table 14: 0.48 to 0.82 fit sessions of "
     "peer-to-peer networks."},
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

static const struct faults_churn *churn_of(const struct config_faults *faults, int role)
{
    switch (role) {
    case WORLD_MANUFACTURER:
        return &faults->manufacturer;
    case WORLD_DISTRIBUTOR:
        return &faults->distributor;
    case WORLD_HUB:
        return &faults->hub;
    default:
        return &faults->device;
    }
}

/** A machine fails and comes back, for ever. */
static void churn_main(void *argument)
{
    struct participant *self = argument;
    struct world *world = self->world;
    const struct config_faults *faults = world->faults;
    const struct faults_churn *churn = churn_of(faults, self->role);
    struct base_random random;
    participant_random(self, "failures", &random);
    for (;;) {
        sim_actor_sleep(world->engine,
                        faults_draw_uptime(&random, churn->mean_uptime_ns, faults->session_shape));
        participant_fail(self);
        sim_actor_sleep(world->engine, faults_draw_uptime(&random, churn->mean_downtime_ns, 1));
        participant_restore(self);
    }
}

int faults_start(struct world *world)
{
    int r = 0;
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        for (uint32_t i = 0; r == 0 && i < world->counts[role]; i++)
            if (churn_of(world->faults, role)->mean_uptime_ns > 0)
                r = sim_actor_spawn(world->monitor, "failures", churn_main,
                                    &world->participants[role][i], NULL);
    return r;
}
