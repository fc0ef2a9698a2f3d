#include "contracts-model/evm/state_internal.h"
#include "harness.h"

static u256 word(uint64_t value)
{
    return u256_from_u64(value);
}

Test(state, an_absent_account_is_nothing)
{
    struct harness h;
    crypto_address nobody = harness_address(9);
    size_t len = 1;

    harness_init(&h, EVM_FORK_OSAKA);
    cr_expect_not(evm_state_exists(h.state, &nobody));
    cr_expect(u256_is_zero(evm_state_balance(h.state, &nobody)));
    cr_expect_eq(evm_state_nonce(h.state, &nobody), 0U);
    cr_expect_null(evm_state_code(h.state, &nobody, &len));
    cr_expect_eq(len, 0U);
    cr_expect(u256_is_zero(evm_state_storage(h.state, &nobody, word(0))));
    cr_expect_eq(evm_state_code_hash(h.state, &nobody).bytes[0], 0);
    cr_expect_eq(evm_state_code_hash(h.state, &h.caller).bytes[0], 0xc5); /* of no code */
    harness_deinit(&h);
}

Test(state, rolls_everything_back)
{
    struct harness h;
    crypto_address fresh = harness_address(9);
    size_t len, count;
    bool was_cold;

    harness_init(&h, EVM_FORK_OSAKA);
    evm_state_set_storage(h.state, &h.contract, word(1), word(11));
    harness_install(&h, &h.contract, "00");
    evm_state_set_storage(h.state, &h.contract, word(1), word(12));
    evm_state_set_transient(h.state, &h.contract, word(1), word(5));

    size_t mark = evm_state_mark(h.state);
    struct evm_account *account = evm_state_reach(h.state, &h.contract);
    struct evm_log log = {.data = (uint8_t *)"log", .data_len = 3};
    evm_state_set_balance(h.state, &fresh, word(5));
    evm_state_set_nonce(h.state, &fresh, 6);
    evm_state_set_code(h.state, &fresh, (const uint8_t *)"\x00", 1);
    evm_state_set_storage(h.state, &h.contract, word(1), word(0));
    evm_state_set_storage(h.state, &h.contract, word(2), word(22));
    evm_state_set_transient(h.state, &h.contract, word(1), word(6));
    evm_state_add_log(h.state, &log);
    evm_state_add_refund(h.state, 4800);
    evm_account_mark_created(h.state, account);
    evm_account_mark_destroyed(h.state, account);
    evm_account_warm(h.state, account, &was_cold);
    evm_slot_warm(h.state, account, evm_account_slot(account, word(1)), &was_cold);
    evm_account_burn(h.state, evm_state_reach(h.state, &h.caller));
    evm_state_rollback(h.state, mark);

    cr_expect_eq(evm_state_mark(h.state), mark);
    cr_expect_not(evm_state_exists(h.state, &fresh));
    cr_expect(u256_is_zero(evm_state_balance(h.state, &fresh)));
    cr_expect_eq(evm_state_nonce(h.state, &fresh), 0U);
    cr_expect_null(evm_state_code(h.state, &fresh, &len));
    cr_expect(u256_equal(evm_state_storage(h.state, &h.contract, word(1)), word(12)));
    cr_expect(u256_is_zero(evm_state_storage(h.state, &h.contract, word(2))));
    cr_expect(u256_equal(evm_state_transient(h.state, &h.contract, word(1)), word(5)));
    cr_expect(u256_equal(evm_state_balance(h.state, &h.caller), word(1000000)));
    evm_state_logs(h.state, &count);
    cr_expect_eq(count, 0U);
    cr_expect_eq(h.state->refund_gas, 0);
    cr_expect_eq(account->slots_used, 1U);
    evm_account_warm(h.state, account, &was_cold);
    cr_expect(was_cold);
    evm_slot_warm(h.state, account, evm_account_slot(account, word(1)), &was_cold);
    cr_expect(was_cold);

    evm_state_rollback(h.state, 0);
    cr_expect(u256_equal(evm_state_storage(h.state, &h.contract, word(1)), word(11)));
    u256 destroyed = word(3);
    evm_state_end_transaction(h.state, &destroyed);
    cr_expect(u256_equal(destroyed, word(3)));
    cr_expect(u256_equal(evm_state_total_balance(h.state), word(1000000)));
    harness_deinit(&h);
}

