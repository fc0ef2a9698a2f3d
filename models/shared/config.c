#include "models/shared/config.h"

#include <libgen.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/portable_math.h"
#include "base/units.h"
#include "contracts-model/chain/execute.h"
#include "contracts-model/evm/evm.h"
#include "crypto/cost.h"
#include "models/registry.h"
#include "models/shared/firmware.h"
#include "models/shared/sessions.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *const config_fidelity_names[] = {
    [CONFIG_FIDELITY_CALIBRATED] = "calibrated",
    [CONFIG_FIDELITY_REAL] = "real",
    NULL,
};
const char *const config_topology_names[] = {
    [CONFIG_TOPOLOGY_AWS_P50] = "aws_p50",
    [CONFIG_TOPOLOGY_AWS_P90] = "aws_p90",
    [CONFIG_TOPOLOGY_SIMBLOCK_2015] = "simblock_2015",
    [CONFIG_TOPOLOGY_SIMBLOCK_2019] = "simblock_2019",
    [CONFIG_TOPOLOGY_PLANETLAB] = "planetlab",
    [CONFIG_TOPOLOGY_SEATTLE] = "seattle",
    [CONFIG_TOPOLOGY_KING] = "king",
    [CONFIG_TOPOLOGY_MERIDIAN] = "meridian",
    [CONFIG_TOPOLOGY_HARVARD] = "harvard",
    [CONFIG_TOPOLOGY_MATRIX] = "matrix",
    [CONFIG_TOPOLOGY_GML] = "gml",
    [CONFIG_TOPOLOGY_GRAPHML] = "graphml",
    [CONFIG_TOPOLOGY_SIMGRID] = "simgrid",
    NULL,
};
static const char *const home_sizes_names[] = {
    [CONFIG_HOME_SIZES_EVEN] = "even",
    [CONFIG_HOME_SIZES_GEOMETRIC] = "geometric",
    [CONFIG_HOME_SIZES_OWNERS] = "owners",
    NULL,
};
static const char *const home_rates_names[] = {
    [CONFIG_HOME_RATES_GIVEN] = "given",
    [CONFIG_HOME_RATES_REGIONAL] = "regional",
    NULL,
};
const char *const config_lan_names[] = {
    [CONFIG_LAN_CUSTOM] = "custom",
    [CONFIG_LAN_WIFI] = "wifi",
    [CONFIG_LAN_BLE] = "ble",
    [CONFIG_LAN_THREAD_ROUTER] = "thread_router",
    [CONFIG_LAN_THREAD_SLEEPY] = "thread_sleepy",
    [CONFIG_LAN_ZIGBEE_ROUTER] = "zigbee_router",
    [CONFIG_LAN_ZIGBEE_SLEEPY] = "zigbee_sleepy",
    [CONFIG_LAN_ZWAVE] = "zwave",
    [CONFIG_LAN_LORAWAN] = "lorawan",
    NULL,
};
static const char *const placement_names[] = {
    [CONFIG_PLACEMENT_BY_SHARE] = "by_share",
    [CONFIG_PLACEMENT_UNIFORM] = "uniform",
    NULL,
};

/* A key names the quantity; the member adds the base unit. */
static const struct scenario_param run_params[] = {
    {"name", SCENARIO_TEXT, offsetof(struct config_run, name), "unnamed", NULL, NULL, NULL,
     "What the scenario is called in results.", "Assumption: a label."},
    {"description", SCENARIO_TEXT, offsetof(struct config_run, description), "", NULL, NULL, NULL,
     "What the scenario is for.", "Assumption: a label."},
    {"system", SCENARIO_CHOICE, offsetof(struct config_run, system), "crowdpatching", NULL, NULL,
     models_names, "The delivery system that is simulated.",
     "Assumption: the system that the study is about."},
    {"seed", SCENARIO_INTEGER, offsetof(struct config_run, seed), "1", NULL, "9223372036854775807",
     NULL, "Seed of all random streams.", "Assumption: any number serves."},
    {"duration", SCENARIO_DURATION, offsetof(struct config_run, duration_ns), "14d", "1s", "3650d",
     NULL, "The run ends at this simulated time at the latest.",
     "Assumption: covers the default expiry."},
    {"sample_interval", SCENARIO_DURATION, offsetof(struct config_run, sample_interval_ns), "60s",
     "1s", "7d", NULL, "Simulated time between two rows of timeseries.csv.gz.",
     "Assumption: five blocks."},
    {"series_interval", SCENARIO_DURATION, offsetof(struct config_run, series_interval_ns), "0s",
     "0s", "365d", NULL,
     "Simulated time between two values of the series in result.json, from the start to the "
     "scenario's duration; what a campaign keeps of the time series. 0s: there is none.",
     "Assumption: few questions need it."},
};
const struct scenario_section config_run_section = {
    "", "The run.", run_params, COUNT(run_params), sizeof(struct config_run), NULL};

