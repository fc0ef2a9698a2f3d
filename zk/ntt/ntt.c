#include "zk/ntt/ntt.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "zk/constants.h"
#include "zk/ntt/lanes.h"
#include "zk/ntt/pass.h"

/* The array is a matrix of 2^log2_rows rows. With i = i1 * columns + i2 and k = k1 + k2 * rows,
 *   sum_i w^(ik) x_i = sum_i2 w^(i2 k1) w_columns^(i2 k2) (sum_i1 w_rows^(i1 k1) x_i),
 * so that a transform is one of each column, a product with w^(i2 k1), and one of each row. Small
 * transforms leave bit-reversed order, and so does the whole. The way back takes the same steps
 * from the end. */

/* roots: of order 2^log2_rows, forward and inverse, then of order 2^log2_columns likewise. */
enum direction { FORWARD, INVERSE };

static const zk_fr *roots_of_columns(const struct zk_ntt *ntt, enum direction direction)
{
    size_t count = (((size_t)1 << ntt->log2_rows) + 1) / 2;
    return ntt->roots + (direction == INVERSE ? count : 0);
}

static const zk_fr *roots_of_rows(const struct zk_ntt *ntt, enum direction direction)
{
    size_t before = (((size_t)1 << ntt->log2_rows) + 1) / 2 * 2;
    size_t count = (((size_t)1 << ntt->log2_columns) + 1) / 2;
    return ntt->roots + before + (direction == INVERSE ? count : 0);
}

void zk_ntt_root(unsigned log2_order, zk_fr *ret_root)
{
    assert(log2_order <= BN254_TWO_ADICITY);
    zk_fr root = BN254_ROOT;
    for (unsigned i = BN254_TWO_ADICITY; i > log2_order; i--)
        zk_fr_square(&root, &root);
    *ret_root = root;
}

static void root_towards(unsigned log2_order, enum direction direction, zk_fr *ret_root)
{
    zk_ntt_root(log2_order, ret_root);
    if (direction == INVERSE)
        zk_fr_inverse(ret_root, ret_root);
}

static zk_fr *write_roots(unsigned log2_order, enum direction direction, zk_fr roots[])
{
    zk_fr root, power;
    root_towards(log2_order, direction, &root);
    zk_fr_from_u64(1, &power);
    size_t count = (((size_t)1 << log2_order) + 1) / 2;
    for (size_t i = 0; i < count; i++) {
        roots[i] = power;
        zk_fr_mul(&power, &root, &power);
    }
    return roots + count;
}

int zk_ntt_init(struct zk_ntt *ntt, unsigned log2_n)
{
    assert(log2_n <= ZK_NTT_LOG2_MAX);
    unsigned log2_rows = (log2_n + 1) / 2, log2_columns = log2_n / 2;
    size_t count = ((size_t)1 << log2_rows) + ((size_t)1 << log2_columns) + 2;
    zk_fr *roots = malloc(count * sizeof *roots);
    if (!roots)
        return BASE_E_NOMEM;
    *ntt = (struct zk_ntt){log2_n, log2_columns, log2_rows, roots};
    roots = write_roots(log2_rows, FORWARD, roots);
    roots = write_roots(log2_rows, INVERSE, roots);
    roots = write_roots(log2_columns, FORWARD, roots);
    write_roots(log2_columns, INVERSE, roots);
    return 0;
}

void zk_ntt_deinit(struct zk_ntt *ntt)
{
    free(ntt->roots);
    *ntt = (struct zk_ntt){0};
}

/* What multiplies element i of lane `lane` in a pass: start * start_base^lane and
 * (step * step_base^lane)^i, where a row's lane stands for the bit-reversed index. */
struct factor {
    bool used;
    zk_fr start, start_base, step, step_base;
};

/* One pass over the whole array, and who has taken which lanes of it. */
struct work {
    struct zk_ntt_pass pass;
    struct factor middle, last;
    zk_fr *values;
    uint8_t *rooms;
    size_t room_bytes, lanes;
    unsigned reversed_bits; /* of the lanes' index; 0: it is natural */
    atomic_size_t next;
};