Test(state, removes_touched_empty_accounts)
{
    struct harness h;
    crypto_address empty = harness_address(9);

    harness_init(&h, EVM_FORK_OSAKA);
    evm_state_set_balance(h.state, &empty, word(1));
    evm_state_end_transaction(h.state, NULL);
    cr_expect(evm_state_exists(h.state, &empty));
    evm_state_set_balance(h.state, &empty, word(0));
    cr_expect(evm_state_exists(h.state, &empty));
    evm_state_end_transaction(h.state, NULL);
    cr_expect_not(evm_state_exists(h.state, &empty));
    harness_deinit(&h);
}

Test(state, destroys_accounts_with_what_they_hold)
{
    struct harness h;
    u256 lost = word(1);
    size_t len;

    harness_init(&h, EVM_FORK_OSAKA);
    evm_state_set_balance(h.state, &h.contract, word(50));
    evm_state_set_storage(h.state, &h.contract, word(1), word(2));
    harness_install(&h, &h.contract, "00");
    evm_account_mark_destroyed(h.state, evm_state_reach(h.state, &h.contract));
    evm_state_set_balance(h.state, &h.contract, word(60)); /* paid to after its end */
    cr_expect(evm_state_exists(h.state, &h.contract));
    evm_state_end_transaction(h.state, &lost);
    cr_expect(u256_equal(lost, word(61)));
    cr_expect_not(evm_state_exists(h.state, &h.contract));
    cr_expect_null(evm_state_code(h.state, &h.contract, &len));
    cr_expect(u256_is_zero(evm_state_storage(h.state, &h.contract, word(1))));
    /* The address can be used again. */
    evm_state_set_storage(h.state, &h.contract, word(1), word(3));
    cr_expect(u256_equal(evm_state_storage(h.state, &h.contract, word(1)), word(3)));
    harness_deinit(&h);
}

struct visits {
    uint8_t last[8];
    unsigned count;
    unsigned stop_at;
};

static int visit_account(void *context, const crypto_address *address)
{
    struct visits *visits = context;

    visits->last[visits->count++] = address->bytes[19];
    return visits->count == visits->stop_at ? 7 : 0;
}

static int visit_slot(void *context, u256 key, u256 value)
{
    struct visits *visits = context;

    visits->last[visits->count++] = (uint8_t)key.limb[0];
    return 0;
}

Test(state, walks_in_the_order_of_creation)
{
    struct harness h;
    struct visits visits = {0}, slots = {0}, stopped = {.stop_at = 1};
    crypto_address a = harness_address(9), b = harness_address(8);

    harness_init(&h, EVM_FORK_OSAKA);
    evm_state_set_nonce(h.state, &a, 1);
    evm_state_set_nonce(h.state, &b, 1);
    cr_expect_eq(evm_state_each_account(h.state, visit_account, &visits), 0);
    cr_expect_eq(visits.count, 3U);
    cr_expect_arr_eq(visits.last, "\x01\x09\x08", 3);
    cr_expect_eq(evm_state_each_account(h.state, visit_account, &stopped), 7);
    cr_expect_eq(stopped.count, 1U);
    for (uint64_t key = 9; key > 3; key -= 2) {
        evm_state_set_storage(h.state, &a, word(key), word(1));
    }
    evm_state_set_storage(h.state, &a, word(7), word(0));
    cr_expect_eq(evm_state_each_slot(h.state, &a, visit_slot, &slots), 0);
    cr_expect_eq(slots.count, 2U);
    cr_expect_arr_eq(slots.last, "\x09\x05", 2);
    harness_deinit(&h);
}

Test(state, keeps_many_slots_apart)
{
    struct harness h;

    harness_init(&h, EVM_FORK_OSAKA);
    for (uint64_t i = 0; i < 5000; i++) {
        u256 key = u256_mul(word(i), u256_not(word(12345)));
        cr_assert_eq(evm_state_set_storage(h.state, &h.contract, key, word(i)), 0);
    }
    for (uint64_t i = 0; i < 5000; i++) {
        u256 key = u256_mul(word(i), u256_not(word(12345)));
        cr_assert(u256_equal(evm_state_storage(h.state, &h.contract, key), word(i)));
    }
    evm_state_rollback(h.state, 0);
    cr_expect(u256_is_zero(evm_state_total_balance(h.state)));
    harness_deinit(&h);
}

Test(state, free_takes_null)
{
    evm_state_free(NULL);
}
