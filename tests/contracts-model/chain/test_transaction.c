#include "contracts-model/chain/transaction.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/arena.h"
#include "base/hex.h"
#include "base/random.h"
#include "contracts-model/chain/rlp.h"
#include "fixture.h"

static struct evm_access accesses[2];
static uint8_t call_data[60];

/* The first vector is EIP-155's own example. The others were made with @ethereumjs/tx 10.1.3:
 * createTx(fields, {common}).sign(0x46 x 32).serialize(), which also gave the hashes. */
struct vector {
    struct chain_transaction transaction;
    const char *encoded, *hash;
};

static void fill_vectors(struct vector vectors[5])
{
    static u256 keys[2];
    static const uint8_t store[] = {0x60, 0x01, 0x60, 0x00, 0x55, 0x00};
    static const uint8_t zero[1] = {0}, push[] = {0x60, 0x00};
    keys[0] = u256_from_u64(1);
    keys[1] = u256_not(u256_from_u64(0));
    memset(accesses[0].address.bytes, 0x22, 20);
    accesses[0].keys = keys;
    accesses[0].key_count = 2;
    memset(accesses[1].address.bytes, 0x33, 20);
    memset(call_data, 0xab, sizeof(call_data));
    crypto_address thirty_five, eleven;
    memset(thirty_five.bytes, 0x35, 20);
    memset(eleven.bytes, 0x11, 20);
    u256 ten_to_the_30 = u256_exp(u256_from_u64(10), u256_from_u64(30));

    vectors[0] = (struct vector){
        {.type = CHAIN_TX_LEGACY,
         .chain_id = 1,
         .nonce = 9,
         .max_fee_wei = u256_from_u64(20000000000),
         .gas_limit = 21000,
         .to = thirty_five,
         .value_wei = u256_from_u64(1000000000000000000)},
        "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7640000802"
        "5a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aec"
        "b703304b3800ccf555c9f3dc64214b297fb1966a3b6d83",
        "33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788"};
    vectors[1] = (struct vector){
        {.type = CHAIN_TX_LEGACY,
         .chain_id = 1337,
         .max_fee_wei = u256_from_u64(1),
         .gas_limit = 100000,
         .is_creation = true,
         .data = store,
         .data_len = sizeof(store)},
        "f8548001830186a0808086600160005500820a96a0755f8f44599641a7ab3281bb0795b4d4e99e2316797d4"
        "e8638f8ab77b5b2c2e9a03aa8d7cb13745d1db4ce5ed2b9a1effe361c7da0ad24aa17f6bb86a4e11adca2",
        "f7d5dc4fdc4090008a9d49d9382b76ac0c3e554baacbd75e72dca518179cf403"};
    vectors[2] = (struct vector){
        {.type = CHAIN_TX_ACCESS_LIST,
         .chain_id = 1337,
         .nonce = 127,
         .max_fee_wei = u256_from_u64(1000000007),
         .gas_limit = 50000,
         .to = eleven,
         .value_wei = u256_from_u64(255),
         .data = zero,
         .data_len = 1,
         .access_list = accesses,
         .access_count = 2},
        "01f8db8205397f843b9aca0782c35094111111111111111111111111111111111111111181ff00f872f8599"
        "42222222222222222222222222222222222222222f842a000000000000000000000000000000000000000000"
        "00000000000000000000001a0fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        "fd6943333333333333333333333333333333333333333c001a02f715f27231c756b453e2fbee95798e0bc526"
        "5078c0d1c2bdcaa05998d399e29a05cc65e937e72af524599b49d6f5d0d027a918f5a448ae0d57e37e6f27fb"
        "7fea4",
        "e13b7a472a43aeffb5409978a1d242a5f9dcf5b396c555cdfe66083ae728b880"};
    vectors[3] = (struct vector){
        {.type = CHAIN_TX_DYNAMIC_FEE,
         .chain_id = 1337,
         .nonce = 128,
         .max_priority_fee_wei = u256_from_u64(1500000000),
         .max_fee_wei = u256_from_u64(30000000000),
         .gas_limit = 16777216,
         .to = eleven,
         .data = call_data,
         .data_len = sizeof(call_data)},
        "02f8ad82053981808459682f008506fc23ac0084010000009411111111111111111111111111111111111111"
        "1180b83cabababababababababababababababababababababababababababababababababababababababab"
        "ababababababababababababababababababababc080a0a3bb38fc262c7583074e4c39f90b769018b6bc34ce"
        "c8cd36bb72fbfdc6e329eda058f5a0ce4bf9875dfe3051480f5afe7731e07250be3d8d0cd19751e4b1cd7ef8",
        "c4fa69211debdaad800f36051c8ef0630c8dc1d159963c0b6e7419562eb4defc"};
    vectors[4] = (struct vector){
        {.type = CHAIN_TX_DYNAMIC_FEE,
         .chain_id = 1337,
         .nonce = UINT64_MAX - 1,
         .max_fee_wei = u256_from_u64(1),
         .gas_limit = 60000,
         .is_creation = true,
         .value_wei = ten_to_the_30,
         .data = push,
         .data_len = sizeof(push)},
        "02f86782053988fffffffffffffffe800182ea60808d0c9f2c9cd04674edea40000000826000c080a093fdfa"
        "2a7b46dbf5df6a2779bf25e5e7cb54ac6e27f34bc2b6c49a9f5abbdab5a01c447f3cb73c7d9d9c95ce8ee6b7"
        "e9f37d331bac17617b02e21599f47afb2e4d",
        "786f2273e94964714b350a922bcb33c34a635d1d681b943e7fe3060d97f89892"};
}

