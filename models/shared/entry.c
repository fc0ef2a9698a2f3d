#include "models/shared/entry.h"

#include <assert.h>
#include <stddef.h>

const char *const entry_strategy_names[] = {
    [ENTRY_ALWAYS] = "always",       [ENTRY_EXPECTED_PROFIT] = "expected_profit",
    [ENTRY_COMMITTED] = "committed", [ENTRY_NAIVE] = "naive",
    [ENTRY_THRESHOLD] = "threshold", [ENTRY_IMITATOR] = "imitator",
    [ENTRY_STRATEGY_COUNT] = NULL,
};

double entry_expected_wins(enum entry_strategy strategy, const struct entry_view *view)
{
    double sharers = strategy == ENTRY_NAIVE ? 1 : view->rivals + 1;
    return view->devices_left / sharers;
}

double entry_expected_profit(enum entry_strategy strategy, const struct entry_view *view,
                             const struct entry_terms *terms)
{
    double wins = entry_expected_wins(strategy, view);
    return wins * (terms->reward - terms->delivery) - terms->outlay - terms->standing;
}

/** All that it expects to pay. */
static double expected_costs(enum entry_strategy strategy, const struct entry_view *view,
                             const struct entry_terms *terms)
{
    return entry_expected_wins(strategy, view) * terms->delivery + terms->outlay + terms->standing;
}

static bool incumbents_gain(const struct entry_view *view)
{
    return view->devices_left > 0 && view->incumbents > 0 && view->incumbents_profit > 0;
}

bool entry_enters(const struct entry_policy *policy, const struct entry_view *view,
                  const struct entry_terms *terms)
{
    double profit = entry_expected_profit(policy->strategy, view, terms);
    switch (policy->strategy) {
    case ENTRY_ALWAYS:
        return true;
    case ENTRY_THRESHOLD:
        return profit > policy->margin * expected_costs(policy->strategy, view, terms);
    case ENTRY_IMITATOR:
        return incumbents_gain(view);
    default:
        return profit > 0;
    }
}

bool entry_stays(const struct entry_policy *policy, const struct entry_view *view,
                 const struct entry_terms *terms)
{
    struct entry_terms ahead = *terms;
    ahead.outlay = 0;
    double profit = entry_expected_profit(policy->strategy, view, &ahead);
    switch (policy->strategy) {
    case ENTRY_ALWAYS:
    case ENTRY_COMMITTED:
        return true;
    case ENTRY_THRESHOLD:
        return profit > -policy->margin * expected_costs(policy->strategy, view, &ahead);
    case ENTRY_IMITATOR:
        return incumbents_gain(view);
    default:
        return profit > 0;
    }
}

double entry_equilibrium(double devices, const struct entry_terms *terms)
{
    double gain = devices * (terms->reward - terms->delivery);
    double fixed = terms->outlay + terms->standing;
    assert(fixed > 0);
    return gain > 0 ? gain / fixed : 0;
}

enum entry_strategy entry_draw(const double shares[ENTRY_STRATEGY_COUNT], double u)
{
    double sum = 0, below = 0;
    int last = 0;
    for (int i = 0; i < ENTRY_STRATEGY_COUNT; i++)
        sum += shares[i];
    assert(sum > 0);
    for (int i = 0; i < ENTRY_STRATEGY_COUNT; i++) {
        if (shares[i] <= 0)
            continue;
        last = i;
        below += shares[i];
        if (u * sum < below)
            break;
    }
    return (enum entry_strategy)last;
}
