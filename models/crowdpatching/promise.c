#include <assert.h>
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
    assert(!promises->first || promises->first->release == release);
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

/** The promise whose key is on a page of the contract's log, and its key; NULL: none. */
static const struct crowdpatching_promise *
find_on_page(const struct crowdpatching_promises *promises, const struct chain_log_page *page,
             const crypto_address *device, crypto_digest *ret_r)
{
    const struct crowdpatching_promise *found = NULL;
    for (size_t i = 0; i < page->count && !found; i++) {
        struct contracts_delivered delivered;
        if (contracts_delivery_decode_delivered(&page->logs[i], &delivered) &&
            crypto_address_equal(&delivered.device, device)) {
            found = find(promises, &delivered.s);
            *ret_r = delivered.r;
        }
    }
    return found;
}

const struct crowdpatching_promise *
crowdpatching_find_key(struct crowdpatching *state, struct participant *hub, struct sim_port *port,
                       const struct participant *device, uint32_t release, sim_time patience,
                       crypto_digest *ret_r)
{
    struct chain_service *chain = state->world->chain;
    struct crowdpatching_promises *promises = &state->promises[device->index];
    const struct chain_log_filter of_device = chain_log_filter_address(1, &device->address);
    const crypto_address *delivery = &crowdpatching_release_of(state, hub, release)->delivery;
    sim_time deadline = world_now(state->world) + patience;
    if (promises->first && promises->first->release != release)
        crowdpatching_forget_promises(promises);
    while (promises->first) {
        struct chain_log_page page;
        uint64_t block = promises->block;
        sim_time left = deadline - world_now(state->world);
        bool is_read = left > 0 ? chain_service_await_logs(chain, hub, port, delivery, &of_device,
                                                           left, &block, &page)
                                : chain_service_logs_with(chain, hub, port, delivery, &of_device,
                                                          &block, &page);
        const struct crowdpatching_promise *found = NULL;
        if (is_read) {
            found = find_on_page(promises, &page, &device->address, ret_r);
            chain_log_page_deinit(&page);
        }
        /* What was found is found again, should the device not take it the first time. */
        if (found)
            return found;
        promises->block = block;
        if (world_now(state->world) >= deadline)
            return NULL;
    }
    return NULL;
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