static crypto_secp256k1_secret key_46(void)
{
    cr_assert_eq(crypto_init(), 0);
    crypto_secp256k1_secret secret;
    memset(secret.bytes, 0x46, sizeof(secret.bytes));
    return secret;
}

Test(transaction, signs_to_known_bytes)
{
    crypto_secp256k1_secret secret = key_46();
    struct vector vectors[5];
    fill_vectors(vectors);
    for (int i = 0; i < 5; i++) {
        struct base_buffer encoded = {0};
        cr_assert_eq(chain_transaction_sign(&vectors[i].transaction, &secret, &encoded), 0);
        char text[1024];
        base_hex_encode(encoded.data, encoded.len, text);
        cr_expect_str_eq(text, vectors[i].encoded, "vector %d", i);
        crypto_digest hash = chain_transaction_hash(encoded.data, encoded.len);
        base_hex_encode(hash.bytes, 32, text);
        cr_expect_str_eq(text, vectors[i].hash, "vector %d", i);
        base_buffer_deinit(&encoded);
    }
}

static void expect_same(const struct chain_transaction *a, const struct chain_transaction *b)
{
    cr_expect_eq(a->type, b->type);
    cr_expect_eq(a->chain_id, b->chain_id);
    cr_expect_eq(a->nonce, b->nonce);
    cr_expect(u256_equal(a->max_fee_wei, b->max_fee_wei));
    if (b->type == CHAIN_TX_DYNAMIC_FEE)
        cr_expect(u256_equal(a->max_priority_fee_wei, b->max_priority_fee_wei));
    cr_expect_eq(a->gas_limit, b->gas_limit);
    cr_expect_eq(a->is_creation, b->is_creation);
    cr_expect_eq(memcmp(&a->to, &b->to, sizeof(a->to)), 0);
    cr_expect(u256_equal(a->value_wei, b->value_wei));
    cr_assert_eq(a->data_len, b->data_len);
    cr_expect(a->data_len == 0 || memcmp(a->data, b->data, a->data_len) == 0);
    cr_assert_eq(a->access_count, b->access_count);
    for (size_t i = 0; i < a->access_count; i++) {
        const struct evm_access *x = &a->access_list[i], *y = &b->access_list[i];
        cr_expect_eq(memcmp(&x->address, &y->address, sizeof(x->address)), 0);
        cr_assert_eq(x->key_count, y->key_count);
        for (size_t k = 0; k < x->key_count; k++)
            cr_expect(u256_equal(x->keys[k], y->keys[k]));
    }
}

