#ifndef CROWDPATCH_MODELS_SHARED_KADEMLIA_H
#define CROWDPATCH_MODELS_SHARED_KADEMLIA_H

#include <stddef.h>
#include <stdint.h>

#include "crypto/hash.h"
#include "models/shared/world.h"

/** The hash table as messages between its nodes.
 *  Source: Maymounkov, Mazieres, Kademlia, IPTPS 2002; provider records as in libp2p's kad-dht.
 *
 *  Nodes are the manufacturer, the distributors and p2p.dht_peers others, who come and go by
 *  p2p.sessions; everybody else is a client, who asks and is not asked; for a device its hub does,
 * which it asks over their radio: three answers at a time are more than such a radio carries.
 * Identifiers are SHA-256, the distance is XOR. A look-up asks the nodes closest to the key,
 * p2p.dht_alpha at a time, until the p2p.dht_k closest that answer are known, or enough providers.
 * A request without an answer is given up after p2p.dht_timeout, and its node is forgotten. An
 * announcement is stored at the closest nodes, and again after each p2p.dht_republish.
 *
 *  At the start, tables hold nodes that are up: up to k for each length of common prefix. They
 * learn from requests; a node that comes back looks its own identifier up. Not modelled: refreshing
 * of buckets, records that expire, and who lies. */
struct kademlia;

/** Adds the other nodes. Before the platform closes. Returns 0 or an error. */
int kademlia_new(struct world *world, struct kademlia **ret_kademlia);
void kademlia_free(struct kademlia *kademlia);
/** Starts the nodes and their coming and going. Returns 0 or an error. */
int kademlia_start(struct kademlia *kademlia);
/** A participant is back after a failure: it serves again, and announces again what it offered.
 *  Returns 0 or an error. */
int kademlia_resume(struct kademlia *kademlia, struct participant *participant);

/** Starts to announce; returns at once. Returns 0 or BASE_E_NOMEM. */
int kademlia_announce(struct kademlia *kademlia, const crypto_digest *key,
                      struct participant *provider);
/** Stops to announce. What others have stored stays there: no message takes it back. */
void kademlia_withdraw(struct kademlia *kademlia, const crypto_digest *key,
                       const struct participant *provider);
/** Looks a key up from the seeker's machine; time passes. Writes the providers that were found, at
 *  most `wanted` and no others than they, without the seeker. Returns their number. */
size_t kademlia_lookup(struct kademlia *kademlia, struct participant *seeker,
                       const crypto_digest *key, size_t wanted, struct participant **ret_providers);

struct kademlia_stats {
    uint64_t requests;
    uint64_t timeouts; /* of them, given up */
};
const struct kademlia_stats *kademlia_stats(const struct kademlia *kademlia);

#endif
