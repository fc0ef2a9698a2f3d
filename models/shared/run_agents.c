#include "models/shared/run_agents.h"

#include <stdlib.h>

#include "models/shared/concentration.h"
#include "models/shared/costs.h"
#include "models/shared/rank.h"
#include "models/shared/run_values.h"

static json_t *signed_money(u256 wei)
{
    char text[U256_DECIMAL_MAX + 1];
    costs_format_wei(wei, text);
    return json_string(text);
}

/** Profits of many. */
struct profits {
    uint32_t count;
    u256 sum_wei, least_wei, most_wei;
    double sum_usd, least_usd, most_usd;
};

static void add_profit(struct profits *profits, u256 wei, double usd)
{
    bool is_first = profits->count++ == 0;
    profits->sum_wei = u256_add(profits->sum_wei, wei);
    profits->sum_usd += usd;
    if (is_first || u256_compare_signed(wei, profits->least_wei) < 0)
        profits->least_wei = wei;
    if (is_first || u256_compare_signed(wei, profits->most_wei) > 0)
        profits->most_wei = wei;
    if (is_first || usd < profits->least_usd)
        profits->least_usd = usd;
    if (is_first || usd > profits->most_usd)
        profits->most_usd = usd;
}

/** Towards zero. */
static u256 mean_wei(const struct profits *profits)
{
    const u256 zero = {{0}};
    bool is_loss = u256_is_negative(profits->sum_wei);
    u256 sum = is_loss ? u256_sub(zero, profits->sum_wei) : profits->sum_wei;
    u256 mean = u256_div(sum, u256_from_u64(profits->count));
    return is_loss ? u256_sub(zero, mean) : mean;
}

static json_t *mean_usd_json(const struct world *world, const struct profits *profits)
{
    return profits->count > 0 && model_has(world->model, MODEL_REWARDS)
               ? json_real(profits->sum_usd / profits->count)
               : json_null();
}

static void set_profits(const struct world *world, const struct profits *profits,
                        json_t *ret_object)
{
    bool is_there = profits->count > 0 && model_has(world->model, MODEL_REWARDS);
    json_object_set_new(ret_object, "profit_mean_wei",
                        is_there ? signed_money(mean_wei(profits)) : json_null());
    json_object_set_new(ret_object, "profit_min_wei",
                        is_there ? signed_money(profits->least_wei) : json_null());
    json_object_set_new(ret_object, "profit_max_wei",
                        is_there ? signed_money(profits->most_wei) : json_null());
    json_object_set_new(ret_object, "profit_mean_usd", mean_usd_json(world, profits));
    json_object_set_new(ret_object, "profit_min_usd",
                        is_there ? json_real(profits->least_usd) : json_null());
    json_object_set_new(ret_object, "profit_max_usd",
                        is_there ? json_real(profits->most_usd) : json_null());
}

enum shared_thing {
    SHARED_DELIVERIES,
    SHARED_PROFIT, /* in US dollars, after all costs */
    SHARED_SCORE,
    SHARED_UPLOAD, /* bytes on the wire */
    SHARED_COUNT,
};
static const char *const shared_names[SHARED_COUNT] = {"deliveries", "profit", "score", "upload"};

static bool is_shared(const struct world *world, enum shared_thing thing)
{
    if (thing == SHARED_SCORE)
        return world->outcome.has_scores;
    return thing == SHARED_UPLOAD || model_has(world->model, MODEL_REWARDS);
}

static double share_of(const struct world *world, uint32_t index, enum shared_thing thing)
{
    const struct outcome_distributor *row = &world->outcome.distributors[index];
    const struct sim_node *node = world->participants[WORLD_DISTRIBUTOR][index].node;
    switch (thing) {
    case SHARED_DELIVERIES:
        return (double)row->deliveries;
    case SHARED_PROFIT:
        return costs_of_distributor(world, index).profit_usd;
    case SHARED_SCORE:
        return (double)row->score;
    default:
        return (double)sim_node_traffic(node)->wan_up_bytes;
    }
}

