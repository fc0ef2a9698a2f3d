#include <criterion/criterion.h>
#include <string.h>

#include "contracts-model/evm/evm.h"
#include "contracts-model/evm/precompile.h"
#include "crypto/token.h"

/* Where the rules name a run's tokens, the precompiles that check signatures take these; elsewhere
 * a token is no signature. */

static struct crypto_tokens run, other_run;
static crypto_digest digest;
static const uint8_t seed[32] = {7};

static void prepare(void)
{
    const uint8_t other[32] = {8};
    cr_assert_eq(crypto_init(), 0);
    crypto_tokens_init(seed, &run);
    crypto_tokens_init(other, &other_run);
    digest = crypto_sha256("digest", 6);
}

TestSuite(precompile_token, .init = prepare);

/** What the precompile answers to its input: bytes, and how many of them. */
static size_t answer(const struct crypto_tokens *tokens, unsigned number, const uint8_t *input,
                     size_t len, uint8_t ret_output[32])
{
    struct evm_rules rules;
    struct base_buffer output = {0};
    crypto_address address = {{0}};
    const uint8_t *data;
    size_t answer_len;
    uint64_t gas = 10000;
    evm_rules_build(EVM_FORK_OSAKA, &rules);
    rules.ed25519_precompile = true;
    rules.tokens = tokens;
    address.bytes[18] = (uint8_t)(number >> 8);
    address.bytes[19] = (uint8_t)number;
    const struct evm_precompile *precompile = evm_precompile_find(&rules, &address);
    cr_assert_not_null(precompile);
    cr_assert_eq(
        evm_precompile_run(precompile, &rules, input, len, &gas, &output, &data, &answer_len),
        EVM_SUCCESS);
    cr_assert_leq(answer_len, 32);
    memset(ret_output, 0, 32);
    if (answer_len > 0)
        memcpy(ret_output, data, answer_len);
    base_buffer_deinit(&output);
    return answer_len;
}

Test(precompile_token, ecrecover)
{
    crypto_secp256k1_secret secret;
    crypto_secp256k1_signature token;
    crypto_address address;
    uint8_t input[128] = {0}, output[32];
    crypto_token_secp256k1_keypair(&run, seed, &secret, &address);
    crypto_token_secp256k1_sign(&run, &secret, &digest, &token);
    memcpy(input, digest.bytes, 32);
    input[63] = (uint8_t)(27 + token.recovery_id);
    memcpy(input + 64, token.r, 32);
    memcpy(input + 96, token.s, 32);
    cr_expect_eq(answer(&run, 1, input, sizeof input, output), 32);
    cr_expect_eq(memcmp(output + 12, address.bytes, 20), 0);
    cr_expect_eq(answer(&other_run, 1, input, sizeof input, output), 0);
    /* The curve finds nobody, or somebody else. */
    size_t len = answer(NULL, 1, input, sizeof input, output);
    cr_expect(len == 0 || memcmp(output + 12, address.bytes, 20) != 0);
    input[70] ^= 1;
    cr_expect_eq(answer(&run, 1, input, sizeof input, output), 0);
}

Test(precompile_token, p256_verify)
{
    crypto_p256_public key;
    crypto_p256_secret secret;
    crypto_p256_signature token;
    uint8_t input[160], output[32];
    cr_assert_eq(crypto_token_p256_keypair(&run, seed, &key, &secret), 0);
    cr_assert_eq(crypto_token_p256_sign(&run, &secret, &digest, &token), 0);
    memcpy(input, digest.bytes, 32);
    memcpy(input + 32, token.r, 32);
    memcpy(input + 64, token.s, 32);
    memcpy(input + 96, key.x, 32);
    memcpy(input + 128, key.y, 32);
    cr_expect_eq(answer(&run, 0x100, input, sizeof input, output), 32);
    cr_expect_eq(output[31], 1);
    cr_expect_eq(answer(&other_run, 0x100, input, sizeof input, output), 0);
    cr_expect_eq(answer(NULL, 0x100, input, sizeof input, output), 0);
    input[0] ^= 1;
    cr_expect_eq(answer(&run, 0x100, input, sizeof input, output), 0);
}

Test(precompile_token, ed25519_verify)
{
    crypto_ed25519_public key;
    crypto_ed25519_secret secret;
    crypto_ed25519_signature token;
    uint8_t input[128], output[32];
    crypto_token_ed25519_keypair(&run, seed, &key, &secret);
    crypto_token_ed25519_sign(&run, &secret, digest.bytes, 32, &token);
    memcpy(input, digest.bytes, 32);
    memcpy(input + 32, key.bytes, 32);
    memcpy(input + 64, token.bytes, 64);
    cr_expect_eq(answer(&run, EVM_ED25519_VERIFY, input, sizeof input, output), 4);
    cr_expect_eq(output[3], 0);
    answer(&other_run, EVM_ED25519_VERIFY, input, sizeof input, output);
    cr_expect_eq(output[3], 1);
    answer(NULL, EVM_ED25519_VERIFY, input, sizeof input, output);
    cr_expect_eq(output[3], 1);
    input[127] ^= 1;
    answer(&run, EVM_ED25519_VERIFY, input, sizeof input, output);
    cr_expect_eq(output[3], 1);
}
