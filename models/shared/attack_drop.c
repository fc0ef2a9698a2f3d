#include "models/shared/attack_private.h"

/* transaction_drop: of every block's producer it is drawn whether it is one of the censors, who
 * leave out what victims have sent. Assumption: a producer is drawn anew for each block, and the
 * others take in all that pays. */

static bool is_censors(const struct attack *attack)
{
    const struct world *world = attack->world;
    struct base_random random;
    base_random_init(&random, world->run->seed, 0, "chain.censors");
    /* Blocks of four draws, as participant_random_at(): the same for a slot on every branch. */
    random.counter = chain_head_number(chain_service_chain(world->chain)) << 18;
    return base_random_uniform(&random) < world->adversary->censors;
}

static bool leaves_out(void *context, const crypto_address *sender)
{
    struct attack *attack = context;
    const struct participant *who = world_find_by_address(attack->world, sender);
    if (!who || !adversary_acts(who, ADVERSARY_TRANSACTION_DROP) || !is_censors(attack))
        return false;
    attack->left_out++;
    return true;
}

void attack_drop_init(struct attack *attack)
{
    chain_set_censor(chain_service_chain(attack->world->chain), leaves_out, attack);
}

void attack_drop_report(const struct attack *attack)
{
    outcome_measure_number(&attack->world->outcome, "left_out", (double)attack->left_out);
}
