#include "contracts-model/chain/chain.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"
#include "fixture.h"

/* SLOAD(0) + 1 to slot 0 and to memory; LOG1 of it under topic 0x2a; RETURN it. */
static const uint8_t COUNTER[] = {0x60, 0,    0x54, 0x60, 1,    0x01, 0x80, 0x60, 0,
                                  0x55, 0x60, 0,    0x52, 0x60, 0x2a, 0x60, 0x20, 0x60,
                                  0,    0xa1, 0x60, 0x20, 0x60, 0,    0xf3};

static uint64_t as_u64(u256 value)
{
    uint64_t small;
    cr_assert(u256_to_u64(value, &small));
    return small;
}

Test(chain, configuration_is_checked)
{
    struct chain_config config = {.gas_limit = 4999};
    struct chain *chain = NULL;
    cr_expect_eq(chain_new(&config, &chain), BASE_E_RANGE);
    config.gas_limit = ((uint64_t)1 << 62) + 1;
    cr_expect_eq(chain_new(&config, &chain), BASE_E_RANGE);
    config.gas_limit = 5000;
    config.initial_base_fee_wei = (u256){{0, 0, 1, 0}};
    cr_expect_eq(chain_new(&config, &chain), BASE_E_RANGE);
    cr_expect_null(chain);
    config.initial_base_fee_wei = (u256){{0, UINT64_MAX, 0, 0}};
    cr_expect_eq(chain_new(&config, &chain), 0);
    chain_free(chain);
    chain_free(NULL);
}

Test(chain, genesis)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 2);
    struct account zero = fixture_account(0);
    cr_expect_eq(chain_head_number(chain), 0);
    cr_expect_eq(chain_head_timestamp_s(chain), 1000);
    cr_expect_eq(as_u64(chain_base_fee(chain)), GWEI);
    cr_expect(u256_equal(chain_balance(chain, &zero.address), fixture_ether(100)));
    cr_expect_eq(chain_config(chain)->gas_limit, 30000000);
    cr_assert_eq(chain_fund(chain, &zero.address, fixture_ether(5)), 0);
    cr_expect(u256_equal(chain_balance(chain, &zero.address), fixture_ether(105)));
    cr_expect_eq(chain_fund(chain, &zero.address, u256_not(u256_from_u64(0))), BASE_E_RANGE);
    cr_expect_eq(chain_check_supply(chain), 0);
    chain_free(chain);
}

Test(chain, a_transfer_gets_into_a_block)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 1);
    struct account from = fixture_account(0), to = fixture_account(9);
    struct chain_transaction transfer = fixture_transfer(0, &to.address, 10, 2);
    transfer.value_wei = fixture_ether(1);
    crypto_digest hash;
    cr_assert_eq(fixture_submit(chain, &from, transfer, &hash), CHAIN_ACCEPTED);
    cr_expect_null(chain_receipt_find(chain, &hash));
    cr_expect_eq(chain_mempool_count(chain), 1);
    cr_expect_eq(fixture_submit(chain, &from, transfer, NULL), CHAIN_REJECT_KNOWN);

    const struct chain_block *block = fixture_block(chain);
    cr_expect_eq(block->number, 1);
    cr_expect_eq(block->timestamp_s, 1012);
    cr_expect_eq(block->gas_used, 21000);
    cr_assert_eq(block->receipt_count, 1);
    const struct chain_receipt *receipt = chain_receipt_find(chain, &hash);
    cr_assert_not_null(receipt);
    cr_expect_eq(receipt, block->receipts[0]);
    cr_expect(receipt->success);
    cr_expect_eq(receipt->block_number, 1);
    cr_expect_eq(as_u64(receipt->gas_price_wei), 3 * GWEI);
    cr_expect_eq(chain_mempool_count(chain), 0);
    cr_expect_eq(chain_nonce(chain, &from.address), 1);
    cr_expect(u256_equal(chain_balance(chain, &to.address), fixture_ether(1)));
    cr_expect_eq(as_u64(chain_balance(chain, &chain_config(chain)->coinbase)), 21000 * 2 * GWEI);
    cr_expect_eq(as_u64(chain_burnt_wei(chain)), 21000 * GWEI);
    cr_expect_eq(chain_check_supply(chain), 0);
    cr_expect_eq(fixture_submit(chain, &from, transfer, NULL), CHAIN_REJECT_KNOWN);
    transfer.gas_limit = 22000;
    cr_expect_eq(fixture_submit(chain, &from, transfer, NULL), CHAIN_REJECT_NONCE_TOO_LOW);
    chain_free(chain);
}

