#include "models/shared/key_check.h"

#include "models/shared/aside.h"
#include "zk/groth16/check.h"

struct checking {
    const struct zk_proving_key *key;
    uint8_t seed[32];
};

static int check(void *argument)
{
    const struct checking *checking = argument;
    return zk_statement_check_key(checking->key, checking->seed);
}

int key_check(struct key_check *known, const struct zk_proving_key *key, uint64_t content_bytes,
              struct participant *who, const char *name)
{
    const struct zk_scheme *scheme = &key->verifying.scheme;
    struct world *world = who->world;
    participant_charge_proving(who, zk_cost_check_ns(scheme->cost, world->timing, content_bytes),
                               "check_key");
    if (known->is_done)
        return known->outcome;
    struct checking checking = {key, {0}};
    struct base_random random;
    participant_random_at(who, "key.check", (uint64_t)key->verifying.statement, &random);
    base_random_bytes(&random, checking.seed, sizeof checking.seed);
    int r = scheme->level == ZK_LEVEL_REAL ? aside_run(check, &checking) : check(&checking);
    if (r < 0)
        return r;
    *known = (struct key_check){.is_done = true, .outcome = r};
    if (r > 0)
        outcome_warn(&world->outcome, "distributors refuse %s: %s", name,
                     zk_groth16_check_text((enum zk_groth16_check_outcome)r));
    return r;
}
