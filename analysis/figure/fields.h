#ifndef CROWDPATCH_ANALYSIS_FIGURE_FIELDS_H
#define CROWDPATCH_ANALYSIS_FIGURE_FIELDS_H

#include <jansson.h>
#include <stdbool.h>

/** What an object of a figure's file may hold. Inside of analysis/figure/ only. */

enum figure_field_type {
    FIGURE_FIELD_TEXT,
    FIGURE_FIELD_EXPRESSION,
    FIGURE_FIELD_NUMBER,
    FIGURE_FIELD_CHOICE,
    FIGURE_FIELD_OBJECT,     /* by `fields` */
    FIGURE_FIELD_OBJECTS,    /* an array of them, one at least */
    FIGURE_FIELD_CONDITIONS, /* columns and the texts, numbers or booleans that they equal */
    FIGURE_FIELD_NAMES,      /* texts by text */
    FIGURE_FIELD_RANGE,      /* two ascending numbers */
    FIGURE_FIELD_PATCH,      /* an object, or false */
};

struct figure_field {
    const char *key; /* NULL: the end */
    enum figure_field_type type;
    bool is_required;
    const char *help;
    const char *const *choices;        /* NULL-ended */
    const struct figure_field *fields; /* of what it holds */
};

/** What a choice may be, NULL-ended, in the order of what it stands for. */
extern const char *const figure_kind_names[];  /* enum figure_kind */
extern const char *const figure_scale_names[]; /* linear, logarithmic */
extern const char *const figure_unit_names[];  /* s, min, h, d */
extern const char *const figure_of_names[];    /* results, effort */
extern const char *const figure_by_names[];    /* enum figure_against from the second on */

/** The fields of the whole file. */
extern const struct figure_field figure_fields[];

/** Checks an object. `place` names it: "fig05.figure.json: panels[0]". Returns 0 or
 *  BASE_E_SCENARIO with one line. */
int figure_fields_check(const struct figure_field fields[], const char *place,
                        const json_t *object);

#endif
