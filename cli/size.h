#ifndef CROWDPATCH_CLI_SIZE_H
#define CROWDPATCH_CLI_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "analysis/interval.h"
#include "analysis/isotonic.h"
#include "base/bytes.h"
#include "base/u256.h"
#include "scenarios/scenario.h"

/** `crowdpatch size`: what a release needs. docs/sizing.md has the method. */

/** Chains that a release may use: the profiles of prices.profile but the first, and a private one.
 */
enum size_chain {
    SIZE_CHAIN_L1_2020,
    SIZE_CHAIN_L1_2025,
    SIZE_CHAIN_L1_2026,
    SIZE_CHAIN_L2,
    SIZE_CHAIN_PRIVATE,
};

/** A release file's sections. Money is in its currency but where the name says otherwise. */
struct size_top { /* "" */
    const char *name;
    const char *description;
    const char *release; /* dates */
    const char *deadline;
    uint64_t seed;
};
struct size_fleet {
    uint64_t devices;
    uint64_t per_home;
    int device_class; /* index in crypto_device_class_names */
    int regions;      /* enum config_topology */
    int radio;        /* enum config_lan */
    double online;    /* share */
    int64_t offline_ns;
    int64_t poll_ns;
};
struct size_update {
    uint64_t bytes;
    int proof_system;
    int signature_scheme;
    int device_list;
};
struct size_target {
    double coverage;
    double probability;
    double confidence;
};
struct size_chain_range {
    int profile;                      /* enum size_chain */
    double fee_low, fee_high;         /* times the profile's fees */
    double eth_usd_low, eth_usd_high; /* 0: about the profile's */
};
struct size_alternatives {
    double egress; /* a GB */
    double cdn;    /* a GB */
    double outage; /* probability */
    int64_t outage_after_ns;
};
struct size_risk {
    double margin;
    double unpatched; /* of a device */
};
struct size_distributors {
    uint64_t available;
    int device_class;
    double compute; /* a core hour */
    double upload;  /* a GB */
    double outlay;
    double outlay_sigma; /* of its logarithm */
    double lost_claims;  /* share */
    int64_t awareness_ns;
    int64_t uptime_ns, downtime_ns;
    uint64_t first_hand; /* 0: all */
    int64_t seeding_ns;
    double package; /* price of one that is bought */
};
struct size_money {
    const char *currency;
    double usd; /* a unit of it; 0: not said */
};

struct size_release {
    struct scenario *file;
    const struct size_top *top;
    const struct size_fleet *fleet;
    const struct size_update *update;
    const struct size_target *target;
    const struct size_chain_range *chain;
    const struct size_alternatives *alternatives;
    const struct size_risk *risk;
    const struct size_distributors *distributors;
    const struct size_money *money;
    int64_t window_ns;                /* from the release to the deadline */
    double usd;                       /* a unit of the currency */
    double eth_usd_low, eth_usd_high; /* 0: follow from the profile's price */
};

/** The tables of a release file. */
const struct scenario_catalogue *size_release_catalogue(void);

/** Reads a release file with `--set` options, and checks it. `text` not NULL: reads that, and
 *  `path` is its name. Returns 0; BASE_E_SCENARIO with the report filled; or another error. */
int size_release_load(const char *path, const char *text, const char *const set[], size_t set_count,
                      struct scenario_report *report, struct size_release *ret_release);
void size_release_deinit(struct size_release *release);

/** Systems that a release is simulated with. */
enum size_system {
    SIZE_CROWDPATCHING,
    SIZE_SERVER,
    SIZE_CDN,
    SIZE_STATIC_SEEDING,
    SIZE_SYSTEM_COUNT,
};
/** As people and as programs call them. */
extern const char *const size_system_labels[], *const size_system_keys[];

