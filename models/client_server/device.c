#include "models/client_server/state.h"

/* A device answers its hub: it checks signature, version and hash, and writes the update. */

static bool install(struct client_server *state, struct participant *self,
                    const struct sim_message *request, uint64_t *installed)
{
    struct manifest manifest;
    if (request->payload_len < MANIFEST_BYTES ||
        !manifest_decode(request->payload, MANIFEST_BYTES, &manifest))
        return false;
    if (manifest.version == *installed) /* its answer was lost */
        return true;
    size_t update_len = request->payload_len - MANIFEST_BYTES;
    if (manifest.version < *installed || !client_server_check_manifest(state, self, &manifest) ||
        !client_server_check_update(self, &manifest, request->payload + MANIFEST_BYTES, update_len))
        return false;
    participant_install(self, update_len);
    *installed = manifest.version;
    return true;
}

sim_time client_server_device_act(void *model_state, struct participant *self, bool is_first)
{
    struct client_server *state = model_state;
    uint64_t *installed = &state->installed[self->index];
    CONVERSE_MESSAGE request = NULL;
    CONVERSE_BUFFER payload = {0};
    if (sim_port_receive(self->port, 0, &request) != SIM_DELIVERED ||
        request->kind != CLIENT_SERVER_DEVICE_UPDATE)
        return SIM_TIME_FOREVER;
    bool ok = install(state, self, request, installed);
    client_server_encode_version(&payload, *installed);
    converse_send(self, self->port, request->from,
                  ok ? CLIENT_SERVER_DEVICE_INSTALLED : CLIENT_SERVER_REFUSAL, &payload, 0,
                  request->id, state->config->device_timeout_ns);
    return SIM_TIME_FOREVER;
}
