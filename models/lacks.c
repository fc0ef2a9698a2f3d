#include "models/lacks.h"

#include <stdio.h>
#include <string.h>

#include "models/crowdpatching/config.h"
#include "models/crowdpatching/crowdpatching.h"
#include "models/registry.h"
#include "models/shared/adversary.h"

/** A name, or with a dot or an underscore at its end what names begin with. */
struct need {
    const char *name;
    unsigned parts;     /* all of which the system must have; 0: none */
    uint64_t attacks;   /* of which it must know one; 0: none */
    const char *system; /* the one that has no use for it, or with `only` the one that has; NULL */
    bool only;
    const char *lack;
};

#define BIDDERS (ADVERSARY_BIT(ADVERSARY_MEMPOOL_REPLAY) | ADVERSARY_BIT(ADVERSARY_BLOCK_STUFFING))

static const struct need needs[] = {
    {"chain.ed25519_verify", 0, 0, "crowdpatching", true, "no contract that checks Ed25519"},
    {"chain.", MODEL_CHAIN, 0, NULL, false, "no chain"},
    {"p2p.", MODEL_LOOKUPS, 0, NULL, false, "no look-ups"},
    {"fidelity.proof", MODEL_PROOFS, 0, NULL, false, "no proofs"},
    {"world.hub_class", 0, 0, "leiba", false, "hubs that only route"},
    {"world.hub_class", 0, 0, "lee_lee", false, "hubs that only route"},
    {"world.hub_funds", 0, 0, "leiba", false, "hubs without an account"},
    {"world.hub_funds", 0, 0, "boudguiga", false, "hubs without an account"},
    {"world.manufacturer_funds", MODEL_CHAIN, 0, NULL, false, "no chain"},
    {"world.distributor_funds", MODEL_CHAIN | MODEL_DISTRIBUTORS, 0, NULL, false,
     "no distributors with accounts"},
    {"world.hub_funds", MODEL_CHAIN, 0, NULL, false, "no chain"},
    {"world.distributor_class", MODEL_DISTRIBUTORS, 0, NULL, false, "no distributors"},
    {"network.servers", 0, 0, "lee_lee", false, "neither chain nodes nor edges to place"},
    {"network.server_placement", 0, 0, "lee_lee", false, "neither chain nodes nor edges to place"},
    {"network.distributor_", MODEL_DISTRIBUTORS, 0, NULL, false, "no distributors"},
    {"prices.eth_usd", MODEL_CHAIN, 0, NULL, false, "no chain"},
    {"prices.profile", MODEL_CHAIN, 0, NULL, false, "no chain"},
    {"prices.capital_interest", MODEL_CHAIN | MODEL_DISTRIBUTORS, 0, NULL, false,
     "no distributors with accounts"},
    {"prices.compute_usd_per_core_hour", MODEL_DISTRIBUTORS, 0, NULL, false, "no distributors"},
    {"prices.upload_usd_per_gb", MODEL_DISTRIBUTORS, 0, NULL, false, "no distributors"},
    {"prices.upload_usd_per_gb", 0, 0, "lee_lee", false,
     "distributors whose lines the vendor pays"},
    {"faults.congestion_", MODEL_CHAIN, 0, NULL, false, "no chain"},
    {"faults.reorg_", MODEL_CHAIN, 0, NULL, false, "no chain"},
    {"adversary.overbid", 0, BIDDERS, NULL, false, "no attack that bids"},
    {"adversary.funds", 0, BIDDERS, NULL, false, "no attack that pays"},
    {"adversary.victims", 0,
     ADVERSARY_BIT(ADVERSARY_TRANSACTION_DROP) | ADVERSARY_BIT(ADVERSARY_ECLIPSE), NULL, false,
     "no attack with victims"},
    {"adversary.censors", 0, ADVERSARY_BIT(ADVERSARY_TRANSACTION_DROP), NULL, false,
     "no transactions to drop"},
};

static bool is_named(const struct need *need, const char *name)
{
    size_t len = strlen(need->name);
    bool is_prefix = need->name[len - 1] == '.' || need->name[len - 1] == '_';
    return is_prefix ? strncmp(need->name, name, len) == 0 : strcmp(need->name, name) == 0;
}

