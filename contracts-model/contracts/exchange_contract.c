#include "contracts-model/contracts/exchange_contract.h"

#include "contracts-model/contracts/artifacts.h"

crypto_digest contracts_exchange_key(const crypto_digest *t, const crypto_address *seller)
{
    const struct crypto_part parts[] = {
        {t->bytes, sizeof t->bytes},
        {seller->bytes, sizeof seller->bytes},
    };
    return crypto_sha256_parts(parts, 2);
}

void contracts_exchange_encode_reveal(struct base_buffer *ret_data, const crypto_digest *t,
                                      const crypto_digest *r)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_EXCHANGE_SELECTOR_REVEAL);
    contracts_abi_append_digest(ret_data, t);
    contracts_abi_append_digest(ret_data, r);
}

void contracts_exchange_encode_refund(struct base_buffer *ret_data)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_EXCHANGE_SELECTOR_REFUND);
}

bool contracts_exchange_decode_revealed(const struct evm_log *log, struct contracts_revealed *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_exchange_topic_revealed, 1, 3, &topics, &data))
        return false;
    struct contracts_revealed event;
    event.seller = contracts_abi_read_address(&topics);
    event.s = contracts_abi_read_digest(&data);
    event.r = contracts_abi_read_digest(&data);
    event.paid_wei = contracts_abi_read_u256(&data);
    if (!base_reader_done(&topics) || !base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}

bool contracts_exchange_decode_refunded(const struct evm_log *log, struct contracts_refunded *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_exchange_topic_refunded, 1, 1, &topics, &data))
        return false;
    struct contracts_refunded event;
    event.buyer = contracts_abi_read_address(&topics);
    event.refunded_wei = contracts_abi_read_u256(&data);
    if (!base_reader_done(&topics) || !base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}
