#ifndef CROWDPATCH_CLI_SIZE_PRIVATE_H
#define CROWDPATCH_CLI_SIZE_PRIVATE_H

#include "cli/size.h"

/** Between the files of `crowdpatch size` only. */

/** Which inputs matter, by a Morris design around the answer. Returns 0 or an error. */
int size_screen(struct size_study *study, uint64_t seed, size_t trajectories,
                struct size_answer *answer);
/** Adds a reward to a curve, or tries of it in place of fewer. Requires room. */
void size_curve_add(const struct size_study *study, double reward, size_t tries,
                    const struct size_job jobs[], struct size_curve *curve);
/** The first dose from which on all rollouts hit; count: there is none. */
size_t size_curve_first_sure(const struct size_curve *curve);
/** The isotonic fit, its band, and the test. Returns 0 or BASE_E_NOMEM. */
int size_curve_fit(const struct size_study *study, struct size_curve *curve);
/** The curve that a campaign of `--experiment` gives. Returns 0; BASE_E_SCENARIO when its
 *  results.csv is none of this release; or another error. */
int size_campaign_read(const struct size_study *study, const char *directory,
                       struct size_curve *ret_curve);
/** Says what a reader must know. */
void size_warn(const struct size_study *study, struct size_answer *answer);

/** Money for people: "1,234 USD", "0.0123 USD". */
struct size_text {
    char text[64];
};
struct size_text size_text_usd(double usd);
struct size_text size_text_eth(double eth);
/** "12,000". */
struct size_text size_text_count(uint64_t count);
struct size_text size_text_percent(double share);
/** A duration in the two largest of days, hours and minutes. */
struct size_text size_text_duration(double seconds);

/** The answer in a sentence; ret_text[capacity]. */
void size_sentence(const struct size_study *study, const struct size_answer *answer, char *ret_text,
                   size_t capacity);
/** What the release's ranges are in which it holds: one line after the other, for visit(). */
void size_box(const struct size_study *study,
              void (*visit)(void *context, const char *name, const char *range), void *context);

/** Rows that each medium renders in its way: programs read keys and numbers, people names and
 *  texts. */
struct size_figure_row {
    const char *key, *name;
    struct size_text (*text)(double value);
};
extern const struct size_figure_row size_figure_rows[SIZE_FIGURE_COUNT];
struct size_bound_row {
    const char *key, *name; /* NULL: for programs only */
    size_t offset;          /* of a double in struct size_bounds */
    struct size_text (*text)(double value);
};
#define SIZE_BOUND_ROWS 13
extern const struct size_bound_row size_bound_rows[SIZE_BOUND_ROWS];
double size_bound_of(const struct size_bounds *bounds, const struct size_bound_row *row);

/** A part of the answer as people read it. Row 0 has the heads, column 0 the names. */
#define SIZE_TABLE_COLUMNS 8
#define SIZE_TABLE_ROWS (SIZE_CURVE_MAX + 1)
struct size_table {
    const char *title;
    size_t columns, rows;
    char cells[SIZE_TABLE_ROWS][SIZE_TABLE_COLUMNS][120];
    char notes[2][320]; /* behind it; "": none */
};
enum size_part {
    SIZE_PART_FIGURES,
    SIZE_PART_CURVE,
    SIZE_PART_SIDES,
    SIZE_PART_FACTORS,
    SIZE_PART_BOUNDS,
    SIZE_PART_BOX,
    SIZE_PART_COUNT,
};
/** A part without rows but the heads is not told. */
void size_table_make(const struct size_study *study, const struct size_answer *answer,
                     enum size_part part, struct size_table *ret_table);
/** Of a campaign's curve. */
void size_table_campaign(const struct size_study *study, const struct size_curve *curve,
                         struct size_table *ret_table);
void size_table_check(const struct size_check *check, struct size_table *ret_table);

/** Inputs that an answer tells of. */
#define SIZE_SHOWN_FACTORS 5

/** The response curve as SVG. */
void size_draw_curve(const struct size_study *study, const struct size_answer *answer,
                     struct base_buffer *html);
void size_print(const struct size_study *study, const struct size_answer *answer, FILE *stream);
/** Returns 0 or an error. */
int size_write_json(const struct size_study *study, const struct size_answer *answer, FILE *stream);
void size_print_campaign(const struct size_study *study, const struct size_curve *curve,
                         FILE *stream);
int size_write_campaign_json(const struct size_study *study, const struct size_curve *curve,
                             FILE *stream);
/** Of a check of one reward. */
void size_print_check(const struct size_study *study, double reward, const struct size_check *check,
                      FILE *stream);
int size_write_check_json(const struct size_study *study, double reward,
                          const struct size_check *check, FILE *stream);
/** Appends a page: one file without scripts, which fetches nothing. */
void size_write_html(const struct size_study *study, const struct size_answer *answer,
                     struct base_buffer *html);

#endif
