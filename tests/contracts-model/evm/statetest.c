#include "statetest.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/hex.h"

/* Source: EIP-7825. */
enum { OSAKA_TRANSACTION_GAS_MAX = 1 << 24 };

struct run {
    struct evm_state *state;
    struct evm_environment environment;
    char *why;
    bool met_missing_precompile;
};

struct transaction {
    crypto_address sender;
    crypto_address to;
    bool is_creation;
    u256 nonce, gas_limit, value, max_fee, priority_fee, price;
    bool is_dynamic;
    uint8_t *data;
    size_t data_len;
    struct evm_access *access_list;
    size_t access_count;
};

static void say(struct run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct run *run, const char *format, ...)
{
    va_list arguments;

    if (run->why[0]) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(run->why, 256, format, arguments);
    va_end(arguments);
}

static u256 number_of(const json_t *value)
{
    u256 number = u256_from_u64(0);

    if (value && u256_parse(json_string_value(value), &number) != 0) {
        return u256_not(u256_from_u64(0));
    }
    return number;
}

static uint64_t u64_of(const json_t *value)
{
    return number_of(value).limb[0];
}

static crypto_address address_of(const char *text)
{
    crypto_address address = {{0}};

    base_hex_decode(text, address.bytes, sizeof(address.bytes));
    return address;
}

static uint8_t *bytes_of(const char *text, size_t *ret_len)
{
    size_t len = (strlen(text) - 2) / 2;
    uint8_t *bytes = malloc(len + 1);

    assert(bytes);
    if (len > 0) {
        base_hex_decode(text, bytes, len);
    }
    *ret_len = len;
    return bytes;
}

static crypto_digest no_block_hash(void *context, uint64_t number)
{
    char text[24];

    snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
    return crypto_keccak256(text, strlen(text));
}

/** Precompiles that a fork has and the interpreter does not. */
static bool is_missing_precompile(enum evm_fork fork, u256 address)
{
    uint64_t last = fork >= EVM_FORK_PRAGUE ? 17 : fork >= EVM_FORK_CANCUN ? 10 : 9, number;

    address.limb[3] = 0; /* an address is the low 20 bytes */
    address.limb[2] &= UINT32_MAX;
    return u256_to_u64(address, &number) &&
           ((number >= 5 && number <= last) || (number == 0x100 && fork >= EVM_FORK_OSAKA));
}

static void watch_calls(void *context, const struct evm_trace_step *step)
{
    struct run *run = context;
    bool is_call = step->opcode == 0xf1 || step->opcode == 0xf2 || step->opcode == 0xf4 ||
                   step->opcode == 0xfa;

    if (is_call && step->stack_count >= 2 &&
        is_missing_precompile(run->environment.fork, step->stack[step->stack_count - 2])) {
        run->met_missing_precompile = true;
    }
}

static void load_pre(struct run *run, const json_t *pre)
{
    const char *name, *key;
    json_t *account, *value;

    json_object_foreach((json_t *)pre, name, account)
    {
        crypto_address address = address_of(name);
        size_t len;
        uint8_t *code = bytes_of(json_string_value(json_object_get(account, "code")), &len);
        evm_state_set_balance(run->state, &address, number_of(json_object_get(account, "balance")));
        evm_state_set_nonce(run->state, &address, u64_of(json_object_get(account, "nonce")));
        evm_state_set_code(run->state, &address, code, len);
        free(code);
        json_object_foreach(json_object_get(account, "storage"), key, value)
        {
            u256 slot;
            u256_parse(key, &slot);
            evm_state_set_storage(run->state, &address, slot, number_of(value));
        }
    }
    evm_state_end_transaction(run->state, NULL);
}

static void load_environment(struct run *run, const json_t *test, enum evm_fork fork)
{
    const json_t *env = json_object_get(test, "env");
    const json_t *random = json_object_get(env, "currentRandom");
    struct evm_environment *environment = &run->environment;

    environment->fork = fork;
    environment->chain_id = u64_of(json_object_get(json_object_get(test, "config"), "chainid"));
    environment->block_number = u64_of(json_object_get(env, "currentNumber"));
    environment->timestamp_s = u64_of(json_object_get(env, "currentTimestamp"));
    environment->gas_limit = u64_of(json_object_get(env, "currentGasLimit"));
    environment->coinbase = address_of(json_string_value(json_object_get(env, "currentCoinbase")));
    environment->base_fee_wei = number_of(json_object_get(env, "currentBaseFee"));
    environment->prev_randao =
        number_of(random ? random : json_object_get(env, "currentDifficulty"));
    environment->block_hash = no_block_hash;
}

