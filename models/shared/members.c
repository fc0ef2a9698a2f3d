#include "models/shared/members.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "contracts-model/contracts/delivery_contract.h"

int members_init(struct members *members, const uint8_t *addresses, size_t count)
{
    *members = (struct members){0};
    base_map_init(&members->index, sizeof(crypto_address), sizeof(uint64_t));
    if (count == 0)
        return 0;
    crypto_digest *leaves = malloc(count * sizeof *leaves);
    int r = leaves ? 0 : BASE_E_NOMEM;
    for (size_t i = 0; r == 0 && i < count; i++) {
        crypto_address device;
        memcpy(device.bytes, addresses + i * sizeof device, sizeof device);
        leaves[i] = contracts_delivery_leaf(&device);
        uint64_t *index = base_map_put(&members->index, &device, NULL);
        if (index)
            *index = i;
        else
            r = BASE_E_NOMEM;
    }
    if (r == 0)
        r = crypto_merkle_init(&members->tree, leaves, count);
    free(leaves);
    return r;
}

void members_deinit(struct members *members)
{
    crypto_merkle_deinit(&members->tree);
    base_map_deinit(&members->index);
}

crypto_digest members_root(const struct members *members)
{
    return members->tree.leaf_count > 0 ? crypto_merkle_root(&members->tree) : (crypto_digest){{0}};
}

const uint64_t *members_find(const struct members *members, const crypto_address *device)
{
    return base_map_get(&members->index, device);
}
