#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "models/shared/converse.h"
#include "models/shared/swarm.h"

/* A peer's duty: handshakes, bit fields, interest, requests and pieces, and every interval a
 * choice of whom to unchoke. */

#define NO_LINK SIZE_MAX
/* Length and kind, before every message but the handshake. Source: BEP 3. */
#define PREFIX_BYTES 5
static const char protocol[] = "\x13"
                               "BitTorrent protocol";

static void post(struct swarm_peer *peer, const struct swarm_link *link, enum swarm_kind kind,
                 struct base_buffer *payload)
{
    converse_post(peer->self, peer->port, link->address,
                  peer->swarm->terms.first_kind + (uint32_t)kind, payload, 0);
}

static void begin(struct base_buffer *payload, enum swarm_kind kind, uint64_t body_bytes)
{
    base_buffer_append_be32(payload, (uint32_t)(1 + body_bytes));
    base_buffer_append_u8(payload, (uint8_t)kind);
}

void swarm_post(struct swarm_peer *peer, const struct swarm_link *link, enum swarm_kind kind)
{
    CONVERSE_BUFFER payload = {0};
    begin(&payload, kind, 0);
    post(peer, link, kind, &payload);
}

static void put_bitfield(struct base_buffer *payload, const struct swarm_peer *peer)
{
    uint32_t count = peer->swarm->piece_count;
    if (peer->has_count == 0)
        return;
    begin(payload, SWARM_BITFIELD, (count + 7) / 8);
    for (uint32_t first = 0; first < count; first += 8) {
        unsigned bits = 0;
        for (uint32_t i = 0; i < 8; i++)
            bits = bits << 1 | (first + i < count && peer->has[first + i]);
        base_buffer_append_u8(payload, (uint8_t)bits);
    }
}

/** pstrlen and protocol 20, reserved 8, info hash 20, peer id 20; and the bit field, so that none
 *  overtakes the other as nothing does in TCP. */
static void post_handshake(struct swarm_peer *peer, struct swarm_link *link)
{
    CONVERSE_BUFFER payload = {0};
    base_buffer_append(&payload, protocol, sizeof protocol - 1);
    base_buffer_append_zeros(&payload, 8);
    base_buffer_append(&payload, peer->swarm->info_hash.bytes, 20);
    base_buffer_append_be32(&payload, (uint32_t)(peer - peer->swarm->peers));
    base_buffer_append_zeros(&payload, 16);
    put_bitfield(&payload, peer);
    link->told_count = peer->has_count;
    post(peer, link, SWARM_HANDSHAKE, &payload);
}

/** What came in between a handshake and its answer. */
static void post_bitfield(struct swarm_peer *peer, const struct swarm_link *link)
{
    CONVERSE_BUFFER payload = {0};
    put_bitfield(&payload, peer);
    post(peer, link, SWARM_BITFIELD, &payload);
}

static void post_have(struct swarm_peer *peer, const struct swarm_link *link, uint32_t piece)
{
    CONVERSE_BUFFER payload = {0};
    begin(&payload, SWARM_HAVE, 4);
    base_buffer_append_be32(&payload, piece);
    post(peer, link, SWARM_HAVE, &payload);
}

static size_t find_link(const struct swarm_peer *peer, struct sim_address from)
{
    for (size_t i = 0; i < peer->link_count; i++)
        if (peer->links[i].address.port == from.port && peer->links[i].address.node == from.node)
            return i;
    return NO_LINK;
}

static void unask(struct swarm_peer *peer, uint32_t piece)
{
    if (peer->asked[piece] == 0)
        return;
    peer->links[peer->asked[piece] - 1].asked_count--;
    peer->asked[piece] = 0;
    peer->asked_count--;
}

static void unask_all(struct swarm_peer *peer, size_t link)
{
    for (uint32_t piece = 0; piece < peer->swarm->piece_count; piece++)
        if (peer->asked[piece] == link + 1)
            unask(peer, piece);
}

/** Forgets what was known of the link's peer: it is as new. */
static void reset_link(struct swarm_peer *peer, size_t index, struct sim_address address)
{
    struct swarm_link *link = &peer->links[index];
    unask_all(peer, index);
    for (uint32_t piece = 0; piece < peer->swarm->piece_count; piece++) {
        peer->holders[piece] -= link->has[piece];
        link->has[piece] = false;
    }
    *link = (struct swarm_link){
        .peer = link->peer,
        .address = address,
        .is_banned = link->is_banned,
        .is_choking = true,
        .is_choked = true,
        .has = link->has,
    };
}

