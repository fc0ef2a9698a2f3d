#ifndef CROWDPATCH_SCENARIOS_NEAREST_H
#define CROWDPATCH_SCENARIOS_NEAREST_H

#include <stddef.h>

/** "Did you mean ...?": the name that a word was probably meant to be. */

/** Edits between two words: insertions, deletions, replacements and swaps of neighbours, each 1.
 *  Upper and lower case, and '-' and '_', count as equal. Only the first 64 bytes are looked at.
 *  Source: Damerau 1964 (restricted edit distance). */
size_t scenario_edit_distance(const char *a, const char *b);

/** Keeps the best of the names offered to it. */
struct scenario_nearest {
    const char *word;
    const char *best; /* NULL: nothing near enough so far */
    size_t best_distance;
};

void scenario_nearest_init(struct scenario_nearest *nearest, const char *word);
/** Takes `name` when it is nearer than all before it, and near: a third of the word's length at
 *  the most, and at least 1. As long as none is near, the first one that begins with the word's
 *  three letters or more counts. `name` must outlive `nearest`. */
void scenario_nearest_offer(struct scenario_nearest *nearest, const char *name);

#endif
