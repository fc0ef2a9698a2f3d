#include "tests/models/conformance.h"

/* world.devices_as: a device that keeps a stack and one that borrows it give the same results, to
 * the nanosecond and the byte, in every system and variant. */

/** All that a run tells, without what names the scenario. */
static json_t *told(const char *label, const char *const options[], const char *parent,
                    const char *name)
{
    json_t *result = conformance_result(label, options, parent, name);
    cr_assert_gt(json_object_size(json_object_get(result, "files_sha256")), 0);
    cr_assert_eq(json_object_del(result, "checksum_sha256"), 0);
    cr_assert_eq(json_object_del(result, "scenario_sha256"), 0);
    return result;
}

#define FAULTS                                                                                     \
    "faults.session_shape=0.6", "faults.hub_mean_uptime=5min", "faults.hub_mean_downtime=1min",    \
        "faults.device_mean_uptime=2min", "faults.device_mean_downtime=20s",                       \
        "faults.distributor_mean_uptime=5min", "faults.distributor_mean_downtime=1min",            \
        "faults.radio_message_loss=0.05"

static void both_ways(const char *label)
{
    static const char *const plain[] = {"world.devices_as=actors", "seed=3", NULL};
    static const char *const same[] = {"world.devices_as=hub_state", "seed=3", NULL};
    static const char *const actors[] = {"world.devices_as=actors", "duration=1h", FAULTS, NULL};
    static const char *const state[] = {"world.devices_as=hub_state", "duration=1h", FAULTS, NULL};
    static const char *const sleepy[] = {"world.devices_as=actors", "duration=30min",
                                         "world.device_wake_interval=7s", FAULTS, NULL};
    static const char *const dozing[] = {"world.devices_as=hub_state", "duration=30min",
                                         "world.device_wake_interval=7s", FAULTS, NULL};
    static const char *const *const pairs[][2] = {{plain, same}, {actors, state}, {sleepy, dozing}};
    char parent[32];
    conformance_make_parent(parent);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char names[2][32];
        json_t *results[2];
        for (int way = 0; way < 2; way++) {
            snprintf(names[way], sizeof names[way], "%zu.%d", i, way);
            results[way] = told(label, pairs[i][way], parent, names[way]);
        }
        cr_expect(json_equal(results[0], results[1]), "%s, pair %zu", label, i);
        json_decref(results[0]);
        json_decref(results[1]);
    }
    conformance_remove_parent(parent);
}

Test(devices_as, gives_the_same_results_both_ways)
{
    conformance_for_each(both_ways);
}
