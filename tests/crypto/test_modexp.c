#include <criterion/criterion.h>
#include <string.h>

#include "base/random.h"
#include "base/u256.h"
#include "crypto/modexp.h"

static struct crypto_number number(const uint8_t *data, size_t len, size_t zeros)
{
    return (struct crypto_number){data, len, zeros};
}

/** Square and multiply over u256: another way to the same number. */
static u256 slow(u256 base, u256 exponent, u256 modulus)
{
    u256 power = u256_mod(u256_from_u64(1), modulus);

    for (unsigned i = u256_bit_length(exponent); i-- > 0;) {
        power = u256_mulmod(power, power, modulus);
        if (exponent.limb[i / 64] >> (i % 64) & 1)
            power = u256_mulmod(power, base, modulus);
    }
    return power;
}

Test(modexp, agrees_with_square_and_multiply)
{
    struct base_random random;

    base_random_init(&random, 1, 1, "test.modexp");
    for (int i = 0; i < 300; i++) {
        uint8_t base[32], exponent[32], modulus[32], got[32];
        base_random_bytes(&random, base, sizeof base);
        base_random_bytes(&random, exponent, sizeof exponent);
        base_random_bytes(&random, modulus, sizeof modulus);
        memset(modulus, 0, base_random_below(&random, 32)); /* small ones too, even and odd */
        u256 wanted = slow(u256_from_be(base), u256_from_be(exponent), u256_from_be(modulus));
        struct crypto_number b = number(base, 32, 0), e = number(exponent, 32, 0);
        struct crypto_number m = number(modulus, 32, 0);
        cr_assert_eq(crypto_modexp(&b, &e, &m, got, sizeof got), 0);
        cr_assert(u256_equal(u256_from_be(got), wanted), "%d", i);
    }
}

Test(modexp, zeros_that_are_not_there_count)
{
    static const uint8_t modulus[] = {0x03, 0xfd};
    struct base_random random;

    base_random_init(&random, 1, 2, "test.modexp");
    for (size_t zeros = 0; zeros < 3000; zeros += 271) {
        uint8_t base[3000 + 2] = {0}, exponent[3000 + 2] = {0}, got[4], wanted[4];
        base_random_bytes(&random, base, 2);
        base_random_bytes(&random, exponent, 2);
        struct crypto_number b = number(base, 2, zeros), e = number(exponent, 2, zeros);
        struct crypto_number m = number(modulus, 2, 0);
        cr_assert_eq(crypto_modexp(&b, &e, &m, got, sizeof got), 0);
        b = number(base, 2 + zeros, 0);
        e = number(exponent, 2 + zeros, 0);
        cr_assert_eq(crypto_modexp(&b, &e, &m, wanted, sizeof wanted), 0);
        cr_assert_arr_eq(got, wanted, sizeof got, "%zu", zeros);
    }
    /* 7^1 modulo 256 */
    static const uint8_t seven[] = {7}, one[] = {1};
    struct crypto_number b = number(seven, 1, 0), e = number(one, 1, 0), m = number(one, 1, 1);
    uint8_t got[3];
    cr_assert_eq(crypto_modexp(&b, &e, &m, got, sizeof got), 0);
    cr_assert_arr_eq(got, ((uint8_t[]){0, 0, 7}), 3);
}

Test(modexp, of_nothing)
{
    static const uint8_t zero[4] = {0}, five[] = {5};
    struct crypto_number none = number(NULL, 0, 0), absent = number(NULL, 0, 4);
    struct crypto_number m = number(five, 1, 0), zeros = number(zero, 4, 0);
    uint8_t got[4] = {9, 9, 9, 9};

    cr_assert_eq(crypto_modexp(&none, &none, &m, got, sizeof got), 0);
    cr_assert_arr_eq(got, ((uint8_t[]){0, 0, 0, 1}), 4);
    cr_assert_eq(crypto_modexp(&absent, &absent, &m, got, sizeof got), 0);
    cr_assert_arr_eq(got, ((uint8_t[]){0, 0, 0, 1}), 4);
    cr_assert_eq(crypto_modexp(&m, &m, &zeros, got, sizeof got), 0);
    cr_assert_arr_eq(got, zero, 4);
    memset(got, 9, sizeof got);
    cr_assert_eq(crypto_modexp(&m, &m, &absent, got, sizeof got), 0);
    cr_assert_arr_eq(got, zero, 4);
    cr_assert_eq(crypto_modexp(&m, &m, &none, got, 0), 0);
}
