#include <criterion/criterion.h>
#include <string.h>

#include "contracts-model/contracts/delivery_contract.h"
#include "models/shared/members.h"

enum { COUNT = 5 };

static uint8_t addresses[COUNT][20];

static crypto_address address_of(int i)
{
    crypto_address address;
    memset(addresses[i], i + 1, sizeof addresses[i]);
    memcpy(address.bytes, addresses[i], sizeof address.bytes);
    return address;
}

Test(members, each_stands_under_the_root)
{
    struct members members;
    crypto_address all[COUNT], stranger = {{0}};
    for (int i = 0; i < COUNT; i++)
        all[i] = address_of(i);
    cr_assert_eq(members_init(&members, addresses[0], COUNT), 0);
    crypto_digest root = members_root(&members);
    for (int i = 0; i < COUNT; i++) {
        crypto_digest path[MEMBERS_PATH_MAX], leaf = contracts_delivery_leaf(&all[i]);
        const uint64_t *index = members_find(&members, &all[i]);
        cr_assert_not_null(index);
        cr_expect_eq(*index, (uint64_t)i);
        size_t len = crypto_merkle_path(&members.tree, (size_t)*index, path);
        cr_expect(crypto_merkle_verify(&root, COUNT, (size_t)*index, &leaf, path, len));
    }
    cr_expect_null(members_find(&members, &stranger));
    members_deinit(&members);
}

Test(members, of_nobody)
{
    struct members members;
    const crypto_digest zero = {{0}};
    crypto_address somebody = address_of(0);
    cr_assert_eq(members_init(&members, NULL, 0), 0);
    crypto_digest root = members_root(&members);
    cr_expect(crypto_digest_equal(&root, &zero));
    cr_expect_null(members_find(&members, &somebody));
    members_deinit(&members);
    members_deinit(&members);
}
