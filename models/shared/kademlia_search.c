#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "models/shared/converse.h"
#include "models/shared/kademlia_private.h"

enum candidate_state { CANDIDATE_NEW, CANDIDATE_ASKED, CANDIDATE_ANSWERED, CANDIDATE_FAILED };

struct candidate {
    uint32_t peer;
    enum candidate_state state;
    sim_time deadline; /* when asked */
    crypto_digest distance;
};

/* More are never of use: the closest k that answer are among them unless nearly all fail. */
#define CANDIDATES_MAX 256

struct search {
    struct kademlia_peer *self;
    const crypto_digest *key;
    enum kademlia_kind kind;
    size_t wanted;
    struct candidate candidates[CANDIDATES_MAX]; /* the closest first */
    size_t candidate_count;
    size_t in_flight;
    uint32_t *found; /* providers */
    size_t found_count;
};

void kademlia_request(struct kademlia_peer *from, struct sim_port *port, uint32_t to,
                      enum kademlia_kind kind, const crypto_digest *key)
{
    struct kademlia *kademlia = from->kademlia;
    struct base_buffer payload = {0};
    base_buffer_append_be32(&payload, from->index);
    base_buffer_append(&payload, key->bytes, sizeof key->bytes);
    size_t len;
    bool failed = base_buffer_failed(&payload);
    uint8_t *bytes = base_buffer_steal(&payload, &len);
    struct sim_message *message = failed ? NULL : sim_message_new(kind, bytes, len);
    int r = BASE_E_NOMEM;
    if (message) {
        message->wire_payload_bytes = KADEMLIA_REQUEST_BYTES + KADEMLIA_ENTRY_BYTES;
        r = sim_port_post(port, sim_port_address(kademlia->peers[to]->port), message);
    }
    if (r < 0)
        world_fail(kademlia->world, r);
}

static void add_candidate(struct search *search, uint32_t peer)
{
    crypto_digest distance =
        kademlia_distance(&search->self->kademlia->peers[peer]->id, search->key);
    size_t place = search->candidate_count;
    if (peer == search->self->index)
        return;
    while (place > 0) {
        int order = memcmp(distance.bytes, search->candidates[place - 1].distance.bytes, 32);
        if (order == 0)
            return;
        if (order > 0)
            break;
        place--;
    }
    if (search->candidate_count == CANDIDATES_MAX) {
        if (place == CANDIDATES_MAX ||
            search->candidates[CANDIDATES_MAX - 1].state == CANDIDATE_ASKED)
            return;
        search->candidate_count--;
    }
    memmove(&search->candidates[place + 1], &search->candidates[place],
            (search->candidate_count - place) * sizeof search->candidates[0]);
    search->candidates[place] = (struct candidate){.peer = peer, .distance = distance};
    search->candidate_count++;
}

static void add_provider(struct search *search, uint32_t provider)
{
    for (size_t i = 0; i < search->found_count; i++)
        if (search->found[i] == provider)
            return;
    if (provider != search->self->index && search->found_count < search->wanted)
        search->found[search->found_count++] = provider;
}

/** The closest that was not asked yet, of the k closest that have not failed; NULL: none. */
static struct candidate *next_to_ask(struct search *search)
{
    uint64_t alive = 0;
    for (size_t i = 0; i < search->candidate_count; i++) {
        struct candidate *candidate = &search->candidates[i];
        if (candidate->state == CANDIDATE_NEW)
            return candidate;
        alive += candidate->state != CANDIDATE_FAILED;
        if (alive == search->self->kademlia->world->p2p->dht_k)
            return NULL;
    }
    return NULL;
}

static void ask(struct search *search, struct sim_port *port)
{
    struct world *world = search->self->kademlia->world;
    struct candidate *candidate;
    while (search->in_flight < world->p2p->dht_alpha && (candidate = next_to_ask(search))) {
        candidate->state = CANDIDATE_ASKED;
        candidate->deadline = world_now(world) + world->p2p->dht_timeout_ns;
        search->in_flight++;
        search->self->kademlia->stats.requests++;
        kademlia_request(search->self, port, candidate->peer, search->kind, search->key);
    }
}

