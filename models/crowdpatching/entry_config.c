#include "models/crowdpatching/entry_config.h"

#include <stddef.h>

#include "models/shared/pricing.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const talkers_names[] = {
    [CROWDPATCHING_TALKERS_AWARE] = "aware",
    [CROWDPATCHING_TALKERS_HOLDERS] = "holders",
    [CROWDPATCHING_TALKERS_ON_CHAIN] = "on_chain",
    NULL,
};

#define ENTRY(member) offsetof(struct crowdpatching_entry_config, member)
static const struct scenario_param entry_params[] = {
    {"always", SCENARIO_REAL, ENTRY(shares[ENTRY_ALWAYS]), "1", "0", "1", NULL,
     "Share of the distributors that want the package whatever it costs, and never leave; 0 where "
     "all decide. Shares of the six strategies that do not add up to one are taken in proportion.",
     "Source: Puggioni et al. 2020, section IV-B2: who finds a release gets the package."},
    {"expected_profit", SCENARIO_REAL, ENTRY(shares[ENTRY_EXPECTED_PROFIT]), "0", "0", "1", NULL,
     "Share that enters when its part of the devices left, one among all holders of the package, "
     "pays for gas, proofs, upload, package and set-up, and leaves when it no longer pays for what "
     "can still be saved.",
     "Source: free entry, Mankiw and Whinston 1986."},
    {"committed", SCENARIO_REAL, ENTRY(shares[ENTRY_COMMITTED]), "0", "0", "1", NULL,
     "Share that enters like expected_profit and never leaves.",
     "Assumption: an entrant without a way back."},
    {"naive", SCENARIO_REAL, ENTRY(shares[ENTRY_NAIVE]), "0", "0", "1", NULL,
     "Share that reckons like expected_profit, as if it were alone.",
     "Source: neglect of competitors, Camerer and Lovallo 1999."},
    {"threshold", SCENARIO_REAL, ENTRY(shares[ENTRY_THRESHOLD]), "0", "0", "1", NULL,
     "Share that enters when the expected profit is above \"margin\" times its costs, and leaves "
     "when the loss is.",
     "Source: entry and exit under uncertainty, Dixit 1989."},
    {"imitator", SCENARIO_REAL, ENTRY(shares[ENTRY_IMITATOR]), "0", "0", "1", NULL,
     "Share that enters, and stays, while the mean profit of others on chain is positive.",
     "Source: imitation of what pays, Schlag 1998."},
    {"margin", SCENARIO_REAL, ENTRY(margin), "0.25", "0", "1000", NULL,
     "Of strategy threshold: profit over costs that is worth the doubt; 0.25: a quarter of them.",
     "Assumption: a hurdle rate of small firms."},
    {"advertising_mean", SCENARIO_DURATION, ENTRY(advertising_mean_ns), "0s", "0s", "3650d", NULL,
     "Mean of the exponential time from the first release until a distributor has heard of it from "
     "the manufacturer; 0s: all look for releases from the start.",
     "Source: innovators' coefficient 1/p of Bass 1969; 0s: Assumption."},
    {"contact_interval", SCENARIO_DURATION, ENTRY(contact_interval_ns), "0s", "0s", "3650d", NULL,
     "With advertising: mean time between two contacts of one who talks with some distributor, "
     "who has heard of it then; 0s: nobody talks.",
     "Source: imitators' coefficient 1/q of Bass 1969; 0s: Assumption."},
    {"talkers", SCENARIO_CHOICE, ENTRY(talkers), "on_chain", NULL, NULL, talkers_names,
     "Who is talked about: those who have heard of it, who hold the package, or whose delivery or "
     "sale is on chain.",
     "Assumption: success on chain is what others see; aware: Bass's own model."},
    {"interval", SCENARIO_DURATION, ENTRY(interval_ns), "10min", "1s", "30d", NULL,
     "How often a distributor that may enter or leave reads the chain's logs, looks up who holds "
     "the package, and decides.",
     "Assumption: fifty blocks."},
    {"horizon", SCENARIO_DURATION, ENTRY(horizon_ns), "1d", "1min", "3650d", NULL,
     "How far it looks ahead: standing costs are reckoned for this time, or to the expiry if that "
     "is earlier.",
     "Assumption: most devices are served within a day."},
    {"setup_usd", SCENARIO_REAL, ENTRY(setup_usd), "0", "0", "1000000000", NULL,
     "US dollars that it costs to begin to serve, each time.",
     "Assumption: machine and line are there."},
    {"running_usd_per_hour", SCENARIO_REAL, ENTRY(running_usd_per_hour), "0", "0", "1000000", NULL,
     "US dollars an hour, from its entry until it leaves, beside computing and upload.",
     "Assumption: the machine runs anyway."},
    {"cost_sigma", SCENARIO_REAL, ENTRY(cost_sigma), "0", "0", "3", NULL,
     "Standard deviation of the logarithm of the factor by which a distributor's costs for "
     "computing, upload, set-up and running differ from the median (lognormal).",
     "Assumption: all are alike."},
};
const struct scenario_section crowdpatching_entry_section = {
    "entry",
    "Distributors' choice to enter and to leave.",
    entry_params,
    COUNT(entry_params),
    sizeof(struct crowdpatching_entry_config),
    "crowdpatching"};

