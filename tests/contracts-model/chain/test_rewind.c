/* Undoing blocks: what stands after k blocks stands again after k + d blocks and a rewind of d. */

#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "contracts-model/chain/chain.h"
#include "fixture.h"
#include "random_program.h"

enum { ACCOUNTS = 4, KEPT = 6, CONTRACTS_MAX = 40 };

static struct chain *chain_of(enum evm_fork fork, uint64_t reorg_kept, uint64_t receipts_kept,
                              uint64_t gas_limit)
{
    struct chain_config config = {
        .fork = fork,
        .chain_id = FIXTURE_CHAIN_ID,
        .genesis_timestamp_s = 1000,
        .gas_limit = gas_limit,
        .reorg_blocks_kept = reorg_kept,
        .receipts_kept_blocks = receipts_kept,
        .initial_base_fee_wei = u256_from_u64(GWEI),
    };
    memset(config.coinbase.bytes, 0xc0, sizeof(config.coinbase.bytes));
    struct chain *chain;
    cr_assert_eq(chain_new(&config, &chain), 0);
    for (uint32_t i = 0; i < ACCOUNTS; i++) {
        struct account account = fixture_account(i);
        cr_assert_eq(chain_fund(chain, &account.address, fixture_ether(100)), 0);
    }
    return chain;
}

/* Sums of hashes do not depend on the order in which accounts and slots were met. */
struct sum {
    const struct evm_state *state;
    const crypto_address *address;
    u256 total;
};

static void add_hash(struct sum *sum, struct base_buffer *buffer)
{
    crypto_digest digest = crypto_keccak256(buffer->data, buffer->len);
    sum->total = u256_add(sum->total, u256_from_be(digest.bytes));
    base_buffer_deinit(buffer);
}

static int add_slot(void *context, u256 key, u256 value)
{
    struct sum *sum = context;
    struct base_buffer buffer = {0};
    base_buffer_append(&buffer, sum->address, sizeof(*sum->address));
    base_buffer_append(&buffer, &key, sizeof(key));
    base_buffer_append(&buffer, &value, sizeof(value));
    add_hash(sum, &buffer);
    return 0;
}

static int add_account(void *context, const crypto_address *address)
{
    struct sum *sum = context;
    struct base_buffer buffer = {0};
    u256 balance = evm_state_balance(sum->state, address);
    crypto_digest code_hash = evm_state_code_hash(sum->state, address);
    base_buffer_append(&buffer, address, sizeof(*address));
    base_buffer_append(&buffer, &balance, sizeof(balance));
    base_buffer_append_be64(&buffer, evm_state_nonce(sum->state, address));
    base_buffer_append(&buffer, &code_hash, sizeof(code_hash));
    add_hash(sum, &buffer);
    sum->address = address;
    return evm_state_each_slot(sum->state, address, add_slot, sum);
}

/* Of all that the next block builds upon. */
static u256 fingerprint(const struct chain *chain)
{
    struct sum sum = {.state = chain_state(chain)};
    cr_assert_eq(evm_state_each_account(sum.state, add_account, &sum), 0);
    u256 burnt = chain_burnt_wei(chain), base_fee = chain_base_fee(chain);
    struct base_buffer buffer = {0};
    base_buffer_append(&buffer, &burnt, sizeof(burnt));
    base_buffer_append(&buffer, &base_fee, sizeof(base_fee));
    base_buffer_append_be64(&buffer, chain_head_number(chain));
    base_buffer_append_be64(&buffer, chain_head_timestamp_s(chain));
    add_hash(&sum, &buffer);
    return sum.total;
}

static void rewind_blocks(struct chain *chain, uint64_t blocks)
{
    cr_assert_eq(chain_rewind(chain, blocks, NULL, NULL), 0, "%s", base_fail_text());
    cr_assert_eq(chain_check_supply(chain), 0, "%s", base_fail_text());
}