static size_t bytes_of(const char *hex, uint8_t *bytes, size_t capacity)
{
    size_t len = strlen(hex) / 2;
    cr_assert_leq(len, capacity);
    cr_assert_eq(base_hex_decode(hex, bytes, len), 0);
    return len;
}

Test(transaction, decodes_what_others_signed)
{
    key_46();
    struct vector vectors[5];
    fill_vectors(vectors);
    struct base_arena arena;
    base_arena_init(&arena, 1024);
    for (int i = 0; i < 5; i++) {
        uint8_t bytes[512];
        size_t len = bytes_of(vectors[i].encoded, bytes, sizeof(bytes));
        struct chain_signed_transaction decoded;
        cr_assert_eq(
            chain_transaction_decode(bytes, len, vectors[i].transaction.chain_id, &arena, &decoded),
            0);
        memset(bytes, 0xee, sizeof(bytes)); /* what it borrows is in the arena */
        expect_same(&decoded.body, &vectors[i].transaction);
        char text[65];
        base_hex_encode(decoded.sender.bytes, 20, text);
        cr_expect_str_eq(text, "9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f");
        base_hex_encode(decoded.hash.bytes, 32, text);
        cr_expect_str_eq(text, vectors[i].hash);
    }
    base_arena_deinit(&arena);
}

static int decode_outcome(const uint8_t *bytes, size_t len, uint64_t chain_id)
{
    struct base_arena arena;
    base_arena_init(&arena, 256);
    struct chain_signed_transaction decoded;
    int r = chain_transaction_decode(bytes, len, chain_id, &arena, &decoded);
    base_arena_deinit(&arena);
    return r;
}

Test(transaction, another_chain_is_rejected)
{
    key_46();
    struct vector vectors[5];
    fill_vectors(vectors);
    for (int i = 0; i < 5; i++) {
        uint8_t bytes[512];
        size_t len = bytes_of(vectors[i].encoded, bytes, sizeof(bytes));
        uint64_t chain_id = vectors[i].transaction.chain_id;
        cr_expect_eq(decode_outcome(bytes, len, chain_id), 0);
        cr_expect_eq(decode_outcome(bytes, len, chain_id + 1), 1);
        cr_expect_eq(decode_outcome(bytes, len, chain_id - 1), 1);
    }
}

Test(transaction, truncated_or_longer_bytes_are_rejected)
{
    key_46();
    struct vector vectors[5];
    fill_vectors(vectors);
    for (int i = 0; i < 5; i++) {
        uint8_t bytes[513] = {0};
        size_t len = bytes_of(vectors[i].encoded, bytes, sizeof(bytes) - 1);
        for (size_t shorter = 0; shorter < len; shorter++)
            cr_expect_eq(decode_outcome(bytes, shorter, vectors[i].transaction.chain_id), 1);
        cr_expect_eq(decode_outcome(bytes, len + 1, vectors[i].transaction.chain_id), 1);
    }
    cr_expect_eq(decode_outcome((const uint8_t *)"\x03\xc0", 2, 1337), 1, "an unknown type");
    cr_expect_eq(decode_outcome((const uint8_t *)"\x00\xc0", 2, 1337), 1, "an unknown type");
}

/* Encodes the list [nonce 0, price 1, gas 21000, to, value 1, data, v, r, s] of chain 1337. */
static struct base_buffer legacy_with(u256 v, u256 r, u256 s, size_t to_len)
{
    struct base_buffer b = {0};
    uint8_t to[32] = {1};
    size_t list = chain_rlp_list_begin(&b);
    chain_rlp_append_u64(&b, 0);
    chain_rlp_append_u64(&b, 1);
    chain_rlp_append_u64(&b, 21000);
    chain_rlp_append_bytes(&b, to, to_len);
    chain_rlp_append_u64(&b, 1);
    chain_rlp_append_bytes(&b, NULL, 0);
    chain_rlp_append_u256(&b, v);
    chain_rlp_append_u256(&b, r);
    chain_rlp_append_u256(&b, s);
    chain_rlp_list_end(&b, list);
    return b;
}