#define WORLD(member) offsetof(struct config_world, member)
static const char *const devices_as_names[] = {
    [CONFIG_DEVICES_AS_ACTORS] = "actors", [CONFIG_DEVICES_AS_HUB_STATE] = "hub_state", NULL};

static const struct scenario_param world_params[] = {
    {"manufacturers", SCENARIO_INTEGER, WORLD(manufacturers), "1", "1", "16", NULL,
     "Manufacturers, each with a machine and a line of its own. Of M of them the i-th has the "
     "devices i, i + M, ..., so that a home has several's.",
     "Assumption: one; only crowdpatching has more."},
    {"distributors", SCENARIO_INTEGER, WORLD(distributors), "40", "0", "100000", NULL,
     "Distributors, first-hand and second-hand together.", "Assumption: a tenth of the devices."},
    {"hubs", SCENARIO_INTEGER, WORLD(hubs), "100", "0", "1000000", NULL,
     "Hubs: homes that hold devices.", "Assumption: a small town's worth of customers."},
    {"devices", SCENARIO_INTEGER, WORLD(devices), "400", "0", "1000000", NULL,
     "Target devices, spread over the hubs as network.home_sizes says.",
     "Assumption: four of one manufacturer's devices a home; owners of smart devices have 7 in the "
     "mean (models/shared/homes.h)."},
    {"devices_as", SCENARIO_CHOICE, WORLD(devices_as), "actors", NULL, NULL, devices_as_names,
     "Whether a device has a stack of its own in the simulator or, as hub_state, one only while it "
     "acts. Results are the same; the second takes less memory, for worlds of 100,000 devices and "
     "more.",
     "Assumption: the world fits into memory."},
    {"manufacturer_class", SCENARIO_CHOICE_OR_FILE, WORLD(manufacturer_class), "x86_server", NULL,
     NULL, crypto_device_class_names, "The manufacturer's machine.", "Assumption: a server."},
    {"distributor_class", SCENARIO_CHOICE_OR_FILE, WORLD(distributor_class), "x86_server", NULL,
     NULL, crypto_device_class_names, "A distributor's machine.", "Assumption: a server."},
    {"hub_class", SCENARIO_CHOICE_OR_FILE, WORLD(hub_class), "raspberry_pi_4", NULL, NULL,
     crypto_device_class_names, "A hub's machine.", "Assumption: a single-board computer."},
    {"device_class", SCENARIO_CHOICE_OR_FILE, WORLD(device_class), "cortex_m4_168mhz", NULL, NULL,
     crypto_device_class_names,
     "A device's chip: what its work, radio, flash memory and sleep take (crypto/cost.c, "
     "crypto/power.c), or a file of one's own, relative to the scenario's "
     "(docs/device-class-parameters.md). The energy is that of the chip's own radio, whatever "
     "network.lan_technology "
     "says of rates.",
     "Assumption: RFC 7228 class 2."},
    {"update_sizes", SCENARIO_CHOICE, WORLD(update_sizes), "fixed", NULL, NULL, firmware_size_names,
     "The system's update_size: what its section says (fixed), or drawn by the seed, log-uniform: "
     "8 to 50 KiB (class_1_image), 32 to 125 KiB (class_2_image), 1.8 to 13.9 KiB "
     "(class_2_delta), 256 KiB to 1 MiB (wifi_image). The size that was drawn stands in the "
     "resolved scenario.",
     "Source: RFC 7228; arXiv 2505.13764 for patches; models/shared/firmware.c."},
    {"flash_write", SCENARIO_RATE, WORLD(flash_write_bps), "400kbps", "0bps", "10Gbps", NULL,
     "Rate at which a device writes an update to its flash memory; 0bps: what its chip's data "
     "sheet says, erasure included.",
     "Assumption: 50 kB/s, internal flash of a microcontroller with erasure."},
    {"device_wake_interval", SCENARIO_DURATION, WORLD(device_wake_interval_ns), "0s", "0s", "30d",
     NULL,
     "A device sleeps and asks its hub at this interval whether there is anything for it, from a "
     "random date in the first one on; messages to it wait at the hub. It sends when it likes. 0s: "
     "it always listens.",
     "Source: indirect transmission, IEEE 802.15.4-2015, 6.7.3; sleepy end devices of Zigbee and "
     "Thread."},
    {"device_awake_window", SCENARIO_DURATION, WORLD(device_awake_window_ns), "100ms", "0s", "1h",
     NULL, "How long it listens after each message to or from it.",
     "Assumption: as long as fast polling waits for more (docs.digi.com: ST; Matter: active mode "
     "threshold)."},
    {"device_message_patience", SCENARIO_DURATION, WORLD(device_message_patience_ns), "0s", "0s",
     "30d", NULL,
     "A hub drops a message that would have to wait for a sleeping device longer than this, after "
     "this time, and tells nobody. 0s: it waits as long as it takes.",
     "Assumption: a hub has the memory; a Zigbee parent has 7.68 s (portal.ember.com/node/293)."},
    {"hub_radio_devices", SCENARIO_INTEGER, WORLD(hub_radio_devices), "0", "0", "1000000", NULL,
     "Most devices on a hub's radio; a home's others never join, and messages to and from them are "
     "lost. 0: any number.",
     "Assumption: radios have tables of children: some 7 for BLE, 32 for Zigbee and Thread."},
    {"manufacturer_funds", SCENARIO_MONEY, WORLD(manufacturer_funds_wei), "1000ETH", NULL, NULL,
     NULL, "What the manufacturer owns at the start.", "Assumption: enough for the deposit."},
    {"distributor_funds", SCENARIO_MONEY, WORLD(distributor_funds_wei), "1ETH", NULL, NULL, NULL,
     "What each distributor owns at the start.",
     "Assumption: enough for its gas and one purchase."},
    {"hub_funds", SCENARIO_MONEY, WORLD(hub_funds_wei), "0.05ETH", NULL, NULL, NULL,
     "What each hub owns at the start.", "Assumption: enough for its gas."},
};
const struct scenario_section config_world_section = {
    "world", "Who takes part.", world_params, COUNT(world_params), sizeof(struct config_world),
    NULL};

