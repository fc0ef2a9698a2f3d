#include "models/crowdpatching/state.h"

bool crowdpatching_check_key(struct crowdpatching *state, struct participant *self,
                             uint32_t release, enum zk_statement statement)
{
    enum crowdpatching_trust *trust = crowdpatching_trust_of(state, self, release, statement);
    const struct crowdpatching_update *update = &state->updates[release];
    struct crowdpatching_maker *maker = update->maker;
    bool is_delivery = statement == ZK_STATEMENT_DELIVERY;
    if (*trust == CROWDPATCHING_UNCHECKED) {
        int r = key_check(&maker->key_checks[statement],
                          is_delivery ? &maker->delivery_pk : &maker->exchange_pk,
                          is_delivery ? update->seed.update_len : maker->exchange_content_bytes,
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
