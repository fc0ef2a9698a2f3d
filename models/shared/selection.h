#ifndef CROWDPATCH_MODELS_SHARED_SELECTION_H
#define CROWDPATCH_MODELS_SHARED_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

/** Whom a hub takes of the distributors that answer it. */
enum selection_rule {
    SELECTION_HIGHEST_SCORE,   /* the first of equals.  Source: Puggioni et al. 2020, IV-B3 */
    SELECTION_THRESHOLD,       /* the first with `threshold` at least; nobody: the highest */
    SELECTION_PROPORTIONAL,    /* by chance, by score + 1, so that newcomers have one */
    SELECTION_SOFTMAX,         /* by chance, by e^(score / temperature) */
    SELECTION_EPSILON_GREEDY,  /* with probability `epsilon` anybody, else the highest */
    SELECTION_FIRST_RESPONDER, /* whatever the score */
    SELECTION_SCORE_AND_RATE,  /* the highest (score + 1) * measured rate */
    SELECTION_RULE_COUNT,
};
extern const char *const selection_names[]; /* NULL-terminated */

struct selection_policy {
    enum selection_rule rule;
    uint64_t threshold; /* a score */
    double temperature; /* in scores; > 0 */
    double epsilon;     /* 0 .. 1 */
};

/** A choice under way: candidates are offered as they answer, and the last one that was taken is
 *  the choice. {0} but for its policy. */
struct selection {
    struct selection_policy policy;
    size_t count;        /* of candidates so far */
    bool is_exploring;   /* epsilon-greedy: anybody, this time */
    uint64_t best_score; /* of the choice */
    double best_rate_Bps;
    /* Of all candidates, by the largest so far: e^(largest score / temperature) would not fit. */
    double weight;
    uint64_t largest;
};

/** Whether this candidate takes the place of the choice so far.
 *  rate_Bps: what it was measured to send, > 0; a prior where nothing was.
 *  *ret_is_final: no other candidate can take the place of this one. Draws at most two numbers. */
bool selection_offer(struct selection *selection, struct base_random *random, uint64_t score,
                     double rate_Bps, bool *ret_is_final);

#endif
