#ifndef CROWDPATCH_MODELS_SHARED_KADEMLIA_PRIVATE_H
#define CROWDPATCH_MODELS_SHARED_KADEMLIA_PRIVATE_H

#include "base/map.h"
#include "models/shared/kademlia.h"
#include "models/shared/sessions.h"

enum kademlia_kind {
    KADEMLIA_FIND_NODE = 0x2001, /* sender, key */
    KADEMLIA_GET_PROVIDERS,
    KADEMLIA_ADD_PROVIDER, /* nobody answers */
    KADEMLIA_ANSWER,       /* sender, number of providers, providers, nodes */
    KADEMLIA_DELEGATED,    /* between a device and its hub */
};

/* What messages weigh. Assumption: an identifier and two addresses are 90 bytes, a request's key
 * and frame 80. */
#define KADEMLIA_REQUEST_BYTES 80
#define KADEMLIA_ENTRY_BYTES 90

struct kademlia_record {
    crypto_digest key;
    uint32_t provider; /* index of a peer */
};

/** What a peer announces. */
struct kademlia_offer {
    crypto_digest key;
    uint64_t publication; /* the one that goes on announcing it: the last begun */
};

/** A node or a client. */
struct kademlia_peer {
    struct kademlia *kademlia;
    uint32_t index; /* in kademlia->peers */
    bool is_node;
    bool is_up_at_start;
    struct participant *participant; /* NULL: one of the others */
    struct sim_node *machine;
    struct sim_port *port; /* of a node; a new one after each failure */
    crypto_digest id;
    struct base_random random;
    uint32_t *contacts; /* its table: indices of nodes */
    size_t contact_count, contact_capacity;
    struct kademlia_record *records; /* that it holds */
    size_t record_count, record_capacity;
    struct kademlia_offer *offers; /* that it announces */
    size_t offer_count, offer_capacity;
    uint64_t publications; /* begun so far */
};

struct kademlia {
    struct world *world;
    struct kademlia_peer **peers; /* the nodes first */
    size_t peer_count, peer_capacity, node_count;
    struct base_map by_participant; /* struct participant * -> struct kademlia_peer * */
    struct kademlia_stats stats;
};

/** id XOR key. */
crypto_digest kademlia_distance(const crypto_digest *id, const crypto_digest *key);
/** Indices of up to `capacity` contacts, the closest to the key first. Returns how many. */
size_t kademlia_table_closest(const struct kademlia_peer *peer, const crypto_digest *key,
                              uint32_t ret_contacts[], size_t capacity);
/** Adds a node unless its bucket is full or it is there. False: no memory. */
bool kademlia_table_add(struct kademlia_peer *peer, uint32_t contact);
void kademlia_table_remove(struct kademlia_peer *peer, uint32_t contact);
/** Fills the table with nodes that are up at the start. False: no memory. */
bool kademlia_table_fill(struct kademlia_peer *peer);

/** Opens its port and serves; `is_back`: looks its own identifier up, which tells the others.
 *  Returns 0 or BASE_E_NOMEM, as the next two. */
int kademlia_node_start(struct kademlia_peer *peer, bool is_back);
/** Announces an offer now and then, until it is taken back or its machine fails; whatever has
 *  announced it so far ends. */
int kademlia_node_publish(struct kademlia_peer *peer, struct kademlia_offer *offer);
/** Lets one of the others come and go; says in is_up_at_start how it begins. */
int kademlia_node_churn(struct kademlia_peer *peer);

/** Looks the key up. For `kind` KADEMLIA_GET_PROVIDERS, writes up to `wanted` providers and ends
 * when it has them; for KADEMLIA_FIND_NODE, the k closest nodes that answered, the closest first.
 * Returns how many. */
size_t kademlia_search(struct kademlia_peer *peer, const crypto_digest *key,
                       enum kademlia_kind kind, size_t wanted, uint32_t ret_found[]);
/** Sends a request and does not wait. */
void kademlia_request(struct kademlia_peer *from, struct sim_port *port, uint32_t to,
                      enum kademlia_kind kind, const crypto_digest *key);

/* As the bound of p2p.dht_k says. */
#define KADEMLIA_K_MOST 64

#endif
