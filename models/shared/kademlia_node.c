#include <stdlib.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "models/shared/converse.h"
#include "models/shared/kademlia_private.h"

/* What a node does: it answers, comes back, announces, comes and goes. */

/** Adds a record that is not there yet. False: no memory. */
static bool add_record(struct kademlia_peer *self, const crypto_digest *key, uint32_t provider)
{
    for (size_t i = 0; i < self->record_count; i++)
        if (self->records[i].provider == provider &&
            crypto_digest_equal(&self->records[i].key, key))
            return true;
    struct kademlia_record *grown =
        base_array_grow(self->records, sizeof *grown, self->record_count, &self->record_capacity);
    if (!grown)
        return false;
    self->records = grown;
    self->records[self->record_count++] = (struct kademlia_record){*key, provider};
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
            ok = ok && add_record(self, &key, sender);
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

int kademlia_node_start(struct kademlia_peer *peer, bool is_back)
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
    uint64_t number; /* of the peer's */
};

/** Whether the offer stands and no later publication announces it. */
static bool goes_on(const struct publication *publication)
{
    const struct kademlia_peer *self = publication->peer;
    for (size_t i = 0; i < self->offer_count; i++)
        if (self->offers[i].publication == publication->number)
            return true;
    return false;
}

static void publish_main(void *argument)
{
    const struct publication *publication = argument;
    struct kademlia_peer *self = publication->peer;
    struct world *world = self->kademlia->world;
    while (goes_on(publication)) {
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

int kademlia_node_publish(struct kademlia_peer *peer, struct kademlia_offer *offer)
{
    struct publication *publication = malloc(sizeof *publication);
    if (!publication)
        return BASE_E_NOMEM;
    offer->publication = ++peer->publications;
    *publication = (struct publication){peer, offer->key, offer->publication};
    return sim_actor_spawn(peer->machine, "kademlia publish", publish_main, publication, free);
}

/* Coming and going */

/** What is left of the first session or pause at the start, as if it had gone on for long before.
 */
static sim_time first_rest(struct kademlia_peer *peer, const struct sessions_fit *fit)
{
    double mean_off_ns = (double)peer->kademlia->world->p2p->dht_offline_ns;
    /* Assumption: 20 rounds are long enough to forget how they began. */
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
            int r = kademlia_node_start(peer, true);
            if (r < 0)
                world_fail(world, r);
            length = sessions_draw(fit, &peer->random);
        }
        sim_actor_sleep(world->engine, length);
    }
}

int kademlia_node_churn(struct kademlia_peer *peer)
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
