#include "contracts-model/contracts/update_log_contract.h"

#include "contracts-model/contracts/artifacts.h"

void contracts_update_log_encode_creation(struct base_buffer *ret_data)
{
    const struct contracts_artifact *artifact = &contracts_update_log_contract;
    base_buffer_append(ret_data, artifact->creation_code, artifact->creation_code_len);
}

void contracts_update_log_encode_post(struct base_buffer *ret_data,
                                      const crypto_digest *device_type,
                                      const crypto_digest *transaction_id, const uint8_t *fields,
                                      size_t fields_len, const uint8_t *part, size_t part_len)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_UPDATE_LOG_SELECTOR_POST);
    contracts_abi_append_digest(ret_data, device_type);
    contracts_abi_append_digest(ret_data, transaction_id);
    contracts_abi_append_offset(ret_data, 4);
    contracts_abi_append_offset(ret_data, 4 + 1 + contracts_abi_words(fields_len));
    contracts_abi_append_bytes(ret_data, fields, fields_len);
    contracts_abi_append_bytes(ret_data, part, part_len);
}

void contracts_update_log_encode_vote(struct base_buffer *ret_data, const crypto_digest *update_id,
                                      bool is_positive, const crypto_address *accused,
                                      const uint8_t signature[64])
{
    contracts_abi_append_selector(ret_data, CONTRACTS_UPDATE_LOG_SELECTOR_VOTE);
    contracts_abi_append_digest(ret_data, update_id);
    contracts_abi_append_bool(ret_data, is_positive);
    contracts_abi_append_address(ret_data, accused);
    base_buffer_append(ret_data, signature, 64);
}

void contracts_update_log_encode_acknowledge(struct base_buffer *ret_data,
                                             const crypto_digest *update_id, bool is_positive,
                                             const crypto_address *accused)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_UPDATE_LOG_SELECTOR_ACKNOWLEDGE);
    contracts_abi_append_digest(ret_data, update_id);
    contracts_abi_append_bool(ret_data, is_positive);
    contracts_abi_append_address(ret_data, accused);
}

/** A log with this topic, one more, and a `bytes`. */
static const uint8_t *open_bytes(const struct evm_log *log, const crypto_digest *topic,
                                 crypto_digest *ret_indexed, size_t *ret_len)
{
    struct base_reader topics, data;
    const uint8_t *bytes;
    if (!contracts_abi_read_bytes(log->data, log->data_len, &bytes, ret_len) ||
        !contracts_abi_log_open(log, topic, 1, contracts_abi_words(log->data_len), &topics, &data))
        return NULL;
    *ret_indexed = contracts_abi_read_digest(&topics);
    return bytes;
}

bool contracts_update_log_decode_posted(const struct evm_log *log, struct contracts_posted *ret)
{
    struct contracts_posted event;
    event.fields =
        open_bytes(log, &contracts_update_log_topic_posted, &event.device_type, &event.fields_len);
    if (!event.fields)
        return false;
    *ret = event;
    return true;
}

bool contracts_update_log_decode_part(const struct evm_log *log, struct contracts_part *ret)
{
    struct contracts_part event;
    event.part =
        open_bytes(log, &contracts_update_log_topic_part, &event.transaction_id, &event.part_len);
    if (!event.part)
        return false;
    *ret = event;
    return true;
}

bool contracts_update_log_decode_voted(const struct evm_log *log, struct contracts_voted *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_update_log_topic_voted, 2, 4, &topics, &data))
        return false;
    struct contracts_voted event;
    event.update_id = contracts_abi_read_digest(&topics);
    event.checker = contracts_abi_read_address(&topics);
    event.is_positive = contracts_abi_read_bool(&data);
    event.accused = contracts_abi_read_address(&data);
    base_reader_copy(&data, event.signature, sizeof event.signature);
    if (!base_reader_done(&topics) || !base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}

bool contracts_update_log_decode_acknowledged(const struct evm_log *log,
                                              struct contracts_acknowledged *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_update_log_topic_acknowledged, 2, 2, &topics,
                                &data))
        return false;
    struct contracts_acknowledged event;
    event.device = contracts_abi_read_address(&topics);
    event.update_id = contracts_abi_read_digest(&topics);
    event.is_positive = contracts_abi_read_bool(&data);
    event.accused = contracts_abi_read_address(&data);
    if (!base_reader_done(&topics) || !base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}
