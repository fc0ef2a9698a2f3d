#include "models/shared/run_tables.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/hex.h"
#include "models/model.h"
#include "models/shared/chain_service.h"
#include "models/shared/costs.h"
#include "models/shared/energy.h"
#include "sim/table.h"

/** A date, or an empty cell when it never came. */
static void date_cell(struct sim_table *table, sim_time date)
{
    if (date < 0)
        sim_table_empty(table);
    else
        sim_table_seconds(table, date);
}

/** A number that only systems of one kind have. */
static void count_cell(struct sim_table *table, bool has, uint64_t count)
{
    if (has)
        sim_table_u64(table, count);
    else
        sim_table_empty(table);
}

static void somebody_cell(struct sim_table *table, uint32_t index)
{
    if (index == OUTCOME_NOBODY)
        sim_table_empty(table);
    else
        sim_table_u64(table, index);
}

/** Who delivers; how evenly is empty before the first delivery. */
static void shares_cells(struct sim_table *table, bool has_distributors,
                         const struct outcome_sample *sample)
{
    count_cell(table, has_distributors, sample->serving);
    if (!sample->has_concentration) {
        sim_table_empty(table);
        sim_table_empty(table);
        return;
    }
    sim_table_real(table, sample->deliveries_gini);
    sim_table_real(table, sample->deliveries_hhi);
}

static int write_timeseries(const struct world *world, const char *path)
{
    static const char *const columns[] = {"time_s",
                                          "patched",
                                          "delivered",
                                          "first_hand_distributors",
                                          "second_hand_distributors",
                                          "block",
                                          "mempool",
                                          "base_fee_wei",
                                          "wan_bytes",
                                          "lan_bytes",
                                          "messages",
                                          "unaware_distributors",
                                          "aware_distributors",
                                          "active_distributors",
                                          "left_distributors",
                                          "serving_distributors",
                                          "deliveries_gini",
                                          "deliveries_hhi",
                                          NULL};
    struct sim_table *table;
    int r = sim_table_open(path, columns, &table);
    if (r < 0)
        return r;
    bool has_distributors = model_has(world->model, MODEL_DISTRIBUTORS);
    bool has_chain = model_has(world->model, MODEL_CHAIN);
    for (size_t i = 0; i < world->outcome.sample_count; i++) {
        const struct outcome_sample *sample = &world->outcome.samples[i];
        sim_table_seconds(table, sample->time);
        sim_table_u64(table, sample->patched);
        count_cell(table, has_distributors, sample->delivered);
        count_cell(table, has_distributors, sample->first_hand);
        count_cell(table, has_distributors, sample->second_hand);
        count_cell(table, has_chain, sample->block);
        count_cell(table, has_chain, sample->mempool);
        if (has_chain)
            sim_table_u256(table, sample->base_fee_wei);
        else
            sim_table_empty(table);
        sim_table_u64(table, sample->wan_bytes);
        sim_table_u64(table, sample->lan_bytes);
        sim_table_u64(table, sample->messages);
        count_cell(table, world->outcome.has_entry, sample->unaware);
        count_cell(table, world->outcome.has_entry, sample->aware);
        count_cell(table, world->outcome.has_entry, sample->active);
        count_cell(table, world->outcome.has_entry, sample->left);
        shares_cells(table, has_distributors, sample);
        sim_table_end_row(table);
    }
    return sim_table_close(table);
}

static int write_deliveries(const struct world *world, const char *path)
{
    static const char *const columns[] = {"device",       "hub",
                                          "state",        "distributor",
                                          "attempts",     "discovered_s",
                                          "requested_s",  "proved_s",
                                          "authorised_s", "key_s",
                                          "patched_s",    "hub_rewarded_s",
                                          "lan_up_bytes", "lan_down_bytes",
                                          "energy_uJ",    "compute_uJ",
                                          "radio_tx_uJ",  "radio_rx_uJ",
                                          "flash_uJ",     "listen_uJ",
                                          "sleep_uJ",     NULL};
    struct sim_table *table;
    int r = sim_table_open(path, columns, &table);
    if (r < 0)
        return r;
    for (uint32_t i = 0; i < world->outcome.device_count; i++) {
        const struct outcome_device *row = &world->outcome.devices[i];
        const struct participant *device = &world->participants[WORLD_DEVICE][i];
        const struct sim_node_traffic *traffic = sim_node_traffic(device->node);
        sim_table_u64(table, i);
        sim_table_u64(table, row->hub);
        sim_table_text(table, outcome_state_name(row->state));
        somebody_cell(table, row->distributor);
        sim_table_u64(table, row->attempts);
        date_cell(table, row->discovered);
        date_cell(table, row->requested);
        date_cell(table, row->proved);
        date_cell(table, row->authorised);
        date_cell(table, row->key);
        date_cell(table, row->patched);
        date_cell(table, row->rewarded);
        sim_table_u64(table, traffic->lan_up_bytes);
        sim_table_u64(table, traffic->lan_down_bytes);
        struct energy energy = energy_of_device(device);
        sim_table_u64(table, energy_of_update_uJ(&energy));
        for (int part = 0; part < ENERGY_PART_COUNT; part++)
            sim_table_u64(table, energy.uJ[part]);
        sim_table_end_row(table);
    }
    return sim_table_close(table);
}

