#include "models/shared/run_result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "models/registry.h"
#include "models/shared/adversary.h"
#include "models/shared/chain_service.h"
#include "models/shared/costs.h"
#include "models/shared/energy.h"
#include "models/shared/run_agents.h"
#include "models/shared/run_network.h"
#include "models/shared/run_series.h"
#include "models/shared/run_tables.h"
#include "models/shared/run_values.h"
#include "models/shared/run_welfare.h"

static json_t *count_state(const struct world *world, enum outcome_state state)
{
    json_t *count = json_integer(outcome_count_state(&world->outcome, state));
    switch (state) {
    case OUTCOME_NO_DISTRIBUTOR:
        return run_values_if_has(world, MODEL_DISTRIBUTORS, count);
    case OUTCOME_NOT_LISTED:
    case OUTCOME_NO_KEY:
    case OUTCOME_EXPIRED:
        return run_values_if_has(world, MODEL_CHAIN, count);
    default:
        return count;
    }
}

static json_t *spread_json(uint64_t values[], size_t count)
{
    struct energy_spread spread = energy_spread_of(values, count);
    json_t *object = json_object();
    json_object_set_new(object, "mean_uJ", json_real(spread.mean_uJ));
    json_object_set_new(object, "p50_uJ", json_integer((json_int_t)spread.p50_uJ));
    json_object_set_new(object, "p90_uJ", json_integer((json_int_t)spread.p90_uJ));
    json_object_set_new(object, "p99_uJ", json_integer((json_int_t)spread.p99_uJ));
    json_object_set_new(object, "max_uJ", json_integer((json_int_t)spread.max_uJ));
    return object;
}

/** Over devices: of each part, of the update's parts together, and of all. */
static json_t *energy_json(const struct world *world)
{
    uint32_t count = world->counts[WORLD_DEVICE];
    struct energy *energies = calloc(count + 1u, sizeof *energies);
    uint64_t *values = calloc(count + 1u, sizeof *values);
    json_t *object = energies && values ? json_object() : NULL;
    for (uint32_t i = 0; object && i < count; i++)
        energies[i] = energy_of_device(&world->participants[WORLD_DEVICE][i]);
    for (int part = 0; object && part < ENERGY_PART_COUNT; part++) {
        for (uint32_t i = 0; i < count; i++)
            values[i] = energies[i].uJ[part];
        json_object_set_new(object, energy_part_names[part], spread_json(values, count));
    }
    for (uint32_t i = 0; object && i < count; i++)
        values[i] = energy_of_update_uJ(&energies[i]);
    if (object)
        json_object_set_new(object, "update", spread_json(values, count));
    for (uint32_t i = 0; object && i < count; i++)
        values[i] = energy_total_uJ(&energies[i]);
    if (object)
        json_object_set_new(object, "total", spread_json(values, count));
    free(energies);
    free(values);
    return object;
}

static json_t *devices_json(const struct world *world)
{
    const struct outcome *outcome = &world->outcome;
    struct costs_devices costs = costs_of_devices(world);
    json_t *by_state = json_object();
    for (int state = 0; state < OUTCOME_STATE_COUNT; state++)
        json_object_set_new(by_state, outcome_state_name((enum outcome_state)state),
                            count_state(world, (enum outcome_state)state));
    json_t *devices = json_object();
    json_object_set_new(devices, "total", json_integer(outcome->device_count));
    json_object_set_new(devices, "by_state", by_state);
    json_object_set_new(devices, "time_to_50_percent_s",
                        run_values_seconds(outcome_time_to_share(outcome, 0.5)));
    json_object_set_new(devices, "time_to_90_percent_s",
                        run_values_seconds(outcome_time_to_share(outcome, 0.9)));
    json_object_set_new(devices, "time_to_95_percent_s",
                        run_values_seconds(outcome_time_to_share(outcome, 0.95)));
    json_object_set_new(devices, "time_to_99_percent_s",
                        run_values_seconds(outcome_time_to_share(outcome, 0.99)));
    json_object_set_new(devices, "compute_s", run_values_seconds(costs.compute));
    json_object_set_new(devices, "energy_uJ", json_integer((json_int_t)costs.energy_uJ));
    json_object_set_new(devices, "energy_with_standby_uJ",
                        json_integer((json_int_t)costs.total_uJ));
    json_object_set_new(devices, "energy_a_device", energy_json(world));
    return devices;
}

