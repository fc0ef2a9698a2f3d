#include "base/error.h"
#include "models/shared/attack_private.h"

/* eclipse: all peers of the chain nodes that victims ask are attackers'. They see the chain as it
 * was at adversary.start, and what they send comes to the mempool when it is over.
 * Assumption: what a victim's node is sent, it takes: it answers as if it had passed it on. */

int attack_eclipse_init(struct attack *attack)
{
    struct world *world = attack->world;
    base_map_init(&attack->nodes, sizeof(uint32_t), sizeof(struct participant *));
    for (int role = 0; role < WORLD_ROLE_COUNT; role++) {
        for (uint32_t i = 0; i < world->counts[role]; i++) {
            struct participant *one = &world->participants[role][i];
            if (!one->is_marked)
                continue;
            const uint32_t node = (uint32_t)sim_node_index(one->node) + 1;
            struct participant **slot = base_map_put(&attack->nodes, &node, NULL);
            if (!slot)
                return BASE_E_NOMEM;
            *slot = one;
        }
    }
    return 0;
}

void attack_eclipse_deinit(struct attack *attack)
{
    base_map_deinit(&attack->nodes);
    chain_snapshot_free(attack->view);
}

void attack_eclipse_main(void *argument)
{
    struct attack *attack = argument;
    const struct world *world = attack->world;
    sim_actor_sleep_until(world->engine, world->adversary->start_ns);
    int r = chain_snapshot_new(chain_service_chain(world->chain), &attack->view);
    if (r < 0) {
        world_fail(attack->world, r);
        return;
    }
    attack_await_end(attack);
    chain_snapshot_free(attack->view);
    attack->view = NULL;
}

void attack_await_end(const struct attack *attack)
{
    sim_actor_sleep_until(attack->world->engine, adversary_end(attack->world->adversary));
}

bool attack_is_eclipsed(const struct attack *attack, const struct participant *who)
{
    return attack && attack->view && adversary_acts(who, ADVERSARY_ECLIPSE);
}

bool attack_is_eclipsed_node(const struct attack *attack, struct sim_address from)
{
    if (!attack || !attack->view)
        return false;
    struct participant **who = base_map_get(&attack->nodes, &from.node);
    return who && attack_is_eclipsed(attack, *who);
}

const struct chain_snapshot *attack_old_state(const struct attack *attack)
{
    return attack->view;
}

uint64_t attack_head(const struct attack *attack, const struct participant *who, uint64_t head)
{
    if (!attack_is_eclipsed(attack, who))
        return head;
    uint64_t old = chain_snapshot_block(attack->view);
    return old < head ? old : head;
}
