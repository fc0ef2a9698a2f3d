#include "models/crowdpatching/crowdpatching.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/** The devices' keys. With secp256k1 they are those of their accounts; otherwise each gets one of
 * its own, and is named by it. */
static int make_keys(struct crowdpatching *state)
{
    struct world *world = state->world;
    int r = 0;
    for (uint32_t i = 0; r == 0 && i < world->counts[WORLD_DEVICE]; i++) {
        struct participant *device = &world->participants[WORLD_DEVICE][i];
        struct crowdpatching_keys *keys = &state->keys[i];
        struct base_random random;
        uint8_t seed[32];
        if (state->rules.scheme == CRYPTO_SCHEME_SECP256K1) {
            keys->secret.scheme = keys->key.scheme = state->rules.scheme;
            keys->secret.secp256k1 = device->secret;
            memcpy(keys->key.bytes, device->address.bytes, sizeof device->address.bytes);
            continue;
        }
        participant_random(device, "device.key", &random);
        base_random_bytes(&random, seed, sizeof seed);
        r = crypto_token_scheme_keypair(world->tokens, state->rules.scheme, seed, &keys->key,
                                        &keys->secret);
        crypto_address address;
        if (r == 0) {
            address = crypto_scheme_address(&keys->key);
            r = world_rename(world, device, &address);
        }
    }
    if (state->rules.scheme == CRYPTO_SCHEME_ED25519)
        outcome_warn(&world->outcome,
                     "what-if: contracts check Ed25519 by EIP-665, which no chain has");
    return r;
}

/** Which devices are their own hubs; their accounts get what hubs' get. */
static int choose_own_hubs(struct crowdpatching *state)
{
    struct world *world = state->world;
    struct chain *chain = chain_service_chain(world->chain);
    int r = 0;
    for (uint32_t i = 0; r == 0 && i < world->counts[WORLD_DEVICE]; i++) {
        struct participant *device = &world->participants[WORLD_DEVICE][i];
        struct base_random random;
        participant_random(device, "own_hub", &random);
        state->is_own_hub[i] = base_random_uniform(&random) < state->config->own_hubs;
        if (state->is_own_hub[i] && !u256_is_zero(world->config->hub_funds_wei))
            r = chain_fund(chain, &device->address, world->config->hub_funds_wei);
    }
    return r;
}

/** Devices that may be their own hubs. */
static uint32_t own_hub_places(const struct crowdpatching *state)
{
    return state->config->own_hubs > 0 ? state->world->counts[WORLD_DEVICE] : 0;
}

static size_t holding_places(const struct crowdpatching *state)
{
    return (size_t)state->world->counts[WORLD_DISTRIBUTOR] * state->release_count;
}

static void init_hub(struct crowdpatching_hub *hub)
{
    base_map_init(&hub->shunned, sizeof(crypto_address), 1);
    base_map_init(&hub->rates, sizeof(crypto_address), sizeof(double));
}

static void deinit_hub(struct crowdpatching_hub *hub)
{
    crowdpatching_forget_rewards(&hub->rewards);
    crowdpatching_forget_rewards(&hub->spent_rewards);
    base_map_deinit(&hub->shunned);
    base_map_deinit(&hub->rates);
}

static void teardown(void *model_state)
{
    struct crowdpatching *state = model_state;
    if (!state)
        return;
    base_map_deinit(&state->exchanges);
    base_map_deinit(&state->contracts);
    for (uint32_t i = 0; state->distributors && i < state->world->counts[WORLD_DISTRIBUTOR]; i++) {
        crowdpatching_forget_claims(&state->distributors[i].claims);
        crowdpatching_forget_claims(&state->distributors[i].spent_claims);
        base_map_deinit(&state->distributors[i].served);
    }
    for (size_t i = 0; state->holdings && i < holding_places(state); i++)
        crowdpatching_forget_purchase(&state->holdings[i]);
    free(state->distributors);
    free(state->holdings);
    free(state->trusts);
    for (uint32_t i = 0; state->hubs && i < state->world->counts[WORLD_HUB]; i++)
        deinit_hub(&state->hubs[i]);
    for (uint32_t i = 0; state->own_hubs && i < own_hub_places(state); i++)
        deinit_hub(&state->own_hubs[i]);
    free(state->hubs);
    free(state->views);
    free(state->watches);
    free(state->own_hubs);
    free(state->own_views);
    free(state->outsiders_releases);
    free(state->is_own_hub);
    for (uint32_t i = 0; state->promises && i < state->world->counts[WORLD_DEVICE]; i++)
        crowdpatching_forget_promises(&state->promises[i]);
    free(state->promises);
    free(state->keys);
    free(state->authorised);
    free(state->hub_rewarded);
    crowdpatching_lemmas_deinit(&state->lemmas);
    crowdpatching_forget_updates(state);
    crowdpatching_entry_deinit(state);
    free(state);
}

