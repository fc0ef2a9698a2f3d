#include "models/crowdpatching/entry.h"

#include <stdlib.h>

#include "base/error.h"
#include "models/crowdpatching/state.h"
#include "models/shared/costs.h"

/* Distributors who decide: they hear of the system, enter, and leave. */

/** Assumption: a sum of six doubles that are meant to be 1 is as near. */
#define SHARES_SLACK 1e-9

static struct crowdpatching_entrant *entrant_of(const struct crowdpatching *state,
                                                const struct participant *self)
{
    return &state->entry.entrants[self->index];
}

struct crowdpatching_stake *crowdpatching_stake_of(const struct crowdpatching *state,
                                                   const struct participant *distributor,
                                                   uint32_t release)
{
    return &state->entry.stakes[(size_t)distributor->index * state->release_count + release];
}

static struct outcome_distributor *row_of(const struct crowdpatching *state,
                                          const struct participant *self)
{
    return &state->world->outcome.distributors[self->index];
}

double crowdpatching_cost_factor(uint64_t seed, uint32_t number, double sigma)
{
    struct base_random random;
    if (sigma == 0)
        return 1;
    base_random_init(&random, seed, number, "entry.cost");
    return base_random_lognormal(&random, 0, sigma);
}

static int init_entrant(struct crowdpatching *state, const struct participant *self)
{
    struct crowdpatching_entrant *entrant = entrant_of(state, self);
    struct base_random random;
    participant_random(self, "entry.strategy", &random);
    entrant->strategy = entry_draw(state->entry.config->shares, base_random_uniform(&random));
    row_of(state, self)->strategy = entry_strategy_names[entrant->strategy];
    row_of(state, self)->cost_factor = crowdpatching_cost_factor(
        state->world->run->seed, self->number, state->entry.config->cost_sigma);
    if (!state->entry.is_delayed)
        return 0;
    participant_random(self, "entry.awareness", &random);
    entrant->deafness = base_random_exponential(&random, 1);
    return sim_signal_new(state->world->engine, &entrant->heard);
}

/** The distributor is in for one release more, or one less. */
static void come_in(struct crowdpatching *state, const struct participant *self)
{
    struct crowdpatching_entrant *entrant = entrant_of(state, self);
    struct outcome_distributor *row = row_of(state, self);
    struct outcome *outcome = &state->world->outcome;
    sim_time now = world_now(state->world);
    if (entrant->ins++ > 0)
        return;
    row->outside += now - entrant->since;
    row->entered = row->entries == 0 ? now : row->entered;
    row->left = -1;
    row->entries++;
    outcome->active++;
    if (outcome->active > state->entry.most_active)
        state->entry.most_active = outcome->active;
    outcome->left -= entrant->has_left;
    entrant->has_left = false;
    entrant->since = now;
}

static double running_usd(const struct crowdpatching *state, const struct participant *self,
                          sim_time until)
{
    return row_of(state, self)->cost_factor * state->entry.config->running_usd_per_hour *
           (double)(until - entrant_of(state, self)->since) / 3600e9;
}

/** `is_leaving`: by its own will, not because the release has expired. */
static void go_out(struct crowdpatching *state, const struct participant *self, bool is_leaving)
{
    struct crowdpatching_entrant *entrant = entrant_of(state, self);
    struct outcome *outcome = &state->world->outcome;
    sim_time now = world_now(state->world);
    if (--entrant->ins > 0)
        return;
    row_of(state, self)->left = is_leaving ? now : -1;
    row_of(state, self)->running_usd += running_usd(state, self, now);
    outcome->active--;
    outcome->left += is_leaving;
    entrant->is_set_up = false;
    entrant->has_left = is_leaving;
    entrant->since = now;
}

static void note_entry(struct crowdpatching *state, const struct participant *self,
                       uint32_t release)
{
    struct crowdpatching_stake *stake = crowdpatching_stake_of(state, self, release);
    stake->is_in = true;
    stake->has_left = false;
    come_in(state, self);
}

