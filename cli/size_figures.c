/* What is told of rollouts and of closed forms: one row each, whatever renders it. */
#include <math.h>
#include <string.h>

#include "analysis/interval.h"
#include "cli/size_private.h"

static struct size_text text_number(double value)
{
    struct size_text text;
    snprintf(text.text, sizeof text.text, "%.3g", value);
    return text;
}

static struct size_text text_whole(double value)
{
    return size_text_count((uint64_t)(value + 0.5));
}

const struct size_figure_row size_figure_rows[SIZE_FIGURE_COUNT] = {
    [SIZE_USD] = {"total_usd", "total cost", size_text_usd},
    [SIZE_ETH] = {"total_eth", "total cost", size_text_eth},
    [SIZE_REFUND_USD] = {"refund_usd", "refund at the deadline", size_text_usd},
    [SIZE_REFUND_ETH] = {"refund_eth", "refund at the deadline", size_text_eth},
    [SIZE_COVERAGE] = {"share_patched", "devices patched", size_text_percent},
    [SIZE_REACHED] = {"coverage_reached_s", "coverage reached after", size_text_duration},
    [SIZE_HOLDERS] = {"distributors", "distributors", text_number},
    [SIZE_BUSY] = {"provers_load", "their provers' load", size_text_percent},
};

#define ROW(key, name, member, text)                                                               \
    {                                                                                              \
        key, name, offsetof(struct size_bounds, member), text                                      \
    }
const struct size_bound_row size_bound_rows[SIZE_BOUND_ROWS] = {
    ROW("delivery_usd", "a delivery costs a distributor", delivery, size_text_usd),
    ROW("delivery_highest_fee_usd", "  at the highest fee", delivery_worst, size_text_usd),
    ROW("break_even_usd", "one distributor breaks even at a_d =", floor, size_text_usd),
    ROW("break_even_highest_fee_usd", "  at the highest fee", floor_worst, size_text_usd),
    ROW("break_even_of_all_highest_fee_usd", "  all there, at the highest fee", full_worst,
        size_text_usd),
    ROW("claim_gas", "gas of a claim", claim_gas, text_whole),
    ROW("installation_gas", "gas of an installation", installation_gas, text_whole),
    ROW("manufacturer_gas", "gas of the manufacturer", manufacturer_gas, text_whole),
    ROW("release_transactions", "transactions that the list takes", release_transactions,
        text_whole),
    ROW("block_share", "blocks' room that claims take", block_share, size_text_percent),
    ROW("proof_s", NULL, proof_s, NULL),
    ROW("literal_proof_s", NULL, literal_proof_s, NULL),
    ROW("literal_package_proof_s", NULL, literal_package_s, NULL),
};

double size_bound_of(const struct size_bounds *bounds, const struct size_bound_row *row)
{
    double value;
    memcpy(&value, (const char *)bounds + row->offset, sizeof value);
    return value;
}

static double figure_of(const struct size_job *job, const struct size_verdict *verdict,
                        enum size_figure figure)
{
    const double values[SIZE_FIGURE_COUNT] = {
        [SIZE_USD] = verdict->total_usd,
        [SIZE_ETH] = verdict->total_eth,
        [SIZE_REFUND_USD] = verdict->refund_eth * job->what.inputs.eth_usd,
        [SIZE_REFUND_ETH] = verdict->refund_eth,
        [SIZE_COVERAGE] = verdict->coverage,
        [SIZE_REACHED] = job->rollout.reached_s < 0 ? INFINITY : job->rollout.reached_s,
        [SIZE_HOLDERS] = (double)job->rollout.holders,
        [SIZE_BUSY] = verdict->busy,
    };
    return values[figure];
}

struct size_spread size_spread_of(const struct size_study *study, enum size_figure figure,
                                  size_t count, const struct size_job jobs[], double values[])
{
    for (size_t i = 0; i < count; i++) {
        struct size_verdict verdict = size_judge(study, &jobs[i]);
        values[i] = figure_of(&jobs[i], &verdict, figure);
    }
    analysis_sort(count, values);
    return (struct size_spread){
        .p5 = analysis_quantile(count, values, 0.05),
        .p50 = analysis_quantile(count, values, 0.5),
        .p95 = analysis_quantile(count, values, 0.95),
    };
}
