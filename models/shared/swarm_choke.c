#include "models/shared/swarm.h"

/* Tit for tat: the best uploaders are unchoked; who has all prefers those who take the most. One
 * more is unchoked whatever its rate, drawn anew every few choices. */

static bool is_candidate(const struct swarm_link *link)
{
    return link->is_open && link->is_interested && !link->is_banned;
}

static uint64_t rate(const struct swarm_peer *peer, const struct swarm_link *link)
{
    const uint64_t *bytes = swarm_has_all(peer) ? link->sent : link->received;
    return bytes[0] + bytes[1];
}

static void set_choked(struct swarm_peer *peer, struct swarm_link *link, bool is_choked)
{
    if (link->is_choked == is_choked)
        return;
    link->is_choked = is_choked;
    swarm_post(peer, link, is_choked ? SWARM_CHOKE : SWARM_UNCHOKE);
}

/** How many candidates go before this one: by rate, then by age of the link. */
static size_t rank(const struct swarm_peer *peer, size_t index)
{
    uint64_t own = rate(peer, &peer->links[index]);
    size_t before = 0;
    for (size_t i = 0; i < peer->link_count; i++) {
        const struct swarm_link *other = &peer->links[i];
        uint64_t theirs = rate(peer, other);
        before +=
            i != index && is_candidate(other) && (theirs > own || (theirs == own && i < index));
    }
    return before;
}

/** Draws one of the candidates beyond the slots, if there is any. */
static void draw_optimistic(struct swarm_peer *peer)
{
    uint64_t seen = 0;
    struct swarm_link *drawn = NULL;
    for (size_t i = 0; i < peer->link_count; i++) {
        struct swarm_link *link = &peer->links[i];
        link->is_optimistic = false;
        if (is_candidate(link) && rank(peer, i) >= peer->swarm->terms.unchoke_slots &&
            base_random_below(&peer->random, ++seen) == 0)
            drawn = link;
    }
    if (drawn)
        drawn->is_optimistic = true;
}

void swarm_choose(struct swarm_peer *peer)
{
    if (peer->choices++ % peer->swarm->terms.optimistic_every == 0)
        draw_optimistic(peer);
    for (size_t i = 0; i < peer->link_count; i++) {
        struct swarm_link *link = &peer->links[i];
        bool is_chosen = is_candidate(link) &&
                         (link->is_optimistic || rank(peer, i) < peer->swarm->terms.unchoke_slots);
        set_choked(peer, link, !is_chosen || peer->is_free_rider);
    }
    for (size_t i = 0; i < peer->link_count; i++) {
        struct swarm_link *link = &peer->links[i];
        link->received[1] = link->received[0];
        link->sent[1] = link->sent[0];
        link->received[0] = link->sent[0] = 0;
    }
}

void swarm_fill_slots(struct swarm_peer *peer)
{
    uint64_t unchoked = 0;
    for (size_t i = 0; i < peer->link_count; i++)
        unchoked += !peer->links[i].is_choked && !peer->links[i].is_optimistic;
    for (size_t i = 0; i < peer->link_count && !peer->is_free_rider; i++) {
        struct swarm_link *link = &peer->links[i];
        if (unchoked == peer->swarm->terms.unchoke_slots)
            return;
        if (!is_candidate(link) || !link->is_choked)
            continue;
        set_choked(peer, link, false);
        unchoked++;
    }
}
