/* From a release to a scenario of one rollout. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/units.h"
#include "cli/size.h"
#include "crypto/cost.h"
#include "crypto/scheme.h"
#include "models/registry.h"
#include "models/shared/config.h"
#include "scenarios/json_writer.h"
#include "zk/cost.h"

const char *const size_system_labels[] = {
    [SIZE_CROWDPATCHING] = "CrowdPatching",
    [SIZE_SERVER] = "client-server",
    [SIZE_CDN] = "CDN",
    [SIZE_STATIC_SEEDING] = "static seeding",
};

const char *const size_system_keys[] = {
    [SIZE_CROWDPATCHING] = "crowdpatching",
    [SIZE_SERVER] = "server",
    [SIZE_CDN] = "cdn",
    [SIZE_STATIC_SEEDING] = "static_seeding",
};

#define SECOND_NS INT64_C(1000000000)
/* From the deadline on, until the manufacturer has what is left of the deposit. Assumption. */
#define REFUND_NS (2 * 3600 * SECOND_NS)
/* A private chain. Assumption: five seconds and half of Ethereum's gas, as consortia choose. */
#define PRIVATE_INTERVAL_NS (5 * SECOND_NS)
#define PRIVATE_GAS 30000000
/* The coin's price, times the profile's, where the release gives none; its table has the source. */
#define ETH_LOW 0.7
#define ETH_HIGH 1.4

struct size_inputs size_inputs_middle(const struct size_release *release,
                                      const struct size_market *market)
{
    return (struct size_inputs){
        .fee = sqrt(release->chain->fee_low * release->chain->fee_high),
        .eth_usd = market->eth_usd,
        .update = 1,
        .poll = 1,
        .offline = 1,
        .window = 1,
        .available = 1,
        .outlay = 1,
        .compute = 1,
    };
}

uint64_t size_homes(const struct size_release *release, uint64_t devices)
{
    return (devices + release->fleet->per_home - 1) / release->fleet->per_home;
}

u256 size_wei_of_usd(double usd, double eth_usd)
{
    double wei = usd / eth_usd * 1e18;
    double step = wei >= 1e12 ? 1e9 : 1;
    double steps = ceil(wei / step - 1e-9);
    return u256_mul(u256_from_u64((uint64_t)fmin(steps, 1.8e19)), u256_from_u64((uint64_t)step));
}

u256 size_reward_wei(const struct size_case *what)
{
    return size_wei_of_usd(what->inputs.reward, what->market->eth_usd);
}

static void write_quantity(struct scenario_json_writer *writer, const char *key, u256 value,
                           enum base_dimension dimension)
{
    char text[120];
    base_quantity_format(value, dimension, text, sizeof text);
    scenario_json_text(writer, key, text);
}

static void write_duration(struct scenario_json_writer *writer, const char *key, int64_t ns)
{
    /* A factor of the inputs may make a fraction of a second, which nobody means. */
    int64_t rounded = ns > SECOND_NS ? ns / SECOND_NS * SECOND_NS : ns;
    write_quantity(writer, key, u256_from_u64((uint64_t)rounded), BASE_DIMENSION_TIME);
}

static void write_number(struct scenario_json_writer *writer, const char *key, double value)
{
    char text[40];
    snprintf(text, sizeof text, "%.9g", value);
    scenario_json_raw(writer, key, text);
}

static void write_integer(struct scenario_json_writer *writer, const char *key, uint64_t value)
{
    char text[40];
    snprintf(text, sizeof text, "%" PRIu64, value);
    scenario_json_raw(writer, key, text);
}

static int64_t scaled(int64_t ns, double factor)
{
    return (int64_t)((double)ns * factor);
}

static int64_t window_of(const struct size_release *release, const struct size_case *what)
{
    return scaled(release->window_ns, what->inputs.window);
}

