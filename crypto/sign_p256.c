#include <openssl/core_names.h>
#include <openssl/ecerr.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/error.h"
#include "crypto/sign.h"

/** Appends a DER INTEGER of a 32-byte number. */
static size_t append_integer(uint8_t *der, const uint8_t number[32])
{
    size_t skipped = 0;

    while (skipped < 31 && number[skipped] == 0)
        skipped++;
    size_t len = 32 - skipped, sign = number[skipped] >> 7;
    der[0] = 0x02;
    der[1] = (uint8_t)(sign + len);
    der[2] = 0;
    memcpy(der + 2 + sign, number + skipped, len);
    return 2 + sign + len;
}

/** Why OpenSSL has no answer: BASE_E_NOMEM, or 1 for a key that is no point of the curve, and for a
 * signature that leads to the point at infinity. */
static int why(void)
{
    static const int reasons[] = {EC_R_POINT_IS_NOT_ON_CURVE, EC_R_INVALID_ENCODING,
                                  EC_R_COORDINATES_OUT_OF_RANGE, EC_R_POINT_AT_INFINITY};
    unsigned long error;
    bool is_known = false;

    while ((error = ERR_get_error()) != 0) {
        if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
            return BASE_E_NOMEM;
        for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
            is_known |= ERR_GET_LIB(error) == ERR_LIB_EC && ERR_GET_REASON(error) == reasons[i];
    }
    return is_known ? 1 : BASE_E_NOMEM;
}

/** The public key; NULL when x, y is no point of the curve, or without memory. */
static EVP_PKEY *make_key(const uint8_t x[32], const uint8_t y[32])
{
    char group[] = "prime256v1";
    uint8_t point[65] = {4};
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    EVP_PKEY *key = NULL;

    memcpy(point + 1, x, 32);
    memcpy(point + 33, y, 32);
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
        OSSL_PARAM_construct_end(),
    };
    if (context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    return key;
}

int crypto_p256_verify(const crypto_p256_public *public_key, const crypto_p256_signature *signature,
                       const crypto_digest *digest)
{
    uint8_t der[2 + 2 * 35];

    ERR_clear_error();
    EVP_PKEY *key = make_key(public_key->x, public_key->y);
    EVP_PKEY_CTX *context = key != NULL ? EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL) : NULL;
    size_t len = 2 + append_integer(der + 2, signature->r);

    len += append_integer(der + len, signature->s);
    der[0] = 0x30;
    der[1] = (uint8_t)(len - 2);
    int verified = context != NULL && EVP_PKEY_verify_init(context) == 1
                       ? EVP_PKEY_verify(context, der, len, digest->bytes, sizeof digest->bytes)
                       : -1;
    int r = verified < 0 ? why() : verified == 0;
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return r < 0 ? base_fail(r, "no memory to check a signature of P-256") : r;
}
