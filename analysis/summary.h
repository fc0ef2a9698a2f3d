#ifndef CROWDPATCH_ANALYSIS_SUMMARY_H
#define CROWDPATCH_ANALYSIS_SUMMARY_H

#include "analysis/interval.h"
#include "analysis/points.h"

/** By what the interval of a mean is made. */
enum analysis_method {
    ANALYSIS_METHOD_T,   /* Student's t: near normal */
    ANALYSIS_METHOD_BCA, /* bootstrap: skewed */
};

/** What the runs of a point say of a metric. */
struct analysis_summary {
    enum analysis_metric kind;
    size_t runs;
    size_t n; /* of them have a value: the other ones are not in what follows */
    /* A mean by the chosen method; of yes or no a share, by Clopper and Pearson. */
    struct analysis_interval mean;
    double sd;                         /* 0 of yes or no */
    struct analysis_interval quantile; /* by order statistics; of yes or no: not there */
};

/** What a point differs from another one in, paired by replication. */
struct analysis_difference {
    size_t pairs;
    struct analysis_interval mean; /* of point minus base; of yes or no never too narrow */
    enum analysis_verdict {
        ANALYSIS_VERDICT_TOO_FEW, /* of pairs: less than two */
        ANALYSIS_VERDICT_EQUAL,   /* in every pair */
        ANALYSIS_VERDICT_LESS,    /* zero is not in the interval */
        ANALYSIS_VERDICT_MORE,
        ANALYSIS_VERDICT_OPEN, /* zero is */
    } verdict;
};
const char *analysis_verdict_name(enum analysis_verdict verdict);

/** Return 0 or BASE_E_NOMEM. With n = 0 (or no pairs) the numbers are 0 and mean nothing.
 *  Requires: 0 < quantile < 1; 0.5 is the median. */
int analysis_summarize(const struct analysis_points *points, size_t index, size_t column,
                       enum analysis_method method, double quantile, double confidence,
                       struct analysis_summary *ret_summary);
int analysis_compare(const struct analysis_points *points, size_t base, size_t index, size_t column,
                     enum analysis_method method, double confidence,
                     struct analysis_difference *ret_difference);

#endif