static void write_world(struct scenario_json_writer *writer, const struct size_release *release,
                        const struct size_case *what)
{
    scenario_json_open(writer, "world", '{');
    write_integer(writer, "distributors", what->distributors);
    write_integer(writer, "hubs", size_homes(release, what->devices));
    write_integer(writer, "devices", what->devices);
    scenario_json_text(writer, "device_class",
                       crypto_device_class_names[release->fleet->device_class]);
    scenario_json_text(writer, "distributor_class",
                       crypto_device_class_names[release->distributors->device_class]);
    scenario_json_text(writer, "manufacturer_funds", "1000000000ETH");
    scenario_json_text(writer, "distributor_funds", "1000ETH");
    scenario_json_text(writer, "hub_funds", "100ETH");
    scenario_json_close(writer, '}');
    scenario_json_open(writer, "network", '{');
    scenario_json_text(writer, "topology", config_topology_names[release->fleet->regions]);
    scenario_json_text(writer, "lan_technology", config_lan_names[release->fleet->radio]);
    scenario_json_close(writer, '}');
}

static const char *profile_name(const struct size_release *release)
{
    int profile = release->chain->profile;
    return config_profile_names[profile == SIZE_CHAIN_PRIVATE ? CONFIG_PROFILE_CUSTOM
                                                              : CONFIG_PROFILE_L1_2020 + profile];
}

/** A fee in whole wei. */
static void write_fee(struct scenario_json_writer *writer, const char *key, double wei)
{
    write_quantity(writer, key, u256_from_u64((uint64_t)(wei + 0.5)), BASE_DIMENSION_MONEY);
}

static void write_prices(struct scenario_json_writer *writer, const struct size_release *release,
                         const struct size_case *what)
{
    const struct size_market *market = what->market;
    double fee = what->inputs.fee;
    scenario_json_open(writer, "prices", '{');
    scenario_json_text(writer, "profile", profile_name(release));
    write_number(writer, "eth_usd", what->inputs.eth_usd);
    write_number(writer, "egress_usd_per_gb", release->alternatives->egress * release->usd);
    write_number(writer, "compute_usd_per_core_hour",
                 what->inputs.compute * release->distributors->compute * release->usd);
    write_number(writer, "upload_usd_per_gb", release->distributors->upload * release->usd);
    scenario_json_close(writer, '}');
    scenario_json_open(writer, "chain", '{');
    write_duration(writer, "block_interval", market->block_interval_ns);
    write_integer(writer, "gas_limit", market->gas_limit);
    write_fee(writer, "initial_base_fee", fee * market->base_fee_wei);
    write_fee(writer, "priority_fee", fee * market->priority_fee_wei);
    write_fee(writer, "data_fee", fee * market->data_fee_wei);
    scenario_json_close(writer, '}');
}

/** Homes are online for their share of the time, and so are distributors. */
static void write_faults(struct scenario_json_writer *writer, const struct size_release *release,
                         const struct size_case *what)
{
    double offline = fmin(what->inputs.offline * (1 - release->fleet->online), 0.99);
    scenario_json_open(writer, "faults", '{');
    if (offline > 0) {
        double uptime_ns = (double)release->fleet->offline_ns * (1 - offline) / offline;
        write_duration(writer, "home_line_mean_uptime",
                       (int64_t)fmin(fmax(uptime_ns, SECOND_NS), 3e17));
        write_duration(writer, "home_line_mean_downtime", release->fleet->offline_ns);
    }
    if (release->distributors->uptime_ns > 0) {
        write_duration(writer, "distributor_mean_uptime", release->distributors->uptime_ns);
        write_duration(writer, "distributor_mean_downtime", release->distributors->downtime_ns);
    }
    if (what->has_outage) {
        write_duration(writer, "manufacturer_outage_start", release->alternatives->outage_after_ns);
        write_duration(writer, "manufacturer_outage_length", window_of(release, what) + REFUND_NS);
    }
    scenario_json_close(writer, '}');
}

