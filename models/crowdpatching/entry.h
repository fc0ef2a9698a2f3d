#ifndef CROWDPATCH_MODELS_CROWDPATCHING_ENTRY_H
#define CROWDPATCH_MODELS_CROWDPATCHING_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/u256.h"
#include "models/crowdpatching/entry_config.h"
#include "models/shared/world.h"
#include "sim/port.h"

/** A distributor as somebody who decides. Survives failures of its machine. */
struct crowdpatching_entrant {
    enum entry_strategy strategy;
    double deafness;          /* hazard of awareness that it takes, exponential with mean 1 */
    struct sim_signal *heard; /* raised when it has; NULL: it was aware from the start */
    bool is_aware;
    bool talks;
    bool is_set_up; /* what it costs to begin is spent */
    bool has_left;  /* it was in, and is no more */
    uint32_t ins;   /* releases that it is in; by the strategy always one for all of them */
    sim_time since; /* it came in for one, or left the last */
};

/** Where it stands with one release, and what it has read of it. Survives failures, too. */
struct crowdpatching_stake {
    bool is_in;    /* it wants to serve: gets P, or has it */
    bool has_left; /* it was in, and is no more */
    uint64_t
        career_life; /* the machine's failures before the life that works on it, + 1; 0: none */
    bool knows_terms;
    u256 reward_wei; /* a_d */
    uint64_t devices;
    uint64_t delivered_block, opened_block; /* cursors of the logs */
    uint64_t delivered, opened;
    uint64_t others_delivered, others_bought;
    double others_rewards_usd;
    double offers_usd; /* of all sales */
    uint8_t *known;    /* a bit for each distributor with a trace on chain; NULL: none; owned */
    uint32_t known_count;
    bool knows_rivals; /* it has looked around */
    double rivals;     /* others that hold P, by its last look */
};

struct crowdpatching_entry {
    const struct crowdpatching_entry_config *config;
    const struct crowdpatching_market_config *market;
    struct crowdpatching_entrant *entrants; /* by distributor */
    struct crowdpatching_stake *stakes;     /* by distributor and release */
    bool is_delayed;                        /* some hear of it later */
    bool is_advertised;
    struct sim_signal *talk; /* raised when more or fewer talk */
    uint32_t talkers;
    uint32_t most_active; /* distributors that were in at a time */
    /* The market for P. */
    uint64_t bids, refused_by_sellers, refused_by_buyers;
};

struct crowdpatching;

/** Times what costs the median distributor a dollar, by its participant's number. */
double crowdpatching_cost_factor(uint64_t seed, uint32_t number, double sigma);
/** Draws the population. Before the run. Returns 0 or BASE_E_NOMEM. */
int crowdpatching_entry_init(struct crowdpatching *state);
struct crowdpatching_stake *crowdpatching_stake_of(const struct crowdpatching *state,
                                                   const struct participant *distributor,
                                                   uint32_t release);
/** Zeros are fine. */
void crowdpatching_entry_deinit(struct crowdpatching *state);
/** After the run: the rows of the distributors, and counts. */
void crowdpatching_entry_report(struct crowdpatching *state);

/** The first release is out: from now on distributors hear of it. From an actor. */
void crowdpatching_advertise(struct crowdpatching *state);
/** Waits until the distributor has heard of the system. No time passes by default. */
void crowdpatching_await_awareness(struct crowdpatching *state, struct participant *self);
/** It holds P; it is on chain as seller, buyer or who has delivered. */
void crowdpatching_holds(struct crowdpatching *state, uint32_t distributor);
void crowdpatching_is_on_chain(struct crowdpatching *state, uint32_t distributor);

/** Whether nobody works on the release in this life of its machine: from now on somebody does. */
bool crowdpatching_takes_up(struct crowdpatching *state, const struct participant *self,
                            uint32_t release);
/** Waits until the distributor decides to enter; no time passes where it is in already, nor by the
 *  strategy always. False: the release has expired, or a later one is there. */
bool crowdpatching_enter(struct crowdpatching *state, struct participant *self, uint32_t release);
/** Whether it still wants P, which it has not got yet. False: it is out. */
bool crowdpatching_wants_package(struct crowdpatching *state, struct participant *self,
                                 uint32_t release);
/** It begins to serve. */
void crowdpatching_open(struct crowdpatching *state, struct participant *self);
/** Waits until it decides to leave. False: it never does. True: it is out. */
bool crowdpatching_leave(struct crowdpatching *state, struct participant *self, uint32_t release);

/* What the distributor sees and reckons (sight.c). */

/** Reads the logs that are new and looks up who holds P. Time passes. False: it does not know the
 *  release's terms, for no chain node was reached. */
bool crowdpatching_survey(struct crowdpatching *state, struct participant *self, uint32_t release,
                          struct sim_port *port);
struct entry_view crowdpatching_sight(const struct crowdpatching *state,
                                      const struct participant *self, uint32_t release);
struct entry_terms crowdpatching_terms(const struct crowdpatching *state,
                                       const struct participant *self, uint32_t release);
/** What a sale costs its seller: proof, gas, upload; what a purchase costs its buyer beside the
 *  price, of that the gas alone. In USD. */
double crowdpatching_sale_usd(const struct crowdpatching *state, const struct participant *self,
                              uint32_t release);
double crowdpatching_beside_price_usd(const struct crowdpatching *state,
                                      const struct participant *self, uint32_t release);
double crowdpatching_purchase_gas_usd(const struct crowdpatching *state);

/* The market for P (market.c). */

/** What the distributor pays at most for P; false: it gains nothing, or does not own that and the
 *  gas. What it asks of somebody who bids; false: it refuses. Both look around first, by rules that
 *  are not fixed: time passes. */
bool crowdpatching_bid(struct crowdpatching *state, struct participant *self, uint32_t release,
                       struct sim_port *port, u256 *ret_bid_wei);
bool crowdpatching_ask(struct crowdpatching *state, struct participant *self, uint32_t release,
                       struct sim_port *port, const u256 *bid_wei, u256 *ret_price_wei);

/** Gas of the transactions that who decides reckons with: a later claim, and so on.
 *  Source: `crowdpatch gas --semantics ...`, which a test holds them to: osaka, secp256k1, N = 100,
 *  seven levels of a tree. Assumption: the same for other forks, schemes and N; a level more is
 *  1,100 gas. */
struct crowdpatching_gas {
    double claim, claim_by_root, open, reveal;
};
extern const struct crowdpatching_gas crowdpatching_gas_of[]; /* by enum contracts_semantics */

#endif
