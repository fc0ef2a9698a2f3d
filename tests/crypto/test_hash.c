#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "crypto/hash.h"

static void start(void)
{
    cr_assert_eq(crypto_init(), 0);
}

TestSuite(hash, .init = start);

static void expect_hex(const uint8_t *bytes, size_t len, const char *hex)
{
    char text[2 * 32 + 1];
    base_hex_encode(bytes, len, text);
    cr_assert_str_eq(text, hex);
}

static void expect_sha256(const char *data, size_t len, const char *hex)
{
    crypto_digest digest = crypto_sha256(data, len);
    expect_hex(digest.bytes, 32, hex);
}

static void expect_keccak(const void *data, size_t len, const char *hex)
{
    crypto_digest digest = crypto_keccak256(data, len);
    expect_hex(digest.bytes, 32, hex);
}

Test(hash, init_twice)
{
    cr_assert_eq(crypto_init(), 0);
}

/* Source: FIPS 180-4's examples (NIST), and the empty message of the CAVP vectors. */
Test(hash, sha256)
{
    expect_sha256(NULL, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect_sha256("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const char *two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    expect_sha256(two, 56, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    char *million = malloc(1000000);
    memset(million, 'a', 1000000);
    expect_sha256(million, 1000000,
                  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(million);
}

Test(hash, sha256_of_parts_is_of_the_concatenation)
{
    const struct crypto_part parts[] = {{"a", 1}, {NULL, 0}, {"bc", 2}};
    crypto_digest digest = crypto_sha256_parts(parts, 3);
    expect_hex(digest.bytes, 32,
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest = crypto_sha256_parts(NULL, 0);
    expect_hex(digest.bytes, 32,
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

Test(hash, sha256_of_pieces_is_of_the_whole)
{
    uint8_t bytes[300];
    memset(bytes, 0x5a, sizeof bytes);
    for (size_t cut = 0; cut <= sizeof bytes; cut += 12) {
        struct crypto_sha256_stream stream;
        crypto_sha256_init(&stream);
        crypto_sha256_update(&stream, bytes, cut);
        crypto_sha256_update(&stream, NULL, 0);
        crypto_sha256_update(&stream, bytes + cut, sizeof bytes - cut);
        crypto_digest whole = crypto_sha256(bytes, sizeof bytes);
        crypto_digest pieces = crypto_sha256_final(&stream);
        cr_expect(crypto_digest_equal(&pieces, &whole), "%zu", cut);
    }
}

/* The bytes 0, 1, 2, ... modulo 256, from js-sha3 0.8. */
Test(hash, keccak256)
{
    static const struct {
        size_t len;
        const char *hex;
    } rows[] = {
        {0, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"},
        {1, "bc36789e7a1e281436464229828f817d6612f7b477d66591ff96a9e064bcc98a"},
        {8, "59e7c99f6be4fd053d7c99f54e371304a33213473dc41f1825b7f3ceb33841a6"},
        {32, "8ae1aa597fa146ebd3aa2ceddf360668dea5e526567e92b0321816a4e895bd2d"},
        {64, "002030bde3d4cf89919649775cd71875c4d0ab1708a380e03fefc3a28aa24831"},
        {135, "cbdfd9dee5faad3818d6b06f95a219fd290b0e1706f6a82e5a595b9ce9faca62"},
        {136, "7ce759f1ab7f9ce437719970c26b0a66ff11fe3e38e17df89cf5d29c7d7f807e"},
        {137, "ac73d4fae68b8453f764007c1a20ce95994187861f0c3227a3a8e99a73a3b1db"},
        {271, "7c974895b2a88303ff2dc6b58f438ceb0b298cac91099ac0539cc0f477506191"},
        {272, "fdf2ec49e749960d3c8521a0219af8d03e30e2b3bf19bd16150ee0eaf133d66e"},
        {273, "4f707289a9c3ccd0c4a51f2f17339f5dd171d371c04ff7783b735b5b22682eaf"},
        {1000, "aca79e4146e30eb1c733f6d6060d72471c36ea4e01ebf45d7f4916249c2bbd82"},
    };
    uint8_t data[1001];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_keccak(data, rows[i].len, rows[i].hex);
    expect_keccak(NULL, 0, rows[0].hex);
    /* An address that does not start at a multiple of eight. */
    memmove(data + 1, data, 1000);
    expect_keccak(data + 1, 137, rows[7].hex);
    /* Source: the ERC-20 event signature. */
    const char *transfer = "Transfer(address,address,uint256)";
    expect_keccak(transfer, strlen(transfer),
                  "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
}

/* Source: the authors' page, homes.esat.kuleuven.be/~bosselae/ripemd160.html. */
Test(hash, ripemd160)
{
    static const char *rows[][2] = {
        {"", "9c1185a5c5e9fc54612808977ee8f548b2258d31"},
        {"a", "0bdc9d2d256b3ee9daae347be6f4dc835a467ffe"},
        {"abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"},
        {"message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "12a053384a9c0c88e405a06c27dcf49ada62eb2b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t digest[20];
        crypto_ripemd160(rows[i][0], strlen(rows[i][0]), digest);
        expect_hex(digest, 20, rows[i][1]);
    }
}

Test(hash, sha256_is_one_function_at_every_length)
{
    static uint8_t message[1100];
    cr_assert_eq(crypto_init(), 0);
    for (size_t len = 0; len < sizeof message; len++) {
        struct crypto_sha256_stream stream;
        message[len] = (uint8_t)(len * 7 + 1);
        crypto_digest whole = crypto_sha256(message, len);
        crypto_sha256_init(&stream);
        crypto_sha256_update(&stream, message, len / 3);
        crypto_sha256_update(&stream, message + len / 3, len - len / 3);
        crypto_digest streamed = crypto_sha256_final(&stream);
        cr_assert(crypto_digest_equal(&whole, &streamed), "%zu bytes", len);
    }
}

Test(hash, a_digest_is_32_bytes)
{
    const uint8_t bytes[33] = {1, 2, 3};
    crypto_digest digest = {{9}};
    cr_expect_not(crypto_digest_read(bytes, 31, &digest));
    cr_expect_not(crypto_digest_read(bytes, 33, &digest));
    cr_expect_eq(digest.bytes[0], 9);
    cr_expect(crypto_digest_read(bytes, 32, &digest));
    cr_expect_eq(memcmp(digest.bytes, bytes, 32), 0);
}
