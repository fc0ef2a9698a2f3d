#include <string.h>

#include "base/arena.h"
#include "contracts-model/chain/transaction.h"
#include "tests/fuzz/fuzz.h"

/* Input: an encoded transaction. */

#define CHAIN_ID 1

static struct chain_signed_transaction decode(const uint8_t *data, size_t len,
                                              struct base_arena *arena, int *ret_outcome)
{
    struct chain_signed_transaction transaction = {0};

    *ret_outcome = chain_transaction_decode(data, len, CHAIN_ID, arena, &transaction);
    FUZZ_CHECK(*ret_outcome == 0 || *ret_outcome == 1);
    return transaction;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct chain_signed_transaction first, second;
    struct base_arena arena;
    int outcome, outcome_again;
    crypto_digest hash;

    FUZZ_CHECK(crypto_init() == 0);
    base_arena_init(&arena, 4096);
    first = decode(data, len, &arena, &outcome);
    second = decode(data, len, &arena, &outcome_again);
    FUZZ_CHECK(outcome == outcome_again);
    if (outcome == 0) {
        hash = chain_transaction_hash(data, len);
        FUZZ_CHECK(memcmp(&first.hash, &hash, sizeof(hash)) == 0);
        FUZZ_CHECK(memcmp(&first.sender, &second.sender, sizeof(first.sender)) == 0);
        FUZZ_CHECK(first.body.chain_id == CHAIN_ID);
        FUZZ_CHECK(first.body.data_len <= len && first.body.access_count <= len);
        /* What it borrows can be read. */
        hash = crypto_sha256(first.body.data, first.body.data_len);
        for (size_t i = 0; i < first.body.access_count; i++)
            hash = crypto_sha256(first.body.access_list[i].keys,
                                 first.body.access_list[i].key_count * sizeof(u256));
    }
    base_arena_deinit(&arena);
    return 0;
}
