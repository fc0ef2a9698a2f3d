#include "models/crowdpatching/messages.h"

#include <assert.h>
#include <string.h>

/** SHA-256 of a tag and fixed-length fields. */
static crypto_digest tagged(const char *tag, const void *first, size_t first_len,
                            const void *second, size_t second_len)
{
    const struct crypto_part parts[] = {
        {tag, strlen(tag)}, {first, first_len}, {second, second_len}};
    return crypto_sha256_parts(parts, second ? 3 : 2);
}

crypto_digest crowdpatching_binding_digest(const crypto_ed25519_public *identity)
{
    return tagged("crowdpatching/binding/v1", identity->bytes, sizeof identity->bytes, NULL, 0);
}

crypto_digest crowdpatching_distributor_digest(const crowdpatching_nonce *n1)
{
    return tagged("crowdpatching/distributor/v1", n1->bytes, sizeof n1->bytes, NULL, 0);
}

crypto_digest crowdpatching_buyer_digest(const crowdpatching_nonce *c)
{
    return tagged("crowdpatching/buyer/v1", c->bytes, sizeof c->bytes, NULL, 0);
}

size_t crowdpatching_challenge_bytes(enum contracts_tagging tagging, size_t n2_len)
{
    return tagging == CONTRACTS_RAW ? CROWDPATCHING_RAW_BYTES - n2_len : CROWDPATCHING_NONCE_BYTES;
}

crypto_digest crowdpatching_device_digest(enum contracts_tagging tagging,
                                          const struct crowdpatching_challenge *c,
                                          const struct crowdpatching_challenge *n2)
{
    assert(c->len == crowdpatching_challenge_bytes(tagging, n2->len));
    const char *tag = tagging == CONTRACTS_RAW ? "" : "crowdpatching/device/v1";
    return tagged(tag, c->bytes, c->len, n2->bytes, n2->len);
}

crypto_digest crowdpatching_update_digest(const crypto_digest *update_hash,
                                          const crypto_digest *update_sha256)
{
    return tagged("crowdpatching/update/v2", update_hash->bytes, sizeof update_hash->bytes,
                  update_sha256->bytes, sizeof update_sha256->bytes);
}

static void append_signature(struct base_buffer *payload,
                             const crypto_secp256k1_signature *signature)
{
    base_buffer_append(payload, signature->r, sizeof signature->r);
    base_buffer_append(payload, signature->s, sizeof signature->s);
    base_buffer_append_u8(payload, signature->recovery_id);
}

static void read_signature(struct base_reader *reader, crypto_secp256k1_signature *ret_signature)
{
    base_reader_copy(reader, ret_signature->r, sizeof ret_signature->r);
    base_reader_copy(reader, ret_signature->s, sizeof ret_signature->s);
    ret_signature->recovery_id = base_reader_u8(reader);
    if (ret_signature->recovery_id > 1)
        reader->failed = true;
}

static void append_device_signature(struct base_buffer *payload,
                                    const struct crypto_scheme_signature *signature)
{
    base_buffer_append(payload, signature->bytes, crypto_scheme_signature_bytes(signature->scheme));
}

static void read_device_signature(struct base_reader *reader, enum crypto_scheme scheme,
                                  struct crypto_scheme_signature *ret_signature)
{
    *ret_signature = (struct crypto_scheme_signature){.scheme = scheme};
    base_reader_copy(reader, ret_signature->bytes, crypto_scheme_signature_bytes(scheme));
    /* The recovery id of secp256k1. */
    if (ret_signature->bytes[CRYPTO_SCHEME_SIGNATURE_MAX - 1] > 1)
        reader->failed = true;
}

void crowdpatching_encode_quote(struct base_buffer *ret_payload,
                                const struct crowdpatching_quote *quote)
{
    static const uint8_t has_keys = 1;
    uint8_t price[32];
    u256_to_be(quote->price_wei, price);
    base_buffer_append(ret_payload, quote->subject, sizeof quote->subject);
    base_buffer_append(ret_payload, price, quote->has_price ? sizeof price : 0);
    base_buffer_append(ret_payload, &has_keys, quote->has_keys);
}

bool crowdpatching_decode_quote(const uint8_t *payload, size_t len, bool has_price,
                                struct crowdpatching_quote *ret_quote)
{
    struct crowdpatching_quote quote = {.has_price = has_price};
    size_t least = has_price ? 64 : 32;
    quote.has_keys = len == least + 1 && payload[least] == 1;
    if (len != least && !quote.has_keys)
        return false;
    memcpy(quote.subject, payload, sizeof quote.subject);
    if (quote.has_price)
        quote.price_wei = u256_from_be(payload + 32);
    *ret_quote = quote;
    return true;
}

void crowdpatching_encode_delivery_request(struct base_buffer *ret_payload,
                                           const struct crowdpatching_delivery_request *request)
{
    base_buffer_append(ret_payload, request->update_hash.bytes, 32);
    base_buffer_append(ret_payload, request->n1.bytes, 32);
}

