#ifndef CROWDPATCH_CONTRACTS_SUPER_CONTRACT_H
#define CROWDPATCH_CONTRACTS_SUPER_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/u256.h"
#include "contracts-model/contracts/abi.h"

/** The Super contract (SSC) of a manufacturer: creates Delivery and Exchange contracts from the
 * code that it holds, and keeps the distributors' scores. Source: Puggioni et al. 2020, section
 * IV-B. A check that fails reverts with an error of its own: contracts_error_name(). Under
 * CONTRACTS_REFERENCE_CODE those of claims, reveals and refunds succeed, change nothing and return
 * the error's name instead: whether somebody was paid is told by the event alone. This is the code
 * of the paper's semantics; contracts_variants has the others. */
extern const struct contracts_artifact contracts_super_contract;

/** Creation data: code and constructor arguments. All that the contract creates follows its rules.
 *  Requires: score_period_s > 0 (the constructor reverts); rules that exist (asserted: no
 *  CONTRACTS_HARDENED with CONTRACTS_RAW, no halves_scores with either). A period that never ends
 * is CONTRACTS_SCORES_LAST. Appends. */
#define CONTRACTS_SCORES_LAST UINT64_MAX
void contracts_super_encode_creation(struct base_buffer *ret_data,
                                     const struct contracts_rules *rules, uint64_t score_period_s);

/** What a release announces (section IV-B1). Devices are listed by address, all of them over one or
 *  more transactions, or by the Merkle root of their addresses. */
struct contracts_release {
    uint64_t expiry_s;              /* e: seconds from the creation */
    crypto_digest update_hash;      /* U_h */
    crypto_digest package_hash;     /* P_h */
    crypto_digest delivery_vk_hash; /* vk^D_h */
    crypto_digest delivery_pk_hash; /* pk^D_h: for packages that name the key by its hash */
    crypto_digest exchange_vk_hash; /* vk^E_h */
    crypto_digest exchange_pk_hash; /* pk^E_h */
    uint64_t device_count;          /* N: what the deposit must cover */
    bool by_root;                   /* L_m as a Merkle root; otherwise as a list */
    crypto_digest device_root;      /* of by_root */
    u256 distributor_reward_wei;    /* a_d */
    u256 hub_reward_wei;            /* a_h */
};

/** release(...): payable; the value is the deposit, at least N (a_d + a_h). Only the manufacturer.
 *  devices[count]: the first part of the list (empty with by_root). Appends. */
void contracts_super_encode_release(struct base_buffer *ret_data,
                                    const struct contracts_release *release,
                                    const crypto_address devices[], size_t count);

/** openExchange(seller, s, expiry): payable; the value is the buyer's offer (section IV-B2). */
void contracts_super_encode_open_exchange(struct base_buffer *ret_data,
                                          const crypto_address *seller, const crypto_digest *s,
                                          uint64_t expiry_s);

/** score(distributor): a view. */
void contracts_super_encode_score(struct base_buffer *ret_data, const crypto_address *distributor);
bool contracts_super_decode_score(const uint8_t *output, size_t len, uint64_t *ret_score);

/* Events. Each returns false when the log is another event; which contract it is from is for the
 * caller to ask (log->address). */
struct contracts_released {
    crypto_address delivery; /* the new DSC */
    crypto_digest update_hash;
    crypto_digest package_hash;
    uint64_t expires_at_s;
};
bool contracts_super_decode_released(const struct evm_log *log, struct contracts_released *ret);

struct contracts_exchange_opened {
    crypto_address exchange; /* the new ESC */
    crypto_address seller;
    crypto_address buyer;
    crypto_digest s;
    u256 offer_wei;
    uint64_t expires_at_s;
};
bool contracts_super_decode_exchange_opened(const struct evm_log *log,
                                            struct contracts_exchange_opened *ret);

struct contracts_scored {
    crypto_address distributor;
    uint64_t score; /* after the delivery */
};
bool contracts_super_decode_scored(const struct evm_log *log, struct contracts_scored *ret);

#endif