static void ledger_cells(struct sim_table *table, const struct world *world, uint32_t index)
{
    char profit[U256_DECIMAL_MAX + 1];
    struct costs_distributor costs = costs_of_distributor(world, index);
    sim_table_real(table, costs.compute_usd);
    sim_table_real(table, costs.upload_usd);
    sim_table_real(table, costs.capital_usd);
    if (!model_has(world->model, MODEL_REWARDS)) {
        sim_table_empty(table);
        sim_table_empty(table);
        return;
    }
    costs_format_wei(costs.profit_wei, profit);
    sim_table_text(table, profit);
    sim_table_real(table, costs.profit_usd);
}

/** When it came and went; empty where it had no choice. */
static void choice_cells(struct sim_table *table, const struct outcome_distributor *row)
{
    sim_table_text(table, row->strategy ? row->strategy : "");
    date_cell(table, row->aware);
    date_cell(table, row->entered);
    date_cell(table, row->left);
    count_cell(table, row->strategy, row->entries);
    if (!row->strategy) {
        sim_table_empty(table);
        sim_table_empty(table);
        return;
    }
    sim_table_real(table, row->setup_usd);
    sim_table_real(table, row->running_usd);
}

static int write_distributors(const struct world *world, const char *path)
{
    static const char *const columns[] = {"distributor",    "address",     "region",
                                          "source",         "bought_from", "package_s",
                                          "sessions",       "proofs",      "deliveries",
                                          "lost_claims",    "sales",       "failures",
                                          "rewards_wei",    "sales_wei",   "purchases_wei",
                                          "fees_wei",       "gas",         "balance_wei",
                                          "compute_s",      "energy_uJ",   "wan_up_bytes",
                                          "wan_down_bytes", "locked_wei",  "first_delivery_s",
                                          "score",          "compute_usd", "upload_usd",
                                          "capital_usd",    "profit_wei",  "profit_usd",
                                          "strategy",       "aware_s",     "entered_s",
                                          "left_s",         "entries",     "setup_usd",
                                          "running_usd",    "begun",       NULL};
    struct sim_table *table;
    int r = sim_table_open(path, columns, &table);
    if (r < 0)
        return r;
    uint32_t count =
        model_has(world->model, MODEL_DISTRIBUTORS) ? world->outcome.distributor_count : 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct outcome_distributor *row = &world->outcome.distributors[i];
        const struct participant *self = &world->participants[WORLD_DISTRIBUTOR][i];
        const struct sim_node_traffic *traffic = sim_node_traffic(self->node);
        char address[2 * sizeof self->address + 1];
        base_hex_encode(self->address.bytes, sizeof self->address.bytes, address);
        sim_table_u64(table, i);
        sim_table_text(table, address);
        sim_table_text(table, world->topology.names[self->region]);
        sim_table_text(table, outcome_source_name(row->source));
        somebody_cell(table, row->bought_from);
        date_cell(table, row->package);
        sim_table_u64(table, row->sessions);
        sim_table_u64(table, row->proofs);
        sim_table_u64(table, row->deliveries);
        sim_table_u64(table, row->lost_claims);
        sim_table_u64(table, row->sales);
        sim_table_u64(table, row->failures);
        sim_table_u256(table, row->rewards_wei);
        sim_table_u256(table, row->sales_wei);
        sim_table_u256(table, row->purchases_wei);
        sim_table_u256(table, row->fees_wei);
        sim_table_u64(table, row->gas);
        if (world->chain)
            sim_table_u256(table, participant_balance(self));
        else
            sim_table_empty(table);
        sim_table_seconds(table, sim_node_busy(self->node));
        sim_table_u64(table, participant_energy_uJ(self));
        sim_table_u64(table, traffic->wan_up_bytes);
        sim_table_u64(table, traffic->wan_down_bytes);
        sim_table_u256(table, row->locked_wei);
        date_cell(table, row->first_delivery);
        count_cell(table, world->outcome.has_scores, row->score);
        ledger_cells(table, world, i);
        choice_cells(table, row);
        sim_table_u64(table, row->begun);
        sim_table_end_row(table);
    }
    return sim_table_close(table);
}

