#ifndef CROWDPATCH_SIM_PORT_H
#define CROWDPATCH_SIM_PORT_H

#include <stddef.h>
#include <stdint.h>

#include "sim/node.h"
#include "sim/time.h"

/** A port is where a node's actor or duty receives messages: an address and a queue in the order of
 *  arrival; of those that arrive at one date, in the order in which they were sent. Transfers
 *  into a port run side by side; a short message may overtake a long one. */
struct sim_port;

/** Where a message goes. Ports are numbered over the whole run and never reused, so that an address
 *  of a port that is gone reaches nobody. {0} is no address. */
struct sim_address {
    uint32_t node; /* index + 1 */
    uint64_t port;
};

struct sim_message {
    struct sim_address from; /* set by the sender's port: where a reply goes */
    uint32_t kind;           /* the model's own numbering */
    uint64_t id;             /* set when it is sent: unique in the run */
    uint64_t reply_to;       /* id of the message that this one answers; 0: none */
    uint8_t *payload;        /* owned by the message; NULL when payload_len is 0 */
    size_t payload_len;
    /* Size that is charged to the links before headers: payload_len, or more for a body that is
       accounted for and not carried. */
    uint64_t wire_payload_bytes;
};

enum sim_fate {
    SIM_DELIVERED,
    SIM_TIMED_OUT, /* the time was up first; a transfer under way is broken off */
    SIM_PEER_LOST, /* the other side's node is down or its port is gone, or no way leads there */
};

/** Takes ownership of payload[len] in every case. NULL: no memory. */
struct sim_message *sim_message_new(uint32_t kind, uint8_t *payload, size_t len);
void sim_message_free(struct sim_message *message);

/** Returns 0 or BASE_E_NOMEM. On a node that is down, a port that reaches nobody. */
int sim_port_new(struct sim_node *node, struct sim_port **ret_port);
/** The queue and what waits in it are dropped. Nobody waits at it (asserted). NULL is ignored. For
 * cleanup attributes: sim_port_freep(). */
void sim_port_free(struct sim_port *port);
void sim_port_freep(struct sim_port **port);
struct sim_address sim_port_address(const struct sim_port *port);
struct sim_node *sim_port_node(const struct sim_port *port);

/** Sends and waits for the fate. Takes ownership of the message in every case. SIM_DELIVERED: it
 *  stands in the peer's queue (whether anybody reads it is another matter).
 *  A peer or a port that is not there at the start is noticed after one round-trip latency or the
 *  time-out, whichever is first; that there is no route, at once; that the peer or a line on the
 *  way fails, when it does; that a radio has lost it, never. A message to oneself arrives at the
 * present date. Returns 0 or BASE_E_NOMEM. */
int sim_port_send(struct sim_port *from, struct sim_address to, struct sim_message *message,
                  sim_time timeout, enum sim_fate *ret_fate);

/** Sends and does not wait: nobody learns the fate. The transfer goes on even when the port is
 *  freed, and breaks off when either node fails. Returns 0 or BASE_E_NOMEM. */
int sim_port_post(struct sim_port *from, struct sim_address to, struct sim_message *message);

/** The oldest message in the queue; waits for one up to timeout.
 *  SIM_DELIVERED: *ret_message is the caller's. SIM_TIMED_OUT: *ret_message is NULL. SIM_PEER_LOST,
 *  for an actor of another node: this port's node has failed. A time-out of 0 only looks. */
enum sim_fate sim_port_receive(struct sim_port *port, sim_time timeout,
                               struct sim_message **ret_message);

struct sim_retry {
    sim_time timeout;  /* for one attempt: transfer and answer */
    unsigned attempts; /* >= 1 */
    sim_time pause;    /* before the second attempt; doubles each time */
};

/** Sends a request of this kind and payload (borrowed) until an answer to any attempt comes.
 *  SIM_DELIVERED: *ret_reply is the caller's. SIM_TIMED_OUT: no attempt was answered.
 *  SIM_PEER_LOST: the last attempt found nobody. Returns 0 or BASE_E_NOMEM.
 *  An attempt that finds nobody ends at once. Answers count during the pauses too. Those that come
 *  after the request is over are dropped (of the port's last 32 attempts). */
int sim_port_request(struct sim_port *port, struct sim_address to, uint32_t kind,
                     const uint8_t *payload, size_t len, const struct sim_retry *retry,
                     enum sim_fate *ret_fate, struct sim_message **ret_reply);

#endif
