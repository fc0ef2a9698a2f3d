#include <string.h>

#include "base/array.h"
#include "models/shared/kademlia_private.h"

crypto_digest kademlia_distance(const crypto_digest *id, const crypto_digest *key)
{
    crypto_digest distance;
    for (size_t i = 0; i < sizeof distance.bytes; i++)
        distance.bytes[i] = id->bytes[i] ^ key->bytes[i];
    return distance;
}

/** Bits that both have in common from the first on: the number of its bucket. */
static unsigned common_prefix(const crypto_digest *a, const crypto_digest *b)
{
    for (unsigned i = 0; i < sizeof a->bytes; i++) {
        uint8_t difference = a->bytes[i] ^ b->bytes[i];
        if (difference)
            return 8 * i + (unsigned)__builtin_clz(difference) - 24;
    }
    return 256;
}

size_t kademlia_table_closest(const struct kademlia_peer *peer, const crypto_digest *key,
                              uint32_t ret_contacts[], size_t capacity)
{
    crypto_digest distances[KADEMLIA_K_MOST];
    size_t count = 0;
    for (size_t i = 0; i < peer->contact_count; i++) {
        uint32_t contact = peer->contacts[i];
        crypto_digest distance = kademlia_distance(&peer->kademlia->peers[contact]->id, key);
        size_t place = count;
        while (place > 0 && memcmp(distance.bytes, distances[place - 1].bytes, 32) < 0)
            place--;
        if (place == capacity)
            continue;
        count += count < capacity;
        for (size_t j = count - 1; j > place; j--) {
            distances[j] = distances[j - 1];
            ret_contacts[j] = ret_contacts[j - 1];
        }
        distances[place] = distance;
        ret_contacts[place] = contact;
    }
    return count;
}

static bool append(struct kademlia_peer *peer, uint32_t contact)
{
    uint32_t *grown = base_array_grow(peer->contacts, sizeof *peer->contacts, peer->contact_count,
                                      &peer->contact_capacity);
    if (!grown)
        return false;
    peer->contacts = grown;
    peer->contacts[peer->contact_count++] = contact;
    return true;
}

bool kademlia_table_add(struct kademlia_peer *peer, uint32_t contact)
{
    struct kademlia_peer *const *peers = peer->kademlia->peers;
    unsigned bucket = common_prefix(&peer->id, &peers[contact]->id);
    size_t in_bucket = 0;
    if (contact == peer->index)
        return true;
    for (size_t i = 0; i < peer->contact_count; i++) {
        if (peer->contacts[i] == contact)
            return true;
        in_bucket += common_prefix(&peer->id, &peers[peer->contacts[i]]->id) == bucket;
    }
    return in_bucket >= peer->kademlia->world->p2p->dht_k || append(peer, contact);
}

void kademlia_table_remove(struct kademlia_peer *peer, uint32_t contact)
{
    for (size_t i = 0; i < peer->contact_count; i++)
        if (peer->contacts[i] == contact) {
            peer->contacts[i] = peer->contacts[--peer->contact_count];
            return;
        }
}

/** Of each bucket a random sample of k, by reservoir. */
bool kademlia_table_fill(struct kademlia_peer *peer)
{
    const struct kademlia *kademlia = peer->kademlia;
    size_t k = (size_t)kademlia->world->p2p->dht_k;
    uint32_t kept[257] = {0}, seen[257] = {0};
    size_t first[257] = {0};
    for (uint32_t i = 0; i < kademlia->node_count; i++) {
        if (i == peer->index || !kademlia->peers[i]->is_up_at_start)
            continue;
        seen[common_prefix(&peer->id, &kademlia->peers[i]->id)]++;
    }
    size_t total = 0;
    for (unsigned bucket = 0; bucket <= 256; bucket++) {
        first[bucket] = total;
        total += seen[bucket] < k ? seen[bucket] : k;
        seen[bucket] = 0;
    }
    for (size_t i = 0; i < total; i++)
        if (!append(peer, 0))
            return false;
    for (uint32_t i = 0; i < kademlia->node_count; i++) {
        if (i == peer->index || !kademlia->peers[i]->is_up_at_start)
            continue;
        unsigned bucket = common_prefix(&peer->id, &kademlia->peers[i]->id);
        size_t place = kept[bucket];
        if (place == k)
            place = (size_t)base_random_below(&peer->random, seen[bucket] + 1);
        else
            kept[bucket]++;
        seen[bucket]++;
        if (place < k)
            peer->contacts[first[bucket] + place] = i;
    }
    return true;
}
