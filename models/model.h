#ifndef CROWDPATCH_MODELS_MODEL_H
#define CROWDPATCH_MODELS_MODEL_H

#include "models/shared/world.h"
#include "scenarios/scenario.h"

/** A delivery system. A new one is one folder, one row in registry.c and one smoke scenario. */
struct model_ops {
    /** Mandatory. The value of "system", and the name of its folder and section. */
    const char *name;
    /** Mandatory. One line. */
    const char *summary;
    /** Mandatory. Its parameters; only_for_system is `name`. */
    const struct scenario_section *section;
    /** Optional. Reports values that do not go together. Returns 0, or BASE_E_SCENARIO. */
    int (*check)(const struct scenario *scenario, struct scenario_report *report);
    /** Mandatory. Before the first event: the world stands, nobody acts. Returns 0 or an error. */
    int (*setup)(struct world *world, void **ret_state);
    /** Mandatory. The life of one participant, as the body of its actor; called again when its node
     *  is up after a failure. Returning ends the actor and not the participant's services. */
    void (*play)(void *state, struct participant *self);
    /** Optional. After the last event: adds what only this system measures to world->outcome. */
    int (*report)(void *state, struct world *world);
    /** Mandatory. NULL is ignored. */
    void (*teardown)(void *state);
};

#endif