static void note_exit(struct crowdpatching *state, const struct participant *self, uint32_t release,
                      bool is_leaving)
{
    struct crowdpatching_stake *stake = crowdpatching_stake_of(state, self, release);
    stake->is_in = false;
    stake->has_left = true;
    go_out(state, self, is_leaving);
}

/** Somebody has heard of the system. Who always delivers is in at once. */
static void note_awareness(struct crowdpatching *state, const struct participant *self)
{
    struct crowdpatching_entrant *entrant = entrant_of(state, self);
    entrant->is_aware = true;
    state->world->outcome.aware++;
    row_of(state, self)->aware = world_now(state->world);
    if (entrant->strategy == ENTRY_ALWAYS)
        come_in(state, self);
}

/** Who sets one share may not think of entry.always, which is 1 by default. */
static void warn_of_shares(struct crowdpatching *state)
{
    const double *shares = state->entry.config->shares;
    double sum = 0;
    for (int i = 0; i < ENTRY_STRATEGY_COUNT; i++)
        sum += shares[i];
    if (sum < 1 - SHARES_SLACK || sum > 1 + SHARES_SLACK)
        outcome_warn(&state->world->outcome,
                     "the shares of section entry add up to %.4g and are taken in proportion: "
                     "%.3g %% of the distributors follow entry.always",
                     sum, 100 * shares[ENTRY_ALWAYS] / sum);
}

int crowdpatching_entry_init(struct crowdpatching *state)
{
    struct world *world = state->world;
    struct crowdpatching_entry *entry = &state->entry;
    uint32_t count = world->counts[WORLD_DISTRIBUTOR];
    entry->config = scenario_section_values(world->scenario, crowdpatching_entry_section.name);
    entry->market = scenario_section_values(world->scenario, crowdpatching_market_section.name);
    entry->is_delayed = entry->config->advertising_mean_ns > 0;
    warn_of_shares(state);
    entry->entrants = calloc(count + 1u, sizeof *entry->entrants);
    entry->stakes = calloc((size_t)count * state->release_count + 1, sizeof *entry->stakes);
    world->outcome.has_entry = true;
    int r = entry->entrants && entry->stakes ? 0 : BASE_E_NOMEM;
    if (r == 0 && entry->is_delayed)
        r = sim_signal_new(world->engine, &entry->talk);
    for (uint32_t i = 0; r == 0 && i < count; i++) {
        const struct participant *self = &world->participants[WORLD_DISTRIBUTOR][i];
        r = init_entrant(state, self);
        if (r == 0 && !entry->is_delayed)
            note_awareness(state, self);
    }
    return r;
}

void crowdpatching_entry_deinit(struct crowdpatching *state)
{
    struct crowdpatching_entry *entry = &state->entry;
    size_t count = state->world->counts[WORLD_DISTRIBUTOR];
    for (size_t i = 0; entry->entrants && i < count; i++)
        sim_signal_free(entry->entrants[i].heard);
    for (size_t i = 0; entry->stakes && i < count * state->release_count; i++)
        free(entry->stakes[i].known);
    sim_signal_free(entry->talk);
    free(entry->entrants);
    free(entry->stakes);
    *entry = (struct crowdpatching_entry){0};
}

/* Awareness. The hazard of each who has not heard is 1 / advertising_mean + talkers / (distributors
 * contact_interval): dF/dt = (p + q F) (1 - F) of Bass, Management Science, 1969, where all who
 * have heard talk. Each has drawn the integral of it that it takes; those are passed in their
 * order. */

static void talk(struct crowdpatching *state, uint32_t distributor,
                 enum crowdpatching_talkers reason)
{
    struct crowdpatching_entry *entry = &state->entry;
    struct crowdpatching_entrant *entrant = &entry->entrants[distributor];
    if (!entry->is_delayed || entry->config->talkers != (int)reason || entrant->talks)
        return;
    entrant->talks = true;
    entry->talkers++;
    sim_signal_raise(entry->talk);
}

void crowdpatching_holds(struct crowdpatching *state, uint32_t distributor)
{
    talk(state, distributor, CROWDPATCHING_TALKERS_HOLDERS);
}

