#include "models/lee_lee/messages.h"
#include "models/shared/swarm.h"

#include <string.h>

#define SIGNATURE_BYTES sizeof(crypto_ed25519_signature)

static crypto_digest digest_of(const uint8_t *payload, size_t len, enum lee_lee_message kind)
{
    static const char tag[] = "lee_lee/message/v1";
    const uint8_t number = (uint8_t)kind;
    const struct crypto_part parts[] = {{tag, sizeof tag - 1}, {&number, 1}, {payload, len}};
    return crypto_sha256_parts(parts, 3);
}

void lee_lee_sign(const struct crypto_tokens *tokens, struct base_buffer *payload,
                  enum lee_lee_message kind, const crypto_ed25519_secret *secret)
{
    crypto_ed25519_signature signature;
    crypto_digest digest = digest_of(payload->data, payload->len, kind);
    crypto_token_ed25519_sign(tokens, secret, digest.bytes, sizeof digest.bytes, &signature);
    base_buffer_append(payload, signature.bytes, sizeof signature.bytes);
}

bool lee_lee_is_signed(const struct crypto_tokens *tokens, const uint8_t *payload, size_t len,
                       enum lee_lee_message kind, const crypto_ed25519_public *signer)
{
    crypto_ed25519_signature signature;
    if (len < SIGNATURE_BYTES)
        return false;
    crypto_digest digest = digest_of(payload, len - SIGNATURE_BYTES, kind);
    memcpy(signature.bytes, payload + len - SIGNATURE_BYTES, SIGNATURE_BYTES);
    return crypto_token_ed25519_verify(tokens, signer, digest.bytes, sizeof digest.bytes,
                                       &signature);
}

static void put_digest(struct base_buffer *payload, const crypto_digest *digest)
{
    base_buffer_append(payload, digest->bytes, sizeof digest->bytes);
}

static void take_digest(struct base_reader *reader, crypto_digest *ret_digest)
{
    base_reader_copy(reader, ret_digest->bytes, sizeof ret_digest->bytes);
}

static void put_seal(struct base_buffer *payload)
{
    base_buffer_append_zeros(payload, LEE_LEE_SEAL_BYTES);
}

static void begin_sealed(struct base_reader *reader, const uint8_t *payload, size_t len)
{
    base_reader_init(reader, payload, len);
    base_reader_take(reader, LEE_LEE_SEAL_BYTES);
}

void lee_lee_encode_req_verchk(struct base_buffer *ret_payload, const struct lee_lee_req_verchk *m)
{
    base_buffer_append(ret_payload, m->key.bytes, sizeof m->key.bytes);
    put_digest(ret_payload, &m->id);
    base_buffer_append(ret_payload, m->model, sizeof m->model);
    base_buffer_append_be64(ret_payload, m->version);
    base_buffer_append_be64(ret_payload, m->nonce);
}

bool lee_lee_decode_req_verchk(const uint8_t *payload, size_t len, struct lee_lee_req_verchk *ret)
{
    struct base_reader reader;
    struct lee_lee_req_verchk m;
    base_reader_init(&reader, payload, len);
    base_reader_copy(&reader, m.key.bytes, sizeof m.key.bytes);
    take_digest(&reader, &m.id);
    base_reader_copy(&reader, m.model, sizeof m.model);
    m.version = base_reader_be64(&reader);
    m.nonce = base_reader_be64(&reader);
    if (!base_reader_done(&reader))
        return false;
    *ret = m;
    return true;
}

static void put_metadata(struct base_buffer *payload, const struct lee_lee_metadata *m)
{
    base_buffer_append_zeros(payload, LEE_LEE_NAME_BYTES);
    base_buffer_append_be64(payload, m->version);
    base_buffer_append_be64(payload, m->update_bytes);
    put_digest(payload, &m->verifier);
    base_buffer_append_be64(payload, m->piece_bytes);
    base_buffer_append_zeros(payload, LEE_LEE_NAME_BYTES);
    base_buffer_append_be32(payload, m->piece_count);
    base_buffer_append(payload, m->piece_hashes, (size_t)m->piece_count * 32);
}

