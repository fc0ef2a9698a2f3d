#include "contracts-model/chain/mempool.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/random.h"
#include "fixture.h"

/* Pool and state, where every account's nonce is 0 unless a test sets it. */
static struct chain_mempool pool;
static struct evm_state *state;

static void setup(void)
{
    chain_mempool_init(&pool);
    cr_assert_eq(evm_state_new(&state), 0);
}

static void teardown(void)
{
    chain_mempool_deinit(&pool);
    evm_state_free(state);
}

TestSuite(mempool, .init = setup, .fini = teardown);

static int add(uint32_t from, uint64_t nonce, uint64_t max_fee_gwei, uint64_t priority_gwei)
{
    struct account account = fixture_account(from);
    struct base_buffer encoded = fixture_sign(
        &account, fixture_transfer(nonce, &account.address, max_fee_gwei, priority_gwei));
    struct chain_pending *pending;
    cr_assert_eq(chain_pending_new(NULL, encoded.data, encoded.len, FIXTURE_CHAIN_ID, &pending), 0);
    base_buffer_deinit(&encoded);
    int r = chain_mempool_add(&pool, pending);
    if (r != CHAIN_ACCEPTED)
        chain_pending_free(pending);
    return r;
}

static void begin(uint64_t base_fee_gwei)
{
    cr_assert_eq(chain_mempool_begin(&pool, state, u256_from_u64(base_fee_gwei * GWEI)), 0);
}

/* Takes the best one and checks whose it is; from == -1: there is none. */
static void expect_best(int from, uint64_t nonce)
{
    const struct chain_pending *best = chain_mempool_best(&pool);
    if (from < 0) {
        cr_expect_null(best);
        return;
    }
    cr_assert_not_null(best);
    struct account account = fixture_account((uint32_t)from);
    cr_expect_eq(memcmp(&best->transaction.sender, &account.address, 20), 0, "not of account %d",
                 from);
    cr_expect_eq(best->transaction.body.nonce, nonce);
    chain_pending_free(chain_mempool_take(&pool));
}

Test(mempool, the_best_paying_comes_first_then_the_earliest)
{
    cr_expect_eq(add(0, 0, 100, 1), 0);
    cr_expect_eq(add(1, 0, 100, 3), 0);
    cr_expect_eq(add(2, 0, 100, 2), 0);
    cr_expect_eq(add(3, 0, 100, 3), 0);
    /* Says 12 but can give 2 at a base fee of 10. */
    cr_expect_eq(add(4, 0, 12, 12), 0);
    cr_expect_eq(pool.count, 5);
    begin(10);
    expect_best(1, 0);
    expect_best(3, 0);
    expect_best(2, 0);
    expect_best(4, 0);
    expect_best(0, 0);
    expect_best(-1, 0);
    cr_expect_eq(pool.count, 0);
}

Test(mempool, a_sender_keeps_nonce_order)
{
    cr_expect_eq(add(0, 2, 100, 50), 0);
    cr_expect_eq(add(0, 0, 100, 1), 0);
    cr_expect_eq(add(1, 0, 100, 2), 0);
    cr_expect_eq(add(0, 1, 100, 90), 0);
    begin(10);
    expect_best(1, 0);
    expect_best(0, 0);
    expect_best(0, 1);
    expect_best(0, 2);
    expect_best(-1, 0);
}

Test(mempool, a_nonce_gap_waits)
{
    cr_expect_eq(add(0, 1, 100, 9), 0);
    begin(10);
    expect_best(-1, 0);
    chain_mempool_end(&pool);
    cr_expect_eq(add(0, 0, 100, 1), 0);
    cr_expect_eq(add(0, 3, 100, 1), 0);
    begin(10);
    expect_best(0, 0);
    expect_best(0, 1);
    expect_best(-1, 0);
    cr_expect_eq(pool.count, 1, "nonce 3 still waits for 2");
}

Test(mempool, used_nonces_are_forgotten)
{
    for (uint64_t nonce = 0; nonce < 5; nonce++)
        cr_expect_eq(add(0, nonce, 100, 1), 0);
    cr_expect_eq(add(1, 0, 100, 1), 0);
    struct account zero = fixture_account(0), one = fixture_account(1);
    cr_assert_eq(evm_state_set_nonce(state, &zero.address, 3), 0);
    cr_assert_eq(evm_state_set_nonce(state, &one.address, 7), 0);
    begin(10);
    cr_expect_eq(pool.count, 2);
    expect_best(0, 3);
    expect_best(0, 4);
    expect_best(-1, 0);
}

Test(mempool, who_cannot_pay_the_base_fee_waits)
{
    cr_expect_eq(add(0, 0, 20, 20), 0);
    cr_expect_eq(add(0, 1, 100, 20), 0);
    cr_expect_eq(add(1, 0, 21, 0), 0);
    begin(21);
    expect_best(1, 0);
    expect_best(-1, 0);
    chain_mempool_end(&pool);
    cr_expect_eq(pool.count, 2);
    begin(20);
    expect_best(0, 0);
    expect_best(0, 1);
}