/** Keys that the two systems with distributors share. */
static void write_seeding(struct scenario_json_writer *writer, const struct size_release *release,
                          const struct size_case *what)
{
    write_quantity(
        writer, "update_size",
        u256_from_u64((uint64_t)ceil(what->inputs.update * (double)release->update->bytes)),
        BASE_DIMENSION_SIZE);
    write_duration(writer, "expiry", window_of(release, what));
    write_duration(writer, "seeding_window", release->distributors->seeding_ns);
    write_integer(writer, "seeding_slots", release->distributors->first_hand);
    scenario_json_text(writer, "proof_system", zk_cost_model_names[release->update->proof_system]);
    scenario_json_text(writer, "proof_timeout", "2h");
    scenario_json_raw(writer, "attempts", "1000");
    scenario_json_text(writer, "retry_pause", "10min");
}

static void write_crowdpatching(struct scenario_json_writer *writer,
                                const struct size_release *release, const struct size_case *what)
{
    double part = (double)what->devices / (double)release->fleet->devices;
    u256 package = size_wei_of_usd(part * release->distributors->package * release->usd,
                                   what->market->eth_usd);
    scenario_json_open(writer, "crowdpatching", '{');
    write_seeding(writer, release, what);
    scenario_json_text(writer, "semantics", "hardened");
    scenario_json_text(writer, "device_list",
                       release->update->device_list == 0 ? "list" : "merkle_root");
    scenario_json_text(writer, "signature_scheme",
                       crypto_scheme_names[release->update->signature_scheme]);
    write_quantity(writer, "distributor_reward", size_reward_wei(what), BASE_DIMENSION_MONEY);
    write_quantity(writer, "hub_reward", what->hub_reward_wei, BASE_DIMENSION_MONEY);
    write_quantity(writer, "offer", package, BASE_DIMENSION_MONEY);
    write_quantity(writer, "reserve_price", package, BASE_DIMENSION_MONEY);
    scenario_json_text(writer, "selection", "proportional");
    write_duration(writer, "hub_poll", scaled(release->fleet->poll_ns, what->inputs.poll));
    scenario_json_close(writer, '}');
}

/** Distributors hear of the release and enter while it pays. A fleet of which a part is simulated
 *  has that part of the outlays, so that as many are worth it. */
static void write_entry(struct scenario_json_writer *writer, const struct size_release *release,
                        const struct size_case *what)
{
    double part = (double)what->devices / (double)release->fleet->devices;
    scenario_json_open(writer, "entry", '{');
    scenario_json_raw(writer, "always", "0");
    scenario_json_raw(writer, "expected_profit", "1");
    write_duration(writer, "advertising_mean", release->distributors->awareness_ns);
    write_number(writer, "setup_usd",
                 part * what->inputs.outlay * release->distributors->outlay * release->usd);
    write_number(writer, "cost_sigma", release->distributors->outlay_sigma);
    scenario_json_close(writer, '}');
}

static void write_static_seeding(struct scenario_json_writer *writer,
                                 const struct size_release *release, const struct size_case *what)
{
    scenario_json_open(writer, "leiba", '{');
    write_seeding(writer, release, what);
    scenario_json_text(writer, "challenge", "tagged");
    write_quantity(writer, "reward", size_reward_wei(what), BASE_DIMENSION_MONEY);
    write_duration(writer, "device_poll", scaled(release->fleet->poll_ns, what->inputs.poll));
    scenario_json_close(writer, '}');
}

static void write_client_server(struct scenario_json_writer *writer,
                                const struct size_release *release, const struct size_case *what)
{
    scenario_json_open(writer, "client_server", '{');
    scenario_json_text(writer, "variant", what->system == SIZE_CDN ? "cdn" : "server");
    write_quantity(
        writer, "update_size",
        u256_from_u64((uint64_t)ceil(what->inputs.update * (double)release->update->bytes)),
        BASE_DIMENSION_SIZE);
    write_duration(writer, "hub_poll", scaled(release->fleet->poll_ns, what->inputs.poll));
    write_number(writer, "cdn_usd_per_gb", release->alternatives->cdn * release->usd);
    scenario_json_raw(writer, "attempts", "1000");
    scenario_json_text(writer, "retry_pause", "10min");
    scenario_json_close(writer, '}');
}

