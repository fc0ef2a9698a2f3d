#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Section IV-B1, before the run: what manufacturers announce, and whether anybody can use it. */

/** Two indices of a stream are 4 MiB apart, and an update has 64 MiB at the most. */
#define INDICES_AN_UPDATE 16

uint8_t *crowdpatching_list_devices(const struct crowdpatching *state,
                                    const struct crowdpatching_maker *maker, size_t *ret_count)
{
    uint32_t count = crowdpatching_fleet(state, maker);
    uint8_t *list = malloc((count + 1u) * sizeof(crypto_address));
    for (uint32_t i = 0; list && i < count; i++)
        memcpy(list + i * sizeof(crypto_address),
               crowdpatching_fleet_at(state, maker, i)->address.bytes, sizeof(crypto_address));
    *ret_count = count;
    return list;
}

/** U: random bytes, as an encrypted or compressed firmware looks. NULL: no memory. */
static uint8_t *draw_update(const struct crowdpatching *state,
                            const struct crowdpatching_update *update)
{
    struct base_random random;
    size_t len = (size_t)state->config->update_bytes;
    uint8_t *bytes = malloc(len);
    uint32_t number =
        (uint32_t)(update - state->updates) - crowdpatching_first_release(state, update->maker);
    participant_random_at(update->maker->self, "update", (uint64_t)number * INDICES_AN_UPDATE,
                          &random);
    if (bytes)
        base_random_bytes(&random, bytes, len);
    return bytes;
}

/** The keys of S_D. */
static int make_delivery_keys(struct crowdpatching *state, struct crowdpatching_maker *maker)
{
    struct base_random random;
    uint8_t seed[32];
    participant_random(maker->self, "setup", &random);
    base_random_bytes(&random, seed, sizeof seed);
    crowdpatching_keep_trapdoor(state, maker, ZK_STATEMENT_DELIVERY, seed);
    maker->delivery_pk_bytes =
        zk_cost_proving_key_bytes(state->scheme.cost, state->config->update_bytes);
    return zk_statement_setup(ZK_STATEMENT_DELIVERY, (size_t)state->config->update_bytes,
                              &state->scheme, seed, &maker->delivery_pk);
}

/** U, P, their hashes and sig_m. */
static int make_package(struct crowdpatching *state, struct crowdpatching_update *update)
{
    const struct crowdpatching_maker *maker = update->maker;
    size_t len = (size_t)state->config->update_bytes, device_count = 0;
    CONVERSE_BUFFER vk_bytes = {0};
    CONVERSE_BYTES bytes = draw_update(state, update);
    CONVERSE_BYTES devices = crowdpatching_list_devices(state, maker, &device_count);
    if (!bytes || !devices)
        return BASE_E_NOMEM;
    update->update_hash = zk_scheme_hash(&state->scheme, bytes, len);
    update->update_sha256 = crypto_sha256(bytes, len);
    crypto_digest signed_digest =
        crowdpatching_update_digest(&update->update_hash, &update->update_sha256);
    crypto_ed25519_signature signature;
    crypto_token_ed25519_sign(state->world->tokens, &maker->self->identity_secret,
                              signed_digest.bytes, sizeof signed_digest.bytes, &signature);
    sealed_encode_verifying_key(&maker->delivery_pk.verifying, &vk_bytes);
    if (base_buffer_failed(&vk_bytes))
        return BASE_E_NOMEM;
    bool by_root = state->config->device_list == CROWDPATCHING_MERKLE_ROOT;
    int r = package_build(bytes, len, vk_bytes.data, vk_bytes.len, &maker->delivery_pk.hash,
                          &signature, (const crypto_address *)(const void *)devices,
                          by_root ? device_count : 0, &update->seed);
    if (r == 0)
        update->package_hash = zk_scheme_hash(&state->scheme, update->seed.bytes, update->seed.len);
    return r;
}

