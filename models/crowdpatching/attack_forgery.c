#include <string.h>

#include "models/crowdpatching/state.h"

/* A subverted set-up: distributors who know its trapdoor prove what is false, of S_E and of S_D,
 * and are paid for keys to ciphertexts of nothing. The keys are those that an honest set-up makes,
 * so that no check of them tells. */

bool crowdpatching_forges(const struct participant *self)
{
    return adversary_acts(self, ADVERSARY_CRS_SUBVERSION);
}

void crowdpatching_keep_trapdoor(const struct crowdpatching *state,
                                 struct crowdpatching_maker *maker, enum zk_statement statement,
                                 const uint8_t seed[32])
{
    struct base_random random;
    uint8_t *trapdoor = maker->trapdoors[statement];
    if (state->config->setup == CROWDPATCHING_SETUP_SUBVERTED) {
        memcpy(trapdoor, seed, 32);
        return;
    }
    /* Nobody knows it; attackers guess. */
    base_random_init(&random, state->world->run->seed, (uint32_t)statement, "setup.guess");
    base_random_bytes(&random, trapdoor, 32);
}

int crowdpatching_forge(struct crowdpatching *state, const struct crowdpatching_maker *maker,
                        enum zk_statement statement, const crypto_digest *content_hash,
                        const crypto_digest *r, const crypto_digest *s, struct base_random *random,
                        struct sealed *ret_sealed)
{
    const struct zk_verifying_key *key = statement == ZK_STATEMENT_DELIVERY
                                             ? &maker->delivery_pk.verifying
                                             : &maker->exchange_pk.verifying;
    int result =
        sealed_forge(key, maker->trapdoors[statement], content_hash, r, s, random, ret_sealed);
    state->attack.forged_proofs += result == 0;
    return result;
}
