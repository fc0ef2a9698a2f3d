#include <criterion/criterion.h>
#include <stdatomic.h>

#include "zk/threads.h"

enum { PARTS = 1000 };

struct tally {
    atomic_uint taken[PARTS];
};

static void take(void *context, size_t part)
{
    struct tally *tally = context;
    atomic_fetch_add(&tally->taken[part], 1);
}

static void check_every_part_is_taken_once(struct zk_threads *threads)
{
    static const size_t parts[] = {0, 1, 2, 3, 7, PARTS};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        static struct tally tally;
        for (size_t part = 0; part < PARTS; part++)
            atomic_store(&tally.taken[part], 0);
        zk_threads_run(threads, parts[i], take, &tally);
        for (size_t part = 0; part < PARTS; part++)
            cr_assert_eq(atomic_load(&tally.taken[part]), part < parts[i]);
    }
}

Test(threads, every_part_is_taken_once)
{
    check_every_part_is_taken_once(NULL);
    for (unsigned count = 1; count <= 5; count++) {
        struct zk_threads *threads;
        cr_assert_eq(zk_threads_new(count, &threads), 0);
        cr_assert_eq(zk_threads_count(threads), count);
        check_every_part_is_taken_once(threads);
        zk_threads_free(threads);
    }
}

Test(threads, none_is_the_caller_alone)
{
    cr_assert_eq(zk_threads_count(NULL), 1);
    zk_threads_free(NULL);
}

/* A run ends only when all its parts have: what they wrote can be read without more. */
static void square(void *context, size_t part)
{
    size_t *values = context;
    values[part] = part * part;
}

Test(threads, a_run_ends_after_its_parts)
{
    struct zk_threads *threads;
    cr_assert_eq(zk_threads_new(3, &threads), 0);
    for (int round = 0; round < 500; round++) {
        size_t values[8] = {0};
        zk_threads_run(threads, 8, square, values);
        for (size_t i = 0; i < 8; i++)
            cr_assert_eq(values[i], i * i);
    }
    zk_threads_free(threads);
}