static void take_metadata(struct base_reader *reader, struct lee_lee_metadata *ret)
{
    base_reader_take(reader, LEE_LEE_NAME_BYTES);
    ret->version = base_reader_be64(reader);
    ret->update_bytes = base_reader_be64(reader);
    take_digest(reader, &ret->verifier);
    ret->piece_bytes = base_reader_be64(reader);
    base_reader_take(reader, LEE_LEE_NAME_BYTES);
    ret->piece_count = base_reader_be32(reader);
    ret->piece_hashes = base_reader_take(reader, (size_t)ret->piece_count * 32);
}

void lee_lee_encode_res_verchk(struct base_buffer *ret_payload, const struct lee_lee_res_verchk *m)
{
    put_seal(ret_payload);
    base_buffer_append_be64(ret_payload, m->version);
    base_buffer_append_be64(ret_payload, m->nonce);
    put_digest(ret_payload, &m->id);
    if (m->has_key)
        base_buffer_append(ret_payload, m->key.bytes, sizeof m->key.bytes);
    if (m->has_metadata)
        put_metadata(ret_payload, &m->metadata);
}

bool lee_lee_decode_res_verchk(const uint8_t *payload, size_t len, struct lee_lee_res_verchk *ret)
{
    struct base_reader reader;
    struct lee_lee_res_verchk m = {0};
    begin_sealed(&reader, payload, len);
    m.version = base_reader_be64(&reader);
    m.nonce = base_reader_be64(&reader);
    take_digest(&reader, &m.id);
    if (reader.len - reader.position == sizeof m.key.bytes) {
        m.has_key = true;
        base_reader_copy(&reader, m.key.bytes, sizeof m.key.bytes);
    } else if (reader.len > reader.position) {
        m.has_metadata = true;
        take_metadata(&reader, &m.metadata);
    }
    if (!base_reader_done(&reader))
        return false;
    *ret = m;
    return true;
}

void lee_lee_encode_verification(const struct crypto_tokens *tokens,
                                 struct base_buffer *ret_payload,
                                 const struct lee_lee_verification *m, enum lee_lee_message kind,
                                 const crypto_ed25519_secret *secret)
{
    put_seal(ret_payload);
    put_digest(ret_payload, &m->verifier);
    base_buffer_append_be64(ret_payload, m->nonce);
    lee_lee_sign(tokens, ret_payload, kind, secret);
}

bool lee_lee_decode_verification(const uint8_t *payload, size_t len,
                                 struct lee_lee_verification *ret)
{
    struct base_reader reader;
    struct lee_lee_verification m;
    begin_sealed(&reader, payload, len);
    take_digest(&reader, &m.verifier);
    m.nonce = base_reader_be64(&reader);
    base_reader_copy(&reader, m.signature.bytes, sizeof m.signature.bytes);
    if (!base_reader_done(&reader))
        return false;
    *ret = m;
    return true;
}

void lee_lee_encode_notice(const struct crypto_tokens *tokens, struct base_buffer *ret_payload,
                           const struct lee_lee_notice *m, const crypto_ed25519_secret *secret)
{
    put_digest(ret_payload, &m->id);
    base_buffer_append_be64(ret_payload, m->version);
    base_buffer_append_be64(ret_payload, m->nonce);
    lee_lee_sign(tokens, ret_payload, LEE_LEE_NOTICE_DOWNLOAD, secret);
}

bool lee_lee_decode_notice(const uint8_t *payload, size_t len, struct lee_lee_notice *ret)
{
    struct base_reader reader;
    struct lee_lee_notice m;
    base_reader_init(&reader, payload, len);
    take_digest(&reader, &m.id);
    m.version = base_reader_be64(&reader);
    m.nonce = base_reader_be64(&reader);
    base_reader_copy(&reader, m.signature.bytes, sizeof m.signature.bytes);
    if (!base_reader_done(&reader))
        return false;
    *ret = m;
    return true;
}

void lee_lee_encode_req_metadata(struct base_buffer *ret_payload,
                                 const struct lee_lee_req_metadata *m)
{
    put_seal(ret_payload);
    put_digest(ret_payload, &m->id);
    base_buffer_append_be64(ret_payload, m->version);
    base_buffer_append(ret_payload, m->model, sizeof m->model);
    base_buffer_append_be64(ret_payload, m->nonce);
    base_buffer_append(ret_payload, m->key.bytes, sizeof m->key.bytes);
}

