#ifndef CROWDPATCH_MODELS_LEIBA_ATTACK_H
#define CROWDPATCH_MODELS_LEIBA_ATTACK_H

#include "models/shared/sealed.h"
#include "models/shared/world.h"
#include "sim/port.h"

struct leiba;
struct contracts_delivered;

/** What outsiders that pose as the manufacturer or as devices have come to. */
struct leiba_impersonation {
    uint64_t tries, false_releases, refusals, refused_signatures, refused_targets, successes;
};

/** What distributors have claimed again in a second contract. */
struct leiba_replays {
    uint64_t tries, refusals, payments;
    u256 paid_wei;
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

/** Whether the distributor proves what is false: that random bytes are U. It needs no P. */
bool leiba_forges(const struct participant *self);
/** Keeps the seed of the set-up, or a guess where it is honest. */
void leiba_keep_trapdoor(struct leiba *state, const uint8_t seed[32]);

/** Whether the manufacturer announces one update twice, and at which date. */
bool leiba_second_release(const struct leiba *state, sim_time *ret_date);
/** Whether the marked distributor keeps claims that are over, for the second contract. */
bool leiba_keeps_claims(const struct participant *self);
/** Claims them again, in an actor of its own, when it is there. */
void leiba_start_replays(struct leiba *state, struct participant *self);
/** A payment by the second contract. */
int leiba_book_replay(struct leiba *state, const struct contracts_delivered *revealed);

/** Whether the device is of a marked home: it has itself known to distributors, takes what they
 *  prove and leaves, again and again. It is never served, and so can be asked for again. */
bool leiba_griefs(const struct leiba *state, const struct participant *device);

/** The device that has sent the request; NULL: none. Assumption: attackers know devices by their
 *  lines. */
const struct participant *leiba_asker(const struct leiba *state, const struct sim_message *request);

/* Hubs whose devices but the first are served by the hub itself, without a proof. */
#define LEIBA_SELF_COMMIT "self_commit"
#define LEIBA_SELF_REVEAL "self_reveal"
/** Whether the device asks its hub and nobody else; it acts so. */
bool leiba_is_self_served(const struct leiba *state, const struct participant *device);
sim_time leiba_act_self_served(struct leiba *state, struct participant *device);
/** The home's first device leaves U with the hub once it is patched. Returns when to go on. */
sim_time leiba_leave_update(struct leiba *state, struct participant *device);
/** The hub answers a device of its own; in an actor of its own. */
void leiba_serve_own(struct leiba *state, struct participant *hub,
                     const struct sim_message *request);
/** A payment to a marked hub. */
int leiba_book_self_delivery(struct leiba *state, const struct participant *hub,
                             const struct contracts_delivered *revealed);
void leiba_report_self_delivery(struct leiba *state);

/** An outsider's life. */
void leiba_outsider_play(struct leiba *state, struct participant *self);

/** After the run: the measures of its kind of attack. */
void leiba_attack_report(struct leiba *state);

#endif
