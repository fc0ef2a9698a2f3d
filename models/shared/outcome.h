#ifndef CROWDPATCH_MODELS_SHARED_OUTCOME_H
#define CROWDPATCH_MODELS_SHARED_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/u256.h"
#include "sim/time.h"

/** What a run measures, whatever the system. Dates are -1 until they come. */

enum outcome_state {
    OUTCOME_WAITING,        /* its hub has not heard of the release */
    OUTCOME_NOT_LISTED,     /* the release is not for this device */
    OUTCOME_NO_DISTRIBUTOR, /* nobody who could be asked had the update or was good enough */
    OUTCOME_FAILED,         /* the last attempt broke off: no proof, no answer, or a wrong one */
    OUTCOME_NO_KEY,         /* a proof of delivery was given and no key was published */
    OUTCOME_IN_PROGRESS,    /* an attempt was under way when the clock ended the run */
    OUTCOME_EXPIRED,        /* the release expired first */
    OUTCOME_PATCHED,
    OUTCOME_STATE_COUNT,
};
const char *outcome_state_name(enum outcome_state state);

/** Steps of a device on its way to the update; each has a date in its row. */
enum outcome_step {
    OUTCOME_DISCOVERED,
    OUTCOME_REQUESTED,
    OUTCOME_PROVED,
    OUTCOME_AUTHORISED,
    OUTCOME_KEY,
    OUTCOME_REWARDED,
    OUTCOME_STEP_COUNT,
};
const char *outcome_step_name(enum outcome_step step);

#define OUTCOME_NOBODY UINT32_MAX

struct outcome_device {
    enum outcome_state state;
    uint32_t hub;
    uint32_t distributor; /* who delivered; OUTCOME_NOBODY */
    uint32_t attempts;
    sim_time discovered; /* its hub learns of the release */
    sim_time requested;  /* first request for this device */
    sim_time proved;     /* the proof that was accepted */
    sim_time authorised; /* the device signs the proof of delivery */
    sim_time key;        /* the key is seen on chain */
    sim_time patched;    /* the device has checked and stored the update */
    sim_time rewarded;   /* the hub's reward is on chain */
    double flash_ns;     /* that its chip's flash memory takes for what it has begun to write */
};

enum outcome_source {
    OUTCOME_SOURCE_NONE,        /* never held the update */
    OUTCOME_SOURCE_FIRST_HAND,  /* from the manufacturer */
    OUTCOME_SOURCE_SECOND_HAND, /* bought from a distributor */
    OUTCOME_SOURCE_COUNT,
};
const char *outcome_source_name(enum outcome_source source);

struct outcome_distributor {
    enum outcome_source source;
    uint32_t bought_from;    /* OUTCOME_NOBODY */
    sim_time package;        /* it holds the update */
    sim_time first_delivery; /* its first reward is in the books */
    uint64_t sessions;       /* deliveries that it was asked for */
    uint64_t begun;          /* of them those for which it has begun to make the offer */
    uint64_t proofs;
    uint64_t deliveries;  /* rewards received */
    uint64_t lost_claims; /* claims that reverted on chain */
    uint64_t sales;
    uint64_t failures; /* of its machine */
    u256 rewards_wei;
    u256 sales_wei;
    u256 purchases_wei;
    u256 locked_wei; /* in offers that are neither taken nor back */
    u256 fees_wei;
    uint64_t gas;
    uint64_t score;       /* on chain, at the end */
    const char *strategy; /* a literal: by what it enters and leaves; NULL: it has no choice */
    sim_time aware;       /* it has heard of the system */
    sim_time entered;     /* first */
    sim_time left;        /* last, where it has not come back */
    uint64_t entries;
    sim_time outside;   /* time that it was not in, by the end of the run */
    double cost_factor; /* of computing and upload, by which it differs from others */
    double setup_usd;   /* what its entries have cost beside what is on chain */
    double running_usd; /* what its being in has */
};

struct outcome_hub {
    u256 rewards_wei;
    u256 fees_wei;
    uint64_t gas;
};

struct outcome_manufacturer {
    u256 fees_wei;
    uint64_t gas;
    double services_usd; /* bills of others, as for a CDN */
    bool pays_uploads;   /* what distributors send is among these bills, and not their cost */
};

/** A manufacturer's release, where a system has several of them. */
struct outcome_release {
    uint32_t manufacturer;
    uint32_t number;            /* of this manufacturer's releases, from 0 */
    sim_time released, expires; /* -1: not yet */
    uint32_t devices;           /* of the manufacturer */
    uint32_t patched;           /* of them, with this release, sooner or later */
    sim_time half, nine_tenths; /* dates at which that many of them were patched; -1 */
    uint32_t deliveries;        /* that were paid */
    uint32_t installations;     /* likewise */
    uint32_t first_hand;        /* distributors that got its package from the manufacturer */
    uint32_t second_hand;       /* and that bought it */
    u256 deposit_wei, spent_wei, refunded_wei;
};

/** Gas of one kind of operation. */
struct outcome_gas {
    const char *operation;
    uint64_t count;
    uint64_t reverted;
    uint64_t gas;
    uint64_t least_gas;
    uint64_t most_gas;
    u256 fees_wei;
};
#define OUTCOME_GAS_MAX 32