/** What is kept of each participant. Returns 0 or BASE_E_NOMEM. */
static int allocate(struct crowdpatching *state)
{
    const uint32_t *counts = state->world->counts;
    size_t devices = counts[WORLD_DEVICE], hubs = counts[WORLD_HUB];
    size_t distributors = counts[WORLD_DISTRIBUTOR], releases = state->release_count;
    state->distributors = calloc(distributors + 1, sizeof *state->distributors);
    state->holdings = calloc(holding_places(state) + 1, sizeof *state->holdings);
    state->trusts = calloc(distributors * state->maker_count + 1, sizeof *state->trusts);
    state->hubs = calloc(hubs + 1, sizeof *state->hubs);
    state->views = calloc(hubs * releases + 1, sizeof *state->views);
    if (releases > 1)
        state->watches = calloc(hubs + 1, sizeof *state->watches);
    state->own_hubs = calloc(own_hub_places(state) + 1u, sizeof *state->own_hubs);
    state->own_views = calloc(own_hub_places(state) * releases + 1, sizeof *state->own_views);
    state->outsiders_releases =
        calloc(counts[WORLD_OUTSIDER] * releases + 1, sizeof *state->outsiders_releases);
    state->is_own_hub = calloc(devices + 1, sizeof *state->is_own_hub);
    state->promises = calloc(devices + 1, sizeof *state->promises);
    state->keys = calloc(devices + 1, sizeof *state->keys);
    state->authorised = calloc(devices + 1, sizeof *state->authorised);
    state->hub_rewarded = malloc((devices * releases + 1) * sizeof *state->hub_rewarded);
    for (size_t i = 0; state->hub_rewarded && i < devices * releases; i++)
        state->hub_rewarded[i] = -1;
    return state->distributors && state->holdings && state->trusts && state->hubs && state->views &&
                   (releases == 1 || state->watches) && state->own_hubs && state->own_views &&
                   state->outsiders_releases && state->is_own_hub && state->promises &&
                   state->keys && state->authorised && state->hub_rewarded
               ? 0
               : BASE_E_NOMEM;
}

static int setup(struct world *world, void **ret_state)
{
    struct crowdpatching *state = calloc(1, sizeof *state);
    if (!state)
        return BASE_E_NOMEM;
    state->world = world;
    state->config = scenario_section_values(world->scenario, crowdpatching_section.name);
    state->scheme = (struct zk_scheme){
        .level =
            world->fidelity->proof == CONFIG_FIDELITY_REAL ? ZK_LEVEL_REAL : ZK_LEVEL_CALIBRATED,
        .cost = zk_cost_model_find(zk_cost_model_names[state->config->proof_system]),
        .tokens = world->tokens,
    };
    state->rules = (struct contracts_rules){
        .semantics = (enum contracts_semantics)state->config->semantics,
        .tagging = (enum contracts_tagging)state->config->challenge,
        .scheme = (enum crypto_scheme)state->config->signature_scheme,
        .halves_scores = state->config->score_reset == CROWDPATCHING_RESET_DECAY,
    };
    state->nonce_bytes = (size_t)state->config->nonce_bits / 8;
    state->challenge_bytes =
        crowdpatching_challenge_bytes(state->rules.tagging, state->nonce_bytes);
    state->maker_count = world->counts[WORLD_MANUFACTURER];
    state->releases_each = (uint32_t)state->config->releases;
    state->release_count = state->maker_count * state->releases_each;
    base_map_init(&state->exchanges, sizeof(crypto_address), sizeof(struct crowdpatching_exchange));
    base_map_init(&state->contracts, sizeof(crypto_address), sizeof(uint32_t));
    int r = allocate(state);
    if (r == 0)
        r = crowdpatching_lemmas_init(&state->lemmas, world->counts[WORLD_DEVICE]);
    state->lemmas.is_chain_soft = !chain_service_is_firm(world->chain);
    for (uint32_t i = 0; r == 0 && i < world->counts[WORLD_HUB]; i++)
        init_hub(&state->hubs[i]);
    for (uint32_t i = 0; state->own_hubs && i < own_hub_places(state); i++)
        init_hub(&state->own_hubs[i]);
    for (uint32_t i = 0; r == 0 && i < world->counts[WORLD_DISTRIBUTOR]; i++)
        base_map_init(&state->distributors[i].served, sizeof(struct crowdpatching_target),
                      sizeof(uint64_t));
    if (r == 0)
        r = crowdpatching_entry_init(state);
    if (r == 0)
        r = make_keys(state);
    if (r == 0)
        r = choose_own_hubs(state);
    if (r == 0)
        r = crowdpatching_prepare(state);
    if (r < 0) {
        teardown(state);
        return r;
    }
    chain_service_watch(world->chain, crowdpatching_book_block, state);
    *ret_state = state;
    return 0;
}

