#include "models/crowdpatching/offer.h"

bool crowdpatching_offer_check(const struct crypto_tokens *tokens,
                               const struct crowdpatching_offer *offer,
                               const crypto_digest *verifying_key_hash,
                               const crypto_digest *content_hash, struct sealed_terms *ret_terms)
{
    const struct sealed_offer sealed = {
        .s = offer->s,
        .proof = offer->proof,
        .proof_len = offer->proof_len,
        .verifying_key = offer->verifying_key,
        .verifying_key_len = offer->verifying_key_len,
        .ciphertext = offer->ciphertext,
        .ciphertext_len = offer->ciphertext_len,
    };
    return sealed_check(tokens, &sealed, verifying_key_hash, content_hash, ret_terms);
}
