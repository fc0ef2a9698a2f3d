#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/hex.h"
#include "contracts-model/statetest/read.h"
#include "contracts-model/statetest/transition.h"

int transition_read_file(const char *path, char **ret_text, size_t *ret_len)
{
    return statetest_read_file(path, ret_text, ret_len);
}

static void fail(struct statetest_reader *reader, const char *key)
{
    if (!reader->wrong_key) {
        reader->wrong_key = key;
    }
}

static bool has(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return value && !json_is_null(value);
}

static int read_alloc(const json_t *json, struct transition_input *input)
{
    struct statetest_reader reader = {.is_strict = true};

    if (!json_is_object(json)) {
        return base_fail(BASE_E_SCENARIO, "no accounts: { \"0x...\": { \"balance\": ... } }");
    }
    statetest_read_state(&reader, json, input->state);
    return statetest_reader_result(&reader);
}

static crypto_digest find_hash(void *context, uint64_t number)
{
    const struct transition_input *input = context;

    for (size_t i = 0; i < input->hash_count; i++) {
        if (input->hashes[i].number == number) {
            return input->hashes[i].hash;
        }
    }
    return (crypto_digest){{0}};
}

static void read_hashes(struct statetest_reader *reader, json_t *json,
                        struct transition_input *input)
{
    const char *name;
    json_t *value;

    input->hashes = calloc(json_object_size(json) + 1, sizeof(*input->hashes));
    if (!input->hashes) {
        reader->no_memory = true;
        return;
    }
    json_object_foreach(json, name, value)
    {
        struct transition_hash *entry = &input->hashes[input->hash_count++];
        const char *text = json_string_value(value);
        if (!u256_to_u64(statetest_read_word(reader, name, "blockHashes"), &entry->number) ||
            !text || base_hex_decode(text, entry->hash.bytes, sizeof(entry->hash.bytes)) < 0) {
            fail(reader, "blockHashes");
        }
    }
}

/** Source: EIP-4844, EIP-7691: up to so much, e to the excess by an update fraction of 3338477 or
 *  more is below 2, and the base fee of blobs 1 wei. */
#define CHEAP_EXCESS_BLOB_GAS 2314056

static uint64_t read_optional(struct statetest_reader *reader, const json_t *json, const char *key)
{
    return has(json, key) ? statetest_read_u64(reader, json, key) : 0;
}

/** Whether BLOBBASEFEE is 1, as it is here. */
static bool are_blobs_cheap(struct statetest_reader *reader, const json_t *json)
{
    bool is_given = has(json, "currentExcessBlobGas");
    uint64_t excess =
        read_optional(reader, json, is_given ? "currentExcessBlobGas" : "parentExcessBlobGas");
    uint64_t used = is_given ? 0 : read_optional(reader, json, "parentBlobGasUsed");

    return excess <= CHEAP_EXCESS_BLOB_GAS && used <= CHEAP_EXCESS_BLOB_GAS - excess;
}

static int read_env(const json_t *json, struct transition_input *input)
{
    struct statetest_reader reader = {.is_strict = true};
    json_t *hashes = json_object_get(json, "blockHashes");

    if (!json_is_object(json)) {
        return base_fail(BASE_E_SCENARIO, "no environment: { \"currentNumber\": ... }");
    }
    if (json_array_size(json_object_get(json, "withdrawals")) > 0) {
        return base_fail(BASE_E_SCENARIO, "withdrawals are not executed");
    }
    if (input->environment.fork >= EVM_FORK_CANCUN && !are_blobs_cheap(&reader, json)) {
        return base_fail(BASE_E_SCENARIO, "blobs cost 1 wei a gas here, and more in this block");
    }
    statetest_read_block(&reader, json, &input->environment);
    input->environment.block_hash = find_hash;
    input->environment.block_hash_context = input;
    if (has(json, "blockHashes") && !json_is_object(hashes)) {
        fail(&reader, "blockHashes");
    }
    read_hashes(&reader, hashes, input);
    input->has_base_fee = has(json, "currentBaseFee");
    input->has_parent = has(json, "parentBaseFee");
    if (input->has_parent) {
        input->parent_base_fee_wei = statetest_read_number(&reader, json, "parentBaseFee");
        input->parent_gas_used = statetest_read_u64(&reader, json, "parentGasUsed");
        input->parent_gas_limit = statetest_read_u64(&reader, json, "parentGasLimit");
    }
    return statetest_reader_result(&reader);
}

static uint64_t read_type(struct statetest_reader *reader, const json_t *json)
{
    if (has(json, "type")) {
        return statetest_read_u64(reader, json, "type");
    }
    return has(json, "authorizationList")                                      ? 4
           : has(json, "blobVersionedHashes") || has(json, "maxFeePerBlobGas") ? 3
           : has(json, "maxFeePerGas")                                         ? 2
           : has(json, "accessList")                                           ? 1
                                                                               : 0;
}

/** geth signs with the key only what has no signature. */
static void read_signature(struct statetest_reader *reader, const json_t *json,
                           struct transition_transaction *tx)
{
    const char *text = json_string_value(json_object_get(json, "secretKey"));
    const char *v_key = has(json, "v") || !has(json, "yParity") ? "v" : "yParity";
    crypto_address address;
    bool has_signature = has(json, "r") || has(json, "s") || has(json, v_key);

