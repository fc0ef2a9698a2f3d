#ifndef CROWDPATCH_MODELS_CLIENT_SERVER_CLIENT_SERVER_H
#define CROWDPATCH_MODELS_CLIENT_SERVER_CLIENT_SERVER_H

#include "models/model.h"

/** A manufacturer's server, with or without a CDN. See README.md beside this file. */
extern const struct model_ops client_server_ops;

#endif
