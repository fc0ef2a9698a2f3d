#include <string.h>

#include "models/relay/state.h"

/* A device answers its hub: it checks the signature and writes the update. */

static bool install(struct relay *state, struct participant *self,
                    const struct sim_message *request)
{
    crypto_ed25519_signature signature;
    if (request->payload_len < sizeof signature.bytes)
        return false;
    if (state->installed[self->index]) /* its answer was lost */
        return true;
    memcpy(signature.bytes, request->payload, sizeof signature.bytes);
    const uint8_t *update = request->payload + sizeof signature.bytes;
    size_t len = request->payload_len - sizeof signature.bytes;
    if (!relay_check(state, self, update, len, &signature))
        return false;
    participant_install(self, len);
    state->installed[self->index] = true;
    return true;
}

sim_time relay_device_act(void *model_state, struct participant *self, bool is_first)
{
    struct relay *state = model_state;
    CONVERSE_MESSAGE request = NULL;
    CONVERSE_BUFFER payload = {0};
    if (sim_port_receive(self->port, 0, &request) != SIM_DELIVERED ||
        request->kind != RELAY_DEVICE_UPDATE)
        return SIM_TIME_FOREVER;
    bool ok = install(state, self, request);
    converse_send(self, self->port, request->from, ok ? RELAY_DEVICE_INSTALLED : RELAY_REFUSAL,
                  &payload, 0, request->id, state->config->device_timeout_ns);
    return SIM_TIME_FOREVER;
}
