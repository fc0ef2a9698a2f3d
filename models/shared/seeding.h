#ifndef CROWDPATCH_MODELS_SHARED_SEEDING_H
#define CROWDPATCH_MODELS_SHARED_SEEDING_H

#include "crypto/hash.h"
#include "models/shared/world.h"

/** Behind the hash: the requester has what travels beside such files from an earlier one. */
#define SEEDING_KNOWN 1

/** A file that is given away; it outlives the run. */
struct seeding_file {
    struct seeding_file *next; /* its own, with `given` */
    const uint8_t *bytes;      /* borrowed */
    size_t len;
    uint64_t accounted_bytes; /* that travel beside it */
    uint64_t known_bytes;     /* of them, what who says SEEDING_KNOWN does without */
    crypto_digest hash;       /* what a request holds, and SEEDING_KNOWN or nothing else */
    sim_time window_end;      /* requests that come later are refused */
    uint64_t slots;           /* most that are served; 0: no limit */
    uint64_t given;           /* so far */
};

/** The phase in which a manufacturer gives files away to anyone who asks for one by its hash. */
struct seeding {
    struct participant *self; /* who gives; requests come to its port */
    uint32_t request_kind, content_kind, refusal_kind;
    uint64_t concurrent_uploads; /* at a time, of all files; others wait; > 0 */
    sim_time upload_timeout;
    /* Its own. */
    struct seeding_file *files; /* borrowed */
    uint64_t uploads;           /* now */
    struct sim_signal *upload_ended;
};

/** Before the run. Returns 0 or BASE_E_NOMEM. It outlives the run. */
int seeding_init(struct seeding *seeding, struct world *world);
/** Zeros are fine. */
void seeding_deinit(struct seeding *seeding);

/** Offers a file from now on; one that is offered already goes on being so. */
void seeding_offer(struct seeding *seeding, struct seeding_file *file);

/** Answers what comes to the participant's port, each upload in an actor of its own, until the
 * date. From the participant's actor; all but its own members are set. */
void seeding_serve(struct seeding *seeding, sim_time until);

#endif
