#include "zk/msm/msm.h"

#include <assert.h>
#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "zk/msm/lists.h"
#include "zk/msm/scalar.h"

enum { SEGMENT = 4096 };

static const char none[128]; /* infinity, of either group */

/* What was found in a segment of scalars. */
struct segment {
    uint32_t halves;
    unsigned length; /* bits of the largest */
};

struct sum {
    const struct zk_msm_group *group;
    size_t n, segments;
    const char *points;
    const u256 *scalars;
    struct zk_msm_window window;
    unsigned ranges;            /* of buckets, tasks of one window */
    char *stored;               /* [2 n]: the points, and their images */
    struct zk_msm_half *halves; /* segment i's begin at 2 i SEGMENT */
    struct segment *found;      /* [segments] */
    char *buckets;              /* stored points: [windows][buckets] */
    char *window_sums;          /* Jacobian */
    size_t halves_bytes, buckets_bytes, window_sums_bytes;
    atomic_size_t next_task;
    unsigned lists_count;
    struct zk_msm_lists *lists; /* one for each thread */
};

static unsigned bit_length(uint64_t high, uint64_t low)
{
    if (high != 0)
        return 128 - (unsigned)__builtin_clzll(high);
    return low != 0 ? 64 - (unsigned)__builtin_clzll(low) : 0;
}

static void split_segment(void *context, size_t segment)
{
    struct sum *sum = context;
    size_t bytes = sum->group->affine_bytes, first = segment * SEGMENT;
    size_t last = sum->n - first < SEGMENT ? sum->n : first + SEGMENT;
    struct zk_msm_half *halves = sum->halves + 2 * first;
    uint32_t count = 0;
    uint64_t low = 0, high = 0;
    for (size_t i = first; i < last; i++) {
        if (memcmp(sum->points + i * bytes, none, bytes) != 0)
            count +=
                zk_msm_split(&sum->scalars[i], (uint32_t)i, (uint32_t)(sum->n + i), halves + count);
    }
    for (uint32_t i = 0; i < count; i++) {
        low |= halves[i].low;
        high |= halves[i].high;
    }
    sum->found[segment] = (struct segment){count, bit_length(high, low)};
    sum->group->load(last - first, sum->points + first * bytes, sum->stored + first * bytes,
                     sum->stored + (sum->n + first) * bytes);
}

/* Sorts the references of one window whose digits' magnitudes less one are in [first, first + n)
 * into lists, one for each. */
static void sort_digits(const struct sum *sum, unsigned window, uint32_t first, uint32_t n,
                        struct zk_msm_lists *lists)
{
    uint32_t *ends = lists->starts + 1; /* first the counts, then the starts */
    memset(lists->starts, 0, (n + 1) * sizeof(uint32_t));
    for (int placing = 0; placing < 2; placing++) {
        for (size_t segment = 0; segment < sum->segments; segment++) {
            const struct zk_msm_half *halves = sum->halves + 2 * segment * SEGMENT;
            for (uint32_t i = 0; i < sum->found[segment].halves; i++) {
                uint32_t sign, digit = zk_msm_digit(&sum->window, &halves[i], window, &sign);
                if (digit - 1 - first >= n || digit == 0)
                    continue;
                if (placing)
                    lists->refs[ends[digit - 1 - first]++] = halves[i].ref ^ sign;
                else
                    ends[digit - 1 - first]++;
            }
        }
        uint32_t at = 0;
        for (uint32_t i = 0; i < n && !placing; i++) {
            uint32_t count = ends[i];
            ends[i] = at;
            at += count;
        }
    }
}

static void fill_buckets(struct sum *sum, size_t task, struct zk_msm_lists *lists)
{
    unsigned window = (unsigned)(task / sum->ranges);
    uint32_t n = sum->window.buckets / sum->ranges, first = (uint32_t)(task % sum->ranges) * n;
    sort_digits(sum, window, first, n, lists);
    zk_msm_lists_sum(lists, n, sum->stored,
                     sum->buckets +
                         ((size_t)window * sum->window.buckets + first) * sum->group->affine_bytes);
}

