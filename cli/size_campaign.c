/* A release's response curve from a campaign, whoever ran it. */
#include <stdlib.h>

#include "analysis/table.h"
#include "base/error.h"
#include "cli/size_private.h"

enum column {
    COLUMN_REWARD, /* set by the experiment */
    COLUMN_USD_AN_ETH,
    COLUMN_BASE_FEE,
    COLUMN_DEVICES, /* metrics */
    COLUMN_PATCHED,
    COLUMN_FIRST_HAND,
    COLUMN_SECOND_HAND,
    COLUMN_UP_BYTES,
    COLUMN_COUNT,
};
static const char *const column_names[COLUMN_COUNT] = {
    [COLUMN_REWARD] = "set.crowdpatching.distributor_reward_wei",
    [COLUMN_USD_AN_ETH] = "set.prices.eth_usd",
    [COLUMN_BASE_FEE] = "set.chain.initial_base_fee_wei",
    [COLUMN_DEVICES] = "devices.total",
    [COLUMN_PATCHED] = "devices.by_state.patched",
    [COLUMN_FIRST_HAND] = "distributors.first_hand",
    [COLUMN_SECOND_HAND] = "distributors.second_hand",
    [COLUMN_UP_BYTES] = "manufacturer.wan_up_bytes",
};

static int find_columns(const char *path, const struct analysis_table *table,
                        size_t ret_columns[COLUMN_COUNT])
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        ret_columns[i] = analysis_table_find(table, column_names[i]);
        if (ret_columns[i] == ANALYSIS_TABLE_NO_COLUMN)
            return base_fail(BASE_E_SCENARIO,
                             "%s has no column %s: it is of no experiment of `crowdpatch size "
                             "--experiment`",
                             path, column_names[i]);
    }
    return 0;
}

/** A run as a rollout that was judged here. */
static int read_job(const struct size_study *study, const char *path,
                    const struct analysis_table *table, const size_t columns[COLUMN_COUNT],
                    size_t row, struct size_job *ret_job)
{
    double values[COLUMN_COUNT];
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (!analysis_table_number(table, row, columns[i], &values[i]) || values[i] < 0)
            return base_fail(BASE_E_SCENARIO, "%s: row %zu has no %s", path, row + 1,
                             column_names[i]);
    if (values[COLUMN_DEVICES] != (double)study->devices)
        return base_fail(BASE_E_SCENARIO,
                         "%s simulates %.0f devices, and not %llu: give the same release and "
                         "--devices as to --experiment",
                         path, values[COLUMN_DEVICES], (unsigned long long)study->devices);
    const struct size_market *market = &study->market;
    struct size_inputs inputs = size_inputs_middle(study->release, market);
    inputs.eth_usd = values[COLUMN_USD_AN_ETH];
    if (market->base_fee_wei > 0)
        inputs.fee = values[COLUMN_BASE_FEE] / market->base_fee_wei;
    *ret_job = (struct size_job){
        .what = size_case_of(study, SIZE_CROWDPATCHING, &inputs,
                             values[COLUMN_REWARD] / 1e18 * market->eth_usd, 0),
        .rollout = {.devices = study->devices,
                    .patched = (uint64_t)values[COLUMN_PATCHED],
                    .holders = (uint64_t)(values[COLUMN_FIRST_HAND] + values[COLUMN_SECOND_HAND]),
                    .up_bytes = values[COLUMN_UP_BYTES],
                    .reached_s = -1},
    };
    return 0;
}

static int compare_rewards(const void *a, const void *b)
{
    const struct size_job *x = a, *y = b;
    return (x->what.inputs.reward > y->what.inputs.reward) -
           (x->what.inputs.reward < y->what.inputs.reward);
}

static int add_all(const struct size_study *study, const char *path, size_t count,
                   struct size_job jobs[], struct size_curve *curve)
{
    qsort(jobs, count, sizeof *jobs, compare_rewards);
    for (size_t from = 0, to; from < count; from = to) {
        double reward = jobs[from].what.inputs.reward;
        to = from + 1;
        while (to < count && jobs[to].what.inputs.reward <= reward)
            to++;
        if (curve->count == SIZE_CURVE_MAX)
            return base_fail(BASE_E_SCENARIO, "%s has more than %d rewards", path, SIZE_CURVE_MAX);
        size_curve_add(study, reward, to - from, jobs + from, curve);
    }
    return size_curve_fit(study, curve);
}

int size_campaign_read(const struct size_study *study, const char *directory,
                       struct size_curve *ret_curve)
{
    struct analysis_table table = {0};
    struct size_curve curve = {0};
    size_t columns[COLUMN_COUNT];
    char path[4200];
    snprintf(path, sizeof path, "%s/results.csv", directory);
    int r = analysis_table_read(path, &table);
    if (r < 0)
        return r;
    struct size_job *jobs = calloc(table.row_count + 1, sizeof *jobs);
    r = !jobs                  ? base_fail(BASE_E_NOMEM, "no memory for %zu runs", table.row_count)
        : table.row_count == 0 ? base_fail(BASE_E_SCENARIO, "%s has no runs", path)
                               : find_columns(path, &table, columns);
    for (size_t row = 0; r == 0 && row < table.row_count; row++)
        r = read_job(study, path, &table, columns, row, &jobs[row]);
    if (r == 0)
        r = add_all(study, path, table.row_count, jobs, &curve);
    if (r == 0)
        *ret_curve = curve;
    free(jobs);
    analysis_table_deinit(&table);
    return r;
}
