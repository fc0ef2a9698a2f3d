#include "models/shared/seeding.h"

#include <stdlib.h>

#include "base/error.h"
#include "models/shared/converse.h"

struct upload {
    struct seeding *seeding;
    struct sim_message *request;
};

int seeding_init(struct seeding *seeding, struct world *world)
{
    *seeding = (struct seeding){0};
    return sim_signal_new(world->engine, &seeding->upload_ended);
}

void seeding_deinit(struct seeding *seeding)
{
    sim_signal_free(seeding->upload_ended);
    seeding->upload_ended = NULL;
}

static void upload_free(void *argument)
{
    struct upload *upload = argument;
    upload->seeding->uploads--;
    sim_signal_raise(upload->seeding->upload_ended);
    sim_message_free(upload->request);
    free(upload);
}

static void upload_main(void *argument)
{
    const struct upload *upload = argument;
    const struct seeding *seeding = upload->seeding;
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    if (sim_port_new(seeding->self->node, &port) < 0)
        return;
    base_buffer_append(&payload, seeding->bytes, seeding->len);
    converse_send(seeding->self, port, upload->request->from, seeding->content_kind, &payload,
                  seeding->accounted_bytes, upload->request->id, seeding->upload_timeout);
}

/** Takes the request. */
static void start_upload(struct seeding *seeding, struct sim_message *request)
{
    struct upload *upload = malloc(sizeof *upload);
    if (!upload) {
        sim_message_free(request);
        world_fail(seeding->self->world, BASE_E_NOMEM);
        return;
    }
    *upload = (struct upload){seeding, request};
    seeding->uploads++;
    int r = sim_actor_spawn(seeding->self->node, "upload", upload_main, upload, upload_free);
    if (r < 0)
        world_fail(seeding->self->world, r);
}

static bool is_served(const struct seeding *seeding, const struct sim_message *request)
{
    return request->kind == seeding->request_kind &&
           world_now(seeding->self->world) <= seeding->window_end &&
           (seeding->slots == 0 || seeding->given < seeding->slots) &&
           request->payload_len == sizeof seeding->hash.bytes &&
           memcmp(request->payload, seeding->hash.bytes, sizeof seeding->hash.bytes) == 0;
}

void seeding_serve(struct seeding *seeding, sim_time until)
{
    struct participant *self = seeding->self;
    for (;;) {
        sim_time left = until - world_now(self->world);
        CONVERSE_MESSAGE request = NULL;
        if (left <= 0 || sim_port_receive(self->port, left, &request) != SIM_DELIVERED)
            return;
        if (!is_served(seeding, request)) {
            converse_refuse(self, self->port, request, seeding->refusal_kind);
            continue;
        }
        while (seeding->uploads >= seeding->concurrent_uploads)
            sim_signal_wait(seeding->upload_ended, SIM_TIME_FOREVER);
        seeding->given++;
        start_upload(seeding, request);
        request = NULL;
    }
}
