#include "contracts-model/statetest/statetest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "contracts-model/chain/execute.h"
#include "contracts-model/evm/opcode.h"
#include "contracts-model/evm/precompile.h"
#include "contracts-model/statetest/archive.h"
#include "contracts-model/statetest/compare.h"

enum { ARENA_BLOCK_BYTES = 4096 };

static const struct {
    const char *name;
    enum evm_fork fork;
} forks[] = {
    {"Istanbul", EVM_FORK_ISTANBUL}, {"Berlin", EVM_FORK_BERLIN},
    {"London", EVM_FORK_LONDON},     {"Paris", EVM_FORK_LONDON}, /* the same to the EVM */
    {"Shanghai", EVM_FORK_SHANGHAI}, {"Cancun", EVM_FORK_CANCUN},
    {"Prague", EVM_FORK_PRAGUE},     {"Osaka", EVM_FORK_OSAKA},
};
enum { FORK_COUNT = sizeof(forks) / sizeof(forks[0]) };

/** One entry of a test's "post" at work. */
struct run {
    struct evm_state *state;
    struct evm_environment environment;
    struct statetest_reader reader;
    struct statetest_difference difference;
    struct evm_rules rules;
    bool met_missing_precompile;
    uint64_t most_gas; /* of a transaction that is run */
    bool asks_too_much;
};

/** A file being run. */
struct file {
    const char *path;
    uint64_t most_gas;
    void (*visit)(void *context, const struct statetest_report *report);
    void *context;
};

/** Precompiles that the fork has and the EVM does not compute. */
static bool is_missing(const struct run *run, const crypto_address *address)
{
    return evm_rules_is_precompile(&run->rules, address) &&
           !evm_precompile_find(&run->rules, address);
}

static void watch_calls(void *context, const struct evm_trace_step *step)
{
    struct run *run = context;
    uint8_t word[32];
    crypto_address address;
    bool is_call = step->opcode == EVM_OP_CALL || step->opcode == EVM_OP_CALLCODE ||
                   step->opcode == EVM_OP_DELEGATECALL || step->opcode == EVM_OP_STATICCALL;

    if (is_call && step->stack_count >= 2) {
        u256_to_be(step->stack[step->stack_count - 2], word);
        memcpy(address.bytes, word + 12, sizeof(address.bytes));
        run->met_missing_precompile |= is_missing(run, &address);
    }
}

/** Returns 0, 1 when the transaction is not valid, BASE_E_NOMEM. */
static int execute(struct run *run, const struct statetest_transaction *tx,
                   struct base_arena *arena, struct chain_receipt *ret_receipt,
                   struct chain_sinks *ret_sinks)
{
    struct chain_signed_transaction transaction = {
        .body = {.type = tx->type,
                 .max_priority_fee_wei = tx->priority_fee_wei,
                 .max_fee_wei = tx->max_fee_wei,
                 .is_creation = tx->is_creation,
                 .to = tx->to,
                 .value_wei = tx->value_wei,
                 .data = tx->data,
                 .data_len = tx->data_len,
                 .access_list = tx->access_list,
                 .access_count = tx->access_count},
        .sender = tx->sender,
    };

    if (!u256_to_u64(tx->nonce, &transaction.body.nonce) ||
        !u256_to_u64(tx->gas_limit, &transaction.body.gas_limit)) {
        return 1;
    }
    run->met_missing_precompile |= !tx->is_creation && is_missing(run, &tx->to);
    int r = chain_execute_transaction(run->state, &run->environment, &transaction, arena,
                                      ret_receipt, ret_sinks);
    return r > 0 ? 1 : r;
}

/** What has left the balances is what the chain books as gone. */
static void check_supply(struct run *run, u256 before_wei, const struct chain_sinks *sinks)
{
    u256 after_wei = evm_state_total_balance(run->state);
    u256 gone_wei = u256_add(sinks->burnt_wei, sinks->destroyed_wei);

    if (!u256_equal(u256_add(after_wei, gone_wei), before_wei)) {
        statetest_differ(&run->difference, "wei is not conserved");
    }
}