static void give_up_late(struct search *search)
{
    struct kademlia *kademlia = search->self->kademlia;
    sim_time now = world_now(kademlia->world);
    for (size_t i = 0; i < search->candidate_count; i++) {
        struct candidate *candidate = &search->candidates[i];
        if (candidate->state != CANDIDATE_ASKED || candidate->deadline > now)
            continue;
        candidate->state = CANDIDATE_FAILED;
        search->in_flight--;
        kademlia->stats.timeouts++;
        kademlia_table_remove(search->self, candidate->peer);
    }
}

static sim_time first_deadline(const struct search *search)
{
    sim_time first = SIM_TIME_FOREVER;
    for (size_t i = 0; i < search->candidate_count; i++)
        if (search->candidates[i].state == CANDIDATE_ASKED &&
            search->candidates[i].deadline < first)
            first = search->candidates[i].deadline;
    return first;
}

static void take_answer(struct search *search, const struct sim_message *answer)
{
    struct base_reader reader;
    base_reader_init(&reader, answer->payload, answer->payload_len);
    uint32_t sender = base_reader_be32(&reader);
    uint32_t providers = base_reader_be32(&reader);
    for (size_t i = 0; i < search->candidate_count; i++) {
        struct candidate *candidate = &search->candidates[i];
        if (candidate->peer != sender)
            continue;
        search->in_flight -= candidate->state == CANDIDATE_ASKED;
        candidate->state = CANDIDATE_ANSWERED;
        break;
    }
    for (uint32_t i = 0; i < providers && base_reader_ok(&reader); i++)
        add_provider(search, base_reader_be32(&reader));
    while (base_reader_ok(&reader) && !base_reader_done(&reader))
        add_candidate(search, base_reader_be32(&reader));
    if (!kademlia_table_add(search->self, sender))
        world_fail(search->self->kademlia->world, BASE_E_NOMEM);
}

static size_t answered(const struct search *search, uint32_t ret_found[], size_t capacity)
{
    size_t count = 0;
    for (size_t i = 0; i < search->candidate_count && count < capacity; i++)
        if (search->candidates[i].state == CANDIDATE_ANSWERED)
            ret_found[count++] = search->candidates[i].peer;
    return count;
}

size_t kademlia_search(struct kademlia_peer *peer, const crypto_digest *key,
                       enum kademlia_kind kind, size_t wanted, uint32_t ret_found[])
{
    struct world *world = peer->kademlia->world;
    size_t k = (size_t)world->p2p->dht_k;
    bool wants_providers = kind == KADEMLIA_GET_PROVIDERS;
    uint32_t known[KADEMLIA_K_MOST];
    struct search search = {
        .self = peer, .key = key, .kind = kind, .wanted = wanted, .found = ret_found};
    CONVERSE_PORT port = NULL;
    int r = sim_port_new(peer->machine, &port);
    if (r < 0) {
        world_fail(world, r);
        return 0;
    }
    size_t known_count = kademlia_table_closest(peer, key, known, k);
    for (size_t i = 0; i < known_count; i++)
        add_candidate(&search, known[i]);
    for (size_t i = 0; wants_providers && i < peer->record_count; i++)
        if (crypto_digest_equal(&peer->records[i].key, key))
            add_provider(&search, peer->records[i].provider);
    while (!wants_providers || search.found_count < wanted) {
        ask(&search, port);
        if (search.in_flight == 0)
            break;
        CONVERSE_MESSAGE answer = NULL;
        enum sim_fate fate =
            sim_port_receive(port, first_deadline(&search) - world_now(world), &answer);
        if (fate == SIM_PEER_LOST) /* the machine has failed, and somebody else waits for it */
            break;
        if (fate == SIM_DELIVERED)
            take_answer(&search, answer);
        give_up_late(&search);
    }
    return wants_providers ? search.found_count : answered(&search, ret_found, k);
}
