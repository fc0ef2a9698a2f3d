#include <assert.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <sodium.h>
#include <string.h>

#include "base/error.h"
#include "crypto/sign.h"

/* What is done with a secret of P-256: a public key is derived, a digest is signed. */

/** The curve, room for numbers, and one point. */
struct work {
    EC_GROUP *group;
    EC_POINT *point;
    BN_CTX *numbers; /* of the secure kind: cleared when freed */
    const BIGNUM *order;
};

static void end(struct work *work)
{
    if (work->numbers != NULL)
        BN_CTX_end(work->numbers);
    EC_POINT_clear_free(work->point);
    BN_CTX_free(work->numbers);
    EC_GROUP_free(work->group);
}

static bool begin(struct work *work)
{
    *work = (struct work){.group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1),
                          .numbers = BN_CTX_secure_new()};
    if (work->numbers != NULL)
        BN_CTX_start(work->numbers);
    if (work->group == NULL || work->numbers == NULL)
        return false;
    work->point = EC_POINT_new(work->group);
    work->order = EC_GROUP_get0_order(work->group);
    return work->point != NULL;
}

static bool is_valid(const struct work *work, const BIGNUM *scalar)
{
    return !BN_is_zero(scalar) && BN_cmp(scalar, work->order) < 0;
}

/** A number that is kept secret: [1, order) when it is a scalar. NULL: no memory. */
static BIGNUM *secret_number(struct work *work, const uint8_t bytes[32])
{
    BIGNUM *number = BN_CTX_get(work->numbers);

    if (number == NULL || BN_bin2bn(bytes, 32, number) == NULL)
        return NULL;
    BN_set_flags(number, BN_FLG_CONSTTIME);
    return number;
}

/** scalar times the generator; y may be NULL. */
static bool multiply(struct work *work, const BIGNUM *scalar, BIGNUM *x, BIGNUM *y)
{
    return EC_POINT_mul(work->group, work->point, scalar, NULL, NULL, work->numbers) == 1 &&
           EC_POINT_get_affine_coordinates(work->group, work->point, x, y, work->numbers) == 1;
}

int crypto_p256_keypair(const uint8_t seed[32], crypto_p256_public *ret_public,
                        crypto_p256_secret *ret_secret)
{
    struct work work;
    crypto_digest candidate = crypto_sha256(seed, 32);
    bool ok = begin(&work);
    BIGNUM *x = ok ? BN_CTX_get(work.numbers) : NULL, *y = ok ? BN_CTX_get(work.numbers) : NULL;
    BIGNUM *scalar = y != NULL ? secret_number(&work, candidate.bytes) : NULL;

    while (scalar != NULL && !is_valid(&work, scalar)) {
        candidate = crypto_sha256(candidate.bytes, 32);
        if (BN_bin2bn(candidate.bytes, 32, scalar) == NULL)
            scalar = NULL;
    }
    ok = scalar != NULL && multiply(&work, scalar, x, y);
    if (ok) {
        BN_bn2binpad(x, ret_public->x, 32);
        BN_bn2binpad(y, ret_public->y, 32);
        memcpy(ret_secret->bytes, candidate.bytes, 32);
    }
    sodium_memzero(&candidate, sizeof candidate);
    end(&work);
    return ok ? 0 : base_fail(BASE_E_NOMEM, "no memory for a key of P-256");
}

/** The generator of nonces of RFC 6979, section 3.2. */
struct nonces {
    uint8_t k[32], v[32];
};

static void hmac(const uint8_t key[32], const uint8_t v[32], int separator, const uint8_t *secret,
                 const uint8_t *digest, uint8_t ret_mac[32])
{
    crypto_auth_hmacsha256_state state;
    uint8_t byte = (uint8_t)separator;

    crypto_auth_hmacsha256_init(&state, key, 32);
    crypto_auth_hmacsha256_update(&state, v, 32);
    if (separator >= 0)
        crypto_auth_hmacsha256_update(&state, &byte, 1);
    if (secret != NULL)
        crypto_auth_hmacsha256_update(&state, secret, 32);
    if (digest != NULL)
        crypto_auth_hmacsha256_update(&state, digest, 32);
    crypto_auth_hmacsha256_final(&state, ret_mac);
    sodium_memzero(&state, sizeof state);
}

/** Steps d to g; digest: below the order. Step k is the same without secret and digest. */
static void nonces_stir(struct nonces *nonces, int last, const uint8_t *secret,
                        const uint8_t *digest)
{
    for (int separator = 0; separator <= last; separator++) {
        hmac(nonces->k, nonces->v, separator, secret, digest, nonces->k);
        hmac(nonces->k, nonces->v, -1, NULL, NULL, nonces->v);
    }
}

/** One attempt: s = (z + r d) / k. 0: another nonce is needed; -1: no memory. */
static int try_nonce(struct work *work, const BIGNUM *secret, const BIGNUM *z,
                     const uint8_t nonce[32], crypto_p256_signature *ret_signature)
{
    BN_CTX *numbers = work->numbers;
    BIGNUM *k = secret_number(work, nonce);
    BIGNUM *r = BN_CTX_get(numbers), *s = BN_CTX_get(numbers), *inverse = BN_CTX_get(numbers);

    if (k == NULL || inverse == NULL)
        return -1;
    if (!is_valid(work, k))
        return 0;
    if (!multiply(work, k, r, NULL) || BN_nnmod(r, r, work->order, numbers) != 1 ||
        BN_mod_inverse(inverse, k, work->order, numbers) == NULL ||
        BN_mod_mul(s, r, secret, work->order, numbers) != 1 ||
        BN_mod_add(s, s, z, work->order, numbers) != 1 ||
        BN_mod_mul(s, s, inverse, work->order, numbers) != 1)
        return -1;
    if (BN_is_zero(r) || BN_is_zero(s))
        return 0;
    BN_bn2binpad(r, ret_signature->r, 32);
    BN_bn2binpad(s, ret_signature->s, 32);
    return 1;
}

int crypto_p256_sign(const crypto_p256_secret *secret, const crypto_digest *digest,
                     crypto_p256_signature *ret_signature)
{
    struct work work;
    struct nonces nonces;
    uint8_t reduced[32];
    int r = -1;
    bool ok = begin(&work);
    BIGNUM *d = ok ? secret_number(&work, secret->bytes) : NULL;
    BIGNUM *z = d != NULL ? secret_number(&work, digest->bytes) : NULL;

    if (z != NULL && BN_nnmod(z, z, work.order, work.numbers) == 1) {
        assert(is_valid(&work, d));
        BN_bn2binpad(z, reduced, 32);
        memset(nonces.k, 0, 32);
        memset(nonces.v, 1, 32);
        nonces_stir(&nonces, 1, secret->bytes, reduced);
        for (r = 0; r == 0;) {
            hmac(nonces.k, nonces.v, -1, NULL, NULL, nonces.v);
            r = try_nonce(&work, d, z, nonces.v, ret_signature);
            if (r == 0)
                nonces_stir(&nonces, 0, NULL, NULL);
        }
    }
    sodium_memzero(&nonces, sizeof nonces);
    end(&work);
    return r == 1 ? 0 : base_fail(BASE_E_NOMEM, "no memory for a signature of P-256");
}
