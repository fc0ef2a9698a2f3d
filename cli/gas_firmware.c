
#include "cli/gas_bench.h"
#include "contracts-model/contracts/firmware_contract.h"
#include "contracts-model/contracts/update_log_contract.h"

enum {
    BINARY_BYTES =
        1024, /* of an update, or of a chunk of one. Assumption: gas is nearly linear in it */
    /* Of an update transaction without a cover: version, part, parts, length, hashes of the update
     * and the part, maker, signature. Source: models/boudguiga/messages.h. */
    FIELDS_BYTES = 176,
};

/** Bytes as a compressed binary has them. */
static void fill(uint8_t *ret_bytes, size_t len)
{
    crypto_digest digest = crypto_sha256("binary", 6);
    for (size_t i = 0; i < len; i++) {
        if (i % sizeof digest.bytes == 0)
            digest = crypto_sha256(digest.bytes, sizeof digest.bytes);
        ret_bytes[i] = digest.bytes[i % sizeof digest.bytes];
    }
}

int cli_gas_measure_update_log(struct cli_gas_bench *bench)
{
    const struct chain_receipt *receipt;
    const crypto_address nobody = {{0}};
    struct base_buffer data = {0};
    uint8_t fields[FIELDS_BYTES], binary[BINARY_BYTES];
    crypto_digest type = crypto_sha256("type", 4), id = crypto_sha256("update", 6);

    fill(fields, sizeof fields);
    fill(binary, sizeof binary);
    contracts_update_log_encode_creation(&data);
    int r = cli_gas_send_for(bench, CLI_GAS_LOG_DEPLOY, "success", &bench->manufacturer, NULL, 0,
                             &data, &receipt);
    if (r < 0)
        return r;
    crypto_address contract = receipt->to;
    contracts_update_log_encode_post(&data, &type, &id, fields, sizeof fields, NULL, 0);
    r = cli_gas_send_for(bench, CLI_GAS_LOG_POST_HASH, "success", &bench->manufacturer, &contract,
                         0, &data, &receipt);
    if (r < 0)
        return r;
    contracts_update_log_encode_post(&data, &type, &id, fields, sizeof fields, binary,
                                     sizeof binary);
    r = cli_gas_send_for(bench, CLI_GAS_LOG_POST, "success", &bench->manufacturer, &contract, 0,
                         &data, &receipt);
    if (r < 0)
        return r;
    contracts_update_log_encode_vote(&data, &id, true, &nobody, binary);
    r = cli_gas_send_for(bench, CLI_GAS_LOG_VOTE, "success", &bench->distributor, &contract, 0,
                         &data, &receipt);
    if (r < 0)
        return r;
    contracts_update_log_encode_acknowledge(&data, &id, true, &nobody);
    return cli_gas_send_for(bench, CLI_GAS_LOG_ACKNOWLEDGE, "success", &bench->hub, &contract, 0,
                            &data, &receipt);
}

/** Announces a firmware of one chunk and pushes it. */
static int push(struct cli_gas_bench *bench, enum cli_gas_operation operation,
                const crypto_address *contract, uint64_t version, const uint8_t *chunk)
{
    const struct chain_receipt *receipt;
    struct base_buffer data = {0};
    const struct contracts_firmware firmware = {
        .version = version,
        .size_bytes = BINARY_BYTES,
        .chunk_count = 1,
        .hash = crypto_sha256(chunk, BINARY_BYTES),
        .signature.bytes = {1, 2, 3},
    };

    contracts_firmware_encode_announce(&data, &firmware);
    int r = cli_gas_send_for(bench, CLI_GAS_FIRMWARE_ANNOUNCE, "success", &bench->manufacturer,
                             contract, 0, &data, &receipt);
    if (r < 0)
        return r;
    contracts_firmware_encode_push_chunk(&data, version, 0, chunk, BINARY_BYTES);
    return cli_gas_send_for(bench, operation, "success", &bench->manufacturer, contract, 0, &data,
                            &receipt);
}

int cli_gas_measure_firmware(struct cli_gas_bench *bench)
{
    const struct chain_receipt *receipt;
    struct base_buffer data = {0};
    uint8_t chunks[2 * BINARY_BYTES];
    crypto_address devices[CLI_GAS_LISTED];

    fill(chunks, sizeof chunks);
    for (size_t i = 0; i < CLI_GAS_LISTED; i++)
        devices[i] = bench->devices[i].address;
    contracts_firmware_encode_creation(&data);
    int r = cli_gas_send_for(bench, CLI_GAS_FIRMWARE_DEPLOY, "success", &bench->manufacturer, NULL,
                             0, &data, &receipt);
    if (r < 0)
        return r;
    crypto_address contract = receipt->to;
    contracts_firmware_encode_add_nodes(&data, &bench->hub.address, 1);
    r = cli_gas_send_for(bench, CLI_GAS_FIRMWARE_ADD_NODE, "success", &bench->manufacturer,
                         &contract, 0, &data, &receipt);
    /* The first one writes slots that the second one finds written. */
    r = r < 0 ? r : push(bench, CLI_GAS_FIRMWARE_PUSH_FIRST, &contract, 1, chunks);
    r = r < 0 ? r : push(bench, CLI_GAS_FIRMWARE_PUSH, &contract, 2, chunks + BINARY_BYTES);
    if (r < 0)
        return r;
    contracts_firmware_encode_report(&data, 2, devices, CLI_GAS_LISTED, NULL, 0);
    r = cli_gas_send_for(bench, CLI_GAS_FIRMWARE_REPORT, "success", &bench->hub, &contract, 0,
                         &data, &receipt);
    if (r < 0)
        return r;
    contracts_firmware_encode_remove_node(&data, &bench->hub.address);
    return cli_gas_send_for(bench, CLI_GAS_FIRMWARE_REMOVE_NODE, "success", &bench->manufacturer,
                            &contract, 0, &data, &receipt);
}
