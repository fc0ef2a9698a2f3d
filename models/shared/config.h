#ifndef CROWDPATCH_MODELS_SHARED_CONFIG_H
#define CROWDPATCH_MODELS_SHARED_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/u256.h"
#include "scenarios/param.h"
#include "scenarios/scenario.h"

/** The parameters that every delivery system shares. Each struct is filled from its section. */

struct config_run { /* "" */
    const char *name;
    const char *description;
    int system; /* index in models_names */
    uint64_t seed;
    int64_t duration_ns;
    int64_t sample_interval_ns;
    int64_t series_interval_ns; /* 0: none */
};

struct config_world { /* "world" */
    uint64_t manufacturers;
    uint64_t distributors;
    uint64_t hubs;
    uint64_t devices;
    /* Names of crypto/cost.h, or files of models/shared/class_file.h. */
    const char *manufacturer_class, *distributor_class, *hub_class;
    int devices_as; /* enum config_devices_as */
    const char *device_class;
    int update_sizes; /* index in firmware_size_names */
    uint64_t flash_write_bps;
    int64_t device_wake_interval_ns; /* 0: always awake */
    int64_t device_awake_window_ns;
    int64_t device_message_patience_ns; /* 0: for ever */
    uint64_t hub_radio_devices;         /* 0: any number */
    u256 manufacturer_funds_wei;
    u256 distributor_funds_wei;
    u256 hub_funds_wei;
};

enum config_devices_as {
    CONFIG_DEVICES_AS_ACTORS,
    CONFIG_DEVICES_AS_HUB_STATE,
};

enum config_topology {
    CONFIG_TOPOLOGY_AWS_P50,
    CONFIG_TOPOLOGY_AWS_P90,
    CONFIG_TOPOLOGY_SIMBLOCK_2015,
    CONFIG_TOPOLOGY_SIMBLOCK_2019,
    CONFIG_TOPOLOGY_PLANETLAB,
    CONFIG_TOPOLOGY_SEATTLE,
    CONFIG_TOPOLOGY_KING,
    CONFIG_TOPOLOGY_MERIDIAN,
    CONFIG_TOPOLOGY_HARVARD,
    CONFIG_TOPOLOGY_MATRIX, /* from here on: in a file */
    CONFIG_TOPOLOGY_GML,
    CONFIG_TOPOLOGY_GRAPHML,
    CONFIG_TOPOLOGY_SIMGRID,
};

enum config_placement {
    CONFIG_PLACEMENT_BY_SHARE,
    CONFIG_PLACEMENT_UNIFORM,
};

enum config_home_sizes {
    CONFIG_HOME_SIZES_EVEN,
    CONFIG_HOME_SIZES_GEOMETRIC,
    CONFIG_HOME_SIZES_OWNERS,
};

enum config_home_rates {
    CONFIG_HOME_RATES_GIVEN,
    CONFIG_HOME_RATES_REGIONAL,
};

enum config_lan {
    CONFIG_LAN_CUSTOM,
    CONFIG_LAN_WIFI,
    CONFIG_LAN_BLE,
    CONFIG_LAN_THREAD_ROUTER,
    CONFIG_LAN_THREAD_SLEEPY,
    CONFIG_LAN_ZIGBEE_ROUTER,
    CONFIG_LAN_ZIGBEE_SLEEPY,
    CONFIG_LAN_ZWAVE,
    CONFIG_LAN_LORAWAN,
};

struct config_network {              /* "network" */
    int topology;                    /* enum config_topology */
    const char *file;                /* of a topology, relative to the scenario's; "": none */
    const char *manufacturer_region; /* "": drawn */
    double fibre_km_per_ms;          /* of a graph's links */
    double path_stretch;             /* a link's length in great circles */
    int distributor_placement;       /* enum config_placement */
    int home_placement;              /* enum config_placement */
    uint64_t servers;                /* regions with servers; 0: all */
    int server_placement;            /* enum config_placement */
    uint64_t manufacturer_up_bps;
    uint64_t manufacturer_down_bps;
    uint64_t distributor_up_bps;
    uint64_t distributor_down_bps;
    uint64_t home_up_bps;
    uint64_t home_down_bps;
    int home_rates; /* enum config_home_rates */
    double home_rate_sigma;
    double distributor_rate_sigma;
    int home_sizes; /* enum config_home_sizes */
    int64_t access_latency_ns;
    int lan_technology; /* enum config_lan */
    uint64_t lan_goodput_bps;
    int64_t lan_latency_ns;
    uint64_t lan_payload_bytes;
    uint64_t lan_header_bytes;
    double lan_duty_cycle;
    double lan_loss;
};

