#ifndef CROWDPATCH_MODELS_BOUDGUIGA_STATE_H
#define CROWDPATCH_MODELS_BOUDGUIGA_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "models/boudguiga/audience.h"
#include "models/boudguiga/config.h"
#include "models/boudguiga/messages.h"
#include "models/shared/chain_service.h"
#include "models/shared/converse.h"
#include "models/shared/world.h"

/** What a reader of the chain knows of a release: transactions T whose M_sign it has checked. */
struct boudguiga_release {
    struct boudguiga_post post; /* one of them; its cover is not to be read */
    uint32_t count;             /* transactions that there are; 0: none is known yet */
    uint32_t known;             /* of them */
    crypto_digest *parts;       /* by part: SHA-256 of its bytes; zeros: not known; owned */
    uint8_t *cover;             /* of part 0; owned */
    size_t cover_len;
};

/** Whoever passes the binary on: the manufacturer, checking nodes, hubs. Over failures. */
struct boudguiga_peer {
    bool has_binary;  /* it has received U_bin, byte by byte; state->carried is read for it */
    uint64_t uploads; /* now */
    uint64_t served;
    uint64_t path_draws;
};

/** A checking node's own, over failures of its machine. */
struct boudguiga_checker {
    struct boudguiga_release release;
    bool has_verdict;
    bool is_positive;
    bool has_voted; /* its transaction is confirmed */
};

enum boudguiga_verdict {
    BOUDGUIGA_UNDECIDED,
    BOUDGUIGA_APPROVED,
    BOUDGUIGA_REJECTED, /* so many are against it that a majority is impossible */
};

/** Where a device goes on when it is called; it begins anew after a failure. */
enum boudguiga_step {
    BOUDGUIGA_READS_POSTS,
    BOUDGUIGA_READS_VOTES,
    BOUDGUIGA_INSTALLS,
};

/** A device's own, over failures of its machine. */
struct boudguiga_device {
    enum boudguiga_step step;
    bool has_paused; /* before its next attempt */

    struct boudguiga_release release;
    uint64_t positive, negative; /* sets of checking nodes whose votes it has checked */
    uint32_t parts_done;         /* in its flash memory, checked */
    uint64_t node_draws;
    uint64_t path_draws;
    bool has_accused;
    bool is_installed;
    bool is_acknowledged; /* by its own knowledge */
    bool is_done;         /* it tries nothing more */
};

struct boudguiga {
    struct world *world;
    const struct boudguiga_config *config;
    uint8_t *update;  /* U: config->update_bytes; owned */
    uint8_t *carried; /* U_bin: as long, encrypted or not; owned */
    uint8_t content_key[32];
    crypto_digest device_type; /* O_type */
    crypto_digest update_id;   /* U_id */
    crypto_digest carried_sha256;
    struct boudguiga_audience audience;
    crypto_address log; /* of the contract: it follows from the manufacturer's account */
    uint32_t parts;
    uint32_t checker_count; /* who exist */
    bool *is_posted;        /* by part: T is in a block */
    bool is_log_created;
    bool is_prepared;  /* the manufacturer has hashed, encrypted and signed */
    sim_time released; /* -1: not yet */
    uint32_t devices_left;
    struct boudguiga_peer *peers[WORLD_ROLE_COUNT]; /* of manufacturer, distributors and hubs */
    struct boudguiga_checker *checkers;             /* checker_count */
    struct boudguiga_device *devices;
    /* For the books: what stands on the chain, and what became of it. */
    bool *is_acknowledged; /* by device */
    uint32_t acknowledged;
    uint32_t negative_acknowledgements;
    uint32_t votes[2];   /* negative, positive */
    uint32_t harmed;     /* devices that run a malicious update */
    uint32_t rejections; /* devices that have refused the update by its votes */
    uint32_t undecided;  /* devices that have waited in vain for enough votes */
    uint64_t bad_posts;  /* checks of an M_sign that failed */
    /* Attacks: attack.h. */
    bool is_malicious;           /* the manufacturer has put malware into U */
    struct sim_node *false_node; /* NULL: there is none */
    struct sim_port *false_port;
    struct chain_log_page old; /* what the false node shows */
    uint64_t tampered_sent, tampered_installed;
    uint64_t false_votes;
    uint64_t forged_drawn, forged, forged_installed;
    uint32_t acknowledged_unpatched;
};