Test(rewind, configuration_is_checked)
{
    struct chain_config config = {
        .gas_limit = 5000, .receipts_kept_blocks = 3, .reorg_blocks_kept = 4};
    struct chain *chain = NULL;
    cr_expect_eq(chain_new(&config, &chain), BASE_E_RANGE);
    config.reorg_blocks_kept = 3;
    cr_assert_eq(chain_new(&config, &chain), 0);
    chain_free(chain);
}

Test(rewind, goes_as_far_as_is_kept)
{
    struct chain *none = fixture_chain(EVM_FORK_OSAKA, 1);
    fixture_block(none);
    cr_expect_eq(chain_rewindable(none), 0);
    cr_expect_eq(chain_rewind(none, 1, NULL, NULL), BASE_E_RANGE);
    cr_expect_eq(chain_rewind(none, 0, NULL, NULL), 0);
    chain_free(none);

    struct chain *chain = chain_of(EVM_FORK_OSAKA, 3, 0, 30000000);
    cr_expect_eq(chain_rewind(chain, 1, NULL, NULL), BASE_E_RANGE);
    for (uint64_t block = 1; block <= 5; block++) {
        fixture_block(chain);
        cr_expect_eq(chain_rewindable(chain), block < 3 ? block : 3);
    }
    cr_expect_eq(chain_rewind(chain, 4, NULL, NULL), BASE_E_RANGE);
    cr_expect_eq(chain_head_number(chain), 5);
    rewind_blocks(chain, 2);
    cr_expect_eq(chain_head_number(chain), 3);
    cr_expect_eq(chain_head_timestamp_s(chain), 1036);
    cr_expect_eq(chain_rewindable(chain), 1);
    fixture_block(chain);
    cr_expect_eq(chain_rewindable(chain), 2);
    rewind_blocks(chain, 2);
    cr_expect_eq(chain_head_number(chain), 2);
    chain_free(chain);
}

Test(rewind, transactions_wait_again_and_receipts_are_not_found)
{
    struct chain *chain = chain_of(EVM_FORK_OSAKA, KEPT, 0, 30000000);
    struct account from = fixture_account(0), to = fixture_account(9);
    crypto_digest hashes[3];
    fixture_block(chain);
    u256 before = fingerprint(chain);
    for (uint64_t nonce = 0; nonce < 3; nonce++) {
        cr_assert_eq(fixture_submit(chain, &from, fixture_transfer(nonce, &to.address, 20, 2),
                                    &hashes[nonce]),
                     CHAIN_ACCEPTED);
        fixture_block(chain);
    }
    const struct chain_receipt *orphan = chain_receipt_find(chain, &hashes[1]);
    cr_assert_not_null(orphan);
    rewind_blocks(chain, 3);
    cr_expect(u256_equal(fingerprint(chain), before));
    cr_expect(!evm_state_exists(chain_state(chain), &to.address));
    cr_expect_eq(chain_mempool_count(chain), 3);
    cr_expect_null(chain_receipt_find(chain, &hashes[1]));
    cr_expect_eq(orphan->block_number, 3);
    cr_expect_eq(fixture_submit(chain, &from, fixture_transfer(1, &to.address, 20, 2), NULL),
                 CHAIN_REJECT_KNOWN);

    const struct chain_block *block = fixture_block(chain);
    cr_assert_eq(block->receipt_count, 3);
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(memcmp(&block->receipts[i]->transaction_hash, &hashes[i], 32), 0);
    cr_expect_eq(chain_receipt_find(chain, &hashes[1])->block_number, 2);
    cr_expect_eq(orphan->block_number, 3);
    chain_free(chain);
}