static bool is_met(const struct need *need, const struct model_ops *model)
{
    if (need->system && (strcmp(need->system, model->about.name) == 0) != need->only)
        return false;
    if ((model->about.parts & need->parts) != need->parts)
        return false;
    return !need->attacks || (model_attacks(model) & need->attacks);
}

const char *models_lacks(const struct model_ops *model, const char *name)
{
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++)
        if (is_named(&needs[i], name) && !is_met(&needs[i], model))
            return needs[i].lack;
    return NULL;
}

/** Who has little to do with a chain, or nothing to do at all. */
enum part { READS, KEEPS_OFF, IS_IDLE };
static const struct bystander {
    const char *system, *variant; /* NULL: any */
    enum world_role role;
    enum part part;
    const char *lack;
} bystanders[] = {
    {"crowdpatching", NULL, WORLD_DEVICE, KEEPS_OFF, "devices that leave the chain to their hubs"},
    {"leiba", NULL, WORLD_HUB, KEEPS_OFF, "hubs that only route"},
    {"leiba", NULL, WORLD_DEVICE, READS, "devices that read the chain and send it nothing"},
    {"boudguiga", NULL, WORLD_HUB, KEEPS_OFF, "hubs that leave the chain to their devices"},
    {"boudguiga", "availability", WORLD_DISTRIBUTOR, IS_IDLE,
     "distributors without a part in its variant availability"},
    {"refai_wu", NULL, WORLD_DISTRIBUTOR, IS_IDLE, "no distributors"},
    {"refai_wu", NULL, WORLD_DEVICE, KEEPS_OFF, "devices that leave the chain to their gateways"},
};

static bool is_unharmed(enum part part, int kind)
{
    switch (kind) {
    case ADVERSARY_ECLIPSE:
        return part != READS;
    case ADVERSARY_TRANSACTION_DROP:
        return true;
    default:
        return part == IS_IDLE;
    }
}

/** Whether some of CrowdPatching's devices deal with the chain themselves. */
static bool are_own_hubs(const struct world *world)
{
    const struct crowdpatching_config *config =
        scenario_section_values(world->scenario, crowdpatching_section.name);
    return world->model == &crowdpatching_ops && config->own_hubs > 0;
}

/** Attackers, or victims of an attack on the chain, that have no part in what is attacked. */
static void look_at_attack(struct world *world)
{
    const struct config_adversary *config = world->adversary;
    const struct model_about *about = &world->model->about;
    const char *variant = models_variant(world->model, world->scenario);
    if (config->kind == ADVERSARY_NONE)
        return;
    for (size_t i = 0; i < sizeof bystanders / sizeof bystanders[0]; i++) {
        const struct bystander *row = &bystanders[i];
        if (strcmp(row->system, about->name) != 0 || row->role != adversary_marked_role(config) ||
            (row->variant && strcmp(row->variant, variant) != 0) ||
            !is_unharmed(row->part, config->kind) ||
            (row->role == WORLD_DEVICE && are_own_hubs(world)))
            continue;
        outcome_warn(&world->outcome, "adversary.kind %s has no effect: %s has %s",
                     adversary_kind_names[config->kind], about->name, row->lack);
    }
}

/** Warnings of this kind, so that there is room for others. */
enum { SHOWN = 10 };
_Static_assert(SHOWN + 5 <= OUTCOME_WARNING_MAX, "room for other warnings");

void models_lacks_warn(struct world *world)
{
    const struct scenario_catalogue *catalogue = models_catalogue();
    size_t count = 0;
    for (size_t i = 0; i < catalogue->section_count; i++) {
        const struct scenario_section *section = catalogue->sections[i];
        for (size_t j = 0; !section->only_for_system && j < section->param_count; j++) {
            char name[100];
            snprintf(name, sizeof name, "%s%s%s", section->name, section->name[0] ? "." : "",
                     section->params[j].key);
            const char *lack = models_lacks(world->model, name);
            if (lack && scenario_is_set(world->scenario, name) && count++ < SHOWN)
                outcome_warn(&world->outcome, "%s has no effect: %s has %s", name,
                             world->model->about.name, lack);
        }
    }
    if (count > SHOWN)
        outcome_warn(&world->outcome, "%zu more parameters that are set have no effect on %s",
                     count - SHOWN, world->model->about.name);
    look_at_attack(world);
}