#define NETWORK(member) offsetof(struct config_network, member)
static const struct scenario_param network_params[] = {
    {"topology", SCENARIO_CHOICE, NETWORK(topology), "aws_p50", NULL, NULL, config_topology_names,
     "Regions and the one-way latencies between them: measured ones of 33 clouds (aws), 6 parts of "
     "the world (simblock), 490 or 99 machines (planetlab, seattle), or 1740, 2500 or 226 places "
     "in Vivaldi coordinates (king, meridian, harvard); or what \"file\" says: a matrix, "
     "a graph on the earth in GML or GraphML, as the Internet Topology Zoo's, or a platform of "
     "SimGrid.",
     "Source: models/shared/data/README.md (cloudping.co; SimBlock; NetLatency-Data; SimGrid)."},
    {"file", SCENARIO_TEXT, NETWORK(file), "", NULL, NULL, NULL,
     "The file of a topology that does not come with the program, relative to the scenario's.",
     "Assumption: empty: none."},
    {"fibre_km_per_ms", SCENARIO_REAL, NETWORK(fibre_km_per_ms), "204", "1", "300", NULL,
     "Speed of light in a graph's links.",
     "Assumption: c / 1.468, of single-mode fibre (SMF-28 is given with 1.467 to 1.468)."},
    {"path_stretch", SCENARIO_REAL, NETWORK(path_stretch), "1.5", "1", "10", NULL,
     "Length of a graph's link over the great circle between its ends.",
     "Assumption: fibre follows roads and rails."},
    {"manufacturer_region", SCENARIO_TEXT, NETWORK(manufacturer_region), "", NULL, NULL, NULL,
     "Where the manufacturer is; a name of the topology.",
     "Assumption: empty: placed at random, by share."},
    {"distributor_placement", SCENARIO_CHOICE, NETWORK(distributor_placement), "by_share", NULL,
     NULL, placement_names,
     "How distributors spread over the regions: by the topology's share of nodes, or evenly.",
     "Assumption: like all nodes; only simblock and files have shares that are not equal."},
    {"home_placement", SCENARIO_CHOICE, NETWORK(home_placement), "by_share", NULL, NULL,
     placement_names, "How homes spread over the regions.", "Assumption: like all nodes."},
    {"servers", SCENARIO_INTEGER, NETWORK(servers), "0", "0", "4096", NULL,
     "Regions that have a node of the chain and an edge of a CDN; everybody uses the nearest by "
     "round trip. 0: every region.",
     "Assumption: 0: nodes of public chains and CDNs are near everywhere."},
    {"server_placement", SCENARIO_CHOICE, NETWORK(server_placement), "by_share", NULL, NULL,
     placement_names, "How those regions are drawn when they are not all.",
     "Assumption: like all nodes."},
    {"manufacturer_up", SCENARIO_RATE, NETWORK(manufacturer_up_bps), "1Gbps", "1kbps", "1000Gbps",
     NULL, "The manufacturer's uplink.", "Assumption: a hosted server."},
    {"manufacturer_down", SCENARIO_RATE, NETWORK(manufacturer_down_bps), "1Gbps", "1kbps",
     "1000Gbps", NULL, "The manufacturer's downlink.", "Assumption: a hosted server."},
    {"distributor_up", SCENARIO_RATE, NETWORK(distributor_up_bps), "50Mbps", "1kbps", "1000Gbps",
     NULL, "A distributor's uplink.", "Assumption: a small business line."},
    {"distributor_down", SCENARIO_RATE, NETWORK(distributor_down_bps), "200Mbps", "1kbps",
     "1000Gbps", NULL, "A distributor's downlink.", "Assumption: a small business line."},
    {"home_up", SCENARIO_RATE, NETWORK(home_up_bps), "19.2Mbps", "1kbps", "1000Gbps", NULL,
     "A home's uplink.", "Source: SimBlock 2019, upload, North America."},
    {"home_down", SCENARIO_RATE, NETWORK(home_down_bps), "52Mbps", "1kbps", "1000Gbps", NULL,
     "A home's downlink.", "Source: SimBlock 2019, download, North America."},
    {"home_rates", SCENARIO_CHOICE, NETWORK(home_rates), "given", NULL, NULL, home_rates_names,
     "The median of homes' lines: home_up and home_down, or what the topology says of the region.",
     "Assumption: one for all; simblock has upload and download rates by region."},
    {"home_rate_sigma", SCENARIO_REAL, NETWORK(home_rate_sigma), "0", "0", "3", NULL,
     "Standard deviation of the logarithm of homes' rates (lognormal), up and down together; 0: "
     "all have the median.",
     "Assumption: none; 0.5 lets 95 % of lines lie within 2.7 times the median either way."},
    {"distributor_rate_sigma", SCENARIO_REAL, NETWORK(distributor_rate_sigma), "0", "0", "3", NULL,
     "The same for distributors.", "Assumption: none."},
    {"home_sizes", SCENARIO_CHOICE, NETWORK(home_sizes), "even", NULL, NULL, home_sizes_names,
     "How devices spread over homes, each of which has one at least: evenly, geometrically, or as "
     "among owners of smart devices (negative binomial).",
     "Source: models/shared/homes.h (Parks Associates); even: Assumption."},
    {"access_latency", SCENARIO_DURATION, NETWORK(access_latency_ns), "5ms", "0s", "10s", NULL,
     "One-way latency of each access link, beside the core's.",
     "Assumption: half of a 10 ms first hop on cable or fibre."},
    {"lan_technology", SCENARIO_CHOICE, NETWORK(lan_technology), "custom", NULL, NULL,
     config_lan_names,
     "A home's radio: what the lan_ parameters below say, or a preset for those of them that the "
     "scenario does not set itself; scenario.json of a run has what it says.",
     "Source: models/shared/homes.c has one for each preset."},
    {"lan_goodput", SCENARIO_RATE, NETWORK(lan_goodput_bps), "10.24kbps", "8bps", "10Gbps", NULL,
     "Rate at which a home's radio moves segments, shared by its devices; what they wait for "
     "turns and acknowledgements is in it.",
     "Source: a Zigbee over-the-air update to a router moves 1,280 B/s (iotclass.org)."},
    {"lan_latency", SCENARIO_DURATION, NETWORK(lan_latency_ns), "10ms", "0s", "60s", NULL,
     "One-way latency of the radio.", "Assumption: one hop of IEEE 802.15.4."},
    {"lan_payload", SCENARIO_SIZE, NETWORK(lan_payload_bytes), "1460B", "1B", "1MiB", NULL,
     "Most payload in a segment on the radio: messages are cut into such.",
     "Assumption: none is needed where lan_goodput has the headers in it."},
    {"lan_header", SCENARIO_SIZE, NETWORK(lan_header_bytes), "0B", "0B", "1KiB", NULL,
     "Header of each segment on the radio.", "Assumption: in lan_goodput."},
    {"lan_duty_cycle", SCENARIO_REAL, NETWORK(lan_duty_cycle), "1", "0.0001", "1", NULL,
     "Share of time in which a home's radio may send.", "Assumption: unlimited."},
    {"lan_loss", SCENARIO_REAL, NETWORK(lan_loss), "0", "0", "0.99", NULL,
     "Share of segments that the radio loses and sends again, which takes their time. "
     "faults.radio_message_loss is what remains lost.",
     "Assumption: in lan_goodput."},
};
const struct scenario_section config_network_section = {"network",
                                                        "Links and latencies.",
                                                        network_params,
                                                        COUNT(network_params),
                                                        sizeof(struct config_network),
                                                        NULL};

