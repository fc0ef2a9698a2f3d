#include "models/crowdpatching/state.h"

bool crowdpatching_check_key(struct crowdpatching *state, struct participant *self,
                             enum zk_statement statement)
{
    enum crowdpatching_trust *trust = &state->distributors[self->index].trust[statement];
    bool is_delivery = statement == ZK_STATEMENT_DELIVERY;
    if (*trust == CROWDPATCHING_UNCHECKED) {
        int r = key_check(&state->key_checks[statement],
                          is_delivery ? &state->delivery_pk : &state->exchange_pk,
                          is_delivery ? state->seed.update_len : state->exchange_content_bytes,
                          self, is_delivery ? "pk^D" : "pk^E");
        if (r < 0) {
            world_fail(state->world, r);
            return false;
        }
        *trust = r == 0 ? CROWDPATCHING_TRUSTED : CROWDPATCHING_REFUSED;
        state->refused_keys += r > 0;
    }
    return *trust == CROWDPATCHING_TRUSTED;
}
