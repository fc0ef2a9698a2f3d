#include "zk/token.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "crypto/cipher.h"
#include "crypto/token.h"

/* A proof of ZK_LEVEL_CALIBRATED: an Ed25519 signature over TOKEN_DOMAIN, the hash of the verifying
 * key and the digests of the public inputs, and padding derived from the signature. */

#define TOKEN_DOMAIN "crowdpatch zk token 1"
#define SETUP_DOMAIN "crowdpatch zk setup 1"
#define PROVING_KEY_DOMAIN "crowdpatch zk proving key 1"

#define MESSAGE_BYTES (sizeof(TOKEN_DOMAIN) + 4 * 32)

/* Each piece of padding has a key of its own, so that any length streams through a small buffer. */
#define PIECE_BYTES 1024

static void pad_piece(const crypto_digest *seed, uint64_t index, uint8_t ret_piece[PIECE_BYTES])
{
    uint8_t index_be[8];
    crypto_digest key;

    base_store_be64(index_be, index);
    key = crypto_sha256_parts(
        (struct crypto_part[]){{seed->bytes, sizeof(seed->bytes)}, {index_be, sizeof(index_be)}},
        2);
    memset(ret_piece, 0, PIECE_BYTES);
    crypto_chacha20_xor(key.bytes, ret_piece, PIECE_BYTES, ret_piece);
}

void zk_token_pad(const crypto_digest *seed, uint8_t *ret_bytes, size_t len)
{
    uint8_t piece[PIECE_BYTES];

    for (size_t done = 0; done < len; done += PIECE_BYTES) {
        pad_piece(seed, done / PIECE_BYTES, piece);
        memcpy(ret_bytes + done, piece, len - done < PIECE_BYTES ? len - done : PIECE_BYTES);
    }
}

bool zk_token_pad_check(const crypto_digest *seed, const uint8_t *bytes, size_t len)
{
    uint8_t piece[PIECE_BYTES];

    for (size_t done = 0; done < len; done += PIECE_BYTES) {
        pad_piece(seed, done / PIECE_BYTES, piece);
        if (memcmp(bytes + done, piece, len - done < PIECE_BYTES ? len - done : PIECE_BYTES) != 0)
            return false;
    }
    return true;
}

void zk_token_setup(const uint8_t seed[32], struct zk_proving_key *key)
{
    crypto_digest token_seed;

    /* The key of the same seed differs for every statement, length and cost model. */
    memset(&key->verifying.token_public, 0, sizeof(key->verifying.token_public));
    zk_verifying_key_seal(&key->verifying);
    token_seed = crypto_sha256_parts(
        (struct crypto_part[]){
            {SETUP_DOMAIN, sizeof(SETUP_DOMAIN)},
            {key->verifying.hash.bytes, sizeof(key->verifying.hash.bytes)},
            {seed, 32},
        },
        3);
    crypto_token_ed25519_keypair(key->verifying.scheme.tokens, token_seed.bytes,
                                 &key->verifying.token_public, &key->token_secret);
    zk_verifying_key_seal(&key->verifying);
    key->hash = crypto_sha256_parts(
        (struct crypto_part[]){
            {PROVING_KEY_DOMAIN, sizeof(PROVING_KEY_DOMAIN)},
            {key->verifying.hash.bytes, sizeof(key->verifying.hash.bytes)},
            {key->token_secret.bytes, sizeof(key->token_secret.bytes)},
        },
        3);
}

static void write_message(const struct zk_verifying_key *key, const struct zk_public_inputs *inputs,
                          uint8_t ret_message[MESSAGE_BYTES])
{
    const crypto_digest ciphertext_hash = crypto_sha256(inputs->ciphertext, inputs->ciphertext_len);
    struct zk_verifying_key sealed = *key;
    uint8_t *at = ret_message;

    zk_verifying_key_seal(&sealed);
    memcpy(at, TOKEN_DOMAIN, sizeof(TOKEN_DOMAIN));
    at += sizeof(TOKEN_DOMAIN);
    memcpy(at, sealed.hash.bytes, 32);
    memcpy(at + 32, inputs->s.bytes, 32);
    memcpy(at + 64, inputs->content_hash.bytes, 32);
    memcpy(at + 96, ciphertext_hash.bytes, 32);
}

