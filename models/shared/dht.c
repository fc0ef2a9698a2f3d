#include "models/shared/dht.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/error.h"
#include "base/map.h"
#include "base/portable_math.h"

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
};

/** The standard normal distribution's 80 % quantile. */
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
    free(dht);
}

int dht_announce(struct dht *dht, const crypto_digest *hash, struct participant *provider)
{
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

size_t dht_lookup(struct dht *dht, struct participant *seeker, const crypto_digest *hash,
                  struct participant **ret_providers, size_t capacity)
{
    double latency_s =
        base_random_lognormal(&seeker->lookup_random, dht->lognormal_mu, dht->lognormal_sigma);
    sim_actor_sleep(dht->world->engine, (sim_time)(latency_s * 1e9));

    const struct providers *providers = base_map_get(&dht->by_hash, hash);
    size_t known = providers ? providers->count : 0;
    if (capacity > dht->world->p2p->providers_per_lookup)
        capacity = (size_t)dht->world->p2p->providers_per_lookup;
    /* Reservoir sampling: the providers that are kept are equally likely, and so is their order. */
    size_t seen = 0;
    for (size_t i = 0; i < known; i++) {
        if (providers->items[i] == seeker)
            continue;
        size_t place = (size_t)base_random_below(&seeker->lookup_random, seen + 1);
        if (seen < capacity)
            ret_providers[seen] = ret_providers[place];
        if (place < capacity)
            ret_providers[place] = providers->items[i];
        seen++;
    }
    return seen < capacity ? seen : capacity;
}