const char *const config_profile_names[] = {
    [CONFIG_PROFILE_CUSTOM] = "custom",   [CONFIG_PROFILE_L1_2020] = "l1_2020",
    [CONFIG_PROFILE_L1_2025] = "l1_2025", [CONFIG_PROFILE_L1_2026] = "l1_2026",
    [CONFIG_PROFILE_L2] = "l2",           NULL,
};

static const struct scenario_param prices_params[] = {
    {"profile", SCENARIO_CHOICE, offsetof(struct config_prices, profile), "custom", NULL, NULL,
     config_profile_names,
     "Prices of a time and a chain: what the parameters say, or a preset for prices.eth_usd and "
     "for chain.initial_base_fee, priority_fee, data_fee, gas_limit and block_interval where the "
     "scenario does not set them itself. Base and priority fee of a gas, and an ETH: l1_2020 40 "
     "and "
     "9 gwei, 230 USD; l1_2025 2.7 and 0.27 gwei, 3000 USD; l1_2026 0.04 and 0.004 gwei, 3200 USD; "
     "l2 0.005 and 0.001 gwei, 3200 USD, and 0.0025 gwei a byte. Ethereum's rules (chain.fork) "
     "hold in all, the fee market's too. scenario.json of a run has what the preset says.",
     "Source: models/shared/prices.c has one for each preset."},
    {"eth_usd", SCENARIO_REAL, offsetof(struct config_prices, eth_usd), "3000", "0", "1000000000",
     NULL, "US dollars an ETH, with which results add fees and rewards to bills.",
     "Assumption: a round figure for 2025."},
    {"egress_usd_per_gb", SCENARIO_REAL, offsetof(struct config_prices, egress_usd_per_gb), "0.09",
     "0", "1000", NULL,
     "US dollars a gigabyte (10^9 bytes) that the manufacturer's server sends, headers included.",
     "Source: list price of AWS S3's egress, docs.decdn.org/node-operators/economics-and-rates."},
    {"compute_usd_per_core_hour", SCENARIO_REAL,
     offsetof(struct config_prices, compute_usd_per_core_hour), "0.085", "0", "1000", NULL,
     "US dollars an hour of one core that a distributor pays while it computes.",
     "Source: AWS c6i.large on demand, two threads of one core, 62.05 USD for 730 h "
     "(gist.github.com/alikhajeh1/6107727c5218382b9cc6af69be562111)."},
    {"upload_usd_per_gb", SCENARIO_REAL, offsetof(struct config_prices, upload_usd_per_gb), "0",
     "0", "1000", NULL,
     "US dollars a gigabyte (10^9 bytes) that a distributor sends, headers included.",
     "Assumption: its line has a flat rate, which it pays anyway."},
    {"capital_interest", SCENARIO_REAL, offsetof(struct config_prices, capital_interest), "0", "0",
     "100", NULL,
     "Interest a year, 0.05: 5 %, that a distributor's funds would have earned elsewhere during "
     "the run.",
     "Assumption: none."},
    {"patched_device_value_usd", SCENARIO_REAL,
     offsetof(struct config_prices, patched_device_value_usd), "0", "0", "1000000000", NULL,
     "US dollars that a patched device is worth to all, at each release, in the welfare of the "
     "results.",
     "Assumption: 0, so that welfare is what was used up; it differs from device to device."},
};
const struct scenario_section config_prices_section = {"prices",
                                                       "What things cost outside of the chain.",
                                                       prices_params,
                                                       COUNT(prices_params),
                                                       sizeof(struct config_prices),
                                                       NULL};