Test(chain, what_the_mempool_refuses)
{
    static uint8_t long_code[EVM_INIT_CODE_MAX_BYTES + 1];
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 1);
    struct account from = fixture_account(0), poor = fixture_account(5);
    struct chain_transaction good = fixture_transfer(0, &poor.address, 10, 2), bad;
    crypto_digest hash = {{0}};

    cr_expect_eq(chain_submit(chain, (const uint8_t *)"nonsense", 8, &hash),
                 CHAIN_REJECT_MALFORMED);
    cr_expect_eq(hash.bytes[0], 0);
    bad = good;
    bad.chain_id = 1;
    cr_expect_eq(fixture_submit(chain, &from, bad, NULL), CHAIN_REJECT_MALFORMED);
    bad = good;
    bad.max_priority_fee_wei = u256_from_u64(11 * GWEI);
    cr_expect_eq(fixture_submit(chain, &from, bad, NULL), CHAIN_REJECT_MALFORMED);
    bad = good;
    bad.gas_limit = 20999;
    cr_expect_eq(fixture_submit(chain, &from, bad, &hash), CHAIN_REJECT_INTRINSIC_GAS);
    cr_expect_neq(hash.bytes[0] | hash.bytes[1], 0, "it could be decoded");
    bad.gas_limit = 16777217;
    cr_expect_eq(fixture_submit(chain, &from, bad, NULL), CHAIN_REJECT_GAS_LIMIT);
    bad.gas_limit = 30000001;
    cr_expect_eq(fixture_submit(chain, &from, bad, NULL), CHAIN_REJECT_GAS_LIMIT);
    bad = good;
    bad.value_wei = fixture_ether(100);
    cr_expect_eq(fixture_submit(chain, &from, bad, NULL), CHAIN_REJECT_FUNDS);
    cr_expect_eq(fixture_submit(chain, &poor, good, NULL), CHAIN_REJECT_FUNDS);
    bad = good;
    bad.is_creation = true;
    bad.gas_limit = 16000000;
    bad.data = long_code;
    bad.data_len = sizeof(long_code);
    cr_expect_eq(fixture_submit(chain, &from, bad, NULL), CHAIN_REJECT_INIT_CODE);
    cr_expect_eq(fixture_submit(chain, &from, good, NULL), CHAIN_ACCEPTED);
    good.max_fee_wei = u256_from_u64(10 * GWEI + 1);
    cr_expect_eq(fixture_submit(chain, &from, good, NULL), CHAIN_REJECT_UNDERPRICED);
    cr_expect_eq(chain_mempool_count(chain), 1);
    cr_expect_str_eq(chain_submit_outcome_name(CHAIN_ACCEPTED), "accepted");
    cr_expect_str_eq(chain_submit_outcome_name(CHAIN_REJECT_INIT_CODE), "init_code");
    cr_expect_str_eq(chain_submit_outcome_name(-1), "unknown");
    chain_free(chain);
}

Test(chain, before_london_there_is_a_least_price_and_nothing_is_burnt)
{
    struct chain *chain = fixture_chain(EVM_FORK_ISTANBUL, 1);
    struct account from = fixture_account(0), to = fixture_account(1);
    struct chain_transaction transfer = fixture_transfer(0, &to.address, 2, 0);
    cr_expect_eq(fixture_submit(chain, &from, transfer, NULL), CHAIN_REJECT_MALFORMED,
                 "type 2 came with london");
    transfer.type = CHAIN_TX_LEGACY;
    transfer.max_fee_wei = u256_from_u64(GWEI - 1);
    cr_expect_eq(fixture_submit(chain, &from, transfer, NULL), CHAIN_REJECT_UNDERPRICED);
    transfer.max_fee_wei = u256_from_u64(2 * GWEI);
    cr_expect_eq(fixture_submit(chain, &from, transfer, NULL), CHAIN_ACCEPTED);
    const struct chain_block *block = fixture_block(chain);
    cr_expect_eq(block->receipt_count, 1);
    cr_expect(u256_is_zero(block->base_fee_wei));
    cr_expect(u256_is_zero(chain_burnt_wei(chain)));
    cr_expect_eq(as_u64(chain_balance(chain, &chain_config(chain)->coinbase)), 42000 * GWEI);
    cr_expect_eq(as_u64(chain_base_fee(chain)), GWEI);
    cr_expect_eq(chain_check_supply(chain), 0);
    chain_free(chain);
}

