#ifndef CROWDPATCH_MODELS_RELAY_STATE_H
#define CROWDPATCH_MODELS_RELAY_STATE_H

#include "models/relay/config.h"
#include "models/shared/converse.h"
#include "models/shared/world.h"

/** Everything that travels, with its payload's length. */
enum relay_message {
    RELAY_REFUSAL = 1,
    RELAY_WHO_HAS,          /* a hub asks the manufacturer: 0 */
    RELAY_SOURCE,           /* the signature, and the hub to ask, RELAY_MANUFACTURER: none: 68 */
    RELAY_FETCH,            /* 0 */
    RELAY_UPDATE,           /* U */
    RELAY_HAVE,             /* a hub that serves tells the manufacturer its number: 4 */
    RELAY_DEVICE_UPDATE,    /* the signature and U: 64 + U */
    RELAY_DEVICE_INSTALLED, /* 0 */
};

#define RELAY_MANUFACTURER UINT32_MAX

/** A hub's own, over a failure of its machine. */
struct relay_hub {
    bool has_update; /* it has received U, byte by byte; state->update is read for it */
    bool is_done;    /* it tries nothing more for its devices */
    crypto_ed25519_signature signature;
};

struct relay {
    struct world *world;
    const struct relay_config *config;
    uint8_t *update; /* U: config->update_bytes; owned */
    bool is_released;
    crypto_ed25519_signature signature; /* the manufacturer's, over SHA-256 of U */
    struct relay_hub *hubs;
    uint32_t hubs_left;
    /* Of the manufacturer: hubs that serve, in the order in which they told. */
    uint32_t *holders;
    uint32_t holder_count;
    uint32_t turn;
    bool *installed; /* by device: U is in its flash memory */
    uint64_t sent_by_manufacturer, sent_by_hubs;
};

/** Whether U comes from the manufacturer; costs the time. */
bool relay_check(struct relay *state, struct participant *self, const uint8_t *update, size_t len,
                 const crypto_ed25519_signature *signature);
/** Begins to send U to who asks for it. */
void relay_serve(struct relay *state, struct participant *self, const struct sim_message *request);

void relay_hub_play(struct relay *state, struct participant *self);
sim_time relay_device_act(void *state, struct participant *self, bool is_first);

#endif