Test(transaction, bad_signatures_are_rejected)
{
    crypto_secp256k1_secret secret = key_46();
    struct chain_transaction transaction = {.type = CHAIN_TX_LEGACY,
                                            .chain_id = 1337,
                                            .max_fee_wei = u256_from_u64(1),
                                            .gas_limit = 21000,
                                            .to = {{1}},
                                            .value_wei = u256_from_u64(1)};
    struct base_buffer good = {0};
    cr_assert_eq(chain_transaction_sign(&transaction, &secret, &good), 0);
    /* Read v, r, s back. */
    struct chain_rlp_cursor message, fields;
    chain_rlp_cursor_init(&message, good.data, good.len);
    chain_rlp_read_list(&message, &fields);
    size_t ignored;
    for (int i = 0; i < 6; i++)
        (void)chain_rlp_read_bytes(&fields, &ignored);
    u256 v = chain_rlp_read_u256(&fields), r = chain_rlp_read_u256(&fields),
         s = chain_rlp_read_u256(&fields);
    cr_assert(chain_rlp_done(&fields));
    u256 order, other_v = v.limb[0] == 2709 ? u256_from_u64(2710) : u256_from_u64(2709);
    cr_assert_eq(
        u256_parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", &order),
        0);
    u256 zero = u256_from_u64(0);
    const struct {
        u256 v, r, s;
        size_t to_len;
        int expected;
        const char *why;
    } cases[] = {
        {v, r, s, 20, 0, "as signed"},
        {other_v, r, u256_sub(order, s), 20, 1, "the same signature with a high s (EIP-2)"},
        {v, zero, s, 20, 1, "r = 0"},
        {v, r, zero, 20, 1, "s = 0"},
        {v, order, s, 20, 1, "r = n"},
        {v, r, order, 20, 1, "s = n"},
        {u256_from_u64(27), r, s, 20, 1, "before EIP-155"},
        {u256_from_u64(0), r, s, 20, 1, "a v of a typed transaction"},
        {u256_from_u64(2711), r, s, 20, 1, "v too large"},
        {u256_add(v, (u256){{0, 1, 0, 0}}), r, s, 20, 1, "v beyond 64 bits"},
        {v, r, s, 19, 1, "an address of 19 bytes"},
        {v, r, s, 21, 1, "an address of 21 bytes"},
        {v, r, s, 32, 1, "an address of 32 bytes"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct base_buffer b = legacy_with(cases[i].v, cases[i].r, cases[i].s, cases[i].to_len);
        cr_expect_eq(decode_outcome(b.data, b.len, 1337), cases[i].expected, "%s", cases[i].why);
        base_buffer_deinit(&b);
    }
    /* The other recovery id names somebody else, or nobody. */
    struct base_buffer b = legacy_with(other_v, r, s, 20);
    struct base_arena arena;
    base_arena_init(&arena, 256);
    struct chain_signed_transaction mine, other;
    cr_assert_eq(chain_transaction_decode(good.data, good.len, 1337, &arena, &mine), 0);
    int outcome = chain_transaction_decode(b.data, b.len, 1337, &arena, &other);
    cr_expect(outcome == 1 || memcmp(&mine.sender, &other.sender, 20) != 0);
    base_arena_deinit(&arena);
    base_buffer_deinit(&b);
    base_buffer_deinit(&good);
}

Test(transaction, random_ones_round_trip)
{
    struct base_random random;
    base_random_init(&random, 1, 0, "test.transaction");
    for (int round = 0; round < 200; round++) {
        struct account from = fixture_account((uint32_t)base_random_below(&random, 5));
        u256 keys[3];
        struct evm_access list[3];
        uint8_t data[300];
        base_random_bytes(&random, data, sizeof(data));
        base_random_bytes(&random, keys, sizeof(keys));
        for (int i = 0; i < 3; i++) {
            base_random_bytes(&random, list[i].address.bytes, 20);
            list[i].keys = keys;
            list[i].key_count = base_random_below(&random, 4);
        }
        struct chain_transaction transaction = {
            .type = (enum chain_transaction_type)base_random_below(&random, 3),
            .chain_id = base_random_u64(&random) >> base_random_below(&random, 64),
            .nonce = base_random_u64(&random) >> base_random_below(&random, 64),
            .gas_limit = base_random_u64(&random) >> base_random_below(&random, 64),
            .is_creation = base_random_below(&random, 4) == 0,
            .data = data,
            .data_len = base_random_below(&random, sizeof(data) + 1),
            .access_list = list,
        };
        base_random_bytes(&random, &transaction.max_fee_wei, sizeof(u256));
        base_random_bytes(&random, &transaction.value_wei, sizeof(u256));
        if (transaction.type == CHAIN_TX_DYNAMIC_FEE)
            base_random_bytes(&random, &transaction.max_priority_fee_wei, 8);
        if (transaction.type != CHAIN_TX_LEGACY)
            transaction.access_count = base_random_below(&random, 4);
        if (!transaction.is_creation)
            base_random_bytes(&random, transaction.to.bytes, 20);
        struct base_buffer encoded = {0};
        cr_assert_eq(chain_transaction_sign(&transaction, &from.secret, &encoded), 0);
        struct base_arena arena;
        base_arena_init(&arena, 64);
        struct chain_signed_transaction decoded;
        cr_assert_eq(chain_transaction_decode(encoded.data, encoded.len, transaction.chain_id,
                                              &arena, &decoded),
                     0, "round %d", round);
        expect_same(&decoded.body, &transaction);
        cr_expect_eq(memcmp(&decoded.sender, &from.address, 20), 0);
        base_arena_deinit(&arena);
        base_buffer_deinit(&encoded);
    }
}

/* A decoder that reads outside its input shows under the sanitizers. */
Test(transaction, mutated_and_random_bytes_are_survived)
{
    key_46();
    struct vector vectors[5];
    fill_vectors(vectors);
    struct base_random random;
    base_random_init(&random, 2, 0, "test.transaction.fuzz");
    int accepted = 0;
    for (int round = 0; round < 6000; round++) {
        uint8_t bytes[600];
        const struct vector *vector = &vectors[base_random_below(&random, 5)];
        size_t len = bytes_of(vector->encoded, bytes, sizeof(bytes));
        unsigned mutations = 1 + (unsigned)base_random_below(&random, 3);
        for (unsigned m = 0; m < mutations; m++) {
            size_t at = base_random_below(&random, len);
            switch (base_random_below(&random, 4)) {
            case 0:
                bytes[at] ^= (uint8_t)(1u << base_random_below(&random, 8));
                break;
            case 1:
                bytes[at] = (uint8_t)base_random_u32(&random);
                break;
            case 2:
                memmove(bytes + at, bytes + at + 1, len - at - 1);
                len--;
                break;
            default:
                memmove(bytes + at + 1, bytes + at, len - at);
                len++;
            }
        }
        if (round % 4 == 0) {
            len = base_random_below(&random, 200);
            base_random_bytes(&random, bytes, len);
            if (len > 2) {
                bytes[0] = (uint8_t)(1 + base_random_below(&random, 2));
                bytes[1] = 0xf8;
                bytes[2] = (uint8_t)(len - 3);
            }
        }
        uint8_t *copy = malloc(len > 0 ? len : 1);
        memcpy(copy, bytes, len);
        int r = decode_outcome(copy, len, vector->transaction.chain_id);
        cr_assert(r == 0 || r == 1);
        accepted += r == 0;
        free(copy);
    }
    /* A changed field only changes who signed: some must still be transactions. */
    cr_expect_gt(accepted, 0);
}
