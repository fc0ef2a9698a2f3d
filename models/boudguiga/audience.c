#include "models/boudguiga/audience.h"

#include <string.h>

static const char node_tag[] = "boudguiga/node/v1"; /* 17 bytes */
static const char wrap_tag[] = "boudguiga/wrapped/v1";

static uint32_t width_for(uint64_t leaves)
{
    uint32_t width = 1;
    while (width < leaves)
        width *= 2;
    return width;
}

/** Checking nodes are receivers where there are any. */
static uint64_t checkers_of(const struct boudguiga_config *config)
{
    return config->variant == BOUDGUIGA_INNOCUOUSNESS ? config->checkers : 0;
}

void boudguiga_audience_init(struct boudguiga_audience *audience,
                             const struct boudguiga_config *config, uint32_t devices,
                             const uint8_t master[32])
{
    *audience = (struct boudguiga_audience){
        .width = width_for(checkers_of(config) + devices),
        .checkers = (uint32_t)checkers_of(config),
        .devices = devices,
        .revoked = (uint32_t)config->revoked_devices,
    };
    memcpy(audience->master, master, sizeof audience->master);
}

uint32_t boudguiga_audience_checker(const struct boudguiga_audience *audience, uint32_t checker)
{
    return audience->width + checker;
}

uint32_t boudguiga_audience_device(const struct boudguiga_audience *audience, uint32_t device)
{
    return audience->width + audience->checkers + device;
}

static crypto_digest node_key(const struct boudguiga_audience *audience, uint32_t node)
{
    const uint8_t number[4] = {(uint8_t)(node >> 24), (uint8_t)(node >> 16), (uint8_t)(node >> 8),
                               (uint8_t)node};
    const struct crypto_part parts[] = {{node_tag, sizeof node_tag - 1},
                                        {audience->master, sizeof audience->master},
                                        {number, sizeof number}};
    return crypto_sha256_parts(parts, 3);
}

/** Its own inverse. */
static void wrap(const struct boudguiga_audience *audience, uint32_t node,
                 const crypto_digest *update_id, const uint8_t in[32], uint8_t ret_out[32])
{
    crypto_digest key = node_key(audience, node);
    const struct crypto_part parts[] = {{wrap_tag, sizeof wrap_tag - 1},
                                        {key.bytes, sizeof key.bytes},
                                        {update_id->bytes, sizeof update_id->bytes}};
    crypto_digest pad = crypto_sha256_parts(parts, 3);
    for (size_t i = 0; i < 32; i++)
        ret_out[i] = in[i] ^ pad.bytes[i];
}

/** A run of leaves that shall not read: [first, end). */
struct excluded {
    uint64_t first, end;
};

static struct excluded excluded_of(const struct boudguiga_audience *audience)
{
    uint64_t end = (uint64_t)boudguiga_audience_device(audience, audience->devices);
    return (struct excluded){end - audience->revoked, end};
}

static void append_wrapped(const struct boudguiga_audience *audience, uint32_t node,
                           const crypto_digest *update_id, const uint8_t content_key[32],
                           struct base_buffer *ret_cover)
{
    uint8_t wrapped[32];
    wrap(audience, node, update_id, content_key, wrapped);
    base_buffer_append_be32(ret_cover, node);
    base_buffer_append(ret_cover, wrapped, sizeof wrapped);
}

/** The subtree under `node`, whose leaves are [first, first + size). Leaves without a receiver may
 *  be covered: nobody has their keys. */
static size_t cover_subtree(const struct boudguiga_audience *audience, uint32_t node,
                            uint64_t first, uint64_t size, const crypto_digest *update_id,
                            const uint8_t content_key[32], struct base_buffer *ret_cover)
{
    struct excluded out = excluded_of(audience);
    if (first >= out.end || first + size <= out.first || out.first == out.end) {
        append_wrapped(audience, node, update_id, content_key, ret_cover);
        return 1;
    }
    if (first >= out.first && first + size <= out.end)
        return 0;
    return cover_subtree(audience, 2 * node, first, size / 2, update_id, content_key, ret_cover) +
           cover_subtree(audience, 2 * node + 1, first + size / 2, size / 2, update_id, content_key,
                         ret_cover);
}

size_t boudguiga_audience_wrap(const struct boudguiga_audience *audience,
                               enum boudguiga_encryption encryption, const crypto_digest *update_id,
                               const uint8_t content_key[32], struct base_buffer *ret_cover)
{
    if (encryption == BOUDGUIGA_PLAIN)
        return 0;
    if (encryption == BOUDGUIGA_BROADCAST)
        return cover_subtree(audience, 1, audience->width, audience->width, update_id, content_key,
                             ret_cover);
    uint32_t readers = audience->checkers + audience->devices - audience->revoked;
    for (uint32_t i = 0; i < readers; i++)
        append_wrapped(audience, audience->width + i, update_id, content_key, ret_cover);
    return readers;
}

bool boudguiga_audience_unwrap(const struct boudguiga_audience *audience, uint32_t leaf,
                               const crypto_digest *update_id, const uint8_t *cover, size_t len,
                               uint8_t ret_content_key[32])
{
    struct base_reader reader;
    base_reader_init(&reader, cover, len);
    while (base_reader_ok(&reader) && reader.position < len) {
        uint8_t wrapped[32];
        uint32_t covered = base_reader_be32(&reader);
        base_reader_copy(&reader, wrapped, sizeof wrapped);
        if (!base_reader_ok(&reader))
            return false;
        for (uint32_t node = leaf; node > 0; node /= 2) {
            if (node != covered)
                continue;
            wrap(audience, node, update_id, wrapped, ret_content_key);
            return true;
        }
    }
    return false;
}

uint64_t boudguiga_audience_cover_max(const struct boudguiga_config *config, uint64_t devices)
{
    uint64_t readers = checkers_of(config) + devices, levels = 1;
    if (config->encryption == BOUDGUIGA_PLAIN)
        return 0;
    if (config->encryption == BOUDGUIGA_PER_DEVICE)
        return readers;
    /* One run of leaves is left out: at most two subtrees a level. */
    for (uint64_t width = 1; width < readers; width *= 2)
        levels++;
    return 2 * levels;
}
