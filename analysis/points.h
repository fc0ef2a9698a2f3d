#ifndef CROWDPATCH_ANALYSIS_POINTS_H
#define CROWDPATCH_ANALYSIS_POINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/table.h"

/** The rows of a campaign's results.csv, by the points of its sweep. docs/campaigns.md says what
 *  the columns are. */
struct analysis_points {
    const struct analysis_table *table; /* borrowed */
    size_t first_metric;                /* metrics stand last */
    size_t count;                       /* of points */
    size_t *starts;                     /* count + 1: where a point's runs begin in `runs` */
    struct analysis_run *runs;          /* row_count; by point, then by replication */
};

struct analysis_run {
    size_t point, replication; /* their numbers */
    size_t row;
};

/** Returns 0; BASE_E_SCENARIO when the table is no results.csv; or BASE_E_NOMEM. `name` stands for
 *  the file in messages. */
int analysis_points_init(struct analysis_points *points, const char *name,
                         const struct analysis_table *table);
void analysis_points_deinit(struct analysis_points *points);

/** What a metric is. */
enum analysis_metric {
    ANALYSIS_METRIC_NONE,   /* texts, or nothing at all */
    ANALYSIS_METRIC_YES_NO, /* a proportion */
    ANALYSIS_METRIC_NUMBER,
};
enum analysis_metric analysis_points_metric(const struct analysis_points *points, size_t column);

/** Numbers 0 <= index < count stand for points in the order of their own numbers. */
static inline const struct analysis_run *analysis_points_first(const struct analysis_points *points,
                                                               size_t index)
{
    return &points->runs[points->starts[index]];
}
static inline size_t analysis_points_runs(const struct analysis_points *points, size_t index)
{
    return points->starts[index + 1] - points->starts[index];
}
/** The index of the point of this number, or `count`. */
size_t analysis_points_find(const struct analysis_points *points, size_t number);

/** The values of a metric at a point, of the runs that have one, by replication.
 *  Shape: ret_values[analysis_points_runs()]. Returns how many there are. */
size_t analysis_points_values(const struct analysis_points *points, size_t index, size_t column,
                              double ret_values[]);

/** The differences of a metric between a point and another one, point minus base, of the
 *  replications that have it at both. Shape: ret_differences[analysis_points_runs(index)]. Returns
 *  how many there are. */
size_t analysis_points_differences(const struct analysis_points *points, size_t base, size_t index,
                                   size_t column, double ret_differences[]);

/** Whether a column differs between runs. */
bool analysis_points_varies(const struct analysis_points *points, size_t column);

#endif