/** The chain's fees and prices in the middle of what the release reckons with. */
struct size_market {
    double base_fee_wei, priority_fee_wei; /* a gas, by the profile */
    double data_fee_wei;                   /* a byte */
    double eth_usd;                        /* the middle price: rewards are reckoned in it */
    double eth_usd_low, eth_usd_high;
    uint64_t gas_limit;
    int64_t block_interval_ns;
};
/** Returns 0 or an error. */
int size_market_init(const struct size_release *release, struct size_market *ret_market);

/** What differs from rollout to rollout. Factors are times what the release says. */
struct size_inputs {
    double fee; /* times the profile's fees */
    double eth_usd;
    double reward;                        /* a_d in US dollars at the middle price of the coin */
    double update, poll, offline, window; /* factors */
    double available, outlay, compute;    /* factors */
};
/** The middle of all ranges. */
struct size_inputs size_inputs_middle(const struct size_release *release,
                                      const struct size_market *market);

/** What is simulated. */
struct size_case {
    enum size_system system;
    const struct size_market *market;
    bool has_outage;     /* of the manufacturer's server, to the end */
    uint64_t devices;    /* simulated; at most the fleet */
    u256 hub_reward_wei; /* a_h */
    struct size_inputs inputs;
    uint64_t distributors; /* in the world; see size_case_enter() */
    uint64_t seed;
};

/** Homes that so many devices of the release live in. */
uint64_t size_homes(const struct size_release *release, uint64_t devices);
/** Rounded up, to whole gwei from a thousand of them on, as people would write it. */
u256 size_wei_of_usd(double usd, double eth_usd);
/** a_d of the inputs. */
u256 size_reward_wei(const struct size_case *what);

/** The scenario file of a case. The caller frees; NULL: no memory. */
char *size_scenario_text(const struct size_release *release, const struct size_case *what);
/** An experiment: the same with every reward at every draw of fee and price, once each. */
char *size_experiment_text(const struct size_release *release, const struct size_case *what,
                           size_t draw_count, const struct size_inputs draws[], size_t reward_count,
                           const double rewards[]);
/** A scenario, loaded and checked. What is wrong with it is printed, for it is a bug or a release
 * of extremes. Returns 0 or an error. */
int size_scenario_load(const struct size_release *release, const struct size_case *what,
                       struct scenario **ret_scenario);

/** Closed forms. Gas is that of whole transactions, executed; money is in US dollars at the coin's
 *  middle price but where it says otherwise. */
struct size_bounds {
    double claim_gas, duplicate_gas, installation_gas;
    double claim_bytes, installation_bytes;
    double manufacturer_gas, manufacturer_bytes; /* contracts, list, withdrawal */
    double release_transactions;                 /* that the list of devices takes */
    double proof_s;                              /* one, on a distributor's machine */
    double offer_bytes;
    u256 hub_reward_wei; /* a_h: an installation's gas at the highest fee, and the margin */
    double hub_reward;
    double delivery, delivery_worst; /* what one costs a distributor: middle, highest fee */
    double floor, floor_worst;  /* a_d at which one distributor breaks even that delivers all */
    double full_worst;          /* a_d at which all who could distribute do, at the highest fee */
    double deliveries_a_prover; /* that one prover has time for until the deadline */
    double block_share;         /* of the blocks' room until the deadline, that claims take */
    double literal_proof_s;     /* S_D over the update with the prover of 2020 */
    double literal_package_s;   /* S_E over a package with its proving key inside */
};
/** Returns 0 or an error. */
int size_bounds_init(const struct size_release *release, const struct size_market *market,
                     struct size_bounds *ret_bounds);

/** What a delivery costs a distributor, at these fees and prices. */
double size_delivery_cost(const struct size_release *release, const struct size_market *market,
                          const struct size_bounds *bounds, const struct size_inputs *inputs);
/** a_d, at the middle price, at which `count` distributors of median outlay break even who share
 *  the fleet, or one of `count` times that who has it alone. */
double size_break_even(const struct size_release *release, const struct size_market *market,
                       const struct size_bounds *bounds, const struct size_inputs *inputs,
                       double count);

