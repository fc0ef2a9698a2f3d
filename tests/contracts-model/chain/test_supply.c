#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "contracts-model/chain/chain.h"
#include "fixture.h"

enum { ACCOUNTS = 8, TARGETS = 5 };

/* What the storm's contracts do with the wei and the slots that calls give them. */
static const uint8_t KEEPS[] = {0x60, 1, 0x54, 0x60, 1, 0x01, 0x60, 1, 0x55};
static const uint8_t REVERTS[] = {0x60, 1, 0x60, 0, 0x55, 0x60, 0, 0x60, 0, 0xfd};
static const uint8_t BURNS_GAS[] = {0xfe};
/* CALL(GAS, CALLER, CALLVALUE / 2, 0, 0, 0, 0) */
static const uint8_t RETURNS_HALF[] = {0x60, 0, 0x60, 0,    0x60, 0,    0x60, 0,
                                       0x60, 2, 0x34, 0x04, 0x33, 0x5a, 0xf1};
/* SELFDESTRUCT(CALLER): ends the contract on istanbul, and pays out on osaka. */
static const uint8_t PAYS_OUT[] = {0x33, 0xff};

struct storm {
    struct chain *chain;
    struct base_random random;
    struct account accounts[ACCOUNTS];
    uint64_t nonces[ACCOUNTS];
    crypto_address targets[TARGETS];
    bool is_istanbul;
};

static void submit(struct storm *storm, uint32_t from, struct chain_transaction body,
                   crypto_digest *ret_hash)
{
    body.nonce = storm->nonces[from];
    body.type = storm->is_istanbul
                    ? CHAIN_TX_LEGACY
                    : (enum chain_transaction_type)base_random_below(&storm->random, 3);
    body.max_fee_wei = u256_from_u64((4 + base_random_below(&storm->random, 30)) * GWEI);
    body.max_priority_fee_wei = u256_from_u64(base_random_below(&storm->random, 5) * GWEI);
    if (fixture_submit(storm->chain, &storm->accounts[from], body, ret_hash) == CHAIN_ACCEPTED)
        storm->nonces[from]++;
}

static void deploy_targets(struct storm *storm)
{
    const struct {
        const uint8_t *code;
        size_t len;
    } runtimes[TARGETS] = {{KEEPS, sizeof(KEEPS)},
                           {REVERTS, sizeof(REVERTS)},
                           {BURNS_GAS, sizeof(BURNS_GAS)},
                           {RETURNS_HALF, sizeof(RETURNS_HALF)},
                           {PAYS_OUT, sizeof(PAYS_OUT)}};
    crypto_digest hashes[TARGETS];
    for (int i = 0; i < TARGETS; i++) {
        struct base_buffer deployer = fixture_deployer(runtimes[i].code, runtimes[i].len);
        struct chain_transaction body = {.gas_limit = 300000,
                                         .is_creation = true,
                                         .data = deployer.data,
                                         .data_len = deployer.len,
                                         .value_wei = u256_from_u64(1000)};
        submit(storm, 0, body, &hashes[i]);
        base_buffer_deinit(&deployer);
    }
    fixture_block(storm->chain);
    for (int i = 0; i < TARGETS; i++) {
        const struct chain_receipt *receipt = chain_receipt_find(storm->chain, &hashes[i]);
        cr_assert_not_null(receipt);
        cr_assert(receipt->success);
        storm->targets[i] = receipt->to;
    }
}

