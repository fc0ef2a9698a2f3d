#ifndef CROWDPATCH_MODELS_CLIENT_SERVER_STATE_H
#define CROWDPATCH_MODELS_CLIENT_SERVER_STATE_H

#include "models/client_server/config.h"
#include "models/client_server/messages.h"
#include "models/shared/converse.h"
#include "models/shared/world.h"

struct client_server_request;

/** A machine that sends the update to those who ask: the server, or an edge. */
struct client_server_source {
    struct client_server *state;
    struct sim_node *node;
    struct sim_port *port; /* an edge's; the server is reached as participant */
    struct client_server_request *first, *last; /* requests that wait, in order */
    uint64_t waiting;
    uint64_t most_waiting;
    uint64_t active;  /* uploads, now */
    uint64_t uploads; /* begun so far */
    bool has_update;
};

/** A hub's own, over a failure of its machine. */
struct client_server_hub {
    bool has_manifest;
    bool has_update; /* it has received U, byte by byte; state->update is read for it */
    bool is_done;    /* it tries nothing more */
    struct manifest manifest;
};

struct client_server {
    struct world *world;
    const struct client_server_config *config;
    uint8_t *update; /* U: config->update_bytes; owned */
    struct manifest manifest;
    sim_time released; /* -1: not yet */
    uint64_t polls;    /* answered */
    uint32_t hubs_left;
    struct client_server_source server;
    struct client_server_source *edges; /* one in each of world.servers; NULL: none */
    size_t edge_count;
    bool edges_started;
    struct client_server_hub *hubs;
    bool *is_known; /* by device: its hub has its answer that it runs the update */
    /* Of attacks (attack.c). */
    uint64_t tampered_sent, tampered_refused;
    uint64_t forged_sent, forged_accepted;
    uint64_t *installed; /* version, by device: in its flash memory */
};

/* The roles' lives. */
void client_server_server_play(struct client_server *state, struct participant *self);
void client_server_hub_play(struct client_server *state, struct participant *self);
sim_time client_server_device_act(void *state, struct participant *self, bool is_first);

/** Queues a fetch (taken) and begins to serve it as soon as an upload is free. */
void client_server_source_serve(struct client_server_source *source, struct sim_message *request);
/** Its machine has failed, or the run is over: nobody waits any more. */
void client_server_source_reset(struct client_server_source *source);

/** Starts the edges' actors; edges do not fail. Returns 0 or an error. */
int client_server_edges_start(struct client_server *state);

/** A request and its answer, of kind `answer`. NULL: another answer, or none in time. */
struct sim_message *client_server_ask(struct client_server *state, struct sim_port *port,
                                      struct sim_address to, uint32_t kind, uint64_t version,
                                      uint32_t answer, sim_time timeout);

/** Checks the manufacturer's signature; costs the time. */
bool client_server_check_manifest(struct client_server *state, struct participant *self,
                                  const struct manifest *manifest);
/** Checks an update against a manifest; costs the time. */
bool client_server_check_update(struct participant *self, const struct manifest *manifest,
                                const uint8_t *update, size_t update_len);

#endif
