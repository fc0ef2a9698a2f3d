#include "models/shared/kademlia.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/error.h"
#include "models/shared/converse.h"
#include "models/shared/kademlia_private.h"

/* How long a device waits for its hub, and the hub for the device. Assumption: beyond any look-up.
 */
#define HUB_PATIENCE_NS (60 * SIM_TIME_SECOND)

/* The others' random streams: beyond the participants' numbers. */
#define OTHERS_FIRST_ENTITY 0x80000000u

static struct kademlia_peer *add_peer(struct kademlia *kademlia, struct participant *participant)
{
    struct kademlia_peer **grown = base_array_grow(kademlia->peers, sizeof *kademlia->peers,
                                                   kademlia->peer_count, &kademlia->peer_capacity);
    struct kademlia_peer *peer = grown ? calloc(1, sizeof *peer) : NULL;
    if (grown)
        kademlia->peers = grown;
    if (!peer)
        return NULL;
    uint32_t index = (uint32_t)kademlia->peer_count;
    *peer = (struct kademlia_peer){
        .kademlia = kademlia,
        .index = index,
        .is_up_at_start = true,
        .participant = participant,
        .machine = participant ? participant->node : NULL,
    };
    base_random_init(&peer->random, kademlia->world->run->seed, OTHERS_FIRST_ENTITY + index,
                     "kademlia");
    base_random_bytes(&peer->random, peer->id.bytes, sizeof peer->id.bytes);
    if (participant) {
        struct kademlia_peer **slot = base_map_put(&kademlia->by_participant, &participant, NULL);
        if (!slot) {
            free(peer);
            return NULL;
        }
        *slot = peer;
    }
    kademlia->peers[kademlia->peer_count++] = peer;
    return peer;
}

/** The peer that a participant is; made when it is a new client. NULL: no memory. */
static struct kademlia_peer *peer_of(struct kademlia *kademlia, struct participant *participant)
{
    struct kademlia_peer **found = base_map_get(&kademlia->by_participant, &participant);
    if (found)
        return *found;
    struct kademlia_peer *peer = add_peer(kademlia, participant);
    return peer && kademlia_table_fill(peer) ? peer : NULL;
}

static int add_other(struct kademlia *kademlia, uint32_t number)
{
    struct world *world = kademlia->world;
    char name[32];
    struct base_random random;
    struct kademlia_peer *peer = add_peer(kademlia, NULL);
    if (!peer)
        return BASE_E_NOMEM;
    peer->is_node = true;
    base_random_init(&random, world->run->seed, OTHERS_FIRST_ENTITY + number, "place");
    snprintf(name, sizeof name, "peer-%u", number);
    return world_add_machine(world, name, &random, &peer->machine);
}

int kademlia_new(struct world *world, struct kademlia **ret_kademlia)
{
    static const enum world_role roles[] = {WORLD_MANUFACTURER, WORLD_DISTRIBUTOR};
    struct kademlia *kademlia = calloc(1, sizeof *kademlia);
    if (!kademlia)
        return BASE_E_NOMEM;
    kademlia->world = world;
    base_map_init(&kademlia->by_participant, sizeof(struct participant *),
                  sizeof(struct kademlia_peer *));
    int r = 0;
    for (size_t role = 0; role < sizeof roles / sizeof roles[0]; role++)
        for (uint32_t i = 0; r == 0 && i < world->counts[roles[role]]; i++) {
            struct kademlia_peer *peer = add_peer(kademlia, &world->participants[roles[role]][i]);
            if (peer)
                peer->is_node = true;
            else
                r = BASE_E_NOMEM;
        }
    for (uint32_t i = 0; r == 0 && i < world->p2p->dht_peers; i++)
        r = add_other(kademlia, i);
    kademlia->node_count = kademlia->peer_count;
    if (r < 0) {
        kademlia_free(kademlia);
        return r;
    }
    *ret_kademlia = kademlia;
    return 0;
}

void kademlia_free(struct kademlia *kademlia)
{
    if (!kademlia)
        return;
    for (size_t i = 0; i < kademlia->peer_count; i++) {
        struct kademlia_peer *peer = kademlia->peers[i];
        sim_port_free(peer->port);
        free(peer->contacts);
        free(peer->records);
        free(peer->offers);
        free(peer);
    }
    free(kademlia->peers);
    base_map_deinit(&kademlia->by_participant);
    free(kademlia);
}

const struct kademlia_stats *kademlia_stats(const struct kademlia *kademlia)
{
    return &kademlia->stats;
}

int kademlia_announce(struct kademlia *kademlia, const crypto_digest *key,
                      struct participant *provider)
{
    struct kademlia_peer *peer = peer_of(kademlia, provider);
    if (!peer)
        return BASE_E_NOMEM;
    for (size_t i = 0; i < peer->offer_count; i++)
        if (crypto_digest_equal(&peer->offers[i].key, key))
            return 0;
    struct kademlia_offer *grown =
        base_array_grow(peer->offers, sizeof *grown, peer->offer_count, &peer->offer_capacity);
    if (!grown)
        return BASE_E_NOMEM;
    peer->offers = grown;
    struct kademlia_offer *offer = &peer->offers[peer->offer_count++];
    *offer = (struct kademlia_offer){.key = *key};
    return kademlia_node_publish(peer, offer);
}

