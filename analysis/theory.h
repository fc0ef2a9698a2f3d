#ifndef CROWDPATCH_ANALYSIS_THEORY_H
#define CROWDPATCH_ANALYSIS_THEORY_H

#include <stddef.h>

/** What simple models of growth and of entry say, to hold simulations to. Times are in any unit,
 * rates by the same one.
 *
 *  Spreading: `population` of N, of whom i have it; each of the others gets it at the rate
 *  advertising + imitation i / N. With advertising 0 this is SI, or logistic growth (Verhulst 1838;
 *  Kermack and McKendrick 1927 without recovery); otherwise Bass 1969. Assumes: everybody meets
 *  everybody alike, who has it can give it to others at once and for ever, and nothing but meeting
 *  limits it: no price, no queue for a sender's line. */
struct analysis_theory_spread {
    double population;  /* > 0 */
    double start;       /* who have it at t = 0, 0 .. population */
    double advertising; /* p, a unit of time, >= 0 */
    double imitation;   /* q, a unit of time, >= 0 */
};

/** The closed form of di/dt = (p + q i / N) (N - i): of many, without chance. t >= 0. */
double analysis_theory_spread_at(const struct analysis_theory_spread *spread, double t);

/** The same where who has heard of it has it only after an exponential time of this mean (> 0), in
 *  which it does not tell others: da/dt = (p + q i / N) (N - a), di/dt = (a - i) / delay, with
 *  a(0) = i(0) = start. At times[count], ascending, >= 0.
 *  Returns 0, or BASE_E_RANGE when GSL finds no solution. */
int analysis_theory_spread_delayed(const struct analysis_theory_spread *spread, double delay,
                                   size_t count, const double times[], double ret_at[]);

/** The same without delay, one by one and by chance: a pure birth process with the rates
 *  (p + q i / N) (N - i). Mean and standard deviation at times[count] as above, by its master
 *  equation. population and start are whole numbers; population at most 2000 (asserted).
 *  Source: Bailey 1950, A simple stochastic epidemic.
 *  Returns 0, BASE_E_NOMEM, or BASE_E_RANGE when GSL finds no solution. */
int analysis_theory_birth(const struct analysis_theory_spread *spread, size_t count,
                          const double times[], double ret_mean[], double ret_sd[]);

/** Mean and standard deviation of its time from `from` to `to` who have it: the sum of exponential
 *  times at those rates. 0 < from <= to <= population, or with advertising > 0 from 0 on. */
void analysis_theory_birth_time(const struct analysis_theory_spread *spread, size_t from, size_t to,
                                double *ret_mean, double *ret_sd);

/** The early phase, in which nobody is met twice: each gives it to others at `rate`, one by one.
 * Mean start e^(rate t), variance start e^(rate t) (e^(rate t) - 1).  Source: Yule 1925. */
double analysis_theory_yule_mean(double start, double rate, double t);
double analysis_theory_yule_sd(double start, double rate, double t);

/** The early rate r of growth where each gives it to `offspring` others (> 0) in all, after times
 *  that are gamma distributed with this mean (> 0) and shape (> 0; infinite: all alike):
 *  offspring (1 + r mean / shape)^-shape = 1; offspring e^(-r mean) = 1.
 *  Source: Lotka 1907, Euler 1760; the gamma form: Wallinga and Lipsitch 2007. */
double analysis_theory_branching_rate(double offspring, double mean, double shape);

/** The probability that what one begins dies out, when each gives it to a Poisson distributed
 * number of others with this mean (>= 0): the least root of x = e^(mean (x - 1)). Source: Galton
 * and Watson 1875. */
double analysis_theory_extinction(double mean);

/** How many enter where a fixed pool of rewards (>= 0) is shared by all who are in, and being in
 *  costs each `cost` (> 0), until the next one would lose: the largest n with pool / n >= cost.
 *  Source: Mankiw and Whinston 1986. */
double analysis_theory_free_entry(double pool, double cost);
/** The same where those who are in also spend on winning the pool, as the equilibrium of a lottery
 *  has it: each (n - 1) pool / n^2, so that pool / n^2 is left for the cost.  Source: Tullock 1980.
 */
double analysis_theory_contest_entry(double pool, double cost);
/** What n >= 1 contestants spend on winning, by the pool: (n - 1) / n. */
double analysis_theory_contest_dissipation(double n);

/** Where a profit that falls with the number of those who are in is zero: root of profit(n,
 * context) in [1, most], not rounded; 0 when even the first one loses, `most` when nobody does.
 *  Returns 0, or BASE_E_RANGE when profit is not finite or GSL finds no root. */
int analysis_theory_zero_profit(double (*profit)(double n, void *context), void *context,
                                double most, double *ret_n);

#endif