bool crowdpatching_decode_delivery_request(const uint8_t *payload, size_t len,
                                           struct crowdpatching_delivery_request *ret_request)
{
    struct base_reader reader;
    struct crowdpatching_delivery_request request;
    base_reader_init(&reader, payload, len);
    base_reader_copy(&reader, request.update_hash.bytes, 32);
    base_reader_copy(&reader, request.n1.bytes, 32);
    if (!base_reader_done(&reader))
        return false;
    *ret_request = request;
    return true;
}

static void read_challenge(struct base_reader *reader, size_t len,
                           struct crowdpatching_challenge *ret_challenge)
{
    assert(len <= sizeof ret_challenge->bytes);
    *ret_challenge = (struct crowdpatching_challenge){.len = (uint8_t)len};
    base_reader_copy(reader, ret_challenge->bytes, len);
}

void crowdpatching_encode_challenge(struct base_buffer *ret_payload,
                                    const struct crowdpatching_challenge *challenge)
{
    base_buffer_append(ret_payload, challenge->bytes, challenge->len);
}

bool crowdpatching_decode_challenge(const uint8_t *payload, size_t len, size_t challenge_len,
                                    struct crowdpatching_challenge *ret_challenge)
{
    struct base_reader reader;
    struct crowdpatching_challenge challenge;
    base_reader_init(&reader, payload, len);
    read_challenge(&reader, challenge_len, &challenge);
    if (!base_reader_done(&reader))
        return false;
    *ret_challenge = challenge;
    return true;
}

void crowdpatching_encode_introduction(struct base_buffer *ret_payload,
                                       const struct crowdpatching_introduction *introduction)
{
    base_buffer_append(ret_payload, introduction->identity.key.bytes, 32);
    base_buffer_append(ret_payload, introduction->identity.account.bytes, 20);
    append_signature(ret_payload, &introduction->identity.binding);
    base_buffer_append(ret_payload, introduction->signature.bytes, 64);
    crowdpatching_encode_challenge(ret_payload, &introduction->challenge);
}

bool crowdpatching_decode_introduction(const uint8_t *payload, size_t len, size_t challenge_len,
                                       struct crowdpatching_introduction *ret_introduction)
{
    struct base_reader reader;
    struct crowdpatching_introduction introduction;
    base_reader_init(&reader, payload, len);
    base_reader_copy(&reader, introduction.identity.key.bytes, 32);
    base_reader_copy(&reader, introduction.identity.account.bytes, 20);
    read_signature(&reader, &introduction.identity.binding);
    base_reader_copy(&reader, introduction.signature.bytes, 64);
    read_challenge(&reader, challenge_len, &introduction.challenge);
    if (!base_reader_done(&reader))
        return false;
    *ret_introduction = introduction;
    return true;
}

void crowdpatching_encode_device_identity(struct base_buffer *ret_payload,
                                          const struct crowdpatching_device_identity *identity)
{
    base_buffer_append(ret_payload, identity->key.bytes,
                       crypto_scheme_public_bytes(identity->key.scheme));
    crowdpatching_encode_challenge(ret_payload, &identity->n2);
    append_device_signature(ret_payload, &identity->signature);
}

bool crowdpatching_decode_device_identity(const uint8_t *payload, size_t len,
                                          enum crypto_scheme scheme, size_t n2_len,
                                          struct crowdpatching_device_identity *ret_identity)
{
    struct base_reader reader;
    struct crowdpatching_device_identity identity = {.key.scheme = scheme};
    base_reader_init(&reader, payload, len);
    base_reader_copy(&reader, identity.key.bytes, crypto_scheme_public_bytes(scheme));
    read_challenge(&reader, n2_len, &identity.n2);
    read_device_signature(&reader, scheme, &identity.signature);
    if (!base_reader_done(&reader))
        return false;
    *ret_identity = identity;
    return true;
}

void crowdpatching_encode_offer(struct base_buffer *ret_payload,
                                const struct crowdpatching_offer *offer)
{
    base_buffer_append(ret_payload, offer->s.bytes, 32);
    base_buffer_append(ret_payload, offer->manufacturer_signature.bytes, 64);
    base_buffer_append_block(ret_payload, offer->update_sha256, offer->update_sha256 ? 32 : 0);
    base_buffer_append_block(ret_payload, offer->proof, offer->proof_len);
    base_buffer_append_block(ret_payload, offer->verifying_key, offer->verifying_key_len);
    base_buffer_append_block(ret_payload, offer->ciphertext, offer->ciphertext_len);
    base_buffer_append_be64(ret_payload, offer->member_index);
    base_buffer_append_block(ret_payload, offer->member_path, 32 * offer->member_path_len);
}

