#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "crypto/cipher.h"
#include "models/boudguiga/state.h"

/** O_type. Assumption: one type of device a run. */
static const char device_type[] = "boudguiga/device-type/1";

int boudguiga_update_init(struct boudguiga *state)
{
    const struct boudguiga_config *config = state->config;
    struct participant *manufacturer = &state->world->participants[WORLD_MANUFACTURER][0];
    struct base_random random;
    uint8_t master[32];
    size_t len = (size_t)config->update_bytes;
    state->update = malloc(len);
    state->carried = malloc(len);
    if (!state->update || !state->carried)
        return BASE_E_NOMEM;
    participant_random(manufacturer, "update", &random);
    base_random_bytes(&random, state->update, len);
    participant_random(manufacturer, "audience", &random);
    base_random_bytes(&random, master, sizeof master);
    base_random_bytes(&random, state->content_key, sizeof state->content_key);
    boudguiga_audience_init(&state->audience, config, state->world->counts[WORLD_DEVICE], master);
    if (config->encryption == BOUDGUIGA_PLAIN)
        memcpy(state->carried, state->update, len);
    else
        crypto_chacha20_xor(state->content_key, state->update, len, state->carried);
    state->device_type = crypto_sha256(device_type, sizeof device_type - 1);
    state->update_id = crypto_sha256(state->update, len);
    state->carried_sha256 = crypto_sha256(state->carried, len);
    return 0;
}

const uint8_t *boudguiga_part_bytes(const struct boudguiga *state, uint32_t part, size_t *ret_len)
{
    size_t each = state->config->variant == BOUDGUIGA_INNOCUOUSNESS
                      ? (size_t)state->config->update_bytes
                      : (size_t)state->config->part_bytes;
    size_t first = each * part;
    size_t rest = (size_t)state->config->update_bytes - first;
    *ret_len = rest < each ? rest : each;
    return state->carried + first;
}

struct boudguiga_post boudguiga_make_post(const struct boudguiga *state, uint32_t part,
                                          struct base_buffer *ret_cover)
{
    const struct participant *manufacturer = &state->world->participants[WORLD_MANUFACTURER][0];
    size_t len;
    const uint8_t *bytes = boudguiga_part_bytes(state, part, &len);
    struct boudguiga_post post = {
        .version = 1,
        .part = part,
        .parts = state->config->variant == BOUDGUIGA_INNOCUOUSNESS ? 0 : state->parts,
        .bytes = len,
        .update_id = state->update_id,
        .part_sha256 = crypto_sha256(bytes, len),
        .manufacturer = manufacturer->address,
        .cover = (const uint8_t *)"",
    };
    if (part == 0)
        boudguiga_audience_wrap(&state->audience,
                                (enum boudguiga_encryption)state->config->encryption,
                                &state->update_id, state->content_key, ret_cover);
    if (ret_cover->len > 0) {
        post.cover = ret_cover->data;
        post.cover_len = ret_cover->len;
    }
    crypto_digest digest = boudguiga_post_digest(&state->device_type, &post);
    crypto_token_ed25519_sign(state->world->tokens, &manufacturer->identity_secret, digest.bytes,
                              sizeof digest.bytes, &post.signature);
    return post;
}

enum boudguiga_opened boudguiga_open(struct boudguiga *state, struct participant *self,
                                     const struct boudguiga_release *release, uint32_t leaf)
{
    const crypto_digest *update_id = &release->post.update_id;
    uint8_t key[32];
    size_t len = (size_t)state->config->update_bytes;
    /* One part's hash is the whole's. */
    if (crypto_digest_equal(update_id, &release->parts[0]))
        return BOUDGUIGA_OPENED;
    CONVERSE_BYTES update = malloc(len);
    if (!update) {
        world_fail(state->world, BASE_E_NOMEM);
        return BOUDGUIGA_NOT_U;
    }
    memcpy(update, state->carried, len);
    if (release->cover_len > 0) {
        participant_charge(self, CRYPTO_OP_SHA256, BOUDGUIGA_UNWRAP_HASHED_BYTES);
        if (!boudguiga_audience_unwrap(&state->audience, leaf, update_id, release->cover,
                                       release->cover_len, key))
            return BOUDGUIGA_NOT_FOR_IT;
        participant_charge(self, CRYPTO_OP_CHACHA20, len);
        crypto_chacha20_xor(key, update, len, update);
    }
    return boudguiga_check_bytes(self, update, len, update_id) ? BOUDGUIGA_OPENED : BOUDGUIGA_NOT_U;
}