static const char *system_name(enum size_system system)
{
    return system == SIZE_CROWDPATCHING    ? "crowdpatching"
           : system == SIZE_STATIC_SEEDING ? "leiba"
                                           : "client_server";
}

/** It goes on for `more_ns` after the deadline. */
static void write_scenario(struct scenario_json_writer *writer, const struct size_release *release,
                           const struct size_case *what, int64_t more_ns)
{
    scenario_json_text(writer, "name", release->top->name);
    scenario_json_text(writer, "description", release->top->description);
    scenario_json_text(writer, "system", system_name(what->system));
    write_integer(writer, "seed", what->seed);
    write_duration(writer, "duration", window_of(release, what) + more_ns);
    scenario_json_text(writer, "sample_interval", "15min");
    write_world(writer, release, what);
    write_prices(writer, release, what);
    write_faults(writer, release, what);
    if (what->system == SIZE_CROWDPATCHING) {
        write_entry(writer, release, what);
        write_crowdpatching(writer, release, what);
    } else if (what->system == SIZE_STATIC_SEEDING)
        write_static_seeding(writer, release, what);
    else
        write_client_server(writer, release, what);
    scenario_json_open(writer, "fidelity", '{');
    scenario_json_text(writer, "signature", "calibrated");
    scenario_json_text(writer, "proof", "calibrated");
    scenario_json_close(writer, '}');
}

char *size_scenario_text(const struct size_release *release, const struct size_case *what)
{
    struct scenario_json_writer writer = {0};
    size_t len;
    scenario_json_open(&writer, NULL, '{');
    write_scenario(&writer, release, what, REFUND_NS);
    scenario_json_close(&writer, '}');
    base_buffer_append_u8(&writer.out, 0);
    return (char *)base_buffer_steal(&writer.out, &len);
}

/** One axis of the draws, which move together. */
static void write_draws(struct scenario_json_writer *writer, const char *key, size_t count,
                        const struct size_inputs draws[], double fee_wei)
{
    char text[64];
    scenario_json_open(writer, key, '[');
    for (size_t i = 0; i < count; i++) {
        if (fee_wei < 0) {
            snprintf(text, sizeof text, "%.9g", draws[i].eth_usd);
            scenario_json_raw(writer, NULL, text);
        } else {
            snprintf(text, sizeof text, "%.0fwei", draws[i].fee * fee_wei);
            scenario_json_text(writer, NULL, text);
        }
    }
    scenario_json_close(writer, ']');
}

char *size_experiment_text(const struct size_release *release, const struct size_case *what,
                           size_t draw_count, const struct size_inputs draws[], size_t reward_count,
                           const double rewards[])
{
    const struct size_market *market = what->market;
    struct scenario_json_writer writer = {0};
    struct size_case tried = *what;
    char text[120];
    size_t len;
    scenario_json_open(&writer, NULL, '{');
    /* A campaign's table tells who is patched at the end, and only the deadline counts. */
    write_scenario(&writer, release, what, 0);
    scenario_json_open(&writer, "sweep", '{');
    scenario_json_open(&writer, "grid", '{');
    scenario_json_open(&writer, "crowdpatching.distributor_reward", '[');
    for (size_t i = 0; i < reward_count; i++) {
        tried.inputs.reward = rewards[i];
        base_quantity_format(size_reward_wei(&tried), BASE_DIMENSION_MONEY, text, sizeof text);
        scenario_json_text(&writer, NULL, text);
    }
    scenario_json_close(&writer, ']');
    scenario_json_close(&writer, '}');
    scenario_json_open(&writer, "zip", '{');
    write_draws(&writer, "prices.eth_usd", draw_count, draws, -1);
    write_draws(&writer, "chain.initial_base_fee", draw_count, draws, market->base_fee_wei);
    write_draws(&writer, "chain.priority_fee", draw_count, draws, market->priority_fee_wei);
    write_draws(&writer, "chain.data_fee", draw_count, draws, market->data_fee_wei);
    scenario_json_close(&writer, '}');
    scenario_json_close(&writer, '}');
    scenario_json_open(&writer, "replications", '{');
    scenario_json_raw(&writer, "count", "1");
    scenario_json_text(&writer, "seeds", "independent");
    scenario_json_close(&writer, '}');
    scenario_json_close(&writer, '}');
    base_buffer_append_u8(&writer.out, 0);
    return (char *)base_buffer_steal(&writer.out, &len);
}

