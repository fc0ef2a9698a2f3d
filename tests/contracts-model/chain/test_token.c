#include <criterion/criterion.h>

#include "crypto/token.h"
#include "fixture.h"

/* Transactions whose senders sign by tokens. */

static struct crypto_tokens run, other_run;
static crypto_secp256k1_secret secret;
static crypto_address address;

/** A chain whose transactions carry the run's tokens (NULL: signatures). */
static struct chain *chain_of(const struct crypto_tokens *tokens)
{
    struct chain_config config = {
        .fork = EVM_FORK_OSAKA,
        .tokens = tokens,
        .chain_id = FIXTURE_CHAIN_ID,
        .genesis_timestamp_s = 1000,
        .gas_limit = 30000000,
        .initial_base_fee_wei = u256_from_u64(GWEI),
    };
    struct chain *chain;
    cr_assert_eq(chain_new(&config, &chain), 0);
    cr_assert_eq(chain_fund(chain, &address, fixture_ether(1)), 0);
    return chain;
}

static void prepare(void)
{
    const uint8_t seed[32] = {1}, other[32] = {2};
    cr_assert_eq(crypto_init(), 0);
    crypto_tokens_init(seed, &run);
    crypto_tokens_init(other, &other_run);
    crypto_token_secp256k1_keypair(&run, seed, &secret, &address);
}

TestSuite(chain_token, .init = prepare);

static struct base_buffer transfer(const struct crypto_tokens *tokens)
{
    struct base_buffer encoded = {0};
    const struct chain_transaction transaction = {
        .type = CHAIN_TX_DYNAMIC_FEE,
        .chain_id = FIXTURE_CHAIN_ID,
        .max_fee_wei = u256_from_u64(2 * GWEI),
        .gas_limit = 21000,
        .to = {{0xaa}},
        .value_wei = u256_from_u64(5),
    };
    cr_assert_eq(chain_transaction_sign_token(tokens, &transaction, &secret, &encoded), 0);
    return encoded;
}

static int submit(struct chain *chain, const struct base_buffer *encoded)
{
    crypto_digest hash;
    return chain_submit(chain, encoded->data, encoded->len, &hash);
}

Test(chain_token, names_the_sender)
{
    struct chain *chain = chain_of(&run);
    struct base_buffer encoded = transfer(&run);
    const struct chain_block *block;
    cr_assert_eq(submit(chain, &encoded), CHAIN_ACCEPTED);
    cr_assert_eq(chain_produce_block(chain, 1012, &block), 0);
    cr_assert_eq(block->receipt_count, 1);
    cr_expect(block->receipts[0]->success);
    cr_expect(crypto_address_equal(&block->receipts[0]->sender, &address));
    base_buffer_deinit(&encoded);
    chain_free(chain);
}

Test(chain_token, of_another_run_or_changed_is_no_transaction)
{
    struct chain *chain = chain_of(&run);
    struct base_buffer other = transfer(&other_run), real = transfer(NULL), mine = transfer(&run);
    cr_expect_eq(submit(chain, &other), CHAIN_REJECT_MALFORMED);
    cr_expect_eq(submit(chain, &real), CHAIN_REJECT_MALFORMED);
    for (size_t i = 0; i < mine.len; i++) {
        mine.data[i] ^= 1;
        cr_expect_eq(submit(chain, &mine), CHAIN_REJECT_MALFORMED, "%zu", i);
        mine.data[i] ^= 1;
    }
    cr_expect_eq(submit(chain, &mine), CHAIN_ACCEPTED);
    base_buffer_deinit(&other);
    base_buffer_deinit(&real);
    base_buffer_deinit(&mine);
    chain_free(chain);
}

Test(chain_token, names_nobody_to_a_chain_without_tokens)
{
    struct chain *chain = chain_of(NULL);
    struct base_buffer encoded = transfer(&run);
    cr_expect_neq(submit(chain, &encoded), CHAIN_ACCEPTED);
    base_buffer_deinit(&encoded);
    chain_free(chain);
}