Test(chain, what_does_not_fit_waits)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 4);
    struct account accounts[4];
    for (uint32_t i = 0; i < 4; i++)
        accounts[i] = fixture_account(i);
    /* 30 million a block: the best-paying takes 16, the next 15 do not fit, the rest do. */
    static const uint64_t gas[] = {15000000, 16000000, 10000000, 4000001};
    static const uint8_t invalid[] = {0xfe}; /* takes all of its gas */
    crypto_digest hashes[4];
    for (uint32_t i = 0; i < 4; i++) {
        static const uint64_t priority[] = {8, 9, 7, 6};
        struct chain_transaction body = fixture_transfer(0, &accounts[0].address, 20, priority[i]);
        body.is_creation = true;
        body.data = invalid;
        body.data_len = 1;
        body.gas_limit = gas[i];
        cr_assert_eq(fixture_submit(chain, &accounts[i], body, &hashes[i]), CHAIN_ACCEPTED);
    }
    const struct chain_block *block = fixture_block(chain);
    cr_assert_eq(block->receipt_count, 2);
    cr_expect_eq(block->gas_used, 26000000);
    cr_expect_eq(chain_receipt_find(chain, &hashes[1])->index, 0);
    cr_expect_eq(chain_receipt_find(chain, &hashes[2])->index, 1);
    cr_expect_null(chain_receipt_find(chain, &hashes[0]));
    cr_expect_null(chain_receipt_find(chain, &hashes[3]));
    cr_expect_eq(chain_mempool_count(chain), 2);
    block = fixture_block(chain);
    cr_expect_eq(block->receipt_count, 2);
    cr_expect_eq(block->gas_used, 19000001);
    cr_expect_eq(chain_check_supply(chain), 0);
    chain_free(chain);
}

Test(chain, base_fee_follows_the_gas_used)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 2);
    struct account from = fixture_account(0), other = fixture_account(1);
    static const uint8_t invalid[] = {0xfe};
    /* Two of 15 million fill a block: +1/8; one is the target: no change; none: -1/8. */
    static const int creations[] = {2, 1, 0, 2, 0};
    static const uint64_t expected[] = {1125000000, 1125000000, 984375000, 1107421875, 968994141};
    uint64_t nonces[2] = {0, 0};
    for (int i = 0; i < 5; i++) {
        for (int k = 0; k < creations[i]; k++) {
            struct chain_transaction body = fixture_transfer(nonces[k]++, &from.address, 20, 1);
            body.is_creation = true;
            body.data = invalid;
            body.data_len = 1;
            body.gas_limit = 15000000;
            cr_assert_eq(fixture_submit(chain, k == 0 ? &from : &other, body, NULL),
                         CHAIN_ACCEPTED);
        }
        const struct chain_block *block = fixture_block(chain);
        cr_expect_eq(block->gas_used, 15000000 * (uint64_t)creations[i]);
        cr_expect_eq(as_u64(chain_base_fee(chain)), expected[i], "block %d: %llu", i + 1,
                     (unsigned long long)as_u64(chain_base_fee(chain)));
    }
    chain_free(chain);
}