    if (has_signature) {
        tx->v = statetest_read_number(reader, json, v_key);
        tx->r = statetest_read_number(reader, json, "r");
        tx->s = statetest_read_number(reader, json, "s");
    }
    if (!has(json, "secretKey")) {
        tx->form = TRANSITION_SIGNATURE;
        if (!has_signature) {
            fail(reader, "secretKey");
        }
        return;
    }
    if (!text || base_hex_decode(text, tx->secret.bytes, sizeof(tx->secret.bytes)) < 0 ||
        !crypto_secp256k1_address(&tx->secret, &address)) {
        fail(reader, "secretKey");
    }
    bool is_signed = !u256_is_zero(tx->v) || !u256_is_zero(tx->r) || !u256_is_zero(tx->s);
    tx->form = is_signed ? TRANSITION_SIGNATURE : TRANSITION_SECRET;
}

static void read_to(struct statetest_reader *reader, const json_t *json,
                    struct transition_transaction *tx)
{
    const char *to = json_string_value(json_object_get(json, "to"));

    tx->is_creation = !has(json, "to") || (to && (!to[0] || strcmp(to, "0x") == 0));
    if (!tx->is_creation) {
        tx->to = statetest_read_address(reader, to, "to");
    }
}

static void read_fields(struct statetest_reader *reader, const json_t *json,
                        struct transition_transaction *tx)
{
    const char *data_key = has(json, "input") ? "input" : "data";
    const json_t *list = json_object_get(json, "accessList");
    struct statetest_transaction owner = {0};

    tx->type = read_type(reader, json);
    if (tx->type > 2) {
        return;
    }
    if (has(json, "chainId")) {
        tx->chain_id = statetest_read_u64(reader, json, "chainId");
    }
    tx->nonce = statetest_read_u64(reader, json, "nonce");
    tx->gas_limit = statetest_read_u64(reader, json, has(json, "gas") ? "gas" : "gasLimit");
    tx->max_fee_wei =
        statetest_read_number(reader, json, tx->type == 2 ? "maxFeePerGas" : "gasPrice");
    tx->max_priority_fee_wei = tx->type == 2
                                   ? statetest_read_number(reader, json, "maxPriorityFeePerGas")
                                   : tx->max_fee_wei;
    read_to(reader, json, tx);
    tx->value_wei =
        has(json, "value") ? statetest_read_number(reader, json, "value") : u256_from_u64(0);
    if (has(json, data_key)) {
        tx->data =
            statetest_read_bytes(reader, json_object_get(json, data_key), data_key, &tx->data_len);
    }
    if (has(json, "accessList") && !json_is_array(list)) {
        fail(reader, "accessList");
    }
    if (tx->type > 0) {
        statetest_read_access_list(reader, list, &owner);
        tx->access_list = owner.access_list;
        tx->access_count = owner.access_count;
    }
    read_signature(reader, json, tx);
}

static int read_transaction(const json_t *json, struct transition_transaction *tx)
{
    struct statetest_reader reader = {.is_strict = true};

    if (json_is_string(json)) {
        tx->encoded = statetest_read_bytes(&reader, json, "0x...", &tx->encoded_len);
    } else if (json_is_object(json)) {
        read_fields(&reader, json, tx);
    } else {
        return base_fail(BASE_E_SCENARIO, "no transaction: an object, or \"0x...\"");
    }
    return statetest_reader_result(&reader);
}

static int read_txs(const json_t *json, struct transition_input *input)
{
    struct statetest_reader reader = {.is_strict = true};
    size_t count = json_array_size(json);

    if (json_is_string(json)) {
        input->encoded_list =
            statetest_read_bytes(&reader, json, "0x...", &input->encoded_list_len);
        return statetest_reader_result(&reader);
    }
    if (!json_is_array(json)) {
        return base_fail(BASE_E_SCENARIO, "no transactions: a list, or \"0x...\"");
    }
    input->transactions = calloc(count + 1, sizeof(*input->transactions));
    if (!input->transactions) {
        return base_fail(BASE_E_NOMEM, "no memory for the transactions");
    }
    for (size_t i = 0; i < count; i++) {
        input->transactions[input->transaction_count++].chain_id = input->environment.chain_id;
        int r = read_transaction(json_array_get(json, i), &input->transactions[i]);
        if (r < 0) {
            return base_fail_context(r, "[%zu]", i);
        }
    }
    return 0;
}

static int read_text(const struct transition_text *text, size_t flags,
                     int (*read)(const json_t *json, struct transition_input *input),
                     struct transition_input *input)
{
    json_t *json;
    int r = statetest_parse(text->name, text->text ? text->text : "", text->len, flags, &json);

    if (r < 0) {
        return r;
    }
    r = read(json, input);
    json_decref(json);
    return r < 0 ? base_fail_context(r, "%s", text->name) : 0;
}

int transition_read(enum evm_fork fork, uint64_t chain_id, const struct transition_text *alloc,
                    const struct transition_text *env, const struct transition_text *txs,
                    struct transition_input *ret_input)
{
    *ret_input = (struct transition_input){.environment = {.fork = fork, .chain_id = chain_id}};
    int r = evm_state_new(&ret_input->state);

    r = r < 0 ? r : read_text(alloc, 0, read_alloc, ret_input);
    r = r < 0 ? r : read_text(env, 0, read_env, ret_input);
    return r < 0 ? r : read_text(txs, JSON_DECODE_ANY, read_txs, ret_input);
}

void transition_input_deinit(struct transition_input *input)
{
    for (size_t i = 0; i < input->transaction_count; i++) {
        struct transition_transaction *tx = &input->transactions[i];
        struct statetest_transaction owner = {
            .data = tx->data, .access_list = tx->access_list, .access_count = tx->access_count};
        statetest_transaction_deinit(&owner);
        free(tx->encoded);
    }
    free(input->transactions);
    free(input->encoded_list);
    free(input->hashes);
    evm_state_free(input->state);
    *input = (struct transition_input){0};
}
