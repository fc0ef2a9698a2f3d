/* What two implementations of the EVM make of the same random transactions: 200 a fork, or as many
 * as the environment's CROWDPATCH_ORACLE_TRANSACTIONS says, in rounds of a chain each. */

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "fixture.h"
#include "random_program.h"
#include "replay.h"

enum { ACCOUNTS = 4, EACH_BLOCK = 9, CONTRACTS_MAX = 64, EACH_ROUND = 400 };

struct run {
    struct chain *chain;
    enum evm_fork fork;
    struct base_random random;
    struct account accounts[ACCOUNTS];
    uint64_t nonces[ACCOUNTS];
    crypto_address contracts[CONTRACTS_MAX]; /* some are accounts, so that there is a first */
    size_t contract_count;
    crypto_digest hashes[EACH_BLOCK];
    size_t submitted, executed, failed;
};

/* PUSH2 len, PUSH1 15, PUSH1 0, CODECOPY, PUSH2 len, PUSH1 0, RETURN, and the code. */
static struct base_buffer deployer_of(const struct base_buffer *runtime)
{
    uint8_t high = (uint8_t)(runtime->len >> 8), low = (uint8_t)runtime->len;
    const uint8_t head[15] = {0x61, high, low, 0x60, 15, 0x60, 0,   0x39,
                              0x61, high, low, 0x60, 0,  0xf3, 0xfe};
    struct base_buffer code = {0};
    base_buffer_append(&code, head, sizeof(head));
    base_buffer_append(&code, runtime->data, runtime->len);
    return code;
}

static void submit(struct run *run, struct chain_transaction body)
{
    struct base_random *random = &run->random;
    u256 keys[2] = {u256_from_u64(base_random_below(random, 4)), u256_from_u64(1)};
    struct evm_access access = {
        .address = run->contracts[base_random_below(random, run->contract_count)],
        .keys = keys,
        .key_count = base_random_below(random, 3),
    };
    uint32_t from = (uint32_t)base_random_below(random, ACCOUNTS);
    unsigned types = run->fork < EVM_FORK_BERLIN ? 1 : run->fork < EVM_FORK_LONDON ? 2 : 3;
    body.type = (enum chain_transaction_type)base_random_below(random, types);
    body.nonce = run->nonces[from];
    body.max_fee_wei = u256_from_u64((5 + base_random_below(random, 20)) * GWEI);
    body.max_priority_fee_wei = u256_from_u64(base_random_below(random, 4) * GWEI);
    if (body.type != CHAIN_TX_LEGACY && base_random_below(random, 2) == 0) {
        body.access_list = &access;
        body.access_count = 1;
    }
    crypto_digest hash;
    int outcome = fixture_submit(run->chain, &run->accounts[from], body, &hash);
    cr_assert(outcome == CHAIN_ACCEPTED || outcome == CHAIN_REJECT_INTRINSIC_GAS, "%s",
              chain_submit_outcome_name(outcome));
    if (outcome == CHAIN_ACCEPTED) {
        run->nonces[from]++;
        run->hashes[run->submitted++] = hash;
    }
}

static void submit_random(struct run *run)
{
    struct base_random *random = &run->random;
    struct chain_transaction body = {.gas_limit = 60000 + base_random_below(random, 900000)};
    if (base_random_below(random, 2) == 0)
        body.value_wei = u256_from_u64(base_random_below(random, 100000));
    struct base_buffer program = {0}, deployer = {0};
    uint8_t data[96];
    base_random_bytes(random, data, sizeof(data));
    switch (base_random_below(random, 8)) {
    case 0: /* a transfer, to a new account at times */
        body.to = base_random_below(random, 2) == 0 ? fixture_account(90 + run->nonces[0]).address
                                                    : run->accounts[0].address;
        break;
    case 1: /* a random program creates */
        random_program(random, 40, run->contracts, run->contract_count, &program);
        body.is_creation = true;
        body.data = program.data;
        body.data_len = program.len;
        break;
    case 2:
    case 3: /* a random program is deployed */
        random_program(random, 60, run->contracts, run->contract_count, &program);
        deployer = deployer_of(&program);
        body.is_creation = true;
        body.data = deployer.data;
        body.data_len = deployer.len;
        break;
    default:
        body.to = run->contracts[base_random_below(random, run->contract_count)];
        body.data = data;
        body.data_len = base_random_below(random, sizeof(data));
    }
    submit(run, body);
    base_buffer_deinit(&program);
    base_buffer_deinit(&deployer);
}