/* EIP-1559 alone would raise it by 1 wei. */
Test(chain, a_base_fee_of_zero_stays)
{
    struct chain_config config = {.fork = EVM_FORK_OSAKA,
                                  .chain_id = FIXTURE_CHAIN_ID,
                                  .gas_limit = 1000000,
                                  .background_gas = 950000};
    struct chain *chain;
    cr_assert_eq(chain_new(&config, &chain), 0);
    struct account from = fixture_account(0);
    struct chain_transaction body = fixture_transfer(0, &from.address, 20, 0);
    body.value_wei = u256_from_u64(0);
    body.max_fee_wei = body.max_priority_fee_wei = u256_from_u64(0);
    cr_assert_eq(fixture_submit(chain, &from, body, NULL), CHAIN_ACCEPTED);
    cr_expect_eq(fixture_block(chain)->receipt_count, 1);
    cr_expect(u256_is_zero(chain_base_fee(chain)));
    cr_expect_eq(chain_check_supply(chain), 0);
    chain_free(chain);
}

Test(chain, background_gas_takes_room_and_counts_for_the_fee)
{
    struct chain_config config = {.fork = EVM_FORK_OSAKA,
                                  .chain_id = FIXTURE_CHAIN_ID,
                                  .gas_limit = 1000000,
                                  .background_gas = 1000001,
                                  .initial_base_fee_wei = u256_from_u64(GWEI)};
    struct chain *chain;
    cr_assert_eq(chain_new(&config, &chain), BASE_E_RANGE);
    config.background_gas = 950000; /* leaves room for two transfers */
    cr_assert_eq(chain_new(&config, &chain), 0);
    struct account from = fixture_account(0);
    cr_assert_eq(chain_fund(chain, &from.address, fixture_ether(1)), 0);
    struct chain_transaction body = fixture_transfer(0, &from.address, 20, 1);
    cr_expect_eq(chain_most_gas(chain), 50000);
    body.gas_limit = 50001;
    cr_expect_eq(fixture_submit(chain, &from, body, NULL), CHAIN_REJECT_GAS_LIMIT);
    for (uint64_t nonce = 0; nonce < 3; nonce++)
        cr_assert_eq(
            fixture_submit(chain, &from, fixture_transfer(nonce, &from.address, 20, 1), NULL),
            CHAIN_ACCEPTED);
    const struct chain_block *block = fixture_block(chain);
    cr_expect_eq(block->receipt_count, 2);
    cr_expect_eq(block->gas_used, 42000);
    /* 992000 of a target of 500000: 492/500 of an eighth. */
    cr_expect_eq(as_u64(chain_base_fee(chain)), 1123000000);
    cr_expect_eq(fixture_block(chain)->receipt_count, 1);
    chain_free(chain);
}

/* What was taken in waits while others fill the blocks. */
Test(chain, background_gas_may_change_from_block_to_block)
{
    const struct chain_config config = {.fork = EVM_FORK_OSAKA,
                                        .chain_id = FIXTURE_CHAIN_ID,
                                        .gas_limit = 1000000,
                                        .background_gas = 500000,
                                        .initial_base_fee_wei = u256_from_u64(GWEI)};
    struct chain *chain;
    cr_assert_eq(chain_new(&config, &chain), 0);
    struct account from = fixture_account(0);
    cr_assert_eq(chain_fund(chain, &from.address, fixture_ether(1)), 0);
    cr_expect_eq(chain_background_gas(chain), 500000);
    chain_set_background_gas(chain, 1000000);
    cr_expect_eq(chain_background_gas(chain), 1000000);
    cr_assert_eq(fixture_submit(chain, &from, fixture_transfer(0, &from.address, 20, 1), NULL),
                 CHAIN_ACCEPTED);
    cr_expect_eq(fixture_block(chain)->receipt_count, 0);
    cr_expect_eq(as_u64(chain_base_fee(chain)), 1125000000);
    chain_set_background_gas(chain, 0);
    cr_expect_eq(fixture_block(chain)->receipt_count, 1);
    /* 21000 of 500000: 479/500 of an eighth less. */
    cr_expect_eq(as_u64(chain_base_fee(chain)), 1125000000 - 134718750);
    chain_set_background_gas(chain, 500000);
    fixture_block(chain);
    cr_expect_eq(as_u64(chain_base_fee(chain)), 990281250);
    chain_free(chain);
}

