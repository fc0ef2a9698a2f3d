#include <string.h>

#include "models/leiba/state.h"

/* A subverted set-up: distributors who know its trapdoor prove what is false, and are paid for keys
 * to ciphertexts of nothing. */

bool leiba_forges(const struct participant *self)
{
    return adversary_acts(self, ADVERSARY_CRS_SUBVERSION);
}

void leiba_keep_trapdoor(struct leiba *state, const uint8_t seed[32])
{
    struct base_random random;
    if (state->config->setup == LEIBA_SETUP_SUBVERTED) {
        memcpy(state->trapdoor, seed, sizeof state->trapdoor);
        return;
    }
    /* Nobody knows it; attackers guess. */
    base_random_init(&random, state->world->run->seed, 0, "setup.guess");
    base_random_bytes(&random, state->trapdoor, sizeof state->trapdoor);
}