static const json_t *indexed(const json_t *transaction, const char *list, const json_t *post,
                             const char *index)
{
    json_t *indexes = json_object_get(post, "indexes");

    return json_array_get(json_object_get(transaction, list),
                          (size_t)json_integer_value(json_object_get(indexes, index)));
}

static void load_access_list(const json_t *list, struct transaction *tx)
{
    size_t i, j;
    json_t *entry, *key;

    tx->access_count = json_array_size(list);
    tx->access_list = calloc(tx->access_count + 1, sizeof(*tx->access_list));
    assert(tx->access_list);
    json_array_foreach((json_t *)list, i, entry)
    {
        json_t *keys = json_object_get(entry, "storageKeys");
        u256 *words = calloc(json_array_size(keys) + 1, sizeof(*words));
        assert(words);
        json_array_foreach(keys, j, key)
        {
            words[j] = number_of(key);
        }
        tx->access_list[i] = (struct evm_access){
            .address = address_of(json_string_value(json_object_get(entry, "address"))),
            .keys = words,
            .key_count = json_array_size(keys),
        };
    }
}

static void load_transaction(const json_t *test, const json_t *post, u256 base_fee,
                             struct transaction *tx)
{
    const json_t *json = json_object_get(test, "transaction");
    const char *to = json_string_value(json_object_get(json, "to"));

    tx->sender = address_of(json_string_value(json_object_get(json, "sender")));
    tx->is_creation = !to || !to[0];
    if (!tx->is_creation) {
        tx->to = address_of(to);
    }
    tx->nonce = number_of(json_object_get(json, "nonce"));
    tx->gas_limit = number_of(indexed(json, "gasLimit", post, "gas"));
    tx->value = number_of(indexed(json, "value", post, "value"));
    tx->data = bytes_of(json_string_value(indexed(json, "data", post, "data")), &tx->data_len);
    load_access_list(indexed(json, "accessLists", post, "data"), tx);
    tx->is_dynamic = json_object_get(json, "maxFeePerGas") != NULL;
    if (!tx->is_dynamic) {
        tx->max_fee = number_of(json_object_get(json, "gasPrice"));
        tx->price = tx->max_fee;
        return;
    }
    tx->max_fee = number_of(json_object_get(json, "maxFeePerGas"));
    tx->priority_fee = number_of(json_object_get(json, "maxPriorityFeePerGas"));
    tx->price = u256_add(base_fee, tx->priority_fee);
    if (u256_compare(tx->price, tx->max_fee) > 0) {
        tx->price = tx->max_fee;
    }
}

static bool is_valid(const struct run *run, const struct transaction *tx,
                     struct evm_intrinsic intrinsic)
{
    const struct evm_environment *environment = &run->environment;
    enum evm_fork fork = environment->fork;
    u256 cost;
    uint64_t gas;
    size_t code_len;

    bool too_much = u256_mul_overflow(tx->gas_limit, tx->max_fee, &cost);
    too_much = u256_add_overflow(cost, tx->value, &cost) || too_much;
    const uint8_t *code = evm_state_code(run->state, &tx->sender, &code_len);
    bool is_contract = code && !(fork >= EVM_FORK_PRAGUE && code_len == 23 && code[0] == 0xef);
    return !too_much && !is_contract && u256_to_u64(tx->gas_limit, &gas) && gas >= intrinsic.gas &&
           gas >= intrinsic.floor_gas && gas <= environment->gas_limit &&
           (fork < EVM_FORK_OSAKA || gas <= OSAKA_TRANSACTION_GAS_MAX) &&
           u256_compare(tx->max_fee, environment->base_fee_wei) >= 0 &&
           u256_compare(tx->max_fee, tx->priority_fee) >= 0 &&
           u256_compare(evm_state_balance(run->state, &tx->sender), cost) >= 0 &&
           u256_equal(tx->nonce, u256_from_u64(evm_state_nonce(run->state, &tx->sender))) &&
           !(fork >= EVM_FORK_SHANGHAI && tx->is_creation &&
             tx->data_len > EVM_INIT_CODE_MAX_BYTES);
}

static void add_balance(struct run *run, const crypto_address *address, u256 wei)
{
    u256 balance = evm_state_balance(run->state, address);

    evm_state_set_balance(run->state, address, u256_add(balance, wei));
}

