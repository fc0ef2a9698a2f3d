#include "contracts-model/contracts/firmware_contract.h"

#include "contracts-model/contracts/artifacts.h"

void contracts_firmware_encode_creation(struct base_buffer *ret_data)
{
    const struct contracts_artifact *artifact = &contracts_firmware_contract;
    base_buffer_append(ret_data, artifact->creation_code, artifact->creation_code_len);
}

void contracts_firmware_encode_add_nodes(struct base_buffer *ret_data, const crypto_address nodes[],
                                         size_t count)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_FIRMWARE_SELECTOR_ADD_NODES);
    contracts_abi_append_offset(ret_data, 1);
    contracts_abi_append_addresses(ret_data, nodes, count);
}

void contracts_firmware_encode_remove_node(struct base_buffer *ret_data, const crypto_address *node)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_FIRMWARE_SELECTOR_REMOVE_NODE);
    contracts_abi_append_address(ret_data, node);
}

void contracts_firmware_encode_announce(struct base_buffer *ret_data,
                                        const struct contracts_firmware *firmware)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_FIRMWARE_SELECTOR_ANNOUNCE);
    contracts_abi_append_u64(ret_data, firmware->version);
    contracts_abi_append_u64(ret_data, firmware->size_bytes);
    contracts_abi_append_u64(ret_data, firmware->chunk_count);
    contracts_abi_append_digest(ret_data, &firmware->hash);
    base_buffer_append(ret_data, firmware->signature.bytes, sizeof firmware->signature.bytes);
}

void contracts_firmware_encode_push_chunk(struct base_buffer *ret_data, uint64_t version,
                                          uint64_t index, const uint8_t *chunk, size_t len)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_FIRMWARE_SELECTOR_PUSH_CHUNK);
    contracts_abi_append_u64(ret_data, version);
    contracts_abi_append_u64(ret_data, index);
    contracts_abi_append_offset(ret_data, 3);
    contracts_abi_append_bytes(ret_data, chunk, len);
}

void contracts_firmware_encode_report(struct base_buffer *ret_data, uint64_t version,
                                      const crypto_address updated[], size_t updated_count,
                                      const crypto_address failed[], size_t failed_count)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_FIRMWARE_SELECTOR_REPORT);
    contracts_abi_append_u64(ret_data, version);
    contracts_abi_append_offset(ret_data, 3);
    contracts_abi_append_offset(ret_data, 4 + updated_count);
    contracts_abi_append_addresses(ret_data, updated, updated_count);
    contracts_abi_append_addresses(ret_data, failed, failed_count);
}

void contracts_firmware_encode_is_node(struct base_buffer *ret_data, const crypto_address *node)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_FIRMWARE_SELECTOR_IS_NODE);
    contracts_abi_append_address(ret_data, node);
}

void contracts_firmware_encode_firmware(struct base_buffer *ret_data, uint64_t index)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_FIRMWARE_SELECTOR_FIRMWARE);
    contracts_abi_append_u64(ret_data, index);
}

bool contracts_firmware_decode_firmware(const uint8_t *output, size_t output_len,
                                        const uint8_t **ret_chunk, size_t *ret_len)
{
    return contracts_abi_read_bytes(output, output_len, ret_chunk, ret_len);
}

void contracts_firmware_encode_progress(struct base_buffer *ret_data)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_FIRMWARE_SELECTOR_PROGRESS);
}

bool contracts_firmware_decode_progress(const uint8_t *output, size_t output_len,
                                        uint64_t *ret_version, uint64_t *ret_chunks)
{
    struct base_reader reader;
    base_reader_init(&reader, output, output_len);
    uint64_t version = contracts_abi_read_u64(&reader);
    uint64_t chunks = contracts_abi_read_u64(&reader);
    if (!base_reader_done(&reader))
        return false;
    *ret_version = version;
    *ret_chunks = chunks;
    return true;
}

bool contracts_firmware_decode_published(const struct evm_log *log, struct contracts_firmware *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_firmware_topic_published, 0, 6, &topics, &data))
        return false;
    struct contracts_firmware event;
    event.version = contracts_abi_read_u64(&data);
    event.size_bytes = contracts_abi_read_u64(&data);
    event.chunk_count = contracts_abi_read_u64(&data);
    event.hash = contracts_abi_read_digest(&data);
    base_reader_copy(&data, event.signature.bytes, sizeof event.signature.bytes);
    if (!base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}

/** An event that names a gateway and says nothing else. */
static bool decode_node(const struct evm_log *log, const crypto_digest *topic,
                        crypto_address *ret_node)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, topic, 1, 0, &topics, &data))
        return false;
    crypto_address node = contracts_abi_read_address(&topics);
    if (!base_reader_done(&topics))
        return false;
    *ret_node = node;
    return true;
}

bool contracts_firmware_decode_node_added(const struct evm_log *log, crypto_address *ret_node)
{
    return decode_node(log, &contracts_firmware_topic_node_added, ret_node);
}

bool contracts_firmware_decode_node_removed(const struct evm_log *log, crypto_address *ret_node)
{
    return decode_node(log, &contracts_firmware_topic_node_removed, ret_node);
}

bool contracts_firmware_decode_reported(const struct evm_log *log, struct contracts_reported *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_firmware_topic_reported, 1, 3, &topics, &data))
        return false;
    struct contracts_reported event;
    event.node = contracts_abi_read_address(&topics);
    event.version = contracts_abi_read_u64(&data);
    event.updated = contracts_abi_read_u64(&data);
    event.failed = contracts_abi_read_u64(&data);
    if (!base_reader_done(&topics) || !base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}