static json_t *manufacturer_json(const struct world *world)
{
    struct costs_manufacturer costs = costs_of_manufacturer(world);
    json_t *gas = json_integer((json_int_t)world->outcome.manufacturer.gas);
    json_t *object = json_object();
    json_object_set_new(object, "fees_wei",
                        run_values_if_has(world, MODEL_CHAIN, run_values_money(costs.fees_wei)));
    json_object_set_new(object, "gas", run_values_if_has(world, MODEL_CHAIN, gas));
    json_object_set_new(
        object, "rewards_wei",
        run_values_if_has(world, MODEL_REWARDS, run_values_money(costs.rewards_wei)));
    json_object_set_new(object, "wan_up_bytes", json_integer((json_int_t)costs.up_bytes));
    json_object_set_new(object, "wan_down_bytes", json_integer((json_int_t)costs.down_bytes));
    json_object_set_new(object, "egress_usd", json_real(costs.egress_usd));
    json_object_set_new(object, "services_usd", json_real(costs.services_usd));
    json_object_set_new(object, "total_usd", json_real(costs.total_usd));
    uint64_t updates = outcome_updates(&world->outcome);
    u256 paid_wei = u256_add(costs.fees_wei, costs.rewards_wei);
    json_object_set_new(object, "total_a_patched_device_usd",
                        updates > 0 ? json_real(costs.total_usd / (double)updates) : json_null());
    json_object_set_new(object, "paid_a_patched_device_wei",
                        updates > 0 && model_has(world->model, MODEL_CHAIN)
                            ? run_values_money(u256_div(paid_wei, u256_from_u64(updates)))
                            : json_null());
    return object;
}

static json_t *release_json(const struct outcome_release *release)
{
    json_t *object = json_object();
    json_object_set_new(object, "manufacturer", json_integer(release->manufacturer));
    json_object_set_new(object, "number", json_integer(release->number));
    json_object_set_new(object, "released_s", run_values_seconds(release->released));
    json_object_set_new(object, "expires_s", run_values_seconds(release->expires));
    json_object_set_new(object, "devices", json_integer(release->devices));
    json_object_set_new(object, "patched", json_integer(release->patched));
    json_object_set_new(object, "half_patched_s", run_values_seconds(release->half));
    json_object_set_new(object, "nine_tenths_patched_s", run_values_seconds(release->nine_tenths));
    json_object_set_new(object, "deliveries", json_integer(release->deliveries));
    json_object_set_new(object, "installations", json_integer(release->installations));
    json_object_set_new(object, "first_hand_distributors", json_integer(release->first_hand));
    json_object_set_new(object, "second_hand_distributors", json_integer(release->second_hand));
    json_object_set_new(object, "deposit_wei", run_values_money(release->deposit_wei));
    json_object_set_new(object, "spent_wei", run_values_money(release->spent_wei));
    json_object_set_new(object, "refunded_wei", run_values_money(release->refunded_wei));
    return object;
}

static json_t *releases_json(const struct world *world)
{
    json_t *releases = json_array();
    for (uint32_t i = 0; i < world->outcome.release_count; i++)
        json_array_append_new(releases, release_json(&world->outcome.releases[i]));
    return run_values_if_has(world, MODEL_RELEASES, releases);
}

static json_t *chain_json(const struct world *world)
{
    if (!world->chain)
        return json_null();
    const struct chain *chain = chain_service_chain(world->chain);
    u256 fees = {{0}};
    uint64_t gas = 0, transactions = 0, reverted = 0;
    for (size_t i = 0; i < world->outcome.gas_count; i++) {
        gas += world->outcome.gas[i].gas;
        transactions += world->outcome.gas[i].count;
        reverted += world->outcome.gas[i].reverted;
        fees = u256_add(fees, world->outcome.gas[i].fees_wei);
    }
    json_t *object = json_object();
    json_object_set_new(object, "fork", json_string(evm_fork_names[world->chain_config->fork]));
    json_object_set_new(object, "blocks", json_integer((json_int_t)chain_head_number(chain)));
    json_object_set_new(object, "blocks_with_wei_conserved",
                        json_integer((json_int_t)world->outcome.blocks_checked));
    json_object_set_new(object, "transactions", json_integer((json_int_t)transactions));
    json_object_set_new(object, "reverted", json_integer((json_int_t)reverted));
    json_object_set_new(object, "bytes", json_integer((json_int_t)world->outcome.chain_bytes));
    json_object_set_new(object, "gas", json_integer((json_int_t)gas));
    json_object_set_new(object, "fees_wei", run_values_money(fees));
    json_object_set_new(object, "burnt_wei", run_values_money(chain_burnt_wei(chain)));
    return object;
}

/** What was computed and what stood in for a computation. */
static json_t *fidelity_json(const struct world *world)
{
    json_t *object = json_object();
    json_t *proof = json_string(config_fidelity_names[world->fidelity->proof]);
    json_object_set_new(object, "proof", run_values_if_has(world, MODEL_PROOFS, proof));
    json_object_set_new(object, "signature",
                        json_string(config_fidelity_names[world->fidelity->signature]));
    json_object_set_new(object, "hash", json_string("real"));
    json_object_set_new(object, "encryption",
                        run_values_if_has(world, MODEL_ENCRYPTION, json_string("real")));
    json_object_set_new(object, "contracts",
                        run_values_if_has(world, MODEL_CHAIN, json_string("real")));
    json_object_set_new(object, "calibration_sha256",
                        world->timing ? run_values_digest(&world->calibration.sha256)
                                      : json_null());
    for (int role = 0; role < WORLD_OUTSIDER; role++) {
        const struct class_file *own = world_class_file(world, (enum world_role)role);
        char key[40];
        snprintf(key, sizeof key, "%s_sha256", world_class_key((enum world_role)role));
        if (own)
            json_object_set_new(object, key, run_values_digest(&own->sha256));
    }
    return object;
}

