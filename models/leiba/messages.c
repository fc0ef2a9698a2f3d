#include "models/leiba/messages.h"

#include <string.h>

/* Without the NUL: 17 bytes. */
static const char identity_tag[] = "leiba/identity/v1";
static const char update_tag[] = "leiba/update/v1";

bool leiba_identity_digest(enum leiba_challenge mode, const uint8_t *c, size_t len,
                           crypto_digest *ret_digest)
{
    if (mode == LEIBA_RAW) {
        if (len == 0 || len > LEIBA_CHALLENGE_BYTES_MAX)
            return false;
        *ret_digest = crypto_sha256(c, len);
        return true;
    }
    if (len != LEIBA_CHALLENGE_BYTES)
        return false;
    const struct crypto_part parts[] = {{identity_tag, sizeof identity_tag - 1}, {c, len}};
    *ret_digest = crypto_sha256_parts(parts, 2);
    return true;
}

crypto_digest leiba_update_digest(const crypto_digest *update_hash,
                                  const crypto_digest *update_sha256)
{
    const struct crypto_part parts[] = {
        {update_tag, sizeof update_tag - 1},
        {update_hash->bytes, sizeof update_hash->bytes},
        {update_sha256->bytes, sizeof update_sha256->bytes},
    };
    return crypto_sha256_parts(parts, 3);
}

static void read_signature(struct base_reader *reader,
                           struct crypto_scheme_signature *ret_signature)
{
    ret_signature->scheme = CRYPTO_SCHEME_SECP256K1;
    base_reader_copy(reader, ret_signature->bytes, sizeof ret_signature->bytes);
    /* The recovery id. */
    if (ret_signature->bytes[CRYPTO_SCHEME_SIGNATURE_MAX - 1] > 1)
        reader->failed = true;
}

void leiba_encode_identity(struct base_buffer *ret_payload, const struct leiba_identity *identity)
{
    base_buffer_append(ret_payload, identity->device.bytes, sizeof identity->device.bytes);
    leiba_encode_signature(ret_payload, &identity->signature);
}

bool leiba_decode_identity(const uint8_t *payload, size_t len, struct leiba_identity *ret_identity)
{
    struct base_reader reader;
    struct leiba_identity identity;
    base_reader_init(&reader, payload, len);
    base_reader_copy(&reader, identity.device.bytes, sizeof identity.device.bytes);
    read_signature(&reader, &identity.signature);
    if (!base_reader_done(&reader))
        return false;
    *ret_identity = identity;
    return true;
}

bool leiba_check_signature(const struct crypto_tokens *tokens, const crypto_address *device,
                           const struct crypto_scheme_signature *signature,
                           const crypto_digest *digest)
{
    struct crypto_scheme_public key = {.scheme = CRYPTO_SCHEME_SECP256K1};
    memcpy(key.bytes, device->bytes, sizeof device->bytes);
    return crypto_token_scheme_verify(tokens, &key, signature, digest) == 0;
}

void leiba_encode_offer(struct base_buffer *ret_payload, const struct sealed_offer *offer)
{
    base_buffer_append(ret_payload, offer->s.bytes, sizeof offer->s.bytes);
    base_buffer_append_block(ret_payload, offer->proof, offer->proof_len);
    base_buffer_append_block(ret_payload, offer->verifying_key, offer->verifying_key_len);
    base_buffer_append_block(ret_payload, offer->ciphertext, offer->ciphertext_len);
}

bool leiba_decode_offer(const uint8_t *payload, size_t len, struct sealed_offer *ret_offer)
{
    struct base_reader reader;
    struct sealed_offer offer;
    base_reader_init(&reader, payload, len);
    base_reader_copy(&reader, offer.s.bytes, sizeof offer.s.bytes);
    offer.proof = base_reader_block(&reader, &offer.proof_len);
    offer.verifying_key = base_reader_block(&reader, &offer.verifying_key_len);
    offer.ciphertext = base_reader_block(&reader, &offer.ciphertext_len);
    if (!base_reader_done(&reader))
        return false;
    *ret_offer = offer;
    return true;
}

void leiba_encode_signature(struct base_buffer *ret_payload,
                            const struct crypto_scheme_signature *signature)
{
    base_buffer_append(ret_payload, signature->bytes, sizeof signature->bytes);
}

bool leiba_decode_signature(const uint8_t *payload, size_t len,
                            struct crypto_scheme_signature *ret_signature)
{
    struct base_reader reader;
    struct crypto_scheme_signature signature;
    base_reader_init(&reader, payload, len);
    read_signature(&reader, &signature);
    if (!base_reader_done(&reader))
        return false;
    *ret_signature = signature;
    return true;
}

const struct model_message leiba_messages[] = {
    {LEIBA_REFUSAL, "refusal", "refused {}"},
    {LEIBA_PACKAGE_REQUEST, "package_request", "asked {} for the package"},
    {LEIBA_PACKAGE, "package", "sent {} the package"},
    {LEIBA_REQUEST, "request", "asked {} to deliver the update"},
    {LEIBA_CHALLENGE, "challenge", "asked {} who it is"},
    {LEIBA_IDENTITY, "identity", "told {} who it is"},
    {LEIBA_OFFER, "offer", "offered {} the encrypted update with a proof"},
    {LEIBA_POD, "pod", "gave {} its proof of delivery (PoD)"},
    {LEIBA_LOOKUP, "lookup", "asked {} to look for distributors"},
    {LEIBA_LOOKUP_ANSWER, "lookup_answer", "told {} which distributors there are"},
    {LEIBA_UPDATE, "update", "handed {} the update"},
    {0, NULL, NULL},
};