/* The roles' lives. */
void boudguiga_manufacturer_play(struct boudguiga *state, struct participant *self);
void boudguiga_checker_play(struct boudguiga *state, struct participant *self);
void boudguiga_hub_play(struct boudguiga *state, struct participant *self);
sim_time boudguiga_device_act(void *state, struct participant *self, bool is_first);

/* update.c: what the manufacturer makes and receivers undo. */

/** U, U_bin, and their hashes. Returns 0 or BASE_E_NOMEM. */
int boudguiga_update_init(struct boudguiga *state);
/** T of a part, signed; its cover is appended to *ret_cover, which it borrows. */
struct boudguiga_post boudguiga_make_post(const struct boudguiga *state, uint32_t part,
                                          struct base_buffer *ret_cover);
/** The bytes of a part of U_bin. */
const uint8_t *boudguiga_part_bytes(const struct boudguiga *state, uint32_t part, size_t *ret_len);
enum boudguiga_opened {
    BOUDGUIGA_OPENED,
    BOUDGUIGA_NOT_FOR_IT, /* its keys unwrap nothing */
    BOUDGUIGA_NOT_U,      /* what comes out is not U_id's */
};
/** A receiver with the keys of `leaf`, who has checked U_bin's bytes, decrypts them and compares
 *  with U_id; costs it the time. U_bin that is U costs nothing more. */
enum boudguiga_opened boudguiga_open(struct boudguiga *state, struct participant *self,
                                     const struct boudguiga_release *release, uint32_t leaf);

/* reading.c: the chain's side. */

/** Logs of the update log with this topic, from one chain node, whatever the block. False: it did
 *  not answer in time. */
bool boudguiga_logs(struct boudguiga *state, struct sim_port *port, struct sim_address node,
                    const struct chain_log_filter *filter, sim_time timeout,
                    struct chain_log_page *ret_page);
/** Reads all T of this device type, checks M_sign of those that are new, and notes them. True: all
 *  T of a release are known. */
bool boudguiga_read_posts(struct boudguiga *state, struct participant *self, struct sim_port *port,
                          struct sim_address node, struct boudguiga_release *release);
void boudguiga_release_deinit(struct boudguiga_release *release);
/** Reads the votes on an update and checks those of nodes that are in neither set yet; adds these
 *  nodes to their sets. */
void boudguiga_read_votes(struct boudguiga *state, struct participant *self, struct sim_port *port,
                          struct sim_address node, const crypto_digest *update_id,
                          uint64_t *positive, uint64_t *negative);
enum boudguiga_verdict boudguiga_verdict_of(const struct boudguiga_config *config,
                                            uint64_t positive, uint64_t negative);
/** Tries to place a transaction, a number of times. False: it is not confirmed, or reverted. */
bool boudguiga_place(struct boudguiga *state, struct participant *self, struct sim_port *port,
                     const struct chain_intent *intent);
/** The same until it is final, for the manufacturer's own. */
bool boudguiga_place_for_good(struct boudguiga *state, struct participant *self,
                              const struct chain_intent *intent);

/* peer.c: from peer to peer. */

struct boudguiga_peer *boudguiga_peer_of(const struct boudguiga *state,
                                         const struct participant *who);
/** Answers a request (taken) with the binary, in an actor of its own, or refuses. */
void boudguiga_serve(struct boudguiga *state, struct participant *self,
                     struct sim_message *request);
/** Asks a peer for the binary. NULL: refused, or not in time. The caller frees and checks. */
struct sim_message *boudguiga_fetch(struct boudguiga *state, struct participant *self,
                                    const struct participant *from,
                                    const crypto_digest *carried_sha256, sim_time timeout);
/** Whether these bytes have this hash; costs the time. */
bool boudguiga_check_bytes(struct participant *self, const uint8_t *bytes, size_t len,
                           const crypto_digest *sha256);

#endif