static double proof_s(const struct crowdpatching *state, uint64_t content_bytes)
{
    const struct participant *distributor = state->world->participants[WORLD_DISTRIBUTOR];
    return (double)zk_cost_prove_ns(state->scheme.cost, state->world->timing, content_bytes) *
           distributor->device_class->prover_slowdown / 1e9;
}

/** One proof of S_D for each device, shared by all cores of all distributors from the release on,
 *  takes this long at the least. */
static double all_deliveries_s(const struct crowdpatching *state, double delivery_s)
{
    const struct world *world = state->world;
    uint64_t cores = (uint64_t)world->counts[WORLD_DISTRIBUTOR] *
                     world->participants[WORLD_DISTRIBUTOR]->device_class->cores;
    uint64_t rounds = (world->counts[WORLD_DEVICE] + cores - 1) / cores;
    return (double)rounds * delivery_s;
}

/** What that many bytes take at the least from the manufacturer to a distributor. */
static double upload_of_s(const struct crowdpatching *state, uint64_t bytes)
{
    const struct config_network *network = state->world->network;
    uint64_t bps = network->manufacturer_up_bps < network->distributor_down_bps
                       ? network->manufacturer_up_bps
                       : network->distributor_down_bps;
    return (double)bytes * 8 / (double)bps;
}

struct span_text {
    char text[64];
};

/** Seconds, and in words what is long. */
static struct span_text span(double s)
{
    const double day_s = 86400, year_s = 365.25 * day_s;
    struct span_text span;
    if (s < 2 * day_s)
        snprintf(span.text, sizeof span.text, "%.0f s", s);
    else if (s < 2 * year_s)
        snprintf(span.text, sizeof span.text, "%.0f s (%.0f days)", s, s / day_s);
    else
        snprintf(span.text, sizeof span.text, "%.0f s (%.0f years)", s, s / year_s);
    return span;
}

struct growth_text {
    char text[192];
};

/** What it means that no package is sold: only the manufacturer makes distributors. */
static struct growth_text growth_without_sales(const struct crowdpatching *state)
{
    const struct crowdpatching_config *config = state->config;
    uint64_t all = state->world->counts[WORLD_DISTRIBUTOR];
    uint64_t seeded =
        config->seeding_slots > 0 && config->seeding_slots < all ? config->seeding_slots : all;
    struct growth_text growth;
    snprintf(growth.text, sizeof growth.text,
             "no package can be sold, and distributors do not grow in number: the manufacturer "
             "itself makes all there are, at most %llu of %llu, within %.0f s of the release",
             (unsigned long long)seeded, (unsigned long long)all,
             (double)config->seeding_window_ns / 1e9);
    return growth;
}

/** A proving key of S_E from which on buyers are warned. Assumption: what no home line fetches in a
 *  minute. */
#define HEAVY_KEY_BYTES UINT64_C(1000000000)

/** Whether S_E can be proved and its key be had: if not, no package is sold, and one warning says
 *  why and what follows. */