Test(mempool, a_passed_sender_comes_back_with_the_next_block)
{
    cr_expect_eq(add(0, 0, 100, 9), 0);
    cr_expect_eq(add(0, 1, 100, 9), 0);
    cr_expect_eq(add(1, 0, 100, 1), 0);
    begin(10);
    chain_mempool_pass(&pool);
    expect_best(1, 0);
    expect_best(-1, 0);
    chain_mempool_end(&pool);
    begin(10);
    expect_best(0, 0);
    expect_best(0, 1);
}

Test(mempool, a_replacement_raises_both_fees_by_a_tenth)
{
    cr_expect_eq(add(0, 0, 100, 10), CHAIN_ACCEPTED);
    cr_expect_eq(add(0, 0, 100, 10), CHAIN_REJECT_KNOWN);
    cr_expect_eq(add(0, 0, 109, 11), CHAIN_REJECT_UNDERPRICED);
    cr_expect_eq(add(0, 0, 110, 10), CHAIN_REJECT_UNDERPRICED);
    cr_expect_eq(add(0, 0, 90, 20), CHAIN_REJECT_UNDERPRICED);
    cr_expect_eq(add(1, 0, 110, 11), CHAIN_ACCEPTED);
    cr_expect_eq(add(0, 0, 110, 11), CHAIN_ACCEPTED);
    cr_expect_eq(pool.count, 2);
    begin(1);
    expect_best(1, 0); /* a replacement arrives anew */
    const struct chain_pending *best = chain_mempool_best(&pool);
    cr_assert_not_null(best);
    cr_expect(u256_equal(best->transaction.body.max_fee_wei, u256_from_u64(110 * GWEI)));
    expect_best(0, 0);
}

Test(mempool, a_priority_of_zero_is_replaced_by_more_than_zero)
{
    cr_expect_eq(add(0, 0, 100, 0), CHAIN_ACCEPTED);
    cr_expect_eq(add(0, 0, 200, 0), CHAIN_REJECT_UNDERPRICED);
    cr_expect_eq(add(0, 0, 200, 1), CHAIN_ACCEPTED);
    cr_expect_eq(pool.count, 1);
}

/* One sender, many nonces in any order; taken in some blocks, with new ones in between. */
Test(mempool, many_nonces_in_any_order_come_out_ascending)
{
    struct base_random random;
    base_random_init(&random, 3, 0, "test.mempool");
    uint32_t nonces[300];
    for (uint32_t i = 0; i < 300; i++)
        nonces[i] = i;
    base_random_shuffle(&random, nonces, 300);
    struct account zero = fixture_account(0);
    uint64_t next = 0, added = 0;
    while (next < 300) {
        uint64_t until = added + base_random_below(&random, 40);
        for (; added < 300 && added < until; added++)
            cr_assert_eq(add(0, nonces[added], 100, 1 + nonces[added] % 7), 0);
        begin(10);
        const struct chain_pending *best;
        while ((best = chain_mempool_best(&pool)) != NULL && base_random_below(&random, 30) > 0) {
            cr_assert_eq(best->transaction.body.nonce, next);
            chain_pending_free(chain_mempool_take(&pool));
            next++;
        }
        chain_mempool_end(&pool);
        cr_assert_eq(evm_state_set_nonce(state, &zero.address, next), 0);
    }
    cr_expect_eq(pool.count, 0);
    cr_expect_eq(pool.waiting_count, 0);
}

/* Against the plain rule: of all executable heads the greatest priority, then the earliest. */
Test(mempool, order_agrees_with_a_plain_search)
{
    enum { SENDERS = 12, EACH = 8 };
    struct base_random random;
    base_random_init(&random, 4, 0, "test.mempool.order");
    uint64_t priority[SENDERS][EACH], arrival[SENDERS][EACH];
    uint64_t arrivals = 0;
    for (uint64_t nonce = 0; nonce < EACH; nonce++)
        for (uint32_t sender = 0; sender < SENDERS; sender++) {
            priority[sender][nonce] = base_random_below(&random, 6);
            arrival[sender][nonce] = arrivals++;
            cr_assert_eq(add(sender, nonce, 100, priority[sender][nonce]), 0);
        }
    uint64_t head[SENDERS] = {0};
    begin(10);
    for (int taken = 0; taken < SENDERS * EACH; taken++) {
        int expected = -1;
        for (int s = 0; s < SENDERS; s++) {
            if (head[s] == EACH)
                continue;
            if (expected < 0 || priority[s][head[s]] > priority[expected][head[expected]] ||
                (priority[s][head[s]] == priority[expected][head[expected]] &&
                 arrival[s][head[s]] < arrival[expected][head[expected]]))
                expected = s;
        }
        expect_best(expected, head[expected]);
        head[expected]++;
    }
    expect_best(-1, 0);
}
