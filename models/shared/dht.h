#ifndef CROWDPATCH_MODELS_SHARED_DHT_H
#define CROWDPATCH_MODELS_SHARED_DHT_H

#include <stddef.h>
#include <stdint.h>

#include "crypto/hash.h"
#include "models/shared/world.h"

/** The peer-to-peer network's hash table as its users see it: who offers content of a hash, after
 *  the time of a look-up: by p2p.lookup it is drawn from a lognormal distribution with the median
 * and the 80 % quantile of the scenario, or takes the messages of models/shared/kademlia.h. Entries
 * of machines that failed stay until they are asked in vain. */
struct dht;

/** Before the platform closes. */
int dht_new(struct world *world, struct dht **ret_dht);
void dht_free(struct dht *dht);

/** What the table does by itself begins. Returns 0 or an error. */
int dht_start(struct dht *dht);
/** A participant is back after a failure. Returns 0 or an error. */
int dht_resume(struct dht *dht, struct participant *participant);

/** Offers content; takes no time: with "fitted" all know it at once (the look-up's latency stands
 *  for both, and there is no traffic), with "kademlia" when messages have told them. A second
 *  announcement of the same participant changes nothing. Returns 0 or BASE_E_NOMEM. */
int dht_announce(struct dht *dht, const crypto_digest *hash, struct participant *provider);

/** Takes an offer back; it may be made again. With "fitted" nobody finds it any more; with
 *  "kademlia" it is not republished, and who has stored it, who cannot be told, goes on finding it.
 */
void dht_withdraw(struct dht *dht, const crypto_digest *hash, const struct participant *provider);

/** Looks up a hash for `seeker`: time passes. Writes up to `capacity` providers, a random sample
 *  in random order without the seeker itself, at most p2p.providers_per_lookup. Returns their
 * number. */
size_t dht_lookup(struct dht *dht, struct participant *seeker, const crypto_digest *hash,
                  struct participant **ret_providers, size_t capacity);

/** All look-ups so far. */
struct dht_stats {
    uint64_t lookups;
    sim_time p50, p80; /* nearest rank; -1 without look-ups */
    uint64_t requests; /* of "kademlia" */
    uint64_t timeouts;
};
/** Returns 0 or BASE_E_NOMEM. */
int dht_measure(const struct dht *dht, struct dht_stats *ret_stats);

#endif
