#ifndef CROWDPATCH_CLI_SIZE_PRIVATE_H
#define CROWDPATCH_CLI_SIZE_PRIVATE_H

#include "cli/size.h"

/** Between the files of `crowdpatch size` only. */

/** Which inputs matter, by a Morris design around the answer. Returns 0 or an error. */
int size_screen(struct size_study *study, uint64_t seed, size_t trajectories,
                struct size_answer *answer);
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
void size_box(const struct size_study *study, const struct size_answer *answer,
              void (*visit)(void *context, const char *name, const char *range), void *context);

/** Inputs that an answer tells of. */
#define SIZE_SHOWN_FACTORS 5

/** The response curve as SVG. */
void size_draw_curve(const struct size_study *study, const struct size_answer *answer,
                     FILE *stream);
void size_print(const struct size_study *study, const struct size_answer *answer, FILE *stream);
/** Returns 0 or an error. */
int size_write_json(const struct size_study *study, const struct size_answer *answer, FILE *stream);
/** Of a check of one reward. */
void size_print_check(const struct size_study *study, double reward, const struct size_check *check,
                      FILE *stream);
int size_write_check_json(const struct size_study *study, double reward,
                          const struct size_check *check, FILE *stream);
void size_write_html(const struct size_study *study, const struct size_answer *answer,
                     FILE *stream);

#endif
