#include "models/shared/pricing.h"

#include <criterion/criterion.h>

#define BIT 0x1p-20

/* Sixty devices, two holders and a third that buys: it gains 20 deliveries of 1.50, each of the two
 * loses ten. */
static const struct pricing_sale sixty = {
    .cost = 4, .margin = 1.5, .devices_left = 60, .holders = 2};

static double price(struct pricing_seller seller, double bid)
{
    double found = -1;
    cr_assert(pricing_ask(&seller, &sixty, bid, &found));
    return found;
}

Test(pricing, a_sale_makes_a_competitor)
{
    cr_expect_eq(pricing_gain(&sixty), 30);
    cr_expect_eq(pricing_loss(&sixty), 15);
    /* What all holders lose together is what the buyer gains. */
    for (double holders = 1; holders < 20; holders++) {
        struct pricing_sale sale = sixty;
        sale.holders = holders;
        cr_expect_float_eq(holders * pricing_loss(&sale), pricing_gain(&sale), 1e-12);
    }
    struct pricing_sale dear = sixty;
    dear.margin = -1;
    cr_expect_eq(pricing_gain(&dear), 0);
    cr_expect_eq(pricing_loss(&dear), 0);
}

Test(pricing, fixed_is_the_reserve_price_whatever_happens)
{
    const struct pricing_seller seller = {
        .rule = PRICING_FIXED, .reserve = 2, .weighs_competitor = true};
    cr_expect_eq(price(seller, 0), 2);
    cr_expect_eq(price(seller, 100), 2);
}

Test(pricing, cost_plus_adds_a_markup)
{
    struct pricing_seller seller = {.rule = PRICING_COST_PLUS, .markup = 0.5};
    cr_expect_eq(price(seller, 0), 6);
    /* Not below what the competitor takes away: 4 + 15. */
    seller.weighs_competitor = true;
    cr_expect_eq(price(seller, 0), 19);
    seller.markup = 3.75;
    cr_expect_eq(price(seller, 0), 19);
    seller.markup = 4;
    cr_expect_eq(price(seller, 0), 20);
}

Test(pricing, share_of_rewards)
{
    struct pricing_seller seller = {.rule = PRICING_SHARE_OF_REWARDS, .share = 0.5};
    cr_expect_eq(price(seller, 0), 15);
    seller.share = 0.1;
    cr_expect_eq(price(seller, 0), 4, "not below cost");
    seller.weighs_competitor = true;
    cr_expect_eq(price(seller, 0), 19);
    seller.share = 0.75;
    cr_expect_eq(price(seller, 0), 22.5);
}

Test(pricing, bargaining_at_its_threshold)
{
    const struct pricing_seller seller = {
        .rule = PRICING_BARGAINING, .power = 0.5, .weighs_competitor = true};
    double found = -1;
    cr_expect_eq(pricing_floor(&seller, &sixty), 19);
    cr_expect_not(pricing_ask(&seller, &sixty, 19 - BIT, &found));
    cr_expect_eq(found, -1);
    cr_expect_eq(price(seller, 19), 19);
    cr_expect_eq(price(seller, 29), 24);
}

Test(pricing, bargaining_splits_by_power)
{
    struct pricing_seller seller = {.rule = PRICING_BARGAINING, .power = 0};
    cr_expect_eq(price(seller, 24), 4);
    seller.power = 1;
    cr_expect_eq(price(seller, 24), 24);
    seller.power = 0.25;
    cr_expect_eq(price(seller, 24), 9);
}

/* A monopolist loses to its only buyer half of all, which is all that the buyer gains: with the
 * sale's cost there is nothing to share. With more holders there is. */
Test(pricing, a_monopolist_that_weighs_its_competitor_never_sells)
{
    const struct pricing_seller seller = {
        .rule = PRICING_BARGAINING, .power = 0.5, .weighs_competitor = true};
    struct pricing_sale sale = sixty;
    double found;
    sale.holders = 1;
    cr_expect_not(pricing_ask(&seller, &sale, pricing_gain(&sale), &found));
    sale.holders = 2;
    cr_expect(pricing_ask(&seller, &sale, pricing_gain(&sale), &found));
    cr_expect_eq(found, 24.5);
}
