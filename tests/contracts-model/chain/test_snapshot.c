#include <criterion/criterion.h>

#include "contracts-model/chain/chain.h"
#include "fixture.h"

/* SLOAD(0) + 1 to slot 0 and to memory; RETURN it. */
static const uint8_t COUNTER[] = {0x60, 0,    0x54, 0x60, 1,    0x01, 0x80, 0x60, 0,
                                  0x55, 0x60, 0,    0x52, 0x60, 0x20, 0x60, 0,    0xf3};
/* RETURN NUMBER. */
static const uint8_t NUMBER[] = {0x43, 0x60, 0, 0x52, 0x60, 0x20, 0x60, 0, 0xf3};

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
    crypto_digest hash;
    cr_assert_eq(fixture_submit(chain, from, body, &hash), CHAIN_ACCEPTED);
    base_buffer_deinit(&deployer);
    fixture_block(chain);
    return chain_receipt_find(chain, &hash)->to;
}

static void count(struct chain *chain, const struct account *from, uint64_t nonce,
                  const crypto_address *counter)
{
    struct chain_transaction body = fixture_transfer(nonce, counter, 20, 1);
    crypto_digest hash;
    body.gas_limit = 100000;
    body.value_wei = u256_from_u64(0);
    cr_assert_eq(fixture_submit(chain, from, body, &hash), CHAIN_ACCEPTED);
    fixture_block(chain);
    cr_assert(chain_receipt_find(chain, &hash)->success);
}

static void expect_call(struct chain *chain, const struct chain_snapshot *snapshot,
                        const crypto_address *to, uint8_t expected)
{
    const crypto_address nobody = {{0}};
    struct evm_result result;
    int r = snapshot ? chain_snapshot_call(chain, snapshot, &nobody, to, NULL, 0, 99999, &result)
                     : chain_call(chain, &nobody, to, NULL, 0, 99999, &result);
    cr_assert_eq(r, 0);
    cr_expect_eq(result.status, EVM_SUCCESS);
    cr_assert_eq(result.output_len, 32);
    cr_expect_eq(result.output[31], expected);
    evm_result_deinit(&result);
}

Test(snapshot, stands_still_while_the_chain_goes_on)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 1);
    struct account from = fixture_account(0);
    crypto_address counter = deploy(chain, &from, 0, COUNTER, sizeof COUNTER);
    crypto_address number = deploy(chain, &from, 1, NUMBER, sizeof NUMBER);
    count(chain, &from, 2, &counter);
    struct chain_snapshot *snapshot;
    cr_assert_eq(chain_snapshot_new(chain, &snapshot), 0);
    cr_expect_eq(chain_snapshot_block(snapshot), 3);
    count(chain, &from, 3, &counter);
    count(chain, &from, 4, &counter);
    /* Twice: a call leaves nothing behind, in either. */
    for (int i = 0; i < 2; i++) {
        expect_call(chain, snapshot, &counter, 2);
        expect_call(chain, NULL, &counter, 4);
    }
    expect_call(chain, snapshot, &number, 4);
    expect_call(chain, NULL, &number, 6);
    cr_expect_eq(chain_check_supply(chain), 0);
    chain_snapshot_free(snapshot);
    chain_snapshot_free(NULL);
    chain_free(chain);
}

/* A hash that the chain has forgotten is none, and not that of a block 256 later. */
Test(snapshot, sees_the_hashes_that_the_chain_has)
{
    /* RETURN BLOCKHASH(CALLDATALOAD(0)) */
    static const uint8_t reader_code[] = {0x60, 0,    0x35, 0x40, 0x60, 0,
                                          0x52, 0x60, 0x20, 0x60, 0,    0xf3};
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 1);
    struct account from = fixture_account(0);
    crypto_address reader = deploy(chain, &from, 0, reader_code, sizeof reader_code);
    crypto_digest hashes[261] = {0};
    struct chain_snapshot *snapshot = NULL;
    while (chain_head_number(chain) < 260) {
        const struct chain_block *block = fixture_block(chain);
        hashes[block->number] = block->hash;
        if (block->number == 10)
            cr_assert_eq(chain_snapshot_new(chain, &snapshot), 0);
    }
    for (uint8_t number = 3; number <= 11; number++) {
        uint8_t word[32] = {[31] = number};
        bool is_seen = number >= 5 && number <= 10;
        struct evm_result result;
        cr_assert_eq(
            chain_snapshot_call(chain, snapshot, &from.address, &reader, word, 32, 99999, &result),
            0);
        cr_assert_eq(result.output_len, 32);
        cr_expect(u256_equal(u256_from_be(result.output),
                             is_seen ? u256_from_be(hashes[number].bytes) : u256_from_u64(0)),
                  "block %u", number);
        evm_result_deinit(&result);
    }
    chain_snapshot_free(snapshot);
    chain_free(chain);
}

/* Whom a producer leaves out: one account. */
static bool is_first(void *context, const crypto_address *sender)
{
    struct account *first = context;
    return crypto_address_equal(sender, &first->address);
}

Test(snapshot, censored_senders_wait_with_all_their_transactions)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 2);
    struct account first = fixture_account(0), second = fixture_account(1);
    crypto_digest hashes[3];
    cr_assert_eq(
        fixture_submit(chain, &first, fixture_transfer(0, &second.address, 20, 9), &hashes[0]),
        CHAIN_ACCEPTED);
    cr_assert_eq(
        fixture_submit(chain, &first, fixture_transfer(1, &second.address, 20, 9), &hashes[1]),
        CHAIN_ACCEPTED);
    cr_assert_eq(
        fixture_submit(chain, &second, fixture_transfer(0, &first.address, 20, 1), &hashes[2]),
        CHAIN_ACCEPTED);
    chain_set_censor(chain, is_first, &first);
    const struct chain_block *block = fixture_block(chain);
    cr_assert_eq(block->receipt_count, 1);
    cr_expect(crypto_digest_equal(&block->receipts[0]->transaction_hash, &hashes[2]));
    cr_expect_eq(chain_mempool_count(chain), 2);
    chain_set_censor(chain, NULL, NULL);
    cr_expect_eq(fixture_block(chain)->receipt_count, 2);
    cr_expect_eq(chain_mempool_count(chain), 0);
    chain_free(chain);
}

Test(snapshot, most_gas_of_a_transaction)
{
    struct chain *before = fixture_chain(EVM_FORK_PRAGUE, 1);
    struct chain *since = fixture_chain(EVM_FORK_OSAKA, 1);
    cr_expect_eq(chain_most_gas(before), 30000000);
    cr_expect_eq(chain_most_gas(since), 1 << 24);
    chain_free(before);
    chain_free(since);
}