static int write_gas(const struct world *world, const char *path)
{
    static const char *const columns[] = {"operation", "count",    "reverted", "gas",
                                          "least_gas", "most_gas", "fees_wei", NULL};
    struct sim_table *table;
    int r = sim_table_open(path, columns, &table);
    if (r < 0)
        return r;
    for (size_t i = 0; i < world->outcome.gas_count; i++) {
        const struct outcome_gas *row = &world->outcome.gas[i];
        sim_table_text(table, row->operation);
        sim_table_u64(table, row->count);
        sim_table_u64(table, row->reverted);
        sim_table_u64(table, row->gas);
        sim_table_u64(table, row->least_gas);
        sim_table_u64(table, row->most_gas);
        sim_table_u256(table, row->fees_wei);
        sim_table_end_row(table);
    }
    return sim_table_close(table);
}

static int write_releases(const struct world *world, const char *path)
{
    static const char *const columns[] = {"release",
                                          "manufacturer",
                                          "number",
                                          "released_s",
                                          "expires_s",
                                          "devices",
                                          "patched",
                                          "half_patched_s",
                                          "nine_tenths_patched_s",
                                          "deliveries",
                                          "installations",
                                          "first_hand_distributors",
                                          "second_hand_distributors",
                                          "deposit_wei",
                                          "spent_wei",
                                          "refunded_wei",
                                          NULL};
    struct sim_table *table;
    int r = sim_table_open(path, columns, &table);
    if (r < 0)
        return r;
    for (uint32_t i = 0; i < world->outcome.release_count; i++) {
        const struct outcome_release *row = &world->outcome.releases[i];
        sim_table_u64(table, i);
        sim_table_u64(table, row->manufacturer);
        sim_table_u64(table, row->number);
        date_cell(table, row->released);
        date_cell(table, row->expires);
        sim_table_u64(table, row->devices);
        sim_table_u64(table, row->patched);
        date_cell(table, row->half);
        date_cell(table, row->nine_tenths);
        sim_table_u64(table, row->deliveries);
        sim_table_u64(table, row->installations);
        sim_table_u64(table, row->first_hand);
        sim_table_u64(table, row->second_hand);
        sim_table_u256(table, row->deposit_wei);
        sim_table_u256(table, row->spent_wei);
        sim_table_u256(table, row->refunded_wei);
        sim_table_end_row(table);
    }
    return sim_table_close(table);
}

/** Regions with anybody in them, where the topology has them. */
static int write_regions(const struct world *world, const char *path)
{
    static const char *const columns[] = {"region",       "x_ms", "y_ms",    "manufacturers",
                                          "distributors", "hubs", "devices", NULL};
    static const enum world_role roles[] = {WORLD_MANUFACTURER, WORLD_DISTRIBUTOR, WORLD_HUB,
                                            WORLD_DEVICE};
    enum { ROLES = sizeof roles / sizeof roles[0] };
    const struct topology *topology = &world->topology;
    uint64_t(*counts)[ROLES] = calloc(topology->region_count, sizeof *counts);
    struct sim_table *table;
    int r = counts ? sim_table_open(path, columns, &table) : BASE_E_NOMEM;
    if (r < 0) {
        free(counts);
        return r;
    }
    for (size_t role = 0; role < ROLES; role++)
        for (uint32_t i = 0; i < world->counts[roles[role]]; i++)
            counts[world->participants[roles[role]][i].region][role]++;
    for (size_t i = 0; i < topology->region_count; i++) {
        uint64_t all = 0;
        for (size_t role = 0; role < ROLES; role++)
            all += counts[i][role];
        if (all == 0)
            continue;
        sim_table_text(table, topology->names[i]);
        if (topology->points) {
            sim_table_real(table, topology->points[i].x_ms);
            sim_table_real(table, topology->points[i].y_ms);
        } else {
            sim_table_empty(table);
            sim_table_empty(table);
        }
        for (size_t role = 0; role < ROLES; role++)
            sim_table_u64(table, counts[i][role]);
        sim_table_end_row(table);
    }
    free(counts);
    return sim_table_close(table);
}

const struct run_table run_tables[] = {
    {"timeseries.csv.gz", write_timeseries},
    {"deliveries.csv.gz", write_deliveries},
    {"distributors.csv.gz", write_distributors},
    {"gas.csv", write_gas},
    {"regions.csv", write_regions},
    {"releases.csv", write_releases},
    {NULL, NULL},
};

int run_tables_read(const char *path, char **ret_text, size_t *ret_len)
{
    return sim_table_read(path, ret_text, ret_len);
}
