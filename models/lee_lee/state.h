#ifndef CROWDPATCH_MODELS_LEE_LEE_STATE_H
#define CROWDPATCH_MODELS_LEE_LEE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "models/lee_lee/blockchain.h"
#include "models/lee_lee/config.h"
#include "models/lee_lee/messages.h"
#include "models/shared/adversary.h"
#include "models/shared/converse.h"
#include "models/shared/swarm.h"
#include "models/shared/world.h"

/** Versions of the firmware. */
#define LEE_LEE_OLD UINT64_C(1)
#define LEE_LEE_NEW UINT64_C(2)

/** The cases of section 3.3, when they have come to their end. */
enum lee_lee_case {
    LEE_LEE_C1_1,
    LEE_LEE_C1_2,
    LEE_LEE_C2_1,
    LEE_LEE_C2_2,
    LEE_LEE_C2_3,
    LEE_LEE_CASE_COUNT,
};

/** A verifier that a node works to confirm. */
struct lee_lee_job {
    struct lee_lee_job *next;
    crypto_digest request_id, response_id;
    struct sim_address response; /* where the response node waits */
    sim_time deadline;
    uint64_t confirmed; /* by others, as far as this node has heard */
};

/** A blockchain node: a device, or a verification node. */
struct lee_lee_node {
    struct participant *self;
    struct swarm_peer *peer;
    struct base_random random; /* nonces, whom broadcasts reach, proofs of work */
    struct lee_lee_chain chain;
    crypto_digest id; /* of its latest request; a verification node's never changes */
    uint64_t version; /* of its firmware; a verification node: the latest, 0: it has none yet */
    bool is_altered;  /* somebody has changed its file */
    bool is_updating; /* one download at a time */
    bool has_begun;   /* its first check's date is drawn, since its machine is up */
    bool is_settled;  /* a device: patched, or it tries nothing more */
    bool is_listed;   /* the trackers name it as a peer */
    bool is_working;  /* an actor works at its jobs */
    struct lee_lee_job *jobs;         /* in their order; owned */
    bool is_sending;                  /* an actor sends what stands in its outbox */
    struct lee_lee_broadcast *outbox; /* in their order; owned */
    uint64_t copies_dropped;          /* of broadcasts that came to nothing */
};

struct lee_lee {
    struct world *world;
    const struct lee_lee_config *config;
    uint8_t *firmware[2];           /* old, new: config->update_bytes each; owned */
    crypto_digest verifiers[2];     /* SHA-256 of each */
    crypto_digest altered_verifier; /* of a new one with a changed byte */
    struct swarm swarm;             /* of the new one; devices, then verification nodes */
    struct lee_lee_node *nodes;     /* in the same order */
    uint32_t device_count, verification_count;
    struct base_map by_id; /* verification nodes: crypto_digest -> uint32_t, index in nodes */
    uint32_t *listed;      /* the trackers' list of peers */
    uint32_t listed_count;
    sim_time released; /* -1: not yet */
    uint32_t unsettled;
    bool is_attacked; /* the attack's actor runs */
    /* For the books. */
    uint64_t cases[LEE_LEE_CASE_COUNT];
    uint64_t checks, broadcasts, broadcast_messages, blocks, worked_blocks;
    uint64_t confirmed, unconfirmed; /* verifiers of response nodes */
    sim_time confirming;             /* time that the confirmed ones took, in all */
    uint64_t verified_old;           /* checks that found an old firmware in order */
    /* Of attacks. */
    uint64_t lies_believed;        /* by liars: verifiers that they exchanged */
    uint64_t forged_lists;         /* by impostors */
    uint64_t forged_lists_refused; /* by devices: lists that no verification node had signed */
};

/* The roles' lives. */
void lee_lee_verification_play(struct lee_lee *state, struct participant *self);
sim_time lee_lee_device_act(void *state, struct participant *self, bool is_first);

struct lee_lee_node *lee_lee_node_of(struct lee_lee *state, const struct participant *self);
/** SHA-256 of the firmware as the node has it; costs the time. */
crypto_digest lee_lee_verifier(struct lee_lee *state, struct lee_lee_node *own);
/** D: one model of device a run. */
void lee_lee_model(uint8_t ret_model[LEE_LEE_MODEL_BYTES]);

/* What cryptography costs a node: encryption for a public key is a multiplication of the base
 * point and one of another, and decryption the latter. */
void lee_lee_charge_seal(struct participant *self);
void lee_lee_charge_open(struct participant *self);
void lee_lee_charge_sign(struct participant *self);
void lee_lee_charge_verify(struct participant *self);

/** Sends to as many nodes as a broadcast reaches, never to the sender, one after the other and
 *  after those of the node's earlier broadcasts. The payload is copied. The port is the node's own,
 *  or one that LEE_LEE_PORT closes. */