bool crowdpatching_decode_offer(const uint8_t *payload, size_t len,
                                struct crowdpatching_offer *ret_offer)
{
    struct base_reader reader;
    struct crowdpatching_offer offer;
    size_t path_bytes, sha256_bytes;
    base_reader_init(&reader, payload, len);
    base_reader_copy(&reader, offer.s.bytes, 32);
    base_reader_copy(&reader, offer.manufacturer_signature.bytes, 64);
    offer.update_sha256 = base_reader_block(&reader, &sha256_bytes);
    if (sha256_bytes == 0)
        offer.update_sha256 = NULL;
    offer.proof = base_reader_block(&reader, &offer.proof_len);
    offer.verifying_key = base_reader_block(&reader, &offer.verifying_key_len);
    offer.ciphertext = base_reader_block(&reader, &offer.ciphertext_len);
    offer.member_index = base_reader_be64(&reader);
    offer.member_path = base_reader_block(&reader, &path_bytes);
    offer.member_path_len = path_bytes / 32;
    if (!base_reader_done(&reader) || path_bytes % 32 != 0 ||
        (sha256_bytes != 0 && sha256_bytes != 32))
        return false;
    *ret_offer = offer;
    return true;
}

void crowdpatching_encode_address(struct base_buffer *ret_payload, const crypto_address *address)
{
    base_buffer_append(ret_payload, address->bytes, sizeof address->bytes);
}

bool crowdpatching_decode_address(const uint8_t *payload, size_t len, crypto_address *ret_address)
{
    if (len != sizeof ret_address->bytes)
        return false;
    memcpy(ret_address->bytes, payload, len);
    return true;
}

void crowdpatching_encode_signature(struct base_buffer *ret_payload,
                                    const struct crypto_scheme_signature *signature)
{
    append_device_signature(ret_payload, signature);
}

bool crowdpatching_decode_signature(const uint8_t *payload, size_t len, enum crypto_scheme scheme,
                                    struct crypto_scheme_signature *ret_signature)
{
    struct base_reader reader;
    struct crypto_scheme_signature signature;
    base_reader_init(&reader, payload, len);
    read_device_signature(&reader, scheme, &signature);
    if (!base_reader_done(&reader))
        return false;
    *ret_signature = signature;
    return true;
}

void crowdpatching_encode_authorisation(struct base_buffer *ret_payload,
                                        const struct crowdpatching_authorisation *authorisation)
{
    base_buffer_append(ret_payload, authorisation->update_hash.bytes, 32);
    base_buffer_append(ret_payload, authorisation->manufacturer_signature.bytes, 64);
    base_buffer_append(ret_payload, authorisation->s.bytes, 32);
    if (!crypto_digest_equal(&authorisation->update_sha256, &authorisation->update_hash))
        base_buffer_append(ret_payload, authorisation->update_sha256.bytes, 32);
    if (authorisation->names_contract)
        base_buffer_append(ret_payload, authorisation->contract.bytes, 20);
}

bool crowdpatching_decode_authorisation(const uint8_t *payload, size_t len,
                                        struct crowdpatching_authorisation *ret_authorisation)
{
    /* Which of the last two fields are there follows from the length. */
    enum { FIXED = 32 + 64 + 32, SHA256 = 32, CONTRACT = 20 };
    struct base_reader reader;
    struct crowdpatching_authorisation authorisation = {
        .names_contract = len == FIXED + CONTRACT || len == FIXED + SHA256 + CONTRACT,
    };
    bool has_sha256 = len == FIXED + SHA256 || len == FIXED + SHA256 + CONTRACT;
    base_reader_init(&reader, payload, len);
    base_reader_copy(&reader, authorisation.update_hash.bytes, 32);
    base_reader_copy(&reader, authorisation.manufacturer_signature.bytes, 64);
    base_reader_copy(&reader, authorisation.s.bytes, 32);
    authorisation.update_sha256 = authorisation.update_hash;
    if (has_sha256)
        base_reader_copy(&reader, authorisation.update_sha256.bytes, 32);
    if (authorisation.names_contract)
        base_reader_copy(&reader, authorisation.contract.bytes, 20);
    if (!base_reader_done(&reader) ||
        (has_sha256 &&
         crypto_digest_equal(&authorisation.update_sha256, &authorisation.update_hash)))
        return false;
    *ret_authorisation = authorisation;
    return true;
}

void crowdpatching_encode_update(struct base_buffer *ret_payload, const crypto_address *hub,
                                 const uint8_t *update, size_t update_len)
{
    base_buffer_append(ret_payload, hub->bytes, 20);
    base_buffer_append_block(ret_payload, update, update_len);
}

bool crowdpatching_decode_update(const uint8_t *payload, size_t len, crypto_address *ret_hub,
                                 const uint8_t **ret_update, size_t *ret_update_len)
{
    struct base_reader reader;
    crypto_address hub;
    size_t update_len;
    base_reader_init(&reader, payload, len);
    base_reader_copy(&reader, hub.bytes, 20);
    const uint8_t *update = base_reader_block(&reader, &update_len);
    if (!base_reader_done(&reader))
        return false;
    *ret_hub = hub;
    *ret_update = update;
    *ret_update_len = update_len;
    return true;
}
