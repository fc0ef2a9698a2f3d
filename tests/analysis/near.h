#ifndef CROWDPATCH_TESTS_ANALYSIS_NEAR_H
#define CROWDPATCH_TESTS_ANALYSIS_NEAR_H

#include <criterion/criterion.h>
#include <math.h>

static inline void expect_near(double found, double expected, double tolerance)
{
    cr_expect(fabs(found - expected) <= tolerance, "%.17g is not %.17g", found, expected);
}

#endif
