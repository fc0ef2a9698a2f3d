#include "models/crowdpatching/entry.h"
#include "models/crowdpatching/state.h"
#include "models/shared/pricing.h"

/* The price of P between two distributors (section IV-B2 leaves it open). Both go by what they have
 * read from the chain and the hash table (sight.c). */

/** Wei of US dollars, in whole gwei, rounded down; 0 for what is negative, or where an ether is
 *  worth nothing. */
static u256 wei_of(const struct crowdpatching *state, double usd)
{
    double eth_usd = state->world->prices->eth_usd;
    double gwei = eth_usd > 0 && usd > 0 ? usd / eth_usd * 1e9 : 0;
    /* Nobody owns more than 2^63 gwei. */
    uint64_t whole = gwei < 9e18 ? (uint64_t)gwei : (uint64_t)9e18;
    return u256_mul(u256_from_u64(whole), u256_from_u64(UINT64_C(1000000000)));
}

static double usd_of(const struct crowdpatching *state, u256 wei)
{
    return u256_to_double(wei) / 1e18 * state->world->prices->eth_usd;
}

/** What the buyer's deliveries will bring it beyond what they cost. */
static double reservation_usd(const struct crowdpatching *state, const struct participant *self,
                              uint32_t release)
{
    const struct crowdpatching_entrant *entrant = &state->entry.entrants[self->index];
    const struct entry_view view = crowdpatching_sight(state, self, release);
    struct entry_terms terms = crowdpatching_terms(state, self, release);
    terms.outlay = crowdpatching_beside_price_usd(state, self, release);
    return entry_expected_profit(entrant->strategy, &view, &terms);
}

static double share_usd(const struct crowdpatching *state, const struct participant *self,
                        uint32_t release)
{
    const struct crowdpatching_entrant *entrant = &state->entry.entrants[self->index];
    const struct entry_view view = crowdpatching_sight(state, self, release);
    const struct entry_terms terms = crowdpatching_terms(state, self, release);
    return state->entry.market->buyer_share * (terms.reward - terms.delivery) *
           entry_expected_wins(entrant->strategy, &view);
}

bool crowdpatching_bid(struct crowdpatching *state, struct participant *self, uint32_t release,
                       struct sim_port *port, u256 *ret_bid_wei)
{
    enum crowdpatching_offering rule = (enum crowdpatching_offering)state->entry.market->offering;
    u256 gas_wei = wei_of(state, crowdpatching_purchase_gas_usd(state));
    u256 funds_wei = participant_balance(self);
    /* It must pay for the contract's gas, too. */
    if (u256_compare(funds_wei, gas_wei) <= 0)
        return false;
    funds_wei = u256_sub(funds_wei, gas_wei);
    if (rule == CROWDPATCHING_OFFERING_FIXED) {
        *ret_bid_wei = state->config->offer_wei;
        return u256_compare(*ret_bid_wei, funds_wei) <= 0;
    }
    if (!crowdpatching_survey(state, self, release, port))
        return false;
    u256 bid_wei = wei_of(state, rule == CROWDPATCHING_OFFERING_RESERVATION
                                     ? reservation_usd(state, self, release)
                                     : share_usd(state, self, release));
    *ret_bid_wei = u256_compare(bid_wei, funds_wei) < 0 ? bid_wei : funds_wei;
    return !u256_is_zero(bid_wei);
}

bool crowdpatching_ask(struct crowdpatching *state, struct participant *self, uint32_t release,
                       struct sim_port *port, const u256 *bid_wei, u256 *ret_price_wei)
{
    const struct crowdpatching_market_config *market = state->entry.market;
    double price_usd;
    if (market->pricing == PRICING_FIXED) {
        *ret_price_wei = state->config->reserve_price_wei;
        return true;
    }
    if (!crowdpatching_survey(state, self, release, port))
        return false;
    const struct pricing_seller seller = {
        .rule = (enum pricing_rule)market->pricing,
        .markup = market->markup,
        .share = market->seller_share,
        .power = market->seller_power,
        .weighs_competitor = market->weigh_competitor,
    };
    const struct entry_view view = crowdpatching_sight(state, self, release);
    const struct entry_terms terms = crowdpatching_terms(state, self, release);
    const struct pricing_sale sale = {
        .cost = crowdpatching_sale_usd(state, self, release),
        .margin = terms.reward - terms.delivery,
        .devices_left = view.devices_left,
        .holders = view.rivals + 1,
    };
    if (!pricing_ask(&seller, &sale, usd_of(state, *bid_wei), &price_usd))
        return false;
    *ret_price_wei = wei_of(state, price_usd);
    return true;
}