bool lee_lee_decode_req_metadata(const uint8_t *payload, size_t len,
                                 struct lee_lee_req_metadata *ret)
{
    struct base_reader reader;
    struct lee_lee_req_metadata m;
    begin_sealed(&reader, payload, len);
    take_digest(&reader, &m.id);
    m.version = base_reader_be64(&reader);
    base_reader_copy(&reader, m.model, sizeof m.model);
    m.nonce = base_reader_be64(&reader);
    base_reader_copy(&reader, m.key.bytes, sizeof m.key.bytes);
    if (!base_reader_done(&reader))
        return false;
    *ret = m;
    return true;
}

void lee_lee_encode_res_metadata(struct base_buffer *ret_payload, uint64_t nonce,
                                 const struct lee_lee_metadata *metadata)
{
    put_seal(ret_payload);
    base_buffer_append_be64(ret_payload, nonce);
    put_metadata(ret_payload, metadata);
}

bool lee_lee_decode_res_metadata(const uint8_t *payload, size_t len, uint64_t *ret_nonce,
                                 struct lee_lee_metadata *ret)
{
    struct base_reader reader;
    struct lee_lee_metadata metadata;
    begin_sealed(&reader, payload, len);
    uint64_t nonce = base_reader_be64(&reader);
    take_metadata(&reader, &metadata);
    if (!base_reader_done(&reader))
        return false;
    *ret_nonce = nonce;
    *ret = metadata;
    return true;
}

/* Sealed id, verifier and nonce. Source: messages.h. */
#define REQ_DOWNLOAD_BYTES (LEE_LEE_SEAL_BYTES + 32 + 32 + 8 + SIGNATURE_BYTES)

void lee_lee_encode_req_download(const struct crypto_tokens *tokens,
                                 struct base_buffer *ret_payload,
                                 const struct lee_lee_req_download *m,
                                 const crypto_ed25519_secret *secret)
{
    put_seal(ret_payload);
    put_digest(ret_payload, &m->id);
    put_digest(ret_payload, &m->verifier);
    base_buffer_append_be64(ret_payload, m->nonce);
    if (m->has_version)
        base_buffer_append_be64(ret_payload, m->version);
    lee_lee_sign(tokens, ret_payload, LEE_LEE_REQ_DOWNLOAD, secret);
}

bool lee_lee_decode_req_download(const uint8_t *payload, size_t len,
                                 struct lee_lee_req_download *ret)
{
    struct base_reader reader;
    struct lee_lee_req_download m = {.has_version = len != REQ_DOWNLOAD_BYTES};
    begin_sealed(&reader, payload, len);
    take_digest(&reader, &m.id);
    take_digest(&reader, &m.verifier);
    m.nonce = base_reader_be64(&reader);
    if (m.has_version)
        m.version = base_reader_be64(&reader);
    base_reader_copy(&reader, m.signature.bytes, sizeof m.signature.bytes);
    if (!base_reader_done(&reader))
        return false;
    *ret = m;
    return true;
}

void lee_lee_encode_res_download(const struct crypto_tokens *tokens,
                                 struct base_buffer *ret_payload,
                                 const struct lee_lee_res_download *m,
                                 const crypto_ed25519_secret *secret)
{
    put_seal(ret_payload);
    put_digest(ret_payload, &m->id);
    base_buffer_append_be64(ret_payload, m->nonce);
    if (m->has_version)
        base_buffer_append_be64(ret_payload, m->version);
    put_digest(ret_payload, &m->verifier);
    base_buffer_append_be32(ret_payload, m->peer_count);
    base_buffer_append(ret_payload, m->peers, (size_t)m->peer_count * LEE_LEE_PEER_BYTES);
    lee_lee_sign(tokens, ret_payload, LEE_LEE_RES_DOWNLOAD, secret);
}

bool lee_lee_decode_res_download(const uint8_t *payload, size_t len, bool with_version,
                                 struct lee_lee_res_download *ret)
{
    struct base_reader reader;
    struct lee_lee_res_download m = {.has_version = with_version};
    begin_sealed(&reader, payload, len);
    take_digest(&reader, &m.id);
    m.nonce = base_reader_be64(&reader);
    if (with_version)
        m.version = base_reader_be64(&reader);
    take_digest(&reader, &m.verifier);
    m.peer_count = base_reader_be32(&reader);
    m.peers = base_reader_take(&reader, (size_t)m.peer_count * LEE_LEE_PEER_BYTES);
    base_reader_copy(&reader, m.signature.bytes, sizeof m.signature.bytes);
    if (!base_reader_done(&reader))
        return false;
    *ret = m;
    return true;
}

