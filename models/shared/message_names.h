#ifndef CROWDPATCH_MODELS_SHARED_MESSAGE_NAMES_H
#define CROWDPATCH_MODELS_SHARED_MESSAGE_NAMES_H

#include <stdint.h>

/** How the event log names a kind of message, and tells of one. */
struct model_message {
    uint32_t kind;
    const char *name; /* "delivery_request"; NULL ends a table */
    const char *says; /* "asked {} to deliver the update"; {}: who receives it */
};

#endif