/** Buys gas, runs, refunds, pays. Returns false when the transaction is not valid. */
static bool execute(struct run *run, const struct transaction *tx)
{
    struct evm_environment *environment = &run->environment;
    struct evm_intrinsic intrinsic =
        evm_intrinsic_gas(environment->fork, tx->data, tx->data_len, tx->is_creation,
                          tx->access_list, tx->access_count);
    struct evm_result result;

    if (!is_valid(run, tx, intrinsic)) {
        return false;
    }
    environment->origin = tx->sender;
    environment->gas_price_wei = tx->price;
    uint64_t gas_limit = tx->gas_limit.limb[0];
    u256 bought = u256_mul(tx->gas_limit, tx->price);
    evm_state_set_balance(run->state, &tx->sender,
                          u256_sub(evm_state_balance(run->state, &tx->sender), bought));
    if (!tx->is_creation) {
        evm_state_set_nonce(run->state, &tx->sender, evm_state_nonce(run->state, &tx->sender) + 1);
    }
    evm_prepare_access(run->state, environment, tx->is_creation ? NULL : &tx->to, tx->access_list,
                       tx->access_count);
    struct evm_message message = {
        .kind = tx->is_creation ? EVM_CREATE : EVM_CALL,
        .gas = gas_limit - intrinsic.gas,
        .sender = tx->sender,
        .recipient = tx->to,
        .code_address = tx->to,
        .value_wei = tx->value,
        .input = tx->data,
        .input_len = tx->data_len,
    };
    if (evm_execute(run->state, environment, &message, &result) < 0) {
        say(run, "out of memory");
        return true;
    }
    uint64_t used = gas_limit - result.gas_left;
    uint64_t cap = evm_refund_cap(environment->fork, used);
    assert(result.gas_refund >= 0);
    used -= (uint64_t)result.gas_refund < cap ? (uint64_t)result.gas_refund : cap;
    used = used < intrinsic.floor_gas ? intrinsic.floor_gas : used;
    u256 tip = environment->fork >= EVM_FORK_LONDON ? u256_sub(tx->price, environment->base_fee_wei)
                                                    : tx->price;
    add_balance(run, &tx->sender, u256_mul(u256_from_u64(gas_limit - used), tx->price));
    add_balance(run, &environment->coinbase, u256_mul(u256_from_u64(used), tip));
    evm_result_deinit(&result);
    return true;
}

static void rlp_head(struct base_buffer *buffer, uint8_t base, size_t len)
{
    uint8_t be[8];
    unsigned count = 0;

    if (len < 56) {
        base_buffer_append_u8(buffer, (uint8_t)(base + len));
        return;
    }
    while (count < 8 && len >> (8 * count) != 0) {
        count++;
    }
    for (unsigned i = 0; i < count; i++) {
        be[i] = (uint8_t)(len >> (8 * (count - 1 - i)));
    }
    base_buffer_append_u8(buffer, (uint8_t)(base + 55 + count));
    base_buffer_append(buffer, be, count);
}

static void rlp_bytes(struct base_buffer *buffer, const uint8_t *data, size_t len)
{
    if (len != 1 || data[0] >= 0x80) {
        rlp_head(buffer, 0x80, len);
    }
    base_buffer_append(buffer, data, len);
}

/** Wraps what follows `start` into a list. */
static void rlp_wrap(struct base_buffer *out, struct base_buffer *content)
{
    rlp_head(out, 0xc0, content->len);
    base_buffer_append(out, content->data, content->len);
    base_buffer_deinit(content);
}

static void check_logs(struct run *run, const char *expected)
{
    struct base_buffer all = {0}, out = {0};
    size_t count;
    const struct evm_log *logs = evm_state_logs(run->state, &count);

    for (size_t i = 0; i < count; i++) {
        struct base_buffer log = {0}, topics = {0};
        rlp_bytes(&log, logs[i].address.bytes, 20);
        for (unsigned t = 0; t < logs[i].topic_count; t++) {
            rlp_bytes(&topics, logs[i].topics[t].bytes, 32);
        }
        rlp_wrap(&log, &topics);
        rlp_bytes(&log, logs[i].data, logs[i].data_len);
        rlp_wrap(&all, &log);
    }
    rlp_wrap(&out, &all);
    crypto_digest digest = crypto_keccak256(out.data, out.len), wanted;
    base_hex_decode(expected, wanted.bytes, 32);
    if (memcmp(&digest, &wanted, sizeof(digest)) != 0) {
        say(run, "logs differ (%zu of them)", count);
    }
    base_buffer_deinit(&out);
}

