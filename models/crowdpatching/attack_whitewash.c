#include "base/error.h"
#include "models/crowdpatching/state.h"

/* The exit scam: a distributor earns a score, keeps keys to itself for the tenth of a score window
 * that follows exit_phase, and comes back under an account that no hub knows, to which it has sent
 * what it owns. It buys and never sells. Assumption: it knows its window, which anybody can compute
 * from the chain: the Super contract's own, or by the authors' code the one that its own deliveries
 * have opened. */

/** A transfer's gas. Source: Yellow Paper, G_transaction. */
#define GAS_TRANSFER UINT64_C(21000)
/** Its bytes. Assumption: numbers of usual lengths. */
#define TRANSFER_BYTES UINT64_C(128)

static uint64_t period_s(const struct crowdpatching *state)
{
    return (uint64_t)(state->config->score_period_ns / SIM_TIME_SECOND);
}

static uint64_t now_s(const struct crowdpatching *state)
{
    return chain_service_timestamp_s(state->world->chain, world_now(state->world));
}

void crowdpatching_count_earned(struct crowdpatching *state, const struct participant *self)
{
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    uint64_t time = now_s(state);
    own->earned++;
    if (own->window_opened_s == 0 || time - own->window_opened_s >= period_s(state))
        own->window_opened_s = time;
}

bool crowdpatching_is_exiting(struct crowdpatching *state, const struct participant *self,
                              uint32_t identity)
{
    const struct crowdpatching_distributor *own = &state->distributors[self->index];
    if (!adversary_acts(self, ADVERSARY_WHITEWASH) ||
        (own->exit_end == 0 && own->identity == identity))
        return false;
    uint64_t phase_s = (now_s(state) - state->makers[0].deployed_s) % period_s(state);
    state->attack.withheld_by_quarter[4 * phase_s / period_s(state)]++;
    return true;
}

/** Opening of the score window in which the account is. */
static uint64_t window_s(const struct crowdpatching *state,
                         const struct crowdpatching_distributor *own)
{
    uint64_t elapsed_s = now_s(state) - state->makers[0].deployed_s;
    return state->rules.semantics == CONTRACTS_REFERENCE_CODE
               ? own->window_opened_s
               : now_s(state) - elapsed_s % period_s(state);
}

/** Waits until the account has a score and its time has come. */
static void await_exit(struct crowdpatching *state, struct participant *self)
{
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    sim_time period = state->config->score_period_ns, now;
    for (;;) {
        now = world_now(state->world);
        sim_time date = chain_service_date(state->world->chain, window_s(state, own)) +
                        (sim_time)((double)period * state->config->exit_phase);
        if (own->earned > 0 && now >= date && now < date + period / 10)
            break;
        /* A score that the authors' code has not ended yet stands. */
        if (own->earned > 0 && now >= date && state->rules.semantics == CONTRACTS_REFERENCE_CODE)
            break;
        sim_time pause = state->config->distributor_poll_ns;
        if (own->earned > 0 && now < date)
            pause = date - now;
        sim_actor_sleep(state->world->engine, pause);
    }
    own->exit_end = now + period / 10;
    state->attack.exits++;
}

/** Twice what a transfer may cost now. */
static u256 transfer_reserve(const struct chain *chain, const struct config_chain *config)
{
    /* headroom in thousandths, so that the product is exact */
    u256 thousandths = u256_from_u64((uint64_t)(config->base_fee_headroom * 1000.0 + 0.5));
    u256 base_fee_wei = u256_div(u256_mul(chain_base_fee(chain), thousandths), u256_from_u64(1000));
    u256 gas_price_wei = u256_add(base_fee_wei, config->priority_fee_wei);
    u256 cost_wei = u256_add(u256_mul(gas_price_wei, u256_from_u64(GAS_TRANSFER)),
                             u256_mul(config->data_fee_wei, u256_from_u64(TRANSFER_BYTES)));
    return u256_add(cost_wei, cost_wei);
}

/** Sends what it owns to its next account; false: it is not there yet. */
static bool move_funds(struct crowdpatching *state, struct participant *self, struct sim_port *port,
                       const crypto_address *next)
{
    const struct chain *chain = chain_service_chain(state->world->chain);
    u256 fee = transfer_reserve(chain, state->world->chain_config);
    u256 balance = chain_balance(chain, &self->address);
    if (!u256_is_zero(chain_balance(chain, next)))
        return true;
    if (u256_compare(balance, fee) <= 0)
        return false;
    const struct chain_intent intent = {
        .operation = "move_funds",
        .to = next,
        .value_wei = u256_sub(balance, fee),
        .gas_limit = GAS_TRANSFER,
    };
    return crowdpatching_transact(state, self, port, &intent) != NULL;
}

/** Goes on under the next account, when all claims of this one are over. */
static void change_account(struct crowdpatching *state, struct participant *self,
                           struct sim_port *port)
{
    struct crowdpatching_distributor *own = &state->distributors[self->index];
    const crypto_address next = participant_account(self, own->identity + 1);
    while (own->claims || !move_funds(state, self, port, &next) || sim_lock_is_held(self->account))
        sim_actor_sleep(state->world->engine, state->config->distributor_poll_ns);
    uint64_t score = 0;
    if (crowdpatching_score(state, self, port, 0, &self->address, &score))
        state->attack.left_score += score;
    int r = participant_change_account(self, own->identity + 1);
    if (r < 0)
        world_fail(state->world, r);
    state->attack.left_accounts++;
    own->identity++;
    own->earned = 0;
    own->window_opened_s = 0;
    own->exit_end = 0;
}

static void whitewash_main(void *argument)
{
    struct participant *self = argument;
    struct crowdpatching *state = self->world->model_state;
    const struct crowdpatching_distributor *own = &state->distributors[self->index];
    CONVERSE_PORT port = NULL;
    if (sim_port_new(self->node, &port) < 0) {
        world_fail(state->world, BASE_E_NOMEM);
        return;
    }
    adversary_await_start(self);
    for (;;) {
        if (own->exit_end == 0)
            await_exit(state, self);
        sim_actor_sleep_until(state->world->engine, own->exit_end);
        change_account(state, self, port);
    }
}

void crowdpatching_start_whitewash(struct crowdpatching *state, struct participant *self)
{
    if (!self->is_marked || state->world->adversary->kind != ADVERSARY_WHITEWASH)
        return;
    int r = sim_actor_spawn(self->node, "whitewash", whitewash_main, self, NULL);
    if (r < 0)
        world_fail(state->world, r);
}
