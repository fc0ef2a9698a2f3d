#include <stdlib.h>

#include "contracts-model/contracts/artifacts.h"
#include "models/crowdpatching/state.h"

/* Releases as participants find them on chain, and what each of them has of a release. */

uint32_t crowdpatching_find_update(const struct crowdpatching *state, const crypto_digest *hash)
{
    for (uint32_t release = 0; release < state->release_count; release++)
        if (crypto_digest_equal(&state->updates[release].update_hash, hash))
            return release;
    return 0;
}

uint32_t crowdpatching_find_package(const struct crowdpatching *state, const crypto_digest *hash)
{
    for (uint32_t release = 0; release < state->release_count; release++)
        if (crypto_digest_equal(&state->updates[release].package_hash, hash))
            return release;
    return 0;
}

struct crowdpatching_holding *crowdpatching_holding_of(const struct crowdpatching *state,
                                                       const struct participant *distributor,
                                                       uint32_t release)
{
    return &state->holdings[(size_t)distributor->index * state->release_count + release];
}

struct crowdpatching_view *crowdpatching_view_of(const struct crowdpatching *state,
                                                 const struct participant *hub, uint32_t release)
{
    struct crowdpatching_view *views = hub->role == WORLD_DEVICE ? state->own_views : state->views;
    return &views[(size_t)hub->index * state->release_count + release];
}

struct crowdpatching_release *crowdpatching_release_of(const struct crowdpatching *state,
                                                       const struct participant *self,
                                                       uint32_t release)
{
    switch (self->role) {
    case WORLD_DISTRIBUTOR:
        return &crowdpatching_holding_of(state, self, release)->release;
    case WORLD_OUTSIDER:
        return &state->outsiders_releases[(size_t)self->index * state->release_count + release];
    default:
        return &crowdpatching_view_of(state, self, release)->release;
    }
}

static struct crowdpatching_trusts *trusts_of(const struct crowdpatching *state,
                                              const struct participant *distributor,
                                              uint32_t release)
{
    size_t maker = (size_t)(state->updates[release].maker - state->makers);
    return &state->trusts[distributor->index * (size_t)state->maker_count + maker];
}

bool *crowdpatching_has_keys(const struct crowdpatching *state,
                             const struct participant *distributor, uint32_t release)
{
    return &trusts_of(state, distributor, release)->has_keys;
}

enum crowdpatching_trust *crowdpatching_trust_of(const struct crowdpatching *state,
                                                 const struct participant *distributor,
                                                 uint32_t release, enum zk_statement statement)
{
    return &trusts_of(state, distributor, release)->of[statement];
}

/** A hub looks at the Super contracts of its devices' manufacturers, all others at all. */
static bool follows(const struct crowdpatching *state, const struct participant *self,
                    uint32_t maker)
{
    if (state->maker_count == 1 || (self->role != WORLD_HUB && self->role != WORLD_DEVICE))
        return true;
    if (self->role == WORLD_DEVICE)
        return self->index % state->maker_count == maker;
    for (uint32_t i = 0; i < self->device_count && i < state->maker_count; i++)
        if ((self->first_device + i) % state->maker_count == maker)
            return true;
    return false;
}

bool crowdpatching_knows_release(const struct crowdpatching *state, const struct participant *self)
{
    for (uint32_t release = 0; release < state->release_count; release++)
        if (crowdpatching_release_of(state, self, release)->is_known)
            return true;
    return false;
}

bool crowdpatching_awaits_release(const struct crowdpatching *state, const struct participant *self)
{
    for (uint32_t release = 0; release < state->release_count; release++)
        if (!crowdpatching_release_of(state, self, release)->is_known &&
            follows(state, self, (uint32_t)(state->updates[release].maker - state->makers)))
            return true;
    return false;
}

bool crowdpatching_newest(const struct crowdpatching *state, const struct participant *self,
                          const struct crowdpatching_maker *maker, uint32_t *ret_release)
{
    uint32_t first = crowdpatching_first_release(state, maker);
    for (uint32_t i = state->releases_each; i-- > 0;)
        if (crowdpatching_release_of(state, self, first + i)->is_known) {
            *ret_release = first + i;
            return true;
        }
    return false;
}

