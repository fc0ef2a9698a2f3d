#include "models/shared/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_x_then_y(const void *a, const void *b)
{
    const struct rank_pair *p = a, *q = b;
    int order = compare(p->x, q->x);
    return order ? order : compare(p->y, q->y);
}

/** Twos of a run of `length` that are equal in everything. */
static double twos(size_t length)
{
    return (double)length * ((double)length - 1) / 2;
}

enum tie { TIE_X, TIE_Y, TIE_BOTH };

static bool is_tied(const struct rank_pair *a, const struct rank_pair *b, enum tie tie)
{
    return (tie == TIE_Y || a->x == b->x) && (tie == TIE_X || a->y == b->y);
}

/** Of pairs that are sorted so that ties stand together. */
static double tied_twos(const struct rank_pair pairs[], size_t n, enum tie tie)
{
    double sum = 0;
    for (size_t begin = 0, i = 1; i <= n; i++)
        if (i == n || !is_tied(&pairs[begin], &pairs[i], tie)) {
            sum += twos(i - begin);
            begin = i;
        }
    return sum;
}

/** Merges two sorted halves by y; the twos that were out of order. */
static double merge(struct rank_pair pairs[], struct rank_pair scratch[], size_t half, size_t n)
{
    double exchanges = 0;
    size_t left = 0, right = half;
    for (size_t i = 0; i < n; i++)
        if (left < half && (right == n || pairs[left].y <= pairs[right].y)) {
            scratch[i] = pairs[left++];
        } else {
            exchanges += (double)(half - left);
            scratch[i] = pairs[right++];
        }
    memcpy(pairs, scratch, n * sizeof *pairs);
    return exchanges;
}

static double sort_by_y(struct rank_pair pairs[], struct rank_pair scratch[], size_t n)
{
    double exchanges = 0;
    for (size_t width = 1; width < n; width *= 2)
        for (size_t i = 0; i + width < n; i += 2 * width) {
            size_t length = n - i < 2 * width ? n - i : 2 * width;
            exchanges += merge(pairs + i, scratch, width, length);
        }
    return exchanges;
}

bool rank_tau_b(struct rank_pair pairs[], struct rank_pair scratch[], size_t n, double *ret_tau)
{
    if (n < 2)
        return false;
    qsort(pairs, n, sizeof *pairs, by_x_then_y);
    double all = twos(n), tied_x = tied_twos(pairs, n, TIE_X),
           tied_both = tied_twos(pairs, n, TIE_BOTH);
    double discordant = sort_by_y(pairs, scratch, n), tied_y = tied_twos(pairs, n, TIE_Y);
    if (tied_x == all || tied_y == all)
        return false;
    double concordant = all - tied_x - tied_y + tied_both - discordant;
    *ret_tau = (concordant - discordant) / (sqrt(all - tied_x) * sqrt(all - tied_y));
    return true;
}
