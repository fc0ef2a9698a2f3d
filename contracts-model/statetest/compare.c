#include "contracts-model/statetest/compare.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "contracts-model/chain/rlp.h"

void statetest_differ(struct statetest_difference *difference, const char *format, ...)
{
    va_list arguments;

    if (difference->why[0]) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(difference->why, sizeof(difference->why), format, arguments);
    va_end(arguments);
}

void statetest_append_log(struct base_buffer *out, const struct evm_log *log)
{
    size_t content = chain_rlp_list_begin(out);

    chain_rlp_append_bytes(out, log->address.bytes, sizeof(log->address.bytes));
    size_t topics = chain_rlp_list_begin(out);
    for (unsigned i = 0; i < log->topic_count; i++) {
        chain_rlp_append_bytes(out, log->topics[i].bytes, sizeof(log->topics[i].bytes));
    }
    chain_rlp_list_end(out, topics);
    chain_rlp_append_bytes(out, log->data, log->data_len);
    chain_rlp_list_end(out, content);
}

void statetest_compare_logs(struct statetest_reader *reader, const struct evm_log *logs,
                            size_t count, const json_t *hash,
                            struct statetest_difference *difference)
{
    struct base_buffer out = {0};
    const char *text = json_string_value(hash);
    crypto_digest wanted = {{0}};

    if (!text || base_hex_decode(text, wanted.bytes, sizeof(wanted.bytes)) < 0) {
        reader->wrong_key = reader->wrong_key ? reader->wrong_key : "logs";
        return;
    }
    size_t list = chain_rlp_list_begin(&out);
    for (size_t i = 0; i < count; i++) {
        statetest_append_log(&out, &logs[i]);
    }
    chain_rlp_list_end(&out, list);
    if (base_buffer_failed(&out)) {
        reader->no_memory = true;
    } else {
        crypto_digest digest = crypto_keccak256(out.data, out.len);
        if (!crypto_digest_equal(&digest, &wanted)) {
            statetest_differ(difference, "the logs differ (there are %zu)", count);
        }
    }
    base_buffer_deinit(&out);
}

static void compare_word(const char *name, const char *what, u256 got, u256 wanted,
                         struct statetest_difference *difference)
{
    char got_text[U256_DECIMAL_MAX], wanted_text[U256_DECIMAL_MAX];

    if (!u256_equal(got, wanted)) {
        u256_format(got, got_text);
        u256_format(wanted, wanted_text);
        statetest_differ(difference, "%s: %s is %s instead of %s", name, what, got_text,
                         wanted_text);
    }
}

static int count_account(void *context, const crypto_address *address)
{
    ++*(size_t *)context;
    return 0;
}

static int count_slot(void *context, u256 key, u256 value)
{
    ++*(size_t *)context;
    return 0;
}

static void compare_code(struct statetest_reader *reader, const struct evm_state *state,
                         const crypto_address *address, const char *name, const json_t *account,
                         struct statetest_difference *difference)
{
    size_t len, got_len;
    uint8_t *wanted = statetest_read_bytes(reader, json_object_get(account, "code"), "code", &len);
    const uint8_t *got = evm_state_code(state, address, &got_len);

    if (len != got_len || (len > 0 && memcmp(wanted, got, len) != 0)) {
        statetest_differ(difference, "%s: the code differs (%zu bytes, %zu expected)", name,
                         got_len, len);
    }
    free(wanted);
}

static void compare_account(struct statetest_reader *reader, const struct evm_state *state,
                            const char *name, const json_t *account,
                            struct statetest_difference *difference)
{
    crypto_address address = statetest_read_address(reader, name, "state");
    json_t *storage = json_object_get(account, "storage"), *value;
    const char *key;
    size_t slots = 0;

    if (!evm_state_exists(state, &address)) {
        statetest_differ(difference, "%s does not exist", name);
        return;
    }
    compare_word(name, "the balance", evm_state_balance(state, &address),
                 statetest_read_number(reader, account, "balance"), difference);
    compare_word(name, "the nonce", u256_from_u64(evm_state_nonce(state, &address)),
                 statetest_read_number(reader, account, "nonce"), difference);
    compare_code(reader, state, &address, name, account, difference);
    json_object_foreach(storage, key, value)
    {
        u256 slot = statetest_read_word(reader, key, "storage");
        compare_word(name, key, evm_state_storage(state, &address, slot),
                     statetest_read_word(reader, json_string_value(value), "storage"), difference);
    }
    evm_state_each_slot(state, &address, count_slot, &slots);
    if (slots != json_object_size(storage)) {
        statetest_differ(difference, "%s: %zu slots instead of %zu", name, slots,
                         json_object_size(storage));
    }
}

void statetest_compare_state(struct statetest_reader *reader, const struct evm_state *state,
                             const json_t *accounts, struct statetest_difference *difference)
{
    const char *name;
    json_t *account;
    size_t count = 0;

    json_object_foreach((json_t *)accounts, name, account)
    {
        compare_account(reader, state, name, account, difference);
    }
    evm_state_each_account(state, count_account, &count);
    if (count != json_object_size(accounts)) {
        statetest_differ(difference, "%zu accounts instead of %zu", count,
                         json_object_size(accounts));
    }
}
