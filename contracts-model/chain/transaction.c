#include "contracts-model/chain/transaction.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "contracts-model/chain/rlp.h"
#include "crypto/token.h"

#define LEGACY_V_OFFSET 35 /* Source: EIP-155; v = chain_id * 2 + 35 + recovery id */

static void append_access_list(struct base_buffer *buffer,
                               const struct chain_transaction *transaction)
{
    size_t list = chain_rlp_list_begin(buffer);
    for (size_t i = 0; i < transaction->access_count; i++) {
        const struct evm_access *access = &transaction->access_list[i];
        size_t entry = chain_rlp_list_begin(buffer);
        chain_rlp_append_bytes(buffer, access->address.bytes, sizeof(access->address.bytes));
        size_t keys = chain_rlp_list_begin(buffer);
        for (size_t k = 0; k < access->key_count; k++) {
            uint8_t key[32];
            u256_to_be(access->keys[k], key);
            chain_rlp_append_bytes(buffer, key, sizeof(key));
        }
        chain_rlp_list_end(buffer, keys);
        chain_rlp_list_end(buffer, entry);
    }
    chain_rlp_list_end(buffer, list);
}

/* The fields that a type has before its signature, in the order of its encoding. */
static void append_body(struct base_buffer *buffer, const struct chain_transaction *transaction)
{
    if (transaction->type != CHAIN_TX_LEGACY)
        chain_rlp_append_u64(buffer, transaction->chain_id);
    chain_rlp_append_u64(buffer, transaction->nonce);
    if (transaction->type == CHAIN_TX_DYNAMIC_FEE)
        chain_rlp_append_u256(buffer, transaction->max_priority_fee_wei);
    chain_rlp_append_u256(buffer, transaction->max_fee_wei);
    chain_rlp_append_u64(buffer, transaction->gas_limit);
    chain_rlp_append_bytes(buffer, transaction->to.bytes,
                           transaction->is_creation ? 0 : sizeof(transaction->to.bytes));
    chain_rlp_append_u256(buffer, transaction->value_wei);
    chain_rlp_append_bytes(buffer, transaction->data, transaction->data_len);
    if (transaction->type != CHAIN_TX_LEGACY)
        append_access_list(buffer, transaction);
}

/* Encodes into an empty buffer: to be signed when signature is NULL, else as it travels. */
static void encode(struct base_buffer *buffer, const struct chain_transaction *transaction,
                   const crypto_secp256k1_signature *signature)
{
    bool is_legacy = transaction->type == CHAIN_TX_LEGACY;
    if (!is_legacy)
        base_buffer_append_u8(buffer, (uint8_t)transaction->type);
    size_t list = chain_rlp_list_begin(buffer);
    append_body(buffer, transaction);
    if (signature != NULL) {
        u256 v = u256_from_u64(signature->recovery_id);
        if (is_legacy)
            v = u256_add(u256_add(u256_mul(u256_from_u64(transaction->chain_id), u256_from_u64(2)),
                                  u256_from_u64(LEGACY_V_OFFSET)),
                         v);
        chain_rlp_append_u256(buffer, v);
        chain_rlp_append_u256(buffer, u256_from_be(signature->r));
        chain_rlp_append_u256(buffer, u256_from_be(signature->s));
    } else if (is_legacy) {
        chain_rlp_append_u64(buffer, transaction->chain_id);
        chain_rlp_append_u64(buffer, 0);
        chain_rlp_append_u64(buffer, 0);
    }
    chain_rlp_list_end(buffer, list);
}

/* What is signed. Returns 0 or BASE_E_NOMEM. */
static int signing_digest(const struct chain_transaction *transaction, crypto_digest *ret_digest)
{
    struct base_buffer buffer = {0};
    encode(&buffer, transaction, NULL);
    bool failed = base_buffer_failed(&buffer);
    if (!failed)
        *ret_digest = crypto_keccak256(buffer.data, buffer.len);
    base_buffer_deinit(&buffer);
    return failed ? base_fail(BASE_E_NOMEM, "no memory to encode a transaction") : 0;
}

