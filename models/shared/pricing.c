#include "models/shared/pricing.h"

#include <assert.h>
#include <stddef.h>

const char *const pricing_rule_names[] = {
    [PRICING_FIXED] = "fixed",
    [PRICING_COST_PLUS] = "cost_plus",
    [PRICING_SHARE_OF_REWARDS] = "share_of_rewards",
    [PRICING_BARGAINING] = "bargaining",
    [PRICING_RULE_COUNT] = NULL,
};

double pricing_gain(const struct pricing_sale *sale)
{
    assert(sale->holders >= 1);
    return sale->margin > 0 ? sale->margin * sale->devices_left / (sale->holders + 1) : 0;
}

double pricing_loss(const struct pricing_sale *sale)
{
    return pricing_gain(sale) / sale->holders;
}

double pricing_floor(const struct pricing_seller *seller, const struct pricing_sale *sale)
{
    if (seller->rule == PRICING_FIXED)
        return seller->reserve;
    return sale->cost + (seller->weighs_competitor ? pricing_loss(sale) : 0);
}

bool pricing_ask(const struct pricing_seller *seller, const struct pricing_sale *sale, double bid,
                 double *ret_price)
{
    double floor = pricing_floor(seller, sale);
    double price = floor;
    if (seller->rule == PRICING_COST_PLUS)
        price = sale->cost * (1 + seller->markup);
    else if (seller->rule == PRICING_SHARE_OF_REWARDS)
        price = seller->share * pricing_gain(sale);
    else if (seller->rule == PRICING_BARGAINING && bid < floor)
        return false;
    else if (seller->rule == PRICING_BARGAINING)
        price = floor + seller->power * (bid - floor);
    *ret_price = price > floor ? price : floor;
    return true;
}