static const char *const offering_names[] = {
    [CROWDPATCHING_OFFERING_FIXED] = "fixed",
    [CROWDPATCHING_OFFERING_SHARE_OF_REWARDS] = "share_of_rewards",
    [CROWDPATCHING_OFFERING_RESERVATION] = "reservation",
    NULL,
};

#define MARKET(member) offsetof(struct crowdpatching_market_config, member)
static const struct scenario_param market_params[] = {
    {"pricing", SCENARIO_CHOICE, MARKET(pricing), "fixed", NULL, NULL, pricing_rule_names,
     "What a seller of the package asks: crowdpatching.reserve_price; what the sale costs and a "
     "markup; a share of what the buyer's deliveries will bring; or, by bargaining, a price "
     "between the least that it takes and the buyer's offer.",
     "Assumption: fixed; the paper leaves the price open (section IV-B2)."},
    {"offering", SCENARIO_CHOICE, MARKET(offering), "fixed", NULL, NULL, offering_names,
     "The most that a buyer pays: crowdpatching.offer; a share of what its deliveries will bring; "
     "or all of that but its costs. With both rules fixed it pays the offer unasked.",
     "Assumption: fixed; the paper leaves it open (section IV-B2)."},
    {"markup", SCENARIO_REAL, MARKET(markup), "0.5", "0", "1000000", NULL,
     "Of pricing cost_plus: what is asked over proof, gas and upload of the sale, 0.5: half more.",
     "Assumption: a half."},
    {"seller_share", SCENARIO_REAL, MARKET(seller_share), "0.25", "0", "1", NULL,
     "Of pricing share_of_rewards: the part that is asked of what the buyer's deliveries will "
     "bring.",
     "Assumption: a quarter, a rule of thumb for licences."},
    {"seller_power", SCENARIO_REAL, MARKET(seller_power), "0.5", "0", "1", NULL,
     "Of pricing bargaining: the seller's part of what the sale gains both.",
     "Source: Nash 1950: between equals a half."},
    {"weigh_competitor", SCENARIO_BOOL, MARKET(weigh_competitor), "true", NULL, NULL, NULL,
     "Whether a seller takes no price below what the sale costs and what the new competitor takes "
     "away from it; otherwise costs alone count. Not with pricing fixed.",
     "Assumption: it knows that a buyer becomes a competitor."},
    {"buyer_share", SCENARIO_REAL, MARKET(buyer_share), "0.5", "0", "1", NULL,
     "Of offering share_of_rewards: the part that is paid at the most of what deliveries will "
     "bring.",
     "Assumption: a half."},
};
const struct scenario_section crowdpatching_market_section = {
    "market",
    "The price of the package between distributors.",
    market_params,
    COUNT(market_params),
    sizeof(struct crowdpatching_market_config),
    "crowdpatching"};

bool crowdpatching_market_is_open(const struct crowdpatching_market_config *market)
{
    return market->pricing != PRICING_FIXED || market->offering != CROWDPATCHING_OFFERING_FIXED;
}

void crowdpatching_entry_check(const struct scenario *scenario, struct scenario_report *report)
{
    const struct crowdpatching_entry_config *entry =
        scenario_section_values(scenario, crowdpatching_entry_section.name);
    double sum = 0;
    for (int i = 0; i < ENTRY_STRATEGY_COUNT; i++)
        sum += entry->shares[i];
    if (sum <= 0)
        scenario_report_error(report, scenario, "entry.always",
                              "no strategy has a share of the distributors");
    if (entry->contact_interval_ns > 0 && entry->advertising_mean_ns == 0)
        scenario_report_error(report, scenario, "entry.contact_interval",
                              "all are aware from the start, and nobody has to be told: "
                              "entry.advertising_mean is 0s");
}