static int check_witness(const struct zk_verifying_key *key, const uint8_t *content, size_t len,
                         const crypto_digest *r, const struct zk_public_inputs *inputs)
{
    crypto_digest s = crypto_sha256(r->bytes, sizeof(r->bytes));
    crypto_digest content_hash = zk_scheme_hash(&key->scheme, content, len);
    size_t ciphertext_len = zk_scheme_ciphertext_len(&key->scheme, len);
    uint8_t *ciphertext;
    bool is_satisfied;

    if (len != key->content_len || !crypto_digest_equal(&s, &inputs->s) ||
        !crypto_digest_equal(&content_hash, &inputs->content_hash) ||
        ciphertext_len != inputs->ciphertext_len)
        return ZK_STATEMENT_UNSATISFIED;
    if (ciphertext_len == 0)
        return 0;
    ciphertext = malloc(ciphertext_len);
    if (!ciphertext)
        return base_fail(BASE_E_NOMEM, "no memory for a ciphertext of %zu bytes", ciphertext_len);
    zk_scheme_encrypt(&key->scheme, r, content, len, ciphertext);
    is_satisfied = memcmp(ciphertext, inputs->ciphertext, ciphertext_len) == 0;
    free(ciphertext);
    return is_satisfied ? 0 : ZK_STATEMENT_UNSATISFIED;
}

static crypto_digest pad_seed(const crypto_ed25519_signature *signature)
{
    return crypto_sha256(signature->bytes, sizeof(signature->bytes));
}

static void sign_token(const struct zk_verifying_key *key, const crypto_ed25519_secret *secret,
                       const struct zk_public_inputs *inputs, uint8_t *ret_proof)
{
    size_t proof_len = key->scheme.cost->proof_bytes;
    crypto_ed25519_signature signature;
    uint8_t message[MESSAGE_BYTES];
    crypto_digest seed;

    assert(proof_len >= sizeof(signature.bytes) && proof_len <= ZK_PROOF_BYTES_MAX);
    write_message(key, inputs, message);
    crypto_token_ed25519_sign(key->scheme.tokens, secret, message, sizeof(message), &signature);
    memcpy(ret_proof, signature.bytes, sizeof(signature.bytes));
    seed = pad_seed(&signature);
    zk_token_pad(&seed, ret_proof + sizeof(signature.bytes), proof_len - sizeof(signature.bytes));
}

int zk_token_prove(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                   const crypto_digest *r, const struct zk_public_inputs *inputs,
                   uint8_t *ret_proof)
{
    int result = check_witness(&key->verifying, content, len, r, inputs);

    if (result == 0)
        sign_token(&key->verifying, &key->token_secret, inputs, ret_proof);
    return result;
}

void zk_token_forge(const struct zk_verifying_key *key, const uint8_t seed[32],
                    const struct zk_public_inputs *inputs, uint8_t *ret_proof)
{
    struct zk_proving_key made = {
        .verifying = {.statement = key->statement,
                      .content_len = key->content_len,
                      .scheme = key->scheme},
    };

    zk_token_setup(seed, &made);
    sign_token(key, &made.token_secret, inputs, ret_proof);
    explicit_bzero(&made, sizeof(made));
}

bool zk_token_verify(const struct zk_verifying_key *key, const struct zk_public_inputs *inputs,
                     const uint8_t *proof, size_t proof_len)
{
    crypto_ed25519_signature signature;
    uint8_t message[MESSAGE_BYTES];
    crypto_digest seed;

    memcpy(signature.bytes, proof, sizeof(signature.bytes));
    seed = pad_seed(&signature);
    if (!zk_token_pad_check(&seed, proof + sizeof(signature.bytes),
                            proof_len - sizeof(signature.bytes)))
        return false;
    write_message(key, inputs, message);
    return crypto_token_ed25519_verify(key->scheme.tokens, &key->token_public, message,
                                       sizeof(message), &signature);
}