/* An undone transaction keeps its place before one that arrived later. */
Test(rewind, dates_of_arrival_stand)
{
    struct chain *chain = chain_of(EVM_FORK_OSAKA, KEPT, 0, 30000000);
    struct account a = fixture_account(0), b = fixture_account(1);
    crypto_digest first;
    cr_assert_eq(fixture_submit(chain, &a, fixture_transfer(0, &b.address, 20, 2), &first), 0);
    fixture_block(chain);
    cr_assert_eq(fixture_submit(chain, &b, fixture_transfer(0, &a.address, 20, 2), NULL), 0);
    rewind_blocks(chain, 1);
    const struct chain_block *block = fixture_block(chain);
    cr_assert_eq(block->receipt_count, 2);
    cr_expect_eq(memcmp(&block->receipts[0]->transaction_hash, &first, 32), 0);
    chain_free(chain);
}

static bool is_of(void *context, const struct chain_receipt *receipt)
{
    return crypto_address_equal(&receipt->sender, context);
}

Test(rewind, held_transactions_wait_until_they_are_released)
{
    struct chain *chain = chain_of(EVM_FORK_OSAKA, KEPT, 0, 30000000);
    struct account a = fixture_account(0), b = fixture_account(1);
    struct chain_transaction transfer = fixture_transfer(0, &b.address, 20, 2);
    crypto_digest hash;
    cr_assert_eq(fixture_submit(chain, &a, transfer, &hash), 0);
    cr_assert_eq(fixture_submit(chain, &b, fixture_transfer(0, &a.address, 20, 2), NULL), 0);
    fixture_block(chain);
    cr_assert_eq(chain_rewind(chain, 1, is_of, &a.address), 0);
    cr_expect_eq(chain_mempool_count(chain), 1);
    cr_expect_eq(fixture_block(chain)->receipt_count, 1);
    cr_expect_eq(chain_release_held(chain), 0);
    cr_expect_eq(fixture_block(chain)->receipt_count, 1);
    cr_expect_not_null(chain_receipt_find(chain, &hash));

    /* Meanwhile another one of its nonce was mined. */
    cr_assert_eq(chain_rewind(chain, 1, is_of, &a.address), 0);
    transfer.value_wei = u256_from_u64(7);
    cr_assert_eq(fixture_submit(chain, &a, transfer, NULL), 0);
    fixture_block(chain);
    cr_expect_eq(chain_release_held(chain), 0);
    cr_expect_eq(chain_mempool_count(chain), 0);

    /* Or waits; and what is held goes with the chain. */
    cr_assert_eq(chain_rewind(chain, 1, is_of, &a.address), 0);
    cr_assert_eq(fixture_submit(chain, &a, fixture_transfer(0, &b.address, 20, 2), &hash), 0);
    cr_expect_eq(chain_release_held(chain), 0);
    cr_expect_eq(chain_mempool_count(chain), 1);
    fixture_block(chain);
    cr_expect_not_null(chain_receipt_find(chain, &hash));
    cr_assert_eq(chain_rewind(chain, 1, is_of, &a.address), 0);
    chain_free(chain);
}

/* SSTORE(1, the call's first word), or SELFDESTRUCT(CALLER) without data. */
static const uint8_t MORTAL[] = {0x36, 0x15, 0x60, 12,   0x57, 0x60, 0,   0x35,
                                 0x60, 1,    0x55, 0x00, 0x5b, 0x33, 0xff};
/* SSTORE(0, BLOCKHASH(the call's first word)) */
static const uint8_t REMEMBERS[] = {0x60, 0, 0x35, 0x40, 0x60, 0, 0x55};

static crypto_address deploy(struct chain *chain, uint64_t nonce, const uint8_t *code, size_t len)
{
    struct account from = fixture_account(0);
    struct base_buffer deployer = fixture_deployer(code, len);
    struct chain_transaction body = {.nonce = nonce,
                                     .max_fee_wei = u256_from_u64(20 * GWEI),
                                     .gas_limit = 300000,
                                     .is_creation = true,
                                     .value_wei = u256_from_u64(1000),
                                     .data = deployer.data,
                                     .data_len = deployer.len};
    crypto_digest hash;
    cr_assert_eq(fixture_submit(chain, &from, body, &hash), CHAIN_ACCEPTED);
    base_buffer_deinit(&deployer);
    fixture_block(chain);
    cr_assert(chain_receipt_find(chain, &hash)->success);
    return chain_receipt_find(chain, &hash)->to;
}

