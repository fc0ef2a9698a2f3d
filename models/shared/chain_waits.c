#include "models/shared/chain_waits.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/** Positions of topics that have buckets of their own; other subscriptions are their contract's. */
enum { POSITIONS = 2, WHOLE_CONTRACT = POSITIONS };

int chain_waits_init(struct chain_waits *waits, struct sim_engine *engine)
{
    *waits = (struct chain_waits){.end = &waits->first};
    waits->confirmed = calloc(CHAIN_WAITS_BUCKETS, sizeof(struct sim_signal *));
    int r = waits->confirmed ? 0 : BASE_E_NOMEM;
    for (size_t i = 0; r == 0 && i < CHAIN_WAITS_BUCKETS; i++)
        r = sim_signal_new(engine, &waits->confirmed[i]);
    return r;
}

/** Takes one off the list of all and ends it; it stands in no bucket any more. */
static void end(struct chain_waits *waits, struct chain_subscription *subscription)
{
    *subscription->link = subscription->next;
    if (subscription->next)
        subscription->next->link = subscription->link;
    else
        waits->end = subscription->link;
    waits->count--;
    free(subscription);
}

void chain_waits_deinit(struct chain_waits *waits)
{
    while (waits->first)
        end(waits, waits->first);
    for (size_t i = 0; waits->confirmed && i < CHAIN_WAITS_BUCKETS; i++)
        sim_signal_free(waits->confirmed[i]);
    free(waits->confirmed);
    waits->confirmed = NULL;
}

static size_t bucket_of_hash(const uint8_t bytes[8])
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word % CHAIN_WAITS_BUCKETS;
}

struct sim_signal *chain_waits_of_transaction(struct chain_waits *waits, const crypto_digest *hash)
{
    return waits->confirmed[bucket_of_hash(hash->bytes)];
}

static struct chain_subscription **bucket_of(struct chain_waits *waits,
                                             const crypto_address *contract, unsigned position,
                                             const crypto_digest *topic)
{
    uint64_t key = position;
    uint8_t bytes[8];
    for (size_t i = 0; i + sizeof key <= sizeof contract->bytes; i += sizeof key) {
        uint64_t word;
        memcpy(&word, contract->bytes + i, sizeof word);
        key = (key ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    }
    for (size_t i = 0; position != WHOLE_CONTRACT && i < sizeof topic->bytes; i += sizeof key) {
        uint64_t word;
        memcpy(&word, topic->bytes + i, sizeof word);
        key = (key ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        key ^= key >> 32;
    }
    memcpy(bytes, &key, sizeof bytes);
    return &waits->by_key[bucket_of_hash(bytes)];
}

static struct chain_subscription **bucket_of_subscription(struct chain_waits *waits,
                                                          const struct chain_subscription *of)
{
    bool is_indexed = of->has_filter && of->filter.position < POSITIONS;
    return bucket_of(waits, &of->contract, is_indexed ? of->filter.position : WHOLE_CONTRACT,
                     &of->filter.topic);
}

int chain_waits_subscribe(struct chain_waits *waits, const struct chain_subscription *subscription)
{
    struct chain_subscription *added = malloc(sizeof *added);
    if (!added)
        return BASE_E_NOMEM;
    *added = *subscription;
    struct chain_subscription **place = bucket_of_subscription(waits, added);
    while (*place)
        place = &(*place)->next_in_bucket;
    *place = added;
    added->next_in_bucket = NULL;
    added->next = NULL;
    added->link = waits->end;
    *waits->end = added;
    waits->end = &added->next;
    waits->count++;
    return 0;
}

static bool concerns(const struct chain_subscription *subscription, const struct evm_log *log)
{
    if (!crypto_address_equal(&subscription->contract, &log->address))
        return false;
    const struct chain_log_filter *filter = &subscription->filter;
    return !subscription->has_filter ||
           (filter->position < log->topic_count &&
            crypto_digest_equal(&log->topics[filter->position], &filter->topic));
}

static int tell_bucket(struct chain_waits *waits, struct chain_subscription **place,
                       const struct evm_log *log, chain_waits_tell *tell, void *context)
{
    while (*place) {
        struct chain_subscription *subscription = *place;
        int told = concerns(subscription, log) ? tell(context, subscription) : 0;
        if (told < 0)
            return told;
        if (told > 0) {
            *place = subscription->next_in_bucket;
            end(waits, subscription);
        } else {
            place = &subscription->next_in_bucket;
        }
    }
    return 0;
}

int chain_waits_of_log(struct chain_waits *waits, const struct evm_log *log, chain_waits_tell *tell,
                       void *context)
{
    int r = waits->count == 0
                ? 0
                : tell_bucket(waits, bucket_of(waits, &log->address, WHOLE_CONTRACT, NULL), log,
                              tell, context);
    for (unsigned i = 0; r == 0 && waits->count > 0 && i < POSITIONS && i < log->topic_count; i++)
        r = tell_bucket(waits, bucket_of(waits, &log->address, i, &log->topics[i]), log, tell,
                        context);
    return r;
}

static void end_in_bucket(struct chain_waits *waits, struct chain_subscription *subscription)
{
    struct chain_subscription **place = bucket_of_subscription(waits, subscription);
    while (*place != subscription)
        place = &(*place)->next_in_bucket;
    *place = subscription->next_in_bucket;
    end(waits, subscription);
}

int chain_waits_of_all(struct chain_waits *waits, chain_waits_tell *tell, void *context)
{
    for (struct chain_subscription *subscription = waits->first, *next; subscription;
         subscription = next) {
        next = subscription->next;
        int told = tell(context, subscription);
        if (told < 0)
            return told;
        if (told > 0)
            end_in_bucket(waits, subscription);
    }
    return 0;
}

void chain_waits_expire(struct chain_waits *waits, sim_time now)
{
    for (struct chain_subscription *subscription = waits->first, *next; subscription;
         subscription = next) {
        next = subscription->next;
        if (subscription->until <= now)
            end_in_bucket(waits, subscription);
    }
}