const char *const config_lookup_names[] = {
    [CONFIG_LOOKUP_FITTED] = "fitted",
    [CONFIG_LOOKUP_KADEMLIA] = "kademlia",
    NULL,
};

#define P2P(member) offsetof(struct config_p2p, member)
static const struct scenario_param p2p_params[] = {
    {"lookup", SCENARIO_CHOICE, P2P(lookup), "fitted", NULL, NULL, config_lookup_names,
     "A look-up in the hash table: a latency drawn from a lognormal distribution (fitted), which "
     "finds all that was announced; or messages between the table's nodes (kademlia).",
     "Assumption: the fitted one, which needs no traffic; tests hold both to each other."},
    {"lookup_median", SCENARIO_DURATION, P2P(lookup_median_ns), "300ms", "1ms", "1h", NULL,
     "Median of a look-up in the hash table (lognormal).",
     "Assumption: the 80 % quantile is known, the median is not."},
    {"lookup_p80", SCENARIO_DURATION, P2P(lookup_p80_ns), "500ms", "1ms", "1h", NULL,
     "80 % quantile of a look-up; not below the median.",
     "Source: IPFS in the EU, 80 % of look-ups under 500 ms."},
    {"providers_per_lookup", SCENARIO_INTEGER, P2P(providers_per_lookup), "20", "1", "1000", NULL,
     "Most providers that one look-up finds.", "Source: Kademlia's k."},
    {"dht_peers", SCENARIO_INTEGER, P2P(dht_peers), "500", "0", "10000", NULL,
     "Kademlia: nodes of the table beside manufacturer and distributors.",
     "Assumption: a small network; with n nodes a look-up takes about log(n) steps."},
    {"dht_k", SCENARIO_INTEGER, P2P(dht_k), "20", "1", "64", NULL,
     "Kademlia: nodes a bucket, and nodes that hold an announcement.",
     "Source: Maymounkov, Mazieres, 2002, k = 20."},
    {"dht_alpha", SCENARIO_INTEGER, P2P(dht_alpha), "3", "1", "64", NULL,
     "Kademlia: requests of a look-up at a time.",
     "Source: Maymounkov, Mazieres, 2002, alpha = 3."},
    {"dht_timeout", SCENARIO_DURATION, P2P(dht_timeout_ns), "2s", "1ms", "1h", NULL,
     "Kademlia: wait for the answer to one request.", "Assumption: a common client default."},
    {"dht_republish", SCENARIO_DURATION, P2P(dht_republish_ns), "22h", "1min", "3650d", NULL,
     "Kademlia: time between two announcements of the same.",
     "Source: libp2p, kad-dht specification: 22 h."},
    {"sessions", SCENARIO_CHOICE, P2P(sessions), "always_on", NULL, NULL, sessions_names,
     "Kademlia: how long the other nodes stay, a Weibull fit to a measured network. Distributors "
     "come and go by section \"faults\".",
     "Source: Zhang, Iosup, Epema, PDS-2010-003, table 14 (trace and year)."},
    {"dht_offline", SCENARIO_DURATION, P2P(dht_offline_ns), "1h", "1s", "3650d", NULL,
     "Kademlia: mean of the exponential time until a node that left is back.",
     "Assumption: of the order of a session."},
};
const struct scenario_section config_p2p_section = {
    "p2p", "The peer-to-peer network.", p2p_params, COUNT(p2p_params), sizeof(struct config_p2p),
    NULL};

