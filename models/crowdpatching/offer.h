#ifndef CROWDPATCH_MODELS_CROWDPATCHING_OFFER_H
#define CROWDPATCH_MODELS_CROWDPATCHING_OFFER_H

#include "models/crowdpatching/messages.h"
#include "zk/statement.h"

/* What both kinds of offers have in common: a ciphertext, and the proof that it is the content. */

/** The prover's side. */
struct crowdpatching_sealed {
    uint8_t *ciphertext; /* owned */
    size_t ciphertext_len;
    uint8_t proof[ZK_PROOF_BYTES_MAX];
    size_t proof_len;
};

/** Encrypts content[len] for r and proves the key's statement of it.
 *  Returns 0; ZK_STATEMENT_UNSATISFIED, with nothing to free, when content_hash or s is not theirs;
 *  or BASE_E_NOMEM. */
int crowdpatching_offer_seal(const struct zk_proving_key *key, const uint8_t *content, size_t len,
                             const crypto_digest *content_hash, const crypto_digest *r,
                             const crypto_digest *s, const uint8_t blinding[32],
                             struct crowdpatching_sealed *ret_sealed);
void crowdpatching_offer_deinit(struct crowdpatching_sealed *sealed);

/** What a verifier has checked an offer against, and needs to open it. */
struct crowdpatching_terms {
    struct zk_scheme scheme;
    uint64_t content_len;
};

/** Whether the offer's verifying key is the one that the chain announces, and its proof holds for
 *  the offer's s and ciphertext and the announced content. */
bool crowdpatching_offer_check(const struct crowdpatching_offer *offer,
                               const crypto_digest *verifying_key_hash,
                               const crypto_digest *content_hash,
                               struct crowdpatching_terms *ret_terms);

/** Decrypts. Returns 0 with the content, which has terms->content_len bytes and which the caller
 *  frees; 1 when there is none in the ciphertext; or BASE_E_NOMEM. */
int crowdpatching_offer_open(const struct crowdpatching_terms *terms, const uint8_t *ciphertext,
                             size_t ciphertext_len, const crypto_digest *r, uint8_t **ret_content);

#endif
