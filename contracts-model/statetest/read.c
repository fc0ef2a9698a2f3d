#include "contracts-model/statetest/read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/hex.h"
#include "crypto/hash.h"

static bool has_failed(const struct statetest_reader *reader)
{
    return reader->wrong_key || reader->no_memory;
}

static void fail(struct statetest_reader *reader, const char *key)
{
    if (!reader->wrong_key) {
        reader->wrong_key = key;
    }
}

int statetest_reader_result(const struct statetest_reader *reader)
{
    if (reader->no_memory) {
        return base_fail(BASE_E_NOMEM, "no memory for what a file holds");
    }
    if (reader->wrong_key) {
        return base_fail(BASE_E_SCENARIO, "\"%s\" is missing or no such value", reader->wrong_key);
    }
    return 0;
}

u256 statetest_read_word(struct statetest_reader *reader, const char *text, const char *key)
{
    u256 word = u256_from_u64(0);

    if (!text || has_failed(reader)) {
        fail(reader, key);
        return word;
    }
    if (!reader->is_strict && strncmp(text, "0x:bigint ", 10) == 0) {
        text += 10;
    }
    if (u256_parse(text, &word) == 0) {
        return word;
    }
    size_t digits = strncmp(text, "0x", 2) == 0 ? strspn(text + 2, "0123456789abcdefABCDEF") : 0;
    if (reader->is_strict || digits <= 64 || text[2 + digits] != '\0') {
        fail(reader, key);
        return word;
    }
    return u256_not(word);
}

u256 statetest_read_number(struct statetest_reader *reader, const json_t *object, const char *key)
{
    return statetest_read_word(reader, json_string_value(json_object_get(object, key)), key);
}

uint64_t statetest_read_u64(struct statetest_reader *reader, const json_t *object, const char *key)
{
    uint64_t number = 0;

    if (!u256_to_u64(statetest_read_number(reader, object, key), &number)) {
        fail(reader, key);
    }
    return number;
}

crypto_address statetest_read_address(struct statetest_reader *reader, const char *text,
                                      const char *key)
{
    crypto_address address = {{0}};

    if (!text || base_hex_decode(text, address.bytes, sizeof(address.bytes)) < 0) {
        fail(reader, key);
    }
    return address;
}

uint8_t *statetest_read_bytes(struct statetest_reader *reader, const json_t *value, const char *key,
                              size_t *ret_len)
{
    const char *text = json_string_value(value);

    *ret_len = 0;
    if (!text || strncmp(text, "0x", 2) != 0) {
        fail(reader, key);
        return NULL;
    }
    size_t len = strlen(text + 2) / 2;
    uint8_t *bytes = malloc(len + 1);
    if (!bytes) {
        reader->no_memory = true;
        return NULL;
    }
    if (base_hex_decode(text, bytes, len) < 0) {
        fail(reader, key);
        free(bytes);
        return NULL;
    }
    *ret_len = len;
    return bytes;
}

static const json_t *indexed(const json_t *transaction, const char *list, const json_t *post,
                             const char *index)
{
    const json_t *place = json_object_get(json_object_get(post, "indexes"), index);

    return json_is_integer(place) ? json_array_get(json_object_get(transaction, list),
                                                   (size_t)json_integer_value(place))
                                  : NULL;
}

static void read_access(struct statetest_reader *reader, const json_t *entry,
                        struct evm_access *ret_access)
{
    const json_t *keys = json_object_get(entry, "storageKeys");
    size_t count = json_array_size(keys);
    u256 *words = calloc(count + 1, sizeof(*words));

    if (!words) {
        reader->no_memory = true;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        words[i] =
            statetest_read_word(reader, json_string_value(json_array_get(keys, i)), "storageKeys");
    }
    *ret_access = (struct evm_access){
        .address = statetest_read_address(
            reader, json_string_value(json_object_get(entry, "address")), "address"),
        .keys = words,
        .key_count = count,
    };
}

