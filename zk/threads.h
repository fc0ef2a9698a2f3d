#ifndef CROWDPATCH_ZK_THREADS_H
#define CROWDPATCH_ZK_THREADS_H

#include <stddef.h>

/** A team of threads for the kernels of zk/. NULL stands for the calling thread alone. No result
 *  depends on how many there are. */
struct zk_threads;

/** The caller is one of `count` threads; count >= 1 (asserted).
 *  Returns 0, or BASE_E_NOMEM when the system gives no thread (*ret_threads untouched). */
int zk_threads_new(unsigned count, struct zk_threads **ret_threads);
void zk_threads_free(struct zk_threads *threads);
/** 1 for NULL. */
unsigned zk_threads_count(const struct zk_threads *threads);

/** body(context, part) for each part < parts, in any order and at the same time; returns when all
 *  are done. Not from within a body. */
void zk_threads_run(struct zk_threads *threads, size_t parts,
                    void (*body)(void *context, size_t part), void *context);

#endif