static crypto_address deploy(struct chain *chain, const struct account *from, uint64_t nonce,
                             const uint8_t *runtime, size_t len)
{
    struct base_buffer deployer = fixture_deployer(runtime, len);
    struct chain_transaction body = fixture_transfer(nonce, &from->address, 20, 1);
    body.is_creation = true;
    body.value_wei = u256_from_u64(0);
    body.data = deployer.data;
    body.data_len = deployer.len;
    body.gas_limit = 500000;
    if (chain_config(chain)->fork < EVM_FORK_LONDON)
        body.type = CHAIN_TX_LEGACY;
    crypto_digest hash;
    cr_assert_eq(fixture_submit(chain, from, body, &hash), CHAIN_ACCEPTED);
    base_buffer_deinit(&deployer);
    fixture_block(chain);
    const struct chain_receipt *receipt = chain_receipt_find(chain, &hash);
    cr_assert_not_null(receipt);
    cr_assert(receipt->success);
    return receipt->to;
}

Test(chain, a_contract_is_deployed_called_and_read)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 1);
    struct account from = fixture_account(0);
    crypto_address counter = deploy(chain, &from, 0, COUNTER, sizeof(COUNTER));
    crypto_digest hashes[3];
    for (uint64_t i = 0; i < 3; i++) {
        struct chain_transaction body = fixture_transfer(1 + i, &counter, 20, 1);
        body.gas_limit = 100000;
        body.value_wei = u256_from_u64(0);
        cr_assert_eq(fixture_submit(chain, &from, body, &hashes[i]), CHAIN_ACCEPTED);
    }
    const struct chain_block *block = fixture_block(chain);
    cr_assert_eq(block->receipt_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        const struct chain_receipt *receipt = chain_receipt_find(chain, &hashes[i]);
        cr_assert_not_null(receipt);
        cr_expect(receipt->success);
        cr_expect_eq(receipt->index, i);
        cr_assert_eq(receipt->log_count, 1);
        cr_expect_eq(receipt->logs[0].data[31], i + 1);
        cr_expect_eq(receipt->output[31], i + 1);
    }

    /* A call sees 4 and leaves 3, however often. */
    for (int i = 0; i < 2; i++) {
        struct evm_result result;
        cr_assert_eq(chain_call(chain, &from.address, &counter, NULL, 0, 5000, &result), 0);
        cr_expect_eq(result.status, EVM_SUCCESS);
        cr_assert_eq(result.output_len, 32);
        cr_expect_eq(result.output[31], 4);
        /* SLOAD and SSTORE pay the cold price each time: access lists are forgotten too. */
        cr_expect_lt(result.gas_left, 50000000 - 2100);
        evm_result_deinit(&result);
    }
    cr_expect_eq(as_u64(evm_state_storage(chain_state(chain), &counter, u256_from_u64(0))), 3);
    size_t log_count;
    evm_state_logs(chain_state(chain), &log_count);
    cr_expect_eq(log_count, 0);
    cr_expect_eq(chain_nonce(chain, &from.address), 4);
    cr_expect_eq(chain_check_supply(chain), 0);
    chain_free(chain);
}

Test(chain, a_call_sees_the_next_block_at_the_given_time)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 1);
    struct account from = fixture_account(0);
    /* MSTORE(0, TIMESTAMP); MSTORE(32, NUMBER); MSTORE(64, BLOCKHASH(NUMBER - 1)); RETURN 96 */
    const uint8_t runtime[] = {0x42, 0x60, 0,    0x52, 0x43, 0x60, 0x20, 0x52, 0x60, 1,   0x43,
                               0x03, 0x40, 0x60, 0x40, 0x52, 0x60, 0x60, 0x60, 0,    0xf3};
    crypto_address reader = deploy(chain, &from, 0, runtime, sizeof(runtime));
    const struct chain_block *block = fixture_block(chain);
    struct evm_result result;
    cr_assert_eq(chain_call(chain, &from.address, &reader, NULL, 0, 5000, &result), 0);
    cr_assert_eq(result.output_len, 96);
    cr_expect_eq(result.output[30] * 256 + result.output[31], 5000);
    cr_expect_eq(result.output[63], 3);
    cr_expect_eq(memcmp(result.output + 64, block->hash.bytes, 32), 0);
    evm_result_deinit(&result);
    chain_free(chain);
}

