#include "contracts-model/contracts/super_contract.h"

#include <assert.h>

#include "contracts-model/contracts/artifacts.h"

/* Words of `Release` in SuperContract.sol. */
#define RELEASE_WORDS 12

void contracts_super_encode_creation(struct base_buffer *ret_data,
                                     const struct contracts_rules *rules, uint64_t score_period_s)
{
    const struct contracts_variant *variant = &contracts_variants[rules->scheme];
    const struct contracts_artifact *artifact =
        rules->halves_scores ? variant->decaying_super_contract
                             : variant->super_contract[rules->semantics][rules->tagging];
    assert(artifact);
    assert(!rules->halves_scores ||
           (rules->semantics == CONTRACTS_PAPER && rules->tagging == CONTRACTS_TAGGED));
    base_buffer_append(ret_data, artifact->creation_code, artifact->creation_code_len);
    contracts_abi_append_u64(ret_data, score_period_s);
}

void contracts_super_encode_release(struct base_buffer *ret_data,
                                    const struct contracts_release *release,
                                    const crypto_address devices[], size_t count)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_SUPER_SELECTOR_RELEASE);
    contracts_abi_append_u64(ret_data, release->expiry_s);
    contracts_abi_append_digest(ret_data, &release->update_hash);
    contracts_abi_append_digest(ret_data, &release->package_hash);
    contracts_abi_append_digest(ret_data, &release->delivery_vk_hash);
    contracts_abi_append_digest(ret_data, &release->delivery_pk_hash);
    contracts_abi_append_digest(ret_data, &release->exchange_vk_hash);
    contracts_abi_append_digest(ret_data, &release->exchange_pk_hash);
    contracts_abi_append_u64(ret_data, release->device_count);
    contracts_abi_append_bool(ret_data, release->by_root);
    contracts_abi_append_digest(ret_data, &release->device_root);
    contracts_abi_append_u256(ret_data, release->distributor_reward_wei);
    contracts_abi_append_u256(ret_data, release->hub_reward_wei);
    contracts_abi_append_offset(ret_data, RELEASE_WORDS + 1);
    contracts_abi_append_addresses(ret_data, devices, count);
}

void contracts_super_encode_open_exchange(struct base_buffer *ret_data,
                                          const crypto_address *seller, const crypto_digest *s,
                                          uint64_t expiry_s)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_SUPER_SELECTOR_OPEN_EXCHANGE);
    contracts_abi_append_address(ret_data, seller);
    contracts_abi_append_digest(ret_data, s);
    contracts_abi_append_u64(ret_data, expiry_s);
}

void contracts_super_encode_score(struct base_buffer *ret_data, const crypto_address *distributor)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_SUPER_SELECTOR_SCORE);
    contracts_abi_append_address(ret_data, distributor);
}

bool contracts_super_decode_score(const uint8_t *output, size_t len, uint64_t *ret_score)
{
    struct base_reader reader;
    base_reader_init(&reader, output, len);
    uint64_t score = contracts_abi_read_u64(&reader);
    if (!base_reader_done(&reader))
        return false;
    *ret_score = score;
    return true;
}

bool contracts_super_decode_released(const struct evm_log *log, struct contracts_released *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_super_topic_released, 2, 2, &topics, &data))
        return false;
    struct contracts_released event;
    event.delivery = contracts_abi_read_address(&topics);
    event.update_hash = contracts_abi_read_digest(&topics);
    event.package_hash = contracts_abi_read_digest(&data);
    event.expires_at_s = contracts_abi_read_u64(&data);
    if (!base_reader_done(&topics) || !base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}

bool contracts_super_decode_exchange_opened(const struct evm_log *log,
                                            struct contracts_exchange_opened *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_super_topic_exchange_opened, 3, 3, &topics, &data))
        return false;
    struct contracts_exchange_opened event;
    event.exchange = contracts_abi_read_address(&topics);
    event.seller = contracts_abi_read_address(&topics);
    event.buyer = contracts_abi_read_address(&topics);
    event.s = contracts_abi_read_digest(&data);
    event.offer_wei = contracts_abi_read_u256(&data);
    event.expires_at_s = contracts_abi_read_u64(&data);
    if (!base_reader_done(&topics) || !base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}

bool contracts_super_decode_scored(const struct evm_log *log, struct contracts_scored *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_super_topic_scored, 1, 1, &topics, &data))
        return false;
    struct contracts_scored event;
    event.distributor = contracts_abi_read_address(&topics);
    event.score = contracts_abi_read_u64(&data);
    if (!base_reader_done(&topics) || !base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}