static size_t reverse_bits(size_t i, unsigned bits)
{
    size_t reversed = 0;
    for (; bits > 0; bits--, i >>= 1)
        reversed = reversed << 1 | (i & 1);
    return reversed;
}

static void scaled_power(const zk_fr *factor, const zk_fr *base, size_t exponent, zk_fr *ret)
{
    u256 wide = u256_from_u64(exponent);
    zk_fr power;
    zk_fr_pow(base, &wide, &power);
    zk_fr_mul(factor, &power, ret);
}

static const struct zk_ntt_chain *chain_of(const struct factor *factor, const struct work *work,
                                           size_t first, unsigned lanes, struct zk_ntt_chain *chain)
{
    if (!factor->used)
        return NULL;
    *chain = (struct zk_ntt_chain){0};
    for (unsigned lane = 0; lane < lanes; lane++) {
        size_t index = first + lane;
        if (work->reversed_bits > 0)
            index = reverse_bits(index, work->reversed_bits);
        scaled_power(&factor->start, &factor->start_base, index, &chain->start[lane]);
        scaled_power(&factor->step, &factor->step_base, index, &chain->step[lane]);
    }
    return chain;
}

static void run_pass(const struct zk_ntt_pass *pass, zk_fr values[], unsigned lanes,
                     const struct zk_ntt_chain *middle, const struct zk_ntt_chain *last, void *room)
{
    assert(lanes >= 1 && lanes <= ZK_NTT_LANES);
#ifdef ZK_ARCH_IFMA
    if (zk_arch_has_ifma()) {
        zk_ntt_lanes_run(pass, values, lanes, middle, last, room);
        return;
    }
#endif
    zk_ntt_pass_run(pass, values, lanes, middle, last, room);
}

static void work_part(void *context, size_t part)
{
    struct work *work = context;
    struct zk_ntt_chain middle, last;
    for (;;) {
        size_t first = atomic_fetch_add(&work->next, ZK_NTT_LANES);
        if (first >= work->lanes)
            return;
        size_t left = work->lanes - first;
        unsigned lanes = left < ZK_NTT_LANES ? (unsigned)left : ZK_NTT_LANES;
        run_pass(&work->pass, work->values + first * work->pass.lane_stride, lanes,
                 chain_of(&work->middle, work, first, lanes, &middle),
                 chain_of(&work->last, work, first, lanes, &last),
                 work->rooms + part * work->room_bytes);
    }
}

static void run_columns(const struct zk_ntt *ntt, struct zk_threads *threads, struct work *work)
{
    work->pass.log2_m = ntt->log2_rows;
    work->pass.stride = (size_t)1 << ntt->log2_columns;
    work->pass.lane_stride = 1;
    work->lanes = (size_t)1 << ntt->log2_columns;
    work->reversed_bits = 0;
    atomic_store(&work->next, 0);
    zk_threads_run(threads, zk_threads_count(threads), work_part, work);
}

static void run_rows(const struct zk_ntt *ntt, struct zk_threads *threads, struct work *work)
{
    work->pass.log2_m = ntt->log2_columns;
    work->pass.stride = 1;
    work->pass.lane_stride = (size_t)1 << ntt->log2_columns;
    work->lanes = (size_t)1 << ntt->log2_rows;
    work->reversed_bits = ntt->log2_rows;
    atomic_store(&work->next, 0);
    zk_threads_run(threads, zk_threads_count(threads), work_part, work);
}

static int take_rooms(const struct zk_ntt *ntt, struct zk_threads *threads, struct work *work)
{
    work->room_bytes = zk_ntt_pass_room(ntt->log2_rows);
    work->rooms = aligned_alloc(64, work->room_bytes * zk_threads_count(threads));
    return work->rooms ? 0 : BASE_E_NOMEM;
}

static void give_back_rooms(struct zk_threads *threads, struct work *work)
{
    explicit_bzero(work->rooms, work->room_bytes * zk_threads_count(threads));
    free(work->rooms);
}

