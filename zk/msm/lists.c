#include "zk/msm/lists.h"

#include <string.h>
#include <sys/mman.h>

#include "base/error.h"

/* Places: the caller's, this block's sums, the sums of a long list's pieces. */
#define TEMPORARY (UINT32_C(1) << ZK_MSM_PLACE_SHIFT)
#define PARTIAL (UINT32_C(2) << ZK_MSM_PLACE_SHIFT)

/* Points are read in no order: large pages, where the system has them, spare it walks. */
static void ask_for_large_pages(char *memory, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    enum { PAGE = 1 << 21 };
    uintptr_t first = ((uintptr_t)memory + PAGE - 1) / PAGE * PAGE;
    uintptr_t last = ((uintptr_t)memory + bytes) / PAGE * PAGE;
    if (first < last)
        madvise((void *)first, last - first, MADV_HUGEPAGE);
#endif
}

void *zk_msm_alloc(struct base_arena *arena, size_t bytes)
{
    char *memory = bytes > SIZE_MAX - 63 ? NULL : base_arena_alloc(arena, bytes + 63);
    if (memory == NULL)
        return NULL;
    memory += -(uintptr_t)memory & 63;
    ask_for_large_pages(memory, bytes);
    return memory;
}

static size_t round_up(size_t bytes)
{
    return (bytes + 63) / 64 * 64;
}

int zk_msm_lists_init(struct base_arena *arena, const struct zk_msm_group *group, size_t refs_max,
                      size_t lists_max, size_t sums_max, struct zk_msm_lists *ret_lists)
{
    size_t bytes[] = {
        round_up(refs_max * sizeof(uint32_t)),
        round_up((lists_max + 1) * sizeof(uint32_t)),
        round_up((lists_max + 1) * sizeof(uint32_t)),
        ZK_MSM_BLOCK * sizeof(uint32_t),
        ZK_MSM_BLOCK * group->affine_bytes,
        (refs_max / ZK_MSM_BLOCK + 1) * group->affine_bytes,
        ZK_MSM_SCRATCH_BYTES,
        sums_max * group->affine_bytes,
    };
    enum { ITEMS = sizeof bytes / sizeof bytes[0] };
    size_t total = 0, offset[ITEMS];
    for (int i = 0; i < ITEMS; i++) {
        offset[i] = total;
        total += bytes[i];
    }
    char *memory = zk_msm_alloc(arena, total);
    if (memory == NULL)
        return BASE_E_NOMEM;
    *ret_lists = (struct zk_msm_lists){
        .group = group,
        .refs = (void *)(memory + offset[0]),
        .starts = (void *)(memory + offset[1]),
        .counts = (void *)(memory + offset[2]),
        .pairs = (void *)(memory + offset[3]),
        .temporary = memory + offset[4],
        .partial = memory + offset[5],
        .scratch = memory + offset[6],
        .sums = memory + offset[7],
        .memory = memory,
        .memory_bytes = total,
    };
    return 0;
}

void zk_msm_lists_erase(struct zk_msm_lists *lists)
{
    explicit_bzero(lists->memory, lists->memory_bytes);
}

/* Takes the pairs of each list of [first, last) out and puts references to their sums, which begin
 * at `next`, in their place. Returns how many pairs there are. */
static size_t take_pairs(struct zk_msm_lists *lists, size_t first, size_t last, size_t next)
{
    size_t pairs = 0;
    for (size_t i = first; i < last; i++) {
        uint32_t *refs = lists->refs + lists->starts[i];
        uint32_t count = lists->counts[i], half = count / 2;
        if (half == 0)
            continue;
        memcpy(lists->pairs + 2 * pairs, refs, 2 * half * sizeof *refs);
        for (uint32_t j = 0; j < half; j++)
            refs[j] = TEMPORARY | (uint32_t)(next + pairs + j);
        if (count % 2)
            refs[half] = refs[count - 1];
        lists->counts[i] = half + count % 2;
        pairs += half;
    }
    return pairs;
}

/* Brings the lists of [first, last), of ZK_MSM_BLOCK points at most, to one reference each. */
static void reduce(struct zk_msm_lists *lists, size_t first, size_t last,
                   const void *const places[ZK_MSM_PLACES])
{
    const struct zk_msm_group *group = lists->group;
    size_t next = 0, pairs;
    while ((pairs = take_pairs(lists, first, last, next)) > 0) {
        for (size_t i = 0; i < pairs; i += ZK_MSM_PAIRS_MAX) {
            size_t n = pairs - i < ZK_MSM_PAIRS_MAX ? pairs - i : ZK_MSM_PAIRS_MAX;
            group->add_pairs(n, lists->pairs + 2 * i, places, lists->scratch,
                             lists->temporary + next * group->affine_bytes);
            next += n;
        }
    }
}

static void copy_sum(const struct zk_msm_lists *lists, size_t list,
                     const void *const places[ZK_MSM_PLACES], void *ret_sum)
{
    size_t bytes = lists->group->affine_bytes;
    if (lists->counts[list] == 0) {
        memset(ret_sum, 0, bytes);
        return;
    }
    uint32_t ref = lists->refs[lists->starts[list]];
    const char *place = places[ref >> ZK_MSM_PLACE_SHIFT & (ZK_MSM_PLACES - 1)];
    memcpy(ret_sum, place + (ref & ZK_MSM_INDEX_MASK) * bytes, bytes);
    if (ref & ZK_MSM_NEGATIVE)
        lists->group->negate(ret_sum);
}

/* A list longer than a block becomes the list of its pieces' sums. */
static void cut(struct zk_msm_lists *lists, size_t list, const void *const places[ZK_MSM_PLACES])
{
    uint32_t start = lists->starts[list], count = lists->counts[list], pieces = 0;
    while (count > ZK_MSM_BLOCK) {
        pieces = 0;
        for (uint32_t at = 0; at < count; at += ZK_MSM_BLOCK, pieces++) {
            lists->starts[list] = start + at;
            lists->counts[list] = count - at < ZK_MSM_BLOCK ? count - at : ZK_MSM_BLOCK;
            reduce(lists, list, list + 1, places);
            copy_sum(lists, list, places, lists->partial + pieces * lists->group->affine_bytes);
        }
        for (uint32_t i = 0; i < pieces; i++)
            lists->refs[start + i] = PARTIAL | i;
        count = pieces;
    }
    lists->starts[list] = start;
    lists->counts[list] = count;
}

void zk_msm_lists_sum(struct zk_msm_lists *lists, size_t n, const void *place, void *ret_sums)
{
    const void *const places[ZK_MSM_PLACES] = {place, lists->temporary, lists->partial};
    for (size_t i = 0; i < n; i++)
        lists->counts[i] = lists->starts[i + 1] - lists->starts[i];
    size_t first = 0;
    while (first < n) {
        if (lists->counts[first] > ZK_MSM_BLOCK)
            cut(lists, first, places);
        size_t last = first, points = 0;
        while (last < n && points + lists->counts[last] <= ZK_MSM_BLOCK)
            points += lists->counts[last++];
        reduce(lists, first, last, places);
        for (size_t i = first; i < last; i++)
            copy_sum(lists, i, places, (char *)ret_sums + i * lists->group->affine_bytes);
        first = last;
    }
}
