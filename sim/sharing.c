#include "sim/sharing.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

/* The heap */

static bool comes_before(const struct sim_sharing_job *a, const struct sim_sharing_job *b)
{
    return a->end != b->end ? a->end < b->end : a->order < b->order;
}

/* Both are roots or NULL. */
static struct sim_sharing_job *meld(struct sim_sharing_job *a, struct sim_sharing_job *b)
{
    if (a == NULL || b == NULL)
        return a != NULL ? a : b;
    if (comes_before(b, a)) {
        struct sim_sharing_job *swap = a;
        a = b;
        b = swap;
    }
    b->previous = a;
    b->sibling = a->child;
    if (a->child != NULL)
        a->child->previous = b;
    a->child = b;
    return a;
}

/* Makes one heap of a list of siblings: in pairs from the first, then from the last. */
static struct sim_sharing_job *meld_all(struct sim_sharing_job *first)
{
    struct sim_sharing_job *pairs = NULL;
    while (first != NULL) {
        struct sim_sharing_job *a = first, *b = first->sibling;
        first = b != NULL ? b->sibling : NULL;
        a->sibling = a->previous = NULL;
        if (b != NULL)
            b->sibling = b->previous = NULL;
        a = meld(a, b);
        a->sibling = pairs;
        pairs = a;
    }
    struct sim_sharing_job *heap = NULL;
    while (pairs != NULL) {
        struct sim_sharing_job *next = pairs->sibling;
        pairs->sibling = NULL;
        heap = meld(heap, pairs);
        pairs = next;
    }
    return heap;
}

static void take_out(struct sim_sharing *sharing, struct sim_sharing_job *job)
{
    struct sim_sharing_job *rest = meld_all(job->child);
    if (job == sharing->root) {
        sharing->root = rest;
    } else {
        if (job->previous->child == job)
            job->previous->child = job->sibling;
        else
            job->previous->sibling = job->sibling;
        if (job->sibling != NULL)
            job->sibling->previous = job->previous;
        sharing->root = meld(sharing->root, rest);
    }
    job->child = job->sibling = job->previous = NULL;
    sharing->count--;
    if (sharing->count == 0)
        sharing->level = 0;
}

/* Virtual time */

void sim_sharing_init(struct sim_sharing *sharing, double capacity, double most)
{
    assert(capacity > 0 && most > 0);
    *sharing = (struct sim_sharing){.capacity = capacity, .most = most};
}

static double rate(const struct sim_sharing *sharing)
{
    return fmin(sharing->most, sharing->capacity / (double)sharing->count);
}

/* Nanoseconds from `date` to the end of the first job. */
static double until_first(const struct sim_sharing *sharing)
{
    double left = sharing->root->end - sharing->level;
    return sharing->fraction + (left > 0 ? left : 0) / rate(sharing);
}

/* The first job ends: virtual time goes on to its end. */
static struct sim_sharing_job *end_first(struct sim_sharing *sharing)
{
    struct sim_sharing_job *job = sharing->root;
    double span = until_first(sharing);
    double whole = floor(span);
    sharing->level = job->end;
    sharing->date += (sim_time)whole;
    sharing->fraction = span - whole;
    take_out(sharing, job);
    return job;
}

/* What ends until `now` makes room for the others when it ends, and not when it is taken. */
static void advance(struct sim_sharing *sharing, sim_time now)
{
    struct sim_sharing_job **last = &sharing->over;
    while (*last != NULL)
        last = &(*last)->sibling;
    while (sharing->root != NULL && until_first(sharing) <= (double)(now - sharing->date)) {
        *last = end_first(sharing);
        last = &(*last)->sibling;
    }
    double span = (double)(now - sharing->date) - sharing->fraction;
    if (sharing->count > 0 && span <= 0)
        return; /* the last one's end was rounded down to now */
    if (sharing->count > 0)
        sharing->level += span * rate(sharing);
    sharing->date = now;
    sharing->fraction = 0;
}

void sim_sharing_join(struct sim_sharing *sharing, struct sim_sharing_job *job, double work,
                      sim_time now)
{
    assert(work > 0);
    advance(sharing, now);
    *job = (struct sim_sharing_job){.end = sharing->level + work, .order = sharing->orders++};
    sharing->root = meld(sharing->root, job);
    sharing->count++;
}

double sim_sharing_leave(struct sim_sharing *sharing, struct sim_sharing_job *job, sim_time now)
{
    advance(sharing, now);
    for (struct sim_sharing_job **link = &sharing->over; *link != NULL; link = &(*link)->sibling) {
        if (*link == job) {
            *link = job->sibling;
            return 0;
        }
    }
    double left = job->end - sharing->level;
    take_out(sharing, job);
    return left > 0 ? left : 0;
}

sim_time sim_sharing_next(const struct sim_sharing *sharing)
{
    if (sharing->over != NULL)
        return sharing->date;
    if (sharing->root == NULL)
        return SIM_TIME_FOREVER;
    double span = floor(until_first(sharing) + 0.5);
    return span < (double)(SIM_TIME_FOREVER - sharing->date) ? sharing->date + (sim_time)span
                                                             : SIM_TIME_FOREVER;
}

struct sim_sharing_job *sim_sharing_take(struct sim_sharing *sharing, sim_time now)
{
    advance(sharing, now);
    struct sim_sharing_job *job = sharing->over;
    if (job != NULL) {
        sharing->over = job->sibling;
        job->sibling = NULL;
        return job;
    }
    return sharing->root != NULL && sim_sharing_next(sharing) <= now ? end_first(sharing) : NULL;
}
