#include "models/shared/chain_logs.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"

enum { POSITIONS = 2 };

/** A log, and the one before it with the same topic at each position: index + 1; 0: none. */
struct item {
    struct chain_rpc_log at;
    uint32_t previous[POSITIONS];
};

/** In order. Equal keys may be of unequal topics, so that a topic is compared all the same. */
struct chain_contract_logs {
    struct item *items;
    size_t count;
    size_t capacity;
    struct base_map latest; /* key of position and topic -> index + 1; 0: none */
};

static uint64_t key_of(unsigned position, const crypto_digest *topic)
{
    uint64_t key = 0;
    for (size_t i = 0; i < sizeof topic->bytes; i += sizeof key) {
        uint64_t word;
        memcpy(&word, topic->bytes + i, sizeof word);
        key = (key ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        key ^= key >> 32;
    }
    return key * POSITIONS + position;
}

void chain_logs_init(struct chain_logs *logs)
{
    base_map_init(&logs->by_contract, sizeof(crypto_address), sizeof(struct chain_contract_logs));
}

void chain_logs_deinit(struct chain_logs *logs)
{
    for (size_t i = 0; i < logs->by_contract.count; i++) {
        struct chain_contract_logs *list = base_map_value_at(&logs->by_contract, i);
        free(list->items);
        base_map_deinit(&list->latest);
    }
    base_map_deinit(&logs->by_contract);
}

int chain_logs_add(struct chain_logs *logs, uint64_t block, const struct evm_log *log)
{
    bool is_new;
    struct chain_contract_logs *list = base_map_put(&logs->by_contract, &log->address, &is_new);
    if (!list)
        return BASE_E_NOMEM;
    if (is_new)
        base_map_init(&list->latest, sizeof(uint64_t), sizeof(uint32_t));
    struct item *grown =
        base_array_grow(list->items, sizeof *list->items, list->count, &list->capacity);
    if (!grown)
        return BASE_E_NOMEM;
    list->items = grown;
    struct item item = {.at = {.block = block, .log = log}};
    for (unsigned position = 0; position < POSITIONS && position < log->topic_count; position++) {
        uint64_t key = key_of(position, &log->topics[position]);
        uint32_t *latest = base_map_put(&list->latest, &key, NULL);
        if (!latest)
            return BASE_E_NOMEM;
        item.previous[position] = *latest;
        *latest = (uint32_t)list->count + 1;
    }
    list->items[list->count++] = item;
    return 0;
}

static void forget_last(struct chain_contract_logs *list)
{
    const struct item *item = &list->items[--list->count];
    const struct evm_log *log = item->at.log;
    for (unsigned position = 0; position < POSITIONS && position < log->topic_count; position++) {
        uint64_t key = key_of(position, &log->topics[position]);
        uint32_t *latest = base_map_get(&list->latest, &key);
        *latest = item->previous[position];
    }
}

void chain_logs_forget(struct chain_logs *logs, uint64_t after)
{
    for (size_t i = 0; i < logs->by_contract.count; i++) {
        struct chain_contract_logs *list = base_map_value_at(&logs->by_contract, i);
        while (list->count > 0 && list->items[list->count - 1].at.block > after)
            forget_last(list);
    }
}

/** The item before the one at index + 1 that the filter may want: index + 1; 0: none. */
static uint32_t step_back(const struct chain_contract_logs *list,
                          const struct chain_log_filter *filter, uint32_t place)
{
    return filter && filter->position < POSITIONS
               ? list->items[place - 1].previous[filter->position]
               : place - 1;
}

static uint32_t last_of(const struct chain_contract_logs *list,
                        const struct chain_log_filter *filter)
{
    if (!filter || filter->position >= POSITIONS)
        return (uint32_t)list->count;
    uint64_t key = key_of(filter->position, &filter->topic);
    const uint32_t *latest = base_map_get(&list->latest, &key);
    return latest ? *latest : 0;
}

static bool is_wanted(const struct chain_log_filter *filter, const struct evm_log *log)
{
    return !filter || (filter->position < log->topic_count &&
                       crypto_digest_equal(&log->topics[filter->position], &filter->topic));
}

int chain_logs_find(const struct chain_logs *logs, const crypto_address *contract,
                    const struct chain_log_filter *filter, uint64_t after, uint64_t up_to,
                    struct chain_rpc_log **ret_found, size_t *ret_count)
{
    const struct chain_contract_logs *list = base_map_get(&logs->by_contract, contract);
    struct chain_rpc_log *found = NULL;
    size_t count = 0, capacity = 0;
    for (uint32_t place = list ? last_of(list, filter) : 0;
         place > 0 && list->items[place - 1].at.block > after;
         place = step_back(list, filter, place)) {
        const struct chain_rpc_log *at = &list->items[place - 1].at;
        if (at->block > up_to || !is_wanted(filter, at->log))
            continue;
        struct chain_rpc_log *grown = base_array_grow(found, sizeof *found, count, &capacity);
        if (!grown) {
            free(found);
            return BASE_E_NOMEM;
        }
        found = grown;
        found[count++] = *at;
    }
    for (size_t i = 0; i < count / 2; i++) {
        struct chain_rpc_log swapped = found[i];
        found[i] = found[count - 1 - i];
        found[count - 1 - i] = swapped;
    }
    *ret_found = found;
    *ret_count = count;
    return 0;
}
