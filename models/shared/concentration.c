#include "models/shared/concentration.h"

#include <math.h>
#include <stdlib.h>

/** The sum, or 0 when the HHI is not defined. */
static double whole(const double values[], size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (values[i] < 0)
            return 0;
        sum += values[i];
    }
    return sum;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

bool concentration_gini(double values[], size_t count, double *ret_gini)
{
    qsort(values, count, sizeof *values, compare);
    double sum = 0, weighted = 0;
    for (size_t i = 0; i < count; i++) {
        sum += fabs(values[i]);
        weighted += (2 * (double)i + 1 - (double)count) * values[i];
    }
    if (sum <= 0)
        return false;
    *ret_gini = weighted / ((double)count * sum);
    return true;
}

bool concentration_hhi(const double values[], size_t count, double *ret_hhi)
{
    double sum = whole(values, count), squares = 0;
    if (sum <= 0)
        return false;
    for (size_t i = 0; i < count; i++)
        squares += values[i] / sum * (values[i] / sum);
    *ret_hhi = squares;
    return true;
}
