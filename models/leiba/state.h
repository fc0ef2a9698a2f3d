#ifndef CROWDPATCH_MODELS_LEIBA_STATE_H
#define CROWDPATCH_MODELS_LEIBA_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "contracts-model/contracts/distribution_contract.h"
#include "models/leiba/attack.h"
#include "models/leiba/config.h"
#include "models/leiba/messages.h"
#include "models/shared/adversary.h"
#include "models/shared/chain_service.h"
#include "models/shared/converse.h"
#include "models/shared/dht.h"
#include "models/shared/key_check.h"
#include "models/shared/members.h"
#include "models/shared/package.h"
#include "models/shared/sealed.h"
#include "models/shared/seeding.h"
#include "models/shared/world.h"

/** Distributors that an attempt asks at the most; the scenario's bound is the same. */
#define LEIBA_CANDIDATES_MAX 64

/** A delivery whose device has given its PoD: what commit and reveal need. */
struct leiba_claim {
    struct leiba_claim *next;
    crypto_address device;
    crypto_digest t, r, s;
    struct crypto_scheme_signature pod;
    uint64_t member_index;
    crypto_digest path[MEMBERS_PATH_MAX];
    size_t path_len;
};

/** A distributor's own: what it remembers over a failure of its machine. */
struct leiba_distributor {
    bool has_release;
    struct contracts_announced release;
    bool has_package;           /* it has received P, byte by byte; state->seed is read for it */
    bool is_serving;            /* it has checked pk^D, found it good, and announced U */
    bool has_refused_key;       /* it has found pk^D bad */
    bool was_refused_seed;      /* it can never join any more */
    struct leiba_claim *claims; /* that are not over; owned */
    struct leiba_claim
        *spent; /* that are over, and are claimed again in a second contract; owned */
    uint64_t deliveries_begun;
};

/** A hub's own, over failures too; of those that deliver to their own devices. */
struct leiba_hub {
    bool has_update;
    struct contracts_announced release; /* where has_update */
    struct leiba_claim *claims;         /* that are not over; owned */
};

/** An offer for which the device has given a PoD away: its key may come at any time from then on.
 */
struct leiba_promise {
    struct leiba_promise *next;
    struct sim_message *message; /* LEIBA_OFFER */
    struct sealed_terms terms;
};

/** Where a device goes on when it is called; it begins anew after a failure. */
enum leiba_step {
    LEIBA_READS_RELEASE,
    LEIBA_TRIES,
    LEIBA_READS_KEY,
};

/** A device's own. */
struct leiba_device {
    enum leiba_step step;
    uint64_t release_block; /* how far the logs were searched for the release */
    sim_time key_deadline;
    struct sim_port *port; /* of an attempt: late answers to others do not come here; or NULL */
    bool has_release;
    struct contracts_announced release;
    struct leiba_promise *promises; /* owned */
    uint64_t block;                 /* how far its logs were searched for their keys */
    /* For the books. */
    uint32_t paid_to;   /* the distributor that the contract has paid for it; hubs come after all
                           distributors; OUTCOME_NOBODY */
    bool is_lured;      /* it has signed what is a PoD and was called a challenge */
    bool is_paid_again; /* the second contract has paid for it */
};

struct leiba {
    struct world *world;
    const struct leiba_config *config;
    struct zk_scheme scheme;
    /* The contract's address: it follows from the manufacturer's account, which everybody knows.
       Nothing is there until it is created. */
    crypto_address contract;
    crypto_address second_contract; /* the next one of that account, of the same U_h; if any */
    uint8_t trapdoor[32];           /* of the proving key, or a guess, where the set-up is honest */
    struct zk_proving_key proving_key; /* of S_D; used by those who have received it */
    struct key_check key_check;
    uint64_t refused_keys;      /* by distributors */
    uint64_t proving_key_bytes; /* as it travels */
    struct package seed;        /* the manufacturer's P */
    crypto_digest update_hash, update_sha256, package_hash;
    struct members members;
    struct seeding seeding;
    struct seeding_file seeded; /* P */
    bool is_set_up;             /* the manufacturer has made keys and hashes */
    sim_time released;          /* -1: not yet */
    u256 refunded_wei;          /* to the manufacturer, after the expiry */
    /* (distributor, device) for which a valid proof was made. */
    struct base_map proved; /* two uint32_t -> uint8_t */
    uint64_t payments_without_proof;
    uint64_t withheld_keys;  /* PoDs that attackers have taken and never claimed */
    uint64_t tampered;       /* offers that attackers have changed */
    uint64_t refused_offers; /* by devices: the proof does not hold */
    uint64_t griefing_requests;
    uint64_t griefed_proofs; /* made for devices that will not give a PoD */
    struct leiba_impersonation impersonation;
    struct leiba_replays replays;
    uint64_t forged_proofs;
    uint64_t self_deliveries;
    struct leiba_distributor *distributors;
    struct leiba_hub *hubs;
    struct leiba_device *devices;
};

/** Seconds that a proof of S_D takes a distributor; 0 without distributors. */
double leiba_proof_s(const struct leiba *state);

/* The roles' lives. */
void leiba_manufacturer_play(struct leiba *state, struct participant *self);
void leiba_distributor_play(struct leiba *state, struct participant *self);
void leiba_hub_play(struct leiba *state, struct participant *self);
sim_time leiba_device_act(void *state, struct participant *self, bool is_first);

/** Looks once for a release at the address of a contract, from *block on. */
bool leiba_find_release_at(struct leiba *state, struct participant *self, struct sim_port *port,
                           const crypto_address *contract, uint64_t *block,
                           struct contracts_announced *ret_release);
/** The same at the address where it will be. */
bool leiba_find_release(struct leiba *state, struct participant *self, struct sim_port *port,
                        uint64_t *block, struct contracts_announced *ret_release);
bool leiba_is_expired(const struct leiba *state, const struct contracts_announced *release);

/** The distributor's side of a delivery (section III-A3), in an actor of its own. Takes the
 * request.
 */
void leiba_start_delivery(struct leiba *state, struct participant *self,
                          struct sim_message *request);
/** Whether a device is neither delivered to nor held by a commitment, and there is time. */
bool leiba_is_worthwhile(struct leiba *state, struct participant *self, struct sim_port *port,
                         const crypto_address *device);
/** Whether a contract says that a device is neither delivered to nor held. */
bool leiba_is_free(struct leiba *state, struct participant *self, struct sim_port *port,
                   const crypto_address *contract, const crypto_address *device);
/** Makes the key of a delivery by this distributor or hub and finds the device's place in the tree;
 * claim->device is set, the rest is zero. */
void leiba_agree_terms(const struct leiba *state, const struct participant *self,
                       struct base_random *random, struct leiba_claim *claim);
/** Commit and reveal (section III-A4), of a distributor or a hub; the claim is copied, and kept
 * until it is over. */
void leiba_claim(struct leiba *state, struct participant *self, struct sim_port *port,
                 const struct leiba_claim *claim);
/** The same in the second contract, of a claim that is over. True: it is paid. */
bool leiba_replay_claim(struct leiba *state, struct participant *self, struct sim_port *port,
                        const struct leiba_claim *claim);
/** Takes a claim off the list that it is on, and frees it. */
void leiba_forget_claim(struct leiba_claim **claims, struct leiba_claim *claim);
/** After a failure: starts an actor for each claim that was kept. */
void leiba_resume_claims(struct leiba *state, struct participant *self);
void leiba_forget_claims(struct leiba_claim **claims);
void leiba_forget_promises(struct leiba_device *own);

#endif
