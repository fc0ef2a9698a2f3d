#include <assert.h>
#include <string.h>

#include "base/bytes.h"
#include "crypto/cipher.h"
#include "zk/token.h"

/* An encoded key: magic, statement, length and name of the cost model, content_len, the token's
 * public key; then padding derived from all of these, up to the cost model's size. */

static const char magic[4] = {'C', 'P', 'V', 'K'};

#define NAME_BYTES_MAX 32
#define FIELDS_BYTES_MAX (sizeof(magic) + 1 + 1 + NAME_BYTES_MAX + 8 + 32)

/* Each piece of padding has a key of its own, so that any length streams through a small buffer. */
#define PIECE_BYTES 1024

static void pad_piece(const crypto_digest *seed, uint64_t index, uint8_t ret_piece[PIECE_BYTES])
{
    uint8_t index_be[8];
    crypto_digest key;

    for (unsigned i = 0; i < 8; i++)
        index_be[i] = (uint8_t)(index >> (56 - 8 * i));
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

static size_t write_fields(const struct zk_verifying_key *key, uint8_t ret_fields[FIELDS_BYTES_MAX])
{
    size_t name_len = strlen(key->cost->name);
    uint8_t *at = ret_fields;

    assert(name_len <= NAME_BYTES_MAX);
    memcpy(at, magic, sizeof(magic));
    at += sizeof(magic);
    *at++ = (uint8_t)key->statement;
    *at++ = (uint8_t)name_len;
    memcpy(at, key->cost->name, name_len);
    at += name_len;
    for (unsigned i = 0; i < 8; i++)
        *at++ = (uint8_t)(key->content_len >> (56 - 8 * i));
    memcpy(at, key->token_public.bytes, sizeof(key->token_public.bytes));
    at += sizeof(key->token_public.bytes);
    return (size_t)(at - ret_fields);
}

crypto_digest zk_verifying_key_hash(const struct zk_verifying_key *key)
{
    uint8_t fields[FIELDS_BYTES_MAX];

    return crypto_sha256(fields, write_fields(key, fields));
}

size_t zk_verifying_key_encode(const struct zk_verifying_key *key, uint8_t *ret_bytes,
                               size_t capacity)
{
    uint64_t full_len = zk_cost_verifying_key_bytes(key->cost, key->content_len);
    size_t len = capacity < full_len ? capacity : (size_t)full_len;
    uint8_t fields[FIELDS_BYTES_MAX];
    size_t fields_len = write_fields(key, fields);
    crypto_digest seed = crypto_sha256(fields, fields_len);

    assert(full_len >= fields_len);
    if (len > 0)
        memcpy(ret_bytes, fields, len < fields_len ? len : fields_len);
    if (len > fields_len)
        zk_token_pad(&seed, ret_bytes + fields_len, len - fields_len);
    return (size_t)full_len;
}

static bool read_fields(struct base_reader *reader, struct zk_verifying_key *ret_key)
{
    uint8_t found_magic[sizeof(magic)];
    char name[NAME_BYTES_MAX + 1] = {0};
    uint8_t statement, name_len;

    base_reader_copy(reader, found_magic, sizeof(found_magic));
    statement = base_reader_u8(reader);
    name_len = base_reader_u8(reader);
    if (!base_reader_ok(reader) || memcmp(found_magic, magic, sizeof(magic)) != 0 ||
        statement > ZK_STATEMENT_EXCHANGE || name_len > NAME_BYTES_MAX)
        return false;
    base_reader_copy(reader, name, name_len);
    ret_key->statement = (enum zk_statement)statement;
    ret_key->content_len = base_reader_be64(reader);
    base_reader_copy(reader, ret_key->token_public.bytes, sizeof(ret_key->token_public.bytes));
    ret_key->cost = zk_cost_model_find(name);
    return base_reader_ok(reader) && ret_key->cost && strlen(name) == name_len;
}

bool zk_verifying_key_decode(const uint8_t *bytes, size_t len, struct zk_verifying_key *ret_key)
{
    struct zk_verifying_key key = {0};
    struct base_reader reader;

    base_reader_init(&reader, bytes, len);
    if (!read_fields(&reader, &key) ||
        len != zk_cost_verifying_key_bytes(key.cost, key.content_len))
        return false;
    key.hash = zk_verifying_key_hash(&key);
    if (!zk_token_pad_check(&key.hash, bytes + reader.position, len - reader.position))
        return false;
    *ret_key = key;
    return true;
}