void statetest_read_access_list(struct statetest_reader *reader, const json_t *list,
                                struct statetest_transaction *tx)
{
    size_t count = json_array_size(list);

    tx->access_list = calloc(count + 1, sizeof(*tx->access_list));
    if (!tx->access_list) {
        reader->no_memory = true;
        return;
    }
    tx->access_count = count;
    for (size_t i = 0; i < count; i++) {
        read_access(reader, json_array_get(list, i), &tx->access_list[i]);
    }
}

/** Older files have the secret key alone. */
static crypto_address read_sender(struct statetest_reader *reader, const json_t *json)
{
    const char *text = json_string_value(json_object_get(json, "sender"));
    const char *secret_text = json_string_value(json_object_get(json, "secretKey"));
    crypto_secp256k1_secret secret;
    crypto_address address = {{0}};

    if (text) {
        return statetest_read_address(reader, text, "sender");
    }
    if (!secret_text || base_hex_decode(secret_text, secret.bytes, sizeof(secret.bytes)) < 0 ||
        !crypto_secp256k1_address(&secret, &address)) {
        fail(reader, "sender");
    }
    return address;
}

void statetest_read_transaction(struct statetest_reader *reader, const json_t *test,
                                const json_t *post, struct statetest_transaction *ret_transaction)
{
    struct statetest_transaction *tx = ret_transaction;
    const json_t *json = json_object_get(test, "transaction");
    const json_t *list = indexed(json, "accessLists", post, "data");
    const char *to = json_string_value(json_object_get(json, "to"));

    tx->sender = read_sender(reader, json);
    tx->is_creation = !to || !to[0];
    if (!tx->is_creation) {
        tx->to = statetest_read_address(reader, to, "to");
    }
    tx->nonce = statetest_read_number(reader, json, "nonce");
    tx->gas_limit = statetest_read_word(
        reader, json_string_value(indexed(json, "gasLimit", post, "gas")), "gasLimit");
    tx->value_wei = statetest_read_word(
        reader, json_string_value(indexed(json, "value", post, "value")), "value");
    tx->data =
        statetest_read_bytes(reader, indexed(json, "data", post, "data"), "data", &tx->data_len);
    statetest_read_access_list(reader, list, tx);
    if (!json_object_get(json, "maxFeePerGas")) {
        tx->type = list ? CHAIN_TX_ACCESS_LIST : CHAIN_TX_LEGACY;
        tx->max_fee_wei = statetest_read_number(reader, json, "gasPrice");
        return;
    }
    tx->type = CHAIN_TX_DYNAMIC_FEE;
    tx->max_fee_wei = statetest_read_number(reader, json, "maxFeePerGas");
    tx->priority_fee_wei = statetest_read_number(reader, json, "maxPriorityFeePerGas");
}

void statetest_transaction_deinit(struct statetest_transaction *transaction)
{
    for (size_t i = 0; i < transaction->access_count; i++) {
        free((void *)transaction->access_list[i].keys);
    }
    free(transaction->access_list);
    free(transaction->data);
    *transaction = (struct statetest_transaction){0};
}

/** Source: execution-spec-tests and ethereum/tests: the hash of the number's decimal text. */
static crypto_digest block_hash(void *context, uint64_t number)
{
    char text[U256_DECIMAL_MAX];

    u256_format(u256_from_u64(number), text);
    return crypto_keccak256(text, strlen(text));
}

void statetest_read_block(struct statetest_reader *reader, const json_t *env,
                          struct evm_environment *environment)
{
    /* Source: EIP-4399; "Paris" is run as london. */
    bool has_random =
        environment->fork >= EVM_FORK_SHANGHAI || json_object_get(env, "currentRandom") != NULL;

