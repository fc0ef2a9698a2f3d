#ifndef CROWDPATCH_MODELS_CLIENT_SERVER_ATTACK_H
#define CROWDPATCH_MODELS_CLIENT_SERVER_ATTACK_H

#include "models/client_server/state.h"
#include "models/shared/adversary.h"

#define CLIENT_SERVER_ATTACKS                                                                      \
    (ADVERSARY_BIT(ADVERSARY_TAMPER_HUB) | ADVERSARY_BIT(ADVERSARY_IMPERSONATE_MANUFACTURER))

/** The hub sends other bytes than the manufacturer's, now. */
bool client_server_tampers(const struct participant *hub);

/** Whom a hub that polls reaches: the manufacturer, or who has put himself in its place. */
const struct participant *client_server_server_of(const struct client_server *state);

/** The life of an outsider. */
void client_server_outsider_play(struct client_server *state, struct participant *self);

void client_server_attack_report(const struct client_server *state, struct outcome *outcome);

#endif
