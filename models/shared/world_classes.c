/* What machines a world's participants have: built-in classes, a calibrated one, or one's own. */
#include <stdlib.h>

#include "base/error.h"
#include "models/shared/world_private.h"

const char *world_class_name(const struct world *world, enum world_role role)
{
    switch (role) {
    case WORLD_MANUFACTURER:
        return world->config->manufacturer_class;
    case WORLD_DISTRIBUTOR:
    case WORLD_OUTSIDER:
        return world->config->distributor_class;
    case WORLD_HUB:
        return world->config->hub_class;
    default:
        return world->config->device_class;
    }
}

/** The scenario has passed its checks, but the file may have changed since. */
static int read_file(const struct world *world, const char *name, struct class_file *ret_class)
{
    struct scenario_report *report;
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    char *path = config_path(world->scenario, name);
    r = path ? class_file_read(path, world->timing ? &world->calibrated_class : NULL, report,
                               ret_class)
             : base_fail(BASE_E_NOMEM, "memory is exhausted");
    if (r == BASE_E_SCENARIO)
        base_fail(r, "%s is no device class any more", path);
    scenario_report_free(report);
    free(path);
    return r;
}

int world_read_classes(struct world *world)
{
    int r = 0;
    for (int role = 0; r == 0 && role < WORLD_OUTSIDER; role++) {
        const char *name = world_class_name(world, (enum world_role)role);
        if (!crypto_device_class_find(name))
            r = read_file(world, name, &world->class_files[role]);
    }
    if (r < 0)
        return r;
    const struct class_file *own = world_class_file(world, WORLD_DEVICE);
    world->device_power = own ? &own->power : crypto_power_find(world->config->device_class);
    return 0;
}

const struct class_file *world_class_file(const struct world *world, enum world_role role)
{
    const struct class_file *own =
        &world->class_files[role == WORLD_OUTSIDER ? WORLD_DISTRIBUTOR : role];
    return own->file ? own : NULL;
}

const char *world_class_key(enum world_role role)
{
    static const char *const keys[] = {
        [WORLD_MANUFACTURER] = "manufacturer_class",
        [WORLD_DISTRIBUTOR] = "distributor_class",
        [WORLD_HUB] = "hub_class",
        [WORLD_DEVICE] = "device_class",
    };
    return keys[role];
}

const struct crypto_device_class *world_class_of(const struct world *world, enum world_role role)
{
    const struct class_file *own = world_class_file(world, role);
    if (own)
        return &own->device_class;
    const struct crypto_device_class *found =
        crypto_device_class_find(world_class_name(world, role));
    bool is_calibrated = world->timing && found == crypto_device_class_find(WORLD_REFERENCE_CLASS);
    return is_calibrated ? &world->calibrated_class : found;
}