/* Leaves empty buckets out. */
static uint32_t put_bucket(const struct zk_msm_group *group, const char *buckets, uint32_t digit,
                           uint32_t *ret_ref)
{
    *ret_ref = digit - 1;
    return memcmp(buckets + (digit - 1) * group->affine_bytes, none, group->affine_bytes) != 0;
}

/* sum of d bucket[d - 1]: with d = 2^h high + low, the buckets of equal `high` and those of equal
 * `low` are summed, and there are few of either to weigh. */
static void weigh_buckets(struct sum *sum, size_t window, struct zk_msm_lists *lists)
{
    const struct zk_msm_group *group = sum->group;
    uint32_t n = sum->window.buckets, low_bits = sum->window.bits / 2, low = 1u << low_bits;
    uint32_t high = n >> low_bits, count = 0, at = 0;
    const char *buckets = sum->buckets + window * n * group->affine_bytes;
    char *sums = lists->sums;
    for (uint32_t i = 1; i <= high; i++) {
        lists->starts[at++] = count;
        for (uint32_t d = i * low; d < (i + 1) * low && d <= n; d++)
            count += put_bucket(group, buckets, d, &lists->refs[count]);
    }
    for (uint32_t i = 1; i < low; i++) {
        lists->starts[at++] = count;
        for (uint32_t d = i; d <= n; d += low)
            count += put_bucket(group, buckets, d, &lists->refs[count]);
    }
    lists->starts[at] = count;
    zk_msm_lists_sum(lists, at, buckets, sums);
    group->store(at, sums, sums);
    void *result = sum->window_sums + window * group->jacobian_bytes;
    memset(result, 0, group->jacobian_bytes);
    group->fold(high, sums, 0, result);
    group->fold(low - 1, sums + high * group->affine_bytes, low_bits, result);
}

static void run_fill(void *context, size_t thread)
{
    struct sum *sum = context;
    size_t task, tasks = (size_t)sum->window.windows * sum->ranges;
    while ((task = atomic_fetch_add(&sum->next_task, 1)) < tasks)
        fill_buckets(sum, task, &sum->lists[thread]);
}

static void run_weigh(void *context, size_t thread)
{
    struct sum *sum = context;
    size_t task;
    while ((task = atomic_fetch_add(&sum->next_task, 1)) < sum->window.windows)
        weigh_buckets(sum, task, &sum->lists[thread]);
}

/* Of all segments; returns the halves. */
static size_t count_halves(const struct sum *sum, unsigned *ret_length)
{
    size_t count = 0;
    *ret_length = 0;
    for (size_t i = 0; i < sum->segments; i++) {
        count += sum->found[i].halves;
        if (sum->found[i].length > *ret_length)
            *ret_length = sum->found[i].length;
    }
    return count;
}

/* Additions of a whole sum; what else a window and a level cost is given in additions. */
static double cost(struct zk_msm_window window, size_t halves)
{
    double weighing = 2.2 * window.buckets + 45.0 * (1u << window.bits / 2);
    return window.windows * ((double)halves + weighing + 900);
}

static struct zk_msm_window choose_window(size_t halves, unsigned length)
{
    struct zk_msm_window best = zk_msm_window(ZK_MSM_WINDOW_MIN, length);
    for (unsigned bits = ZK_MSM_WINDOW_MIN + 1; bits <= ZK_MSM_WINDOW_MAX; bits++) {
        struct zk_msm_window window = zk_msm_window(bits, length);
        if (cost(window, halves) < cost(best, halves))
            best = window;
    }
    return best;
}

static int init_lists(struct sum *sum, struct base_arena *scratch, unsigned count, size_t halves)
{
    const struct zk_msm_window *window = &sum->window;
    size_t few = (window->buckets >> window->bits / 2) + (1u << window->bits / 2);
    size_t refs_max = halves > 2 * window->buckets ? halves : 2 * window->buckets;
    while (sum->lists_count < count) {
        if (zk_msm_lists_init(scratch, sum->group, refs_max, window->buckets + few, few,
                              &sum->lists[sum->lists_count]) != 0)
            return BASE_E_NOMEM;
        sum->lists_count++;
    }
    return 0;
}

