#include <math.h>
#include <string.h>

#include "models/crowdpatching/state.h"

/* What a kind of attack has achieved; README.md, section Attacks, says what was expected. */

static void measure(struct crowdpatching *state, const char *key, double value)
{
    outcome_measure_number(&state->world->outcome, key, value);
}

static void measure_ratio(struct crowdpatching *state, const char *key, double part, double whole)
{
    outcome_measure_ratio(&state->world->outcome, key, part, whole);
}

/** Distributors that hold P and serve nobody. */
static void report_free_riding(struct crowdpatching *state)
{
    uint32_t count = 0;
    size_t holdings = (size_t)state->world->counts[WORLD_DISTRIBUTOR] * state->release_count;
    for (size_t i = 0; i < holdings; i++)
        count += state->holdings[i].has_package && !state->holdings[i].is_serving &&
                 !state->entry.stakes[i].has_left;
    measure(state, "packages_held_unserved", count);
}

/** How long devices take, of those that come to it, and how often their hubs begin anew. */
static void report_patience(struct crowdpatching *state)
{
    const struct outcome *outcome = &state->world->outcome;
    double sum_s = 0, patched = 0, again = 0;
    sim_time first = -1;
    for (uint32_t i = 0; i < outcome->device_count; i++) {
        const struct outcome_device *row = &outcome->devices[i];
        again += row->attempts > 1 ? row->attempts - 1 : 0;
        if (row->state != OUTCOME_PATCHED)
            continue;
        patched++;
        sum_s += (double)(row->patched - row->requested) / 1e9;
        if (first < 0 || row->patched < first)
            first = row->patched;
    }
    measure(state, "extra_attempts", again);
    measure_ratio(state, "mean_time_to_patch_s", sum_s, patched);
    measure(state, "first_patch_s", first >= 0 ? (double)first / 1e9 : NAN);
}

static void report_key_withholding(struct crowdpatching *state)
{
    measure(state, "withheld_keys", (double)state->attack.withheld_keys);
    measure(state, "turned_down", (double)state->attack.turned_down);
    measure(state, "honest_turned_down", (double)state->attack.honest_turned_down);
    report_patience(state);
}

/** Whom identities harm that are given up, and when. */
static void report_whitewash(struct crowdpatching *state)
{
    static const char *const quarters[] = {"victims_in_quarter_1", "victims_in_quarter_2",
                                           "victims_in_quarter_3", "victims_in_quarter_4"};
    const struct crowdpatching_attack *attack = &state->attack;
    double victims = (double)attack->withheld_keys, exits = (double)attack->exits;
    measure(state, "victims", victims);
    measure(state, "exits", exits);
    measure_ratio(state, "victims_an_identity", victims, exits);
    for (size_t i = 0; i < 4; i++)
        measure(state, quarters[i], (double)attack->withheld_by_quarter[i]);
    measure(state, "left_accounts", (double)attack->left_accounts);
    measure(state, "left_score", (double)attack->left_score);
    measure(state, "turned_down", (double)attack->turned_down);
    report_patience(state);
}

/** What a proof over a content takes a distributor. */
static double proof_s(const struct crowdpatching *state, uint64_t content_bytes)
{
    const struct world *world = state->world;
    if (world->counts[WORLD_DISTRIBUTOR] == 0)
        return 0;
    return (double)zk_cost_prove_ns(state->scheme.cost, world->timing, content_bytes) *
           world->participants[WORLD_DISTRIBUTOR][0].device_class->prover_slowdown / 1e9;
}

/** What attackers make distributors compute, and what it costs them and their devices. */
static void report_prover_griefing(struct crowdpatching *state)
{
    const struct world *world = state->world;
    double wasted_s = (double)state->attack.proofs * proof_s(state, state->config->update_bytes);
    double own_s = 0, bytes = 0;
    for (uint32_t i = 0; i < world->counts[WORLD_HUB]; i++) {
        const struct participant *hub = &world->participants[WORLD_HUB][i];
        if (!hub->is_marked)
            continue;
        const struct sim_node_traffic *traffic = sim_node_traffic(hub->node);
        own_s += (double)sim_node_busy(hub->node) / 1e9;
        bytes += (double)(traffic->wan_up_bytes + traffic->wan_down_bytes);
        for (uint32_t k = 0; k < hub->device_count; k++)
            own_s += (double)sim_node_busy(
                         world->participants[WORLD_DEVICE][hub->first_device + k].node) /
                     1e9;
    }
    measure(state, "requests", (double)state->attack.tries);
    measure(state, "proofs_wasted", (double)state->attack.proofs);
    measure(state, "provers_wasted_s", wasted_s);
    measure(state, "attackers_compute_s", own_s);
    measure(state, "attackers_wan_bytes", bytes);
    measure_ratio(state, "wasted_to_own", wasted_s, own_s);
    measure(state, "refused_over_limit", (double)state->attack.over_limit);
    report_patience(state);
}

