#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hex.h"
#include "contracts-model/chain/rlp.h"
#include "contracts-model/statetest/compare.h"
#include "contracts-model/statetest/transition.h"

/* Every builder returns NULL when memory is exhausted, and jansson refuses a NULL value: one check
 * at the place where a value is put into its owner is enough. */

enum { TEXT_BYTES = 2 + 64 + 1 };

static void set(json_t **owner, const char *key, json_t *value)
{
    if (json_object_set_new(*owner, key, value) < 0) {
        json_decref(*owner);
        *owner = NULL;
    }
}

static void append(json_t **owner, json_t *value)
{
    if (json_array_append_new(*owner, value) < 0) {
        json_decref(*owner);
        *owner = NULL;
    }
}

static void format_word(u256 word, char ret_text[TEXT_BYTES])
{
    uint8_t bytes[32];

    u256_to_be(word, bytes);
    memcpy(ret_text, "0x", 2);
    base_hex_encode(bytes, sizeof(bytes), ret_text + 2);
}

static json_t *word_json(u256 word)
{
    char text[TEXT_BYTES];

    format_word(word, text);
    return json_string(text);
}

/** Without leading zeros. */
static json_t *number_json(u256 number)
{
    char text[TEXT_BYTES];
    size_t zeros;

    format_word(number, text);
    zeros = strspn(text + 2, "0");
    zeros = zeros < 64 ? zeros : 63;
    memmove(text + 2, text + 2 + zeros, 64 - zeros + 1);
    return json_string(text);
}

static json_t *u64_json(uint64_t number)
{
    return number_json(u256_from_u64(number));
}

static json_t *bytes_json(const uint8_t *bytes, size_t len)
{
    char *text = malloc(2 + 2 * len + 1);

    if (!text) {
        return NULL;
    }
    memcpy(text, "0x", 3);
    if (len > 0) {
        base_hex_encode(bytes, len, text + 2);
    }
    json_t *json = json_string(text);
    free(text);
    return json;
}

static int add_slot(void *context, u256 key, u256 value)
{
    char name[TEXT_BYTES];

    format_word(key, name);
    set(context, name, word_json(value));
    return 0;
}

struct alloc {
    const struct evm_state *state;
    json_t *json;
};

static int add_account(void *context, const crypto_address *address)
{
    struct alloc *alloc = context;
    char name[2 + 40 + 1] = "0x";
    size_t len;
    const uint8_t *code = evm_state_code(alloc->state, address, &len);
    json_t *account = json_object(), *storage = json_object();

    evm_state_each_slot(alloc->state, address, add_slot, &storage);
    set(&account, "balance", number_json(evm_state_balance(alloc->state, address)));
    set(&account, "code", bytes_json(code, len));
    set(&account, "nonce", u64_json(evm_state_nonce(alloc->state, address)));
    set(&account, "storage", storage);
    base_hex_encode(address->bytes, sizeof(address->bytes), name + 2);
    set(&alloc->json, name, account);
    return 0;
}

static json_t *alloc_json(const struct evm_state *state)
{
    struct alloc alloc = {state, json_object()};

    evm_state_each_account(state, add_account, &alloc);
    return alloc.json;
}

static json_t *log_json(const struct evm_log *log)
{
    json_t *json = json_object(), *topics = json_array();

    for (unsigned i = 0; i < log->topic_count; i++) {
        append(&topics, bytes_json(log->topics[i].bytes, sizeof(log->topics[i].bytes)));
    }
    set(&json, "address", bytes_json(log->address.bytes, sizeof(log->address.bytes)));
    set(&json, "topics", topics);
    set(&json, "data", bytes_json(log->data, log->data_len));
    return json;
}

static json_t *receipt_json(const struct transition_receipt *receipt, size_t index,
                            uint64_t cumulative_gas)
{
    static const crypto_address nobody;
    const crypto_address *created = receipt->is_creation ? &receipt->created : &nobody;
    json_t *json = json_object(), *logs = json_array();

    for (size_t i = 0; i < receipt->log_count; i++) {
        append(&logs, log_json(&receipt->logs[i]));
    }
    set(&json, "type", u64_json(receipt->type));
    set(&json, "status", u64_json(receipt->success));
    set(&json, "cumulativeGasUsed", u64_json(cumulative_gas));
    set(&json, "logs", logs);
    set(&json, "transactionHash", bytes_json(receipt->hash.bytes, sizeof(receipt->hash.bytes)));
    set(&json, "contractAddress", bytes_json(created->bytes, sizeof(created->bytes)));
    set(&json, "gasUsed", u64_json(receipt->gas_used));
    set(&json, "effectiveGasPrice", number_json(receipt->gas_price_wei));
    set(&json, "transactionIndex", u64_json(index));
    return json;
}

/** Of all logs as one RLP list. */
static json_t *logs_hash_json(const struct transition_output *output)
{
    struct base_buffer logs = {0};
    size_t list = chain_rlp_list_begin(&logs);
    json_t *json = NULL;

    for (size_t i = 0; i < output->receipt_count; i++) {
        for (size_t k = 0; k < output->receipts[i].log_count; k++) {
            statetest_append_log(&logs, &output->receipts[i].logs[k]);
        }
    }
    chain_rlp_list_end(&logs, list);
    if (!base_buffer_failed(&logs)) {
        crypto_digest digest = crypto_keccak256(logs.data, logs.len);
        json = bytes_json(digest.bytes, sizeof(digest.bytes));
    }
    base_buffer_deinit(&logs);
    return json;
}

static json_t *result_json(const struct transition_output *output)
{
    json_t *json = json_object(), *receipts = json_array(), *rejected = json_array();
    uint64_t gas = 0;

    for (size_t i = 0; i < output->receipt_count; i++) {
        gas += output->receipts[i].gas_used;
        append(&receipts, receipt_json(&output->receipts[i], i, gas));
    }
    for (size_t i = 0; i < output->rejection_count; i++) {
        json_t *rejection = json_object();
        set(&rejection, "index", json_integer((json_int_t)output->rejections[i].index));
        set(&rejection, "error", json_string(output->rejections[i].why));
        append(&rejected, rejection);
    }
    set(&json, "receipts", receipts);
    set(&json, "rejected", rejected);
    set(&json, "gasUsed", u64_json(gas));
    set(&json, "logsHash", logs_hash_json(output));
    return json;
}

int transition_write(const struct transition_output *output, unsigned parts, bool is_wrapped,
                     char **ret_text)
{
    json_t *json = is_wrapped                  ? json_object()
                   : parts == TRANSITION_ALLOC ? alloc_json(output->state)
                                               : result_json(output);

    if (is_wrapped && parts & TRANSITION_ALLOC) {
        set(&json, "alloc", alloc_json(output->state));
    }
    if (is_wrapped && parts & TRANSITION_RESULT) {
        set(&json, "result", result_json(output));
    }
    char *text = json_dumps(json, JSON_INDENT(2) | JSON_SORT_KEYS);
    json_decref(json);
    if (!text) {
        return base_fail(BASE_E_NOMEM, "no memory for the result");
    }
    *ret_text = text;
    return 0;
}
