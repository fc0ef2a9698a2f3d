#include "contracts-model/contracts/delivery_contract.h"

#include <assert.h>

#include "contracts-model/contracts/artifacts.h"
#include "crypto/merkle.h"

/* Without the NUL, as in DeliveryBase.sol and HardenedDeliveryContract.sol. */
static const char pod_tag[] = "crowdpatching/pod/v1";
static const char pofd_tag[] = "crowdpatching/pofd/v1";
static const char pod_hardened_tag[] = "crowdpatching/pod/v2";
static const char pofd_hardened_tag[] = "crowdpatching/pofd/v2";

/** SHA-256 of what names the release and the purpose, and of what is signed. */
static crypto_digest digest(const struct contracts_signing *signing, const char *tag,
                            size_t tag_len, const uint8_t *what, size_t len)
{
    bool is_hardened = signing->rules.semantics == CONTRACTS_HARDENED;
    uint8_t chain_id[CONTRACTS_ABI_WORD_BYTES];
    u256_to_be(u256_from_u64(signing->chain_id), chain_id);
    assert(!is_hardened || signing->rules.tagging == CONTRACTS_TAGGED);
    const struct crypto_part parts[] = {
        {tag, signing->rules.tagging == CONTRACTS_RAW ? 0 : tag_len},
        {chain_id, is_hardened ? sizeof chain_id : 0},
        {signing->contract.bytes, is_hardened ? sizeof signing->contract.bytes : 0},
        {signing->update_hash.bytes, sizeof signing->update_hash.bytes},
        {what, len},
    };
    return crypto_sha256_parts(parts, sizeof parts / sizeof parts[0]);
}

crypto_digest contracts_delivery_pod_digest(const struct contracts_signing *signing,
                                            const crypto_digest *s)
{
    bool is_hardened = signing->rules.semantics == CONTRACTS_HARDENED;
    return digest(signing, is_hardened ? pod_hardened_tag : pod_tag, sizeof pod_tag - 1, s->bytes,
                  sizeof s->bytes);
}

crypto_digest contracts_delivery_pofd_digest(const struct contracts_signing *signing,
                                             const crypto_address *hub)
{
    bool is_hardened = signing->rules.semantics == CONTRACTS_HARDENED;
    return digest(signing, is_hardened ? pofd_hardened_tag : pofd_tag, sizeof pofd_tag - 1,
                  hub->bytes, sizeof hub->bytes);
}

crypto_digest contracts_delivery_key(const crypto_digest *t, const crypto_address *device,
                                     const crypto_address *distributor)
{
    const struct crypto_part parts[] = {
        {t->bytes, sizeof t->bytes},
        {device->bytes, sizeof device->bytes},
        {distributor->bytes, sizeof distributor->bytes},
    };
    return crypto_sha256_parts(parts, 3);
}

crypto_digest contracts_delivery_leaf(const crypto_address *device)
{
    return crypto_merkle_leaf(device->bytes, sizeof device->bytes);
}

void contracts_delivery_encode_add_devices(struct base_buffer *ret_data,
                                           const crypto_address devices[], size_t count)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_DELIVERY_SELECTOR_ADD_DEVICES);
    contracts_abi_append_offset(ret_data, 1);
    contracts_abi_append_addresses(ret_data, devices, count);
}

const char *contracts_delivery_lacks(enum crypto_scheme scheme, enum evm_fork fork,
                                     bool has_ed25519_verify)
{
    if (scheme == CRYPTO_SCHEME_P256 && fork < EVM_FORK_OSAKA)
        return "P256VERIFY (EIP-7951), which osaka has";
    if (scheme == CRYPTO_SCHEME_ED25519 && !has_ed25519_verify)
        return "ed25519verify (EIP-665), which no fork has: chain.ed25519_verify allows it as a "
               "what-if";
    return NULL;
}

/* The last two arguments of both claims, `index` and `path`; words_before come before them. */
static void append_membership(struct base_buffer *buffer, size_t words_before,
                              const struct contracts_membership *membership)
{
    contracts_abi_append_u64(buffer, membership ? membership->index : 0);
    contracts_abi_append_offset(buffer, words_before + 2);
    contracts_abi_append_digests(buffer, membership ? membership->path : NULL,
                                 membership ? membership->path_len : 0);
}

void contracts_delivery_encode_claim(struct base_buffer *ret_data, const crypto_address *device,
                                     const crypto_digest *t, const crypto_digest *r,
                                     const crypto_digest *s, const struct crypto_scheme_public *key,
                                     const struct crypto_scheme_signature *pod,
                                     const struct contracts_membership *membership)
{
    contracts_abi_append_selector(ret_data, contracts_variants[pod->scheme].claim_delivery);
    contracts_abi_append_address(ret_data, device);
    contracts_abi_append_digest(ret_data, t);
    contracts_abi_append_digest(ret_data, r);
    contracts_abi_append_digest(ret_data, s);
    contracts_abi_append_signature(ret_data, key, pod);
    append_membership(ret_data, 4 + contracts_abi_signature_words(pod->scheme), membership);
}

