#ifndef CROWDPATCH_MODELS_SHARED_PRICING_H
#define CROWDPATCH_MODELS_SHARED_PRICING_H

#include <stdbool.h>

/** What a copy of a package costs between those who deliver it. Who sells makes a competitor: of
 * the devices that are left each holder serves an equal part, so that a seller's falls from left /
 * holders to left / (holders + 1), which is what the buyer gets. All amounts are in one unit of
 * money. Nothing here knows a simulator. */
enum pricing_rule {
    PRICING_FIXED,            /* the reserve price */
    PRICING_COST_PLUS,        /* what the sale costs, and a markup */
    PRICING_SHARE_OF_REWARDS, /* a share of what the buyer's deliveries will bring it */
    PRICING_BARGAINING,       /* between the least that the seller takes and the most that the buyer
                                 pays: Nash, Econometrica, 1950 */
    PRICING_RULE_COUNT,
};
/** "fixed", ...: NULL-terminated. */
extern const char *const pricing_rule_names[];

struct pricing_seller {
    enum pricing_rule rule;
    double reserve;         /* of fixed */
    double markup;          /* of cost_plus */
    double share;           /* of share_of_rewards */
    double power;           /* of bargaining: the seller's part of what both gain, 0 to 1 */
    bool weighs_competitor; /* of all but fixed: the loss below is a cost of the sale */
};

struct pricing_sale {
    double cost;         /* proof, gas, upload */
    double margin;       /* of a delivery: reward less cost */
    double devices_left; /* as the seller knows */
    double holders;      /* of the package, the seller among them, the buyer not; >= 1 (asserted) */
};

/** What the buyer's deliveries bring it: margin left / (holders + 1); 0 where they bring nothing.
 */
double pricing_gain(const struct pricing_sale *sale);
/** What the seller loses to it: margin left / (holders (holders + 1)). */
double pricing_loss(const struct pricing_sale *sale);
/** The least that the seller takes: fixed: the reserve price; otherwise cost, and the loss. */
double pricing_floor(const struct pricing_seller *seller, const struct pricing_sale *sale);

/** What the seller asks of somebody who says that it pays up to `bid`. A price is never below the
 *  floor. False: the seller refuses, for by bargaining there is nothing between bid and floor
 *  (*ret_price untouched). Whether a price is above the bid is for the buyer to see. */
bool pricing_ask(const struct pricing_seller *seller, const struct pricing_sale *sale, double bid,
                 double *ret_price);

#endif