/** A row of the time series. */
struct outcome_sample {
    sim_time time;
    uint32_t patched;
    uint32_t delivered; /* rewards paid to distributors */
    uint32_t first_hand;
    uint32_t second_hand;
    uint32_t seeds;   /* peers of a swarm that have downloaded all and not left */
    uint32_t unaware; /* distributors that have not heard of it; these three: out, in, out again */
    uint32_t aware;
    uint32_t active;
    uint32_t left;
    uint32_t mempool;
    u256 base_fee_wei;
    uint64_t block;
    uint64_t wan_bytes;
    uint64_t lan_bytes;
    uint64_t messages;
    uint32_t serving;       /* distributors with a delivery at least */
    bool has_concentration; /* somebody has delivered */
    double deliveries_gini; /* over all distributors */
    double deliveries_hhi;
};

/** A named number that only one system, or one kind of attack, has. */
struct outcome_extra {
    const char *key;   /* unit in the name */
    const char *label; /* in the summary; NULL: not there */
    bool is_money;
    double value; /* NAN: not defined */
    u256 value_wei;
};
#define OUTCOME_EXTRA_MAX 64

#define OUTCOME_WARNING_MAX 16

struct outcome {
    struct outcome_device *devices;
    uint32_t device_count;
    struct outcome_distributor *distributors;
    uint32_t distributor_count;
    bool has_scores; /* the distributors have one on chain */
    struct outcome_hub *hubs;
    uint32_t hub_count;
    u256 own_hubs_rewards_wei;                /* paid to devices that are their own hubs */
    struct outcome_manufacturer manufacturer; /* of all of them */
    struct outcome_release *releases;         /* owned; none but with MODEL_RELEASES */
    uint32_t release_count;
    struct outcome_gas gas[OUTCOME_GAS_MAX];
    size_t gas_count;
    struct outcome_sample *samples;
    size_t sample_count;
    size_t sample_capacity;
    struct outcome_extra extra[OUTCOME_EXTRA_MAX];
    size_t extra_count;
    struct outcome_extra measures[OUTCOME_EXTRA_MAX]; /* of what the attackers achieved */
    size_t measure_count;
    char *warnings[OUTCOME_WARNING_MAX];
    size_t warning_count;
    uint32_t patched;    /* running counts, for the time series */
    uint32_t authorised; /* proofs of delivery that devices have signed: one a device and release */
    uint32_t delivered;
    uint32_t first_hand;
    uint32_t second_hand;
    uint32_t aware; /* distributors that have heard of it */
    uint32_t active;
    uint32_t left;
    uint32_t seeds;
    bool has_seeds; /* the system has a swarm */
    bool has_entry; /* the system's distributors may have a choice */
    uint32_t devices_without_radio;
    /* Of participants' transactions in the final chain; of the blocks when it is the system's own.
     */
    uint64_t chain_bytes;
    uint64_t blocks_checked; /* of the final chain, after which wei was conserved */
    uint64_t reorganisations;
    uint64_t orphaned_blocks;
    uint64_t orphaned_transactions; /* in them; most are in other blocks later */
    sim_time ended;                 /* date of the end of the run */
    bool is_complete;               /* the model came to its end before the scenario's duration */
};

/** A row of a device that nothing has happened to. */
struct outcome_device outcome_device_new(void);
/** What participant_reach() and participant_settle() write into a row. False: it has the date. */
bool outcome_reach(struct outcome_device *row, enum outcome_step step, sim_time now);
void outcome_settle(struct outcome_device *row, enum outcome_state state, sim_time now);

int outcome_init(struct outcome *outcome, uint32_t devices, uint32_t distributors, uint32_t hubs);
void outcome_deinit(struct outcome *outcome);

/** Books a reward for a delivery, which is counted. */
void outcome_book_delivery(struct outcome *outcome, uint32_t distributor, sim_time now,
                           u256 reward_wei);
/** Books a transaction of an operation (a literal; compared by text). Requires: there are
 *  OUTCOME_GAS_MAX operations at the most (asserted). */
void outcome_book_gas(struct outcome *outcome, const char *operation, bool reverted, uint64_t gas,
                      u256 fee_wei);
/** Keys are literals, OUTCOME_EXTRA_MAX at the most (asserted). */
void outcome_add_number(struct outcome *outcome, const char *key, double value);
void outcome_add_money(struct outcome *outcome, const char *key, u256 value_wei);
/** In seconds; -1 is not defined. */
void outcome_add_date(struct outcome *outcome, const char *key, sim_time date);
/** The same for what an attack achieved; the summary shows all of them. */
void outcome_measure_number(struct outcome *outcome, const char *key, double value);
void outcome_measure_money(struct outcome *outcome, const char *key, u256 value_wei);
/** part / whole, which is not defined of nothing. */
void outcome_measure_ratio(struct outcome *outcome, const char *key, double part, double whole);
/** The summary shows the extra of this key as `label` (a literal). */
void outcome_show(struct outcome *outcome, const char *key, const char *label);
/** printf-like; a warning beyond OUTCOME_WARNING_MAX is dropped. */
void outcome_warn(struct outcome *outcome, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** Adds a row with the distributors' shares so far, or replaces one of the same date. Returns 0 or
 * BASE_E_NOMEM. */
int outcome_sample(struct outcome *outcome, const struct outcome_sample *sample);

uint32_t outcome_count_state(const struct outcome *outcome, enum outcome_state state);
/** Attempts that are under way have failed: nobody is left who would go on with them. */
void outcome_break_off(struct outcome *outcome);
/** Updates that devices have installed: one a device and release. */
uint64_t outcome_updates(const struct outcome *outcome);
/** The date at which the given share of all devices was patched, or -1. 0 < share <= 1. */
sim_time outcome_time_to_share(const struct outcome *outcome, double share);

#endif