/** Whether a connection would have been closed: its peer has left, or both have all. */
static bool is_over(const struct swarm_peer *peer, const struct swarm_link *link)
{
    if (peer->swarm->peers[link->peer].has_left)
        return true;
    if (!swarm_has_all(peer))
        return false;
    for (uint32_t piece = 0; piece < peer->swarm->piece_count; piece++)
        if (!link->has[piece])
            return false;
    return true;
}

/** The link to a peer, a new one if need be, or in place of one that is over. NO_LINK: there are
 *  enough. */
static size_t open_link(struct swarm_peer *peer, uint32_t index, struct sim_address address)
{
    bool is_full = peer->link_count == peer->swarm->terms.connections;
    size_t place = NO_LINK;
    for (size_t i = 0; i < peer->link_count && place == NO_LINK; i++)
        if (peer->links[i].peer == index)
            place = i;
    for (size_t i = 0; is_full && i < peer->link_count && place == NO_LINK; i++)
        if (is_over(peer, &peer->links[i]))
            place = i;
    if (place != NO_LINK) {
        peer->links[place].is_banned &= peer->links[place].peer == index;
        peer->links[place].peer = index;
        reset_link(peer, place, address);
        return place;
    }
    if (is_full)
        return NO_LINK;
    struct swarm_link *grown =
        base_array_grow(peer->links, sizeof *peer->links, peer->link_count, &peer->link_capacity);
    if (grown)
        peer->links = grown;
    bool *has = grown ? calloc(peer->swarm->piece_count, sizeof *has) : NULL;
    if (!has) {
        world_fail(peer->swarm->world, base_fail(BASE_E_NOMEM, "out of memory"));
        return NO_LINK;
    }
    peer->links[peer->link_count] = (struct swarm_link){
        .peer = index,
        .address = address,
        .is_choking = true,
        .is_choked = true,
        .has = has,
    };
    return peer->link_count++;
}

static void connect(struct swarm_peer *peer, uint32_t index)
{
    struct swarm *swarm = peer->swarm;
    struct swarm_peer *other = &swarm->peers[index];
    if (other == peer || !other->port || other->has_left)
        return;
    struct sim_address address = sim_port_address(other->port);
    size_t link = find_link(peer, address);
    if (link != NO_LINK && peer->links[link].is_open)
        return;
    if (link == NO_LINK)
        link = open_link(peer, index, address);
    if (link != NO_LINK)
        post_handshake(peer, &peer->links[link]);
}

/** Asks this link for pieces while it lets us. */
static void ask(struct swarm_peer *peer, size_t index)
{
    const struct swarm_terms *terms = &peer->swarm->terms;
    sim_time now = world_now(peer->swarm->world);
    struct swarm_link *link = &peer->links[index];
    while (link->is_open && !link->is_banned && !link->is_choking && link->paused_until <= now &&
           link->asked_count < terms->pipeline) {
        CONVERSE_BUFFER payload = {0};
        uint32_t piece = swarm_next_piece(peer, link);
        if (piece == peer->swarm->piece_count)
            return;
        peer->asked[piece] = (uint32_t)index + 1;
        peer->asked_until[piece] = now + terms->request_timeout;
        peer->asked_count++;
        link->asked_count++;
        begin(&payload, SWARM_REQUEST, 12);
        base_buffer_append_be32(&payload, piece);
        base_buffer_append_be32(&payload, 0);
        base_buffer_append_be32(&payload, (uint32_t)swarm_piece_len(peer->swarm, piece));
        post(peer, link, SWARM_REQUEST, &payload);
    }
}

static void ask_all(struct swarm_peer *peer)
{
    for (size_t i = 0; i < peer->link_count; i++)
        ask(peer, i);
}

/** Says whether we want anything of this link. */
static void tell_interest(struct swarm_peer *peer, struct swarm_link *link)
{
    bool is_desired = false;
    for (uint32_t piece = 0; piece < peer->swarm->piece_count && !is_desired; piece++)
        is_desired = link->has[piece] && !peer->has[piece];
    is_desired = is_desired && !link->is_banned;
    if (link->is_desired == is_desired)
        return;
    link->is_desired = is_desired;
    swarm_post(peer, link, is_desired ? SWARM_INTERESTED : SWARM_NOT_INTERESTED);
}

static void learn_piece(struct swarm_peer *peer, struct swarm_link *link, uint32_t piece)
{
    if (piece >= peer->swarm->piece_count || link->has[piece])
        return;
    link->has[piece] = true;
    peer->holders[piece]++;
}

static void on_bitfield(struct swarm_peer *peer, struct swarm_link *link,
                        struct base_reader *reader)
{
    uint32_t count = peer->swarm->piece_count;
    base_reader_take(reader, PREFIX_BYTES);
    const uint8_t *bits = base_reader_take(reader, (count + 7) / 8);
    for (uint32_t piece = 0; bits && piece < count; piece++)
        if (bits[piece / 8] >> (7 - piece % 8) & 1)
            learn_piece(peer, link, piece);
    tell_interest(peer, link);
}

