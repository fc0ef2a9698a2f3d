#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "zk/compress.h"
#include "zk/token.h"

/* An encoded key: a header of magic, statement, level, two zeros, the cost model's name with zeros
 * behind it, and content_len. At ZK_LEVEL_CALIBRATED the token's public key follows, and padding
 * that is derived from all of these, up to the cost model's size. At ZK_LEVEL_REAL the compressed
 * points follow: alpha, beta, gamma, delta, and IC of 1 and of each public input. */

static const char magic[4] = {'C', 'P', 'V', 'K'};

#define NAME_BYTES 32
#define TOKEN_BYTES (ZK_COST_KEY_HEADER_BYTES + 32)
#define PUBLICS_MAX 16
#define REAL_BYTES_MAX                                                                             \
    (ZK_COST_KEY_HEADER_BYTES + 3 * ZK_COMPRESS_G2_BYTES + (PUBLICS_MAX + 2) * ZK_COMPRESS_G1_BYTES)

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
    base_store_be64(ret_header + 40, key->content_len);
}

/** All that is not padding; returns its length. */
static size_t write_fields(const struct zk_verifying_key *key, uint8_t ret_fields[REAL_BYTES_MAX])
{
    const struct zk_groth16_verifying_key *groth16 = &key->groth16;
    const zk_g2_affine *g2[] = {&groth16->beta_g2, &groth16->gamma_g2, &groth16->delta_g2};
    uint8_t *at = ret_fields + ZK_COST_KEY_HEADER_BYTES;

    write_header(key, ret_fields);
    if (key->scheme.level == ZK_LEVEL_CALIBRATED) {
        memcpy(at, key->token_public.bytes, sizeof(key->token_public.bytes));
        return TOKEN_BYTES;
    }
    assert(groth16->publics == key->scheme.cost->publics && groth16->publics <= PUBLICS_MAX);
    zk_compress_encode_g1(&groth16->alpha_g1, at);
    at += ZK_COMPRESS_G1_BYTES;
    for (int i = 0; i < 3; i++, at += ZK_COMPRESS_G2_BYTES)
        zk_compress_encode_g2(g2[i], at);
    for (uint32_t i = 0; i <= groth16->publics; i++, at += ZK_COMPRESS_G1_BYTES)
        zk_compress_encode_g1(&groth16->ic[i], at);
    return (size_t)(at - ret_fields);
}

void zk_verifying_key_seal(struct zk_verifying_key *key)
{
    uint8_t fields[REAL_BYTES_MAX];

    key->hash = crypto_sha256(fields, write_fields(key, fields));
}

size_t zk_verifying_key_encode(const struct zk_verifying_key *key, uint8_t *ret_bytes,
                               size_t capacity)
{
    uint64_t full_len = zk_cost_verifying_key_bytes(key->scheme.cost, key->content_len);
    size_t len = capacity < full_len ? capacity : (size_t)full_len;
    uint8_t fields[REAL_BYTES_MAX];
    size_t fields_len = write_fields(key, fields);
    crypto_digest seed = crypto_sha256(fields, fields_len);

    assert(full_len >= fields_len);
    assert(full_len == fields_len || key->scheme.level == ZK_LEVEL_CALIBRATED);
    if (len > 0)
        memcpy(ret_bytes, fields, len < fields_len ? len : fields_len);
    if (len > fields_len)
        zk_token_pad(&seed, ret_bytes + fields_len, len - fields_len);
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

static bool read_g1(struct base_reader *reader, zk_g1_affine *ret_point)
{
    uint8_t bytes[ZK_COMPRESS_G1_BYTES];

    base_reader_copy(reader, bytes, sizeof(bytes));
    return base_reader_ok(reader) && zk_compress_decode_g1(bytes, ret_point);
}

static bool read_g2(struct base_reader *reader, zk_g2_affine *ret_point)
{
    uint8_t bytes[ZK_COMPRESS_G2_BYTES];

    base_reader_copy(reader, bytes, sizeof(bytes));
    return base_reader_ok(reader) && zk_compress_decode_g2(bytes, ret_point);
}

/** The points; on failure nothing is to be freed. */
static bool read_points(struct base_reader *reader, uint32_t publics,
                        struct zk_groth16_verifying_key *ret_key)
{
    struct zk_groth16_verifying_key key = {.publics = publics};
    bool ok = publics > 0 && publics <= PUBLICS_MAX;

    if (ok)
        key.ic = malloc((publics + 1) * sizeof(*key.ic));
    ok = key.ic && read_g1(reader, &key.alpha_g1) && read_g2(reader, &key.beta_g2) &&
         read_g2(reader, &key.gamma_g2) && read_g2(reader, &key.delta_g2);
    for (uint32_t i = 0; ok && i <= publics; i++)
        ok = read_g1(reader, &key.ic[i]);
    if (!ok || zk_groth16_is_forgeable(&key)) {
        free(key.ic);
        return false;
    }
    *ret_key = key;
    return true;
}

bool zk_verifying_key_decode(const uint8_t *bytes, size_t len, struct zk_verifying_key *ret_key)
{
    struct zk_verifying_key key = {0};
    struct base_reader reader;
    bool ok;

    base_reader_init(&reader, bytes, len);
    if (!read_header(&reader, &key) ||
        len != zk_cost_verifying_key_bytes(key.scheme.cost, key.content_len))
        return false;
    if (key.scheme.level == ZK_LEVEL_REAL) {
        if (!read_points(&reader, key.scheme.cost->publics, &key.groth16))
            return false;
        ok = base_reader_done(&reader);
    } else {
        base_reader_copy(&reader, key.token_public.bytes, sizeof(key.token_public.bytes));
        ok = base_reader_ok(&reader);
    }
    zk_verifying_key_seal(&key);
    ok = ok && (key.scheme.level == ZK_LEVEL_REAL ||
                zk_token_pad_check(&key.hash, bytes + reader.position, len - reader.position));
    if (ok)
        *ret_key = key;
    else
        zk_verifying_key_deinit(&key);
    return ok;
}

void zk_verifying_key_deinit(struct zk_verifying_key *key)
{
    zk_groth16_verifying_key_deinit(&key->groth16);
    memset(key, 0, sizeof(*key));
}
