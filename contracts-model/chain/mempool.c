#include "contracts-model/chain/mempool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "contracts-model/chain/chain.h"
#include "contracts-model/chain/execute.h"

/* A sender's transactions: items[first .. first+count), ascending nonces. */
struct chain_queue {
    struct chain_pending **items;
    size_t first, count, capacity;
    size_t waiting_slot; /* its place in chain_mempool.waiting while count > 0 */
};

struct chain_candidate {
    u256 priority_wei;
    uint64_t arrival;
    uint32_t queue;
};

static int no_memory(void)
{
    return base_fail(BASE_E_NOMEM, "no memory for the mempool");
}

int chain_pending_new(const struct crypto_tokens *tokens, const uint8_t *encoded, size_t len,
                      uint64_t chain_id, struct chain_pending **ret_pending)
{
    struct chain_pending *pending = calloc(1, sizeof(*pending));
    if (pending == NULL)
        return no_memory();
    /* One block holds the encoding and what is decoded from it, but for long access lists. */
    base_arena_init(&pending->arena, 2 * len + 256);
    int r = chain_transaction_decode_token(tokens, encoded, len, chain_id, &pending->arena,
                                           &pending->transaction);
    if (r == 0) {
        uint8_t *copy = base_arena_alloc(&pending->arena, len);
        if (copy != NULL) {
            memcpy(copy, encoded, len);
            pending->encoded = copy;
            pending->encoded_len = len;
        } else {
            r = no_memory();
        }
    }
    if (r == 0)
        *ret_pending = pending;
    else
        chain_pending_free(pending);
    return r;
}

void chain_pending_free(struct chain_pending *pending)
{
    if (pending == NULL)
        return;
    base_arena_deinit(&pending->arena);
    free(pending);
}

void chain_mempool_init(struct chain_mempool *pool)
{
    memset(pool, 0, sizeof(*pool));
    base_map_init(&pool->senders, sizeof(crypto_address), sizeof(uint32_t));
}

void chain_mempool_deinit(struct chain_mempool *pool)
{
    for (size_t i = 0; i < pool->queue_count; i++) {
        struct chain_queue *queue = &pool->queues[i];
        for (size_t k = 0; k < queue->count; k++)
            chain_pending_free(queue->items[queue->first + k]);
        free(queue->items);
    }
    free(pool->queues);
    free(pool->waiting);
    free(pool->heap);
    base_map_deinit(&pool->senders);
}

/* The array with room for one more item behind `count`; NULL when memory is exhausted (the array
 * stands as before). */
static void *with_room(void *items, size_t *capacity, size_t count, size_t item_bytes)
{
    if (count < *capacity)
        return items;
    size_t wanted = *capacity == 0 ? 4 : *capacity * 2;
    void *grown = realloc(items, wanted * item_bytes);
    if (grown != NULL)
        *capacity = wanted;
    return grown;
}

/* The sender's queue, made when there is none yet; NULL when memory is exhausted. */
static struct chain_queue *queue_of(struct chain_mempool *pool, const crypto_address *sender)
{
    const uint32_t *known = base_map_get(&pool->senders, sender);
    if (known != NULL)
        return &pool->queues[*known];
    struct chain_queue *queues =
        with_room(pool->queues, &pool->queue_capacity, pool->queue_count, sizeof(*queues));
    if (queues == NULL)
        return NULL;
    pool->queues = queues;
    bool is_new;
    uint32_t *index = base_map_put(&pool->senders, sender, &is_new);
    if (index == NULL)
        return NULL;
    *index = (uint32_t)pool->queue_count;
    struct chain_queue *queue = &pool->queues[pool->queue_count++];
    memset(queue, 0, sizeof(*queue));
    return queue;
}

