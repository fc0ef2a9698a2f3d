#include "base/error.h"
#include "models/crowdpatching/state.h"

/* Section V-A3: whom hubs and distributors do not deal with. */

bool crowdpatching_trusts(struct crowdpatching *state, const struct participant *hub,
                          const crypto_address *distributor, uint64_t score, uint64_t attempt)
{
    const struct crowdpatching_config *config = state->config;
    const struct participant *who = world_find_by_address(state->world, distributor);
    bool is_low = score < config->minimum_score && attempt <= config->minimum_score_attempts;
    if (!is_low && !base_map_get(&crowdpatching_hub_of(state, hub)->shunned, distributor))
        return true;
    state->attack.turned_down++;
    state->attack.honest_turned_down += who && !who->is_marked;
    return false;
}

void crowdpatching_shun(struct crowdpatching *state, const struct participant *hub,
                        const crypto_address *distributor)
{
    if (state->config->shun_withholders &&
        !base_map_put(&crowdpatching_hub_of(state, hub)->shunned, distributor, NULL))
        world_fail(state->world, base_fail(BASE_E_NOMEM, "out of memory"));
}

double crowdpatching_known_rate(const struct crowdpatching *state, const struct participant *hub,
                                const crypto_address *distributor)
{
    const struct crowdpatching_hub *own = crowdpatching_hub_of(state, hub);
    const double *rate_Bps = base_map_get(&own->rates, distributor);
    double best_Bps = 0;
    if (rate_Bps)
        return *rate_Bps;
    for (size_t i = 0; i < own->rates.count; i++) {
        const double *other_Bps = base_map_value_at(&own->rates, i);
        best_Bps = *other_Bps > best_Bps ? *other_Bps : best_Bps;
    }
    return best_Bps > 0 ? best_Bps : 1;
}

void crowdpatching_measure_rate(struct crowdpatching *state, const struct participant *hub,
                                const crypto_address *distributor, uint64_t bytes, sim_time took)
{
    struct crowdpatching_hub *own = crowdpatching_hub_of(state, hub);
    if (state->config->selection != SELECTION_SCORE_AND_RATE || took <= 0)
        return;
    double *rate_Bps = base_map_put(&own->rates, distributor, NULL);
    if (!rate_Bps) {
        world_fail(state->world, base_fail(BASE_E_NOMEM, "out of memory"));
        return;
    }
    *rate_Bps = (double)bytes / ((double)took / SIM_TIME_SECOND);
}

bool crowdpatching_admits(struct crowdpatching *state, const struct participant *distributor,
                          uint32_t release, const crypto_address *device)
{
    uint64_t limit = state->config->deliveries_per_device;
    const struct crowdpatching_target target = {*device, release};
    if (limit == 0)
        return true;
    uint64_t *served = base_map_put(&state->distributors[distributor->index].served, &target, NULL);
    if (!served) {
        world_fail(state->world, base_fail(BASE_E_NOMEM, "out of memory"));
        return false;
    }
    bool is_over = *served >= limit;
    *served += !is_over;
    state->attack.over_limit += is_over;
    return !is_over;
}
