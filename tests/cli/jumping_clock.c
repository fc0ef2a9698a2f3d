#define _GNU_SOURCE
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Loaded before the C library: clocks of the wall and of the machine go back and forth by up to an
 * hour from one look to the next. Clocks of processor time stay. */

static int64_t jump_s(void)
{
    static uint32_t state = 1;
    state = state * 1664525 + 1013904223; /* any sequence will do */
    return (int64_t)(state >> 16) % 7201 - 3600;
}

int clock_gettime(clockid_t clock, struct timespec *ret_now)
{
    int r = (int)syscall(SYS_clock_gettime, clock, ret_now);
    if (r == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_MONOTONIC))
        ret_now->tv_sec += jump_s();
    return r;
}

time_t time(time_t *ret_now)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (ret_now)
        *ret_now = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict ret_now, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    *ret_now = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return 0;
}