static void call(struct chain *chain, uint64_t nonce, const crypto_address *to, const uint8_t *word)
{
    struct account from = fixture_account(0);
    struct chain_transaction body = {.nonce = nonce,
                                     .max_fee_wei = u256_from_u64(20 * GWEI),
                                     .gas_limit = 200000,
                                     .to = *to,
                                     .data = word,
                                     .data_len = word ? 32 : 0};
    cr_assert_eq(fixture_submit(chain, &from, body, NULL), CHAIN_ACCEPTED);
    const struct chain_block *block = fixture_block(chain);
    cr_assert_eq(block->receipt_count, 1);
    cr_assert(block->receipts[0]->success);
}

Test(rewind, a_destroyed_contract_stands_again_with_its_storage)
{
    struct chain *chain = chain_of(EVM_FORK_ISTANBUL, KEPT, 0, 30000000);
    uint8_t word[32] = {[31] = 42};
    u256 genesis = fingerprint(chain), one = u256_from_u64(1);
    crypto_address contract = deploy(chain, 0, MORTAL, sizeof(MORTAL));
    call(chain, 1, &contract, word);
    u256 alive = fingerprint(chain);
    word[31] = 43;
    call(chain, 2, &contract, word);
    call(chain, 3, &contract, NULL);
    cr_expect(!evm_state_exists(chain_state(chain), &contract));
    rewind_blocks(chain, 2);
    cr_expect(u256_equal(fingerprint(chain), alive));
    cr_expect(u256_equal(evm_state_storage(chain_state(chain), &contract, one), u256_from_u64(42)));
    rewind_blocks(chain, 2);
    cr_expect(u256_equal(fingerprint(chain), genesis));
    cr_expect(!evm_state_exists(chain_state(chain), &contract));
    chain_free(chain);
}

/* An address that a call without wei touches does not come to be, neither before nor after. */
Test(rewind, empty_accounts_stay_away)
{
    struct chain *chain = chain_of(EVM_FORK_OSAKA, KEPT, 0, 30000000);
    struct account from = fixture_account(0);
    crypto_address nobody = {{9}};
    struct chain_transaction body = fixture_transfer(0, &nobody, 20, 0);
    body.value_wei = u256_from_u64(0);
    u256 genesis = fingerprint(chain);
    cr_assert_eq(fixture_submit(chain, &from, body, NULL), CHAIN_ACCEPTED);
    fixture_block(chain);
    cr_expect(!evm_state_exists(chain_state(chain), &nobody));
    u256 after = fingerprint(chain);
    rewind_blocks(chain, 1);
    cr_expect(!evm_state_exists(chain_state(chain), &nobody));
    cr_expect(u256_equal(fingerprint(chain), genesis));
    fixture_block(chain);
    cr_expect(u256_equal(fingerprint(chain), after));
    chain_free(chain);
}

/* BLOCKHASH sees the new branch, and the block of 256 before that an undone one had replaced. */
Test(rewind, hashes_are_those_of_the_branch)
{
    struct chain *chain = chain_of(EVM_FORK_OSAKA, KEPT, 0, 30000000);
    crypto_address contract = deploy(chain, 0, REMEMBERS, sizeof(REMEMBERS));
    crypto_digest old = fixture_block(chain)->hash;
    while (chain_head_number(chain) < 257)
        fixture_block(chain);
    fixture_block(chain); /* takes the place of block 2 */
    rewind_blocks(chain, 1);
    uint8_t word[32] = {[31] = 2};
    call(chain, 1, &contract, word);
    u256 seen = evm_state_storage(chain_state(chain), &contract, u256_from_u64(0));
    cr_expect(u256_equal(seen, u256_from_be(old.bytes)));

    rewind_blocks(chain, 3);
    const struct chain_block *block;
    cr_assert_eq(chain_produce_block(chain, chain_head_timestamp_s(chain) + 13, &block), 0);
    crypto_digest hash = block->hash;
    cr_assert_eq(block->receipt_count, 1); /* the call, whose block 2 is known here too */
    word[30] = (uint8_t)(block->number >> 8);
    word[31] = (uint8_t)block->number;
    call(chain, 2, &contract, word);
    seen = evm_state_storage(chain_state(chain), &contract, u256_from_u64(0));
    cr_expect(u256_equal(seen, u256_from_be(hash.bytes)));
    chain_free(chain);
}

