#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

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

/** The public key; NULL when x, y is no point of the curve. */
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

bool crypto_p256_verify(const crypto_p256_public *public_key,
                        const crypto_p256_signature *signature, const crypto_digest *digest)
{
    uint8_t der[2 + 2 * 35];
    EVP_PKEY *key = make_key(public_key->x, public_key->y);
    EVP_PKEY_CTX *context = key != NULL ? EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL) : NULL;
    size_t len = 2 + append_integer(der + 2, signature->r);

    len += append_integer(der + len, signature->s);
    der[0] = 0x30;
    der[1] = (uint8_t)(len - 2);
    bool is_valid = context != NULL && EVP_PKEY_verify_init(context) == 1 &&
                    EVP_PKEY_verify(context, der, len, digest->bytes, sizeof digest->bytes) == 1;
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return is_valid;
}