static void differ(struct run *run, const char *name, const char *what, u256 got, u256 wanted)
{
    char a[U256_DECIMAL_MAX], b[U256_DECIMAL_MAX];

    u256_format(got, a);
    u256_format(wanted, b);
    say(run, "%s: %s is %s, not %s", name, what, a, b);
}

static int count_one(void *context, const crypto_address *address)
{
    ++*(size_t *)context;
    return 0;
}

static int count_slot(void *context, u256 key, u256 value)
{
    ++*(size_t *)context;
    return 0;
}

static void check_account(struct run *run, const char *name, const json_t *wanted)
{
    crypto_address address = address_of(name);
    json_t *storage = json_object_get(wanted, "storage"), *value;
    const char *key;
    size_t len, code_len, slots = 0;

    if (!evm_state_exists(run->state, &address)) {
        say(run, "%s does not exist", name);
        return;
    }
    u256 balance = evm_state_balance(run->state, &address);
    u256 wanted_balance = number_of(json_object_get(wanted, "balance"));
    if (!u256_equal(balance, wanted_balance)) {
        differ(run, name, "balance", balance, wanted_balance);
    }
    uint64_t nonce = evm_state_nonce(run->state, &address);
    if (nonce != u64_of(json_object_get(wanted, "nonce"))) {
        say(run, "%s: nonce is %llu", name, (unsigned long long)nonce);
    }
    uint8_t *code = bytes_of(json_string_value(json_object_get(wanted, "code")), &len);
    const uint8_t *got = evm_state_code(run->state, &address, &code_len);
    if (len != code_len || (len > 0 && memcmp(code, got, len) != 0)) {
        say(run, "%s: code differs", name);
    }
    free(code);
    json_object_foreach(storage, key, value)
    {
        u256 slot;
        u256_parse(key, &slot);
        u256 stored = evm_state_storage(run->state, &address, slot);
        if (!u256_equal(stored, number_of(value))) {
            differ(run, name, key, stored, number_of(value));
        }
    }
    evm_state_each_slot(run->state, &address, count_slot, &slots);
    if (slots != json_object_size(storage)) {
        say(run, "%s: %zu slots, not %zu", name, slots, json_object_size(storage));
    }
}

static void check_post(struct run *run, const json_t *accounts)
{
    const char *name;
    json_t *account;
    size_t count = 0;

    json_object_foreach((json_t *)accounts, name, account)
    {
        check_account(run, name, account);
    }
    evm_state_each_account(run->state, count_one, &count);
    if (count != json_object_size(accounts)) {
        say(run, "%zu accounts, not %zu", count, json_object_size(accounts));
    }
}

static void run_once(struct run *run, const json_t *test, const json_t *post, enum evm_fork fork)
{
    struct transaction tx = {0};
    int r = evm_state_new(&run->state);

    assert(r == 0);
    load_pre(run, json_object_get(test, "pre"));
    load_environment(run, test, fork);
    load_transaction(test, post, run->environment.base_fee_wei, &tx);
    bool ran = execute(run, &tx);
    if (ran == (json_object_get(post, "expectException") != NULL)) {
        say(run, ran ? "ran, and should be refused" : "refused, and should run");
    }
    check_logs(run, json_string_value(json_object_get(post, "logs")));
    evm_state_end_transaction(run->state, NULL);
    check_post(run, json_object_get(post, "state"));
    if (!tx.is_creation && is_missing_precompile(fork, u256_from_be_len(tx.to.bytes, 20))) {
        run->met_missing_precompile = true;
    }
    for (size_t i = 0; i < tx.access_count; i++) {
        free((void *)tx.access_list[i].keys);
    }
    free(tx.access_list);
    free(tx.data);
    evm_state_free(run->state);
}

enum statetest_outcome statetest_run(const json_t *test, const json_t *post, enum evm_fork fork,
                                     char ret_why[256])
{
    const json_t *json = json_object_get(test, "transaction");
    struct run run = {.why = ret_why};
    struct run again = {.why = ret_why};

    ret_why[0] = '\0';
    if (json_object_get(json, "blobVersionedHashes") || json_object_get(json, "maxFeePerBlobGas") ||
        json_object_get(json, "authorizationList")) {
        return STATETEST_SKIP;
    }
    run_once(&run, test, post, fork);
    if (!ret_why[0]) {
        return STATETEST_PASS;
    }
    again.environment.trace = watch_calls;
    again.environment.trace_context = &again;
    run_once(&again, test, post, fork);
    return again.met_missing_precompile ? STATETEST_GAP : STATETEST_FAIL;
}
