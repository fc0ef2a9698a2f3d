#ifndef CROWDPATCH_MODELS_CROWDPATCHING_ENTRY_CONFIG_H
#define CROWDPATCH_MODELS_CROWDPATCHING_ENTRY_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "models/shared/entry.h"
#include "scenarios/scenario.h"

/** Whose contacts spread the word: all who know, who hold P, or who have left a trace on chain. */
enum crowdpatching_talkers {
    CROWDPATCHING_TALKERS_AWARE,
    CROWDPATCHING_TALKERS_HOLDERS,
    CROWDPATCHING_TALKERS_ON_CHAIN,
};

/** Section "entry": who delivers updates, when, and at what cost. */
struct crowdpatching_entry_config {
    double shares[ENTRY_STRATEGY_COUNT];
    double margin;
    int64_t advertising_mean_ns; /* 0: all are aware from the start */
    int64_t contact_interval_ns; /* 0: nobody tells others */
    int talkers;                 /* enum crowdpatching_talkers */
    int64_t interval_ns;
    int64_t horizon_ns;
    double setup_usd;
    double running_usd_per_hour;
    double cost_sigma;
};

enum crowdpatching_offering {
    CROWDPATCHING_OFFERING_FIXED,
    CROWDPATCHING_OFFERING_SHARE_OF_REWARDS,
    CROWDPATCHING_OFFERING_RESERVATION,
};

/** Section "market": what is asked and offered for P. */
struct crowdpatching_market_config {
    int pricing;  /* enum pricing_rule */
    int offering; /* enum crowdpatching_offering */
    double markup;
    double seller_share;
    double seller_power;
    bool weigh_competitor;
    double buyer_share;
};

extern const struct scenario_section crowdpatching_entry_section;
extern const struct scenario_section crowdpatching_market_section;

/** Whether a price travels: by the rules "fixed" the buyer locks its offer unasked. */
bool crowdpatching_market_is_open(const struct crowdpatching_market_config *market);

/** Reports a population of nobody. */
void crowdpatching_entry_check(const struct scenario *scenario, struct scenario_report *report);

#endif
