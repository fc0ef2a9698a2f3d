#include <stdlib.h>

#include "base/error.h"
#include "models/lee_lee/state.h"

/* A broadcast is a copy to each of the nodes that it reaches. A node has one transmitter: its
 * copies leave one after the other, broadcast by broadcast, and one that nobody waits for any more
 * does not leave at all. */

/* Beyond this many a broadcast goes through all nodes to choose. */
#define DRAWN_MAX 64

struct lee_lee_broadcast {
    struct lee_lee_broadcast *next;
    struct sim_port *port; /* the sender's; borrowed */
    enum lee_lee_message kind;
    struct base_buffer payload; /* of each copy */
    sim_time deadline;          /* after which it is of no use */
    size_t sent, count;
    uint32_t to[]; /* indices in nodes */
};

static void broadcast_free(struct lee_lee_broadcast *broadcast)
{
    base_buffer_deinit(&broadcast->payload);
    free(broadcast);
}

/** Copies that have not left do not leave. */
static void drop(struct lee_lee_node *own, struct lee_lee_broadcast **place)
{
    struct lee_lee_broadcast *broadcast = *place;
    own->copies_dropped += broadcast->count - broadcast->sent;
    *place = broadcast->next;
    broadcast_free(broadcast);
}

void lee_lee_forget_broadcasts(struct lee_lee_node *own, const struct sim_port *port)
{
    struct lee_lee_broadcast **place = &own->outbox;
    while (*place)
        if (!port || (*place)->port == port)
            drop(own, place);
        else
            place = &(*place)->next;
}

void lee_lee_port_close(struct lee_lee_port *port)
{
    if (!port->port)
        return;
    lee_lee_forget_broadcasts(port->own, port->port);
    sim_port_free(port->port);
}

static size_t least(uint64_t reach, uint32_t count)
{
    return reach < count ? (size_t)reach : count;
}

/** `reach` of nodes[first .. first + count), without the sender, drawn evenly. */
static void choose(struct lee_lee *state, struct lee_lee_node *own, uint32_t first, uint32_t count,
                   uint64_t reach, struct lee_lee_broadcast *broadcast)
{
    uint32_t *drawn = broadcast->to + broadcast->count;
    uint32_t self = (uint32_t)(own - state->nodes);
    bool is_among = self >= first && self < first + count;
    uint64_t others = count - is_among;
    uint64_t left = reach < others ? reach : others;
    broadcast->count += left;
    if (left <= DRAWN_MAX && left * 2 < others) {
        for (uint32_t n = 0; n < left;) {
            uint32_t index = first + (uint32_t)base_random_below(&own->random, count);
            bool is_new = index != self;
            for (uint32_t i = 0; i < n; i++)
                is_new &= drawn[i] != index;
            if (is_new)
                drawn[n++] = index;
        }
        return;
    }
    for (uint32_t i = first; i < first + count; i++) {
        if (i == self || base_random_below(&own->random, others--) >= left)
            continue;
        left--;
        *drawn++ = i;
    }
}

static void send_copy(struct lee_lee *state, struct lee_lee_node *own,
                      struct lee_lee_broadcast *broadcast)
{
    const struct lee_lee_node *to = &state->nodes[broadcast->to[broadcast->sent++]];
    CONVERSE_BUFFER copy = {0};
    if (!to->self->port)
        return;
    base_buffer_append(&copy, broadcast->payload.data, broadcast->payload.len);
    converse_send(own->self, broadcast->port, sim_port_address(to->self->port), broadcast->kind,
                  &copy, 0, 0, state->config->copy_timeout_ns);
}

static void send_ended(void *argument)
{
    struct lee_lee_node *own = argument;
    own->is_sending = false;
    lee_lee_forget_broadcasts(own, NULL);
}

static void send_main(void *argument)
{
    struct lee_lee_node *own = argument;
    struct lee_lee *state = own->self->world->model_state;
    /* While a copy travels its broadcast may be forgotten. */
    while (own->outbox) {
        struct lee_lee_broadcast *broadcast = own->outbox;
        if (broadcast->sent < broadcast->count && world_now(state->world) < broadcast->deadline)
            send_copy(state, own, broadcast);
        else
            drop(own, &own->outbox);
    }
}

static struct lee_lee_broadcast *make(struct lee_lee *state, struct lee_lee_node *own,
                                      struct sim_port *port, enum lee_lee_message kind,
                                      const struct base_buffer *payload)
{
    const struct lee_lee_config *config = state->config;
    size_t most = least(config->reach, state->device_count) +
                  least(config->verification_reach, state->verification_count);
    struct lee_lee_broadcast *broadcast =
        calloc(1, sizeof *broadcast + most * sizeof broadcast->to[0]);
    if (!broadcast)
        return NULL;
    broadcast->port = port;
    broadcast->kind = kind;
    broadcast->deadline = world_now(state->world) + config->confirmation_timeout_ns;
    base_buffer_append(&broadcast->payload, payload->data, payload->len);
    choose(state, own, 0, state->device_count, config->reach, broadcast);
    choose(state, own, state->device_count, state->verification_count, config->verification_reach,
           broadcast);
    if (!base_buffer_failed(&broadcast->payload))
        return broadcast;
    broadcast_free(broadcast);
    return NULL;
}

void lee_lee_broadcast(struct lee_lee *state, struct lee_lee_node *own, struct sim_port *port,
                       enum lee_lee_message kind, const struct base_buffer *payload)
{
    struct lee_lee_broadcast **last = &own->outbox;
    state->broadcasts++;
    if (kind == LEE_LEE_REQ_VERCHK)
        lee_lee_tell_impostors(state, own, port, payload);
    while (*last)
        last = &(*last)->next;
    *last = make(state, own, port, kind, payload);
    state->broadcast_messages += *last ? (*last)->count : 0;
    int r = *last ? 0 : base_fail(BASE_E_NOMEM, "out of memory");
    if (r == 0 && !own->is_sending) {
        own->is_sending = true;
        r = sim_actor_spawn(own->self->node, "send", send_main, own, send_ended);
    }
    if (r < 0)
        world_fail(state->world, r);
}