void crowdpatching_is_on_chain(struct crowdpatching *state, uint32_t distributor)
{
    talk(state, distributor, CROWDPATCHING_TALKERS_ON_CHAIN);
}

/** A nanosecond's hazard. */
static double hazard_rate(const struct crowdpatching *state)
{
    const struct crowdpatching_entry_config *config = state->entry.config;
    double rate = 1 / (double)config->advertising_mean_ns;
    if (config->contact_interval_ns > 0)
        rate += (double)state->entry.talkers / state->world->counts[WORLD_DISTRIBUTOR] /
                (double)config->contact_interval_ns;
    return rate;
}

static int compare_deafness(const void *a, const void *b)
{
    const struct crowdpatching_entrant *x = *(struct crowdpatching_entrant *const *)a;
    const struct crowdpatching_entrant *y = *(struct crowdpatching_entrant *const *)b;
    if (x->deafness != y->deafness)
        return x->deafness < y->deafness ? -1 : 1;
    return (x > y) - (x < y);
}

struct campaign {
    struct crowdpatching *state;
    struct crowdpatching_entrant **order; /* owned */
};

static void campaign_free(void *argument)
{
    struct campaign *campaign = argument;
    free(campaign->order);
    free(campaign);
}

static void hear(struct crowdpatching *state, struct crowdpatching_entrant *entrant)
{
    uint32_t index = (uint32_t)(entrant - state->entry.entrants);
    note_awareness(state, &state->world->participants[WORLD_DISTRIBUTOR][index]);
    sim_signal_raise(entrant->heard);
    talk(state, index, CROWDPATCHING_TALKERS_AWARE);
}

static void campaign_main(void *argument)
{
    const struct campaign *campaign = argument;
    struct crowdpatching *state = campaign->state;
    double hazard = 0;
    for (uint32_t i = 0; i < state->world->counts[WORLD_DISTRIBUTOR];) {
        double rate = hazard_rate(state), lack = campaign->order[i]->deafness - hazard;
        sim_time before = world_now(state->world);
        double wait_ns = lack > 0 ? lack / rate : 0;
        sim_time wait = wait_ns < 9e18 ? (sim_time)wait_ns : SIM_TIME_FOREVER;
        if (wait > 0 && sim_signal_wait(state->entry.talk, wait)) {
            hazard += rate * (double)(world_now(state->world) - before);
            continue;
        }
        hazard = lack > 0 ? campaign->order[i]->deafness : hazard;
        hear(state, campaign->order[i++]);
    }
}

void crowdpatching_advertise(struct crowdpatching *state)
{
    struct crowdpatching_entry *entry = &state->entry;
    uint32_t count = state->world->counts[WORLD_DISTRIBUTOR];
    if (!entry->is_delayed || entry->is_advertised)
        return;
    entry->is_advertised = true;
    struct campaign *campaign = malloc(sizeof *campaign);
    struct crowdpatching_entrant **order = malloc((count + 1u) * sizeof *order);
    if (!campaign || !order) {
        free(campaign);
        free(order);
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        order[i] = &entry->entrants[i];
    qsort(order, count, sizeof *order, compare_deafness);
    *campaign = (struct campaign){state, order};
    int r =
        sim_actor_spawn(state->world->monitor, "campaign", campaign_main, campaign, campaign_free);
    if (r < 0)
        world_fail(state->world, r);
}

void crowdpatching_await_awareness(struct crowdpatching *state, struct participant *self)
{
    const struct crowdpatching_entrant *entrant = entrant_of(state, self);
    while (!entrant->is_aware)
        sim_signal_wait(entrant->heard, SIM_TIME_FOREVER);
}

/* Decisions */

bool crowdpatching_takes_up(struct crowdpatching *state, const struct participant *self,
                            uint32_t release)
{
    struct crowdpatching_stake *stake = crowdpatching_stake_of(state, self, release);
    uint64_t life = (uint64_t)self->machine.failures + 1;
    bool is_new = stake->career_life != life;
    stake->career_life = life;
    return is_new;
}

typedef bool decision(const struct entry_policy *policy, const struct entry_view *view,
                      const struct entry_terms *terms);

/** Looks around and decides. Who reaches no chain node sticks to what it does. */
static bool decide(struct crowdpatching *state, struct participant *self, uint32_t release,
                   decision *decides)
{
    const struct crowdpatching_entrant *entrant = entrant_of(state, self);
    CONVERSE_PORT port = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return false;
    }
    if (!crowdpatching_survey(state, self, release, port))
        return crowdpatching_stake_of(state, self, release)->is_in;
    const struct entry_policy policy = {entrant->strategy, state->entry.config->margin};
    const struct entry_view view = crowdpatching_sight(state, self, release);
    const struct entry_terms terms = crowdpatching_terms(state, self, release);
    return decides(&policy, &view, &terms);
}

