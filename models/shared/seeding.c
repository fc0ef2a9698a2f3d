#include "models/shared/seeding.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "models/shared/converse.h"

struct upload {
    struct seeding *seeding;
    const struct seeding_file *file;
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

void seeding_offer(struct seeding *seeding, struct seeding_file *file)
{
    struct seeding_file **place = &seeding->files;
    while (*place && *place != file)
        place = &(*place)->next;
    *place = file;
}

static void upload_free(void *argument)
{
    struct upload *upload = argument;
    upload->seeding->uploads--;
    sim_signal_raise(upload->seeding->upload_ended);
    sim_message_free(upload->request);
    free(upload);
}

static bool knows(const struct sim_message *request)
{
    const size_t hash_len = sizeof(crypto_digest);
    return request->payload_len == hash_len + 1 && request->payload[hash_len] == SEEDING_KNOWN;
}

static void upload_main(void *argument)
{
    const struct upload *upload = argument;
    const struct seeding *seeding = upload->seeding;
    const struct seeding_file *file = upload->file;
    CONVERSE_PORT port = NULL;
    CONVERSE_BUFFER payload = {0};
    if (sim_port_new(seeding->self->node, &port) < 0)
        return;
    base_buffer_append(&payload, file->bytes, file->len);
    converse_send(seeding->self, port, upload->request->from, seeding->content_kind, &payload,
                  file->accounted_bytes - (knows(upload->request) ? file->known_bytes : 0),
                  upload->request->id, seeding->upload_timeout);
}

/** Takes the request. */
static void start_upload(struct seeding *seeding, const struct seeding_file *file,
                         struct sim_message *request)
{
    struct upload *upload = malloc(sizeof *upload);
    if (!upload) {
        sim_message_free(request);
        world_fail(seeding->self->world, BASE_E_NOMEM);
        return;
    }
    *upload = (struct upload){seeding, file, request};
    seeding->uploads++;
    int r = sim_actor_spawn(seeding->self->node, "upload", upload_main, upload, upload_free);
    if (r < 0)
        world_fail(seeding->self->world, r);
}

/** The file that a request is to get; NULL: none. */
static struct seeding_file *find(const struct seeding *seeding, const struct sim_message *request)
{
    struct seeding_file *file = seeding->files;
    while (file && ((request->payload_len != sizeof file->hash && !knows(request)) ||
                    memcmp(request->payload, file->hash.bytes, sizeof file->hash) != 0))
        file = file->next;
    return file && request->kind == seeding->request_kind &&
                   world_now(seeding->self->world) <= file->window_end &&
                   (file->slots == 0 || file->given < file->slots)
               ? file
               : NULL;
}

void seeding_serve(struct seeding *seeding, sim_time until)
{
    struct participant *self = seeding->self;
    for (;;) {
        sim_time left = until - world_now(self->world);
        CONVERSE_MESSAGE request = NULL;
        if (left <= 0 || sim_port_receive(self->port, left, &request) != SIM_DELIVERED)
            return;
        struct seeding_file *file = find(seeding, request);
        if (!file) {
            converse_refuse(self, self->port, request, seeding->refusal_kind);
            continue;
        }
        while (seeding->uploads >= seeding->concurrent_uploads)
            sim_signal_wait(seeding->upload_ended, SIM_TIME_FOREVER);
        file->given++;
        start_upload(seeding, file, request);
        request = NULL;
    }
}