Test(chain, a_failed_transaction_pays_gas)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 1);
    struct account from = fixture_account(0);
    const uint8_t reverting[] = {0x60, 0, 0x60, 0, 0xfd};
    crypto_address target = deploy(chain, &from, 0, reverting, sizeof(reverting));
    u256 before = chain_balance(chain, &from.address);
    struct chain_transaction body = fixture_transfer(1, &target, 20, 1);
    body.gas_limit = 100000;
    crypto_digest hash;
    cr_assert_eq(fixture_submit(chain, &from, body, &hash), CHAIN_ACCEPTED);
    fixture_block(chain);
    const struct chain_receipt *receipt = chain_receipt_find(chain, &hash);
    cr_assert_not_null(receipt);
    cr_expect_not(receipt->success);
    cr_expect_eq(receipt->gas_used, 21006);
    cr_expect(u256_equal(chain_balance(chain, &from.address), u256_sub(before, receipt->fee_wei)));
    cr_expect_eq(chain_nonce(chain, &from.address), 2);
    cr_expect_eq(chain_check_supply(chain), 0);
    chain_free(chain);
}

/* The funds are there when it is submitted and gone when its turn comes: it waits until they are
 * back, and so do the sender's later ones. */
Test(chain, who_lost_the_funds_waits)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 2);
    struct account from = fixture_account(0), rich = fixture_account(1);
    for (uint64_t nonce = 0; nonce < 2; nonce++) {
        struct chain_transaction body = fixture_transfer(nonce, &rich.address, 20, 1);
        body.value_wei = fixture_ether(60);
        cr_assert_eq(fixture_submit(chain, &from, body, NULL), CHAIN_ACCEPTED);
    }
    cr_expect_eq(fixture_block(chain)->receipt_count, 1);
    cr_expect_eq(fixture_block(chain)->receipt_count, 0);
    cr_expect_eq(chain_mempool_count(chain), 1);
    struct chain_transaction gift = fixture_transfer(0, &from.address, 20, 1);
    gift.value_wei = fixture_ether(30);
    cr_assert_eq(fixture_submit(chain, &rich, gift, NULL), CHAIN_ACCEPTED);
    fixture_block(chain);
    fixture_block(chain);
    cr_expect_eq(chain_mempool_count(chain), 0);
    cr_expect_eq(chain_nonce(chain, &from.address), 2);
    cr_expect_eq(chain_check_supply(chain), 0);
    chain_free(chain);
}

Test(chain, equal_histories_have_equal_hashes)
{
    crypto_digest last[3];
    for (int run = 0; run < 3; run++) {
        struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 3);
        struct account accounts[3];
        for (uint32_t i = 0; i < 3; i++)
            accounts[i] = fixture_account(i);
        crypto_digest before = {{0}};
        for (uint64_t nonce = 0; nonce < 4; nonce++) {
            for (uint32_t i = 0; i < 3; i++) {
                struct chain_transaction body =
                    fixture_transfer(nonce, &accounts[(i + 1) % 3].address, 20, 1 + i);
                /* The third run differs by one wei. */
                if (run == 2 && nonce == 3 && i == 2)
                    body.value_wei = u256_from_u64(2);
                cr_assert_eq(fixture_submit(chain, &accounts[i], body, NULL), CHAIN_ACCEPTED);
            }
            last[run] = fixture_block(chain)->hash;
            cr_expect_neq(memcmp(&last[run], &before, sizeof(before)), 0);
            before = last[run];
        }
        chain_free(chain);
    }
    cr_expect_eq(memcmp(&last[0], &last[1], sizeof(last[0])), 0);
    cr_expect_neq(memcmp(&last[0], &last[2], sizeof(last[0])), 0);
}

