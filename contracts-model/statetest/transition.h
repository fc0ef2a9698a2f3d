#ifndef CROWDPATCH_STATETEST_TRANSITION_H
#define CROWDPATCH_STATETEST_TRANSITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contracts-model/evm/evm.h"
#include "crypto/sign.h"

/** The files of a transition tool (a state, a block's environment and its transactions in, the next
 *  state and the receipts out), as geth's `evm t8n` has them. Source: go-ethereum, cmd/evm/README.
 *  What the transactions do is the caller's matter. */

/** A file's text; `name` stands for it in messages. */
struct transition_text {
    const char *name;
    const char *text; /* text[len]; NULL when len is 0 */
    size_t len;
};

enum transition_form {
    TRANSITION_ENCODED,   /* encoded[] alone: as it travels */
    TRANSITION_SECRET,    /* fields, to be signed with secret */
    TRANSITION_SIGNATURE, /* fields and v, r, s */
};

struct transition_transaction {
    enum transition_form form;
    uint8_t *encoded;
    size_t encoded_len;
    uint64_t type; /* when it is above 2, no other field is read */
    uint64_t chain_id, nonce, gas_limit;
    u256 max_priority_fee_wei, max_fee_wei; /* the gas price twice for types 0 and 1 */
    bool is_creation;
    crypto_address to;
    u256 value_wei;
    uint8_t *data;
    size_t data_len;
    struct evm_access *access_list;
    size_t access_count;
    crypto_secp256k1_secret secret; /* valid */
    u256 v, r, s;
};

struct transition_hash {
    uint64_t number;
    crypto_digest hash;
};

struct transition_input {
    struct evm_state *state;
    struct evm_environment environment; /* its block_hash looks into this struct */
    bool has_base_fee;                  /* environment.base_fee_wei was given */
    bool has_parent;                    /* the three below were */
    u256 parent_base_fee_wei;
    uint64_t parent_gas_used, parent_gas_limit;
    struct transition_hash *hashes;
    size_t hash_count;
    struct transition_transaction *transactions;
    size_t transaction_count;
    uint8_t *encoded_list; /* the RLP list that stands instead of transactions; NULL: none */
    size_t encoded_list_len;
};

/** The whole file; the caller frees *ret_text, NULL when it is empty. Returns 0, BASE_E_IO or
 *  BASE_E_NOMEM. */
int transition_read_file(const char *path, char **ret_text, size_t *ret_len);

/** Reads the three texts on a chain; a transaction that names none is of this one. Refused are
 * withdrawals, which nothing here would execute, and blocks whose blobs have a base fee above 1.
 * Requires: crypto_init(). Returns 0, BASE_E_SCENARIO (the text begins with the name) or
 * BASE_E_NOMEM; deinit in every case. *ret_input must stay where it is. */
int transition_read(enum evm_fork fork, uint64_t chain_id, const struct transition_text *alloc,
                    const struct transition_text *env, const struct transition_text *txs,
                    struct transition_input *ret_input);
void transition_input_deinit(struct transition_input *input);

struct transition_receipt {
    unsigned type;
    bool success;
    bool is_creation;
    crypto_address created; /* of a creation */
    crypto_digest hash;
    uint64_t gas_used;
    u256 gas_price_wei;
    const struct evm_log *logs;
    size_t log_count;
};

struct transition_rejection {
    size_t index; /* among the transactions given */
    const char *why;
};

struct transition_output {
    const struct evm_state *state;
    const struct transition_receipt *receipts; /* in order */
    size_t receipt_count;
    const struct transition_rejection *rejections;
    size_t rejection_count;
};

enum transition_part {
    TRANSITION_ALLOC = 1,
    TRANSITION_RESULT = 2,
};

/** One part as JSON; or, when is_wrapped, an object of the parts whose bits are set.
 *  Accounts are sorted by address. The caller frees. Returns 0 or BASE_E_NOMEM. */
int transition_write(const struct transition_output *output, unsigned parts, bool is_wrapped,
                     char **ret_text);

#endif
