#include "models/shared/kademlia.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/bytes.h"
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

struct kademlia_peer *kademlia_peer_of(struct kademlia *kademlia, struct participant *participant)
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

/* A node's life */

static bool add_record(struct kademlia_record **records, size_t *count, size_t *capacity,
                       const crypto_digest *key, uint32_t provider)
{
    for (size_t i = 0; i < *count; i++)
        if ((*records)[i].provider == provider && crypto_digest_equal(&(*records)[i].key, key))
            return true;
    struct kademlia_record *grown = base_array_grow(*records, sizeof **records, *count, capacity);
    if (!grown)
        return false;
    *records = grown;
    (*records)[(*count)++] = (struct kademlia_record){*key, provider};
    return true;
}

static void answer(struct kademlia_peer *self, const struct sim_message *request,
                   const crypto_digest *key)
{
    struct base_buffer payload = {0};
    uint32_t closest[KADEMLIA_K_MOST], providers = 0;
    size_t count =
        kademlia_table_closest(self, key, closest, (size_t)self->kademlia->world->p2p->dht_k);
    bool wants_providers = request->kind == KADEMLIA_GET_PROVIDERS;
    for (size_t i = 0; wants_providers && i < self->record_count; i++)
        providers += crypto_digest_equal(&self->records[i].key, key);
    base_buffer_append_be32(&payload, self->index);
    base_buffer_append_be32(&payload, providers);
    for (size_t i = 0; providers > 0 && i < self->record_count; i++)
        if (crypto_digest_equal(&self->records[i].key, key))
            base_buffer_append_be32(&payload, self->records[i].provider);
    for (size_t i = 0; i < count; i++)
        base_buffer_append_be32(&payload, closest[i]);
    size_t len;
    bool failed = base_buffer_failed(&payload);
    uint8_t *bytes = base_buffer_steal(&payload, &len);
    struct sim_message *message = failed ? NULL : sim_message_new(KADEMLIA_ANSWER, bytes, len);
    int r = BASE_E_NOMEM;
    if (message) {
        message->reply_to = request->id;
        message->wire_payload_bytes =
            KADEMLIA_REQUEST_BYTES + (providers + count) * KADEMLIA_ENTRY_BYTES;
        r = sim_port_post(self->port, request->from, message);
    }
    if (r < 0)
        world_fail(self->kademlia->world, r);
}

static void serve_main(void *argument)
{
    struct kademlia_peer *self = argument;
    struct kademlia *kademlia = self->kademlia;
    for (;;) {
        CONVERSE_MESSAGE request = NULL;
        struct base_reader reader;
        crypto_digest key;
        if (sim_port_receive(self->port, SIM_TIME_FOREVER, &request) != SIM_DELIVERED)
            continue;
        base_reader_init(&reader, request->payload, request->payload_len);
        uint32_t sender = base_reader_be32(&reader);
        base_reader_copy(&reader, key.bytes, sizeof key.bytes);
        bool ok = !kademlia->peers[sender]->is_node || kademlia_table_add(self, sender);
        if (request->kind == KADEMLIA_ADD_PROVIDER)
            ok = ok && add_record(&self->records, &self->record_count, &self->record_capacity, &key,
                                  sender);
        else
            answer(self, request, &key);
        if (!ok)
            world_fail(kademlia->world, BASE_E_NOMEM);
    }
}

/** Tells those close to it that it is back. */
static void join_main(void *argument)
{
    struct kademlia_peer *self = argument;
    uint32_t closest[KADEMLIA_K_MOST];
    kademlia_search(self, &self->id, KADEMLIA_FIND_NODE, 0, closest);
}

static int start_node(struct kademlia_peer *peer, bool is_back)
{
    sim_port_free(peer->port);
    peer->port = NULL;
    int r = sim_port_new(peer->machine, &peer->port);
    if (r == 0)
        r = sim_actor_spawn(peer->machine, "kademlia", serve_main, peer, NULL);
    if (r == 0 && is_back)
        r = sim_actor_spawn(peer->machine, "kademlia join", join_main, peer, NULL);
    return r;
}

/* Announcements */

struct publication {
    struct kademlia_peer *peer;
    crypto_digest key;
};

