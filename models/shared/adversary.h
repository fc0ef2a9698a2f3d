#ifndef CROWDPATCH_MODELS_SHARED_ADVERSARY_H
#define CROWDPATCH_MODELS_SHARED_ADVERSARY_H

#include <stdbool.h>
#include <stdint.h>

#include "models/shared/world.h"
#include "scenarios/scenario.h"

/** Who attacks, how and from when on. A run has attackers of one kind. What an attack does to a
 *  system is the system's own code; what it does to any chain or network is in shared/. */
enum adversary_kind {
    ADVERSARY_NONE,
    /* Puggioni et al. 2020, section III-B, and Leiba et al. */
    ADVERSARY_SIGNATURE_ORACLE,
    /* Proofs of delivery used by others, or twice. */
    ADVERSARY_MEMPOOL_REPLAY,
    ADVERSARY_SECOND_RELEASE,
    ADVERSARY_POFD_FIRST,
    /* Hubs for themselves. */
    ADVERSARY_HUB_CACHE,
    ADVERSARY_SELF_DELIVERY,
    /* Others' time and money. */
    ADVERSARY_KEY_WITHHOLDING,
    ADVERSARY_PROVER_GRIEFING,
    ADVERSARY_EXCHANGE_GRIEFING,
    ADVERSARY_WHITEWASH,
    ADVERSARY_CRS_SUBVERSION,
    /* The chain near the expiry. */
    ADVERSARY_BLOCK_STUFFING,
    ADVERSARY_ECLIPSE,
    ADVERSARY_FREE_RIDING,
    /* Section V-A. */
    ADVERSARY_TRANSACTION_DROP,
    ADVERSARY_TAMPER_DISTRIBUTOR,
    ADVERSARY_TAMPER_HUB,
    ADVERSARY_IMPERSONATE_MANUFACTURER,
    ADVERSARY_IMPERSONATE_HUB,
    ADVERSARY_IMPERSONATE_DEVICE,
    /* Boudguiga et al. 2017. */
    ADVERSARY_ISOLATION,
    ADVERSARY_FALSE_VOTES,
    ADVERSARY_MALICIOUS_MANUFACTURER,
    /* Lee and Lee 2016: devices answer one another and share the file. */
    ADVERSARY_FALSE_ANSWERS,
    ADVERSARY_TAMPER_DEVICE,
    ADVERSARY_FREE_RIDING_DEVICE,
    ADVERSARY_KIND_COUNT,
};

/** Of a set of kinds, as model_about.attacks is. */
#define ADVERSARY_BIT(kind) (UINT64_C(1) << (kind))
/** Of those that models/shared/attack.h carries out. */
#define ADVERSARY_ON_CHAIN                                                                         \
    (ADVERSARY_BIT(ADVERSARY_MEMPOOL_REPLAY) | ADVERSARY_BIT(ADVERSARY_BLOCK_STUFFING) |           \
     ADVERSARY_BIT(ADVERSARY_ECLIPSE) | ADVERSARY_BIT(ADVERSARY_TRANSACTION_DROP))
#define ADVERSARY_ON_LINES ADVERSARY_BIT(ADVERSARY_ISOLATION)

/** Who suffers eclipse and transaction_drop. */
enum adversary_victims {
    ADVERSARY_VICTIMS_DISTRIBUTORS,
    ADVERSARY_VICTIMS_HUBS,
    ADVERSARY_VICTIMS_DEVICES,
    ADVERSARY_VICTIMS_MANUFACTURER,
};

/** Section "adversary". */
struct config_adversary {
    int kind;           /* enum adversary_kind */
    double share;       /* of the participants of the kind's role */
    uint64_t outsiders; /* where the kind's role is WORLD_OUTSIDER */
    int64_t start_ns;
    int64_t length_ns; /* 0: to the end of the run */
    u256 funds_wei;    /* of each outsider */
    double overbid;    /* of mempool_replay and block_stuffing: times the priority fee of others */
    double censors;    /* of transaction_drop: share of the block producers */
    int victims;       /* enum adversary_victims */
};

extern const struct scenario_section config_adversary_section;
/** "none", "signature_oracle", ...: NULL-terminated. */
extern const char *const adversary_kind_names[];

/** Whose share the section's "share" is: attackers, or with isolation, eclipse and transaction_drop
 *  the victims; of the last two, unless "victims" says otherwise. WORLD_OUTSIDER: attackers that
 *  have no part in the system. Requires: kind is not ADVERSARY_NONE (asserted). */
enum world_role adversary_role(enum adversary_kind kind);
/** The same, as "victims" says; the role that is marked. */
enum world_role adversary_marked_role(const struct config_adversary *config);
/** Outsiders that a run has. */
uint32_t adversary_outsiders(const struct config_adversary *config);

/** Marks participants: the given share of those of the kind's role, to the nearest, one at the
 * least when the share is not 0; with second_release the same share of the hubs, too. The same seed
 * marks, with a larger share, these and others. All stand. */
int adversary_mark(struct world *world);
/** Participants that are marked. */
uint32_t adversary_count(const struct world *world);

/** The participant is one of those that attack in this way, or suffer it, and it has begun. */
bool adversary_acts(const struct participant *participant, enum adversary_kind kind);
/** The date at which it is over. */
sim_time adversary_end(const struct config_adversary *config);
/** Waits until it begins. From an actor. */
void adversary_await_start(const struct participant *participant);

/** After the run: adds what any attack has cost and earned, with a chain. */
void adversary_report(struct world *world);

/** Reports a kind of attack that the scenario's system does not know. Returns 0 or
 * BASE_E_SCENARIO. */
int adversary_check(const struct scenario *scenario, const char *system, uint64_t attacks,
                    struct scenario_report *report);

#endif
