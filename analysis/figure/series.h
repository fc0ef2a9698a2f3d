#ifndef CROWDPATCH_ANALYSIS_FIGURE_SERIES_H
#define CROWDPATCH_ANALYSIS_FIGURE_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/table.h"

/** The series of a run, "series.SECONDSs.NAME" in results.csv. Inside of analysis/figure/ only. */

/** Whether a column is one of a series of this name. */
bool figure_series_is_column(const struct analysis_table *table, size_t column, const char *name,
                             long long *ret_time_s);
/** Akaike's criterion of a curve of growth ("exponential", "logistic", "si" or "bass") fitted to
 *  the series of one run, by hours; the population of "si" is distributors.total.
 *  False: no such curve is near, or the run has no such series. */
bool figure_series_aic(const struct analysis_table *table, size_t row, const char *model,
                       const char *name, double *ret_aic);
/** A curve fitted to means over time, in hours: puts its values in their place. "early" is an
 *  exponential one, fitted to values up to a fifth of the largest, and NaN where it is above that
 *  one. All are NaN where no such curve is near. Shape: t_h[n] ascending, y[n].
 *  Returns 0 or BASE_E_NOMEM. */
int figure_series_fit(const char *curve, size_t n, const double t_h[], double population,
                      double y[]);
/** Whether there is a curve of this name. */
bool figure_series_has_model(const char *model);

#endif
