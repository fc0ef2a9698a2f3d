#include "crypto/modexp.h"

#include <assert.h>
#include <openssl/bn.h>
#include <stdbool.h>
#include <string.h>

#include "base/error.h"

/* Zeros of an exponent that are worked off at once. */
enum { ZEROS_AT_ONCE = 1024 };

static bool read_number(BIGNUM *number, const struct crypto_number *from)
{
    if (!BN_bin2bn(from->data, (int)from->len, number))
        return false;
    return BN_is_zero(number) || BN_lshift(number, number, (int)(8 * from->zeros));
}

/** power = base^exponent mod modulus, the zeros of the exponent included. */
static bool raise(BIGNUM *power, BIGNUM *base, const struct crypto_number *exponent,
                  const BIGNUM *modulus, BN_CTX *context)
{
    BIGNUM *digits = BN_CTX_get(context);

    if (!digits || !read_number(digits, &(struct crypto_number){exponent->data, exponent->len, 0}))
        return false;
    if (!BN_mod_exp(power, base, digits, modulus, context))
        return false;
    if (BN_is_zero(digits)) /* zeros after nothing change nothing */
        return true;
    for (size_t left = exponent->zeros; left > 0;) {
        size_t now = left < ZEROS_AT_ONCE ? left : ZEROS_AT_ONCE;

        BN_zero(digits);
        if (!BN_set_bit(digits, (int)(8 * now)) ||
            !BN_mod_exp(power, power, digits, modulus, context))
            return false;
        left -= now;
    }
    return true;
}

static bool compute(const struct crypto_number *base, const struct crypto_number *exponent,
                    const struct crypto_number *modulus, BN_CTX *context, uint8_t *ret_bytes,
                    size_t len)
{
    BIGNUM *b = BN_CTX_get(context), *m = BN_CTX_get(context), *power = BN_CTX_get(context);

    if (!power || !read_number(b, base) || !read_number(m, modulus))
        return false;
    if (BN_is_zero(m) || BN_is_one(m)) {
        memset(ret_bytes, 0, len);
        return true;
    }
    if (!BN_nnmod(b, b, m, context) || !raise(power, b, exponent, m, context))
        return false;
    int written = BN_bn2binpad(power, ret_bytes, (int)len);
    assert(written >= 0);
    (void)written;
    return true;
}

int crypto_modexp(const struct crypto_number *base, const struct crypto_number *exponent,
                  const struct crypto_number *modulus, uint8_t *ret_bytes, size_t len)
{
    assert(modulus->len + modulus->zeros <= len);
    BN_CTX *context = BN_CTX_new();
    bool done = false;

    if (context != NULL) {
        BN_CTX_start(context);
        done = compute(base, exponent, modulus, context, ret_bytes, len);
        BN_CTX_end(context);
        BN_CTX_free(context);
    }
    return done ? 0 : base_fail(BASE_E_NOMEM, "no memory for a power of big numbers");
}
