/* What a release costs at the least, without simulating anything. */
#include <math.h>

#include "cli/gas_measure.h"
#include "cli/size.h"
#include "crypto/cost.h"
#include "crypto/scheme.h"
#include "zk/cost.h"

/* Bytes of a transaction, of which a rollup charges each: envelope and signature, selector, words
 * of the call. Assumption: rounded up; a Merkle path adds 32 bytes a level. */
#define CLAIM_BYTES 500.0
#define INSTALLATION_BYTES 450.0
#define RELEASE_BYTES 16000.0
#define DEVICE_BYTES 32.0
/* Devices that one transaction lists: the default of crowdpatching.devices_per_transaction. */
#define LISTED 300
/* The largest tree that is executed; beyond it a level costs as the last one did. */
#define TREE_MAX (UINT64_C(1) << 20)
/* Of blocks' gas, that chain.background_load leaves to others than the rest of the world. */
#define ROOM 0.5

static bool is_list(const struct size_release *release)
{
    return release->update->device_list == 0;
}

static double levels(double devices)
{
    return devices > 1 ? ceil(log2(devices)) : 0;
}

static int measure_operations(const struct size_release *release, const struct size_market *market,
                              uint64_t devices, struct cli_gas_table *ret_table)
{
    const struct cli_gas_setup setup = {
        .fork = EVM_FORK_OSAKA,
        .semantics = CONTRACTS_HARDENED,
        .scheme = (enum crypto_scheme)release->update->signature_scheme,
        .block_gas = market->gas_limit,
        .device_count = devices,
    };
    return cli_gas_measure(&setup, ret_table);
}

/** Adds the levels of a fleet's tree that is larger than the largest. */
static int add_levels(const struct size_release *release, const struct size_market *market,
                      struct size_bounds *bounds)
{
    struct cli_gas_table smaller;
    double more = levels((double)release->fleet->devices) - levels((double)TREE_MAX);
    int r = measure_operations(release, market, TREE_MAX / 2, &smaller);
    if (r < 0)
        return r;
    bounds->claim_gas += more * (bounds->claim_gas - (double)smaller.gas[CLI_GAS_CLAIM_ROOT]);
    bounds->installation_gas +=
        more * (bounds->installation_gas - (double)smaller.gas[CLI_GAS_INSTALLATION_ROOT]);
    return 0;
}

static int measure_gas(const struct size_release *release, const struct size_market *market,
                       struct size_bounds *bounds)
{
    uint64_t devices = release->fleet->devices;
    uint64_t measured = is_list(release) ? (devices < LISTED ? devices : LISTED)
                                         : (devices < TREE_MAX ? devices : TREE_MAX);
    struct cli_gas_table table;
    int r = measure_operations(release, market, measured, &table);
    if (r < 0)
        return r;
    const uint64_t *gas = table.gas;
    double fleet = (double)devices, path = is_list(release) ? 0 : 32 * levels(fleet);
    bounds->duplicate_gas = (double)gas[CLI_GAS_CLAIM_DUPLICATE];
    bounds->claim_bytes = CLAIM_BYTES + path;
    bounds->installation_bytes = INSTALLATION_BYTES + path;
    bounds->manufacturer_gas = (double)(gas[CLI_GAS_DEPLOY] + gas[CLI_GAS_WITHDRAW]);
    bounds->manufacturer_bytes = RELEASE_BYTES;
    bounds->release_transactions = 1;
    if (is_list(release)) {
        double more = fleet > LISTED ? (fleet - LISTED) / LISTED : 0;
        bounds->claim_gas = (double)gas[CLI_GAS_CLAIM_LATER];
        bounds->installation_gas = (double)gas[CLI_GAS_INSTALLATION];
        bounds->manufacturer_gas +=
            (double)gas[CLI_GAS_RELEASE_LIST] + more * (double)gas[CLI_GAS_ADD_DEVICES];
        bounds->manufacturer_bytes += DEVICE_BYTES * fleet;
        bounds->release_transactions += ceil(more);
    } else {
        bounds->claim_gas = (double)gas[CLI_GAS_CLAIM_ROOT];
        bounds->installation_gas = (double)gas[CLI_GAS_INSTALLATION_ROOT];
        bounds->manufacturer_gas += (double)gas[CLI_GAS_RELEASE_ROOT];
        if (devices > TREE_MAX)
            r = add_levels(release, market, bounds);
    }
    return r;
}

