#include <string.h>

#include "base/arena.h"
#include "contracts-model/chain/transaction.h"
#include "tests/fuzz/fuzz.h"

/* Input: an encoded transaction; or, behind an 'l', 'a' or 'd', the fields of a legacy one, of one
 * with an access list or of one with a dynamic fee, whose list gets its length here. What is
 * accepted is accepted again, with the same fields, when it is signed by another key. */

#define CHAIN_ID 1
#define LEN_MAX (1 << 16)

static struct chain_signed_transaction decode(const uint8_t *data, size_t len,
                                              struct base_arena *arena, int *ret_outcome)
{
    struct chain_signed_transaction transaction = {0};

    *ret_outcome = chain_transaction_decode(data, len, CHAIN_ID, arena, &transaction);
    FUZZ_CHECK(*ret_outcome == 0 || *ret_outcome == 1);
    return transaction;
}

static void check_borrowed(const struct chain_transaction *body, size_t len)
{
    FUZZ_CHECK(body->data_len <= len && body->access_count <= len);
    (void)crypto_sha256(body->data, body->data_len);
    for (size_t i = 0; i < body->access_count; i++)
        (void)crypto_sha256(body->access_list[i].keys,
                            body->access_list[i].key_count * sizeof(u256));
}

static void check_signed_again(const struct chain_transaction *body, struct base_arena *arena)
{
    static const crypto_secp256k1_secret secret = {{1}};
    struct base_buffer encoded = {0};
    crypto_address sender;
    int outcome;

    FUZZ_CHECK(crypto_secp256k1_address(&secret, &sender));
    FUZZ_CHECK(chain_transaction_sign(body, &secret, &encoded) == 0);
    struct chain_signed_transaction again = decode(encoded.data, encoded.len, arena, &outcome);
    FUZZ_CHECK(outcome == 0 && memcmp(&again.sender, &sender, sizeof sender) == 0);
    FUZZ_CHECK(again.body.type == body->type && again.body.nonce == body->nonce);
    FUZZ_CHECK(again.body.gas_limit == body->gas_limit);
    FUZZ_CHECK(u256_equal(again.body.max_fee_wei, body->max_fee_wei));
    FUZZ_CHECK(u256_equal(again.body.max_priority_fee_wei, body->max_priority_fee_wei));
    FUZZ_CHECK(u256_equal(again.body.value_wei, body->value_wei));
    FUZZ_CHECK(again.body.is_creation == body->is_creation);
    FUZZ_CHECK(memcmp(&again.body.to, &body->to, sizeof body->to) == 0);
    FUZZ_CHECK(again.body.data_len == body->data_len);
    FUZZ_CHECK(body->data_len == 0 || memcmp(again.body.data, body->data, body->data_len) == 0);
    FUZZ_CHECK(again.body.access_count == body->access_count);
    for (size_t i = 0; i < body->access_count; i++)
        FUZZ_CHECK(again.body.access_list[i].key_count == body->access_list[i].key_count);
    base_buffer_deinit(&encoded);
}

static void check(const uint8_t *data, size_t len)
{
    struct chain_signed_transaction first, second;
    struct base_arena arena;
    int outcome, outcome_again;

    base_arena_init(&arena, 4096);
    first = decode(data, len, &arena, &outcome);
    second = decode(data, len, &arena, &outcome_again);
    FUZZ_CHECK(outcome == outcome_again);
    if (outcome == 0) {
        crypto_digest hash = chain_transaction_hash(data, len);
        FUZZ_CHECK(memcmp(&first.hash, &hash, sizeof(hash)) == 0);
        FUZZ_CHECK(memcmp(&first.sender, &second.sender, sizeof(first.sender)) == 0);
        FUZZ_CHECK(first.body.chain_id == CHAIN_ID);
        check_borrowed(&first.body, len);
        check_signed_again(&first.body, &arena);
    }
    base_arena_deinit(&arena);
}

/** The encoding whose list holds fields[len]. */
static void check_fields(enum chain_transaction_type type, const uint8_t *fields, size_t len)
{
    static uint8_t encoded[LEN_MAX + 8];
    size_t at = 0;

    if (type != CHAIN_TX_LEGACY)
        encoded[at++] = (uint8_t)type;
    if (len <= 55) {
        encoded[at++] = (uint8_t)(0xc0 + len);
    } else {
        unsigned bytes = len < 256 ? 1 : 2;
        encoded[at++] = (uint8_t)(0xf7 + bytes);
        if (bytes == 2)
            encoded[at++] = (uint8_t)(len >> 8);
        encoded[at++] = (uint8_t)len;
    }
    memcpy(encoded + at, fields, len);
    check(encoded, at + len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const char letters[] = "lad"; /* by type */
    FUZZ_CHECK(crypto_init() == 0);
    if (len >= LEN_MAX)
        return 0;
    const char *letter = len > 0 && data[0] != 0 ? strchr(letters, data[0]) : NULL;
    if (letter != NULL)
        check_fields((enum chain_transaction_type)(letter - letters), data + 1, len - 1);
    else
        check(data, len);
    return 0;
}
