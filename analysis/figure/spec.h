#ifndef CROWDPATCH_ANALYSIS_FIGURE_SPEC_H
#define CROWDPATCH_ANALYSIS_FIGURE_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** A figure's file, figNN-name.figure.json: which experiments it is made of, what is drawn of them,
 *  and what is claimed. Texts are borrowed from the file. schemas/figure.schema.json has all keys.
 */

/** Points of a campaign whose set.COLUMN equals a value. */
struct figure_condition {
    const char *column; /* with unit, without "set." */
    const char *text;   /* as results.csv has it; of a number NULL */
    double number;
};
struct figure_where {
    struct figure_condition *conditions;
    size_t count;
};

struct figure_experiment {
    const char *file; /* beside the figure's */
    char *quick;      /* a JSON merge patch (RFC 7396) of the small size; NULL: none */
};

enum figure_kind {
    FIGURE_KIND_LINES, /* over a number that the sweep sets */
    FIGURE_KIND_BARS,  /* over a text that it sets */
    FIGURE_KIND_TIME,  /* over the times of series_interval */
};

struct figure_name {
    const char *cell;
    const char *label;
};

struct figure_axis {
    const char *value; /* expression; of a time axis NULL */
    const char *label; /* with its unit */
    bool is_log;
    bool has_range;
    double low, high;
    double unit_s;             /* of a time axis: the seconds of its unit */
    struct figure_name *names; /* of a bar's text; others are written as they stand */
    size_t name_count;
};

struct figure_series {
    const char *label;
    struct figure_where where;
    const char *value; /* expression; the axis' y by default */
    unsigned style;    /* colour, dash and mark, from 1 */
    const char *fit;   /* a curve of growth, or "early"; NULL: none */
};

struct figure_panel {
    const char *title; /* "": none */
    enum figure_kind kind;
    bool is_measured; /* of the machine that ran it: compared with nothing */
    struct figure_axis x, y;
    struct figure_series *series;
    size_t series_count;
};

enum figure_over { /* of the points that match, in each replication */
                   FIGURE_OVER_MEAN,
                   FIGURE_OVER_LEAST,
                   FIGURE_OVER_MOST,
                   FIGURE_OVER_SLOPE,    /* by least squares over x */
                   FIGURE_OVER_EXPONENT, /* the same of the logarithms of both */
};

enum figure_test {
    FIGURE_TEST_ABOVE, /* the interval lies above target - tolerance */
    FIGURE_TEST_BELOW, /* it lies below target + tolerance */
    FIGURE_TEST_NEAR,  /* it lies within the tolerance of the target */
};

enum figure_against {
    FIGURE_AGAINST_NOTHING,
    FIGURE_AGAINST_RATIO,
    FIGURE_AGAINST_DIFFERENCE,
};

struct figure_claim {
    const char *id;
    const char *says;
    const char *expected; /* what was expected instead; "": this */
    const char *value;
    const char *x;
    struct figure_where where;
    enum figure_over over;
    enum figure_against against;
    struct figure_where base;
    const char *base_value;
    enum figure_test test;
    double target, tolerance;
};

struct figure_spec {
    const char *title;
    struct figure_experiment *experiments;
    size_t experiment_count;
    struct figure_panel *panels;
    size_t panel_count;
    struct figure_claim *claims;
    size_t claim_count;
    double reference_tolerance;
    void *root; /* what texts are borrowed from */
};

extern const char *const figure_over_names[];
extern const char *const figure_test_names[];

/** Reads a file; with `is_quick`, "quick" of panels and claims stands above what it overrides.
 *  Returns 0; BASE_E_SCENARIO with one line; BASE_E_IO; or BASE_E_NOMEM. */
int figure_spec_read(const char *path, bool is_quick, struct figure_spec *ret_spec);
/** The same from memory; `name` stands for the file in messages. */
int figure_spec_parse(const char *name, const char *text, size_t len, bool is_quick,
                      struct figure_spec *ret_spec);
void figure_spec_deinit(struct figure_spec *spec);

/** Writes the JSON Schema of such files. Returns 0 or BASE_E_NOMEM. */
int figure_spec_write_schema(FILE *stream);

#endif