/* Position of the first item whose nonce is not below; count when there is none. */
static size_t lower_bound(const struct chain_queue *queue, uint64_t nonce)
{
    size_t low = 0, high = queue->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (queue->items[queue->first + middle]->transaction.body.nonce < nonce)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* True when fee is more than old and at least 110 % of it. */
static bool raises(u256 fee, u256 old)
{
    u256 tenth = u256_div(old, u256_from_u64(10)), least;
    /* Rounded up: fee * 10 >= old * 11. */
    if (!u256_is_zero(u256_mod(old, u256_from_u64(10))))
        tenth = u256_add(tenth, u256_from_u64(1));
    return u256_compare(fee, old) > 0 && !u256_add_overflow(old, tenth, &least) &&
           u256_compare(fee, least) >= 0;
}

static u256 priority_of(const struct chain_transaction *body)
{
    return body->type == CHAIN_TX_DYNAMIC_FEE ? body->max_priority_fee_wei : body->max_fee_wei;
}

static int replace(struct chain_mempool *pool, struct chain_pending **slot,
                   struct chain_pending *pending)
{
    const struct chain_signed_transaction *old = &(*slot)->transaction,
                                          *new = &pending->transaction;
    if (memcmp(&old->hash, &new->hash, sizeof(old->hash)) == 0)
        return CHAIN_REJECT_KNOWN;
    if (!raises(new->body.max_fee_wei, old->body.max_fee_wei) ||
        !raises(priority_of(&new->body), priority_of(&old->body)))
        return CHAIN_REJECT_UNDERPRICED;
    pending->arrival = pool->arrivals++;
    chain_pending_free(*slot);
    *slot = pending;
    return CHAIN_ACCEPTED;
}

/* Puts pending at a position, moving the shorter side. Returns false when memory is exhausted. */
static bool insert(struct chain_queue *queue, size_t position, struct chain_pending *pending)
{
    if (queue->first > 0 && position <= queue->count / 2) {
        struct chain_pending **start = queue->items + queue->first;
        memmove(start - 1, start, position * sizeof(*start));
        queue->first--;
    } else {
        struct chain_pending **items =
            with_room(queue->items, &queue->capacity, queue->first + queue->count, sizeof(*items));
        if (items == NULL)
            return false;
        queue->items = items;
        struct chain_pending **at = queue->items + queue->first + position;
        memmove(at + 1, at, (queue->count - position) * sizeof(*at));
    }
    queue->items[queue->first + position] = pending;
    queue->count++;
    return true;
}

/* Keeps pending->arrival. *ret_rival: of the same sender and nonce, which stands in its place; then
 * nothing has happened. Returns 0 or BASE_E_NOMEM. */
static int put(struct chain_mempool *pool, struct chain_pending *pending,
               struct chain_pending ***ret_rival)
{
    assert(pool->heap_count == 0);
    struct chain_queue *queue = queue_of(pool, &pending->transaction.sender);
    uint32_t *waiting =
        with_room(pool->waiting, &pool->waiting_capacity, pool->waiting_count, sizeof(*waiting));
    if (waiting != NULL)
        pool->waiting = waiting;
    if (queue == NULL || waiting == NULL)
        return no_memory();
    uint64_t nonce = pending->transaction.body.nonce;
    size_t position = lower_bound(queue, nonce);
    if (position < queue->count) {
        struct chain_pending **slot = &queue->items[queue->first + position];
        if ((*slot)->transaction.body.nonce == nonce) {
            *ret_rival = slot;
            return 0;
        }
    }
    if (!insert(queue, position, pending))
        return no_memory();
    if (queue->count == 1) {
        queue->waiting_slot = pool->waiting_count;
        pool->waiting[pool->waiting_count++] = (uint32_t)(queue - pool->queues);
    }
    pool->count++;
    *ret_rival = NULL;
    return 0;
}

int chain_mempool_add(struct chain_mempool *pool, struct chain_pending *pending)
{
    struct chain_pending **rival;
    pending->arrival = pool->arrivals;
    int r = put(pool, pending, &rival);
    if (r < 0)
        return r;
    if (rival != NULL)
        return replace(pool, rival, pending);
    pool->arrivals++;
    return CHAIN_ACCEPTED;
}

int chain_mempool_return(struct chain_mempool *pool, struct chain_pending *pending)
{
    struct chain_pending **rival;
    int r = put(pool, pending, &rival);
    if (r < 0 || rival != NULL)
        chain_pending_free(pending);
    return r;
}

/* Removes a queue's first item, which is the caller's then; an empty queue gives its place among
 * the waiting to the last. */
static struct chain_pending *remove_first(struct chain_mempool *pool, struct chain_queue *queue)
{
    struct chain_pending *first = queue->items[queue->first];
    queue->count--;
    pool->count--;
    queue->first = queue->count > 0 ? queue->first + 1 : 0;
    if (queue->count > 0) {
        /* Moves down once as much is free in front as is held: amortised O(1). */
        if (queue->first > queue->count && queue->first > 16) {
            memmove(queue->items, queue->items + queue->first,
                    queue->count * sizeof(struct chain_pending *));
            queue->first = 0;
        }
        return first;
    }
    uint32_t last = pool->waiting[--pool->waiting_count];
    pool->waiting[queue->waiting_slot] = last;
    pool->queues[last].waiting_slot = queue->waiting_slot;
    return first;
}

/* True when a is to come before b. */
static bool precedes(const struct chain_candidate *a, const struct chain_candidate *b)
{
    int order = u256_compare(a->priority_wei, b->priority_wei);
    return order != 0 ? order > 0 : a->arrival < b->arrival;
}

static void sift_up(struct chain_candidate heap[], size_t index)
{
    struct chain_candidate moving = heap[index];
    while (index > 0 && precedes(&moving, &heap[(index - 1) / 2])) {
        heap[index] = heap[(index - 1) / 2];
        index = (index - 1) / 2;
    }
    heap[index] = moving;
}

static void sift_down(struct chain_candidate heap[], size_t count)
{
    struct chain_candidate moving = heap[0];
    size_t index = 0;
    for (;;) {
        size_t child = 2 * index + 1;
        if (child >= count)
            break;
        if (child + 1 < count && precedes(&heap[child + 1], &heap[child]))
            child++;
        if (!precedes(&heap[child], &moving))
            break;
        heap[index] = heap[child];
        index = child;
    }
    heap[index] = moving;
}

/* Makes the first item of a queue a candidate, when it has that nonce and can pay. The heap has
 * room. */
static void offer(struct chain_mempool *pool, uint32_t index, uint64_t nonce)
{
    const struct chain_queue *queue = &pool->queues[index];
    if (queue->count == 0)
        return;
    const struct chain_pending *pending = queue->items[queue->first];
    const struct chain_transaction *body = &pending->transaction.body;
    if (body->nonce != nonce || u256_compare(body->max_fee_wei, pool->base_fee_wei) < 0)
        return;
    pool->heap[pool->heap_count] = (struct chain_candidate){
        .priority_wei = chain_priority_fee(body, pool->base_fee_wei),
        .arrival = pending->arrival,
        .queue = index,
    };
    sift_up(pool->heap, pool->heap_count++);
}

int chain_mempool_begin(struct chain_mempool *pool, const struct evm_state *state,
                        u256 base_fee_wei)
{
    pool->heap_count = 0;
    pool->base_fee_wei = base_fee_wei;
    if (pool->heap_capacity < pool->waiting_count) {
        struct chain_candidate *grown =
            realloc(pool->heap, pool->waiting_capacity * sizeof(*grown));
        if (grown == NULL)
            return no_memory();
        pool->heap = grown;
        pool->heap_capacity = pool->waiting_capacity;
    }
    /* From the end: a queue that becomes empty is filled with one already seen. */
    for (size_t i = pool->waiting_count; i-- > 0;) {
        uint32_t index = pool->waiting[i];
        struct chain_queue *queue = &pool->queues[index];
        uint64_t nonce = evm_state_nonce(state, &queue->items[queue->first]->transaction.sender);
        while (queue->count > 0 && queue->items[queue->first]->transaction.body.nonce < nonce)
            chain_pending_free(remove_first(pool, queue));
        offer(pool, index, nonce);
    }
    return 0;
}

const struct chain_pending *chain_mempool_best(const struct chain_mempool *pool)
{
    if (pool->heap_count == 0)
        return NULL;
    const struct chain_queue *queue = &pool->queues[pool->heap[0].queue];
    return queue->items[queue->first];
}

void chain_mempool_pass(struct chain_mempool *pool)
{
    assert(pool->heap_count > 0);
    pool->heap_count--;
    if (pool->heap_count > 0) {
        pool->heap[0] = pool->heap[pool->heap_count];
        sift_down(pool->heap, pool->heap_count);
    }
}

void chain_mempool_end(struct chain_mempool *pool)
{
    pool->heap_count = 0;
}

struct chain_pending *chain_mempool_take(struct chain_mempool *pool)
{
    assert(pool->heap_count > 0);
    uint32_t index = pool->heap[0].queue;
    struct chain_queue *queue = &pool->queues[index];
    uint64_t next_nonce = queue->items[queue->first]->transaction.body.nonce + 1;
    chain_mempool_pass(pool);
    struct chain_pending *taken = remove_first(pool, queue);
    offer(pool, index, next_nonce);
    return taken;
}