/* Receipts are forgotten by generations, across which blocks are undone. */
Test(rewind, reaches_into_the_older_receipts)
{
    struct chain *chain = chain_of(EVM_FORK_OSAKA, 4, 4, 30000000);
    struct account from = fixture_account(0);
    struct base_random random;
    base_random_init(&random, 3, 0, "test.rewind");
    crypto_digest hashes[300];
    size_t count = 0;
    for (int step = 0; step < 200; step++) {
        if (count < 300)
            cr_assert_eq(fixture_submit(chain, &from,
                                        fixture_transfer(count, &from.address, 200, 1),
                                        &hashes[count]),
                         CHAIN_ACCEPTED);
        count++;
        fixture_block(chain);
        for (size_t i = count > 3 ? count - 3 : 0; i < count; i++)
            cr_assert_not_null(chain_receipt_find(chain, &hashes[i]));
        uint64_t depth = base_random_below(&random, 5);
        if (depth > chain_rewindable(chain) || step % 3 != 0)
            continue;
        rewind_blocks(chain, depth);
        for (uint64_t i = 0; i < depth; i++)
            fixture_block(chain);
        cr_assert_eq(chain_mempool_count(chain), 0);
    }
    chain_free(chain);
}

/* Random programs */

struct run {
    struct chain *chain;
    enum evm_fork fork;
    struct base_random random;
    struct account accounts[ACCOUNTS];
    uint64_t nonces[ACCOUNTS];
    crypto_address contracts[CONTRACTS_MAX];
    size_t contract_count;
};

static void submit_random(struct run *run)
{
    struct base_random *random = &run->random;
    uint32_t from = (uint32_t)base_random_below(random, ACCOUNTS);
    struct base_buffer program = {0};
    uint8_t data[64];
    base_random_bytes(random, data, sizeof(data));
    bool is_creation = base_random_below(random, 2) == 0;
    struct chain_transaction body = {
        .nonce = run->nonces[from],
        .gas_limit = 60000 + base_random_below(random, 600000),
        .max_fee_wei = u256_from_u64((50 + base_random_below(random, 50)) * GWEI),
        .max_priority_fee_wei = u256_from_u64(base_random_below(random, 4) * GWEI),
        .type = run->fork < EVM_FORK_LONDON ? CHAIN_TX_LEGACY : CHAIN_TX_DYNAMIC_FEE,
        .value_wei = u256_from_u64(base_random_below(random, 1000)),
        .is_creation = is_creation,
    };
    if (is_creation) {
        random_program(random, 60, run->contracts, run->contract_count, &program);
        const uint8_t head[15] = {
            0x61, (uint8_t)(program.len >> 8), (uint8_t)program.len, 0x60, 15, 0x60, 0,   0x39,
            0x61, (uint8_t)(program.len >> 8), (uint8_t)program.len, 0x60, 0,  0xf3, 0xfe};
        struct base_buffer deployer = {0};
        base_buffer_append(&deployer, head, sizeof(head));
        base_buffer_append(&deployer, program.data, program.len);
        base_buffer_deinit(&program);
        program = deployer;
        body.data = program.data;
        body.data_len = program.len;
    } else {
        body.to = run->contracts[base_random_below(random, run->contract_count)];
        body.data = data;
        body.data_len = base_random_below(random, sizeof(data));
    }
    crypto_digest hash;
    if (fixture_submit(run->chain, &run->accounts[from], body, &hash) == CHAIN_ACCEPTED)
        run->nonces[from]++;
    base_buffer_deinit(&program);
}