/** What came of a rollout. */
struct size_rollout {
    int error; /* 0, or of base/error.h, with its text */
    char error_text[240];
    uint64_t devices, patched;     /* by the deadline; of those simulated */
    uint64_t holders;              /* distributors that got the package */
    double up_bytes, services_usd; /* the manufacturer's */
    double fees_eth;               /* the manufacturer's, of the simulated fleet */
    double reached_s;              /* date of the coverage wanted; negative: never */
};

/** A rollout to run: the case, and what came of it. */
struct size_job {
    struct size_case what;
    struct size_rollout rollout;
};

#define SIZE_WORKERS_MAX 256

/** Everything that rollouts of one release share. */
struct size_study {
    const struct size_release *release;
    struct size_market market;
    struct size_bounds bounds;
    uint64_t devices; /* simulated */
    unsigned workers;
    size_t budget, spent; /* rollouts */
    FILE *progress;       /* NULL: silent */
};

/** The inputs of a rollout: fee and price are drawn by its seed. */
struct size_inputs size_draw(const struct size_study *study, uint64_t seed);
/** The least outlay of a rollout's distributors, times the median's. */
double size_least_outlay(const struct size_study *study, uint64_t seed);
/** A case of the release; `reward` in US dollars at the middle price. */
struct size_case size_case_of(const struct size_study *study, enum size_system system,
                              const struct size_inputs *inputs, double reward, uint64_t seed);
/** Says how many distributors the case's world has: none at a sure loss. Returns 0 or
 *  BASE_E_NOMEM. */
int size_case_enter(const struct size_study *study, struct size_case *what);
/** Runs them, each in a process. Rollouts in which nobody enters are not simulated: nobody is
 *  patched. `what` is said in the progress. Returns 0 or the error of the first one that failed. */
int size_run(struct size_study *study, const char *what, size_t count, struct size_job jobs[]);

/** A rollout of the fleet as it is. */
struct size_verdict {
    double coverage;
    double busy; /* share of the time until the deadline that a holder's prover works */
    bool is_hit; /* the coverage wanted, with provers that have time */
    double rewards_eth, fees_eth, bills_usd;
    double total_usd, total_eth;
    double refund_eth; /* of the deposit, at the deadline */
};
/** Busier provers are no answer: queues are simulated of the scaled fleet only. Assumption: at half
 *  load a queue is short. */
#define SIZE_BUSY_MAX 0.5
struct size_verdict size_judge(const struct size_study *study, const struct size_job *job);
/** N (a_d + a_h), in ETH. */
double size_deposit_eth(const struct size_study *study, double reward);

/** Three places of a sample. */
struct size_spread {
    double p5, p50, p95;
};

/** What is told of rollouts at one reward. */
enum size_figure {
    SIZE_USD, /* total cost */
    SIZE_ETH,
    SIZE_REFUND_USD, /* of the deposit, at the deadline */
    SIZE_REFUND_ETH,
    SIZE_COVERAGE, /* share patched */
    SIZE_REACHED,  /* seconds to the coverage wanted; infinite: never */
    SIZE_HOLDERS,  /* distributors */
    SIZE_BUSY,     /* share of the time that their provers work */
    SIZE_FIGURE_COUNT,
};
/** Of count rollouts; values[count] is scratch. */
struct size_spread size_spread_of(const struct size_study *study, enum size_figure figure,
                                  size_t count, const struct size_job jobs[], double values[]);

enum size_outcome {
    SIZE_RECOMMENDED,
    SIZE_NO_REWARD,   /* none serves */
    SIZE_UNCONFIRMED, /* fresh rollouts missed */
    SIZE_CDN_CHEAPER, /* at every outage probability */
};
/** "recommended", "no_reward_suffices", ... */
extern const char *const size_outcome_names[];

#define SIZE_CURVE_MAX ANALYSIS_DOSES_MAX
#define SIZE_FACTORS 10
#define SIZE_WARNINGS_MAX 12