int chain_transaction_sign_token(const struct crypto_tokens *tokens,
                                 const struct chain_transaction *transaction,
                                 const crypto_secp256k1_secret *secret,
                                 struct base_buffer *ret_encoded)
{
    assert(transaction->type == CHAIN_TX_LEGACY || transaction->type == CHAIN_TX_ACCESS_LIST ||
           transaction->type == CHAIN_TX_DYNAMIC_FEE);
    crypto_digest digest;
    int r = signing_digest(transaction, &digest);
    if (r < 0)
        return r;
    crypto_secp256k1_signature signature;
    crypto_token_secp256k1_sign(tokens, secret, &digest, &signature);
    struct base_buffer encoded = {0};
    encode(&encoded, transaction, &signature);
    if (!base_buffer_failed(&encoded))
        base_buffer_append(ret_encoded, encoded.data, encoded.len);
    bool failed = base_buffer_failed(&encoded) || base_buffer_failed(ret_encoded);
    base_buffer_deinit(&encoded);
    return failed ? base_fail(BASE_E_NOMEM, "no memory to encode a transaction") : 0;
}

int chain_transaction_sign(const struct chain_transaction *transaction,
                           const crypto_secp256k1_secret *secret, struct base_buffer *ret_encoded)
{
    return chain_transaction_sign_token(NULL, transaction, secret, ret_encoded);
}

crypto_digest chain_transaction_hash(const uint8_t *encoded, size_t len)
{
    return crypto_keccak256(encoded, len);
}

/* The number of items left in a list, which bounds what is allocated for them; 0 when one of them
 * is not of the wanted kind. */
static size_t count_items(struct chain_rlp_cursor cursor, bool are_lists)
{
    size_t count = 0;
    while (chain_rlp_more(&cursor)) {
        struct chain_rlp_cursor list;
        size_t len;
        if (are_lists)
            chain_rlp_read_list(&cursor, &list);
        else
            (void)chain_rlp_read_bytes(&cursor, &len);
        count++;
    }
    return cursor.failed ? 0 : count;
}