int size_scenario_load(const struct size_release *release, const struct size_case *what,
                       struct scenario **ret_scenario)
{
    struct scenario_report *report;
    struct scenario *scenario = NULL;
    char *text = size_scenario_text(release, what);
    int r = text ? scenario_report_new(&report) : BASE_E_NOMEM;
    if (r < 0) {
        free(text);
        return r;
    }
    r = scenario_load_text(models_catalogue(), release->top->name, text, strlen(text), NULL, 0,
                           report, &scenario);
    if (r == 0)
        r = models_check(scenario, report);
    if (r == BASE_E_SCENARIO) {
        scenario_report_print(report, stderr);
        base_fail(r, "the release leads to a scenario that cannot be: see above");
    }
    scenario_report_free(report);
    free(text);
    if (r < 0)
        scenario_free(scenario);
    else
        *ret_scenario = scenario;
    return r;
}

/** What the profile says, of a scenario that sets nothing else. */
static int read_profile(const struct size_release *release, struct size_market *market)
{
    struct scenario_report *report;
    struct scenario *scenario;
    char text[80];
    int r = scenario_report_new(&report);
    if (r < 0)
        return r;
    snprintf(text, sizeof text, "{\"prices\": {\"profile\": \"%s\"}}", profile_name(release));
    r = scenario_load_text(models_catalogue(), "profile", text, strlen(text), NULL, 0, report,
                           &scenario);
    scenario_report_free(report);
    if (r < 0)
        return r;
    const struct config_chain *chain = scenario_section_values(scenario, "chain");
    const struct config_prices *prices = scenario_section_values(scenario, "prices");
    *market = (struct size_market){
        .base_fee_wei = u256_to_double(chain->initial_base_fee_wei),
        .priority_fee_wei = u256_to_double(chain->priority_fee_wei),
        .data_fee_wei = u256_to_double(chain->data_fee_wei),
        .eth_usd = prices->eth_usd,
        .gas_limit = chain->gas_limit,
        .block_interval_ns = chain->block_interval_ns,
    };
    scenario_free(scenario);
    return 0;
}

int size_market_init(const struct size_release *release, struct size_market *ret_market)
{
    struct size_market market;
    int r = read_profile(release, &market);
    if (r < 0)
        return r;
    if (release->chain->profile == SIZE_CHAIN_PRIVATE) {
        market.base_fee_wei = market.priority_fee_wei = market.data_fee_wei = 0;
        market.gas_limit = PRIVATE_GAS;
        market.block_interval_ns = PRIVATE_INTERVAL_NS;
    }
    market.eth_usd_low = release->eth_usd_low > 0 ? release->eth_usd_low : ETH_LOW * market.eth_usd;
    market.eth_usd_high =
        release->eth_usd_high > 0 ? release->eth_usd_high : ETH_HIGH * market.eth_usd;
    market.eth_usd = sqrt(market.eth_usd_low * market.eth_usd_high);
    *ret_market = market;
    return 0;
}
