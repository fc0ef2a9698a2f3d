#include "models/shared/dht.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/map.h"
#include "base/portable_math.h"
#include "models/shared/converse.h"
#include "models/shared/kademlia.h"
#include "models/shared/percentile.h"

/** Who offers one content hash. */
struct providers {
    struct participant **items;
    size_t count;
    size_t capacity;
};

struct dht {
    struct world *world;
    struct base_map by_hash; /* crypto_digest -> struct providers */
    double lognormal_mu;     /* of the look-up's latency in seconds */
    double lognormal_sigma;
    struct kademlia *kademlia; /* NULL: fitted */
    sim_time *durations;       /* of all look-ups */
    size_t lookups, duration_capacity;
};

/** Source: the standard normal distribution's 80 % quantile. */
#define NORMAL_Q80 0.8416212335729143

int dht_new(struct world *world, struct dht **ret_dht)
{
    struct dht *dht = calloc(1, sizeof *dht);
    if (!dht)
        return BASE_E_NOMEM;
    double median_s = (double)world->p2p->lookup_median_ns / 1e9;
    double p80_s = (double)world->p2p->lookup_p80_ns / 1e9;
    dht->world = world;
    dht->lognormal_mu = base_math_log(median_s);
    dht->lognormal_sigma = (base_math_log(p80_s) - dht->lognormal_mu) / NORMAL_Q80;
    base_map_init(&dht->by_hash, sizeof(crypto_digest), sizeof(struct providers));
    if (world->p2p->lookup == CONFIG_LOOKUP_KADEMLIA) {
        int r = kademlia_new(world, &dht->kademlia);
        if (r < 0) {
            dht_free(dht);
            return r;
        }
    }
    *ret_dht = dht;
    return 0;
}

void dht_free(struct dht *dht)
{
    if (!dht)
        return;
    for (size_t i = 0; i < dht->by_hash.count; i++)
        free(((struct providers *)base_map_value_at(&dht->by_hash, i))->items);
    base_map_deinit(&dht->by_hash);
    kademlia_free(dht->kademlia);
    free(dht->durations);
    free(dht);
}

int dht_announce(struct dht *dht, const crypto_digest *hash, struct participant *provider)
{
    if (dht->kademlia)
        return kademlia_announce(dht->kademlia, hash, provider);
    struct providers *providers = base_map_put(&dht->by_hash, hash, NULL);
    if (!providers)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < providers->count; i++)
        if (providers->items[i] == provider)
            return 0;
    struct participant **grown = base_array_grow(providers->items, sizeof *providers->items,
                                                 providers->count, &providers->capacity);
    if (!grown)
        return BASE_E_NOMEM;
    providers->items = grown;
    providers->items[providers->count++] = provider;
    return 0;
}

void dht_withdraw(struct dht *dht, const crypto_digest *hash, const struct participant *provider)
{
    if (dht->kademlia) {
        kademlia_withdraw(dht->kademlia, hash, provider);
        return;
    }
    struct providers *providers = base_map_get(&dht->by_hash, hash);
    size_t kept = 0;
    for (size_t i = 0; providers && i < providers->count; i++)
        if (providers->items[i] != provider)
            providers->items[kept++] = providers->items[i];
    if (providers)
        providers->count = kept;
}

/** Up to `capacity` of known[count] but the seeker: reservoir sampling, so that those that are kept
 *  are equally likely, and so is their order. */
static size_t sample(struct participant *const known[], size_t count, struct participant *seeker,
                     struct participant **ret_providers, size_t capacity)
{
    size_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        if (known[i] == seeker)
            continue;
        size_t place = (size_t)base_random_below(&seeker->lookup_random, seen + 1);
        if (seen < capacity)
            ret_providers[seen] = ret_providers[place];
        if (place < capacity)
            ret_providers[place] = known[i];
        seen++;
    }
    return seen < capacity ? seen : capacity;
}

static size_t look_up_by_messages(struct dht *dht, struct participant *seeker,
                                  const crypto_digest *hash, struct participant **ret_providers,
                                  size_t capacity)
{
    size_t wanted = (size_t)dht->world->p2p->providers_per_lookup;
    CONVERSE_BYTES bytes = malloc(wanted * sizeof(struct participant *));
    struct participant **found = (struct participant **)(void *)bytes;
    if (!found) {
        world_fail(dht->world, base_fail(BASE_E_NOMEM, "no memory for a look-up"));
        return 0;
    }
    size_t count = kademlia_lookup(dht->kademlia, seeker, hash, wanted, found);
    return sample(found, count, seeker, ret_providers, capacity);
}

static size_t look_up_fitted(struct dht *dht, struct participant *seeker, const crypto_digest *hash,
                             struct participant **ret_providers, size_t capacity)
{
    double latency_s =
        base_random_lognormal(&seeker->lookup_random, dht->lognormal_mu, dht->lognormal_sigma);
    sim_actor_sleep(dht->world->engine, (sim_time)(latency_s * 1e9));
    const struct providers *providers = base_map_get(&dht->by_hash, hash);
    return providers ? sample(providers->items, providers->count, seeker, ret_providers, capacity)
                     : 0;
}

size_t dht_lookup(struct dht *dht, struct participant *seeker, const crypto_digest *hash,
                  struct participant **ret_providers, size_t capacity)
{
    sim_time begin = world_now(dht->world);
    if (capacity > dht->world->p2p->providers_per_lookup)
        capacity = (size_t)dht->world->p2p->providers_per_lookup;
    size_t count = dht->kademlia ? look_up_by_messages(dht, seeker, hash, ret_providers, capacity)
                                 : look_up_fitted(dht, seeker, hash, ret_providers, capacity);
    sim_time *grown = base_array_grow(dht->durations, sizeof *dht->durations, dht->lookups,
                                      &dht->duration_capacity);
    if (grown) {
        dht->durations = grown;
        dht->durations[dht->lookups++] = world_now(dht->world) - begin;
    } else {
        world_fail(dht->world, base_fail(BASE_E_NOMEM, "no memory for a look-up"));
    }
    return count;
}

int dht_start(struct dht *dht)
{
    return dht->kademlia ? kademlia_start(dht->kademlia) : 0;
}

int dht_resume(struct dht *dht, struct participant *participant)
{
    return dht->kademlia ? kademlia_resume(dht->kademlia, participant) : 0;
}

static int compare_times(const void *a, const void *b)
{
    sim_time x = *(const sim_time *)a, y = *(const sim_time *)b;
    return (x > y) - (x < y);
}

int dht_measure(const struct dht *dht, struct dht_stats *ret_stats)
{
    size_t count = dht->lookups;
    struct dht_stats stats = {.lookups = count, .p50 = -1, .p80 = -1};
    if (count > 0) {
        sim_time *sorted = malloc(count * sizeof *sorted);
        if (!sorted)
            return BASE_E_NOMEM;
        memcpy(sorted, dht->durations, count * sizeof *sorted);
        qsort(sorted, count, sizeof *sorted, compare_times);
        stats.p50 = sorted[percentile_index(count, 50)];
        stats.p80 = sorted[percentile_index(count, 80)];
        free(sorted);
    }
    if (dht->kademlia) {
        stats.requests = kademlia_stats(dht->kademlia)->requests;
        stats.timeouts = kademlia_stats(dht->kademlia)->timeouts;
    }
    *ret_stats = stats;
    return 0;
}