static void look_at_sales(struct crowdpatching *state, const struct crowdpatching_maker *maker,
                          double exchange_s, double timeout_s, double upload_s)
{
    struct outcome *outcome = &state->world->outcome;
    const struct zk_cost_model *cost = state->scheme.cost;
    unsigned long long content_bytes = maker->exchange_content_bytes;
    unsigned long long key_bytes = maker->delivery_pk_bytes + maker->exchange_pk_bytes;
    double keys_s = upload_of_s(state, key_bytes);
    const struct growth_text stop = growth_without_sales(state);
    state->is_saleable = false;
    if (!zk_cost_is_provable(cost, content_bytes))
        outcome_warn(outcome,
                     "infeasible: S_E over a package of %llu bytes has %llu constraints with %s, "
                     "more than its field has room for; %s",
                     content_bytes, (unsigned long long)zk_cost_constraints(cost, content_bytes),
                     cost->name, stop.text);
    else if (exchange_s > timeout_s)
        outcome_warn(outcome,
                     "infeasible: a proof of S_E over a package of %llu bytes takes %s with %s, "
                     "buyers wait %.0f s; %s",
                     content_bytes, span(exchange_s).text, cost->name, timeout_s, stop.text);
    else if (keys_s > upload_s)
        outcome_warn(outcome,
                     "infeasible: the proving keys of S_D and S_E have %llu bytes and take %.0f s "
                     "to fetch with %s, transfers may take %.0f s; %s",
                     key_bytes, keys_s, cost->name, upload_s, stop.text);
    else
        state->is_saleable = true;
    if (state->is_saleable && maker->exchange_pk_bytes >= HEAVY_KEY_BYTES)
        outcome_warn(outcome,
                     "heavy: a package of %llu bytes for %u devices makes the proving key of S_E "
                     "%llu bytes, which every distributor fetches with it",
                     content_bytes, state->world->counts[WORLD_DEVICE],
                     (unsigned long long)maker->exchange_pk_bytes);
}

/** Says beforehand what the numbers will show: proofs that take longer than anybody waits, or than
 *  the release lasts. Without a chance to sell P, nobody sets S_E up, fetches pk^E or starts a
 * proof of it. */
static void look_at_feasibility(struct crowdpatching *state,
                                const struct crowdpatching_maker *maker)
{
    const struct crowdpatching_config *config = state->config;
    struct outcome *outcome = &state->world->outcome;
    state->is_saleable = true;
    if (state->world->counts[WORLD_DISTRIBUTOR] == 0)
        return;
    const struct zk_cost_model *cost = state->scheme.cost;
    if (!zk_cost_is_provable(cost, config->update_bytes))
        outcome_warn(outcome,
                     "infeasible: S_D over an update of %llu bytes has %llu constraints with %s, "
                     "more than its field has room for",
                     (unsigned long long)config->update_bytes,
                     (unsigned long long)zk_cost_constraints(cost, config->update_bytes),
                     cost->name);
    double delivery_s = proof_s(state, config->update_bytes);
    double timeout_s = (double)config->proof_timeout_ns / 1e9;
    if (delivery_s > timeout_s)
        outcome_warn(outcome, "infeasible: a proof of S_D takes %.0f s with %s, hubs wait %.0f s",
                     delivery_s, state->scheme.cost->name, timeout_s);
    uint32_t distributors = state->world->counts[WORLD_DISTRIBUTOR];
    double needed_s = all_deliveries_s(state, delivery_s);
    double expiry_s = (double)config->expiry_ns / 1e9;
    if (needed_s > expiry_s)
        outcome_warn(
            outcome,
            "infeasible: the proofs of S_D for %u devices keep all cores of %u distributor%s "
            "busy for %.0f s with %s, the release expires after %.0f s",
            state->world->counts[WORLD_DEVICE], distributors, distributors == 1 ? "" : "s",
            needed_s, state->scheme.cost->name, expiry_s);
    double upload_s = (double)config->transaction_timeout_ns / 1e9;
    double delivery_key_s = upload_of_s(state, maker->delivery_pk_bytes);
    if (delivery_key_s > upload_s)
        outcome_warn(outcome,
                     "infeasible: the proving key of S_D has %llu bytes and takes %.0f s to fetch "
                     "with %s, transfers may take %.0f s",
                     (unsigned long long)maker->delivery_pk_bytes, delivery_key_s,
                     state->scheme.cost->name, upload_s);
    look_at_sales(state, maker, proof_s(state, maker->exchange_content_bytes), timeout_s, upload_s);
}

