#ifndef CROWDPATCH_MODELS_REFAI_WU_CONFIG_H
#define CROWDPATCH_MODELS_REFAI_WU_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "models/shared/config.h"
#include "scenarios/param.h"
#include "scenarios/scenario.h"

/** Where the firmware's bytes are. */
enum refai_wu_variant {
    REFAI_WU_ON_CHAIN,     /* in the contract's storage */
    REFAI_WU_PEER_TO_PEER, /* at the gateways; the contract has their hash */
};

/** How a gateway reads the chain. */
enum refai_wu_node {
    REFAI_WU_OWN_NODE,    /* it is a full node */
    REFAI_WU_REMOTE_NODE, /* it asks the nearest node */
};

enum refai_wu_device_check {
    REFAI_WU_DEVICE_TRUSTS, /* a device installs what its gateways bring */
    REFAI_WU_DEVICE_CHECKS, /* it checks the manufacturer's signature and the hash first */
};

/** Parameters of section "refai_wu". */
struct refai_wu_config {
    int variant; /* enum refai_wu_variant */
    uint64_t update_bytes;
    uint64_t miners; /* of a home: 1 or 2 */
    int node;        /* enum refai_wu_node */
    int device_check;
    uint64_t chunk_bytes; /* of the firmware in a transaction */
    bool has_audit;
    uint64_t seed_requests; /* 0: no limit */
    uint64_t concurrent_uploads;
    uint64_t candidates;
    int64_t gateway_poll_ns;
    int64_t second_delay_ns;
    int64_t answer_timeout_ns;
    int64_t fetch_timeout_ns;
    int64_t device_timeout_ns;
    int64_t transaction_timeout_ns;
    uint64_t attempts;
    int64_t retry_pause_ns;
};

extern const struct scenario_section refai_wu_section;

/** Gas limit of a transaction that stores so many bytes. */
uint64_t refai_wu_chunk_gas(uint64_t chunk_bytes);

/** Gateways that one transaction adds to the contract's record at the most.
 *  Assumption: as many as one of CrowdPatching's puts devices on its list. */
#define REFAI_WU_NODES_AT_ONCE_MAX UINT64_C(300)
/** Gas limit of a transaction that adds so many. */
uint64_t refai_wu_nodes_gas(uint64_t nodes);
/** How many one adds: those, or what it has room for. Requires: it has room for
 *  REFAI_WU_GAS_CREATE, as refai_wu_check() asks. */
uint64_t refai_wu_nodes_at_once(const struct config_chain *chain);

/** Gas limit of the contract's creation. Assumption: one to four times the measured use. */
#define REFAI_WU_GAS_CREATE UINT64_C(2000000)

int refai_wu_check(const struct scenario *scenario, struct scenario_report *report);

#endif
