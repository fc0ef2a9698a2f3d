#ifndef CROWDPATCH_MODELS_SHARED_ENTRY_H
#define CROWDPATCH_MODELS_SHARED_ENTRY_H

#include <stdbool.h>

/** Whether somebody who could deliver updates goes to the trouble: rules of free entry and exit, by
 *  what is seen and what it costs. Nothing here knows a simulator. Money is in US dollars.
 *
 *  A package holder's share of the devices that are left: left / (rivals + 1), as between equals
 *  (Cournot). Expected profit: wins (reward - delivery) - outlay - standing. Who has entered has
 *  spent its outlay, which counts no more.
 *
 *  | strategy | enters when | stays while |
 *  |---|---|---|
 *  | always | at once | for ever |
 *  | expected_profit | expected profit > 0 | the same without outlay |
 *  | committed | expected profit > 0 | for ever |
 *  | naive | the same, as if there were no rivals | the same without outlay |
 *  | threshold | expected profit > margin x all costs | loss < margin x costs that can be avoided |
 *  | imitator | the mean profit of incumbents > 0 | it is, and devices are left |
 *
 *  Source: expected_profit: free entry until the next one would lose (Mankiw, Whinston, RAND
 * Journal of Economics, 1986); naive: entrants forget whom they compete with (Camerer, Lovallo,
 * American Economic Review, 1999); threshold: a sunk outlay and doubt keep entry above cost and
 * exit below it (Dixit, Journal of Political Economy, 1989); imitator: what pays others is copied
 * (Schlag, Journal of Economic Theory, 1998). Assumption: committed, an entrant without a way back.
 */
enum entry_strategy {
    ENTRY_ALWAYS,
    ENTRY_EXPECTED_PROFIT,
    ENTRY_COMMITTED,
    ENTRY_NAIVE,
    ENTRY_THRESHOLD,
    ENTRY_IMITATOR,
    ENTRY_STRATEGY_COUNT,
};
/** "always", ...: NULL-terminated. */
extern const char *const entry_strategy_names[];

struct entry_policy {
    enum entry_strategy strategy;
    double margin; /* of threshold; >= 0 */
};

/** What it sees. */
struct entry_view {
    double devices_left;
    double rivals;            /* others that hold the package */
    double incumbents;        /* of them those whose profit can be seen */
    double incumbents_profit; /* of all of them together, in USD */
};

/** What it would earn and pay, in USD; none is negative. */
struct entry_terms {
    double reward;   /* of a delivery */
    double delivery; /* cost of one: gas, proof, upload */
    double outlay;   /* once, what is not spent yet: the package and its gas, set-up */
    double standing; /* as long as it looks ahead: running costs, interest */
};

/** Devices that it expects to serve. */
double entry_expected_wins(enum entry_strategy strategy, const struct entry_view *view);
/** Wins (reward - delivery) - outlay - standing. */
double entry_expected_profit(enum entry_strategy strategy, const struct entry_view *view,
                             const struct entry_terms *terms);
bool entry_enters(const struct entry_policy *policy, const struct entry_view *view,
                  const struct entry_terms *terms);
bool entry_stays(const struct entry_policy *policy, const struct entry_view *view,
                 const struct entry_terms *terms);

/** How many expected_profit entrants share so many devices when the next one would not earn its
 *  outlay and standing costs: n (outlay + standing) = devices (reward - delivery), not rounded; 0
 *  where a delivery costs what it pays. Requires: outlay + standing > 0 (asserted). */
double entry_equilibrium(double devices, const struct entry_terms *terms);

/** The strategy at a point 0 <= u < 1 of a population with these shares, which need not add up to
 *  one; one at least is positive (asserted). */
enum entry_strategy entry_draw(const double shares[ENTRY_STRATEGY_COUNT], double u);

#endif
