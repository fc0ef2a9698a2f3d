#include "cli/gas_bench.h"

#include <string.h>

#include "base/error.h"
#include "contracts-model/contracts/abi.h"

crypto_digest cli_gas_digest_of(const char *text)
{
    return crypto_sha256(text, strlen(text));
}

static struct cli_gas_party party_of(const char *name)
{
    struct cli_gas_party party;
    crypto_digest seed = cli_gas_digest_of(name);

    crypto_secp256k1_keypair(seed.bytes, &party.secret, &party.address);
    return party;
}

int cli_gas_device_of(enum crypto_scheme scheme, const char *name,
                      struct cli_gas_device *ret_device)
{
    crypto_digest seed = cli_gas_digest_of(name);
    int r = crypto_scheme_keypair(scheme, seed.bytes, &ret_device->key, &ret_device->secret);

    if (r == 0)
        ret_device->address = crypto_scheme_address(&ret_device->key);
    return r;
}

int cli_gas_send(struct cli_gas_bench *bench, const struct cli_gas_party *from,
                 const crypto_address *to, uint64_t value_wei, struct base_buffer *data,
                 const struct chain_receipt **ret_receipt)
{
    struct base_buffer encoded = {0};
    const struct chain_block *block;
    crypto_digest hash;
    struct chain_transaction transaction = {
        .type = CHAIN_TX_LEGACY,
        .chain_id = CLI_GAS_CHAIN_ID,
        .nonce = chain_nonce(bench->chain, &from->address),
        .max_fee_wei = u256_from_u64(CLI_GAS_PRICE_WEI),
        .gas_limit = bench->table->transaction_gas,
        .is_creation = to == NULL,
        .value_wei = u256_from_u64(value_wei),
        .data = data->data,
        .data_len = data->len,
    };

    if (to != NULL)
        transaction.to = *to;
    int r = base_buffer_failed(data) ? base_fail(BASE_E_NOMEM, "no memory for a transaction") : 0;
    r = r < 0 ? r : chain_transaction_sign(&transaction, &from->secret, &encoded);
    r = r < 0 ? r : chain_submit(bench->chain, encoded.data, encoded.len, &hash);
    base_buffer_deinit(&encoded);
    base_buffer_deinit(data);
    if (r != 0) {
        *ret_receipt = NULL;
        return r < 0 ? r : 0;
    }
    bench->now_s += CLI_GAS_BLOCK_S;
    r = chain_produce_block(bench->chain, bench->now_s, &block);
    if (r == 0)
        *ret_receipt = chain_receipt_find(bench->chain, &hash);
    return r;
}

const char *cli_gas_outcome_of(const struct chain_receipt *receipt)
{
    const char *name = NULL;

    if (receipt == NULL)
        return "refused";
    if (receipt->status == EVM_REVERT)
        name = contracts_error_name(receipt->output, receipt->output_len);
    return name != NULL ? name : evm_status_name(receipt->status);
}

int cli_gas_send_for(struct cli_gas_bench *bench, enum cli_gas_operation operation,
                     const char *outcome, const struct cli_gas_party *from,
                     const crypto_address *to, uint64_t value_wei, struct base_buffer *data,
                     const struct chain_receipt **ret_receipt)
{
    int r = cli_gas_send(bench, from, to, value_wei, data, ret_receipt);

    if (r < 0)
        return r;
    if (strcmp(cli_gas_outcome_of(*ret_receipt), outcome) != 0)
        return base_fail(BASE_E_SIM, "%s ends with \"%s\" instead of \"%s\"",
                         cli_gas_operation_name(operation), cli_gas_outcome_of(*ret_receipt),
                         outcome);
    bench->table->gas[operation] = (*ret_receipt)->gas_used;
    return 0;
}

int cli_gas_bench_set_up(struct cli_gas_bench *bench)
{
    const struct cli_gas_setup *setup = bench->setup;
    struct chain_config config = {
        .fork = setup->fork,
        .has_ed25519_verify = setup->scheme == CRYPTO_SCHEME_ED25519,
        .chain_id = CLI_GAS_CHAIN_ID,
        .genesis_timestamp_s = bench->now_s,
        .gas_limit = setup->block_gas,
        .initial_base_fee_wei = u256_from_u64(7),
        .coinbase = party_of("miner").address,
    };
    /* More than all transactions take. */
    u256 funds = u256_mul(u256_from_u64(UINT64_C(1000000000000000000)), u256_from_u64(1000000));

    bench->manufacturer = party_of("manufacturer");
    bench->distributor = party_of("distributor");
    bench->rival = party_of("rival");
    bench->hub = party_of("hub");
    int r = chain_new(&config, &bench->chain);
    for (int i = 0; i < CLI_GAS_LISTED && r == 0; i++) {
        const char name[] = {'d', 'e', 'v', 'i', 'c', 'e', (char)('0' + i), '\0'};
        r = cli_gas_device_of(setup->scheme, name, &bench->devices[i]);
    }
    r = r < 0 ? r : chain_fund(bench->chain, &bench->manufacturer.address, funds);
    r = r < 0 ? r : chain_fund(bench->chain, &bench->distributor.address, funds);
    r = r < 0 ? r : chain_fund(bench->chain, &bench->rival.address, funds);
    return r < 0 ? r : chain_fund(bench->chain, &bench->hub.address, funds);
}