void kademlia_withdraw(struct kademlia *kademlia, const crypto_digest *key,
                       const struct participant *provider)
{
    struct kademlia_peer **found = base_map_get(&kademlia->by_participant, &provider);
    size_t kept = 0;
    if (!found)
        return;
    struct kademlia_peer *peer = *found;
    for (size_t i = 0; i < peer->offer_count; i++)
        if (!crypto_digest_equal(&peer->offers[i].key, key))
            peer->offers[kept++] = peer->offers[i];
    peer->offer_count = kept;
}

/** Over the radio of a home, in either direction. False: it did not arrive. */
static bool pass_radio(struct kademlia *kademlia, struct sim_port *from, struct sim_port *to,
                       uint64_t bytes)
{
    const struct world *world = kademlia->world;
    sim_time patience = HUB_PATIENCE_NS + world->config->device_wake_interval_ns;
    struct sim_message *message = sim_message_new(KADEMLIA_DELEGATED, NULL, 0);
    enum sim_fate fate = SIM_PEER_LOST;
    int r = BASE_E_NOMEM;
    if (message) {
        message->wire_payload_bytes = bytes;
        r = sim_port_send(from, sim_port_address(to), message, patience, &fate);
    }
    if (r < 0)
        world_fail(kademlia->world, r);
    return r == 0 && fate == SIM_DELIVERED;
}

static size_t search_for(struct kademlia *kademlia, struct participant *seeker,
                         const crypto_digest *key, size_t wanted, uint32_t ret_found[])
{
    struct kademlia_peer *peer = peer_of(kademlia, seeker);
    if (peer)
        return kademlia_search(peer, key, KADEMLIA_GET_PROVIDERS, wanted, ret_found);
    world_fail(kademlia->world, base_fail(BASE_E_NOMEM, "no memory for a look-up"));
    return 0;
}

/** The device asks its hub, the hub looks up, and answers. */
static size_t search_by_hub(struct kademlia *kademlia, struct participant *device,
                            const crypto_digest *key, size_t wanted, uint32_t ret_found[])
{
    struct participant *hub = &kademlia->world->participants[WORLD_HUB][device->hub];
    CONVERSE_PORT at_device = NULL;
    CONVERSE_PORT at_hub = NULL;
    int r = sim_port_new(device->node, &at_device);
    if (r == 0)
        r = sim_port_new(hub->node, &at_hub);
    if (r < 0)
        world_fail(kademlia->world, r);
    if (r < 0 || !pass_radio(kademlia, at_device, at_hub, KADEMLIA_REQUEST_BYTES))
        return 0;
    size_t count = search_for(kademlia, hub, key, wanted, ret_found);
    uint64_t bytes = KADEMLIA_REQUEST_BYTES + count * KADEMLIA_ENTRY_BYTES;
    return pass_radio(kademlia, at_hub, at_device, bytes) ? count : 0;
}

size_t kademlia_lookup(struct kademlia *kademlia, struct participant *seeker,
                       const crypto_digest *key, size_t wanted, struct participant **ret_providers)
{
    CONVERSE_BYTES bytes = malloc(wanted * sizeof(uint32_t));
    uint32_t *found = (uint32_t *)(void *)bytes;
    if (!found) {
        world_fail(kademlia->world, base_fail(BASE_E_NOMEM, "no memory for a look-up"));
        return 0;
    }
    size_t count = seeker->role == WORLD_DEVICE
                       ? search_by_hub(kademlia, seeker, key, wanted, found)
                       : search_for(kademlia, seeker, key, wanted, found);
    for (size_t i = 0; i < count; i++)
        ret_providers[i] = kademlia->peers[found[i]]->participant;
    return count;
}

int kademlia_resume(struct kademlia *kademlia, struct participant *participant)
{
    struct kademlia_peer **found = base_map_get(&kademlia->by_participant, &participant);
    if (!found)
        return 0;
    int r = (*found)->is_node ? kademlia_node_start(*found, true) : 0;
    for (size_t i = 0; r == 0 && i < (*found)->offer_count; i++)
        r = kademlia_node_publish(*found, &(*found)->offers[i]);
    return r;
}

int kademlia_start(struct kademlia *kademlia)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < kademlia->node_count; i++)
        r = kademlia_node_churn(kademlia->peers[i]);
    for (size_t i = 0; r == 0 && i < kademlia->node_count; i++) {
        r = kademlia_table_fill(kademlia->peers[i]) ? 0 : BASE_E_NOMEM;
        if (r == 0)
            r = kademlia_node_start(kademlia->peers[i], false);
    }
    return r;
}
