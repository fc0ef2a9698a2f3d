#include <math.h>
#include <stdlib.h>

#include "analysis/figure/expression.h"
#include "analysis/figure/figure.h"
#include "base/error.h"

/* A run's part in a claim, and later a replication's. NaN: it has no value. */
struct sample {
    size_t replication;
    double x, y;
};

static int by_replication(const void *a, const void *b)
{
    const struct sample *left = a, *right = b;
    if (left->replication != right->replication)
        return left->replication < right->replication ? -1 : 1;
    return (left->x > right->x) - (left->x < right->x);
}

/* The samples of all points that match, by replication. Shape: ret_samples[row_count]. Returns how
 * many; *ret_points: how many points match. */
static size_t gather(const struct figure_claim *claim, const char *value,
                     const struct figure_where *where, const struct analysis_points *points,
                     struct sample ret_samples[], size_t *ret_points)
{
    size_t count = 0;
    *ret_points = 0;
    for (size_t index = 0; index < points->count; index++) {
        if (!figure_where_matches(where, points, index))
            continue;
        const struct analysis_run *run = analysis_points_first(points, index);
        ++*ret_points;
        for (size_t i = 0; i < analysis_points_runs(points, index); i++) {
            struct sample sample = {.replication = run[i].replication};
            bool has_x = !claim->x ||
                         figure_expression_value(claim->x, points->table, run[i].row, 0, &sample.x);
            if (!has_x || !figure_expression_value(value, points->table, run[i].row, 0, &sample.y))
                sample.y = (double)NAN;
            ret_samples[count++] = sample;
        }
    }
    qsort(ret_samples, count, sizeof *ret_samples, by_replication);
    return count;
}

/* The slope of y over x, or of their logarithms. NaN: it has none. */
static double slope(const struct sample samples[], size_t count, bool of_logarithms)
{
    double mean_x = 0, mean_y = 0, xx = 0, xy = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < count; i++) {
            double x = of_logarithms ? log(samples[i].x) : samples[i].x;
            double y = of_logarithms ? log(samples[i].y) : samples[i].y;
            if (pass == 0) {
                mean_x += x / (double)count;
                mean_y += y / (double)count;
            } else {
                xx += (x - mean_x) * (x - mean_x);
                xy += (x - mean_x) * (y - mean_y);
            }
        }
    return xx > 0 ? xy / xx : (double)NAN;
}

static double reduce(const struct figure_claim *claim, const struct sample samples[], size_t count)
{
    double sum = 0, least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        if (isnan(samples[i].y))
            return (double)NAN;
        sum += samples[i].y;
        least = fmin(least, samples[i].y);
        most = fmax(most, samples[i].y);
    }
    switch (claim->over) {
    case FIGURE_OVER_MEAN:
        break;
    case FIGURE_OVER_LEAST:
        return least;
    case FIGURE_OVER_MOST:
        return most;
    case FIGURE_OVER_SLOPE:
        return slope(samples, count, false);
    case FIGURE_OVER_EXPONENT:
        return slope(samples, count, true);
    }
    return sum / (double)count;
}

/* Makes one sample a replication of those that all points have. Returns how many. */
static size_t reduce_all(const struct figure_claim *claim, struct sample samples[], size_t count,
                         size_t points)
{
    size_t kept = 0;
    for (size_t first = 0, end; first < count; first = end) {
        end = first + 1;
        while (end < count && samples[end].replication == samples[first].replication)
            end++;
        double y = reduce(claim, &samples[first], end - first);
        if (end - first == points)
            samples[kept++] = (struct sample){.replication = samples[first].replication, .y = y};
    }
    return kept;
}

/* Puts the claim's and the base's samples together. Returns how many replications have both. */
static size_t pair(const struct figure_claim *claim, struct sample own[], size_t own_count,
                   const struct sample base[], size_t base_count)
{
    size_t kept = 0;
    for (size_t i = 0, j = 0; i < own_count && j < base_count;) {
        if (own[i].replication != base[j].replication) {
            if (own[i].replication < base[j].replication)
                i++;
            else
                j++;
            continue;
        }
        double y =
            claim->against == FIGURE_AGAINST_RATIO ? own[i].y / base[j].y : own[i].y - base[j].y;
        own[kept++] = (struct sample){.replication = own[i].replication, .y = y};
        i++;
        j++;
    }
    return kept;
}

