#ifndef CROWDPATCH_MODELS_LEIBA_ATTACK_H
#define CROWDPATCH_MODELS_LEIBA_ATTACK_H

#include "models/shared/sealed.h"
#include "models/shared/world.h"
#include "sim/port.h"

struct leiba;

/** What an outsider that poses as the manufacturer has come to. */
struct leiba_impersonation {
    uint64_t tries, false_releases, refusals, successes;
};

/** The distributor offers an update that it has not, and challenges whoever asks with U_h || s for
 * a key of its own: what is signed is a PoD, where challenges are raw. */
void leiba_lure(struct leiba *state, struct participant *self);
void leiba_forge_pod(struct leiba *state, struct participant *self, struct sim_port *port,
                     const struct sim_message *request, struct base_random *random);

/** Whether the marked distributor takes a PoD and never commits to it; counted. */
bool leiba_withholds_key(struct leiba *state, const struct participant *self);
/** The marked distributor changes U_e or the proof of an offer. */
void leiba_tamper_offer(struct leiba *state, struct sealed *sealed, uint64_t number);

/** Whether the device is of a marked home: it has itself known to distributors, takes what they
 *  prove and leaves, again and again. It is never served, and so can be asked for again. */
bool leiba_griefs(const struct leiba *state, const struct participant *device);

/** An outsider's life. */
void leiba_outsider_play(struct leiba *state, struct participant *self);

/** After the run: the measures of its kind of attack. */
void leiba_attack_report(struct leiba *state);

#endif
