#include <sodium.h>

#include "crypto/sign.h"

void crypto_ed25519_keypair(const uint8_t seed[32], crypto_ed25519_public *ret_public,
                            crypto_ed25519_secret *ret_secret)
{
    crypto_sign_seed_keypair(ret_public->bytes, ret_secret->bytes, seed);
}

void crypto_ed25519_sign(const crypto_ed25519_secret *secret, const void *message, size_t len,
                         crypto_ed25519_signature *ret_signature)
{
    crypto_sign_detached(ret_signature->bytes, NULL, message, len, secret->bytes);
}

bool crypto_ed25519_verify(const crypto_ed25519_public *public_key, const void *message, size_t len,
                           const crypto_ed25519_signature *signature)
{
    return crypto_sign_verify_detached(signature->bytes, message, len, public_key->bytes) == 0;
}
