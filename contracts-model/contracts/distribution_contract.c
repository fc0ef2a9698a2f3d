#include "contracts-model/contracts/distribution_contract.h"

#include <assert.h>

#include "contracts-model/contracts/artifacts.h"

crypto_digest contracts_distribution_pod_digest(const crypto_digest *update_hash,
                                                const crypto_digest *s)
{
    const struct crypto_part parts[] = {
        {update_hash->bytes, sizeof update_hash->bytes},
        {s->bytes, sizeof s->bytes},
    };
    return crypto_sha256_parts(parts, 2);
}

void contracts_distribution_encode_creation(struct base_buffer *ret_data,
                                            const struct contracts_announcement *announcement)
{
    const struct contracts_artifact *artifact = &contracts_distribution_contract;
    base_buffer_append(ret_data, artifact->creation_code, artifact->creation_code_len);
    contracts_abi_append_u64(ret_data, announcement->expiry_s);
    contracts_abi_append_u64(ret_data, announcement->reveal_window_s);
    contracts_abi_append_u64(ret_data, announcement->device_count);
    contracts_abi_append_bool(ret_data, announcement->shares_balance);
    contracts_abi_append_digest(ret_data, &announcement->device_root);
    contracts_abi_append_digest(ret_data, &announcement->update_hash);
    contracts_abi_append_digest(ret_data, &announcement->package_hash);
    contracts_abi_append_digest(ret_data, &announcement->delivery_vk_hash);
    contracts_abi_append_digest(ret_data, &announcement->delivery_pk_hash);
    contracts_abi_append_u256(ret_data, announcement->reward_wei);
}

void contracts_distribution_encode_commit(struct base_buffer *ret_data,
                                          const crypto_address *device, const crypto_digest *s,
                                          const struct crypto_scheme_signature *pod,
                                          const struct contracts_membership *membership)
{
    assert(pod->scheme == CRYPTO_SCHEME_SECP256K1);
    contracts_abi_append_selector(ret_data, CONTRACTS_DISTRIBUTION_SELECTOR_COMMIT);
    contracts_abi_append_address(ret_data, device);
    contracts_abi_append_digest(ret_data, s);
    contracts_abi_append_signature(ret_data, NULL, pod);
    contracts_abi_append_u64(ret_data, membership->index);
    contracts_abi_append_offset(ret_data, 4 + contracts_abi_signature_words(pod->scheme));
    contracts_abi_append_digests(ret_data, membership->path, membership->path_len);
}

void contracts_distribution_encode_reveal(struct base_buffer *ret_data,
                                          const crypto_address *device, const crypto_digest *t,
                                          const crypto_digest *r)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_DISTRIBUTION_SELECTOR_REVEAL);
    contracts_abi_append_address(ret_data, device);
    contracts_abi_append_digest(ret_data, t);
    contracts_abi_append_digest(ret_data, r);
}

void contracts_distribution_encode_withdraw(struct base_buffer *ret_data)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_DISTRIBUTION_SELECTOR_WITHDRAW);
}

void contracts_distribution_encode_is_taken(struct base_buffer *ret_data,
                                            const crypto_address *device)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_DISTRIBUTION_SELECTOR_IS_TAKEN);
    contracts_abi_append_address(ret_data, device);
}

bool contracts_distribution_decode_announced(const struct evm_log *log,
                                             struct contracts_announced *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_distribution_topic_announced, 0, 6, &topics, &data))
        return false;
    struct contracts_announced event;
    event.update_hash = contracts_abi_read_digest(&data);
    event.package_hash = contracts_abi_read_digest(&data);
    event.delivery_vk_hash = contracts_abi_read_digest(&data);
    event.delivery_pk_hash = contracts_abi_read_digest(&data);
    event.device_count = contracts_abi_read_u64(&data);
    event.expires_at_s = contracts_abi_read_u64(&data);
    if (!base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}

bool contracts_distribution_decode_committed(const struct evm_log *log,
                                             struct contracts_committed *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_distribution_topic_committed, 2, 1, &topics, &data))
        return false;
    struct contracts_committed event;
    event.device = contracts_abi_read_address(&topics);
    event.distributor = contracts_abi_read_address(&topics);
    event.s = contracts_abi_read_digest(&data);
    if (!base_reader_done(&topics) || !base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}

bool contracts_distribution_decode_revealed(const struct evm_log *log,
                                            struct contracts_delivered *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_distribution_topic_revealed, 2, 3, &topics, &data))
        return false;
    struct contracts_delivered event;
    event.device = contracts_abi_read_address(&topics);
    event.distributor = contracts_abi_read_address(&topics);
    event.s = contracts_abi_read_digest(&data);
    event.r = contracts_abi_read_digest(&data);
    event.paid_wei = contracts_abi_read_u256(&data);
    if (!base_reader_done(&topics) || !base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}

bool contracts_distribution_decode_returned(const struct evm_log *log,
                                            struct contracts_withdrawn *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_distribution_topic_returned, 0, 1, &topics, &data))
        return false;
    ret->refunded_wei = contracts_abi_read_u256(&data);
    return true;
}
