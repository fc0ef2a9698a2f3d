#ifndef CROWDPATCH_CONTRACTS_UPDATE_LOG_CONTRACT_H
#define CROWDPATCH_CONTRACTS_UPDATE_LOG_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "contracts-model/contracts/abi.h"

/** Update and acknowledgement transactions, one contract for everybody. Source: Boudguiga et al.
 *  2017, sections III-C to III-E. It keeps nothing in storage and checks nothing. */
extern const struct contracts_artifact contracts_update_log_contract;

/** Creation data. Appends. */
void contracts_update_log_encode_creation(struct base_buffer *ret_data);
/** post(bytes32,bytes32,bytes,bytes). part_len 0: the binary does not travel on the chain. */
void contracts_update_log_encode_post(struct base_buffer *ret_data,
                                      const crypto_digest *device_type,
                                      const crypto_digest *transaction_id, const uint8_t *fields,
                                      size_t fields_len, const uint8_t *part, size_t part_len);
/** vote(bytes32,bool,address,bytes32,bytes32): the sender is the checking node. */
void contracts_update_log_encode_vote(struct base_buffer *ret_data, const crypto_digest *update_id,
                                      bool is_positive, const crypto_address *accused,
                                      const uint8_t signature[64]);
/** acknowledge(bytes32,bool,address): the sender is the device. */
void contracts_update_log_encode_acknowledge(struct base_buffer *ret_data,
                                             const crypto_digest *update_id, bool is_positive,
                                             const crypto_address *accused);

/* Events. A decoder returns false for a log of another kind or a malformed one. What is borrowed
 * lives as long as the log. */
struct contracts_posted {
    crypto_digest device_type;
    const uint8_t *fields;
    size_t fields_len;
};
bool contracts_update_log_decode_posted(const struct evm_log *log, struct contracts_posted *ret);
struct contracts_part {
    crypto_digest transaction_id;
    const uint8_t *part;
    size_t part_len;
};
bool contracts_update_log_decode_part(const struct evm_log *log, struct contracts_part *ret);
struct contracts_voted {
    crypto_digest update_id;
    crypto_address checker;
    bool is_positive;
    crypto_address accused;
    uint8_t signature[64];
};
bool contracts_update_log_decode_voted(const struct evm_log *log, struct contracts_voted *ret);
struct contracts_acknowledged {
    crypto_address device;
    crypto_digest update_id;
    bool is_positive;
    crypto_address accused;
};
bool contracts_update_log_decode_acknowledged(const struct evm_log *log,
                                              struct contracts_acknowledged *ret);

#endif
