#include <stdlib.h>

#include "base/error.h"
#include "models/client_server/state.h"

/* A bounded number of uploads at a time; the rest of the requests wait in their order. */

struct client_server_request {
    struct client_server_request *next;
    struct sim_message *message;
};

/** The first request that waits, or NULL. */
static struct sim_message *take(struct client_server_source *source)
{
    struct client_server_request *request = source->first;
    if (!request)
        return NULL;
    struct sim_message *message = request->message;
    source->first = request->next;
    if (!source->first)
        source->last = NULL;
    source->waiting--;
    free(request);
    return message;
}

static bool append(struct client_server_source *source, struct sim_message *message)
{
    struct client_server_request *request = malloc(sizeof *request);
    if (!request)
        return false;
    *request = (struct client_server_request){.message = message};
    if (source->last)
        source->last->next = request;
    else
        source->first = request;
    source->last = request;
    source->waiting++;
    return true;
}

void client_server_source_reset(struct client_server_source *source)
{
    for (struct sim_message *message; (message = take(source));)
        sim_message_free(message);
}

static void upload_ended(void *argument)
{
    struct client_server_source *source = argument;
    source->active--;
}

/** Serves one request after the other while any waits. */
static void upload_main(void *argument)
{
    struct client_server_source *source = argument;
    struct client_server *state = source->state;
    struct participant *server = &state->world->participants[WORLD_MANUFACTURER][0];
    CONVERSE_PORT port = NULL;
    if (sim_port_new(source->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    for (;;) {
        CONVERSE_MESSAGE request = take(source);
        CONVERSE_BUFFER payload = {0};
        if (!request)
            return;
        source->uploads++;
        base_buffer_append(&payload, state->update, (size_t)state->config->update_bytes);
        converse_send(server, port, request->from, CLIENT_SERVER_UPDATE, &payload, 0, request->id,
                      state->config->fetch_timeout_ns);
    }
}

void client_server_source_serve(struct client_server_source *source, struct sim_message *request)
{
    struct client_server *state = source->state;
    if (!append(source, request)) {
        sim_message_free(request);
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    if (source->active == state->config->concurrent_uploads) {
        if (source->waiting > source->most_waiting)
            source->most_waiting = source->waiting;
        return;
    }
    source->active++;
    int r = sim_actor_spawn(source->node, "upload", upload_main, source, upload_ended);
    if (r < 0)
        world_fail(state->world, r);
}
