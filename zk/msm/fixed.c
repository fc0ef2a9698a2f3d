#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "zk/msm/lists.h"
#include "zk/msm/scalar.h"

struct fixed {
    const struct zk_msm_group *group;
    size_t n, block; /* scalars of one task */
    const u256 *scalars;
    char *points;
    struct zk_msm_window window;
    char *powers;    /* stored points: 2^i base */
    char *table;     /* stored points: d 2^(i bits) base at [i][d - 1], then their images */
    uint32_t images; /* where those begin */
    atomic_size_t next_task;
    struct zk_msm_lists *lists; /* one for each thread */
};

/* Sums of 2^i and what is below it, for each i in turn. */
static void fill_window(struct fixed *fixed, size_t window, struct zk_msm_lists *lists)
{
    const struct zk_msm_group *group = fixed->group;
    size_t bytes = group->affine_bytes;
    char *row = fixed->table + window * fixed->window.buckets * bytes;
    const void *const places[ZK_MSM_PLACES] = {row};
    for (unsigned i = 0; i < fixed->window.bits; i++)
        memcpy(row + ((UINT32_C(1) << i) - 1) * bytes,
               fixed->powers + (window * fixed->window.bits + i) * bytes, bytes);
    for (uint32_t power = 2; power < fixed->window.buckets; power *= 2) {
        for (uint32_t first = 1; first < power; first += ZK_MSM_PAIRS_MAX) {
            uint32_t n = power - first < ZK_MSM_PAIRS_MAX ? power - first : ZK_MSM_PAIRS_MAX;
            for (uint32_t j = 0; j < n; j++) {
                lists->pairs[2 * j] = power - 1;
                lists->pairs[2 * j + 1] = first + j - 1;
            }
            group->add_pairs(n, lists->pairs, places, lists->scratch,
                             row + (power + first - 1) * bytes);
        }
    }
    group->image(fixed->window.buckets, row, row + fixed->images * bytes);
}

static void multiply(struct fixed *fixed, size_t task, struct zk_msm_lists *lists)
{
    size_t first = task * fixed->block, bytes = fixed->group->affine_bytes;
    size_t n = fixed->n - first < fixed->block ? fixed->n - first : fixed->block;
    uint32_t count = 0;
    struct zk_msm_half halves[2];
    for (size_t i = 0; i < n; i++) {
        uint32_t found = zk_msm_split(&fixed->scalars[first + i], 0, fixed->images, halves);
        lists->starts[i] = count;
        for (uint32_t j = 0; j < found; j++) {
            for (unsigned window = 0; window < fixed->window.windows; window++) {
                uint32_t sign, digit = zk_msm_digit(&fixed->window, &halves[j], window, &sign);
                if (digit != 0)
                    lists->refs[count++] =
                        (halves[j].ref ^ sign) + window * fixed->window.buckets + digit - 1;
            }
        }
    }
    explicit_bzero(halves, sizeof halves);
    lists->starts[n] = count;
    zk_msm_lists_sum(lists, n, fixed->table, lists->sums);
    fixed->group->store(n, lists->sums, fixed->points + first * bytes);
}

static void run_fill(void *context, size_t thread)
{
    struct fixed *fixed = context;
    size_t task;
    while ((task = atomic_fetch_add(&fixed->next_task, 1)) < fixed->window.windows)
        fill_window(fixed, task, &fixed->lists[thread]);
}

static void run_multiply(void *context, size_t thread)
{
    struct fixed *fixed = context;
    size_t task, tasks = (fixed->n + fixed->block - 1) / fixed->block;
    while ((task = atomic_fetch_add(&fixed->next_task, 1)) < tasks)
        multiply(fixed, task, &fixed->lists[thread]);
}

/* Additions in all; a level of the table costs as much as 150. */
static double cost(struct zk_msm_window window, size_t n)
{
    return window.windows * (2.0 * (double)n + 1.4 * window.buckets + 150.0 * window.bits);
}

static int multiply_base(struct fixed *fixed, struct base_arena *scratch,
                         struct zk_threads *threads, const void *base)
{
    const struct zk_msm_group *group = fixed->group;
    unsigned count = zk_threads_count(threads);
    fixed->window = zk_msm_window(ZK_MSM_WINDOW_MIN, ZK_MSM_LENGTH_MAX);
    for (unsigned bits = ZK_MSM_WINDOW_MIN + 1; bits <= ZK_MSM_WINDOW_MAX; bits++) {
        struct zk_msm_window other = zk_msm_window(bits, ZK_MSM_LENGTH_MAX);
        if (cost(other, fixed->n) < cost(fixed->window, fixed->n))
            fixed->window = other;
    }
    struct zk_msm_window window = fixed->window;
    size_t powers = (size_t)window.bits * window.windows, digits = 2 * (size_t)window.windows;
    fixed->images = window.windows * window.buckets;
    fixed->block = ZK_MSM_BLOCK / digits;
    fixed->powers = zk_msm_alloc(scratch, 2 * powers * group->affine_bytes);
    fixed->table = zk_msm_alloc(scratch, 2 * (size_t)fixed->images * group->affine_bytes);
    fixed->lists = zk_msm_alloc(scratch, count * sizeof *fixed->lists);
    if (fixed->powers == NULL || fixed->table == NULL || fixed->lists == NULL)
        return BASE_E_NOMEM;
    for (unsigned i = 0; i < count; i++) {
        if (zk_msm_lists_init(scratch, group, ZK_MSM_BLOCK, fixed->block, fixed->block,
                              &fixed->lists[i]) != 0)
            return BASE_E_NOMEM;
    }
    group->doublings(base, powers, fixed->powers);
    group->load(powers, fixed->powers, fixed->powers, fixed->powers + powers * group->affine_bytes);
    zk_threads_run(threads, count, run_fill, fixed);
    atomic_store(&fixed->next_task, 0);
    zk_threads_run(threads, count, run_multiply, fixed);
    for (unsigned i = 0; i < count; i++)
        zk_msm_lists_erase(&fixed->lists[i]);
    return 0;
}

int zk_msm_fixed(const struct zk_msm_group *group, struct base_arena *scratch,
                 struct zk_threads *threads, const void *base, size_t n, const u256 scalars[],
                 void *ret_points)
{
    static const char none[128];
    if (n == 0 || memcmp(base, none, group->affine_bytes) == 0) {
        memset(ret_points, 0, n * group->affine_bytes);
        return 0;
    }
    struct fixed fixed = {.group = group, .n = n, .scalars = scalars, .points = ret_points};
    struct base_arena_mark mark = base_arena_mark(scratch);
    int error = multiply_base(&fixed, scratch, threads, base);
    base_arena_restore(scratch, mark);
    return error;
}

int zk_msm_fixed_g1(struct base_arena *scratch, struct zk_threads *threads,
                    const zk_g1_affine *base, size_t n, const u256 scalars[],
                    zk_g1_affine ret_points[])
{
    return zk_msm_fixed(zk_msm_group_g1(ZK_MSM_ARCHES), scratch, threads, base, n, scalars,
                        ret_points);
}

int zk_msm_fixed_g2(struct base_arena *scratch, struct zk_threads *threads,
                    const zk_g2_affine *base, size_t n, const u256 scalars[],
                    zk_g2_affine ret_points[])
{
    return zk_msm_fixed(zk_msm_group_g2(ZK_MSM_ARCHES), scratch, threads, base, n, scalars,
                        ret_points);
}
