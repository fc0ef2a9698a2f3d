#ifndef CROWDPATCH_MODELS_SHARED_SWARM_H
#define CROWDPATCH_MODELS_SHARED_SWARM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/hash.h"
#include "models/shared/world.h"

/** One file in pieces that peers send one another, as BitTorrent does: whoever needs a piece asks
 *  for the rarest, and uploads go to those who upload.
 *  Source: Cohen, BEP 3 (messages, choking); Cohen, "Incentives build robustness in BitTorrent",
 *  2003 (rarest first, a random first piece, optimistic unchoking, 20 s of rate).
 *  Otherwise than there: a piece is one block, its hash is SHA-256 (as in BEP 52), and there is no
 *  end game. */

/** A block: what one request asks for at the most. Source: BEP 3, 2^14. */
#define SWARM_PIECE_BYTES_MAX 16384

struct swarm_terms {
    uint32_t first_kind;       /* messages have this kind and the next SWARM_KIND_COUNT - 1 */
    uint64_t piece_bytes;      /* 1 .. SWARM_PIECE_BYTES_MAX */
    uint64_t unchoke_slots;    /* peers unchoked by their rate */
    sim_time choke_interval;   /* between two choices of them */
    uint64_t optimistic_every; /* choices of which one draws a new optimistic unchoke; >= 1 */
    uint64_t pipeline;         /* requests that wait at one peer; >= 1 */
    uint64_t connections;      /* of one peer; >= 1 */
    sim_time request_timeout;  /* then another peer is asked */
    /* Mean time that a peer stays from when it has all, drawn exponentially; 0: nobody leaves.
       Source: the departure rate of Qiu and Srikant 2004 is one over it. */
    sim_time stay;
};

/** The kinds of messages, after first_kind, with their bytes (BEP 3). */
enum swarm_kind {
    SWARM_HANDSHAKE,      /* 68, and a bit field from who has something */
    SWARM_CHOKE,          /* 5 */
    SWARM_UNCHOKE,        /* 5 */
    SWARM_INTERESTED,     /* 5 */
    SWARM_NOT_INTERESTED, /* 5 */
    SWARM_HAVE,           /* 9 */
    SWARM_BITFIELD,       /* 5 + ceil(pieces / 8) */
    SWARM_REQUEST,        /* 17 */
    SWARM_PIECE,          /* 13 + the piece */
    SWARM_KIND_COUNT,
};

struct swarm_link;

/** A participant's part in it. What it has outlives a failure of its machine, its links do not. */
struct swarm_peer {
    struct swarm *swarm;
    struct participant *self;
    struct sim_port *port; /* while its actor runs */
    bool *has;             /* a piece: received and checked */
    uint32_t has_count;
    /* Adversaries. */
    bool is_free_rider; /* never unchokes anybody */
    bool is_tampering;  /* changes what it sends */
    /* The actor's own. */
    struct swarm_link *links; /* replaced when over, never removed while it runs */
    size_t link_count, link_capacity;
    uint32_t *holders; /* links that have a piece */
    uint32_t *asked;   /* link + 1 from which a piece is awaited; 0: none */
    sim_time *asked_until;
    uint32_t asked_count;
    sim_time next_choice;
    bool is_idle; /* nothing depends on it */
    uint64_t choices;
    struct base_random random;
    struct sim_signal *is_complete; /* raised then */
    sim_time leaves_at;             /* SIM_TIME_FOREVER: not known, or it stays */
    bool has_left;                  /* takes no part any more */
    /* For the books. */
    uint64_t pieces_sent, pieces_received, pieces_refused;
};

struct swarm {
    struct world *world;
    struct swarm_terms terms;
    const uint8_t *content; /* borrowed; read for those who have received it */
    uint64_t content_len;
    uint32_t piece_count;
    crypto_digest *piece_hashes;
    crypto_digest info_hash; /* of the piece hashes; its first 20 bytes travel */
    struct swarm_peer *peers;
    uint32_t peer_count;
};

/** participants[count] may take part, under their index there. Before the run. Returns 0 or
 *  BASE_E_NOMEM; a swarm that failed is deinitialised. */
int swarm_init(struct swarm *swarm, struct world *world, const struct swarm_terms *terms,
               const uint8_t *content, uint64_t content_len,
               struct participant *const participants[], uint32_t count);
/** {0} is ignored. */
void swarm_deinit(struct swarm *swarm);

bool swarm_has_all(const struct swarm_peer *peer);
/** Begins, and serves from then on what it has: a duty of the peer's node. A peer with `has_all`
 *  has it from elsewhere, and stays. Does nothing when it does already, or has left. */
void swarm_join(struct swarm_peer *peer, bool has_all);
/** Joins, connects to those listed, and waits until the peer has all. False: not in time. What was
 *  received is kept. */
bool swarm_download(struct swarm_peer *peer, const uint32_t listed[], size_t count,
                    sim_time timeout);

/* Inside the swarm's sources. */

struct swarm_link {
    uint32_t peer; /* index in the swarm */
    struct sim_address address;
    bool is_open;                   /* its handshake has come */
    uint32_t told_count;            /* pieces that we had when we sent ours */
    bool is_banned;                 /* it has sent a piece that was not what it should be */
    bool is_choking, is_choked;     /* it us; we it */
    bool is_interested, is_desired; /* it in us; we in it */
    bool is_optimistic;
    bool *has;
    uint32_t asked_count;
    sim_time paused_until; /* it did not answer in time */
    /* Bytes of pieces in this interval of choices and the one before. */
    uint64_t received[2], sent[2];
};

uint64_t swarm_piece_begin(const struct swarm *swarm, uint32_t piece);
uint64_t swarm_piece_len(const struct swarm *swarm, uint32_t piece);
/** What a peer does when a message has come or it is to choose again (swarm_peer.c): a duty's call.
 */
sim_time swarm_peer_act(void *peer);
/** A message that is only its kind. */
void swarm_post(struct swarm_peer *peer, const struct swarm_link *link, enum swarm_kind kind);
/** Chooses whom to unchoke (swarm_choke.c): at the end of each interval, and when somebody becomes
 *  interested while a slot is free. */
void swarm_choose(struct swarm_peer *peer);
void swarm_fill_slots(struct swarm_peer *peer);
/** The piece to ask this link for next, rarest first; piece_count: none. */
uint32_t swarm_next_piece(struct swarm_peer *peer, const struct swarm_link *link);

#endif
