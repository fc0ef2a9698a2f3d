#include "models/boudguiga/messages.h"

#include <string.h>

#include "base/bytes.h"

static const char id_tag[] = "boudguiga/transaction/v1";
static const char post_tag[] = "boudguiga/update/v1";
static const char vote_tag[] = "boudguiga/vote/v1";

crypto_digest boudguiga_transaction_id(const crypto_digest *update_id, uint32_t part)
{
    uint8_t number[4];
    base_store_be32(number, part);
    const struct crypto_part parts[] = {{id_tag, sizeof id_tag - 1},
                                        {update_id->bytes, sizeof update_id->bytes},
                                        {number, sizeof number}};
    return crypto_sha256_parts(parts, 3);
}

crypto_digest boudguiga_post_digest(const crypto_digest *device_type,
                                    const struct boudguiga_post *post)
{
    uint8_t numbers[28];
    base_store_be64(numbers, post->version);
    base_store_be32(numbers + 8, post->part);
    base_store_be32(numbers + 12, post->parts);
    base_store_be64(numbers + 16, post->bytes);
    base_store_be32(numbers + 24, post->cover_len);
    const struct crypto_part parts[] = {
        {post_tag, sizeof post_tag - 1},
        {device_type->bytes, sizeof device_type->bytes},
        {numbers, sizeof numbers},
        {post->update_id.bytes, sizeof post->update_id.bytes},
        {post->part_sha256.bytes, sizeof post->part_sha256.bytes},
        {post->manufacturer.bytes, sizeof post->manufacturer.bytes},
        {post->cover, post->cover_len},
    };
    return crypto_sha256_parts(parts, sizeof parts / sizeof parts[0]);
}

void boudguiga_encode_post(struct base_buffer *ret_fields, const struct boudguiga_post *post)
{
    base_buffer_append_be64(ret_fields, post->version);
    base_buffer_append_be32(ret_fields, post->part);
    base_buffer_append_be32(ret_fields, post->parts);
    base_buffer_append_be64(ret_fields, post->bytes);
    base_buffer_append(ret_fields, post->update_id.bytes, sizeof post->update_id.bytes);
    base_buffer_append(ret_fields, post->part_sha256.bytes, sizeof post->part_sha256.bytes);
    base_buffer_append(ret_fields, post->manufacturer.bytes, sizeof post->manufacturer.bytes);
    base_buffer_append_block(ret_fields, post->cover, post->cover_len);
    base_buffer_append(ret_fields, post->signature.bytes, sizeof post->signature.bytes);
}

bool boudguiga_decode_post(const uint8_t *fields, size_t len, struct boudguiga_post *ret_post)
{
    struct base_reader reader;
    struct boudguiga_post post;
    base_reader_init(&reader, fields, len);
    post.version = base_reader_be64(&reader);
    post.part = base_reader_be32(&reader);
    post.parts = base_reader_be32(&reader);
    post.bytes = base_reader_be64(&reader);
    base_reader_copy(&reader, post.update_id.bytes, sizeof post.update_id.bytes);
    base_reader_copy(&reader, post.part_sha256.bytes, sizeof post.part_sha256.bytes);
    base_reader_copy(&reader, post.manufacturer.bytes, sizeof post.manufacturer.bytes);
    post.cover = base_reader_block(&reader, &post.cover_len);
    base_reader_copy(&reader, post.signature.bytes, sizeof post.signature.bytes);
    if (!base_reader_done(&reader) || post.part >= (post.parts ? post.parts : 1))
        return false;
    *ret_post = post;
    return true;
}

crypto_digest boudguiga_vote_digest(const crypto_digest *update_id, const crypto_address *checker,
                                    bool is_positive, const crypto_address *accused)
{
    const uint8_t verdict = is_positive;
    const struct crypto_part parts[] = {
        {vote_tag, sizeof vote_tag - 1},         {update_id->bytes, sizeof update_id->bytes},
        {checker->bytes, sizeof checker->bytes}, {&verdict, 1},
        {accused->bytes, sizeof accused->bytes},
    };
    return crypto_sha256_parts(parts, sizeof parts / sizeof parts[0]);
}

void boudguiga_encode_fetch(struct base_buffer *ret_payload, const crypto_digest *carried_sha256)
{
    base_buffer_append(ret_payload, carried_sha256->bytes, sizeof carried_sha256->bytes);
}

bool boudguiga_decode_fetch(const uint8_t *payload, size_t len, crypto_digest *ret_carried_sha256)
{
    if (len != sizeof ret_carried_sha256->bytes)
        return false;
    memcpy(ret_carried_sha256->bytes, payload, len);
    return true;
}

const struct model_message boudguiga_messages[] = {
    {BOUDGUIGA_REFUSAL, "refusal", "refused {}"},
    {BOUDGUIGA_FETCH, "fetch", "asked {} for the binary"},
    {BOUDGUIGA_BINARY, "binary", "sent {} the binary"},
    {0, NULL, NULL},
};