static void blow(struct storm *storm)
{
    struct base_random *random = &storm->random;
    uint32_t from = (uint32_t)base_random_below(random, ACCOUNTS);
    struct chain_transaction body = {.gas_limit = 100000};
    body.value_wei = u256_from_u64(base_random_u64(random) >> base_random_below(random, 64));
    static const uint8_t selfdestructs[] = {0x30, 0xff}; /* to itself: the wei is destroyed */
    static const uint8_t random_code[] = {0x34, 0x60, 0, 0x55, 0x42, 0x40, 0x50};
    switch (base_random_below(random, 6)) {
    case 0: /* between accounts, new ones too */
        body.to = fixture_account((uint32_t)base_random_below(random, 3 * ACCOUNTS)).address;
        body.gas_limit = 21000;
        break;
    case 1:
        body.is_creation = true;
        body.data = selfdestructs;
        body.data_len = sizeof(selfdestructs);
        break;
    case 2:
        body.is_creation = true;
        body.data = random_code;
        body.data_len = 1 + base_random_below(random, sizeof(random_code));
        break;
    default:
        body.to = storm->targets[base_random_below(random, TARGETS)];
    }
    submit(storm, from, body, NULL);
}

static void rage(enum evm_fork fork)
{
    struct storm storm = {.chain = fixture_chain(fork, ACCOUNTS),
                          .is_istanbul = fork == EVM_FORK_ISTANBUL};
    base_random_init(&storm.random, 5, (uint32_t)fork, "test.supply");
    for (uint32_t i = 0; i < ACCOUNTS; i++)
        storm.accounts[i] = fixture_account(i);
    deploy_targets(&storm);
    size_t executed = 0, failed = 0;
    for (int block_number = 0; block_number < 60; block_number++) {
        uint64_t count = base_random_below(&storm.random, 20);
        for (uint64_t i = 0; i < count; i++)
            blow(&storm);
        const struct chain_block *block = fixture_block(storm.chain);
        cr_assert_eq(chain_check_supply(storm.chain), 0, "%s", base_fail_text());
        for (size_t i = 0; i < block->receipt_count; i++) {
            executed++;
            failed += !block->receipts[i]->success;
            cr_assert(u256_equal(block->receipts[i]->fee_wei,
                                 u256_mul(block->receipts[i]->gas_price_wei,
                                          u256_from_u64(block->receipts[i]->gas_used))));
        }
    }
    cr_expect_gt(executed, 300);
    cr_expect_gt(failed, 30);
    cr_expect_eq(u256_is_zero(chain_burnt_wei(storm.chain)), fork == EVM_FORK_ISTANBUL);
    chain_free(storm.chain);
}

Test(supply, is_conserved_through_a_storm_on_osaka)
{
    rage(EVM_FORK_OSAKA);
}

Test(supply, is_conserved_through_a_storm_on_istanbul)
{
    rage(EVM_FORK_ISTANBUL);
}

/* The check must be able to fail, also when its last answer was kept. */
Test(supply, wei_from_nowhere_is_noticed)
{
    struct chain *chain = fixture_chain(EVM_FORK_OSAKA, 2);
    struct account zero = fixture_account(0);
    fixture_block(chain);
    cr_assert_eq(chain_check_supply(chain), 0);
    struct evm_state *state = (struct evm_state *)chain_state(chain);
    u256 more = u256_add(fixture_ether(100), u256_from_u64(1));
    cr_assert_eq(evm_state_set_balance(state, &zero.address, more), 0);
    cr_assert_eq(chain_check_supply(chain), BASE_E_SIM);
    cr_expect_not_null(strstr(base_fail_text(), "200000000000000000001"), "%s", base_fail_text());
    cr_expect_not_null(strstr(base_fail_text(), "200000000000000000000"), "%s", base_fail_text());
    cr_assert_eq(evm_state_set_balance(state, &zero.address, fixture_ether(100)), 0);
    cr_assert_eq(chain_check_supply(chain), 0);

    /* It stays noticed when the next block ends the journal. */
    cr_assert_eq(evm_state_set_balance(state, &zero.address, fixture_ether(99)), 0);
    cr_assert_eq(fixture_submit(chain, &zero, fixture_transfer(0, &zero.address, 20, 1), NULL),
                 CHAIN_ACCEPTED);
    fixture_block(chain);
    cr_assert_eq(chain_check_supply(chain), BASE_E_SIM);
    chain_free(chain);
}
