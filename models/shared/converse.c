#include "models/shared/converse.h"

#include <stdlib.h>

#include "base/error.h"

static struct sim_message *make_message(struct participant *who, uint32_t kind,
                                        struct base_buffer *payload)
{
    size_t len;
    bool failed = base_buffer_failed(payload);
    uint8_t *data = base_buffer_steal(payload, &len);
    struct sim_message *message = failed ? NULL : sim_message_new(kind, data, len);
    if (!message)
        world_fail(who->world, base_fail(BASE_E_NOMEM, "out of memory"));
    return message;
}

bool converse_send(struct participant *who, struct sim_port *port, struct sim_address to,
                   uint32_t kind, struct base_buffer *payload, uint64_t accounted_bytes,
                   uint64_t reply_to, sim_time timeout)
{
    struct sim_message *message = make_message(who, kind, payload);
    if (!message)
        return false;
    message->reply_to = reply_to;
    message->wire_payload_bytes += accounted_bytes;
    enum sim_fate fate;
    int r = sim_port_send(port, to, message, timeout, &fate);
    if (r < 0) {
        world_fail(who->world, r);
        return false;
    }
    return fate == SIM_DELIVERED;
}

void converse_post(struct participant *who, struct sim_port *port, struct sim_address to,
                   uint32_t kind, struct base_buffer *payload, uint64_t reply_to)
{
    struct sim_message *message = make_message(who, kind, payload);
    if (!message)
        return;
    message->reply_to = reply_to;
    int r = sim_port_post(port, to, message);
    if (r < 0)
        world_fail(who->world, r);
}

void converse_refuse(struct participant *who, struct sim_port *port,
                     const struct sim_message *request, uint32_t refusal)
{
    CONVERSE_BUFFER nothing = {0};
    converse_post(who, port, request->from, refusal, &nothing, request->id);
}

static bool is_from(const struct sim_message *message, struct sim_address peer)
{
    bool is_anybody = peer.node == 0;
    return is_anybody || (message->from.node == peer.node && message->from.port == peer.port);
}

static struct sim_message *expect(struct participant *who, struct sim_port *port,
                                  struct sim_address peer, uint32_t kind, uint32_t refusal,
                                  sim_time timeout, bool *ret_refused)
{
    sim_time deadline = world_now(who->world) + timeout;
    for (;;) {
        sim_time left = deadline - world_now(who->world);
        struct sim_message *message;
        if (left < 0 || sim_port_receive(port, left, &message) != SIM_DELIVERED)
            return NULL;
        bool is_peer = is_from(message, peer);
        if (is_peer && message->kind == kind)
            return message;
        *ret_refused = is_peer && message->kind == refusal;
        sim_message_free(message);
        if (*ret_refused)
            return NULL;
    }
}

struct sim_message *converse_expect_from(struct participant *who, struct sim_port *port,
                                         struct sim_address peer, uint32_t kind, uint32_t refusal,
                                         sim_time timeout)
{
    bool refused;
    return expect(who, port, peer, kind, refusal, timeout, &refused);
}

struct sim_message *converse_expect(struct participant *who, struct sim_port *port, uint32_t kind,
                                    uint32_t refusal, sim_time timeout)
{
    return converse_expect_from(who, port, (struct sim_address){0}, kind, refusal, timeout);
}

struct sim_message *converse_expect_or_no(struct participant *who, struct sim_port *port,
                                          uint32_t kind, uint32_t refusal, sim_time timeout,
                                          bool *ret_refused)
{
    *ret_refused = false;
    return expect(who, port, (struct sim_address){0}, kind, refusal, timeout, ret_refused);
}

void converse_buffer_deinit(struct base_buffer *buffer)
{
    base_buffer_deinit(buffer);
}

void converse_message_freep(struct sim_message **message)
{
    sim_message_free(*message);
}

void converse_bytes_freep(uint8_t **bytes)
{
    free(*bytes);
}