/* w^(i2 k1) for column i2, w of order 2^log2_n. */
static struct factor twist(const struct zk_ntt *ntt, enum direction direction)
{
    struct factor factor = {.used = true};
    zk_fr_from_u64(1, &factor.start);
    zk_fr_from_u64(1, &factor.start_base);
    zk_fr_from_u64(1, &factor.step);
    root_towards(ntt->log2_n, direction, &factor.step_base);
    return factor;
}

static void inverse_of_n(const struct zk_ntt *ntt, zk_fr *ret_inverse)
{
    zk_fr_from_u64((uint64_t)1 << ntt->log2_n, ret_inverse);
    zk_fr_inverse(ret_inverse, ret_inverse);
}

struct swapping {
    zk_fr *values;
    unsigned log2_n;
    size_t parts;
};

static void swap_part(void *context, size_t part)
{
    const struct swapping *swapping = context;
    size_t n = (size_t)1 << swapping->log2_n;
    for (size_t i = n / swapping->parts * part;
         i < (part + 1 == swapping->parts ? n : n / swapping->parts * (part + 1)); i++) {
        size_t j = reverse_bits(i, swapping->log2_n);
        if (i < j) {
            zk_fr value = swapping->values[i];
            swapping->values[i] = swapping->values[j];
            swapping->values[j] = value;
        }
    }
}

static int transform(const struct zk_ntt *ntt, struct zk_threads *threads, enum direction direction,
                     zk_fr values[])
{
    struct work work = {.values = values};
    int r = take_rooms(ntt, threads, &work);
    if (r < 0)
        return r;
    work.pass.dif = roots_of_columns(ntt, direction);
    work.middle = twist(ntt, direction);
    if (direction == INVERSE)
        inverse_of_n(ntt, &work.middle.start);
    run_columns(ntt, threads, &work);

    work.pass.dif = roots_of_rows(ntt, direction);
    work.middle.used = false;
    run_rows(ntt, threads, &work);
    give_back_rooms(threads, &work);

    struct swapping swapping = {values, ntt->log2_n, (size_t)4 * zk_threads_count(threads)};
    zk_threads_run(threads, swapping.parts, swap_part, &swapping);
    return 0;
}

int zk_ntt_forward(const struct zk_ntt *ntt, struct zk_threads *threads, zk_fr values[])
{
    return transform(ntt, threads, FORWARD, values);
}

int zk_ntt_inverse(const struct zk_ntt *ntt, struct zk_threads *threads, zk_fr values[])
{
    return transform(ntt, threads, INVERSE, values);
}

/* There in two passes and back in two, of which the inner ones are one. In between, coefficient
 * k = k1 + k2 * rows times v^k / n. */
int zk_ntt_to_odd_coset(const struct zk_ntt *ntt, struct zk_threads *threads, zk_fr values[])
{
    struct work work = {.values = values};
    int r = take_rooms(ntt, threads, &work);
    if (r < 0)
        return r;
    work.pass.dif = roots_of_columns(ntt, INVERSE);
    work.middle = twist(ntt, INVERSE);
    run_columns(ntt, threads, &work);

    work.pass.dif = roots_of_rows(ntt, INVERSE);
    work.pass.dit = roots_of_rows(ntt, FORWARD);
    work.middle.used = true;
    inverse_of_n(ntt, &work.middle.start);
    zk_ntt_root(ntt->log2_n + 1, &work.middle.start_base);
    u256 rows = u256_from_u64((uint64_t)1 << ntt->log2_rows);
    zk_fr_pow(&work.middle.start_base, &rows, &work.middle.step);
    zk_fr_from_u64(1, &work.middle.step_base);
    work.last = twist(ntt, FORWARD);
    run_rows(ntt, threads, &work);

    work.pass.dif = NULL;
    work.middle.used = work.last.used = false;
    work.pass.dit = roots_of_columns(ntt, FORWARD);
    run_columns(ntt, threads, &work);
    give_back_rooms(threads, &work);
    return 0;
}