void lee_lee_broadcast(struct lee_lee *state, struct lee_lee_node *own, struct sim_port *port,
                       enum lee_lee_message kind, const struct base_buffer *payload);
/** What waits in the node's outbox does not leave: what goes from this port; NULL: from any. */
void lee_lee_forget_broadcasts(struct lee_lee_node *own, const struct sim_port *port);
/** A port for broadcasts and their answers. Who closes it waits for none: its copies that still
 *  wait are dropped. */
struct lee_lee_port {
    struct lee_lee_node *own;
    struct sim_port *port; /* NULL: not open */
};
#define LEE_LEE_PORT __attribute__((cleanup(lee_lee_port_close))) struct lee_lee_port
void lee_lee_port_close(struct lee_lee_port *port);
/** A request from a port of its own, and its answer, of kind `answer`. NULL: another answer, or
 *  none in time. Empties the payload. */
struct sim_message *lee_lee_ask(struct lee_lee *state, struct participant *self,
                                struct sim_address to, enum lee_lee_message kind,
                                struct base_buffer *payload, enum lee_lee_message answer);
/** An actor of its own for a message (taken) that has come. */
void lee_lee_start_session(struct lee_lee *state, struct lee_lee_node *own,
                           struct sim_message *message, sim_actor_main *main);

struct lee_lee_session {
    struct lee_lee *state;
    struct lee_lee_node *own;
    struct sim_message *message; /* owned */
};

/* Requests (request.c, update.c). */

/** One check of the version, with all that follows from the answers. */
void lee_lee_check(struct lee_lee *state, struct lee_lee_node *own);
/** Steps 5 to 8 of C1-2 from nonce `nonce` on, and the download. */
bool lee_lee_fetch(struct lee_lee *state, struct lee_lee_node *own,
                   const struct lee_lee_node *verification, struct sim_address to,
                   const struct lee_lee_metadata *metadata, uint64_t nonce, bool with_version);
/** Steps 5 to 12 of C2-3, 7 to 14 of C2-1, from nonce `nonce` on. must_be_newer: than its own
 *  firmware, or nothing is fetched. */
bool lee_lee_fetch_by_metadata(struct lee_lee *state, struct lee_lee_node *own, uint64_t nonce,
                               bool must_be_newer);
/** The device has the latest firmware, or tries nothing more. */
void lee_lee_settle(struct lee_lee *state, struct lee_lee_node *own);
/** A log of a verification that this node asked for, in a block without proof of work. */
void lee_lee_publish(struct lee_lee *state, struct lee_lee_node *own,
                     const crypto_digest *response_id);

/* Attacks (attack.c). */

#define LEE_LEE_ATTACKS                                                                            \
    (ADVERSARY_BIT(ADVERSARY_FREE_RIDING) | ADVERSARY_BIT(ADVERSARY_TAMPER_DISTRIBUTOR) |          \
     ADVERSARY_BIT(ADVERSARY_IMPERSONATE_MANUFACTURER) | ADVERSARY_BIT(ADVERSARY_FALSE_ANSWERS) |  \
     ADVERSARY_BIT(ADVERSARY_TAMPER_DEVICE) | ADVERSARY_BIT(ADVERSARY_FREE_RIDING_DEVICE))

/** Starts what is wrong with marked machines' swarm peers from the attack's start on. The first
 *  participant calls it. */
void lee_lee_attack_begin(struct lee_lee *state);
/** An outsider that answers version checks as if it were the manufacturer's verification node. */
void lee_lee_impostor_play(struct lee_lee *state, struct participant *self);
/** Impostors hear every request. */
void lee_lee_tell_impostors(struct lee_lee *state, struct lee_lee_node *own, struct sim_port *port,
                            const struct base_buffer *payload);
/** What the attack has achieved. */
void lee_lee_attack_report(const struct lee_lee *state, struct outcome *outcome);

/** The response node's side of C2, in an actor of its own (response.c). */
void lee_lee_response_main(void *session);

/* Proof of work (work.c). */

/** Another node asks to confirm its verifier. */
void lee_lee_on_join(struct lee_lee *state, struct lee_lee_node *own,
                     const struct sim_message *message);
/** Another node's block: enough of them make this one's work needless. */
void lee_lee_on_log(struct lee_lee_node *own, const struct sim_message *message);
void lee_lee_forget_jobs(struct lee_lee_node *own);
/** Puts a block with this log onto the node's chain and tells the network, and `to` if it is
 *  somebody. counts: as a successful verification of this node. */
void lee_lee_add_block(struct lee_lee *state, struct lee_lee_node *own,
                       const crypto_digest *request_id, const crypto_digest *response_id,
                       uint64_t tries, bool counts, struct sim_address to);

#endif