/** NULL: no memory. */
static json_t *concentration_json(const struct world *world)
{
    uint32_t count = world->outcome.distributor_count;
    double *values = calloc(count + 1u, sizeof *values);
    json_t *object = values ? json_object() : NULL;
    for (int thing = 0; object && thing < SHARED_COUNT; thing++) {
        double gini, hhi;
        bool is_there = is_shared(world, (enum shared_thing)thing);
        for (uint32_t i = 0; i < count; i++)
            values[i] = share_of(world, i, (enum shared_thing)thing);
        is_there = is_there && concentration_gini(values, count, &gini);
        /* Shares are of what all gainers have gained. */
        for (uint32_t i = 0; i < count; i++)
            values[i] = values[i] > 0 ? values[i] : 0;
        json_t *one = json_object();
        json_object_set_new(one, "hhi",
                            is_there && concentration_hhi(values, count, &hhi) ? json_real(hhi)
                                                                               : json_null());
        json_object_set_new(one, "gini", is_there ? json_real(gini) : json_null());
        json_object_set_new(object, shared_names[thing], one);
    }
    free(values);
    return object;
}

/** How long a distributor that has the update has waited for its first reward: until then, or until
 *  the end of the run. */
static double wait_s(const struct outcome *outcome, const struct outcome_distributor *row)
{
    sim_time until = row->first_delivery >= 0 ? row->first_delivery : outcome->ended;
    return (double)(until - row->package) / 1e9;
}

/** Who delivers, and how soon. */
static void set_participation(const struct world *world, json_t *ret_object)
{
    const struct outcome *outcome = &world->outcome;
    uint32_t active = 0, holders = 0, newcomers = 0;
    uint64_t deliveries = 0, of_newcomers = 0;
    double waited_s = 0, newcomers_waited_s = 0;
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        active += row->deliveries > 0;
        deliveries += row->deliveries;
        bool is_newcomer = row->source == OUTCOME_SOURCE_SECOND_HAND;
        of_newcomers += is_newcomer ? row->deliveries : 0;
        if (row->package >= 0) {
            holders++;
            waited_s += wait_s(outcome, row);
            newcomers += is_newcomer;
            newcomers_waited_s += is_newcomer ? wait_s(outcome, row) : 0;
        }
    }
    bool is_there = model_has(world->model, MODEL_REWARDS);
    json_object_set_new(ret_object, "participation",
                        is_there && outcome->distributor_count > 0
                            ? json_real((double)active / outcome->distributor_count)
                            : json_null());
    json_object_set_new(ret_object, "newcomers_share_of_deliveries",
                        deliveries > 0 ? json_real((double)of_newcomers / (double)deliveries)
                                       : json_null());
    json_object_set_new(ret_object, "wait_for_first_delivery_s",
                        is_there && holders > 0 ? json_real(waited_s / holders) : json_null());
    json_object_set_new(ret_object, "newcomers_wait_for_first_delivery_s",
                        is_there && newcomers > 0 ? json_real(newcomers_waited_s / newcomers)
                                                  : json_null());
}

/** Kendall's tau-b between score and reliability, the share of the deliveries that a distributor
 *  has begun for which it was paid, over those who have begun one; null where either is the same
 *  for all. NULL: no memory. */
static json_t *score_reliability_json(const struct world *world)
{
    const struct outcome *outcome = &world->outcome;
    struct rank_pair *pairs = calloc(2 * (size_t)outcome->distributor_count + 1, sizeof *pairs);
    size_t count = 0;
    double tau;
    if (!pairs)
        return NULL;
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        double share = row->begun > 0 ? (double)row->deliveries / (double)row->begun : 0;
        if (row->begun > 0)
            pairs[count++] = (struct rank_pair){(double)row->score, share < 1 ? share : 1};
    }
    bool is_there = outcome->has_scores && rank_tau_b(pairs, pairs + count, count, &tau);
    free(pairs);
    return is_there ? json_real(tau) : json_null();
}

/** What the distributors have spent to win the rewards, by the rewards: 1 when all of the rent is
 *  dissipated, more when most have lost. Spent is all but what they paid each other: fees,
 *  computing, uploads, capital. Source: Tullock 1980, Efficient rent seeking. */
static json_t *rent_dissipation_json(const struct world *world)
{
    double rewards_usd = 0, spent_usd = 0;
    for (uint32_t i = 0; i < world->outcome.distributor_count; i++) {
        const struct outcome_distributor *row = &world->outcome.distributors[i];
        u256 traded_wei = u256_sub(row->sales_wei, row->purchases_wei);
        double reward_usd = costs_usd(world, row->rewards_wei);
        rewards_usd += reward_usd;
        spent_usd +=
            reward_usd + costs_usd(world, traded_wei) - costs_of_distributor(world, i).profit_usd;
    }
    return rewards_usd > 0 ? json_real(spent_usd / rewards_usd) : json_null();
}

