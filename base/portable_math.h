#ifndef CROWDPATCH_BASE_PORTABLE_MATH_H
#define CROWDPATCH_BASE_PORTABLE_MATH_H

/** Elementary functions from +, -, *, / and sqrt alone, which IEEE 754 rounds in one way only, so
 *  that every machine and C library gives the same bits. Within 1e-15 relative of the true value
 *  where the result is a normal number. */

/** Natural logarithm. -inf for 0, NaN for negative numbers. */
double base_math_log(double x);
/** e^x; 0 below -746, inf above 709.79. */
double base_math_exp(double x);
/** x^y for x >= 0, as exp(y log x): relative error about 1e-15 * (1 + |y log x|). 0^0 is 1. */
double base_math_pow(double x, double y);
/** The gamma function for 0 < x <= 20, within 1e-13 relative: gamma(n + 1) = n!. */
double base_math_gamma(double x);
/** For |x| <= 4. Absolute error about 1e-15. */
double base_math_sin(double x);
/** For 0 <= x <= 1. */
double base_math_asin(double x);

#endif
