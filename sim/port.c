#include "sim/port.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sim/internal.h"

/* A message as sim_message_new() makes it. */
struct envelope {
    struct sim_message message; /* first */
    struct sim_list link;       /* in a port's queue */
    const struct sim_node *about;
};

/* Answers to a finished request may still come, one for each of its attempts. The port remembers
   the last of their ids and drops them. */
#define FINISHED_MAX 32

struct sim_port {
    struct sim_engine *engine;
    struct sim_node *node;
    uint64_t number;
    bool is_open;
    struct sim_list queue;
    struct sim_list waiters;
    struct sim_duty *duty;   /* that serves it; NULL: none */
    struct sim_list in_node; /* or in the engine's closed ports */
    struct sim_port *next;   /* in its bucket of the engine's map */
    uint64_t *finished;      /* FINISHED_MAX; NULL: it has sent no request */
    unsigned finished_next;
};

struct sim_message *sim_message_new(uint32_t kind, uint8_t *payload, size_t len)
{
    struct envelope *envelope = calloc(1, sizeof(*envelope));
    if (envelope == NULL) {
        free(payload);
        return NULL;
    }
    if (len == 0) {
        free(payload);
        payload = NULL;
    }
    envelope->message.kind = kind;
    envelope->message.payload = payload;
    envelope->message.payload_len = len;
    envelope->message.wire_payload_bytes = len;
    sim_list_init(&envelope->link);
    return &envelope->message;
}

void sim_message_free(struct sim_message *message)
{
    if (message == NULL)
        return;
    free(message->payload);
    free(SIM_CONTAINER_OF(message, struct envelope, message));
}

static struct sim_message *message_at(struct sim_list *link)
{
    return &SIM_CONTAINER_OF(link, struct envelope, link)->message;
}

static struct sim_port **bucket(const struct sim_engine *engine, uint64_t number)
{
    return &engine->port_map[number & (engine->port_map_size - 1)];
}