json_t *run_agents_distributors(const struct world *world)
{
    const struct outcome *outcome = &world->outcome;
    if (!model_has(world->model, MODEL_DISTRIBUTORS))
        return json_null();
    u256 rewards = {{0}}, fees = {{0}};
    uint64_t proofs = 0, lost = 0;
    double compute_usd = 0, upload_usd = 0, capital_usd = 0, choice_usd = 0;
    struct profits profits = {0}, by_source[OUTCOME_SOURCE_COUNT] = {{0}};
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        const struct outcome_distributor *row = &outcome->distributors[i];
        struct costs_distributor costs = costs_of_distributor(world, i);
        rewards = u256_add(rewards, row->rewards_wei);
        fees = u256_add(fees, row->fees_wei);
        proofs += row->proofs;
        lost += row->lost_claims;
        compute_usd += costs.compute_usd;
        upload_usd += costs.upload_usd;
        capital_usd += costs.capital_usd;
        choice_usd += costs.choice_usd;
        add_profit(&profits, costs.profit_wei, costs.profit_usd);
        add_profit(&by_source[row->source], costs.profit_wei, costs.profit_usd);
    }
    json_t *object = json_object();
    json_object_set_new(object, "total", json_integer(outcome->distributor_count));
    json_object_set_new(object, "first_hand", json_integer(outcome->first_hand));
    json_object_set_new(object, "second_hand", json_integer(outcome->second_hand));
    json_object_set_new(object, "deliveries", json_integer(outcome->delivered));
    json_object_set_new(object, "proofs", json_integer((json_int_t)proofs));
    json_object_set_new(object, "lost_claims",
                        run_values_if_has(world, MODEL_CHAIN, json_integer((json_int_t)lost)));
    json_object_set_new(object, "rewards_wei",
                        run_values_if_has(world, MODEL_REWARDS, run_values_money(rewards)));
    json_object_set_new(object, "fees_wei",
                        run_values_if_has(world, MODEL_CHAIN, run_values_money(fees)));
    json_object_set_new(object, "compute_usd", json_real(compute_usd));
    json_object_set_new(object, "upload_usd", json_real(upload_usd));
    json_object_set_new(object, "capital_usd", json_real(capital_usd));
    json_object_set_new(object, "setup_and_running_usd", json_real(choice_usd));
    set_profits(world, &profits, object);
    json_object_set_new(object, "first_hand_profit_mean_usd",
                        mean_usd_json(world, &by_source[OUTCOME_SOURCE_FIRST_HAND]));
    json_object_set_new(object, "second_hand_profit_mean_usd",
                        mean_usd_json(world, &by_source[OUTCOME_SOURCE_SECOND_HAND]));
    set_participation(world, object);
    json_object_set_new(object, "score_reliability_tau_b", score_reliability_json(world));
    json_object_set_new(object, "rent_dissipation", rent_dissipation_json(world));
    json_object_set_new(object, "concentration", concentration_json(world));
    return object;
}

json_t *run_agents_hubs(const struct world *world)
{
    const struct outcome *outcome = &world->outcome;
    u256 rewards = {{0}}, fees = {{0}};
    struct profits profits = {0};
    for (uint32_t i = 0; i < outcome->hub_count; i++) {
        u256 profit = costs_profit_of_hub_wei(world, i);
        rewards = u256_add(rewards, outcome->hubs[i].rewards_wei);
        fees = u256_add(fees, outcome->hubs[i].fees_wei);
        add_profit(&profits, profit, costs_usd(world, profit));
    }
    json_t *object = json_object();
    json_object_set_new(object, "total", json_integer(outcome->hub_count));
    json_object_set_new(object, "rewards_wei",
                        run_values_if_has(world, MODEL_REWARDS, run_values_money(rewards)));
    json_object_set_new(object, "fees_wei",
                        run_values_if_has(world, MODEL_CHAIN, run_values_money(fees)));
    set_profits(world, &profits, object);
    return object;
}