static json_t *value_json(const struct outcome_extra *extra)
{
    if (extra->is_money)
        return run_values_money(extra->value_wei);
    return isnan(extra->value) ? json_null() : json_real(extra->value);
}

static json_t *extra_json(const struct outcome_extra extras[], size_t count)
{
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, extras[i].key, value_json(&extras[i]));
    return object;
}

/** Who attacked, and what came of it. */
static json_t *adversary_json(const struct world *world)
{
    const struct config_adversary *config = world->adversary;
    if (config->kind == ADVERSARY_NONE)
        return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_string(adversary_kind_names[config->kind]));
    json_object_set_new(object, "count", json_integer(adversary_count(world)));
    json_object_set_new(object, "start_s", run_values_seconds(config->start_ns));
    json_object_set_new(object, "measures",
                        extra_json(world->outcome.measures, world->outcome.measure_count));
    return object;
}

/** Checksums of the tables. NULL: one cannot be read. */
static json_t *files_json(const char *directory)
{
    json_t *files = json_object();
    for (const struct run_table *table = run_tables; table->file_name; table++) {
        char path[4096];
        crypto_digest digest;
        snprintf(path, sizeof path, "%s/%s", directory, table->file_name);
        if (crypto_sha256_file(path, &digest) < 0) {
            json_decref(files);
            return NULL;
        }
        json_object_set_new(files, table->file_name, run_values_digest(&digest));
    }
    return files;
}

char *run_result_json(const struct world *world, const char *version, const char *files_directory)
{
    const struct outcome *outcome = &world->outcome;
    const char *variant = models_variant(world->model, world->scenario);
    crypto_digest hash = scenario_hash(world->scenario);
    json_t *result = json_object();
    json_object_set_new(result, "format", json_string("crowdpatch-result"));
    json_object_set_new(result, "format_version", json_integer(RUN_VALUES_FORMAT_VERSION));
    json_object_set_new(result, "crowdpatch_version", json_string(version));
    json_object_set_new(result, "name", json_string(world->run->name));
    json_object_set_new(result, "system", json_string(world->model->about.name));
    json_object_set_new(result, "variant", variant ? json_string(variant) : json_null());
    json_object_set_new(result, "scenario_sha256", run_values_digest(&hash));
    json_object_set_new(result, "seed", json_integer((json_int_t)world->run->seed));
    json_object_set_new(result, "complete", json_boolean(outcome->is_complete));
    json_object_set_new(result, "ended_by", json_string(outcome->is_complete ? "work" : "clock"));
    json_object_set_new(result, "simulated_s", run_values_seconds(outcome->ended));
    json_object_set_new(result, "fidelity", fidelity_json(world));
    json_object_set_new(result, "devices", devices_json(world));
    json_object_set_new(result, "manufacturer", manufacturer_json(world));
    json_object_set_new(result, "releases", releases_json(world));
    json_object_set_new(result, "distributors", run_agents_distributors(world));
    json_object_set_new(result, "hubs", run_agents_hubs(world));
    json_object_set_new(result, "welfare", run_welfare_json(world));
    json_object_set_new(result, "chain", chain_json(world));
    json_object_set_new(result, "network", run_network_json(world));
    json_object_set_new(result, "faults", run_network_faults(world));
    json_object_set_new(result, "adversary", adversary_json(world));
    json_object_set_new(result, "series", run_series_json(world));
    json_object_set_new(result, world->model->about.name,
                        extra_json(outcome->extra, outcome->extra_count));
    json_t *warnings = json_array();
    for (size_t i = 0; i < outcome->warning_count; i++)
        json_array_append_new(warnings, json_string(outcome->warnings[i]));
    json_object_set_new(result, "warnings", warnings);
    char *text = NULL;
    json_t *files = files_directory ? files_json(files_directory) : json_object();
    if (files) {
        json_object_set_new(result, "files_sha256", files);
        char *unsigned_text = run_values_dump(result);
        if (unsigned_text) {
            crypto_digest checksum = crypto_sha256(unsigned_text, strlen(unsigned_text));
            json_object_set_new(result, "checksum_sha256", run_values_digest(&checksum));
            free(unsigned_text);
            text = run_values_dump(result);
        }
    }
    json_decref(result);
    return text;
}