static void publish_main(void *argument)
{
    const struct publication *publication = argument;
    struct kademlia_peer *self = publication->peer;
    struct world *world = self->kademlia->world;
    for (;;) {
        uint32_t closest[KADEMLIA_K_MOST];
        size_t count = kademlia_search(self, &publication->key, KADEMLIA_FIND_NODE, 0, closest);
        CONVERSE_PORT port = NULL;
        if (sim_port_new(self->machine, &port) < 0)
            return;
        for (size_t i = 0; i < count; i++)
            kademlia_request(self, port, closest[i], KADEMLIA_ADD_PROVIDER, &publication->key);
        sim_actor_sleep(world->engine, world->p2p->dht_republish_ns);
    }
}

static int publish(struct kademlia_peer *peer, const crypto_digest *key)
{
    struct publication *publication = malloc(sizeof *publication);
    if (!publication)
        return BASE_E_NOMEM;
    *publication = (struct publication){peer, *key};
    return sim_actor_spawn(peer->machine, "kademlia publish", publish_main, publication, free);
}

int kademlia_announce(struct kademlia *kademlia, const crypto_digest *key,
                      struct participant *provider)
{
    struct kademlia_peer *peer = kademlia_peer_of(kademlia, provider);
    size_t before = peer ? peer->offer_count : 0;
    if (!peer ||
        !add_record(&peer->offers, &peer->offer_count, &peer->offer_capacity, key, peer->index))
        return BASE_E_NOMEM;
    return peer->offer_count > before ? publish(peer, key) : 0;
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
    struct kademlia_peer *peer = kademlia_peer_of(kademlia, seeker);
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
    int r = (*found)->is_node ? start_node(*found, true) : 0;
    for (size_t i = 0; r == 0 && i < (*found)->offer_count; i++)
        r = publish(*found, &(*found)->offers[i].key);
    return r;
}

/* Coming and going */

/** What is left of the first session or pause at the start, as if it had gone on for long before.
 */
static sim_time first_rest(struct kademlia_peer *peer, const struct sessions_fit *fit)
{
    double mean_off_ns = (double)peer->kademlia->world->p2p->dht_offline_ns;
    double date = -20 * (sessions_mean_ns(fit) + mean_off_ns);
    peer->is_up_at_start = false;
    while (date <= 0) {
        peer->is_up_at_start = !peer->is_up_at_start;
        date += peer->is_up_at_start ? (double)sessions_draw(fit, &peer->random)
                                     : base_random_exponential(&peer->random, mean_off_ns);
    }
    return (sim_time)date;
}

struct churn {
    struct kademlia_peer *peer;
    sim_time rest;
};

static void churn_main(void *argument)
{
    const struct churn *churn = argument;
    struct kademlia_peer *peer = churn->peer;
    struct world *world = peer->kademlia->world;
    const struct sessions_fit *fit = sessions_at(world->p2p->sessions);
    if (!peer->is_up_at_start)
        sim_node_fail(peer->machine);
    sim_actor_sleep(world->engine, churn->rest);
    for (bool is_up = peer->is_up_at_start;; is_up = !is_up) {
        sim_time length;
        if (is_up) {
            sim_node_fail(peer->machine);
            length = (sim_time)base_random_exponential(&peer->random,
                                                       (double)world->p2p->dht_offline_ns);
        } else {
            sim_node_restore(peer->machine);
            int r = start_node(peer, true);
            if (r < 0)
                world_fail(world, r);
            length = sessions_draw(fit, &peer->random);
        }
        sim_actor_sleep(world->engine, length);
    }
}

static int start_churn(struct kademlia_peer *peer)
{
    const struct sessions_fit *fit = sessions_at(peer->kademlia->world->p2p->sessions);
    if (!fit || peer->participant)
        return 0;
    struct churn *churn = malloc(sizeof *churn);
    if (!churn)
        return BASE_E_NOMEM;
    *churn = (struct churn){peer, first_rest(peer, fit)};
    return sim_actor_spawn(peer->kademlia->world->monitor, "churn", churn_main, churn, free);
}

int kademlia_start(struct kademlia *kademlia)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < kademlia->node_count; i++)
        r = start_churn(kademlia->peers[i]);
    for (size_t i = 0; r == 0 && i < kademlia->node_count; i++) {
        r = kademlia_table_fill(kademlia->peers[i]) ? 0 : BASE_E_NOMEM;
        if (r == 0)
            r = start_node(kademlia->peers[i], false);
    }
    return r;
}
