#ifndef CROWDPATCH_CONTRACTS_EXCHANGE_CONTRACT_H
#define CROWDPATCH_CONTRACTS_EXCHANGE_CONTRACT_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/u256.h"
#include "contracts-model/contracts/abi.h"

/** The Exchange contract (ESC) of one sale of a package. Source: Puggioni et al. 2020, section
 *  IV-B2. The Super contract creates it; its code is here for who wants to measure it. */
extern const struct contracts_artifact contracts_exchange_contract;

/** r = SHA-256(t || seller's address), s = SHA-256(r). */
crypto_digest contracts_exchange_key(const crypto_digest *t, const crypto_address *seller);

/** reveal(t, r): pays the seller and publishes r; only the seller, only before the expiry. */
void contracts_exchange_encode_reveal(struct base_buffer *ret_data, const crypto_digest *t,
                                      const crypto_digest *r);
/** refund(): the offer goes back to the buyer, after the expiry. */
void contracts_exchange_encode_refund(struct base_buffer *ret_data);

/* Events; as in super_contract.h. */
struct contracts_revealed {
    crypto_address seller;
    crypto_digest s;
    crypto_digest r;
    u256 paid_wei;
};
bool contracts_exchange_decode_revealed(const struct evm_log *log, struct contracts_revealed *ret);
struct contracts_refunded {
    crypto_address buyer;
    u256 refunded_wei;
};
bool contracts_exchange_decode_refunded(const struct evm_log *log, struct contracts_refunded *ret);

#endif