static int grow_port_map(struct sim_engine *engine)
{
    if (engine->port_count < engine->port_map_size)
        return 0;
    size_t old_size = engine->port_map_size;
    struct sim_port **old = engine->port_map;
    struct sim_port **map = calloc(2 * old_size, sizeof(struct sim_port *));
    if (map == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for %zu ports", 2 * old_size);
    engine->port_map = map;
    engine->port_map_size = 2 * old_size;
    for (size_t i = 0; i < old_size; i++) {
        for (struct sim_port *port = old[i], *next; port != NULL; port = next) {
            next = port->next;
            port->next = *bucket(engine, port->number);
            *bucket(engine, port->number) = port;
        }
    }
    free(old);
    return 0;
}

static struct sim_port *find_port(const struct sim_engine *engine, struct sim_address address)
{
    struct sim_port *port = *bucket(engine, address.port);
    while (port != NULL && port->number != address.port)
        port = port->next;
    return port != NULL && port->node->index + 1 == address.node ? port : NULL;
}

bool sim_port_is_open(const struct sim_engine *engine, struct sim_address address)
{
    return find_port(engine, address) != NULL;
}

int sim_port_new(struct sim_node *node, struct sim_port **ret_port)
{
    struct sim_engine *engine = node->engine;
    struct sim_port *port = calloc(1, sizeof(*port));
    if (port == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for a port");
    int error = grow_port_map(engine);
    if (error < 0) {
        free(port);
        return error;
    }
    port->engine = engine;
    port->node = node;
    port->number = ++engine->last_port;
    sim_list_init(&port->queue);
    sim_list_init(&port->waiters);
    if (node->is_up) {
        port->is_open = true;
        port->next = *bucket(engine, port->number);
        *bucket(engine, port->number) = port;
        engine->port_count++;
        sim_list_append(&node->ports, &port->in_node);
    } else {
        sim_list_append(&engine->closed_ports, &port->in_node);
    }
    *ret_port = port;
    return 0;
}

static void drop_queue(struct sim_port *port)
{
    while (!sim_list_is_empty(&port->queue)) {
        struct sim_list *link = port->queue.next;
        sim_list_remove(link);
        sim_message_free(message_at(link));
    }
}

static void close_port(struct sim_port *port)
{
    drop_queue(port);
    sim_waiters_wake(&port->waiters);
    if (!port->is_open)
        return;
    port->is_open = false;
    struct sim_port **place = bucket(port->engine, port->number);
    while (*place != port)
        place = &(*place)->next;
    *place = port->next;
    port->engine->port_count--;
    sim_list_remove(&port->in_node);
    sim_list_append(&port->engine->closed_ports, &port->in_node);
}

void sim_port_close_all(struct sim_node *node)
{
    while (!sim_list_is_empty(&node->ports))
        close_port(SIM_CONTAINER_OF(node->ports.next, struct sim_port, in_node));
}

void sim_port_free(struct sim_port *port)
{
    if (port == NULL)
        return;
    /* Doomed actors never look at the port again. */
    for (struct sim_list *link = port->waiters.next; link != &port->waiters; link = link->next)
        assert(SIM_CONTAINER_OF(link, struct sim_waiter, link)->actor->doomed);
    close_port(port);
    sim_list_remove(&port->in_node);
    if (port->duty != NULL)
        sim_duty_forget_port(port->duty);
    free(port->finished);
    free(port);
}

void sim_port_freep(struct sim_port **port)
{
    sim_port_free(*port);
    *port = NULL;
}

void sim_port_drop_all(struct sim_engine *engine)
{
    while (!sim_list_is_empty(&engine->closed_ports))
        sim_port_free(SIM_CONTAINER_OF(engine->closed_ports.next, struct sim_port, in_node));
}

void sim_port_serve(struct sim_port *port, struct sim_duty *duty)
{
    assert(duty == NULL || port->duty == NULL);
    port->duty = duty;
}

bool sim_port_is_empty(const struct sim_port *port)
{
    return sim_list_is_empty(&port->queue);
}

struct sim_address sim_port_address(const struct sim_port *port)
{
    return (struct sim_address){port->node->index + 1, port->number};
}

struct sim_node *sim_port_node(const struct sim_port *port)
{
    return port->node;
}

static bool is_finished(const struct sim_port *port, uint64_t id)
{
    for (unsigned i = 0; port->finished != NULL && i < FINISHED_MAX; i++)
        if (port->finished[i] == id)
            return true;
    return false;
}

bool sim_port_deliver(struct sim_engine *engine, struct sim_address to, struct sim_message *message)
{
    struct sim_port *port = find_port(engine, to);
    if (port == NULL)
        return false;
    if (message->reply_to != 0 && is_finished(port, message->reply_to)) {
        sim_message_free(message);
        return true;
    }
    sim_list_append(&port->queue, &SIM_CONTAINER_OF(message, struct envelope, message)->link);
    sim_waiters_wake(&port->waiters);
    if (port->duty != NULL)
        sim_duty_on_message(port->duty);
    return true;
}

static int start(struct sim_port *from, struct sim_address to, struct sim_message *message,
                 bool is_watched, struct sim_transfer **ret_transfer)
{
    message->from = sim_port_address(from);
    message->id = ++from->engine->last_message;
    SIM_CONTAINER_OF(message, struct envelope, message)->about = sim_actor_about(from->engine);
    return sim_transfer_start(from->node, to, message, is_watched, ret_transfer);
}

int sim_port_post(struct sim_port *from, struct sim_address to, struct sim_message *message)
{
    return start(from, to, message, false, NULL);
}

int sim_port_send(struct sim_port *from, struct sim_address to, struct sim_message *message,
                  sim_time timeout, enum sim_fate *ret_fate)
{
    struct sim_engine *engine = from->engine;
    sim_time deadline = sim_engine_date_in(engine, timeout);
    __attribute__((cleanup(sim_transfer_leave))) struct sim_transfer *transfer = NULL;
    int error = start(from, to, message, true, &transfer);
    if (error < 0)
        return error;
    sim_actor_current(engine);
    enum sim_fate fate = SIM_TIMED_OUT;
    while (!sim_transfer_is_decided(transfer, &fate) && sim_engine_now(engine) < deadline)
        sim_actor_park(engine, deadline);
    *ret_fate = fate;
    return 0;
}

/* Takes the oldest message from the queue; of those that answer one of ids[count] when count is
   not 0. */
static struct sim_message *take(struct sim_port *port, const uint64_t ids[], size_t count)
{
    for (struct sim_list *link = port->queue.next; link != &port->queue; link = link->next) {
        struct sim_message *message = message_at(link);
        bool is_wanted = count == 0;
        for (size_t i = 0; i < count && !is_wanted; i++)
            is_wanted = message->reply_to == ids[i];
        if (is_wanted) {
            sim_list_remove(link);
            return message;
        }
    }
    return NULL;
}

/* Waits for such a message, for the deadline, or for the fate of a transfer (NULL: none) to be
   SIM_PEER_LOST. */
static enum sim_fate wait_for(struct sim_port *port, const uint64_t ids[], size_t count,
                              sim_time deadline, const struct sim_transfer *transfer,
                              struct sim_message **ret_message)
{
    struct sim_engine *engine = port->engine;
    for (;;) {
        enum sim_fate fate;
        sim_actor_current(engine);
        *ret_message = take(port, ids, count);
        if (*ret_message != NULL) {
            sim_actor_hear_about(engine,
                                 SIM_CONTAINER_OF(*ret_message, struct envelope, message)->about);
            return SIM_DELIVERED;
        }
        if (!port->is_open)
            return SIM_PEER_LOST;
        if (transfer != NULL && sim_transfer_is_decided(transfer, &fate) && fate == SIM_PEER_LOST)
            return SIM_PEER_LOST;
        if (sim_engine_now(engine) >= deadline)
            return SIM_TIMED_OUT;
        SIM_WAITER waiter;
        sim_waiter_join(&waiter, engine, &port->waiters);
        sim_actor_park(engine, deadline);
    }
}

enum sim_fate sim_port_receive(struct sim_port *port, sim_time timeout,
                               struct sim_message **ret_message)
{
    sim_time deadline = sim_engine_date_in(port->engine, timeout);
    return wait_for(port, NULL, 0, deadline, NULL, ret_message);
}

/* The ids of a request's attempts. */
struct attempts {
    struct sim_port *port;
    struct sim_actor *actor;
    size_t count;
    uint64_t *ids;
};

static void finish_attempts(struct attempts *attempts)
{
    struct sim_port *port = attempts->port;
    struct sim_message *late;
    /* A doomed actor's port may be gone before it. */
    if (attempts->actor->doomed)
        attempts->count = 0;
    while (attempts->count > 0 && (late = take(port, attempts->ids, attempts->count)) != NULL)
        sim_message_free(late);
    for (size_t i = 0; i < attempts->count; i++)
        port->finished[port->finished_next++ % FINISHED_MAX] = attempts->ids[i];
    free(attempts->ids);
}

static struct sim_message *copy_request(uint32_t kind, const uint8_t *payload, size_t len)
{
    uint8_t *copy = len > 0 ? malloc(len) : NULL;
    if (len > 0 && copy == NULL)
        return NULL;
    if (len > 0)
        memcpy(copy, payload, len);
    return sim_message_new(kind, copy, len);
}

int sim_port_request(struct sim_port *port, struct sim_address to, uint32_t kind,
                     const uint8_t *payload, size_t len, const struct sim_retry *retry,
                     enum sim_fate *ret_fate, struct sim_message **ret_reply)
{
    assert(retry->attempts >= 1);
    struct sim_engine *engine = port->engine;
    __attribute__((cleanup(finish_attempts))) struct attempts attempts = {
        .port = port,
        .actor = engine->current,
        .ids = calloc(retry->attempts, sizeof(uint64_t)),
    };
    if (port->finished == NULL)
        port->finished = calloc(FINISHED_MAX, sizeof(uint64_t));
    if (attempts.ids == NULL || port->finished == NULL)
        return base_fail(BASE_E_NOMEM, "no memory for %u attempts", retry->attempts);
    sim_time pause = retry->pause;
    for (;;) {
        sim_time deadline = sim_engine_date_in(engine, retry->timeout);
        __attribute__((cleanup(sim_transfer_leave))) struct sim_transfer *transfer = NULL;
        struct sim_message *message = copy_request(kind, payload, len);
        if (message == NULL)
            return base_fail(BASE_E_NOMEM, "no memory for a request");
        int error = start(port, to, message, true, &transfer);
        if (error < 0)
            return error;
        attempts.ids[attempts.count++] = engine->last_message;

        struct sim_message *reply;
        enum sim_fate fate =
            wait_for(port, attempts.ids, attempts.count, deadline, transfer, &reply);
        sim_transfer_leave(&transfer);
        if (fate != SIM_DELIVERED && attempts.count < retry->attempts) {
            deadline = sim_engine_date_in(engine, pause);
            enum sim_fate late =
                wait_for(port, attempts.ids, attempts.count, deadline, NULL, &reply);
            fate = late == SIM_DELIVERED ? late : fate;
            if (__builtin_mul_overflow(pause, 2, &pause))
                pause = SIM_TIME_FOREVER;
        }
        if (fate == SIM_DELIVERED || attempts.count == retry->attempts) {
            *ret_fate = fate;
            *ret_reply = reply;
            return 0;
        }
    }
}
