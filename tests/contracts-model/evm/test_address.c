#include <string.h>

#include <criterion/criterion.h>

#include "base/hex.h"
#include "contracts-model/evm/evm.h"

static void expect(crypto_address got, const char *wanted)
{
    char text[41];

    base_hex_encode(got.bytes, sizeof(got.bytes), text);
    cr_expect_str_eq(text, wanted);
}

/* Source: known contracts of 0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0 (go-ethereum). */
Test(address, of_create)
{
    crypto_address sender;

    cr_assert_eq(crypto_init(), 0);
    base_hex_decode("6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0", sender.bytes, 20);
    expect(evm_create_address(&sender, 0), "cd234a471b72ba2f1ccf0a70fcaba648a5eecd8d");
    expect(evm_create_address(&sender, 1), "343c43a37d37dff08ae8c4a11544c718abb4fcf8");
    expect(evm_create_address(&sender, 2), "f778b86fa74e846c4f0a1fbd1335fe81c00a0c91");
    expect(evm_create_address(&sender, 3), "fffd933a0bc612844eaf0c6fe3e5b8e9b6c1d19c");
}

/* Source: the examples of EIP-1014. */
Test(address, of_create2)
{
    static const struct {
        const char *sender, *salt, *code, *wanted;
    } examples[] = {
        {"0000000000000000000000000000000000000000", "0", "00",
         "4d1a2e2bb4f88f0250f26ffff098b0b30b26bf38"},
        {"deadbeef00000000000000000000000000000000", "0", "00",
         "b928f69bb1d91cd65274e3c79d8986362984fda3"},
        {"deadbeef00000000000000000000000000000000",
         "0x000000000000000000000000feed000000000000000000000000000000000000", "00",
         "d04116cdd17bebe565eb2422f2497e06cc1c9833"},
        {"0000000000000000000000000000000000000000", "0", "deadbeef",
         "70f2b2914a2a4b783faefb75f459a580616fcb5e"},
        {"00000000000000000000000000000000deadbeef", "0xcafebabe", "deadbeef",
         "60f3f640a8508fc6a86d45df051962668e1e8ac7"},
        {"0000000000000000000000000000000000000000", "0", "",
         "e33c0c7f7df4809055c3eba6c09cfe4baf1bd9e0"},
    };
    cr_assert_eq(crypto_init(), 0);
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        crypto_address sender;
        uint8_t code[8];
        u256 salt;
        size_t len = strlen(examples[i].code) / 2;
        base_hex_decode(examples[i].sender, sender.bytes, 20);
        base_hex_decode(examples[i].code, code, len);
        cr_assert_eq(u256_parse(examples[i].salt, &salt), 0);
        expect(evm_create2_address(&sender, salt, code, len), examples[i].wanted);
    }
}