#define CHAIN(member) offsetof(struct config_chain, member)
static const struct scenario_param chain_params[] = {
    {"fork", SCENARIO_CHOICE, CHAIN(fork), "osaka", NULL, NULL, evm_fork_names,
     "Rule set of the EVM and of its gas.", "Source: Ethereum mainnet since 2025-12."},
    {"ed25519_verify", SCENARIO_BOOL, CHAIN(ed25519_verify), "false", NULL, NULL, NULL,
     "A what-if: the chain has EIP-665's ed25519verify, at address 0x665 (the EIP's own, 0x9, is "
     "blake2f's today).",
     "Assumption: no chain has it."},
    {"block_interval", SCENARIO_DURATION, CHAIN(block_interval_ns), "12s", "1s", "1h", NULL,
     "Time between two blocks, in whole seconds.", "Source: Ethereum consensus specification."},
    {"gas_limit", SCENARIO_INTEGER, CHAIN(gas_limit), "60000000", "1000000", "10000000000", NULL,
     "Gas limit of a block.", "Source: EIP-7935."},
    {"background_load", SCENARIO_REAL, CHAIN(background_load), "0.5", "0", "0.95", NULL,
     "Share of each block's gas that others use at the initial base fee; 0.5 holds it where it is.",
     "Assumption: EIP-1559's target is met by the rest of the world."},
    {"background_elasticity", SCENARIO_REAL, CHAIN(background_elasticity), "1", "0", "4", NULL,
     "How others give way to the base fee: they use background_load * (fee / "
     "initial_base_fee)^-this "
     "of a block, at most all of it. At 1 they spend as much as ever, and the fee comes back by an "
     "eighth of the way a block; at 0 they use as much as ever, and what the model's transactions "
     "add raises the fee for good.",
     "Assumption: a fixed budget. Buterin (ethresear.ch/t/2330) reads 1 to 2 from weeks of 2017 "
     "and "
     "0.7 from 2020; studies of 2025 find less: 0.18 from raised gas limits (ethresear.ch, state "
     "and "
     "burst resources), 0.006 from day to day (arXiv:2606.13555)."},
    {"initial_base_fee", SCENARIO_MONEY, CHAIN(initial_base_fee_wei), "1gwei", "0wei", "1ETH", NULL,
     "Base fee of the first block, a gas; before london the least gas price. 0wei: it stays 0, as "
     "on private chains.",
     "Assumption: a calm day on mainnet in 2026."},
    {"priority_fee", SCENARIO_MONEY, CHAIN(priority_fee_wei), "0.1gwei", "0wei", "1ETH", NULL,
     "Priority fee that participants offer, a gas.", "Assumption: a tenth of the base fee."},
    {"data_fee", SCENARIO_MONEY, CHAIN(data_fee_wei), "0wei", "0wei", "1ETH", NULL,
     "What a transaction pays beside its gas for each of its bytes, as rollups charge for keeping "
     "them on Ethereum.",
     "Assumption: Ethereum itself."},
    {"base_fee_headroom", SCENARIO_REAL, CHAIN(base_fee_headroom), "2", "1", "100", NULL,
     "From london on a transaction pays up to this times the base fee of the moment, and the "
     "priority fee; before, the gas price of the moment.",
     "Assumption: what wallets do."},
    {"gossip_delay", SCENARIO_DURATION, CHAIN(gossip_delay_ns), "1s", "0s", "10min", NULL,
     "From a node's receipt of a transaction or block until all nodes know it.",
     "Assumption: within a slot's first third, which the protocol needs to work."},
    {"confirmations", SCENARIO_INTEGER, CHAIN(confirmations), "1", "1", "1000", NULL,
     "Blocks, its own included, until a transaction counts as done.",
     "Assumption: no reorganisations; above faults.reorg_depth none misleads."},
    {"rpc_timeout", SCENARIO_DURATION, CHAIN(rpc_timeout_ns), "30s", "100ms", "1h", NULL,
     "Wait for a chain node's answer.", "Assumption: a common client default."},
    {"rpc_attempts", SCENARIO_INTEGER, CHAIN(rpc_attempts), "3", "1", "100", NULL,
     "Attempts to reach a chain node.", "Assumption: a common client default."},
};
const struct scenario_section config_chain_section = {
    "chain", "The blockchain.", chain_params, COUNT(chain_params), sizeof(struct config_chain),
    NULL};

