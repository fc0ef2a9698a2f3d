#include <assert.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <string.h>

#include "base/error.h"
#include "crypto/private.h"
#include "crypto/sign.h"

/* Made by crypto_init() and only read afterwards. */
static secp256k1_context *context;

int crypto_secp256k1_init(void)
{
    if (context == NULL)
        context = secp256k1_context_create(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY);
    if (context == NULL)
        return base_fail(BASE_E_SIM, "libsecp256k1 makes no context");
    return 0;
}

static crypto_address address_of(const secp256k1_pubkey *public_key)
{
    uint8_t point[65]; /* 4, x, y */
    size_t len = sizeof point;
    secp256k1_ec_pubkey_serialize(context, point, &len, public_key, SECP256K1_EC_UNCOMPRESSED);
    crypto_digest digest = crypto_keccak256(point + 1, 64);
    crypto_address address;
    memcpy(address.bytes, digest.bytes + 12, sizeof address.bytes);
    return address;
}

bool crypto_secp256k1_address(const crypto_secp256k1_secret *secret, crypto_address *ret_address)
{
    assert(context != NULL);
    secp256k1_pubkey public_key;
    if (!secp256k1_ec_pubkey_create(context, &public_key, secret->bytes))
        return false;
    *ret_address = address_of(&public_key);
    crypto_memo_keep_address(secret, ret_address);
    return true;
}

/* Requires: a valid secret. */
static crypto_address known_address(const crypto_secp256k1_secret *secret)
{
    crypto_address address;
    if (!crypto_memo_find_address(secret, &address)) {
        bool is_valid = crypto_secp256k1_address(secret, &address);
        assert(is_valid);
        (void)is_valid;
    }
    return address;
}

void crypto_secp256k1_keypair(const uint8_t seed[32], crypto_secp256k1_secret *ret_secret,
                              crypto_address *ret_address)
{
    crypto_digest candidate = crypto_sha256(seed, 32);
    crypto_secp256k1_secret secret;
    memcpy(secret.bytes, candidate.bytes, sizeof secret.bytes);
    while (!crypto_secp256k1_address(&secret, ret_address)) {
        candidate = crypto_sha256(secret.bytes, sizeof secret.bytes);
        memcpy(secret.bytes, candidate.bytes, sizeof secret.bytes);
    }
    *ret_secret = secret;
}

void crypto_secp256k1_sign(const crypto_secp256k1_secret *secret, const crypto_digest *digest,
                           crypto_secp256k1_signature *ret_signature)
{
    assert(context != NULL);
    secp256k1_ecdsa_recoverable_signature signature;
    int ok = secp256k1_ecdsa_sign_recoverable(context, &signature, digest->bytes, secret->bytes,
                                              NULL, NULL);
    assert(ok == 1);
    (void)ok;
    uint8_t compact[64];
    int recovery_id;
    secp256k1_ecdsa_recoverable_signature_serialize_compact(context, compact, &recovery_id,
                                                            &signature);
    /* 2 and 3 mean that the nonce's x is above the group order: 2^-127, and nobody knows a case. */
    assert(recovery_id == 0 || recovery_id == 1);
    memcpy(ret_signature->r, compact, 32);
    memcpy(ret_signature->s, compact + 32, 32);
    ret_signature->recovery_id = (uint8_t)recovery_id;
    if (crypto_memo_is_on()) {
        crypto_address signer = known_address(secret);
        crypto_memo_keep_signer(ret_signature, digest, &signer);
    }
}

bool crypto_secp256k1_recover(const crypto_secp256k1_signature *signature,
                              const crypto_digest *digest, crypto_address *ret_address)
{
    assert(context != NULL);
    if (signature->recovery_id > 1)
        return false;
    if (crypto_memo_find_signer(signature, digest, ret_address))
        return true;
    uint8_t compact[64];
    memcpy(compact, signature->r, 32);
    memcpy(compact + 32, signature->s, 32);
    secp256k1_ecdsa_recoverable_signature parsed;
    secp256k1_pubkey public_key;
    if (!secp256k1_ecdsa_recoverable_signature_parse_compact(context, &parsed, compact,
                                                             signature->recovery_id) ||
        !secp256k1_ecdsa_recover(context, &public_key, &parsed, digest->bytes))
        return false;
    *ret_address = address_of(&public_key);
    crypto_memo_keep_signer(signature, digest, ret_address);
    return true;
}

bool crypto_secp256k1_is_low_s(const crypto_secp256k1_signature *signature)
{
    /* Half the group order. Source: SEC 2, 2.4.1. */
    static const uint8_t half_order[32] = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                           0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                           0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d,
                                           0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0};
    return memcmp(signature->s, half_order, sizeof half_order) <= 0;
}
