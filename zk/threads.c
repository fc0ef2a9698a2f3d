#include "zk/threads.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/error.h"

struct zk_threads {
    unsigned count;
    pthread_mutex_t lock; /* over what stands below, up to next_part */
    pthread_cond_t start, done;
    uint64_t round; /* grows by one with each run */
    unsigned busy;  /* workers that have not ended this round */
    bool stopping;
    void (*body)(void *context, size_t part);
    void *context;
    size_t parts;
    atomic_size_t next_part;
    pthread_t workers[]; /* count - 1 */
};

static void take_parts(struct zk_threads *threads)
{
    for (;;) {
        size_t part = atomic_fetch_add(&threads->next_part, 1);
        if (part >= threads->parts)
            return;
        threads->body(threads->context, part);
    }
}

static void *work(void *arg)
{
    struct zk_threads *threads = arg;
    uint64_t seen = 0;
    pthread_mutex_lock(&threads->lock);
    for (;;) {
        while (threads->round == seen && !threads->stopping)
            pthread_cond_wait(&threads->start, &threads->lock);
        if (threads->stopping)
            break;
        seen = threads->round;
        pthread_mutex_unlock(&threads->lock);
        take_parts(threads);
        pthread_mutex_lock(&threads->lock);
        if (--threads->busy == 0)
            pthread_cond_signal(&threads->done);
    }
    pthread_mutex_unlock(&threads->lock);
    return NULL;
}

int zk_threads_new(unsigned count, struct zk_threads **ret_threads)
{
    assert(count >= 1);
    struct zk_threads *threads = calloc(1, sizeof *threads + (count - 1) * sizeof(pthread_t));
    if (threads == NULL)
        return BASE_E_NOMEM;
    threads->count = 1;
    pthread_mutex_init(&threads->lock, NULL);
    pthread_cond_init(&threads->start, NULL);
    pthread_cond_init(&threads->done, NULL);
    for (; threads->count < count; threads->count++) {
        if (pthread_create(&threads->workers[threads->count - 1], NULL, work, threads) != 0) {
            zk_threads_free(threads);
            return BASE_E_NOMEM;
        }
    }
    *ret_threads = threads;
    return 0;
}

void zk_threads_free(struct zk_threads *threads)
{
    if (threads == NULL)
        return;
    pthread_mutex_lock(&threads->lock);
    threads->stopping = true;
    pthread_cond_broadcast(&threads->start);
    pthread_mutex_unlock(&threads->lock);
    for (unsigned i = 0; i + 1 < threads->count; i++)
        pthread_join(threads->workers[i], NULL);
    pthread_cond_destroy(&threads->done);
    pthread_cond_destroy(&threads->start);
    pthread_mutex_destroy(&threads->lock);
    free(threads);
}

unsigned zk_threads_count(const struct zk_threads *threads)
{
    return threads == NULL ? 1 : threads->count;
}

void zk_threads_run(struct zk_threads *threads, size_t parts,
                    void (*body)(void *context, size_t part), void *context)
{
    if (zk_threads_count(threads) == 1 || parts <= 1) {
        for (size_t part = 0; part < parts; part++)
            body(context, part);
        return;
    }
    pthread_mutex_lock(&threads->lock);
    assert(threads->busy == 0);
    threads->body = body;
    threads->context = context;
    threads->parts = parts;
    atomic_store(&threads->next_part, 0);
    threads->busy = threads->count - 1;
    threads->round++;
    pthread_cond_broadcast(&threads->start);
    pthread_mutex_unlock(&threads->lock);
    take_parts(threads);
    pthread_mutex_lock(&threads->lock);
    while (threads->busy != 0)
        pthread_cond_wait(&threads->done, &threads->lock);
    pthread_mutex_unlock(&threads->lock);
}
