#include "zk/statement.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/cipher.h"
#include "zk/token.h"

/* A proof of the level `calibrated`: an Ed25519 signature over TOKEN_DOMAIN, the hash of the
 * verifying key and the three public digests, and padding derived from the signature. */

#define TOKEN_DOMAIN "crowdpatch zk token 1"
#define SETUP_DOMAIN "crowdpatch zk setup 1"
#define PROVING_KEY_DOMAIN "crowdpatch zk proving key 1"

#define MESSAGE_BYTES (sizeof(TOKEN_DOMAIN) + 4 * 32)

static bool digest_equal(const crypto_digest *a, const crypto_digest *b)
{
    return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

void zk_statement_setup(enum zk_statement statement, uint64_t content_len,
                        const struct zk_cost_model *cost, const uint8_t seed[32],
                        struct zk_proving_key *ret_proving, struct zk_verifying_key *ret_verifying)
{
    struct zk_proving_key key = {
        .verifying = {.statement = statement, .content_len = content_len, .cost = cost},
    };
    crypto_digest described, token_seed;

    /* The key of the same seed differs for every statement, length and cost model. */
    described = zk_verifying_key_hash(&key.verifying);
    token_seed =
        crypto_sha256_parts((struct crypto_part[]){{SETUP_DOMAIN, sizeof(SETUP_DOMAIN)},
                                                   {described.bytes, sizeof(described.bytes)},
                                                   {seed, 32}},
                            3);
    crypto_ed25519_keypair(token_seed.bytes, &key.verifying.token_public, &key.token_secret);
    key.verifying.hash = zk_verifying_key_hash(&key.verifying);
    key.hash = crypto_sha256_parts(
        (struct crypto_part[]){{PROVING_KEY_DOMAIN, sizeof(PROVING_KEY_DOMAIN)},
                               {key.verifying.hash.bytes, sizeof(key.verifying.hash.bytes)},
                               {key.token_secret.bytes, sizeof(key.token_secret.bytes)}},
        3);
    *ret_verifying = key.verifying;
    *ret_proving = key;
}

static void write_message(const struct zk_verifying_key *key,
                          const struct zk_public_inputs *public_inputs,
                          uint8_t ret_message[MESSAGE_BYTES])
{
    const crypto_digest key_hash = zk_verifying_key_hash(key);
    uint8_t *at = ret_message;

    memcpy(at, TOKEN_DOMAIN, sizeof(TOKEN_DOMAIN));
    at += sizeof(TOKEN_DOMAIN);
    memcpy(at, key_hash.bytes, 32);
    memcpy(at + 32, public_inputs->s.bytes, 32);
    memcpy(at + 64, public_inputs->content_hash.bytes, 32);
    memcpy(at + 96, public_inputs->ciphertext_hash.bytes, 32);
}

/** crypto/ hashes whole messages, so the ciphertext stands in memory for a moment. */
static crypto_digest hash_ciphertext(const uint8_t *content, size_t len, const crypto_digest *r)
{
    uint8_t *ciphertext = malloc(len > 0 ? len : 1);
    crypto_digest hash;

    if (!ciphertext) {
        fprintf(stderr, "crowdpatch: out of memory for a ciphertext of %zu bytes\n", len);
        abort();
    }
    crypto_chacha20_xor(r->bytes, content, len, ciphertext);
    hash = crypto_sha256(ciphertext, len);
    free(ciphertext);
    return hash;
}

static bool witness_satisfies(const uint8_t *content, size_t len, const crypto_digest *r,
                              const struct zk_public_inputs *public_inputs)
{
    crypto_digest s = crypto_sha256(r->bytes, sizeof(r->bytes));
    crypto_digest hash;

    if (!digest_equal(&s, &public_inputs->s))
        return false;
    hash = crypto_sha256(content, len);
    if (!digest_equal(&hash, &public_inputs->content_hash))
        return false;
    hash = hash_ciphertext(content, len, r);
    return digest_equal(&hash, &public_inputs->ciphertext_hash);
}

static crypto_digest pad_seed(const crypto_ed25519_signature *signature)
{
    return crypto_sha256(signature->bytes, sizeof(signature->bytes));
}

size_t zk_statement_prove(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                          const crypto_digest *r, const struct zk_public_inputs *public_inputs,
                          uint8_t ret_proof[ZK_PROOF_BYTES_MAX])
{
    size_t proof_len = key->verifying.cost->proof_bytes;
    crypto_ed25519_signature signature;
    uint8_t message[MESSAGE_BYTES];
    crypto_digest seed;

    assert(proof_len >= sizeof(signature.bytes) && proof_len <= ZK_PROOF_BYTES_MAX);
    if (len != key->verifying.content_len || !witness_satisfies(content, len, r, public_inputs))
        return 0;
    write_message(&key->verifying, public_inputs, message);
    crypto_ed25519_sign(&key->token_secret, message, sizeof(message), &signature);
    memcpy(ret_proof, signature.bytes, sizeof(signature.bytes));
    seed = pad_seed(&signature);
    zk_token_pad(&seed, ret_proof + sizeof(signature.bytes), proof_len - sizeof(signature.bytes));
    return proof_len;
}

bool zk_statement_verify(const struct zk_verifying_key *key,
                         const struct zk_public_inputs *public_inputs, const uint8_t *proof,
                         size_t proof_len)
{
    crypto_ed25519_signature signature;
    uint8_t message[MESSAGE_BYTES];
    crypto_digest seed;

    if (proof_len != key->cost->proof_bytes)
        return false;
    memcpy(signature.bytes, proof, sizeof(signature.bytes));
    seed = pad_seed(&signature);
    if (!zk_token_pad_check(&seed, proof + sizeof(signature.bytes),
                            proof_len - sizeof(signature.bytes)))
        return false;
    write_message(key, public_inputs, message);
    return crypto_ed25519_verify(&key->token_public, message, sizeof(message), &signature);
}
