#include "contracts-model/chain/chain.h"

#include <criterion/criterion.h>
#include <string.h>

#include "fixture.h"

static uint64_t as_u64(u256 value)
{
    uint64_t small;
    cr_assert(u256_to_u64(value, &small));
    return small;
}

/* 1 gwei a byte of the encoding leaves the sender beside the gas, and nobody gets it. */
Test(data_fee, is_burnt)
{
    struct chain_config config = {.fork = EVM_FORK_OSAKA,
                                  .chain_id = FIXTURE_CHAIN_ID,
                                  .genesis_timestamp_s = 1000,
                                  .gas_limit = 30000000,
                                  .reorg_blocks_kept = 1,
                                  .initial_base_fee_wei = u256_from_u64(GWEI),
                                  .data_fee_wei = u256_from_u64(GWEI)};
    struct account from = fixture_account(0), to = fixture_account(9);
    struct chain_transaction transfer = fixture_transfer(0, &to.address, 3, 2);
    struct base_buffer encoded = fixture_sign(&from, transfer);
    struct chain *chain;
    memset(config.coinbase.bytes, 0xc0, sizeof config.coinbase.bytes);
    uint64_t data_fee_wei = encoded.len * GWEI;
    uint64_t most_wei = transfer.gas_limit * 3 * GWEI + 1 + data_fee_wei;
    cr_assert_eq(chain_new(&config, &chain), 0);
    cr_assert_eq(chain_fund(chain, &from.address, u256_from_u64(most_wei - 1)), 0);
    cr_expect_eq(chain_submit(chain, encoded.data, encoded.len, NULL), CHAIN_REJECT_FUNDS);
    cr_assert_eq(chain_fund(chain, &from.address, u256_from_u64(1)), 0);
    crypto_digest hash;
    cr_assert_eq(chain_submit(chain, encoded.data, encoded.len, &hash), CHAIN_ACCEPTED);
    for (int round = 0; round < 2; round++) {
        fixture_block(chain);
        const struct chain_receipt *receipt = chain_receipt_find(chain, &hash);
        cr_assert_not_null(receipt);
        cr_expect_eq(as_u64(receipt->fee_wei), 21000 * 3 * GWEI + data_fee_wei);
        cr_expect_eq(as_u64(chain_burnt_wei(chain)), 21000 * GWEI + data_fee_wei);
        cr_expect_eq(as_u64(chain_balance(chain, &config.coinbase)), 21000 * 2 * GWEI);
        cr_expect_eq(as_u64(chain_balance(chain, &from.address)),
                     most_wei - 1 - as_u64(receipt->fee_wei));
        cr_expect_eq(chain_check_supply(chain), 0);
        if (round == 0)
            cr_assert_eq(chain_rewind(chain, 1, NULL, NULL), 0);
    }
    base_buffer_deinit(&encoded);
    chain_free(chain);
}
