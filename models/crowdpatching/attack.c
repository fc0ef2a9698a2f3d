#include "models/crowdpatching/attack.h"

#include "models/crowdpatching/state.h"

/* What attackers do otherwise than the honest, in a line or two; longer ones have a file. */

bool crowdpatching_withholds_key(struct crowdpatching *state, const struct participant *self,
                                 uint32_t identity)
{
    if (!adversary_acts(self, ADVERSARY_KEY_WITHHOLDING) &&
        !crowdpatching_is_exiting(state, self, identity))
        return false;
    state->attack.withheld_keys++;
    return true;
}

bool crowdpatching_withholds_sale(struct crowdpatching *state, const struct participant *self)
{
    if (!adversary_acts(self, ADVERSARY_EXCHANGE_GRIEFING))
        return false;
    state->attack.griefed_sales++;
    return true;
}

void crowdpatching_tamper_offer(struct crowdpatching *state, struct sealed *sealed, uint64_t number)
{
    state->attack.tampered++;
    if (number % 2 == 0 && sealed->ciphertext_len > 0)
        sealed->ciphertext[sealed->ciphertext_len / 2] ^= 1;
    else
        sealed->proof[sealed->proof_len - 1] ^= 1;
}

void crowdpatching_tamper(struct crowdpatching *state, struct base_buffer *payload, size_t at)
{
    if (base_buffer_failed(payload))
        return;
    state->attack.tampered++;
    payload->data[at] ^= 1;
}