static void on_handshake(struct swarm_peer *peer, const struct sim_message *message)
{
    struct base_reader reader;
    base_reader_init(&reader, message->payload, message->payload_len);
    const uint8_t *name = base_reader_take(&reader, sizeof protocol - 1);
    base_reader_take(&reader, 8);
    const uint8_t *info_hash = base_reader_take(&reader, 20);
    uint32_t index = base_reader_be32(&reader);
    base_reader_take(&reader, 16);
    if (!base_reader_ok(&reader) || memcmp(name, protocol, sizeof protocol - 1) != 0 ||
        memcmp(info_hash, peer->swarm->info_hash.bytes, 20) != 0 ||
        index >= peer->swarm->peer_count)
        return;
    size_t link = find_link(peer, message->from);
    if (link == NO_LINK) {
        link = open_link(peer, index, message->from);
        if (link == NO_LINK)
            return;
        post_handshake(peer, &peer->links[link]);
    }
    peer->links[link].is_open = true;
    on_bitfield(peer, &peer->links[link], &reader);
    if (peer->links[link].told_count != peer->has_count)
        post_bitfield(peer, &peer->links[link]);
}

static void on_request(struct swarm_peer *peer, struct swarm_link *link, struct base_reader *reader)
{
    const struct swarm *swarm = peer->swarm;
    CONVERSE_BUFFER payload = {0};
    uint32_t piece = base_reader_be32(reader);
    uint32_t offset = base_reader_be32(reader);
    uint32_t len = base_reader_be32(reader);
    if (!base_reader_done(reader) || link->is_choked || piece >= swarm->piece_count ||
        !peer->has[piece] || offset != 0 || len != swarm_piece_len(swarm, piece))
        return;
    begin(&payload, SWARM_PIECE, 8 + len);
    base_buffer_append_be32(&payload, piece);
    base_buffer_append_be32(&payload, 0);
    base_buffer_append(&payload, swarm->content + swarm_piece_begin(swarm, piece), len);
    if (peer->is_tampering && !base_buffer_failed(&payload))
        payload.data[payload.len - 1] ^= 1;
    link->sent[0] += len;
    peer->pieces_sent++;
    post(peer, link, SWARM_PIECE, &payload);
}

/** From now on the peer is one of the seeds, until it leaves. */
static void become_seed(struct swarm_peer *peer)
{
    struct swarm *swarm = peer->swarm;
    struct base_random random;
    swarm->world->outcome.seeds++;
    sim_signal_raise(peer->is_complete);
    if (swarm->terms.stay == 0)
        return;
    participant_random(peer->self, "swarm_stay", &random);
    peer->leaves_at = world_now(swarm->world) +
                      (sim_time)base_random_exponential(&random, (double)swarm->terms.stay);
}

/** Nobody is served any more; what still comes is not answered. */
static void leave(struct swarm_peer *peer)
{
    peer->has_left = true;
    peer->swarm->world->outcome.seeds--;
    for (size_t i = 0; i < peer->link_count; i++)
        if (peer->links[i].is_open && !peer->links[i].is_choked)
            swarm_post(peer, &peer->links[i], SWARM_CHOKE);
}

/** A piece that is good: all others hear of it. */
static void keep_piece(struct swarm_peer *peer, uint32_t piece)
{
    peer->has[piece] = true;
    peer->has_count++;
    peer->pieces_received++;
    for (size_t i = 0; i < peer->link_count; i++) {
        if (!peer->links[i].is_open)
            continue;
        post_have(peer, &peer->links[i], piece);
        tell_interest(peer, &peer->links[i]);
    }
    if (swarm_has_all(peer))
        become_seed(peer);
}

static void on_piece(struct swarm_peer *peer, size_t index, struct base_reader *reader)
{
    const struct swarm *swarm = peer->swarm;
    uint32_t from = peer->links[index].peer;
    uint32_t piece = base_reader_be32(reader);
    uint32_t offset = base_reader_be32(reader);
    if (peer->links[index].is_banned) {
        peer->pieces_refused++;
        return;
    }
    if (!base_reader_ok(reader) || piece >= swarm->piece_count || offset != 0 || peer->has[piece])
        return;
    size_t len = reader->len - reader->position;
    const uint8_t *bytes = base_reader_take(reader, len);
    participant_charge(peer->self, CRYPTO_OP_SHA256, len);
    /* Time has passed: links may have moved in memory, and who has left may have been replaced. */
    struct swarm_link *link = &peer->links[index];
    if (link->peer != from)
        return;
    crypto_digest hash = crypto_sha256(bytes, len);
    unask(peer, piece);
    link->received[0] += len;
    if (len == swarm_piece_len(swarm, piece) &&
        crypto_digest_equal(&hash, &swarm->piece_hashes[piece])) {
        keep_piece(peer, piece);
    } else {
        peer->pieces_refused++;
        link->is_banned = true;
        unask_all(peer, index);
        tell_interest(peer, link);
    }
    ask_all(peer);
}

