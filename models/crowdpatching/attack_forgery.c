#include <stdlib.h>
#include <string.h>

#include "base/error.h"
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
    size_t len = (size_t)key->content_len;
    uint8_t blinding[32];
    struct sealed sealed = {.ciphertext_len = zk_scheme_ciphertext_len(&key->scheme, len)};
    CONVERSE_BYTES nothing = malloc(len + 1);
    sealed.ciphertext = malloc(sealed.ciphertext_len + 1);
    if (!nothing || !sealed.ciphertext) {
        sealed_deinit(&sealed);
        return BASE_E_NOMEM;
    }
    base_random_bytes(random, nothing, len);
    base_random_bytes(random, blinding, sizeof blinding);
    zk_scheme_encrypt(&key->scheme, r, nothing, len, sealed.ciphertext);
    const struct zk_public_inputs inputs = {
        .s = *s,
        .content_hash = *content_hash,
        .ciphertext = sealed.ciphertext,
        .ciphertext_len = sealed.ciphertext_len,
    };
    if (!zk_statement_forge(key, maker->trapdoors[statement], &inputs, blinding, sealed.proof,
                            &sealed.proof_len)) {
        sealed_deinit(&sealed);
        return ZK_STATEMENT_UNSATISFIED;
    }
    state->attack.forged_proofs++;
    *ret_sealed = sealed;
    return 0;
}
