#include <criterion/criterion.h>

#include "contracts-model/evm/storage.h"

/* Keys that differ in few bits, of any limb. */
static u256 key_number(unsigned number)
{
    return evm_word_shl(u256_from_u64(number), 64 * (number % 4) + 8 * (number % 4));
}

Test(storage, an_empty_one_knows_no_key)
{
    struct evm_storage storage = {0};

    cr_expect_null(evm_storage_find(&storage, u256_from_u64(0)));
    evm_storage_clear(&storage);
    evm_storage_deinit(&storage);
}

Test(storage, finds_each_key_and_keeps_their_order)
{
    enum { COUNT = 5000 };
    struct evm_storage storage = {0};

    for (unsigned i = 4; i < COUNT; i++) {
        u256 key = key_number(i);
        cr_assert_null(evm_storage_find(&storage, key));
        struct evm_slot *slot = evm_storage_add(&storage, key);
        cr_assert(u256_is_zero(slot->value) && slot->warm_epoch == 0 && slot->original_epoch == 0);
        slot->value = u256_from_u64(i);
    }
    cr_assert_eq(storage.count, COUNT - 4);
    for (unsigned i = 4; i < COUNT; i++) {
        cr_assert_eq(evm_storage_find(&storage, key_number(i)), &storage.slots[i - 4]);
        cr_assert(u256_equal(storage.slots[i - 4].value, u256_from_u64(i)));
    }
    cr_expect_null(evm_storage_find(&storage, u256_not(u256_from_u64(0))));
    evm_storage_deinit(&storage);
}

Test(storage, a_cleared_one_is_filled_anew)
{
    struct evm_storage storage = {0};

    evm_storage_add(&storage, u256_from_u64(1))->value = u256_from_u64(5);
    evm_storage_clear(&storage);
    cr_expect_null(evm_storage_find(&storage, u256_from_u64(1)));
    cr_expect(u256_is_zero(evm_storage_add(&storage, u256_from_u64(1))->value));
    cr_expect_eq(storage.count, 1U);
    evm_storage_deinit(&storage);
}