Test(chain, block_hashes_reach_256_blocks_back)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 1);
    struct account from = fixture_account(0);
    /* RETURN BLOCKHASH(NUMBER - CALLDATALOAD(0)) */
    const uint8_t runtime[] = {0x60, 0,    0x35, 0x43, 0x03, 0x40, 0x60,
                               0,    0x52, 0x60, 0x20, 0x60, 0,    0xf3};
    crypto_address reader = deploy(chain, &from, 0, runtime, sizeof(runtime));
    crypto_digest hashes[301];
    for (uint64_t n = 2; n <= 300; n++)
        hashes[n] = fixture_block(chain)->hash;
    static const uint64_t backs[] = {1, 2, 255, 256, 257, 0};
    for (int i = 0; i < 6; i++) {
        uint8_t data[32] = {0};
        data[30] = (uint8_t)(backs[i] >> 8);
        data[31] = (uint8_t)backs[i];
        struct evm_result result;
        cr_assert_eq(chain_call(chain, &from.address, &reader, data, 32, 9999, &result), 0);
        cr_assert_eq(result.output_len, 32);
        crypto_digest expected = {{0}};
        if (backs[i] >= 1 && backs[i] <= 256)
            expected = hashes[301 - backs[i]];
        cr_expect_eq(memcmp(result.output, &expected, 32), 0, "%llu back",
                     (unsigned long long)backs[i]);
        evm_result_deinit(&result);
    }
    chain_free(chain);
}

struct seen {
    int begun, ended;
    size_t transactions;
};

static void on_begin(void *context, const struct evm_environment *environment)
{
    ((struct seen *)context)->begun++;
}

static void on_transaction(void *context, const uint8_t *encoded, size_t len,
                           const struct chain_receipt *receipt)
{
    struct seen *seen = context;
    crypto_digest hash = chain_transaction_hash(encoded, len);
    cr_expect_eq(memcmp(&hash, &receipt->transaction_hash, sizeof(hash)), 0);
    seen->transactions++;
}

static void on_end(void *context, const struct chain_block *block)
{
    struct seen *seen = context;
    seen->ended++;
    cr_expect_eq(seen->transactions, block->receipt_count);
}

Test(chain, an_observer_sees_all)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 1);
    struct account from = fixture_account(0);
    struct seen seen = {0};
    struct chain_observer observer = {&seen, on_begin, on_transaction, on_end};
    chain_observe(chain, &observer);
    for (uint64_t nonce = 0; nonce < 3; nonce++)
        cr_assert_eq(
            fixture_submit(chain, &from, fixture_transfer(nonce, &from.address, 20, 1), NULL),
            CHAIN_ACCEPTED);
    fixture_block(chain);
    cr_expect_eq(seen.begun, 1);
    cr_expect_eq(seen.transactions, 3);
    cr_expect_eq(seen.ended, 1);
    chain_observe(chain, NULL);
    fixture_block(chain);
    cr_expect_eq(seen.begun, 1);
    chain_free(chain);
}

Test(chain, old_receipts_are_forgotten)
{
    struct chain_config config = {
        .fork = EVM_FORK_OSAKA,
        .chain_id = FIXTURE_CHAIN_ID,
        .gas_limit = 30000000,
        .receipts_kept_blocks = 3,
        .initial_base_fee_wei = u256_from_u64(GWEI),
    };
    struct account from = fixture_account(0), to = fixture_account(9);
    struct chain *chain;
    crypto_digest hashes[20];
    cr_assert_eq(chain_new(&config, &chain), 0);
    cr_assert_eq(chain_fund(chain, &from.address, fixture_ether(100)), 0);
    for (uint64_t i = 0; i < 20; i++) {
        cr_assert_eq(
            fixture_submit(chain, &from, fixture_transfer(i, &to.address, 10, 2), &hashes[i]),
            CHAIN_ACCEPTED);
        cr_assert_eq(fixture_block(chain)->receipt_count, 1);
        for (uint64_t k = 0; k <= i; k++) {
            const struct chain_receipt *receipt = chain_receipt_find(chain, &hashes[k]);
            if (i - k < 3) {
                cr_assert_not_null(receipt);
                cr_assert_eq(receipt->block_number, k + 1);
            } else if (i - k >= 6) {
                cr_assert_null(receipt);
            }
        }
    }
    /* What is forgotten cannot happen again. */
    cr_expect_eq(fixture_submit(chain, &from, fixture_transfer(0, &to.address, 10, 2), NULL),
                 CHAIN_REJECT_NONCE_TOO_LOW);
    cr_expect_eq(chain_check_supply(chain), 0);
    chain_free(chain);
}