static void play(void *model_state, struct participant *self)
{
    struct crowdpatching *state = model_state;
    switch (self->role) {
    case WORLD_MANUFACTURER:
        crowdpatching_manufacturer_play(state, self);
        break;
    case WORLD_DISTRIBUTOR:
        crowdpatching_distributor_play(state, self);
        break;
    case WORLD_HUB:
        crowdpatching_hub_play(state, self);
        break;
    case WORLD_OUTSIDER:
        crowdpatching_outsider_play(state, self);
        break;
    case WORLD_DEVICE:
    case WORLD_ROLE_COUNT:
        break;
    }
}

const struct model_ops crowdpatching_ops = {
    .about =
        {
            .name = "crowdpatching",
            .summary = "first-hand and second-hand distributors, hubs, proofs, rewards on chain",
            .source = "Puggioni, Shaghaghi, Doss, Kanhere 2020",
            .section = &crowdpatching_section,
            .messages = crowdpatching_messages,
            .variant_key = "semantics",
            .parts = MODEL_CHAIN | MODEL_REWARDS | MODEL_DISTRIBUTORS | MODEL_LOOKUPS |
                     MODEL_PROOFS | MODEL_ENCRYPTION | MODEL_DEVICES_ONLINE | MODEL_DEVICES_SERVE |
                     MODEL_RELEASES,
            .attacks =
                ADVERSARY_BIT(ADVERSARY_SIGNATURE_ORACLE) | ADVERSARY_BIT(ADVERSARY_POFD_FIRST) |
                ADVERSARY_BIT(ADVERSARY_SECOND_RELEASE) | ADVERSARY_BIT(ADVERSARY_WHITEWASH) |
                ADVERSARY_BIT(ADVERSARY_HUB_CACHE) | ADVERSARY_BIT(ADVERSARY_SELF_DELIVERY) |
                ADVERSARY_BIT(ADVERSARY_FREE_RIDING) | ADVERSARY_BIT(ADVERSARY_KEY_WITHHOLDING) |
                ADVERSARY_BIT(ADVERSARY_EXCHANGE_GRIEFING) |
                ADVERSARY_BIT(ADVERSARY_TAMPER_DISTRIBUTOR) | ADVERSARY_BIT(ADVERSARY_TAMPER_HUB) |
                ADVERSARY_BIT(ADVERSARY_CRS_SUBVERSION) | ADVERSARY_BIT(ADVERSARY_PROVER_GRIEFING) |
                ADVERSARY_BIT(ADVERSARY_IMPERSONATE_MANUFACTURER) |
                ADVERSARY_BIT(ADVERSARY_IMPERSONATE_HUB) |
                ADVERSARY_BIT(ADVERSARY_IMPERSONATE_DEVICE),
            .shared_attacks = ADVERSARY_ON_CHAIN | ADVERSARY_ON_LINES,
        },
    .check = crowdpatching_check,
    .setup = setup,
    .play = play,
    .act = crowdpatching_device_act,
    .report = crowdpatching_report,
    .teardown = teardown,
};