/** ETH of a transaction. */
static double fee_eth(const struct size_market *market, double factor, double gas, double bytes)
{
    double wei =
        gas * (market->base_fee_wei + market->priority_fee_wei) + bytes * market->data_fee_wei;
    return factor * wei / 1e18;
}

static void measure_proofs(const struct size_release *release, struct size_bounds *bounds)
{
    const struct zk_cost_model *model =
        zk_cost_model_find(zk_cost_model_names[release->update->proof_system]);
    const struct zk_cost_model *literal = zk_cost_model_find("jsnark_2020");
    const char *machine = crypto_device_class_names[release->distributors->device_class];
    uint64_t bytes = release->update->bytes;
    double slowdown = crypto_device_class_find(machine)->prover_slowdown;
    bounds->proof_s = slowdown * (double)zk_cost_prove_ns(model, NULL, bytes) / 1e9;
    bounds->literal_proof_s = (double)zk_cost_prove_ns(literal, NULL, bytes) / 1e9;
    bounds->literal_package_s =
        (double)zk_cost_prove_ns(literal, NULL, bytes + zk_cost_proving_key_bytes(literal, bytes)) /
        1e9;
    bounds->offer_bytes = (double)(bytes + bytes / 31 + model->proof_bytes +
                                   zk_cost_verifying_key_bytes(model, bytes));
    bounds->deliveries_a_prover = (double)release->window_ns / 1e9 / bounds->proof_s;
}

double size_delivery_cost(const struct size_release *release, const struct size_market *market,
                          const struct size_bounds *bounds, const struct size_inputs *inputs)
{
    const struct size_distributors *who = release->distributors;
    double lost = who->lost_claims / (1 - who->lost_claims);
    double eth = fee_eth(market, inputs->fee, bounds->claim_gas, bounds->claim_bytes) +
                 lost * fee_eth(market, inputs->fee, bounds->duplicate_gas, bounds->claim_bytes);
    double usd = release->usd * (1 + lost) *
                 (bounds->proof_s * inputs->update / 3600 * who->compute * inputs->compute +
                  bounds->offer_bytes * inputs->update / 1e9 * who->upload);
    return (eth + usd / inputs->eth_usd) * market->eth_usd;
}

double size_break_even(const struct size_release *release, const struct size_market *market,
                       const struct size_bounds *bounds, const struct size_inputs *inputs,
                       double count)
{
    double outlay = release->usd * release->distributors->outlay * inputs->outlay;
    if (release->distributors->first_hand > 0 && count > (double)release->distributors->first_hand)
        outlay += release->usd * release->distributors->package;
    return size_delivery_cost(release, market, bounds, inputs) +
           count * outlay / (double)release->fleet->devices * market->eth_usd / inputs->eth_usd;
}

static void reckon(const struct size_release *release, const struct size_market *market,
                   struct size_bounds *bounds)
{
    struct size_inputs middle = size_inputs_middle(release, market), worst = middle;
    double fleet = (double)release->fleet->devices;
    worst.fee = release->chain->fee_high;
    worst.eth_usd = market->eth_usd_low;
    bounds->hub_reward =
        (1 + release->risk->margin) *
        fee_eth(market, worst.fee, bounds->installation_gas, bounds->installation_bytes) *
        market->eth_usd;
    bounds->hub_reward_wei = size_wei_of_usd(bounds->hub_reward, market->eth_usd);
    bounds->delivery = size_delivery_cost(release, market, bounds, &middle);
    bounds->delivery_worst = size_delivery_cost(release, market, bounds, &worst);
    bounds->floor = size_break_even(release, market, bounds, &middle, 1);
    bounds->floor_worst = size_break_even(release, market, bounds, &worst, 1);
    bounds->full_worst =
        size_break_even(release, market, bounds, &worst, (double)release->distributors->available);
    bounds->block_share = fleet * (bounds->claim_gas + bounds->installation_gas) /
                          (ROOM * (double)market->gas_limit * (double)release->window_ns /
                           (double)market->block_interval_ns);
}

int size_bounds_init(const struct size_release *release, const struct size_market *market,
                     struct size_bounds *ret_bounds)
{
    struct size_bounds bounds = {0};
    int r = measure_gas(release, market, &bounds);
    if (r < 0)
        return r;
    measure_proofs(release, &bounds);
    reckon(release, market, &bounds);
    *ret_bounds = bounds;
    return 0;
}