static void produce(struct run *run)
{
    fixture_block(run->chain);
    cr_assert_eq(chain_check_supply(run->chain), 0, "%s", base_fail_text());
    for (size_t i = 0; i < run->submitted; i++) {
        const struct chain_receipt *receipt = chain_receipt_find(run->chain, &run->hashes[i]);
        if (receipt == NULL)
            continue;
        run->executed++;
        run->failed += !receipt->success;
        size_t len;
        evm_state_code(chain_state(run->chain), &receipt->to, &len);
        if (len > 0 && run->contract_count < CONTRACTS_MAX)
            run->contracts[run->contract_count++] = receipt->to;
    }
    run->submitted = 0;
}

/* One chain with at least `count` transactions in its blocks. */
static enum replay_verdict play_round(enum evm_fork fork, uint64_t round, size_t count,
                                      size_t *ret_executed, size_t *ret_failed)
{
    struct run run = {.chain = fixture_chain(fork, ACCOUNTS), .fork = fork};
    struct replay *replay;
    cr_assert_eq(replay_new(run.chain, &replay), 0);
    base_random_init(&run.random, 6 + round, (uint32_t)fork, "test.oracle");
    for (uint32_t i = 0; i < ACCOUNTS; i++)
        run.accounts[i] = fixture_account(i);
    run.contracts[run.contract_count++] = run.accounts[1].address;
    while (run.executed < count) {
        for (int i = 0; i < EACH_BLOCK; i++)
            submit_random(&run);
        produce(&run);
    }
    *ret_executed = run.executed;
    *ret_failed = run.failed;

    enum replay_verdict verdict;
    cr_assert_eq(replay_check(replay, &verdict), 0, "%s", base_fail_text());
    replay_free(replay);
    chain_free(run.chain);
    return verdict;
}

static void compare(enum evm_fork fork)
{
    const char *text = getenv("CROWDPATCH_ORACLE_TRANSACTIONS");
    size_t wanted = text ? strtoul(text, NULL, 10) : 200;
    size_t executed = 0, failed = 0;
    for (uint64_t round = 0; executed < wanted; round++) {
        size_t left = wanted - executed, round_executed, round_failed;
        enum replay_verdict verdict = play_round(fork, round, left < EACH_ROUND ? left : EACH_ROUND,
                                                 &round_executed, &round_failed);
        if (verdict == REPLAY_SKIPPED)
            cr_skip_test("the other EVM cannot be run here");
        cr_expect_eq(verdict, REPLAY_AGREES, "%s, round %llu", evm_fork_names[fork],
                     (unsigned long long)round);
        executed += round_executed;
        failed += round_failed;
    }
    cr_expect_gt(failed, wanted / 20);
    cr_expect_gt(executed - failed, wanted / 4, "%zu of %zu failed", failed, executed);
}

Test(oracle, istanbul)
{
    compare(EVM_FORK_ISTANBUL);
}

Test(oracle, berlin)
{
    compare(EVM_FORK_BERLIN);
}

Test(oracle, london)
{
    compare(EVM_FORK_LONDON);
}

Test(oracle, shanghai)
{
    compare(EVM_FORK_SHANGHAI);
}

Test(oracle, cancun)
{
    compare(EVM_FORK_CANCUN);
}

Test(oracle, prague)
{
    compare(EVM_FORK_PRAGUE);
}

Test(oracle, osaka)
{
    compare(EVM_FORK_OSAKA);
}