    environment->block_number = statetest_read_u64(reader, env, "currentNumber");
    environment->timestamp_s = statetest_read_u64(reader, env, "currentTimestamp");
    environment->gas_limit = statetest_read_u64(reader, env, "currentGasLimit");
    environment->coinbase = statetest_read_address(
        reader, json_string_value(json_object_get(env, "currentCoinbase")), "currentCoinbase");
    if (json_object_get(env, "currentBaseFee")) {
        environment->base_fee_wei = statetest_read_number(reader, env, "currentBaseFee");
    }
    environment->prev_randao =
        statetest_read_number(reader, env, has_random ? "currentRandom" : "currentDifficulty");
}

void statetest_read_environment(struct statetest_reader *reader, const json_t *test,
                                struct evm_environment *environment)
{
    const json_t *config = json_object_get(test, "config");

    statetest_read_block(reader, json_object_get(test, "env"), environment);
    environment->chain_id =
        json_object_get(config, "chainid") ? statetest_read_u64(reader, config, "chainid") : 1;
    environment->block_hash = block_hash;
}

static int read_account(struct statetest_reader *reader, const char *name, const json_t *account,
                        struct evm_state *state)
{
    crypto_address address = statetest_read_address(reader, name, "address");
    json_t *storage = json_object_get(account, "storage"), *value;
    const json_t *json_code = json_object_get(account, "code");
    const char *key;
    size_t len = 0;
    u256 balance = statetest_read_number(reader, account, "balance");
    uint64_t nonce =
        json_object_get(account, "nonce") ? statetest_read_u64(reader, account, "nonce") : 0;
    uint8_t *code = json_code ? statetest_read_bytes(reader, json_code, "code", &len) : NULL;
    if (storage && !json_is_object(storage)) {
        fail(reader, "storage");
    }
    int r = evm_state_set_balance(state, &address, balance);

    r = r < 0 ? r : evm_state_set_nonce(state, &address, nonce);
    r = r < 0 ? r : evm_state_set_code(state, &address, code, len);
    free(code);
    json_object_foreach(storage, key, value)
    {
        u256 slot = statetest_read_word(reader, key, "storage");
        u256 word = statetest_read_word(reader, json_string_value(value), "storage");
        r = r < 0 ? r : evm_state_set_storage(state, &address, slot, word);
    }
    return r;
}

void statetest_read_state(struct statetest_reader *reader, const json_t *accounts,
                          struct evm_state *state)
{
    const char *name;
    json_t *account;
    int r = 0;

    json_object_foreach((json_t *)accounts, name, account)
    {
        r = r < 0 ? r : read_account(reader, name, account, state);
    }
    r = r < 0 ? r : evm_state_end_transaction(state, NULL);
    if (r < 0) {
        reader->no_memory = true;
    }
}

int statetest_read_file(const char *path, char **ret_text, size_t *ret_len)
{
    struct base_buffer buffer = {0};
    char chunk[4096];
    size_t count;
    FILE *stream = fopen(path, "rb");

    if (!stream) {
        return base_fail(BASE_E_IO, "%s: %s", path, strerror(errno));
    }
    errno = 0;
    while ((count = fread(chunk, 1, sizeof(chunk), stream)) > 0) {
        base_buffer_append(&buffer, chunk, count);
    }
    int r = ferror(stream) ? base_fail(BASE_E_IO, "%s: %s", path, strerror(errno)) : 0;
    if (r == 0 && base_buffer_failed(&buffer)) {
        r = base_fail(BASE_E_NOMEM, "%s: no memory for the file", path);
    }
    fclose(stream);
    if (r < 0) {
        base_buffer_deinit(&buffer);
        return r;
    }
    *ret_text = (char *)base_buffer_steal(&buffer, ret_len);
    return 0;
}

int statetest_parse(const char *path, const char *text, size_t len, size_t flags, json_t **ret_json)
{
    json_error_t error;
    json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES | flags, &error);

    if (!json) {
        return base_fail(BASE_E_SCENARIO, "%s:%d:%d: %s", path, error.line, error.column,
                         error.text);
    }
    *ret_json = json;
    return 0;
}
