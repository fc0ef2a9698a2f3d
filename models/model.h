#ifndef CROWDPATCH_MODELS_MODEL_H
#define CROWDPATCH_MODELS_MODEL_H

#include "models/shared/adversary.h"
#include "models/shared/message_names.h"
#include "models/shared/world.h"
#include "scenarios/scenario.h"

/** What a system has. The world builds, and results tell, only what is there. */
enum model_part {
    MODEL_CHAIN = 1 << 0,        /* a blockchain; reads section "chain" */
    MODEL_REWARDS = 1 << 1,      /* wei that the manufacturer pays to those who deliver */
    MODEL_DISTRIBUTORS = 1 << 2, /* without it they stand idle, so that worlds stay equal */
    MODEL_LOOKUPS = 1 << 3,      /* the hash table; reads section "p2p" */
    MODEL_PROOFS = 1 << 4,       /* zero-knowledge proofs; reads fidelity.proof */
    MODEL_ENCRYPTION = 1 << 5,
    MODEL_DEVICES_ONLINE = 1 << 6, /* hubs route, so that devices reach everybody and are reached */
    MODEL_DEVICES_SERVE = 1 << 7,  /* a message at a device's port calls its `act` */
    MODEL_RELEASES = 1 << 8,       /* there may be several manufacturers, and releases of each */
};

/** What there is to know of a system without running it. */
struct model_about {
    /** The value of "system", and the name of its folder and section. */
    const char *name;
    /** One line. */
    const char *summary;
    /** The paper; or that there is none. One line. */
    const char *source;
    /** Its parameters; only_for_system is `name`. */
    const struct scenario_section *section;
    /** The key in its section that chooses among its variants; NULL: it has none. */
    const char *variant_key;
    unsigned parts;   /* of enum model_part */
    uint64_t attacks; /* ADVERSARY_BIT() of the kinds that make sense against it, which it knows */
    uint64_t shared_attacks; /* likewise, of those that models/shared/attack.h carries out */
    const struct model_message *messages; /* all kinds that the system's participants send */
};

/** A delivery system. A new one is one folder, one row in registry.c and one smoke scenario for
 * each variant. */
struct model_ops {
    /** Mandatory, with all but variant_key, parts and the attacks. */
    struct model_about about;
    /** Optional. Reports values that do not go together. Returns 0, or BASE_E_SCENARIO. */
    int (*check)(const struct scenario *scenario, struct scenario_report *report);
    /** Mandatory. Before the first event: all participants stand, nobody acts; the last time at
     * which nodes can be added. Returns 0 or an error. */
    int (*setup)(struct world *world, void **ret_state);
    /** Mandatory. The life of one participant who is no device, outsiders too, as the body of its
     * actor; called again when its node is up after a failure. Returning ends the actor and not the
     * participant's services. */
    void (*play)(void *state, struct participant *self);
    /** Mandatory. What a device does when it is called (sim/duty.h): when its machine is up at the
     * start and after a failure (`is_first`), at the date that the last call has returned, and with
     * MODEL_DEVICES_SERVE when a message is at its port, of which it takes one. It may wait, but
     * returns rather than sleep between two polls: with world.devices_as hub_state, a device that
     * is not called has no stack. Returns the date of the next call, SIM_TIME_FOREVER: none. */
    sim_time (*act)(void *state, struct participant *device, bool is_first);
    /** Optional. After the last event: adds what only this system measures to world->outcome. */
    int (*report)(void *state, struct world *world);
    /** Mandatory. NULL is ignored. */
    void (*teardown)(void *state);
};

/** All kinds that make sense against it. */
static inline uint64_t model_attacks(const struct model_ops *model)
{
    return model->about.attacks | model->about.shared_attacks;
}

static inline bool model_has(const struct model_ops *model, enum model_part part)
{
    return (model->about.parts & (unsigned)part) != 0;
}

#endif