static const struct scenario_param fidelity_params[] = {
    {"proof", SCENARIO_CHOICE, offsetof(struct config_fidelity, proof), "calibrated", NULL, NULL,
     config_fidelity_names,
     "How zero-knowledge proofs are made: a calibrated proof is a token that only a valid witness "
     "yields; a real one is computed and verified, under keys whose secrets follow from the seed: "
     "for simulation only. Simulated times and sizes are the cost model's in both.",
     "Source: zk/cost.c."},
    {"signature", SCENARIO_CHOICE, offsetof(struct config_fidelity, signature), "real", NULL, NULL,
     config_fidelity_names,
     "How signatures are made, of transactions too: a calibrated one is a token of the same size "
     "that only the key's owner can make, checked by the contracts all the same; keys are hashes "
     "then. Simulated times are the device classes' in both.",
     "Source: crypto/token.h; docs/adr/0009-tokens-stand-for-signatures.md says what differs."},
    {"calibration", SCENARIO_TEXT, offsetof(struct config_fidelity, calibration), "", NULL, NULL,
     NULL,
     "File of `crowdpatch calibrate`, relative to the scenario's: how long proofs by zk/ take on "
     "the reference core, and what x86_server needs for hashes, ciphers and signatures.",
     "Assumption: empty: the reference core of zk/cost.c and crypto/cost.c."},
};
const struct scenario_section config_fidelity_section = {"fidelity",
                                                         "Real or calibrated cryptography.",
                                                         fidelity_params,
                                                         COUNT(fidelity_params),
                                                         sizeof(struct config_fidelity),
                                                         NULL};

