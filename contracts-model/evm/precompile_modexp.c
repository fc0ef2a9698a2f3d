#include "contracts-model/evm/precompile_internal.h"
#include "crypto/modexp.h"

/** The input: three lengths as words, base, exponent, modulus; what is missing is zero.
 *  Source: EIP-198. */

enum {
    HEAD_BYTES = 96,
    /* EIP-7823: more is a failure. */
    OSAKA_LENGTH_MAX = 1024,
};

/* A price above this is not computed for: no block has so much gas, and memory and time would grow
 * with it. It bounds a base or modulus to 8 sqrt(3 * 2^30) bytes (1.1 MB before berlin). */
#define PRICE_MAX (UINT64_C(1) << 30)
/* Lengths above this cost more, when they cost anything. */
#define LENGTH_MAX (UINT64_C(1) << 34)

struct lengths {
    uint64_t base, exponent, modulus; /* at most LENGTH_MAX */
};

static uint64_t read_length(const uint8_t *input, size_t len, size_t offset)
{
    uint8_t word[32];
    uint64_t length;

    evm_precompile_copy(input, len, offset, word, sizeof(word));
    return u256_to_u64(u256_from_be(word), &length) && length < LENGTH_MAX ? length : LENGTH_MAX;
}

static struct lengths read_lengths(const uint8_t *input, size_t len)
{
    return (struct lengths){
        .base = read_length(input, len, 0),
        .exponent = read_length(input, len, 32),
        .modulus = read_length(input, len, 64),
    };
}

static bool is_too_long(const struct evm_rules *rules, const struct lengths *lengths)
{
    return rules->modexp_eip == 7883 &&
           (lengths->base > OSAKA_LENGTH_MAX || lengths->exponent > OSAKA_LENGTH_MAX ||
            lengths->modulus > OSAKA_LENGTH_MAX);
}

/** What the exponent's length and its first 32 bytes say about the number of steps. */
static uint64_t count_steps(const struct evm_rules *rules, const uint8_t *input, size_t len,
                            const struct lengths *lengths)
{
    uint8_t head[32];
    size_t head_len = lengths->exponent < 32 ? (size_t)lengths->exponent : 32;

    evm_precompile_copy(input, len, HEAD_BYTES + (size_t)lengths->base, head, head_len);
    unsigned bits = u256_bit_length(u256_from_be_len(head, head_len));
    uint64_t steps = (rules->modexp_eip == 7883 ? 16 : 8) * (lengths->exponent - head_len);
    steps += bits > 1 ? bits - 1 : 0;
    return steps > 1 ? steps : 1;
}

/** Of one multiplication of numbers with `x` bytes. Source: EIP-198, EIP-2565, EIP-7883. */
static unsigned __int128 complexity(unsigned eip, uint64_t x)
{
    unsigned __int128 wide = x, words = (x + 7) / 8;

    if (eip != 198) {
        return eip == 2565 ? words * words : x <= 32 ? 16 : 2 * words * words;
    }
    return x <= 64     ? wide * wide
           : x <= 1024 ? wide * wide / 4 + 96 * wide - 3072
                       : wide * wide / 16 + 480 * wide - 199680;
}

static uint64_t modexp_price(const struct evm_rules *rules, const uint8_t *input, size_t len)
{
    struct lengths lengths = read_lengths(input, len);
    unsigned eip = rules->modexp_eip;
    uint64_t most = lengths.base > lengths.modulus ? lengths.base : lengths.modulus;
    unsigned divisor = eip == 198 ? 20 : eip == 2565 ? 3 : 1;
    uint64_t least = eip == 198 ? 0 : eip == 2565 ? 200 : 500;

    if (is_too_long(rules, &lengths)) {
        return 0; /* it takes all gas anyway */
    }
    unsigned __int128 price =
        complexity(eip, most) * count_steps(rules, input, len, &lengths) / divisor;
    if (price > PRICE_MAX) {
        return EVM_PRECOMPILE_UNPAYABLE;
    }
    return price > least ? (uint64_t)price : least;
}

/** `count` bytes from `offset` on, of which some may lie behind the input's end. */
static struct crypto_number number_at(const uint8_t *input, size_t len, size_t offset, size_t count)
{
    size_t there = offset < len ? len - offset : 0;

    there = there < count ? there : count;
    return (struct crypto_number){
        .data = there > 0 ? input + offset : NULL,
        .len = there,
        .zeros = count - there,
    };
}

static int modexp(const struct evm_rules *rules, const uint8_t *input, size_t len,
                  struct base_buffer *output)
{
    struct lengths lengths = read_lengths(input, len);
    size_t offset = HEAD_BYTES;

    if (is_too_long(rules, &lengths)) {
        return EVM_PRECOMPILE_FAILURE;
    }
    if (lengths.modulus == 0) {
        return EVM_SUCCESS;
    }
    struct crypto_number base = number_at(input, len, offset, (size_t)lengths.base);
    offset += (size_t)lengths.base;
    struct crypto_number exponent = number_at(input, len, offset, (size_t)lengths.exponent);
    offset += (size_t)lengths.exponent;
    struct crypto_number modulus = number_at(input, len, offset, (size_t)lengths.modulus);
    base_buffer_append_zeros(output, (size_t)lengths.modulus);
    if (base_buffer_failed(output)) {
        return EVM_SUCCESS; /* the caller notices */
    }
    return crypto_modexp(&base, &exponent, &modulus, output->data, output->len);
}

const struct evm_precompile evm_precompile_modexp = {modexp_price, modexp};
