#include "models/shared/swarm.h"

#include <assert.h>
#include <stdlib.h>

#include "base/error.h"

uint64_t swarm_piece_begin(const struct swarm *swarm, uint32_t piece)
{
    return piece * swarm->terms.piece_bytes;
}

uint64_t swarm_piece_len(const struct swarm *swarm, uint32_t piece)
{
    uint64_t left = swarm->content_len - swarm_piece_begin(swarm, piece);
    return left < swarm->terms.piece_bytes ? left : swarm->terms.piece_bytes;
}

static int init_peer(struct swarm *swarm, uint32_t index, struct participant *self)
{
    struct swarm_peer *peer = &swarm->peers[index];
    uint32_t count = swarm->piece_count;
    peer->swarm = swarm;
    peer->self = self;
    peer->has = calloc(count, sizeof *peer->has);
    peer->holders = calloc(count, sizeof *peer->holders);
    peer->asked = calloc(count, sizeof *peer->asked);
    peer->asked_until = calloc(count, sizeof *peer->asked_until);
    peer->leaves_at = SIM_TIME_FOREVER;
    participant_random(self, "swarm", &peer->random);
    if (!peer->has || !peer->holders || !peer->asked || !peer->asked_until)
        return BASE_E_NOMEM;
    return sim_signal_new(swarm->world->engine, &peer->is_complete);
}

int swarm_init(struct swarm *swarm, struct world *world, const struct swarm_terms *terms,
               const uint8_t *content, uint64_t content_len,
               struct participant *const participants[], uint32_t count)
{
    assert(terms->piece_bytes >= 1 && terms->piece_bytes <= SWARM_PIECE_BYTES_MAX);
    assert(content_len >= 1);
    *swarm = (struct swarm){
        .world = world,
        .terms = *terms,
        .content = content,
        .content_len = content_len,
        .piece_count = (uint32_t)((content_len + terms->piece_bytes - 1) / terms->piece_bytes),
        .peer_count = count,
    };
    world->outcome.has_seeds = true;
    swarm->piece_hashes = calloc(swarm->piece_count, sizeof *swarm->piece_hashes);
    swarm->peers = calloc(count + 1u, sizeof *swarm->peers);
    int r = swarm->piece_hashes && swarm->peers ? 0 : BASE_E_NOMEM;
    for (uint32_t piece = 0; r == 0 && piece < swarm->piece_count; piece++)
        swarm->piece_hashes[piece] = crypto_sha256(content + swarm_piece_begin(swarm, piece),
                                                   (size_t)swarm_piece_len(swarm, piece));
    if (r == 0)
        swarm->info_hash =
            crypto_sha256(swarm->piece_hashes, swarm->piece_count * sizeof *swarm->piece_hashes);
    for (uint32_t i = 0; r == 0 && i < count; i++)
        r = init_peer(swarm, i, participants[i]);
    if (r < 0)
        swarm_deinit(swarm);
    return r;
}

static void forget_links(struct swarm_peer *peer)
{
    for (size_t i = 0; i < peer->link_count; i++)
        free(peer->links[i].has);
    free(peer->links);
    peer->links = NULL;
    peer->link_count = peer->link_capacity = 0;
    peer->asked_count = 0;
    for (uint32_t piece = 0; piece < peer->swarm->piece_count; piece++)
        peer->holders[piece] = peer->asked[piece] = 0;
}

void swarm_deinit(struct swarm *swarm)
{
    for (uint32_t i = 0; swarm->peers && i < swarm->peer_count; i++) {
        struct swarm_peer *peer = &swarm->peers[i];
        if (!peer->swarm)
            continue;
        for (size_t link = 0; link < peer->link_count; link++)
            free(peer->links[link].has);
        free(peer->links);
        sim_port_free(peer->port);
        sim_signal_free(peer->is_complete);
        free(peer->has);
        free(peer->holders);
        free(peer->asked);
        free(peer->asked_until);
    }
    free(swarm->peers);
    free(swarm->piece_hashes);
    *swarm = (struct swarm){0};
}

bool swarm_has_all(const struct swarm_peer *peer)
{
    return peer->has_count == peer->swarm->piece_count;
}

uint32_t swarm_next_piece(struct swarm_peer *peer, const struct swarm_link *link)
{
    uint32_t best = peer->swarm->piece_count;
    uint64_t equals = 0;
    bool is_first = peer->has_count == 0 && peer->asked_count == 0;
    for (uint32_t piece = 0; piece < peer->swarm->piece_count; piece++) {
        if (peer->has[piece] || peer->asked[piece] || !link->has[piece])
            continue;
        bool is_rarer = equals == 0 || (!is_first && peer->holders[piece] < peer->holders[best]);
        bool is_equal = equals > 0 && (is_first || peer->holders[piece] == peer->holders[best]);
        if (is_rarer)
            equals = 1;
        else if (is_equal)
            equals++;
        /* Of the equals, each is kept with the same chance. */
        if (is_rarer || (is_equal && base_random_below(&peer->random, equals) == 0))
            best = piece;
    }
    return best;
}

/* The peer's duty begins with an empty list of links, and drops it at its end. */

static void peer_ended(void *argument)
{
    struct swarm_peer *peer = argument;
    sim_port_free(peer->port);
    peer->port = NULL;
    forget_links(peer);
}

void swarm_join(struct swarm_peer *peer, bool has_all)
{
    struct swarm *swarm = peer->swarm;
    for (uint32_t piece = 0; has_all && piece < swarm->piece_count; piece++) {
        peer->has_count += !peer->has[piece];
        peer->has[piece] = true;
    }
    if (peer->port || peer->has_left)
        return;
    peer->is_idle = true;
    int r = sim_port_new(peer->self->node, &peer->port);
    if (r == 0)
        r = sim_duty_start(peer->self->node, peer->port, world_duty_stack(swarm->world),
                           swarm_peer_act, peer, peer_ended);
    if (r < 0)
        world_fail(swarm->world, r);
}