void contracts_delivery_encode_claim_installation(struct base_buffer *ret_data,
                                                  const crypto_address *device,
                                                  const struct crypto_scheme_public *key,
                                                  const struct crypto_scheme_signature *pofd,
                                                  const struct contracts_membership *membership)
{
    contracts_abi_append_selector(ret_data, contracts_variants[pofd->scheme].claim_installation);
    contracts_abi_append_address(ret_data, device);
    contracts_abi_append_signature(ret_data, key, pofd);
    append_membership(ret_data, 1 + contracts_abi_signature_words(pofd->scheme), membership);
}

void contracts_delivery_encode_withdraw(struct base_buffer *ret_data)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_DELIVERY_SELECTOR_WITHDRAW);
}

void contracts_delivery_encode_is_listed(struct base_buffer *ret_data, const crypto_address *device)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_DELIVERY_SELECTOR_IS_LISTED);
    contracts_abi_append_address(ret_data, device);
}

void contracts_delivery_encode_is_delivered(struct base_buffer *ret_data,
                                            const crypto_address *device)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_DELIVERY_SELECTOR_IS_DELIVERED);
    contracts_abi_append_address(ret_data, device);
}

void contracts_delivery_encode_is_installed(struct base_buffer *ret_data,
                                            const crypto_address *device)
{
    contracts_abi_append_selector(ret_data, CONTRACTS_DELIVERY_SELECTOR_IS_INSTALLED);
    contracts_abi_append_address(ret_data, device);
}

bool contracts_delivery_decode_bool(const uint8_t *output, size_t len, bool *ret_value)
{
    struct base_reader reader;
    base_reader_init(&reader, output, len);
    bool value = contracts_abi_read_bool(&reader);
    if (!base_reader_done(&reader))
        return false;
    *ret_value = value;
    return true;
}

void contracts_delivery_encode_hash(struct base_buffer *ret_data,
                                    enum contracts_delivery_hash which)
{
    static const uint32_t selectors[] = {
        [CONTRACTS_DELIVERY_VK_HASH] = CONTRACTS_DELIVERY_SELECTOR_DELIVERY_VK_HASH,
        [CONTRACTS_DELIVERY_PK_HASH] = CONTRACTS_DELIVERY_SELECTOR_DELIVERY_PK_HASH,
        [CONTRACTS_EXCHANGE_VK_HASH] = CONTRACTS_DELIVERY_SELECTOR_EXCHANGE_VK_HASH,
        [CONTRACTS_EXCHANGE_PK_HASH] = CONTRACTS_DELIVERY_SELECTOR_EXCHANGE_PK_HASH,
    };
    contracts_abi_append_selector(ret_data, selectors[which]);
}

bool contracts_delivery_decode_hash(const uint8_t *output, size_t len, crypto_digest *ret_hash)
{
    struct base_reader reader;
    base_reader_init(&reader, output, len);
    crypto_digest hash = contracts_abi_read_digest(&reader);
    if (!base_reader_done(&reader))
        return false;
    *ret_hash = hash;
    return true;
}

void contracts_delivery_encode_number(struct base_buffer *ret_data,
                                      enum contracts_delivery_number which)
{
    static const uint32_t selectors[] = {
        [CONTRACTS_DELIVERY_REWARD] = CONTRACTS_DELIVERY_SELECTOR_DISTRIBUTOR_REWARD,
        [CONTRACTS_DELIVERY_DEVICE_COUNT] = CONTRACTS_DELIVERY_SELECTOR_DEVICE_COUNT,
    };
    contracts_abi_append_selector(ret_data, selectors[which]);
}

bool contracts_delivery_decode_number(const uint8_t *output, size_t len, u256 *ret_number)
{
    struct base_reader reader;
    base_reader_init(&reader, output, len);
    u256 number = contracts_abi_read_u256(&reader);
    if (!base_reader_done(&reader))
        return false;
    *ret_number = number;
    return true;
}

bool contracts_delivery_decode_delivered(const struct evm_log *log, struct contracts_delivered *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_delivery_topic_delivered, 2, 3, &topics, &data))
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

bool contracts_delivery_decode_installed(const struct evm_log *log, struct contracts_installed *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_delivery_topic_installed, 2, 1, &topics, &data))
        return false;
    struct contracts_installed event;
    event.device = contracts_abi_read_address(&topics);
    event.hub = contracts_abi_read_address(&topics);
    event.paid_wei = contracts_abi_read_u256(&data);
    if (!base_reader_done(&topics) || !base_reader_done(&data))
        return false;
    *ret = event;
    return true;
}

bool contracts_delivery_decode_withdrawn(const struct evm_log *log, struct contracts_withdrawn *ret)
{
    struct base_reader topics, data;
    if (!contracts_abi_log_open(log, &contracts_delivery_topic_withdrawn, 0, 1, &topics, &data))
        return false;
    ret->refunded_wei = contracts_abi_read_u256(&data);
    return true;
}
