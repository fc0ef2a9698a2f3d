#include "models/shared/selection.h"

#include "base/portable_math.h"

const char *const selection_names[] = {
    [SELECTION_HIGHEST_SCORE] = "highest_score",   [SELECTION_THRESHOLD] = "threshold",
    [SELECTION_PROPORTIONAL] = "proportional",     [SELECTION_SOFTMAX] = "softmax",
    [SELECTION_EPSILON_GREEDY] = "epsilon_greedy", [SELECTION_FIRST_RESPONDER] = "first_responder",
    [SELECTION_SCORE_AND_RATE] = "score_and_rate", [SELECTION_RULE_COUNT] = NULL,
};

/** True with the share that this weight has in all so far: in the end each candidate is the choice
 *  with the share of its weight (a reservoir of one).
 *  Source: Chao 1982. */
static bool draw(struct selection *selection, struct base_random *random, double weight)
{
    selection->weight += weight;
    return base_random_uniform(random) * selection->weight < weight;
}

static bool draw_softmax(struct selection *selection, struct base_random *random, uint64_t score)
{
    double temperature = selection->policy.temperature;
    if (score > selection->largest) {
        double rise = (double)(score - selection->largest) / temperature;
        selection->weight *= base_math_exp(-rise);
        selection->largest = score;
    }
    return draw(selection, random,
                base_math_exp(-(double)(selection->largest - score) / temperature));
}

static bool is_taken(struct selection *selection, struct base_random *random, uint64_t score,
                     double rate_Bps)
{
    const struct selection_policy *policy = &selection->policy;
    bool is_first = selection->count == 0, is_higher = is_first || score > selection->best_score;
    switch (policy->rule) {
    case SELECTION_PROPORTIONAL:
        return draw(selection, random, (double)score + 1);
    case SELECTION_SOFTMAX:
        return draw_softmax(selection, random, score);
    case SELECTION_EPSILON_GREEDY:
        if (is_first)
            selection->is_exploring = base_random_uniform(random) < policy->epsilon;
        return selection->is_exploring ? draw(selection, random, 1) : is_higher;
    case SELECTION_FIRST_RESPONDER:
        return is_first;
    case SELECTION_SCORE_AND_RATE:
        return is_first || ((double)score + 1) * rate_Bps >
                               ((double)selection->best_score + 1) * selection->best_rate_Bps;
    default:
        return is_higher;
    }
}

bool selection_offer(struct selection *selection, struct base_random *random, uint64_t score,
                     double rate_Bps, bool *ret_is_final)
{
    bool taken = is_taken(selection, random, score, rate_Bps);
    enum selection_rule rule = selection->policy.rule;
    selection->count++;
    if (taken) {
        selection->best_score = score;
        selection->best_rate_Bps = rate_Bps;
    }
    *ret_is_final = rule == SELECTION_FIRST_RESPONDER ||
                    (rule == SELECTION_THRESHOLD && taken && score >= selection->policy.threshold);
    return taken;
}