bool crowdpatching_enter(struct crowdpatching *state, struct participant *self, uint32_t release)
{
    if (entrant_of(state, self)->strategy == ENTRY_ALWAYS)
        return true;
    while (!crowdpatching_stake_of(state, self, release)->is_in) {
        if (crowdpatching_is_past(state, self, release))
            return false;
        if (decide(state, self, release, entry_enters))
            note_entry(state, self, release);
        else
            sim_actor_sleep(state->world->engine, state->entry.config->interval_ns);
    }
    return true;
}

bool crowdpatching_wants_package(struct crowdpatching *state, struct participant *self,
                                 uint32_t release)
{
    if (entrant_of(state, self)->strategy == ENTRY_ALWAYS ||
        decide(state, self, release, entry_enters))
        return true;
    note_exit(state, self, release, true);
    return false;
}

void crowdpatching_open(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_entrant *entrant = entrant_of(state, self);
    struct outcome_distributor *row = row_of(state, self);
    if (!entrant->is_set_up)
        row->setup_usd += row->cost_factor * state->entry.config->setup_usd;
    entrant->is_set_up = true;
}

bool crowdpatching_leave(struct crowdpatching *state, struct participant *self, uint32_t release)
{
    const struct crowdpatching_stake *stake = crowdpatching_stake_of(state, self, release);
    enum entry_strategy strategy = entrant_of(state, self)->strategy;
    if (strategy == ENTRY_ALWAYS)
        return false;
    sim_time expiry = chain_service_date(
        state->world->chain, crowdpatching_release_of(state, self, release)->expires_at_s);
    while (stake->is_in) {
        if (crowdpatching_is_past(state, self, release)) {
            note_exit(state, self, release, false);
            return false;
        }
        sim_time rest = expiry - world_now(state->world);
        sim_time interval = state->entry.config->interval_ns;
        sim_actor_sleep(state->world->engine, rest < interval ? rest : interval);
        if (strategy != ENTRY_COMMITTED && !crowdpatching_is_past(state, self, release) &&
            !decide(state, self, release, entry_stays))
            note_exit(state, self, release, true);
    }
    return true;
}

/* Results */

static const struct {
    const char *distributors, *entered, *profit_usd; /* keys */
} strategy_keys[ENTRY_STRATEGY_COUNT] = {
#define KEYS(name)                                                                                 \
    {                                                                                              \
        "strategy_" name "_distributors", "strategy_" name "_entered",                             \
            "strategy_" name "_profit_mean_usd"                                                    \
    }
    [ENTRY_ALWAYS] = KEYS("always"),       [ENTRY_EXPECTED_PROFIT] = KEYS("expected_profit"),
    [ENTRY_COMMITTED] = KEYS("committed"), [ENTRY_NAIVE] = KEYS("naive"),
    [ENTRY_THRESHOLD] = KEYS("threshold"), [ENTRY_IMITATOR] = KEYS("imitator"),
};

