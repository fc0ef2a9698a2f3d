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

/** Section "adversary". */
struct config_adversary {
    int kind;           /* enum adversary_kind */
    double share;       /* of the participants of the kind's role */
    uint64_t outsiders; /* where the kind's role is WORLD_OUTSIDER */
    int64_t start_ns;
    u256 funds_wei; /* of each outsider */
};

extern const struct scenario_section config_adversary_section;
/** "none", "signature_oracle", ...: NULL-terminated. */
extern const char *const adversary_kind_names[];

/** Whose share the section's "share" is: attackers, or with isolation, eclipse and transaction_drop
 *  the victims. WORLD_OUTSIDER: attackers that have no part in the system. Requires: kind is not
 *  ADVERSARY_NONE (asserted). */
enum world_role adversary_role(enum adversary_kind kind);
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
/** Waits until it begins. From an actor. */
void adversary_await_start(const struct participant *participant);

/** After the run: adds what any attack has cost and earned, with a chain. */
void adversary_report(struct world *world);

/** Reports a kind of attack that the scenario's system does not know. Returns 0 or
 * BASE_E_SCENARIO. */
int adversary_check(const struct scenario *scenario, const char *system, uint64_t attacks,
                    struct scenario_report *report);

#endif