char *config_path(const struct scenario *scenario, const char *path)
{
    struct base_buffer whole = {0};
    char *copy = strdup(scenario_file(scenario));
    if (copy && path[0] != '/' && strchr(copy, '/'))
        base_buffer_printf(&whole, "%s/", dirname(copy));
    base_buffer_printf(&whole, "%s", path);
    base_buffer_append_u8(&whole, 0);
    whole.failed = whole.failed || !copy;
    free(copy);
    return (char *)base_buffer_steal(&whole, &(size_t){0});
}

uint64_t config_chain_background_gas(const struct config_chain *chain)
{
    return (uint64_t)((double)chain->gas_limit * chain->background_load);
}

uint64_t config_chain_others_gas(const struct config_chain *chain, u256 base_fee_wei)
{
    if (u256_is_zero(base_fee_wei) || u256_is_zero(chain->initial_base_fee_wei))
        return config_chain_background_gas(chain);
    double ratio = u256_to_double(base_fee_wei) / u256_to_double(chain->initial_base_fee_wei);
    double gas = (double)chain->gas_limit * chain->background_load *
                 base_math_pow(ratio, -chain->background_elasticity);
    return gas < (double)chain->gas_limit ? (uint64_t)gas : chain->gas_limit;
}

struct config_money config_money(u256 wei)
{
    struct config_money result;
    base_quantity_format(wei, BASE_DIMENSION_MONEY, result.text, sizeof result.text);
    return result;
}

uint64_t config_chain_room_gas(const struct config_chain *chain)
{
    return chain->gas_limit - config_chain_background_gas(chain);
}

uint64_t config_chain_transaction_gas(const struct config_chain *chain)
{
    uint64_t room = config_chain_room_gas(chain);
    bool is_capped = evm_fork_find(evm_fork_names[chain->fork]) >= (int)EVM_FORK_OSAKA;
    return is_capped && room > CHAIN_TRANSACTION_GAS_CAP ? CHAIN_TRANSACTION_GAS_CAP : room;
}