/** Offers that were locked for sales that did not come about, by how long. */
static void report_exchange_griefing(struct crowdpatching *state)
{
    double end_s = (double)state->world->outcome.ended / 1e9, locked_wei_seconds = 0;
    double proofs = (double)state->attack.attackers_sale_proofs;
    for (size_t i = 0; i < state->exchanges.count; i++) {
        const struct crowdpatching_exchange *exchange = base_map_value_at(&state->exchanges, i);
        double closed_s = exchange->closed < 0 ? end_s : (double)exchange->closed / 1e9;
        if (exchange->is_attackers)
            locked_wei_seconds +=
                u256_to_double(exchange->offer_wei) * (closed_s - (double)exchange->opened / 1e9);
    }
    measure(state, "griefed_sales", (double)state->attack.griefed_sales);
    measure(state, "locked_wei_seconds", locked_wei_seconds);
    measure(state, "attackers_sale_proofs", proofs);
    measure(state, "attackers_proving_s",
            proofs * proof_s(state, state->makers[0].exchange_content_bytes));
}

static void report_tampering(struct crowdpatching *state)
{
    const struct crowdpatching_attack *attack = &state->attack;
    measure(state, "tampered", (double)attack->tampered);
    if (state->world->adversary->kind == ADVERSARY_TAMPER_DISTRIBUTOR) {
        measure(state, "refused_offers", (double)attack->refused_offers);
    } else {
        measure(state, "refused_releases", (double)attack->refused_releases);
        measure(state, "refused_updates", (double)attack->refused_updates);
    }
    measure(state, "wrong_updates", (double)attack->wrong_updates);
    measure(state, "wrong_installs", (double)attack->wrong_installs);
}

static void report_signature_oracle(struct crowdpatching *state)
{
    measure(state, "challenges", (double)state->attack.asked);
    measure(state, "payments_without_delivery", (double)state->lemmas.unproved);
    outcome_measure_money(
        &state->world->outcome, "stolen_wei",
        u256_mul(state->config->distributor_reward_wei, u256_from_u64(state->lemmas.unproved)));
}

/** The row of an operation's gas; NULL: there was none. */
static const struct outcome_gas *gas_of(const struct outcome *outcome, const char *operation)
{
    for (size_t i = 0; i < outcome->gas_count; i++)
        if (strcmp(outcome->gas[i].operation, operation) == 0)
            return &outcome->gas[i];
    return NULL;
}

/** What hubs do with U for its other devices. A device that is patched and has no distributor was
 * served so. */
static void report_cache(struct crowdpatching *state)
{
    struct outcome *outcome = &state->world->outcome;
    const u256 none = {{0}};
    u256 income = none;
    double cached = 0, rewarded = 0, of_attackers = 0, delivered = 0;
    for (uint32_t i = 0; i < outcome->device_count; i++) {
        const struct outcome_device *row = &outcome->devices[i];
        bool is_cached = row->state == OUTCOME_PATCHED && row->distributor == OUTCOME_NOBODY;
        if (!state->world->participants[WORLD_HUB][row->hub].is_marked ||
            row->state != OUTCOME_PATCHED)
            continue;
        of_attackers++;
        uint32_t release = state->makers[i % state->maker_count].newest;
        delivered += crowdpatching_lemmas_paid_to(&state->lemmas, release, i) <
                     state->world->counts[WORLD_DISTRIBUTOR];
        cached += is_cached;
        rewarded += is_cached && *crowdpatching_hub_rewarded(state, release, i) >= 0;
    }
    for (uint32_t i = 0; i < outcome->distributor_count; i++)
        income = u256_add(income, outcome->distributors[i].rewards_wei);
    measure(state, "cached_devices", cached);
    measure(state, "cached_and_rewarded_devices", rewarded);
    measure_ratio(state, "deliveries_a_device", delivered, of_attackers);
    outcome_measure_money(outcome, "distributors_income_wei", income);
    measure(state, "diverted_devices", (double)state->attack.diverted);
    outcome_measure_money(outcome, "diverted_wei", state->attack.diverted_wei);
}