struct size_curve {
    size_t count;
    double rewards[SIZE_CURVE_MAX]; /* ascending, US dollars at the middle price */
    struct analysis_dose doses[SIZE_CURVE_MAX];
    struct analysis_response responses[SIZE_CURVE_MAX];
    double coverage[SIZE_CURVE_MAX];   /* mean */
    double refund_eth[SIZE_CURVE_MAX]; /* mean, at the deadline */
    struct analysis_monotone monotone;
};

/** A system without and with the manufacturer's outage. */
struct size_side {
    size_t tries;
    double hits; /* share that reach the coverage */
    struct size_spread coverage;
    struct size_spread usd;
    double mean_usd, mean_coverage;
};

/** Probabilities of an outage; none where from is the larger. */
struct size_range {
    double from, to;
};

/** Where a is cheaper than b, each without and with the outage, what unpatched devices cost
 *  included. What is expected is linear in the probability. */
struct size_range size_cheaper_in(const struct size_study *study, const struct size_side a[2],
                                  const struct size_side b[2]);

/** What a side is expected to cost, with the devices that it leaves unpatched. */
double size_expected_usd(const struct size_study *study, const struct size_side *side);

struct size_factor {
    const char *name;
    bool is_usd;      /* low and high: US dollars, or times the release's or, fees, the profile's */
    double low, high; /* of its range */
    double coverage;  /* mu* of the share patched, over the range */
    double coverage_mean; /* mu: its sign */
    double usd;           /* mu* of the total */
    double usd_mean;
};

struct size_answer {
    enum size_outcome outcome;
    struct size_curve curve;
    double cliff;        /* the least reward tried at which the hardest draws hit */
    double cliff_missed; /* the highest below it at which some draw did not; 0: none was tried */
    bool is_cliff_known; /* else some draw missed at each reward, and `cliff` is the last or next */
    double reward;       /* recommended, or the candidate that failed */
    size_t confirm_tries, confirm_hits, confirm_needed;
    double confirm_risk;                           /* of the statement, by what was seen */
    struct size_spread figures[SIZE_FIGURE_COUNT]; /* of the confirmation */
    double deposit_eth;
    struct size_side sides[SIZE_SYSTEM_COUNT][2];
    struct size_range outages; /* in which CrowdPatching is cheaper than server and CDN */
    enum size_system cheaper;  /* of those two */
    struct size_factor factors[SIZE_FACTORS]; /* the strongest first */
    char warnings[SIZE_WARNINGS_MAX][320];
    size_t warning_count;
    size_t rollouts;
};

/** Rollouts of each part: for each dose, side and dose, and walks. */
struct size_plan {
    size_t coarse, fine, confirm, side, trajectories;
};
/** The least budget of a release. */
size_t size_plan_least(const struct size_release *release);
/** Requires: budget >= size_plan_least(). */
struct size_plan size_plan_of(const struct size_release *release, size_t budget);
/* Draws that are hard, at so many rewards: a twelfth and less of what lies between two rewards of
 * the curve remains. */
#define SIZE_HARD_SEEDS 12
#define SIZE_HARD_STEPS 6
#define SIZE_HARD_RAISE 1.25
#define SIZE_COARSE_DOSES 8
/** The rewards that are tried first, ascending. */
void size_coarse_rewards(const struct size_study *study, double ret_rewards[SIZE_COARSE_DOSES]);
#define SIZE_INNER_DOSES 3 /* closer, between two coarse ones */
#define SIZE_FINE_DOSES 7  /* with those above that are looked at as closely */

/** Rollouts at one reward, with seeds of their own. */
struct size_check {
    size_t tries, hits;
    struct analysis_interval probability;
    struct size_spread coverage, usd;
};
/** Returns 0 or an error. */
int size_check(struct size_study *study, double reward, size_t tries, struct size_check *ret_check);

/** Finds the answer. Returns 0 or an error. */
int size_answer_find(struct size_study *study, struct size_answer *ret_answer);

#endif
