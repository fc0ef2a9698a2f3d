#ifndef CROWDPATCH_TESTS_BENCH_H
#define CROWDPATCH_TESTS_BENCH_H

#include <stdio.h>

/** Lines that tests/bench.py collects into the table of `./dev bench`. A figure never stands alone:
 *  beside it is another of the same run. More is better where the unit ends with "/s", less
 *  otherwise. */

static inline void bench_print(const char *area, const char *name, double value, const char *unit,
                               const char *kind, double other, const char *what)
{
    printf("bench\t%s\t%s\t%.6g\t%s\t%s\t%.6g\t%s\n", area, name, value, unit, kind, other, what);
    fflush(stdout);
}

/** Beside what a peer takes for the same. */
static inline void bench_peer(const char *area, const char *name, double value, const char *unit,
                              double peer, const char *what)
{
    bench_print(area, name, value, unit, "peer", peer, what);
}

/** Beside what it is to be below; who is above it on a busy machine has not failed. */
static inline void bench_limit(const char *area, const char *name, double value, const char *unit,
                               double limit, const char *what)
{
    bench_print(area, name, value, unit, "limit", limit, what);
}

#endif