bool crowdpatching_is_past(const struct crowdpatching *state, const struct participant *self,
                           uint32_t release)
{
    uint32_t newest = release;
    return crowdpatching_is_expired(state, crowdpatching_release_of(state, self, release)) ||
           (crowdpatching_newest(state, self, state->updates[release].maker, &newest) &&
            newest > release);
}

/** Reads a hash that the DSC announces. */
static bool announced_hash(struct crowdpatching *state, struct participant *self,
                           struct sim_port *port, const crypto_address *delivery,
                           enum contracts_delivery_hash which, crypto_digest *ret_hash)
{
    CONVERSE_BUFFER query = {0};
    uint8_t *output;
    size_t len;
    contracts_delivery_encode_hash(&query, which);
    if (!chain_service_call(state->world->chain, self, port, delivery, &query, &output, &len))
        return false;
    bool ok = contracts_delivery_decode_hash(output, len, ret_hash);
    free(output);
    return ok;
}

/** Takes a log of the Super contract down; a second DSC of one update is not followed. */
static bool note(struct crowdpatching *state, const struct participant *self,
                 const struct crowdpatching_maker *maker, const struct evm_log *log,
                 bool is_found[])
{
    struct contracts_released released;
    if (!contracts_super_decode_released(log, &released))
        return false;
    uint32_t release = crowdpatching_find_update(state, &released.update_hash);
    struct crowdpatching_release *known = crowdpatching_release_of(state, self, release);
    uint32_t number = release - crowdpatching_first_release(state, maker);
    if (state->updates[release].maker != maker || known->is_known || is_found[number])
        return false;
    *known = (struct crowdpatching_release){
        .delivery = released.delivery,
        .update_hash = released.update_hash,
        .package_hash = released.package_hash,
        .expires_at_s = released.expires_at_s,
    };
    is_found[number] = true;
    crowdpatching_appear(state, release);
    return true;
}

/** Looks once for releases of one Super contract; how many are new. */
static unsigned look_at(struct crowdpatching *state, struct participant *self,
                        struct sim_port *port, sim_time interval, uint32_t maker_index,
                        uint64_t *block)
{
    const struct crowdpatching_maker *maker = &state->makers[maker_index];
    const struct chain_log_filter releases = {0, contracts_super_topic_released};
    bool is_found[CROWDPATCHING_RELEASES_MAX] = {false};
    unsigned found = 0;
    struct chain_log_page page;
    if (!chain_service_logs_with(state->world->chain, self, port, &maker->super_contract, &releases,
                                 block, &page))
        return 0;
    for (size_t i = 0; i < page.count; i++)
        found += note(state, self, maker, &page.logs[i], is_found);
    chain_log_page_deinit(&page);
    for (uint32_t i = 0; found > 0 && i < state->releases_each; i++) {
        struct crowdpatching_release *known =
            crowdpatching_release_of(state, self, crowdpatching_first_release(state, maker) + i);
        if (!is_found[i])
            continue;
        while (!announced_hash(state, self, port, &known->delivery, CONTRACTS_DELIVERY_VK_HASH,
                               &known->delivery_vk_hash) ||
               !announced_hash(state, self, port, &known->delivery, CONTRACTS_EXCHANGE_VK_HASH,
                               &known->exchange_vk_hash))
            sim_actor_sleep(state->world->engine, interval);
        known->is_known = true;
    }
    return found;
}

void crowdpatching_await_release(struct crowdpatching *state, struct participant *self,
                                 struct sim_port *port, sim_time interval,
                                 struct crowdpatching_search *search)
{
    sim_actor_sleep_until(state->world->engine, participant_first_poll(self, interval));
    crowdpatching_poll_release(state, self, port, interval, search);
}

bool crowdpatching_look(struct crowdpatching *state, struct participant *self,
                        struct sim_port *port, sim_time interval,
                        struct crowdpatching_search *search)
{
    unsigned found = 0;
    for (uint32_t maker = 0; maker < state->maker_count; maker++)
        if (follows(state, self, maker))
            found += look_at(state, self, port, interval, maker, &search->blocks[maker]);
    return found > 0;
}

void crowdpatching_poll_release(struct crowdpatching *state, struct participant *self,
                                struct sim_port *port, sim_time interval,
                                struct crowdpatching_search *search)
{
    while (!crowdpatching_look(state, self, port, interval, search))
        sim_actor_sleep(state->world->engine, interval);
}
