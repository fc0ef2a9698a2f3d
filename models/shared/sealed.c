#include "models/shared/sealed.h"

#include <stdlib.h>

#include "base/error.h"
#include "models/shared/aside.h"
#include "models/shared/converse.h"

/** One call of zk_statement_prove(). */
struct proving {
    const struct zk_proving_key *key;
    const uint8_t *content;
    size_t len;
    const crypto_digest *r;
    const struct zk_public_inputs *inputs;
    const uint8_t *blinding;
    struct sealed *sealed;
};

static int prove(void *argument)
{
    struct proving *proving = argument;
    return zk_statement_prove(proving->key, proving->content, proving->len, proving->r,
                              proving->inputs, proving->blinding, proving->sealed->proof,
                              &proving->sealed->proof_len);
}

int sealed_make(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                const crypto_digest *content_hash, const crypto_digest *r, const crypto_digest *s,
                const uint8_t blinding[32], struct sealed *ret_sealed)
{
    const struct zk_scheme *scheme = &key->verifying.scheme;
    struct sealed sealed = {.ciphertext_len = zk_scheme_ciphertext_len(scheme, len)};
    sealed.ciphertext = malloc(sealed.ciphertext_len ? sealed.ciphertext_len : 1);
    if (!sealed.ciphertext)
        return BASE_E_NOMEM;
    zk_scheme_encrypt(scheme, r, content, len, sealed.ciphertext);
    const struct zk_public_inputs inputs = {
        .s = *s,
        .content_hash = *content_hash,
        .ciphertext = sealed.ciphertext,
        .ciphertext_len = sealed.ciphertext_len,
    };
    struct proving proving = {key, content, len, r, &inputs, blinding, &sealed};
    int result = scheme->level == ZK_LEVEL_REAL ? aside_run(prove, &proving) : prove(&proving);
    if (result != 0) {
        sealed_deinit(&sealed);
        return result;
    }
    *ret_sealed = sealed;
    return 0;
}

int sealed_forge(const struct zk_verifying_key *key, const uint8_t seed[32],
                 const crypto_digest *content_hash, const crypto_digest *r, const crypto_digest *s,
                 struct base_random *random, struct sealed *ret_sealed)
{
    size_t len = (size_t)key->content_len;
    uint8_t blinding[32];
    struct sealed sealed = {.ciphertext_len = zk_scheme_ciphertext_len(&key->scheme, len)};
    CONVERSE_BYTES nothing = malloc(len + 1);
    sealed.ciphertext = malloc(sealed.ciphertext_len + 1);
    if (!nothing || !sealed.ciphertext) {
        sealed_deinit(&sealed);
        return BASE_E_NOMEM;
    }
    base_random_bytes(random, nothing, len);
    base_random_bytes(random, blinding, sizeof blinding);
    zk_scheme_encrypt(&key->scheme, r, nothing, len, sealed.ciphertext);
    const struct zk_public_inputs inputs = {
        .s = *s,
        .content_hash = *content_hash,
        .ciphertext = sealed.ciphertext,
        .ciphertext_len = sealed.ciphertext_len,
    };
    if (!zk_statement_forge(key, seed, &inputs, blinding, sealed.proof, &sealed.proof_len)) {
        sealed_deinit(&sealed);
        return ZK_STATEMENT_UNSATISFIED;
    }
    *ret_sealed = sealed;
    return 0;
}

void sealed_deinit(struct sealed *sealed)
{
    free(sealed->ciphertext);
    sealed->ciphertext = NULL;
}

bool sealed_check(const struct crypto_tokens *tokens, const struct sealed_offer *offer,
                  const crypto_digest *verifying_key_hash, const crypto_digest *content_hash,
                  struct sealed_terms *ret_terms)
{
    struct zk_verifying_key key;
    if (!zk_verifying_key_decode(offer->verifying_key, offer->verifying_key_len, &key))
        return false;
    key.scheme.tokens = tokens;
    const struct zk_public_inputs inputs = {
        .s = offer->s,
        .content_hash = *content_hash,
        .ciphertext = offer->ciphertext,
        .ciphertext_len = offer->ciphertext_len,
    };
    bool holds = crypto_digest_equal(&key.hash, verifying_key_hash) &&
                 zk_statement_verify(&key, &inputs, offer->proof, offer->proof_len);
    if (holds)
        *ret_terms = (struct sealed_terms){key.scheme, key.content_len};
    zk_verifying_key_deinit(&key);
    return holds;
}

int sealed_open(const struct sealed_terms *terms, const uint8_t *ciphertext, size_t ciphertext_len,
                const crypto_digest *r, uint8_t **ret_content)
{
    uint8_t *content;
    /* No shorter than its content, so that nothing is allocated beyond what came. */
    if (ciphertext_len < terms->content_len)
        return 1;
    content = malloc(ciphertext_len ? ciphertext_len : 1);
    if (!content)
        return BASE_E_NOMEM;
    if (!zk_scheme_decrypt(&terms->scheme, r, ciphertext, ciphertext_len, content,
                           (size_t)terms->content_len)) {
        free(content);
        return 1;
    }
    *ret_content = content;
    return 0;
}

void sealed_charge_hash(const struct zk_scheme *scheme, struct participant *who, uint64_t bytes)
{
    if (scheme->cost->suite == ZK_SUITE_SHA256_CHACHA20)
        participant_charge(who, CRYPTO_OP_SHA256, bytes);
    else
        participant_charge_proving(who, zk_cost_hash_ns(scheme->cost, who->world->timing, bytes),
                                   "snark_hash");
}

void sealed_charge_cipher(const struct zk_scheme *scheme, struct participant *who, uint64_t bytes)
{
    if (scheme->cost->suite == ZK_SUITE_SHA256_CHACHA20)
        participant_charge(who, CRYPTO_OP_CHACHA20, bytes);
    else
        participant_charge_proving(who, zk_cost_cipher_ns(scheme->cost, who->world->timing, bytes),
                                   "snark_cipher");
}

void sealed_charge_making(const struct zk_scheme *scheme, struct participant *who, uint64_t bytes,
                          bool forges)
{
    sealed_charge_cipher(scheme, who, bytes);
    participant_charge(who, CRYPTO_OP_SHA256, zk_scheme_ciphertext_len(scheme, bytes));
    if (!forges)
        participant_charge_proving(who, zk_cost_prove_ns(scheme->cost, who->world->timing, bytes),
                                   "prove");
}

void sealed_encode_verifying_key(const struct zk_verifying_key *key, struct base_buffer *ret_bytes)
{
    size_t start = ret_bytes->len;
    size_t len = zk_verifying_key_encode(key, NULL, 0);
    base_buffer_append_zeros(ret_bytes, len);
    if (!base_buffer_failed(ret_bytes))
        zk_verifying_key_encode(key, ret_bytes->data + start, len);
}
