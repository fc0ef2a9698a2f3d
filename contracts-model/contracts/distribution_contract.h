#ifndef CROWDPATCH_CONTRACTS_DISTRIBUTION_CONTRACT_H
#define CROWDPATCH_CONTRACTS_DISTRIBUTION_CONTRACT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/u256.h"
#include "contracts-model/contracts/abi.h"
#include "contracts-model/contracts/delivery_contract.h"

/** The contract of one release after Leiba et al. 2018: devices under a Merkle root, commit and
 *  reveal. Created by the manufacturer's account. Source: Puggioni et al. 2020, section III-A. A
 *  check that fails reverts with an error of its own: contracts_error_name(). */
extern const struct contracts_artifact contracts_distribution_contract;

/** PoD: SHA-256(U_h || s), what a device signs to say that it has a proof for s (section III-A3).
 *  Bare: nothing in these 64 bytes says what they are for. */
crypto_digest contracts_distribution_pod_digest(const crypto_digest *update_hash,
                                                const crypto_digest *s);

/* The key r and the leaves are those of delivery_contract.h: r = SHA-256(t || device's address ||
 * distributor's address), s = SHA-256(r). */

/** What the manufacturer announces. */
struct contracts_announcement {
    uint64_t expiry_s;        /* from the creation */
    uint64_t reveal_window_s; /* that a commitment holds its device */
    uint64_t device_count;    /* N */
    bool shares_balance;      /* a reveal pays balance / devices that are left, not reward_wei */
    crypto_digest device_root;
    crypto_digest update_hash; /* U_h */
    crypto_digest package_hash;
    crypto_digest delivery_vk_hash;
    crypto_digest delivery_pk_hash;
    u256 reward_wei;
};

/** Creation data: code and constructor arguments. The value is the deposit: at least N rewards,
 *  unless the balance is shared. Appends. */
void contracts_distribution_encode_creation(struct base_buffer *ret_data,
                                            const struct contracts_announcement *announcement);
/** commit(...): the sender is the distributor. pod: the device's, secp256k1 (asserted). */
void contracts_distribution_encode_commit(struct base_buffer *ret_data,
                                          const crypto_address *device, const crypto_digest *s,
                                          const struct crypto_scheme_signature *pod,
                                          const struct contracts_membership *membership);
/** reveal(address,bytes32,bytes32): publishes r and pays the sender, which has committed to it. */
void contracts_distribution_encode_reveal(struct base_buffer *ret_data,
                                          const crypto_address *device, const crypto_digest *t,
                                          const crypto_digest *r);
/** withdraw(): what is left goes to the manufacturer, after the expiry. */
void contracts_distribution_encode_withdraw(struct base_buffer *ret_data);
/** A view: a commitment would be refused. Decoded by contracts_delivery_decode_bool(). */
void contracts_distribution_encode_is_taken(struct base_buffer *ret_data,
                                            const crypto_address *device);

/* Events; as in super_contract.h. */
struct contracts_announced {
    crypto_digest update_hash;
    crypto_digest package_hash;
    crypto_digest delivery_vk_hash;
    crypto_digest delivery_pk_hash;
    uint64_t device_count;
    uint64_t expires_at_s;
};
bool contracts_distribution_decode_announced(const struct evm_log *log,
                                             struct contracts_announced *ret);
struct contracts_committed {
    crypto_address device;
    crypto_address distributor;
    crypto_digest s;
};
bool contracts_distribution_decode_committed(const struct evm_log *log,
                                             struct contracts_committed *ret);
/** contracts_delivered, of delivery_contract.h, is what a reveal publishes. */
bool contracts_distribution_decode_revealed(const struct evm_log *log,
                                            struct contracts_delivered *ret);
bool contracts_distribution_decode_returned(const struct evm_log *log,
                                            struct contracts_withdrawn *ret);

#endif
