#include "models/shared/adversary.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "models/shared/chain_service.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** Every kind, and whom it is about. */
static const enum world_role roles[ADVERSARY_KIND_COUNT] = {
    [ADVERSARY_SIGNATURE_ORACLE] = WORLD_DISTRIBUTOR,
    [ADVERSARY_MEMPOOL_REPLAY] = WORLD_OUTSIDER,
    [ADVERSARY_SECOND_RELEASE] = WORLD_DISTRIBUTOR,
    [ADVERSARY_POFD_FIRST] = WORLD_HUB,
    [ADVERSARY_HUB_CACHE] = WORLD_HUB,
    [ADVERSARY_SELF_DELIVERY] = WORLD_HUB,
    [ADVERSARY_KEY_WITHHOLDING] = WORLD_DISTRIBUTOR,
    [ADVERSARY_PROVER_GRIEFING] = WORLD_HUB,
    [ADVERSARY_EXCHANGE_GRIEFING] = WORLD_DISTRIBUTOR,
    [ADVERSARY_WHITEWASH] = WORLD_DISTRIBUTOR,
    [ADVERSARY_CRS_SUBVERSION] = WORLD_DISTRIBUTOR,
    [ADVERSARY_BLOCK_STUFFING] = WORLD_OUTSIDER,
    [ADVERSARY_ECLIPSE] = WORLD_DISTRIBUTOR,
    [ADVERSARY_FREE_RIDING] = WORLD_DISTRIBUTOR,
    [ADVERSARY_TRANSACTION_DROP] = WORLD_DISTRIBUTOR,
    [ADVERSARY_TAMPER_DISTRIBUTOR] = WORLD_DISTRIBUTOR,
    [ADVERSARY_TAMPER_HUB] = WORLD_HUB,
    [ADVERSARY_IMPERSONATE_MANUFACTURER] = WORLD_OUTSIDER,
    [ADVERSARY_IMPERSONATE_HUB] = WORLD_OUTSIDER,
    [ADVERSARY_IMPERSONATE_DEVICE] = WORLD_OUTSIDER,
    [ADVERSARY_ISOLATION] = WORLD_HUB,
    [ADVERSARY_FALSE_VOTES] = WORLD_DISTRIBUTOR,
    [ADVERSARY_MALICIOUS_MANUFACTURER] = WORLD_MANUFACTURER,
    [ADVERSARY_FALSE_ANSWERS] = WORLD_DEVICE,
    [ADVERSARY_TAMPER_DEVICE] = WORLD_DEVICE,
    [ADVERSARY_FREE_RIDING_DEVICE] = WORLD_DEVICE,
};

const char *const adversary_kind_names[] = {
    [ADVERSARY_NONE] = "none",
    [ADVERSARY_SIGNATURE_ORACLE] = "signature_oracle",
    [ADVERSARY_MEMPOOL_REPLAY] = "mempool_replay",
    [ADVERSARY_SECOND_RELEASE] = "second_release",
    [ADVERSARY_POFD_FIRST] = "pofd_first",
    [ADVERSARY_HUB_CACHE] = "hub_cache",
    [ADVERSARY_SELF_DELIVERY] = "self_delivery",
    [ADVERSARY_KEY_WITHHOLDING] = "key_withholding",
    [ADVERSARY_PROVER_GRIEFING] = "prover_griefing",
    [ADVERSARY_EXCHANGE_GRIEFING] = "exchange_griefing",
    [ADVERSARY_WHITEWASH] = "whitewash",
    [ADVERSARY_CRS_SUBVERSION] = "crs_subversion",
    [ADVERSARY_BLOCK_STUFFING] = "block_stuffing",
    [ADVERSARY_ECLIPSE] = "eclipse",
    [ADVERSARY_FREE_RIDING] = "free_riding",
    [ADVERSARY_TRANSACTION_DROP] = "transaction_drop",
    [ADVERSARY_TAMPER_DISTRIBUTOR] = "tamper_distributor",
    [ADVERSARY_TAMPER_HUB] = "tamper_hub",
    [ADVERSARY_IMPERSONATE_MANUFACTURER] = "impersonate_manufacturer",
    [ADVERSARY_IMPERSONATE_HUB] = "impersonate_hub",
    [ADVERSARY_IMPERSONATE_DEVICE] = "impersonate_device",
    [ADVERSARY_ISOLATION] = "isolation",
    [ADVERSARY_FALSE_VOTES] = "false_votes",
    [ADVERSARY_MALICIOUS_MANUFACTURER] = "malicious_manufacturer",
    [ADVERSARY_FALSE_ANSWERS] = "false_answers",
    [ADVERSARY_TAMPER_DEVICE] = "tamper_device",
    [ADVERSARY_FREE_RIDING_DEVICE] = "free_riding_device",
    [ADVERSARY_KIND_COUNT] = NULL,
};