/* A call whose effects are thrown away leaves no history. */
static void look(struct run *run)
{
    const crypto_address *to =
        &run->contracts[base_random_below(&run->random, run->contract_count)];
    uint64_t mark = evm_state_history_mark(chain_state(run->chain));
    struct evm_result result;
    cr_assert_eq(chain_call(run->chain, &run->accounts[0].address, to, NULL, 0,
                            chain_head_timestamp_s(run->chain) + 1, &result),
                 0);
    evm_result_deinit(&result);
    cr_assert_eq(evm_state_history_mark(chain_state(run->chain)), mark);
}

static crypto_digest produce(struct run *run)
{
    const struct chain_block *block = fixture_block(run->chain);
    cr_assert_eq(chain_check_supply(run->chain), 0, "%s", base_fail_text());
    for (size_t i = 0; i < block->receipt_count; i++) {
        const struct chain_receipt *receipt = block->receipts[i];
        size_t len;
        evm_state_code(chain_state(run->chain), &receipt->to, &len);
        if (len > 0 && run->contract_count < CONTRACTS_MAX)
            run->contracts[run->contract_count++] = receipt->to;
    }
    return block->hash;
}

static bool holds_half(void *context, const struct chain_receipt *receipt)
{
    (void)receipt;
    return base_random_below(context, 2) == 0;
}

static void play(enum evm_fork fork, uint64_t seed)
{
    struct run run = {.chain = chain_of(fork, KEPT, 0, 2000000), .fork = fork};
    base_random_init(&run.random, seed, (uint32_t)fork, "test.rewind");
    for (uint32_t i = 0; i < ACCOUNTS; i++)
        run.accounts[i] = fixture_account(i);
    run.contracts[run.contract_count++] = run.accounts[1].address;
    for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 6; i++)
            submit_random(&run);
        produce(&run);
        u256 before = fingerprint(run.chain), after;
        look(&run);
        uint64_t depth = 1 + base_random_below(&run.random, KEPT);
        for (int i = 0; i < 12; i++)
            submit_random(&run);
        crypto_digest hashes[KEPT];
        for (uint64_t i = 0; i < depth; i++)
            hashes[i] = produce(&run);
        look(&run);
        after = fingerprint(run.chain);
        size_t waiting = chain_mempool_count(run.chain);

        rewind_blocks(run.chain, depth);
        cr_assert(u256_equal(fingerprint(run.chain), before), "round %d, depth %llu", round,
                  (unsigned long long)depth);
        for (uint64_t i = 0; i < depth; i++) {
            crypto_digest hash = produce(&run);
            cr_assert_eq(memcmp(&hash, &hashes[i], sizeof(hash)), 0, "round %d, block %llu", round,
                         (unsigned long long)i);
        }
        cr_assert(u256_equal(fingerprint(run.chain), after));
        cr_assert_eq(chain_mempool_count(run.chain), waiting);

        /* Another branch. */
        depth = base_random_below(&run.random, KEPT);
        if (depth > chain_rewindable(run.chain))
            continue;
        cr_assert_eq(chain_rewind(run.chain, depth, holds_half, &run.random), 0);
        for (uint64_t i = 0; i < depth; i++)
            produce(&run);
        cr_assert_eq(chain_release_held(run.chain), 0);
    }
    chain_free(run.chain);
}

Test(rewind, random_programs_on_osaka)
{
    for (uint64_t seed = 1; seed <= 4; seed++)
        play(EVM_FORK_OSAKA, seed);
}

Test(rewind, random_programs_on_london)
{
    for (uint64_t seed = 1; seed <= 4; seed++)
        play(EVM_FORK_LONDON, seed);
}

Test(rewind, random_programs_on_istanbul)
{
    for (uint64_t seed = 1; seed <= 4; seed++)
        play(EVM_FORK_ISTANBUL, seed);
}