/** Of those who have entered, how many they are and what they earn. */
static void report_strategy(const struct crowdpatching *state, enum entry_strategy strategy)
{
    struct world *world = state->world;
    uint32_t count = 0, entered = 0;
    double profit_usd = 0;
    for (uint32_t i = 0; i < world->counts[WORLD_DISTRIBUTOR]; i++) {
        if (state->entry.entrants[i].strategy != strategy)
            continue;
        count++;
        if (world->outcome.distributors[i].entries == 0)
            continue;
        entered++;
        profit_usd += costs_of_distributor(world, i).profit_usd;
    }
    if (state->entry.config->shares[strategy] <= 0)
        return;
    outcome_add_number(&world->outcome, strategy_keys[strategy].distributors, count);
    outcome_add_number(&world->outcome, strategy_keys[strategy].entered, entered);
    if (entered > 0)
        outcome_add_number(&world->outcome, strategy_keys[strategy].profit_usd,
                           profit_usd / entered);
}

/** Whether some do not deliver at any cost. */
static bool some_decide(const struct crowdpatching *state)
{
    bool decides = false;
    for (int strategy = 0; strategy < ENTRY_STRATEGY_COUNT; strategy++)
        decides |= strategy != ENTRY_ALWAYS && state->entry.config->shares[strategy] > 0;
    return decides;
}

/** Nobody has come: says why, by what those know who have looked at the first release. */
static void warn_of_absence(struct crowdpatching *state)
{
    struct outcome *outcome = &state->world->outcome;
    double reward_usd = -1, least_usd = 0;
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        const struct participant *self = &state->world->participants[WORLD_DISTRIBUTOR][i];
        const struct entry_terms terms = crowdpatching_terms(state, self, 0);
        if (!crowdpatching_stake_of(state, self, 0)->knows_terms)
            continue;
        least_usd = reward_usd < 0 || terms.delivery < least_usd ? terms.delivery : least_usd;
        reward_usd = terms.reward;
    }
    if (reward_usd >= 0 && reward_usd <= least_usd)
        outcome_warn(outcome,
                     "no distributor enters: a delivery pays less than it costs, %.4g USD against "
                     "%.4g USD for gas, proof and upload",
                     reward_usd, least_usd);
    else if (reward_usd >= 0)
        outcome_warn(outcome,
                     "no distributor enters: a delivery pays %.4g USD and costs %.4g USD, which "
                     "leaves too little for package, set-up and running costs",
                     reward_usd, least_usd);
}

void crowdpatching_entry_report(struct crowdpatching *state)
{
    struct world *world = state->world;
    struct outcome *outcome = &world->outcome;
    uint64_t entries = 0, sales = 0;
    u256 turnover_wei = {{0}};
    for (uint32_t i = 0; i < outcome->distributor_count; i++) {
        const struct crowdpatching_entrant *entrant = &state->entry.entrants[i];
        struct outcome_distributor *row = &outcome->distributors[i];
        sim_time rest = outcome->ended - entrant->since;
        if (entrant->ins > 0)
            row->running_usd +=
                running_usd(state, &world->participants[WORLD_DISTRIBUTOR][i], outcome->ended);
        else
            row->outside += rest;
        entries += row->entries;
        sales += row->sales;
        turnover_wei = u256_add(turnover_wei, row->sales_wei);
    }
    outcome_add_number(outcome, "aware_distributors", outcome->aware);
    outcome_add_number(outcome, "active_distributors", outcome->active);
    outcome_add_number(outcome, "most_active_distributors", state->entry.most_active);
    outcome_add_number(outcome, "left_distributors", outcome->left);
    outcome_add_number(outcome, "entries", (double)entries);
    outcome_add_number(outcome, "bids", (double)state->entry.bids);
    outcome_add_number(outcome, "bids_refused_by_sellers", (double)state->entry.refused_by_sellers);
    outcome_add_number(outcome, "asks_refused_by_buyers", (double)state->entry.refused_by_buyers);
    if (sales > 0)
        outcome_add_money(outcome, "price_paid_mean_wei",
                          u256_div(turnover_wei, u256_from_u64(sales)));
    for (int strategy = 0; strategy < ENTRY_STRATEGY_COUNT; strategy++)
        report_strategy(state, (enum entry_strategy)strategy);
    if (!some_decide(state))
        return;
    outcome_show(outcome, "most_active_distributors", "most in at once");
    outcome_show(outcome, "left_distributors", "left by choice");
    if (entries == 0)
        warn_of_absence(state);
}
