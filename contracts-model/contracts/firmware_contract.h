#ifndef CROWDPATCH_CONTRACTS_FIRMWARE_CONTRACT_H
#define CROWDPATCH_CONTRACTS_FIRMWARE_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "contracts-model/contracts/abi.h"
#include "crypto/sign.h"

/** The contract of one manufacturer after Refai and Wu: the newest firmware in storage, or its hash
 *  alone, and the whitelist of gateways. Its owner is the account that creates it. A check that
 *  fails reverts with an error of its own: contracts_error_name(). */
extern const struct contracts_artifact contracts_firmware_contract;

/** A firmware as it is announced. */
struct contracts_firmware {
    uint64_t version; /* > 0; rises */
    uint64_t size_bytes;
    uint64_t chunk_count; /* 0: the bytes are not on chain */
    crypto_digest hash;   /* SHA-256 */
    crypto_ed25519_signature signature;
};

/** Creation data. Appends, as all of these do. */
void contracts_firmware_encode_creation(struct base_buffer *ret_data);
/** addNodes(address[]): by the owner. */
void contracts_firmware_encode_add_nodes(struct base_buffer *ret_data, const crypto_address nodes[],
                                         size_t count);
/** removeNode(address): by the owner. */
void contracts_firmware_encode_remove_node(struct base_buffer *ret_data,
                                           const crypto_address *node);
/** announce(...): by the owner; published at once when there are no chunks. */
void contracts_firmware_encode_announce(struct base_buffer *ret_data,
                                        const struct contracts_firmware *firmware);
/** pushChunk(uint64,uint64,bytes): by the owner, in order; the last one publishes. */
void contracts_firmware_encode_push_chunk(struct base_buffer *ret_data, uint64_t version,
                                          uint64_t index, const uint8_t *chunk, size_t len);
/** report(uint64,address[],address[]): by a gateway of the whitelist. */
void contracts_firmware_encode_report(struct base_buffer *ret_data, uint64_t version,
                                      const crypto_address updated[], size_t updated_count,
                                      const crypto_address failed[], size_t failed_count);

/** A view: is this a gateway of the whitelist? Decoded by contracts_delivery_decode_bool(). */
void contracts_firmware_encode_is_node(struct base_buffer *ret_data, const crypto_address *node);
/** A view: firmware(uint64), one chunk. */
void contracts_firmware_encode_firmware(struct base_buffer *ret_data, uint64_t index);
/** Points into the output. False when it is no byte string. */
bool contracts_firmware_decode_firmware(const uint8_t *output, size_t output_len,
                                        const uint8_t **ret_chunk, size_t *ret_len);
/** A view: progress(), what is announced (0: nothing) and how many of its chunks are here. */
void contracts_firmware_encode_progress(struct base_buffer *ret_data);
bool contracts_firmware_decode_progress(const uint8_t *output, size_t output_len,
                                        uint64_t *ret_version, uint64_t *ret_chunks);

/* Events; as in super_contract.h. */
bool contracts_firmware_decode_published(const struct evm_log *log, struct contracts_firmware *ret);
bool contracts_firmware_decode_node_added(const struct evm_log *log, crypto_address *ret_node);
bool contracts_firmware_decode_node_removed(const struct evm_log *log, crypto_address *ret_node);
struct contracts_reported {
    crypto_address node;
    uint64_t version;
    uint64_t updated, failed; /* devices */
};
bool contracts_firmware_decode_reported(const struct evm_log *log, struct contracts_reported *ret);

#endif
