#ifndef CROWDPATCH_MODELS_SHARED_DHT_H
#define CROWDPATCH_MODELS_SHARED_DHT_H

#include <stddef.h>
#include <stdint.h>

#include "crypto/hash.h"
#include "models/shared/world.h"

/** The peer-to-peer network's hash table as its users see it: who offers content of a hash, after
 * the latency of a look-up. The latency is lognormal with the median and the 80 % quantile of the
 *  scenario's section "p2p". Entries of machines that failed stay until they are asked in vain. */
struct dht;

int dht_new(struct world *world, struct dht **ret_dht);
void dht_free(struct dht *dht);

/** Offers content; takes no time (the look-up's latency stands for both; the
 * table's own traffic is not modelled). A second announcement of
 * the same participant changes nothing. Returns 0 or BASE_E_NOMEM. */
int dht_announce(struct dht *dht, const crypto_digest *hash, struct participant *provider);

/** Looks up a hash for `seeker`: time passes. Writes up to `capacity` providers, a random sample
 *  in random order without the seeker itself, at most p2p.providers_per_lookup. Returns their
 * number. */
size_t dht_lookup(struct dht *dht, struct participant *seeker, const crypto_digest *hash,
                  struct participant **ret_providers, size_t capacity);

#endif