enum config_profile {
    CONFIG_PROFILE_CUSTOM,
    CONFIG_PROFILE_L1_2020,
    CONFIG_PROFILE_L1_2025,
    CONFIG_PROFILE_L1_2026,
    CONFIG_PROFILE_L2,
};

struct config_prices { /* "prices" */
    int profile;       /* enum config_profile */
    double eth_usd;
    double egress_usd_per_gb; /* a gigabyte of 10^9 bytes */
    double compute_usd_per_core_hour;
    double upload_usd_per_gb;
    double capital_interest; /* a year */
    double patched_device_value_usd;
};

enum config_lookup {
    CONFIG_LOOKUP_FITTED,
    CONFIG_LOOKUP_KADEMLIA,
};

struct config_p2p { /* "p2p" */
    int lookup;     /* enum config_lookup */
    int64_t lookup_median_ns;
    int64_t lookup_p80_ns;
    uint64_t providers_per_lookup;
    uint64_t dht_peers;
    uint64_t dht_k;
    uint64_t dht_alpha;
    int64_t dht_timeout_ns;
    int64_t dht_republish_ns;
    int sessions; /* index in sessions_names */
    int64_t dht_offline_ns;
};

struct config_chain {    /* "chain" */
    int fork;            /* index in evm_fork_names */
    bool ed25519_verify; /* EIP-665's precompile, which no chain has */
    int64_t block_interval_ns;
    uint64_t gas_limit;
    double background_load;
    double background_elasticity;
    u256 initial_base_fee_wei;
    u256 priority_fee_wei;
    u256 data_fee_wei; /* a byte */
    double base_fee_headroom;
    int64_t gossip_delay_ns;
    uint64_t confirmations;
    int64_t rpc_timeout_ns;
    uint64_t rpc_attempts;
};

struct config_fidelity {     /* "fidelity" */
    int proof;               /* enum config_fidelity_level */
    int signature;           /* the same */
    const char *calibration; /* a file, relative to the scenario's; "": none */
};

enum config_fidelity_level {
    CONFIG_FIDELITY_CALIBRATED,
    CONFIG_FIDELITY_REAL,
};

extern const struct scenario_section config_run_section;
extern const struct scenario_section config_world_section;
extern const struct scenario_section config_network_section;
extern const struct scenario_section config_prices_section;
extern const struct scenario_section config_p2p_section;
extern const struct scenario_section config_chain_section;
extern const struct scenario_section config_fidelity_section;

/** Money as people write it. */
struct config_money {
    char text[96];
};
struct config_money config_money(u256 wei);

/** Gas of each block that others use at the initial base fee, and what is left of it for the
 *  model. */
uint64_t config_chain_background_gas(const struct config_chain *chain);
uint64_t config_chain_room_gas(const struct config_chain *chain);
/** The most that one transaction may ask for: that room, and from osaka on 2^24. */
uint64_t config_chain_transaction_gas(const struct config_chain *chain);
/** What they use at another base fee:
 *  gas_limit * background_load * (base_fee / initial_base_fee)^-background_elasticity, rounded
 *  down, at most gas_limit. Where either is 0 there is no fee, and others use as much as ever. */
uint64_t config_chain_others_gas(const struct config_chain *chain, u256 base_fee_wei);

/** Reports values of these sections that do not go together, and what is wrong in a calibration.
 *  Returns 0, BASE_E_SCENARIO or BASE_E_NOMEM. */
int config_check(const struct scenario *scenario, struct scenario_report *report);

/** "calibrated", ...: NULL-terminated. */
extern const char *const config_fidelity_names[];
extern const char *const config_topology_names[];
extern const char *const config_lookup_names[];
extern const char *const config_lan_names[];
extern const char *const config_profile_names[];

/** A path in a scenario, relative to the scenario's own file; the caller frees. NULL: no memory. */
char *config_path(const struct scenario *scenario, const char *path);

#endif
