#include "base/error.h"
#include "models/crowdpatching/state.h"
#include "models/shared/aside.h"
#include "zk/groth16/check.h"

/* What a distributor does with a proving key before its first proof: under a key made with malice a
 * proof could tell of U or r. Source: Campanelli, Gennaro, Goldfeder, Nizzardo, CCS 2017. */

struct checking {
    const struct zk_proving_key *key;
    uint8_t seed[32];
};

static int check(void *argument)
{
    const struct checking *checking = argument;
    return zk_statement_check_key(checking->key, checking->seed);
}

/** The check's outcome, or a fatal error. All distributors have the same bytes, one copy in memory:
 *  the first one's check stands for all, and its outcome stays beside the key. */
static int outcome_of(struct crowdpatching *state, struct participant *self,
                      enum zk_statement statement)
{
    bool is_delivery = statement == ZK_STATEMENT_DELIVERY;
    struct crowdpatching_key_check *known = &state->key_checks[statement];
    if (!known->is_done) {
        struct checking checking = {is_delivery ? &state->delivery_pk : &state->exchange_pk, {0}};
        struct base_random random;
        participant_random_at(self, "key.check", (uint64_t)statement, &random);
        base_random_bytes(&random, checking.seed, sizeof checking.seed);
        int r = checking.key->verifying.scheme.level == ZK_LEVEL_REAL ? aside_run(check, &checking)
                                                                      : check(&checking);
        if (r < 0)
            return r;
        *known = (struct crowdpatching_key_check){.is_done = true, .outcome = r};
        if (r > 0)
            outcome_warn(&state->world->outcome, "distributors refuse pk^%c: %s",
                         is_delivery ? 'D' : 'E',
                         zk_groth16_check_text((enum zk_groth16_check_outcome)r));
    }
    return known->outcome;
}

bool crowdpatching_check_key(struct crowdpatching *state, struct participant *self,
                             enum zk_statement statement)
{
    enum crowdpatching_trust *trust = &state->distributors[self->index].trust[statement];
    if (*trust == CROWDPATCHING_UNCHECKED) {
        uint64_t bytes = statement == ZK_STATEMENT_DELIVERY ? state->seed.update_len
                                                            : state->exchange_content_bytes;
        participant_charge_proving(
            self, zk_cost_check_ns(state->scheme.cost, state->world->timing, bytes));
        int r = outcome_of(state, self, statement);
        if (r < 0) {
            world_fail(state->world, r);
            return false;
        }
        *trust = r == 0 ? CROWDPATCHING_TRUSTED : CROWDPATCHING_REFUSED;
        state->refused_keys += r > 0;
    }
    return *trust == CROWDPATCHING_TRUSTED;
}