static void on_message(struct swarm_peer *peer, const struct sim_message *message)
{
    struct base_reader reader;
    uint32_t kind = message->kind - peer->swarm->terms.first_kind;
    size_t index = find_link(peer, message->from);
    if (kind == SWARM_HANDSHAKE)
        on_handshake(peer, message);
    if (kind == SWARM_HANDSHAKE || index == NO_LINK || !peer->links[index].is_open)
        return;
    struct swarm_link *link = &peer->links[index];
    base_reader_init(&reader, message->payload, message->payload_len);
    if (kind != SWARM_BITFIELD)
        base_reader_take(&reader, PREFIX_BYTES);
    switch (kind) {
    case SWARM_CHOKE:
        link->is_choking = true;
        unask_all(peer, index);
        ask_all(peer);
        break;
    case SWARM_UNCHOKE:
        link->is_choking = false;
        ask(peer, index);
        break;
    case SWARM_INTERESTED:
        link->is_interested = true;
        swarm_fill_slots(peer);
        break;
    case SWARM_NOT_INTERESTED:
        link->is_interested = false;
        break;
    case SWARM_HAVE:
        learn_piece(peer, link, base_reader_be32(&reader));
        tell_interest(peer, link);
        ask(peer, index);
        break;
    case SWARM_BITFIELD:
        on_bitfield(peer, link, &reader);
        break;
    case SWARM_REQUEST:
        on_request(peer, link, &reader);
        break;
    case SWARM_PIECE:
        on_piece(peer, index, &reader);
        break;
    default:
        break;
    }
}

/** Pieces that did not come in time are asked for elsewhere. */
static void give_up_late(struct swarm_peer *peer)
{
    sim_time now = world_now(peer->swarm->world);
    for (uint32_t piece = 0; piece < peer->swarm->piece_count; piece++) {
        if (peer->asked[piece] == 0 || peer->asked_until[piece] > now)
            continue;
        peer->links[peer->asked[piece] - 1].paused_until = now + peer->swarm->terms.request_timeout;
        unask(peer, piece);
    }
}

/** Whether anything depends on the next choice; without it the peer only waits for messages. */
static bool has_business(const struct swarm_peer *peer)
{
    bool has_one = false;
    for (size_t i = 0; i < peer->link_count; i++) {
        const struct swarm_link *link = &peer->links[i];
        has_one |= link->is_open && (link->is_interested || link->is_desired || !link->is_choked);
    }
    return has_one;
}

sim_time swarm_peer_act(void *argument)
{
    struct swarm_peer *peer = argument;
    struct world *world = peer->swarm->world;
    sim_time interval = peer->swarm->terms.choke_interval;
    CONVERSE_MESSAGE message = NULL;
    if (peer->is_idle)
        peer->next_choice = world_now(world) + interval;
    if (sim_port_receive(peer->port, 0, &message) == SIM_DELIVERED && !peer->has_left)
        on_message(peer, message);
    sim_time now = world_now(world);
    if (!peer->has_left && peer->leaves_at <= now)
        leave(peer);
    if (peer->has_left)
        return SIM_TIME_FOREVER;
    if (peer->next_choice <= now && has_business(peer)) {
        give_up_late(peer);
        swarm_choose(peer);
        ask_all(peer);
    }
    if (peer->next_choice <= now)
        peer->next_choice = now + interval;
    peer->is_idle = !has_business(peer);
    sim_time next = peer->is_idle ? SIM_TIME_FOREVER : peer->next_choice;
    return next < peer->leaves_at ? next : peer->leaves_at;
}

bool swarm_download(struct swarm_peer *peer, const uint32_t listed[], size_t count,
                    sim_time timeout)
{
    struct world *world = peer->swarm->world;
    sim_time deadline = world_now(world) + timeout;
    swarm_join(peer, false);
    for (size_t i = 0; i < count; i++)
        if (listed[i] < peer->swarm->peer_count)
            connect(peer, listed[i]);
    while (!swarm_has_all(peer)) {
        sim_time left = deadline - world_now(world);
        if (left <= 0 || !sim_signal_wait(peer->is_complete, left))
            break;
    }
    return swarm_has_all(peer);
}