bool figure_claim_passes(const struct figure_claim *claim, const struct analysis_interval *value)
{
    bool is_above = value->low >= claim->target - claim->tolerance;
    bool is_below = value->high <= claim->target + claim->tolerance;
    switch (claim->test) {
    case FIGURE_TEST_ABOVE:
        return value->low > claim->target - claim->tolerance;
    case FIGURE_TEST_BELOW:
        return value->high < claim->target + claim->tolerance;
    case FIGURE_TEST_NEAR:
        break;
    }
    return is_above && is_below;
}

static int refuse(const struct figure_claim *claim, const char *member, const char *unset)
{
    return base_fail(BASE_E_SCENARIO, "claim \"%s\": no point is as \"%s\" says%s%s", claim->id,
                     member, unset ? ": results.csv has no set." : "", unset ? unset : "");
}

static int test(const struct figure_claim *claim, const struct analysis_points *points,
                struct sample own[], struct sample base[], double values[],
                struct figure_finding *ret_finding)
{
    size_t matching, count = gather(claim, claim->value, &claim->where, points, own, &matching);
    if (matching == 0)
        return refuse(claim, "where", figure_where_unset(&claim->where, points));
    count = reduce_all(claim, own, count, matching);
    if (claim->against != FIGURE_AGAINST_NOTHING) {
        size_t base_count = gather(claim, claim->base_value, &claim->base, points, base, &matching);
        if (matching == 0)
            return refuse(claim, "against", figure_where_unset(&claim->base, points));
        base_count = reduce_all(claim, base, base_count, matching);
        count = pair(claim, own, count, base, base_count);
    }
    struct figure_finding finding = {.verdict = FIGURE_VERDICT_NO_VALUE};
    size_t replications = count;
    count = 0;
    for (size_t i = 0; i < replications; i++)
        if (isfinite(own[i].y))
            values[count++] = own[i].y;
    finding.without = replications - count;
    if (count == 0 && !figure_expression_lacks(claim->value, points->table, finding.lacking) &&
        claim->against != FIGURE_AGAINST_NOTHING)
        figure_expression_lacks(claim->base_value, points->table, finding.lacking);
    if (count > 0)
        finding.value = analysis_mean_interval(count, values, FIGURE_CONFIDENCE);
    if (count > 1)
        finding.verdict = finding.without == 0 && figure_claim_passes(claim, &finding.value)
                              ? FIGURE_VERDICT_PASS
                              : FIGURE_VERDICT_FAIL;
    *ret_finding = finding;
    return 0;
}

int figure_claim_test(const struct figure_claim *claim, const struct analysis_points *points,
                      struct figure_finding *ret_finding)
{
    size_t rows = points->table->row_count;
    struct sample *samples = calloc(2 * rows + 1, sizeof *samples);
    double *values = calloc(rows + 1, sizeof *values);
    int r = samples && values ? test(claim, points, samples, samples + rows, values, ret_finding)
                              : base_fail(BASE_E_NOMEM, "no memory for a claim");
    free(samples);
    free(values);
    return r;
}

void figure_claim_describe(const struct figure_claim *claim, struct base_buffer *out)
{
    if (claim->test == FIGURE_TEST_NEAR)
        base_buffer_printf(out, "%g +- %g", claim->target, claim->tolerance);
    else
        base_buffer_printf(out, "%s %g", figure_test_names[claim->test],
                           claim->test == FIGURE_TEST_ABOVE ? claim->target - claim->tolerance
                                                            : claim->target + claim->tolerance);
}

void figure_findings_write(const struct figure_spec *spec, const struct figure_finding findings[],
                           struct base_buffer *out)
{
    static const char *const verdicts[] = {"pass", "fail", "no value"};
    base_buffer_printf(out, "id,verdict,n,value,low,high,is,target,tolerance\n");
    for (size_t i = 0; i < spec->claim_count; i++) {
        const struct figure_claim *claim = &spec->claims[i];
        const struct analysis_interval *value = &findings[i].value;
        analysis_table_append_cell(out, claim->id);
        base_buffer_printf(out, ",%s,%zu", verdicts[findings[i].verdict], value->n);
        if (value->n > 1)
            base_buffer_printf(out, ",%.10g,%.10g,%.10g", value->value, value->low, value->high);
        else
            base_buffer_printf(out, ",,,");
        base_buffer_printf(out, ",%s,%g,%g\n", figure_test_names[claim->test], claim->target,
                           claim->tolerance);
    }
}