/** The keys of S_E, whose content is the package. */
static int make_exchange_keys(struct crowdpatching *state, struct crowdpatching_maker *maker)
{
    struct base_random random;
    uint8_t seed[32];
    size_t package_len = state->updates[crowdpatching_first_release(state, maker)].seed.len;
    maker->exchange_content_bytes = package_len;
    if (state->config->proving_keys == CROWDPATCHING_KEYS_IN_PACKAGE)
        maker->exchange_content_bytes += maker->delivery_pk_bytes;
    maker->exchange_pk_bytes =
        zk_cost_proving_key_bytes(state->scheme.cost, maker->exchange_content_bytes);
    /* No manufacturer has more devices than the first, or a larger package. */
    if (maker == state->makers)
        look_at_feasibility(state, maker);
    /* What stands in P comes with every P. */
    maker->known_keys_bytes = state->is_saleable ? maker->exchange_pk_bytes : 0;
    if (state->config->proving_keys != CROWDPATCHING_KEYS_IN_PACKAGE)
        maker->known_keys_bytes += maker->delivery_pk_bytes;

    participant_random(maker->self, "setup.exchange", &random);
    base_random_bytes(&random, seed, sizeof seed);
    /* Where nobody sets S_E up, what is announced stands for nothing and is never used. */
    struct zk_scheme scheme = state->scheme;
    if (!state->is_saleable || state->world->counts[WORLD_DISTRIBUTOR] < 2)
        scheme.level = ZK_LEVEL_CALIBRATED;
    crowdpatching_keep_trapdoor(state, maker, ZK_STATEMENT_EXCHANGE, seed);
    int r =
        zk_statement_setup(ZK_STATEMENT_EXCHANGE, package_len, &scheme, seed, &maker->exchange_pk);
    if (r < 0)
        return r;
    sealed_encode_verifying_key(&maker->exchange_pk.verifying, &maker->exchange_vk_bytes);
    return base_buffer_failed(&maker->exchange_vk_bytes) ? BASE_E_NOMEM : 0;
}

static int prepare_maker(struct crowdpatching *state, struct crowdpatching_maker *maker)
{
    struct crowdpatching_update *first = &state->updates[crowdpatching_first_release(state, maker)];
    maker->self = &state->world->participants[WORLD_MANUFACTURER][maker - state->makers];
    maker->newest = crowdpatching_first_release(state, maker);
    maker->super_contract = evm_create_address(&maker->self->address, 0);
    int r = seeding_init(&maker->seeding, state->world);
    if (r == 0)
        r = make_delivery_keys(state, maker);
    for (uint32_t i = 0; r == 0 && i < state->releases_each; i++) {
        first[i].maker = maker;
        first[i].released = first[i].expires = -1;
        r = make_package(state, &first[i]);
    }
    if (r == 0)
        r = make_exchange_keys(state, maker);
    if (r == 0)
        r = members_init(&maker->members, first->seed.devices, first->seed.device_count);
    return r;
}

int crowdpatching_prepare(struct crowdpatching *state)
{
    int r = zk_scheme_init(&state->scheme);
    state->makers = calloc(state->maker_count, sizeof *state->makers);
    state->updates = calloc(state->release_count, sizeof *state->updates);
    if (r == 0 && (!state->makers || !state->updates))
        r = BASE_E_NOMEM;
    for (uint32_t i = 0; r == 0 && i < state->maker_count; i++)
        r = prepare_maker(state, &state->makers[i]);
    return r;
}

void crowdpatching_forget_updates(struct crowdpatching *state)
{
    for (uint32_t i = 0; state->updates && i < state->release_count; i++) {
        package_deinit(&state->updates[i].seed);
        free(state->updates[i].rows);
    }
    for (uint32_t i = 0; state->makers && i < state->maker_count; i++) {
        struct crowdpatching_maker *maker = &state->makers[i];
        members_deinit(&maker->members);
        base_buffer_deinit(&maker->exchange_vk_bytes);
        zk_proving_key_deinit(&maker->exchange_pk);
        zk_proving_key_deinit(&maker->delivery_pk);
        seeding_deinit(&maker->seeding);
    }
    free(state->updates);
    free(state->makers);
}
