#ifndef CROWDPATCH_CONTRACTS_DELIVERY_CONTRACT_H
#define CROWDPATCH_CONTRACTS_DELIVERY_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/u256.h"
#include "contracts-model/contracts/abi.h"
#include "contracts-model/contracts/super_contract.h"

/** The Delivery contract (DSC) of one release. Source: Puggioni et al. 2020, sections IV-B1, B3,
 * B4. The Super contract creates it; its code is here for who wants to measure it. */
extern const struct contracts_artifact contracts_delivery_contract;

/* What a device signs. The tags keep a signature from serving another purpose; all fields have a
 * fixed length, so that the concatenation is unambiguous. */

/** A release, as far as a device's signature names it. */
struct contracts_signing {
    struct contracts_rules rules;
    crypto_digest update_hash; /* U_h */
    /* Read under CONTRACTS_HARDENED alone. */
    uint64_t chain_id;
    crypto_address contract; /* the DSC */
};
/** PoD: SHA-256("crowdpatching/pod/v1" || U_h || s); raw: without the tag;
 *  hardened: SHA-256("crowdpatching/pod/v2" || chain's id, 32 bytes || DSC || U_h || s). */
crypto_digest contracts_delivery_pod_digest(const struct contracts_signing *signing,
                                            const crypto_digest *s);
/** PoFD: SHA-256("crowdpatching/pofd/v1" || U_h || hub's address); raw and hardened likewise. */
crypto_digest contracts_delivery_pofd_digest(const struct contracts_signing *signing,
                                             const crypto_address *hub);
/** r = SHA-256(t || device's address || distributor's address), s = SHA-256(r) (section IV-B3). */
crypto_digest contracts_delivery_key(const crypto_digest *t, const crypto_address *device,
                                     const crypto_address *distributor);

/** A device's place in a release by root (crypto_merkle_path() over the leaves). With a list: a
 * NULL membership, or zeros. */
struct contracts_membership {
    uint64_t index;
    const crypto_digest *path; /* borrowed */
    size_t path_len;
};
/** The leaf of a device: crypto_merkle_leaf(address, 20). */
crypto_digest contracts_delivery_leaf(const crypto_address *device);

/** addDevices(address[]): the next part of the list. Only the manufacturer. */
void contracts_delivery_encode_add_devices(struct base_buffer *ret_data,
                                           const crypto_address devices[], size_t count);
/** What a chain lacks to check a scheme's signatures; NULL: nothing. Static text. Any claim on a
 *  contract of that scheme reverts with WrongSignature there. */
const char *contracts_delivery_lacks(enum crypto_scheme scheme, enum evm_fork fork,
                                     bool has_ed25519_verify);

/** claimDelivery(...): the reward claim (section IV-B4); the sender is the distributor. A
 * `delivered` event in the receipt says that it was paid. key, pod: as
 * contracts_abi_append_signature() takes them; the contract must be of pod's scheme.
 */
void contracts_delivery_encode_claim(struct base_buffer *ret_data, const crypto_address *device,
                                     const crypto_digest *t, const crypto_digest *r,
                                     const crypto_digest *s, const struct crypto_scheme_public *key,
                                     const struct crypto_scheme_signature *pod,
                                     const struct contracts_membership *membership);
/** claimInstallation(...): the hub's reward; the sender is the hub. An `installed` event in the
 * receipt says that it was paid. Before the PoD it pays a_h (paper), a_d + a_h (reference code; the
 * device then counts as delivered to) or nothing (hardened: NotDelivered). */
void contracts_delivery_encode_claim_installation(struct base_buffer *ret_data,
                                                  const crypto_address *device,
                                                  const struct crypto_scheme_public *key,
                                                  const struct crypto_scheme_signature *pofd,
                                                  const struct contracts_membership *membership);
/** withdraw(): what is left goes to the manufacturer, after the expiry. */
void contracts_delivery_encode_withdraw(struct base_buffer *ret_data);

/* Views. is_listed tells of a list only: with a root, the path and the root tell. */
void contracts_delivery_encode_is_listed(struct base_buffer *ret_data,
                                         const crypto_address *device);
void contracts_delivery_encode_is_delivered(struct base_buffer *ret_data,
                                            const crypto_address *device);
void contracts_delivery_encode_is_installed(struct base_buffer *ret_data,
                                            const crypto_address *device);
/** False when the output is no boolean (*ret_value untouched). */
bool contracts_delivery_decode_bool(const uint8_t *output, size_t len, bool *ret_value);

/** Hashes of keys that the release announced. */
enum contracts_delivery_hash {
    CONTRACTS_DELIVERY_VK_HASH, /* vk^D_h */
    CONTRACTS_DELIVERY_PK_HASH, /* pk^D_h */
    CONTRACTS_EXCHANGE_VK_HASH, /* vk^E_h */
    CONTRACTS_EXCHANGE_PK_HASH, /* pk^E_h */
};
void contracts_delivery_encode_hash(struct base_buffer *ret_data,
                                    enum contracts_delivery_hash which);
bool contracts_delivery_decode_hash(const uint8_t *output, size_t len, crypto_digest *ret_hash);

/** Numbers that the release announced. */
enum contracts_delivery_number {
    CONTRACTS_DELIVERY_REWARD,       /* a_d, wei */
    CONTRACTS_DELIVERY_DEVICE_COUNT, /* N */
};
void contracts_delivery_encode_number(struct base_buffer *ret_data,
                                      enum contracts_delivery_number which);
bool contracts_delivery_decode_number(const uint8_t *output, size_t len, u256 *ret_number);

/* Events; as in super_contract.h. */
struct contracts_delivered {
    crypto_address device;
    crypto_address distributor;
    crypto_digest s;
    crypto_digest r; /* the published key */
    u256 paid_wei;
};
bool contracts_delivery_decode_delivered(const struct evm_log *log,
                                         struct contracts_delivered *ret);
struct contracts_installed {
    crypto_address device;
    crypto_address hub;
    u256 paid_wei;
};
bool contracts_delivery_decode_installed(const struct evm_log *log,
                                         struct contracts_installed *ret);
struct contracts_withdrawn {
    u256 refunded_wei;
};
bool contracts_delivery_decode_withdrawn(const struct evm_log *log,
                                         struct contracts_withdrawn *ret);

#endif
