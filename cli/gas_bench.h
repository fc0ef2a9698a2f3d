#ifndef CROWDPATCH_CLI_GAS_BENCH_H
#define CROWDPATCH_CLI_GAS_BENCH_H

#include "base/bytes.h"
#include "cli/gas_measure.h"
#include "contracts-model/chain/chain.h"

/** The chain on which operations are measured, and who sends them. */

/** Devices of the release that claims are made against. */
enum { CLI_GAS_LISTED = 4 };

struct cli_gas_party {
    crypto_secp256k1_secret secret;
    crypto_address address;
};

struct cli_gas_device {
    struct crypto_scheme_secret secret;
    struct crypto_scheme_public key;
    crypto_address address;
};

struct cli_gas_bench {
    struct chain *chain;
    const struct cli_gas_setup *setup;
    struct cli_gas_table *table;
    uint64_t now_s;
    struct cli_gas_party manufacturer, distributor, rival, hub;
    struct cli_gas_device devices[CLI_GAS_LISTED];
    crypto_address *addresses; /* of a list: listed[i] is the same in lists of any length */
    size_t address_count;
    crypto_address super;
};

/* What gas is measured with. */
enum {
    CLI_GAS_CHAIN_ID = 1,
    CLI_GAS_BLOCK_S = 12, /* Source: Ethereum's slot */
    /* Assumption: any but zero; what a price is does not change what gas is used. */
    CLI_GAS_PRICE_WEI = 1000000000,
};

crypto_digest cli_gas_digest_of(const char *text);
/** A device with a key of its own. Returns 0 or what crypto_scheme_keypair() returns. */
int cli_gas_device_of(enum crypto_scheme scheme, const char *name,
                      struct cli_gas_device *ret_device);

/** The chain and those who send. Returns 0 or BASE_E_NOMEM; chain_free() in every case. */
int cli_gas_bench_set_up(struct cli_gas_bench *bench);

/** Signs and submits, and produces a block. *ret_receipt is NULL when the chain refuses the
 *  transaction. Takes `data`. Returns 0 or BASE_E_NOMEM. */
int cli_gas_send(struct cli_gas_bench *bench, const struct cli_gas_party *from,
                 const crypto_address *to, uint64_t value_wei, struct base_buffer *data,
                 const struct chain_receipt **ret_receipt);
/** "success", "refused", or the name of an error. */
const char *cli_gas_outcome_of(const struct chain_receipt *receipt);

/** Signs and submits, produces a block and fills the operation's row. Takes `data`. Returns 0,
 *  BASE_E_NOMEM, or BASE_E_SIM when it ends otherwise than with `outcome`: "success", or the name
 *  of an error. */
int cli_gas_send_for(struct cli_gas_bench *bench, enum cli_gas_operation operation,
                     const char *outcome, const struct cli_gas_party *from,
                     const crypto_address *to, uint64_t value_wei, struct base_buffer *data,
                     const struct chain_receipt **ret_receipt);

/* Contracts that no device signs for (gas_firmware.c). */

/** After Boudguiga et al.: the log of updates, votes and acknowledgements. */
int cli_gas_measure_update_log(struct cli_gas_bench *bench);
/** After Refai and Wu: the firmware, or its hash, and gateways. */
int cli_gas_measure_firmware(struct cli_gas_bench *bench);

#endif
