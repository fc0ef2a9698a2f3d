#include <stdlib.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"

void crowdpatching_keep_promise(struct crowdpatching *state, struct participant *device,
                                uint32_t release, struct sim_message *message,
                                const struct sealed_terms *terms, const crypto_address *distributor)
{
    struct crowdpatching_promises *promises = &state->promises[device->index];
    struct crowdpatching_promise *promise = malloc(sizeof *promise);
    if (!promise) {
        sim_message_free(message);
        world_fail(state->world, base_fail(BASE_E_NOMEM, "out of memory"));
        return;
    }
    if (promises->first && promises->first->release != release)
        crowdpatching_forget_promises(promises);
    if (!promises->first)
        promises->block = chain_service_now(state->world->chain);
    *promise =
        (struct crowdpatching_promise){promises->first, message, *terms, *distributor, release};
    promises->first = promise;
}

/** The promise whose s this is. */
static const struct crowdpatching_promise *find(const struct crowdpatching_promises *promises,
                                                const crypto_digest *s)
{
    struct crowdpatching_offer offer;
    for (const struct crowdpatching_promise *promise = promises->first; promise;
         promise = promise->next)
        if (crowdpatching_decode_offer(promise->message->payload, promise->message->payload_len,
                                       &offer) &&
            crypto_digest_equal(&offer.s, s))
            return promise;
    return NULL;
}

const struct crowdpatching_promise *
crowdpatching_find_key(struct crowdpatching *state, struct participant *hub, struct sim_port *port,
                       const struct participant *device, crypto_digest *ret_r)
{
    struct crowdpatching_promises *promises = &state->promises[device->index];
    const struct crowdpatching_promise *found = NULL;
    const struct chain_log_filter of_device = chain_log_filter_address(1, &device->address);
    struct chain_log_page page;
    uint64_t block = promises->block;
    if (!promises->first)
        return NULL;
    const crypto_address *delivery =
        &crowdpatching_release_of(state, hub, promises->first->release)->delivery;
    if (!chain_service_logs_with(state->world->chain, hub, port, delivery, &of_device, &block,
                                 &page))
        return NULL;
    for (size_t i = 0; i < page.count && !found; i++) {
        struct contracts_delivered delivered;
        if (contracts_delivery_decode_delivered(&page.logs[i], &delivered) &&
            crypto_address_equal(&delivered.device, &device->address)) {
            found = find(promises, &delivered.s);
            *ret_r = delivered.r;
        }
    }
    chain_log_page_deinit(&page);
    /* What was found is found again, should the device not take it the first time. */
    if (!found)
        promises->block = block;
    return found;
}

void crowdpatching_forget_promises(struct crowdpatching_promises *promises)
{
    while (promises->first) {
        struct crowdpatching_promise *promise = promises->first;
        promises->first = promise->next;
        sim_message_free(promise->message);
        free(promise);
    }
}