static int check(struct run *run, const json_t *post, const struct statetest_transaction *tx,
                 struct base_arena *arena)
{
    bool is_refused = json_object_get(post, "expectException") != NULL;
    u256 before_wei = evm_state_total_balance(run->state);
    struct chain_receipt receipt = {0};
    struct chain_sinks sinks = {0};
    int r = execute(run, tx, arena, &receipt, &sinks);

    if (r < 0) {
        return r;
    }
    if ((r == 1) != is_refused) {
        statetest_differ(&run->difference, r == 1 ? "the transaction is refused and should run"
                                                  : "the transaction runs and should be refused");
    }
    statetest_compare_logs(&run->reader, receipt.logs, receipt.log_count,
                           json_object_get(post, "logs"), &run->difference);
    statetest_compare_state(&run->reader, run->state, json_object_get(post, "state"),
                            &run->difference);
    check_supply(run, before_wei, &sinks);
    return 0;
}

/** Returns 0, BASE_E_NOMEM, or BASE_E_SCENARIO with the text that says what is wrong. */
static int run_once(struct run *run, const json_t *test, const json_t *post, enum evm_fork fork)
{
    struct statetest_transaction tx = {0};
    struct base_arena arena;
    int r = evm_state_new(&run->state);

    if (r < 0) {
        return r;
    }
    evm_rules_build(fork, &run->rules);
    run->environment.fork = fork;
    statetest_read_state(&run->reader, json_object_get(test, "pre"), run->state);
    statetest_read_environment(&run->reader, test, &run->environment);
    statetest_read_transaction(&run->reader, test, post, &tx);
    base_arena_init(&arena, ARENA_BLOCK_BYTES);
    run->asks_too_much = u256_compare(tx.gas_limit, u256_from_u64(run->most_gas)) > 0;
    if (!run->reader.wrong_key && !run->reader.no_memory && !run->asks_too_much) {
        r = check(run, post, &tx, &arena);
    }
    base_arena_deinit(&arena);
    statetest_transaction_deinit(&tx);
    evm_state_free(run->state);
    return r < 0 ? r : statetest_reader_result(&run->reader);
}

/** Why an entry is not run; NULL: it is. */
static const char *reason_to_skip(const json_t *test, const json_t *post, size_t fork)
{
    const json_t *transaction = json_object_get(test, "transaction");

    if (fork == FORK_COUNT) {
        return "a fork that is not supported";
    }
    if (json_object_get(transaction, "blobVersionedHashes") ||
        json_object_get(transaction, "maxFeePerBlobGas")) {
        return "a blob transaction (EIP-4844)";
    }
    if (json_object_get(transaction, "authorizationList")) {
        return "an authorization list (EIP-7702)";
    }
    return json_is_object(json_object_get(post, "state")) ? NULL : "no post-state, only its root";
}

static int run_entry(const struct file *file, const json_t *test, const json_t *post, size_t fork,
                     struct statetest_report *report)
{
    struct run run = {.most_gas = file->most_gas}, again = run;
    int r;

    report->why = reason_to_skip(test, post, fork);
    report->outcome = STATETEST_SKIP;
    if (!report->why) {
        r = run_once(&run, test, post, forks[fork].fork);
        if (r < 0) {
            return r;
        }
        report->why = run.difference.why;
        report->outcome = run.difference.why[0] ? STATETEST_FAIL : STATETEST_PASS;
    }
    if (run.asks_too_much) {
        report->why = "more gas than is allowed";
        report->outcome = STATETEST_SKIP;
    }
    if (report->outcome == STATETEST_FAIL) {
        again.environment.trace = watch_calls;
        again.environment.trace_context = &again;
        r = run_once(&again, test, post, forks[fork].fork);
        if (r < 0) {
            return r;
        }
        if (again.met_missing_precompile) {
            report->why = "a precompile that does not compute (KZG, BLS12-381)";
            report->outcome = STATETEST_SKIP;
        }
    }
    file->visit(file->context, report);
    return 0;
}