/* Reads one entry of an access list. Returns 0, 1 or BASE_E_NOMEM. */
static int read_access(struct chain_rlp_cursor *list, struct base_arena *arena,
                       struct evm_access *ret_access)
{
    struct chain_rlp_cursor entry, keys;
    chain_rlp_read_list(list, &entry);
    chain_rlp_read_fixed(&entry, ret_access->address.bytes, sizeof(ret_access->address.bytes));
    chain_rlp_read_list(&entry, &keys);
    if (!chain_rlp_done(&entry))
        return 1;
    size_t key_count = count_items(keys, false);
    u256 *values = base_arena_calloc(arena, key_count + 1, sizeof(*values));
    if (values == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for an access list");
    for (size_t k = 0; k < key_count; k++) {
        uint8_t key[32];
        chain_rlp_read_fixed(&keys, key, sizeof(key));
        values[k] = u256_from_be(key);
    }
    ret_access->keys = values;
    ret_access->key_count = key_count;
    return chain_rlp_done(&keys) ? 0 : 1;
}

static int read_access_list(struct chain_rlp_cursor *fields, struct base_arena *arena,
                            struct chain_transaction *ret_body)
{
    struct chain_rlp_cursor list;
    chain_rlp_read_list(fields, &list);
    size_t count = count_items(list, true);
    struct evm_access *entries = base_arena_calloc(arena, count + 1, sizeof(*entries));
    if (entries == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for an access list");
    for (size_t i = 0; i < count; i++) {
        int r = read_access(&list, arena, &entries[i]);
        if (r != 0)
            return r;
    }
    ret_body->access_list = entries;
    ret_body->access_count = count;
    return chain_rlp_done(&list) ? 0 : 1;
}

/* Reads the fields before the signature. Returns 0, 1 or BASE_E_NOMEM; a failure of `fields` is
 * left for the caller to see. */
static int read_body(struct chain_rlp_cursor *fields, struct base_arena *arena,
                     struct chain_transaction *body)
{
    if (body->type != CHAIN_TX_LEGACY)
        body->chain_id = chain_rlp_read_u64(fields);
    body->nonce = chain_rlp_read_u64(fields);
    if (body->type == CHAIN_TX_DYNAMIC_FEE)
        body->max_priority_fee_wei = chain_rlp_read_u256(fields);
    body->max_fee_wei = chain_rlp_read_u256(fields);
    body->gas_limit = chain_rlp_read_u64(fields);
    size_t to_len;
    const uint8_t *to = chain_rlp_read_bytes(fields, &to_len);
    body->is_creation = to_len == 0;
    if (to_len == sizeof(body->to.bytes))
        memcpy(body->to.bytes, to, to_len);
    else if (to_len != 0)
        return 1;
    body->value_wei = chain_rlp_read_u256(fields);
    const uint8_t *data = chain_rlp_read_bytes(fields, &body->data_len);
    if (body->data_len > 0) {
        uint8_t *copy = base_arena_alloc(arena, body->data_len);
        if (copy == NULL)
            return base_fail(BASE_E_NOMEM, "no memory for a transaction's data");
        memcpy(copy, data, body->data_len);
        body->data = copy;
    }
    return body->type == CHAIN_TX_LEGACY ? 0 : read_access_list(fields, arena, body);
}

/* Reads v, r and s. False when v is none of the type's two values on this chain. */
static bool read_signature(struct chain_rlp_cursor *fields, enum chain_transaction_type type,
                           uint64_t chain_id, crypto_secp256k1_signature *ret_signature)
{
    u256 v = chain_rlp_read_u256(fields);
    u256_to_be(chain_rlp_read_u256(fields), ret_signature->r);
    u256_to_be(chain_rlp_read_u256(fields), ret_signature->s);
    if (type == CHAIN_TX_LEGACY) {
        u256 least = u256_add(u256_mul(u256_from_u64(chain_id), u256_from_u64(2)),
                              u256_from_u64(LEGACY_V_OFFSET));
        v = u256_sub(v, least); /* wraps to a large number when v is below */
    }
    uint64_t recovery_id;
    if (!u256_to_u64(v, &recovery_id) || recovery_id > 1)
        return false;
    ret_signature->recovery_id = (uint8_t)recovery_id;
    return true;
}

static int decode(const struct crypto_tokens *tokens, const uint8_t *encoded, size_t len,
                  uint64_t chain_id, struct base_arena *arena,
                  struct chain_signed_transaction *transaction)
{
    struct chain_transaction *body = &transaction->body;
    struct chain_rlp_cursor message, fields;
    if (len == 0)
        return 1;
    if (encoded[0] == CHAIN_TX_ACCESS_LIST || encoded[0] == CHAIN_TX_DYNAMIC_FEE) {
        body->type = encoded[0];
        chain_rlp_cursor_init(&message, encoded + 1, len - 1);
    } else {
        body->type = CHAIN_TX_LEGACY;
        body->chain_id = chain_id;
        chain_rlp_cursor_init(&message, encoded, len);
    }
    chain_rlp_read_list(&message, &fields);
    if (!chain_rlp_done(&message))
        return 1;
    int r = read_body(&fields, arena, body);
    if (r != 0)
        return r;
    crypto_secp256k1_signature signature;
    if (!read_signature(&fields, body->type, chain_id, &signature) || !chain_rlp_done(&fields))
        return 1;
    if (body->chain_id != chain_id || !crypto_secp256k1_is_low_s(&signature))
        return 1;
    if (body->type != CHAIN_TX_DYNAMIC_FEE)
        body->max_priority_fee_wei = body->max_fee_wei;
    crypto_digest digest;
    r = signing_digest(body, &digest);
    if (r < 0)
        return r;
    if (!crypto_token_secp256k1_recover(tokens, &signature, &digest, &transaction->sender))
        return 1;
    transaction->hash = chain_transaction_hash(encoded, len);
    return 0;
}

int chain_transaction_decode_token(const struct crypto_tokens *tokens, const uint8_t *encoded,
                                   size_t len, uint64_t chain_id, struct base_arena *arena,
                                   struct chain_signed_transaction *ret_transaction)
{
    struct base_arena_mark mark = base_arena_mark(arena);
    struct chain_signed_transaction transaction = {0};
    int r = decode(tokens, encoded, len, chain_id, arena, &transaction);
    if (r == 0)
        *ret_transaction = transaction;
    else
        base_arena_restore(arena, mark);
    return r;
}

int chain_transaction_decode(const uint8_t *encoded, size_t len, uint64_t chain_id,
                             struct base_arena *arena,
                             struct chain_signed_transaction *ret_transaction)
{
    return chain_transaction_decode_token(NULL, encoded, len, chain_id, arena, ret_transaction);
}
