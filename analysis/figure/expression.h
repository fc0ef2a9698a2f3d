#ifndef CROWDPATCH_ANALYSIS_FIGURE_EXPRESSION_H
#define CROWDPATCH_ANALYSIS_FIGURE_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/table.h"

/** A quantity of one run, told by columns of results.csv:
 *
 *      manufacturer.wan_up_bytes / devices.total / 1e6
 *      or(chain.gas, 0)               the second where the run has no first
 *      aic(bass, distributors)        Akaike's criterion of a curve of growth fitted to a series:
 *                                     exponential, logistic, si or bass
 *      100 * @patched / devices.total   series.SECONDSs.patched at the time that is asked for
 *
 *  with + - * / ( ) and numbers. What has no value, or divides by zero, is no value. */

/** Whether the syntax is right. False: *ret_at is the place of the error. */
bool figure_expression_check(const char *text, size_t *ret_at);
/** Whether it holds an @name. */
bool figure_expression_has_time(const char *text);
/** The value in one row. `time_s` is read by @names alone. False: the run has none. Requires:
 *  figure_expression_check(text). */
bool figure_expression_value(const char *text, const struct analysis_table *table, size_t row,
                             long long time_s, double *ret_value);
/** The longest name of a column that is read. */
#define FIGURE_NAME_MAX 160
/** Whether it names a column that the table lacks, and the first one that does; @names are left
 *  out. Requires: figure_expression_check(text). */
bool figure_expression_lacks(const char *text, const struct analysis_table *table,
                             char ret_name[FIGURE_NAME_MAX]);

#endif
