#include "fixture.h"

#include <assert.h>
#include <criterion/criterion.h>
#include <string.h>

#include "base/error.h"

struct account fixture_account(uint32_t index)
{
    static bool is_ready;
    if (!is_ready)
        cr_assert_eq(crypto_init(), 0);
    is_ready = true;
    uint8_t seed[32] = {0xac, (uint8_t)index, (uint8_t)(index >> 8), (uint8_t)(index >> 16)};
    struct account account;
    crypto_secp256k1_keypair(seed, &account.secret, &account.address);
    return account;
}

u256 fixture_ether(uint64_t ether)
{
    return u256_mul(u256_from_u64(ether), u256_from_u64(GWEI * GWEI));
}

struct chain *fixture_chain(enum evm_fork fork, uint32_t count)
{
    struct chain_config config = {
        .fork = fork,
        .chain_id = FIXTURE_CHAIN_ID,
        .genesis_timestamp_s = 1000,
        .gas_limit = 30000000,
        .initial_base_fee_wei = u256_from_u64(GWEI),
    };
    memset(config.coinbase.bytes, 0xc0, sizeof(config.coinbase.bytes));
    struct chain *chain;
    cr_assert_eq(chain_new(&config, &chain), 0);
    for (uint32_t i = 0; i < count; i++) {
        struct account account = fixture_account(i);
        cr_assert_eq(chain_fund(chain, &account.address, fixture_ether(100)), 0);
    }
    return chain;
}

struct base_buffer fixture_sign(const struct account *from, struct chain_transaction transaction)
{
    struct base_buffer encoded = {0};
    if (transaction.chain_id == 0)
        transaction.chain_id = FIXTURE_CHAIN_ID;
    cr_assert_eq(chain_transaction_sign(&transaction, &from->secret, &encoded), 0);
    return encoded;
}

int fixture_submit(struct chain *chain, const struct account *from,
                   struct chain_transaction transaction, crypto_digest *ret_hash)
{
    struct base_buffer encoded = fixture_sign(from, transaction);
    int outcome = chain_submit(chain, encoded.data, encoded.len, ret_hash);
    base_buffer_deinit(&encoded);
    return outcome;
}

struct chain_transaction fixture_transfer(uint64_t nonce, const crypto_address *to,
                                          uint64_t max_fee_gwei, uint64_t priority_gwei)
{
    return (struct chain_transaction){
        .type = CHAIN_TX_DYNAMIC_FEE,
        .nonce = nonce,
        .max_fee_wei = u256_from_u64(max_fee_gwei * GWEI),
        .max_priority_fee_wei = u256_from_u64(priority_gwei * GWEI),
        .gas_limit = 21000,
        .to = *to,
        .value_wei = u256_from_u64(1),
    };
}

const struct chain_block *fixture_block(struct chain *chain)
{
    const struct chain_block *block;
    cr_assert_eq(chain_produce_block(chain, chain_head_timestamp_s(chain) + 12, &block), 0, "%s",
                 base_fail_text());
    return block;
}

struct base_buffer fixture_deployer(const uint8_t *runtime, size_t len)
{
    assert(len <= 255);
    /* PUSH1 len, PUSH1 12, PUSH1 0, CODECOPY, PUSH1 len, PUSH1 0, RETURN */
    const uint8_t head[12] = {0x60, (uint8_t)len, 0x60,         12,   0x60, 0,
                              0x39, 0x60,         (uint8_t)len, 0x60, 0,    0xf3};
    struct base_buffer code = {0};
    base_buffer_append(&code, head, sizeof(head));
    base_buffer_append(&code, runtime, len);
    return code;
}