static bool is_state_test(const json_t *test)
{
    return json_is_object(json_object_get(test, "pre")) &&
           json_is_object(json_object_get(test, "env")) &&
           json_is_object(json_object_get(test, "transaction")) &&
           json_is_object(json_object_get(test, "post"));
}

static int run_test(const struct file *file, const char *name, const json_t *test)
{
    json_t *posts = json_object_get(test, "post"), *entries, *post;
    const char *fork_name;
    size_t index;

    if (!is_state_test(test)) {
        struct statetest_report report = {file->path, name,           "",
                                          0,          STATETEST_SKIP, "not a state test"};
        file->visit(file->context, &report);
        return 0;
    }
    json_object_foreach(posts, fork_name, entries)
    {
        size_t fork = 0;
        while (fork < FORK_COUNT && strcmp(forks[fork].name, fork_name) != 0) {
            fork++;
        }
        json_array_foreach(entries, index, post)
        {
            struct statetest_report report = {
                .path = file->path, .test = name, .fork = fork_name, .index = index};
            int r = run_entry(file, test, post, fork, &report);
            if (r < 0) {
                return base_fail_context(r, "%s: %.100s: %.20s[%zu]", file->path, name, fork_name,
                                         index);
            }
        }
    }
    return 0;
}

int statetest_run_text(const char *path, const char *text, size_t len, uint64_t most_gas,
                       void (*visit)(void *context, const struct statetest_report *report),
                       void *context)
{
    const struct file file = {path, most_gas, visit, context};
    json_t *tests, *test;
    const char *name;
    int r = statetest_parse(path, text, len, 0, &tests);

    if (r < 0) {
        return r;
    }
    if (!json_is_object(tests)) {
        r = base_fail(BASE_E_SCENARIO, "%s: no state tests: { \"name\": { ... } }", path);
    }
    json_object_foreach(tests, name, test)
    {
        r = r < 0 ? r : run_test(&file, name, test);
    }
    json_decref(tests);
    return r;
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);

    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/** One file of an archive. */
static int run_member(void *context, const char *name, const uint8_t *bytes, size_t len)
{
    const struct file *archive = context;
    struct base_buffer path = {0};

    if (!ends_with(name, ".json")) {
        return 0;
    }
    base_buffer_printf(&path, "%s: %s", archive->path, name);
    base_buffer_append_u8(&path, 0);
    int r = base_buffer_failed(&path)
                ? base_fail(BASE_E_NOMEM, "no memory for a name")
                : statetest_run_text((const char *)path.data, (const char *)bytes, len,
                                     archive->most_gas, archive->visit, archive->context);
    base_buffer_deinit(&path);
    return r;
}

/** True when the file begins as gzip does; it is at its beginning again. */
static bool is_compressed(FILE *stream)
{
    bool is_gzip = getc(stream) == 0x1f && getc(stream) == 0x8b;

    rewind(stream);
    return is_gzip;
}

int statetest_run_file(const char *path, uint64_t most_gas,
                       void (*visit)(void *context, const struct statetest_report *report),
                       void *context)
{
    struct file file = {path, most_gas, visit, context};
    FILE *stream = fopen(path, "rb");
    char *text = NULL;
    size_t len = 0;

    if (!stream) {
        return base_fail(BASE_E_IO, "%s: %s", path, strerror(errno));
    }
    if (is_compressed(stream)) {
        int r = statetest_archive_each(path, stream, run_member, &file);
        fclose(stream);
        return r;
    }
    fclose(stream);
    int r = statetest_read_file(path, &text, &len);
    if (r < 0) {
        return r;
    }
    r = statetest_run_text(path, text ? text : "", len, most_gas, visit, context);
    free(text);
    return r;
}
