#ifndef CROWDPATCH_MODELS_SHARED_CONVERSE_H
#define CROWDPATCH_MODELS_SHARED_CONVERSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "models/shared/world.h"
#include "sim/port.h"

/** Steps of a protocol between two actors. Out of memory ends the run (world_fail) and then looks
 *  like a peer that does not answer, so that protocols read as their papers do. */

/** Sends kind and payload, which is emptied, and waits until it has arrived. `accounted_bytes` is
 *  charged to the links beside the payload. reply_to: id of the message that this answers, or 0.
 *  False: it did not arrive in time. */
bool converse_send(struct participant *who, struct sim_port *port, struct sim_address to,
                   uint32_t kind, struct base_buffer *payload, uint64_t accounted_bytes,
                   uint64_t reply_to, sim_time timeout);

/** Starts sending and goes on. */
void converse_post(struct participant *who, struct sim_port *port, struct sim_address to,
                   uint32_t kind, struct base_buffer *payload, uint64_t reply_to);

/** Answers a request with an empty message of kind `refusal`; nobody waits for it. */
void converse_refuse(struct participant *who, struct sim_port *port,
                     const struct sim_message *request, uint32_t refusal);

/** The next message of this kind; others are dropped, but one of kind `refusal` ends the wait.
 * NULL: refused, or not in time. The caller frees. */
struct sim_message *converse_expect(struct participant *who, struct sim_port *port, uint32_t kind,
                                    uint32_t refusal, sim_time timeout);
/** The same; *ret_refused tells a refusal from silence. */
struct sim_message *converse_expect_or_no(struct participant *who, struct sim_port *port,
                                          uint32_t kind, uint32_t refusal, sim_time timeout,
                                          bool *ret_refused);
/** The same within one session: what others than `peer` send is dropped, their refusals too. */
struct sim_message *converse_expect_from(struct participant *who, struct sim_port *port,
                                         struct sim_address peer, uint32_t kind, uint32_t refusal,
                                         sim_time timeout);

/* For cleanup attributes. They run when the actor is killed while it waits, too: an actor that
 * computes, sends or waits holds memory under one of them. */
void converse_buffer_deinit(struct base_buffer *buffer);
void converse_message_freep(struct sim_message **message);
void converse_bytes_freep(uint8_t **bytes);

#define CONVERSE_BUFFER __attribute__((cleanup(converse_buffer_deinit))) struct base_buffer
#define CONVERSE_MESSAGE __attribute__((cleanup(converse_message_freep))) struct sim_message *
#define CONVERSE_BYTES __attribute__((cleanup(converse_bytes_freep))) uint8_t *
#define CONVERSE_PORT __attribute__((cleanup(sim_port_freep))) struct sim_port *

#endif