void lee_lee_encode_join(struct base_buffer *ret_payload, const struct lee_lee_join *m)
{
    put_digest(ret_payload, &m->request_id);
    put_digest(ret_payload, &m->response_id);
    base_buffer_append(ret_payload, m->model, sizeof m->model);
    put_digest(ret_payload, &m->verifier);
}

bool lee_lee_decode_join(const uint8_t *payload, size_t len, struct lee_lee_join *ret)
{
    struct base_reader reader;
    struct lee_lee_join m;
    base_reader_init(&reader, payload, len);
    take_digest(&reader, &m.request_id);
    take_digest(&reader, &m.response_id);
    base_reader_copy(&reader, m.model, sizeof m.model);
    take_digest(&reader, &m.verifier);
    if (!base_reader_done(&reader))
        return false;
    *ret = m;
    return true;
}

void lee_lee_encode_log(struct base_buffer *ret_payload, const crypto_ed25519_public *maker,
                        const struct lee_lee_block *block)
{
    base_buffer_append(ret_payload, maker->bytes, sizeof maker->bytes);
    lee_lee_encode_block(ret_payload, block);
}

bool lee_lee_decode_log(const uint8_t *payload, size_t len, crypto_ed25519_public *ret_maker,
                        struct lee_lee_block *ret_block)
{
    struct base_reader reader;
    crypto_ed25519_public maker;
    struct lee_lee_block block;
    base_reader_init(&reader, payload, len);
    base_reader_copy(&reader, maker.bytes, sizeof maker.bytes);
    if (!lee_lee_decode_block(&reader, &block) || !base_reader_done(&reader))
        return false;
    *ret_maker = maker;
    *ret_block = block;
    return true;
}

const struct model_message lee_lee_messages[] = {
    {LEE_LEE_REFUSAL, "refusal", "refused {}"},
    {LEE_LEE_REQ_VERCHK, "req_verchk", "asked {} to compare versions"},
    {LEE_LEE_RES_VERCHK, "res_verchk", "answered {} with its version"},
    {LEE_LEE_REQ_VERIFICATION, "req_verification", "sent {} the verifier of its firmware"},
    {LEE_LEE_RES_VERIFICATION, "res_verification", "answered {} with the verifier of its firmware"},
    {LEE_LEE_NOTICE_DOWNLOAD, "notice_download", "told {} that there is a newer version"},
    {LEE_LEE_REQ_METADATA, "req_metadata", "asked {} for the metadata of the newest version"},
    {LEE_LEE_RES_METADATA, "res_metadata", "sent {} the metadata of the newest version"},
    {LEE_LEE_REQ_DOWNLOAD, "req_download", "asked {} who has the firmware"},
    {LEE_LEE_RES_DOWNLOAD, "res_download", "told {} who has the firmware"},
    {LEE_LEE_JOIN_VERIFICATION, "join_verification", "asked {} to prove work for a verification"},
    {LEE_LEE_VERIFICATION_LOG, "verification_log", "sent {} a block of the verification log"},
    {LEE_LEE_VENDOR_REQUEST, "vendor_request", "asked {} for the newest firmware"},
    {LEE_LEE_VENDOR_FIRMWARE, "vendor_firmware", "sent {} the newest firmware"},
    {LEE_LEE_SWARM + SWARM_HANDSHAKE, "swarm_handshake", "shook hands with {}"},
    {LEE_LEE_SWARM + SWARM_CHOKE, "swarm_choke", "choked {}"},
    {LEE_LEE_SWARM + SWARM_UNCHOKE, "swarm_unchoke", "unchoked {}"},
    {LEE_LEE_SWARM + SWARM_INTERESTED, "swarm_interested", "told {} that it is interested"},
    {LEE_LEE_SWARM + SWARM_NOT_INTERESTED, "swarm_not_interested",
     "told {} that it is not interested"},
    {LEE_LEE_SWARM + SWARM_HAVE, "swarm_have", "told {} of a piece that it has"},
    {LEE_LEE_SWARM + SWARM_BITFIELD, "swarm_bitfield", "told {} which pieces it has"},
    {LEE_LEE_SWARM + SWARM_REQUEST, "swarm_request", "asked {} for a piece"},
    {LEE_LEE_SWARM + SWARM_PIECE, "swarm_piece", "sent {} a piece"},
    {0, NULL, NULL},
};