static int sum_points(struct sum *sum, struct base_arena *scratch, struct zk_threads *threads,
                      void *ret_sum)
{
    const struct zk_msm_group *group = sum->group;
    unsigned count = zk_threads_count(threads), length;
    sum->halves_bytes = 2 * sum->n * sizeof *sum->halves;
    sum->segments = (sum->n + SEGMENT - 1) / SEGMENT;
    sum->stored = zk_msm_alloc(scratch, 2 * sum->n * group->affine_bytes);
    sum->found = zk_msm_alloc(scratch, sum->segments * sizeof *sum->found);
    sum->lists = zk_msm_alloc(scratch, count * sizeof *sum->lists);
    sum->halves = zk_msm_alloc(scratch, sum->halves_bytes);
    if (sum->stored == NULL || sum->found == NULL || sum->lists == NULL || sum->halves == NULL)
        return BASE_E_NOMEM;
    zk_threads_run(threads, sum->segments, split_segment, sum);

    size_t halves = count_halves(sum, &length);
    struct zk_msm_window window = sum->window = choose_window(halves, length);
    sum->ranges = 1;
    while (count > 1 && sum->ranges < window.buckets && sum->ranges * window.windows < 4 * count)
        sum->ranges *= 2;
    sum->buckets_bytes = (size_t)window.windows * window.buckets * group->affine_bytes;
    sum->buckets = zk_msm_alloc(scratch, sum->buckets_bytes);
    sum->window_sums_bytes = window.windows * group->jacobian_bytes;
    sum->window_sums = zk_msm_alloc(scratch, sum->window_sums_bytes);
    if (sum->buckets == NULL || sum->window_sums == NULL ||
        init_lists(sum, scratch, count, halves) != 0)
        return BASE_E_NOMEM;
    zk_threads_run(threads, count, run_fill, sum);
    atomic_store(&sum->next_task, 0);
    zk_threads_run(threads, count, run_weigh, sum);
    group->join(window.windows, sum->window_sums, window.bits, ret_sum);
    return 0;
}

static void erase(void *memory, size_t bytes)
{
    if (memory != NULL)
        explicit_bzero(memory, bytes);
}

int zk_msm_sum(const struct zk_msm_group *group, struct base_arena *scratch,
               struct zk_threads *threads, size_t n, const void *points, const u256 scalars[],
               void *ret_sum)
{
    assert(n <= ZK_MSM_INDEX_MASK / 2);
    struct sum sum = {.group = group, .n = n, .points = points, .scalars = scalars};
    struct base_arena_mark mark = base_arena_mark(scratch);
    int error = sum_points(&sum, scratch, threads, ret_sum);
    erase(sum.halves, sum.halves_bytes);
    erase(sum.buckets, sum.buckets_bytes);
    erase(sum.window_sums, sum.window_sums_bytes);
    for (unsigned i = 0; i < sum.lists_count; i++)
        zk_msm_lists_erase(&sum.lists[i]);
    base_arena_restore(scratch, mark);
    return error;
}

int zk_msm_g1(struct base_arena *scratch, struct zk_threads *threads, size_t n,
              const zk_g1_affine points[], const u256 scalars[], zk_g1 *ret_sum)
{
    return zk_msm_sum(zk_msm_group_g1(ZK_MSM_ARCHES), scratch, threads, n, points, scalars,
                      ret_sum);
}

int zk_msm_g2(struct base_arena *scratch, struct zk_threads *threads, size_t n,
              const zk_g2_affine points[], const u256 scalars[], zk_g2 *ret_sum)
{
    return zk_msm_sum(zk_msm_group_g2(ZK_MSM_ARCHES), scratch, threads, n, points, scalars,
                      ret_sum);
}