/** As enum adversary_victims has them. */
static const char *const victims_names[] = {"distributors", "hubs", "devices", "manufacturer",
                                            NULL};
static const enum world_role victims_roles[] = {WORLD_DISTRIBUTOR, WORLD_HUB, WORLD_DEVICE,
                                                WORLD_MANUFACTURER};

#define ADVERSARY(member) offsetof(struct config_adversary, member)
static const struct scenario_param params[] = {
    {"kind", SCENARIO_CHOICE, ADVERSARY(kind), "none", NULL, NULL, adversary_kind_names,
     "What the attackers do; `crowdpatch models SYSTEM` tells which kinds a system knows, and "
     "models/SYSTEM/README.md what each does.",
     "Assumption: all are honest unless the scenario says so."},
    {"share", SCENARIO_REAL, ADVERSARY(share), "0.2", "0", "1", NULL,
     "Share of the distributors, hubs or devices, whichever the kind is about, that attack; with "
     "isolation, eclipse and transaction_drop, of those who suffer it. One at the least where it "
     "is not 0; with second_release hubs, too.",
     "Assumption: a fifth; a sweep tells more."},
    {"outsiders", SCENARIO_INTEGER, ADVERSARY(outsiders), "1", "0", "1000", NULL,
     "Attackers of kinds that outsiders carry out: mempool_replay, block_stuffing, impersonations.",
     "Assumption: one."},
    {"start", SCENARIO_DURATION, ADVERSARY(start_ns), "0s", "0s", "3650d", NULL,
     "From this simulated time on the attackers attack; before it they are honest.",
     "Assumption: from the start."},
    {"length", SCENARIO_DURATION, ADVERSARY(length_ns), "0s", "0s", "3650d", NULL,
     "How long the attackers attack, and are honest afterwards; 0s: to the end. What they began "
     "before goes on, but mempool_replay, block_stuffing, eclipse, transaction_drop and isolation "
     "are over.",
     "Assumption: to the end."},
    {"overbid", SCENARIO_REAL, ADVERSARY(overbid), "2", "1", "1000", NULL,
     "With mempool_replay and block_stuffing: times the priority fee of others, or a wei more.",
     "Assumption: twice, which nobody answers."},
    {"censors", SCENARIO_REAL, ADVERSARY(censors), "0.5", "0", "1", NULL,
     "With transaction_drop: share of the block producers who leave out what victims send.",
     "Assumption: half; a sweep tells more."},
    {"victims", SCENARIO_CHOICE, ADVERSARY(victims), "distributors", NULL, NULL, victims_names,
     "Whose \"share\" suffers eclipse and transaction_drop.",
     "Assumption: those who have a reward to lose."},
    {"funds", SCENARIO_MONEY, ADVERSARY(funds_wei), "1ETH", NULL, NULL, NULL,
     "What each outsider owns at the start.", "Assumption: as much as a distributor."},
};
const struct scenario_section config_adversary_section = {
    "adversary", "Who attacks.", params, COUNT(params), sizeof(struct config_adversary), NULL};

enum world_role adversary_role(enum adversary_kind kind)
{
    assert(kind != ADVERSARY_NONE);
    return roles[kind];
}

uint32_t adversary_outsiders(const struct config_adversary *config)
{
    return config->kind != ADVERSARY_NONE && roles[config->kind] == WORLD_OUTSIDER
               ? (uint32_t)config->outsiders
               : 0;
}

/** A participant's place in the order in which they are marked. */
struct draw {
    uint64_t key;
    struct participant *participant;
};

static int compare_draws(const void *a, const void *b)
{
    const struct draw *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return left->participant->number < right->participant->number ? -1 : 1;
}

