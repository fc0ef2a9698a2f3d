#include <assert.h>
#include <string.h>

#include "base/bytes.h"
#include "zk/token.h"

/* An encoded key: a header of magic, statement, level, two zeros, the cost model's name with zeros
 * behind it, and content_len; then, at ZK_LEVEL_CALIBRATED, the token's public key and padding that
 * is derived from all of these, up to the cost model's size. */

static const char magic[4] = {'C', 'P', 'V', 'K'};

#define NAME_BYTES 32
#define FIELDS_BYTES (ZK_COST_KEY_HEADER_BYTES + 32)

_Static_assert(ZK_COST_KEY_HEADER_BYTES == sizeof magic + 4 + NAME_BYTES + 8,
               "the header's fields");

static void write_header(const struct zk_verifying_key *key,
                         uint8_t ret_header[ZK_COST_KEY_HEADER_BYTES])
{
    size_t name_len = strlen(key->scheme.cost->name);

    assert(name_len <= NAME_BYTES);
    memset(ret_header, 0, ZK_COST_KEY_HEADER_BYTES);
    memcpy(ret_header, magic, sizeof(magic));
    ret_header[4] = (uint8_t)key->statement;
    ret_header[5] = (uint8_t)key->scheme.level;
    memcpy(ret_header + 8, key->scheme.cost->name, name_len);
    for (unsigned i = 0; i < 8; i++)
        ret_header[40 + i] = (uint8_t)(key->content_len >> (56 - 8 * i));
}

static void write_fields(const struct zk_verifying_key *key, uint8_t ret_fields[FIELDS_BYTES])
{
    write_header(key, ret_fields);
    memcpy(ret_fields + ZK_COST_KEY_HEADER_BYTES, key->token_public.bytes,
           sizeof(key->token_public.bytes));
}

void zk_verifying_key_seal(struct zk_verifying_key *key)
{
    uint8_t fields[FIELDS_BYTES];

    write_fields(key, fields);
    key->hash = crypto_sha256(fields, sizeof(fields));
}

size_t zk_verifying_key_encode(const struct zk_verifying_key *key, uint8_t *ret_bytes,
                               size_t capacity)
{
    uint64_t full_len = zk_cost_verifying_key_bytes(key->scheme.cost, key->content_len);
    size_t len = capacity < full_len ? capacity : (size_t)full_len;
    uint8_t fields[FIELDS_BYTES];
    crypto_digest seed;

    assert(full_len >= sizeof(fields));
    write_fields(key, fields);
    seed = crypto_sha256(fields, sizeof(fields));
    if (len > 0)
        memcpy(ret_bytes, fields, len < sizeof(fields) ? len : sizeof(fields));
    if (len > sizeof(fields))
        zk_token_pad(&seed, ret_bytes + sizeof(fields), len - sizeof(fields));
    return (size_t)full_len;
}

static bool read_header(struct base_reader *reader, struct zk_verifying_key *ret_key)
{
    uint8_t header[ZK_COST_KEY_HEADER_BYTES], again[ZK_COST_KEY_HEADER_BYTES];
    char name[NAME_BYTES + 1] = {0};

    base_reader_copy(reader, header, sizeof(header));
    memcpy(name, header + 8, NAME_BYTES);
    ret_key->statement = (enum zk_statement)header[4];
    ret_key->scheme.level = (enum zk_level)header[5];
    ret_key->scheme.cost = zk_cost_model_find(name);
    for (unsigned i = 0; i < 8; i++)
        ret_key->content_len = ret_key->content_len << 8 | header[40 + i];
    if (!base_reader_ok(reader) || header[4] > ZK_STATEMENT_EXCHANGE || header[5] > ZK_LEVEL_REAL ||
        !ret_key->scheme.cost)
        return false;
    write_header(ret_key, again);
    return memcmp(header, again, sizeof(header)) == 0;
}

bool zk_verifying_key_decode(const uint8_t *bytes, size_t len, struct zk_verifying_key *ret_key)
{
    struct zk_verifying_key key = {0};
    struct base_reader reader;

    base_reader_init(&reader, bytes, len);
    if (!read_header(&reader, &key) ||
        len != zk_cost_verifying_key_bytes(key.scheme.cost, key.content_len) ||
        key.scheme.level != ZK_LEVEL_CALIBRATED)
        return false;
    base_reader_copy(&reader, key.token_public.bytes, sizeof(key.token_public.bytes));
    zk_verifying_key_seal(&key);
    if (!zk_token_pad_check(&key.hash, bytes + reader.position, len - reader.position))
        return false;
    *ret_key = key;
    return true;
}

void zk_verifying_key_deinit(struct zk_verifying_key *key)
{
    memset(key, 0, sizeof(*key));
}

void zk_proving_key_deinit(struct zk_proving_key *key)
{
    explicit_bzero(key, sizeof(*key));
}