/** What a score costs that nobody has earned. */
static void report_self_delivery(struct crowdpatching *state)
{
    const struct world *world = state->world;
    const struct outcome_gas *claims = gas_of(&world->outcome, "self_claim");
    double deliveries = (double)state->attack.self_deliveries, gain_wei = 0;
    double fees_usd = claims ? u256_to_double(claims->fees_wei) / 1e18 * world->prices->eth_usd : 0;
    for (uint32_t i = 0; i < world->counts[WORLD_HUB]; i++)
        if (world->participants[WORLD_HUB][i].is_marked)
            gain_wei += u256_to_double(world->outcome.hubs[i].rewards_wei) -
                        u256_to_double(world->outcome.hubs[i].fees_wei);
    measure(state, "self_deliveries", deliveries);
    measure(state, "score_gained", deliveries);
    measure_ratio(state, "score_a_dollar", deliveries, fees_usd);
    measure_ratio(state, "gas_a_score", claims ? (double)claims->gas : 0, deliveries);
    measure(state, "net_gain_wei", gain_wei);
    measure(state, "payments_without_proof", (double)state->lemmas.unproved);
    report_cache(state);
}

/** What a second DSC pays for what the first has paid. */
static void report_second_release(struct crowdpatching *state)
{
    measure(state, "replays", (double)state->attack.tries);
    measure(state, "refused_replays", (double)state->attack.refusals);
    measure(state, "double_payments",
            (double)(state->lemmas.repeated + state->attack.replayed_diversions));
    measure(state, "double_installations", (double)state->attack.replayed_installations);
    outcome_measure_money(&state->world->outcome, "double_wei", state->attack.replayed_wei);
}

/** Deliveries that were paid and gave no update, and the devices that can now get none. */
static void report_crs_subversion(struct crowdpatching *state)
{
    const struct crowdpatching_attack *attack = &state->attack;
    measure(state, "forged_proofs", (double)attack->forged_proofs);
    measure(state, "refused_offers", (double)attack->refused_offers);
    measure(state, "forged_sales", (double)attack->forged_sales);
    outcome_measure_money(&state->world->outcome, "paid_for_nothing_wei",
                          attack->paid_for_nothing_wei);
    measure(state, "forged_deliveries", (double)state->lemmas.unproved);
    measure(state, "wrong_installs", (double)attack->wrong_installs);
}

static void report_impersonation(struct crowdpatching *state)
{
    const struct crowdpatching_attack *attack = &state->attack;
    measure(state, "tries", (double)attack->tries);
    switch (state->world->adversary->kind) {
    case ADVERSARY_IMPERSONATE_MANUFACTURER:
        measure(state, "refused_by_contract", (double)attack->refusals);
        measure(state, "false_releases", (double)attack->false_releases);
        measure(state, "successes", (double)attack->successes);
        break;
    case ADVERSARY_IMPERSONATE_HUB:
        measure(state, "refused_by_contract", (double)attack->refusals);
        measure(state, "unreachable_devices", (double)attack->unreachable);
        measure(state, "refused_strangers", (double)attack->refused_strangers);
        measure(state, "devices_answers", (double)attack->answers);
        measure(state, "successes", (double)attack->successes);
        break;
    default:
        measure(state, "refused_signatures", (double)attack->refused_devices);
        measure(state, "refused_targets", (double)attack->refused_targets);
        measure(state, "successes", (double)attack->proofs);
    }
    measure(state, "wrong_installs", (double)attack->wrong_installs);
}

void crowdpatching_attack_report(struct crowdpatching *state)
{
    switch (state->world->adversary->kind) {
    case ADVERSARY_FREE_RIDING:
        report_free_riding(state);
        break;
    case ADVERSARY_KEY_WITHHOLDING:
        report_key_withholding(state);
        break;
    case ADVERSARY_WHITEWASH:
        report_whitewash(state);
        break;
    case ADVERSARY_EXCHANGE_GRIEFING:
        report_exchange_griefing(state);
        break;
    case ADVERSARY_PROVER_GRIEFING:
        report_prover_griefing(state);
        break;
    case ADVERSARY_POFD_FIRST:
    case ADVERSARY_HUB_CACHE:
        report_cache(state);
        break;
    case ADVERSARY_SELF_DELIVERY:
        report_self_delivery(state);
        break;
    case ADVERSARY_SECOND_RELEASE:
        report_second_release(state);
        break;
    case ADVERSARY_SIGNATURE_ORACLE:
        report_signature_oracle(state);
        break;
    case ADVERSARY_CRS_SUBVERSION:
        report_crs_subversion(state);
        break;
    case ADVERSARY_IMPERSONATE_MANUFACTURER:
    case ADVERSARY_IMPERSONATE_HUB:
    case ADVERSARY_IMPERSONATE_DEVICE:
        report_impersonation(state);
        break;
    case ADVERSARY_TAMPER_DISTRIBUTOR:
    case ADVERSARY_TAMPER_HUB:
        report_tampering(state);
        break;
    }
}