static int mark(struct world *world, enum world_role role)
{
    const struct config_adversary *config = world->adversary;
    uint32_t total = world->counts[role];
    double share = role == WORLD_OUTSIDER ? 1 : config->share;
    uint32_t count = (uint32_t)((double)total * share + 0.5);
    struct draw *draws = calloc(total + 1u, sizeof *draws);
    if (!draws)
        return BASE_E_NOMEM;
    for (uint32_t i = 0; i < total; i++) {
        struct base_random random;
        draws[i].participant = &world->participants[role][i];
        participant_random(draws[i].participant, "adversary", &random);
        draws[i].key = base_random_u64(&random);
    }
    qsort(draws, total, sizeof *draws, compare_draws);
    if (count == 0 && share > 0 && total > 0)
        count = 1;
    for (uint32_t i = 0; i < count; i++)
        draws[i].participant->is_marked = true;
    free(draws);
    return 0;
}

enum world_role adversary_marked_role(const struct config_adversary *config)
{
    bool is_of_victims =
        config->kind == ADVERSARY_ECLIPSE || config->kind == ADVERSARY_TRANSACTION_DROP;
    return is_of_victims ? victims_roles[config->victims] : roles[config->kind];
}

int adversary_mark(struct world *world)
{
    const struct config_adversary *config = world->adversary;
    if (config->kind == ADVERSARY_NONE)
        return 0;
    int r = mark(world, adversary_marked_role(config));
    /* Both are paid for a delivery that is proved again. */
    if (r == 0 && config->kind == ADVERSARY_SECOND_RELEASE)
        r = mark(world, WORLD_HUB);
    return r;
}

uint32_t adversary_count(const struct world *world)
{
    uint32_t count = 0;
    for (int role = 0; role < WORLD_ROLE_COUNT; role++)
        for (uint32_t i = 0; i < world->counts[role]; i++)
            count += world->participants[role][i].is_marked;
    return count;
}

bool adversary_acts(const struct participant *participant, enum adversary_kind kind)
{
    const struct config_adversary *config = participant->world->adversary;
    sim_time now = world_now(participant->world);
    return participant->is_marked && config->kind == (int)kind && now >= config->start_ns &&
           now < adversary_end(config);
}

sim_time adversary_end(const struct config_adversary *config)
{
    return config->length_ns > 0 ? config->start_ns + config->length_ns : SIM_TIME_FOREVER;
}

void adversary_await_start(const struct participant *participant)
{
    sim_actor_sleep_until(participant->world->engine, participant->world->adversary->start_ns);
}

void adversary_report(struct world *world)
{
    const u256 none = {{0}};
    u256 before = none, after = none;
    if (world->adversary->kind == ADVERSARY_NONE || !world->chain)
        return;
    for (int role = 0; role < WORLD_ROLE_COUNT; role++) {
        for (uint32_t i = 0; i < world->counts[role]; i++) {
            const struct participant *one = &world->participants[role][i];
            if (!one->is_marked)
                continue;
            before = u256_add(before, world_funds(world, (enum world_role)role));
            after = u256_add(after, participant_balance(one));
        }
    }
    outcome_measure_money(&world->outcome, "funds_before_wei", before);
    outcome_measure_money(&world->outcome, "funds_after_wei", after);
}

int adversary_check(const struct scenario *scenario, const char *system, uint64_t attacks,
                    struct scenario_report *report)
{
    const struct config_adversary *config = scenario_section_values(scenario, "adversary");
    char known[1024] = "";
    size_t len = 0;
    if (config->kind == ADVERSARY_NONE || attacks & ADVERSARY_BIT(config->kind))
        return 0;
    for (int kind = 1; kind < ADVERSARY_KIND_COUNT; kind++)
        if (attacks & ADVERSARY_BIT(kind) && len < sizeof known)
            len += (size_t)snprintf(known + len, sizeof known - len, "%s%s", len ? ", " : "",
                                    adversary_kind_names[kind]);
    scenario_report_error(report, scenario, "adversary.kind", "%s has no %s; it knows: %s", system,
                          adversary_kind_names[config->kind], len ? known : "none");
    return BASE_E_SCENARIO;
}
