#ifndef CROWDPATCH_CHAIN_TRANSACTION_H
#define CROWDPATCH_CHAIN_TRANSACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/u256.h"
#include "contracts-model/evm/evm.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

enum chain_transaction_type {
    CHAIN_TX_LEGACY = 0,      /* EIP-155 */
    CHAIN_TX_ACCESS_LIST = 1, /* EIP-2930 */
    CHAIN_TX_DYNAMIC_FEE = 2, /* EIP-1559; from london on */
};

struct chain_transaction {
    enum chain_transaction_type type;
    uint64_t chain_id;
    uint64_t nonce;
    u256 max_priority_fee_wei; /* a gas; dynamic fee only (the decoder sets it to max_fee_wei in
                                  the other types, which comes to the same) */
    u256 max_fee_wei;          /* a gas; the gas price of the other types */
    uint64_t gas_limit;
    bool is_creation;
    crypto_address to;
    u256 value_wei;
    const uint8_t *data; /* borrowed */
    size_t data_len;
    const struct evm_access *access_list; /* borrowed */
    size_t access_count;
};

/** Signs and encodes: what travels and what the chain takes. Appends to *ret_encoded. */
int chain_transaction_sign(const struct chain_transaction *transaction,
                           const crypto_secp256k1_secret *secret, struct base_buffer *ret_encoded);
/** The same with a token in the signature's place (crypto/token.h); NULL: with a signature. */
struct crypto_tokens;
int chain_transaction_sign_token(const struct crypto_tokens *tokens,
                                 const struct chain_transaction *transaction,
                                 const crypto_secp256k1_secret *secret,
                                 struct base_buffer *ret_encoded);

/** Keccak-256 of the encoding: the transaction's name. */
crypto_digest chain_transaction_hash(const uint8_t *encoded, size_t len);

/** A decoded transaction; what its fields borrow lives in the arena given to the decoder. */
struct chain_signed_transaction {
    struct chain_transaction body;
    crypto_address sender;
    crypto_digest hash;
    u256 data_fee_wei; /* beside its gas; a decoder leaves it 0 */
};

struct base_arena;
/** Returns 0, BASE_E_NOMEM, or 1 when the bytes are no valid transaction (not canonical RLP, bad
 *  signature, high s, another chain). */
int chain_transaction_decode(const uint8_t *encoded, size_t len, uint64_t chain_id,
                             struct base_arena *arena,
                             struct chain_signed_transaction *ret_transaction);
/** The same where senders sign by tokens; NULL: by signatures. */
int chain_transaction_decode_token(const struct crypto_tokens *tokens, const uint8_t *encoded,
                                   size_t len, uint64_t chain_id, struct base_arena *arena,
                                   struct chain_signed_transaction *ret_transaction);

#endif
