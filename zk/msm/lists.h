#ifndef CROWDPATCH_ZK_MSM_LISTS_H
#define CROWDPATCH_ZK_MSM_LISTS_H

#include "zk/msm/group.h"

/* Private to zk/: sums of many lists of points at once, each as a tree, so that no addition waits
 * for another and all of a level share inversions, whatever the lists' lengths. */

/* So many points are summed at a time, in memory that stays in the cache. */
#define ZK_MSM_BLOCK 16384

/* What one thread works with. */
struct zk_msm_lists {
    const struct zk_msm_group *group;
    uint32_t *refs;   /* of all lists, one after the other, to place 0; used up */
    uint32_t *starts; /* lists + 1: the first of each in refs */
    uint32_t *counts;
    uint32_t *pairs;
    char *temporary, *partial; /* stored points: of this block, and of lists longer than one */
    char *scratch;
    void *sums; /* stored points, one a list, for the caller */
    void *memory;
    size_t memory_bytes;
};

/* A NULL-safe place for bytes, aligned to 64; NULL when memory is exhausted. */
void *zk_msm_alloc(struct base_arena *arena, size_t bytes);

/* For at most refs_max references in lists_max lists, and sums of sums_max of them.
 * Returns 0 or BASE_E_NOMEM. Memory: from `arena`. */
int zk_msm_lists_init(struct base_arena *arena, const struct zk_msm_group *group, size_t refs_max,
                      size_t lists_max, size_t sums_max, struct zk_msm_lists *ret_lists);
/* Erases what the scalars left behind. */
void zk_msm_lists_erase(struct zk_msm_lists *lists);

/* ret_sums[i]: of list i, infinity when it is empty; stored points. */
void zk_msm_lists_sum(struct zk_msm_lists *lists, size_t n, const void *place, void *ret_sums);

#endif
